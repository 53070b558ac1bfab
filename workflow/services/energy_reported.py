"""The year that a report tells: measured, projected or from a settlement file, with who shares and what is supposed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding
from workflow.energy.explained import ExplainedFigure, explain
from workflow.energy.explanation_texts import ExplanationTexts
from workflow.energy.hour_trace import HourTrace, busiest_hour, trace_hour
from workflow.energy.hours import ROME, Floats
from workflow.energy.named_assumptions import ROUNDING, named
from workflow.energy.projection.named_assumption import Level, NamedAssumption
from workflow.energy.riparto.by_coincidence import shared_part_kwh
from workflow.energy.settlement import Settlement
from workflow.intake.settlement_file import read_settlement
from workflow.law import Law
from workflow.law.reading import YamlFile
from workflow.resources import ProgramError, data_folder
from workflow.services.measured_year import MeasuredYear
from workflow.services.opening import Opened
from workflow.services.projecting import Projection
from workflow.services.settling import settle_file
from workflow.services.split_energy import Origin, YearEnergy, energy_of_member
from workflow.services.splitting_benefits import split_benefits

LABELS = {
    Origin.MEASURED: "misure del distributore",
    Origin.PROJECTED: "stima: ordine di grandezza, dati sintetici",
    Origin.RECEIVED: "dati di un file",
}
# Beyond this many bars a chart can no longer be read; the rest stands in the table and in one bar.
MOST_BARS = 20


class HourNotFoundError(ProgramError):
    """An hour asked for that the year does not have."""

    exit_code = 3


@dataclass(frozen=True)
class MemberFigures:
    """What one member, or one point where members are not known, shared and receives."""

    name: str
    withdrawn_kwh: float
    shared_kwh: float
    benefit_eur: float | None


@dataclass(frozen=True, eq=False)
class ReportedYear:
    """Everything a report says, unrounded."""

    title: str
    year: int
    origin: Origin
    settled: Settlement
    figures: tuple[ExplainedFigure, ...]
    hour: HourTrace
    members: tuple[MemberFigures, ...]
    assumptions: tuple[NamedAssumption, ...]
    rounding: str
    scenarios: Mapping[Level, Settlement]
    notes: tuple[str, ...]
    law: Law

    @property
    def label(self) -> str:
        """What kind of figures these are."""
        return LABELS[self.origin]

    @property
    def choices(self) -> tuple[tuple[str, str, str], ...]:
        """Code, question and answer of each named assumption but that on rounding, which has its own words."""
        return tuple(
            (one.code, one.question, one.answer) for one in named(self.settled.assumptions) if one.code != ROUNDING
        )


def load_texts() -> ExplanationTexts:
    """Return the packaged words of the explained figures."""
    return YamlFile.read(data_folder("checklists") / "energy" / "spiegazioni.yaml").as_record(ExplanationTexts)


def of_file(path: Path, law: Law) -> ReportedYear:
    """Return the year of a settlement file; points stand where a dossier has members."""
    settled = settle_file(path, law)
    found = read_settlement(path)
    hours = settled.hours
    members = []
    for point in found.withdrawal_points:
        if point.withdrawn_kWh is not None:
            inside = hours.within(point.from_on, point.until_on)
            series = np.where(inside, np.array(point.withdrawn_kWh, dtype=np.float64), 0.0)
            if point.storage_charge_kWh is not None:
                charge = np.array(point.storage_charge_kWh, dtype=np.float64)
                series = series - np.where(inside, (1 - float(point.storage_efficiency)) * charge, 0.0)
            members.append(_of_series(point.id, series, settled))
    return _reported(path.stem, settled, Origin.RECEIVED, tuple(members), law)


def of_measured(opened: Opened, found: MeasuredYear, law: Law) -> ReportedYear:
    """Return a measured year, which must have been settled."""
    if found.settlement is None:
        raise ValueError(found.year)
    withdrawn = {pod: np.nan_to_num(series, nan=0.0) for pod, series in found.series.withdrawn.items()}
    energy = YearEnergy(found.settlement, withdrawn, Origin.MEASURED, LABELS[Origin.MEASURED], opened.dossier)
    members, notes = _members(opened, opened.dossier, energy, found.findings)
    reported = _reported(opened.dossier.title, found.settlement, Origin.MEASURED, members, law)
    return replace(reported, assumptions=found.assumptions, notes=notes)


def of_projection(opened: Opened, found: Projection, law: Law) -> ReportedYear:
    """Return a projected year: figures of the expected scenario, range of the three."""
    expected = found.scenarios[Level.EXPECTED]
    label = LABELS[Origin.PROJECTED]
    energy = YearEnergy(expected.settlement, expected.withdrawn, Origin.PROJECTED, label, found.dossier)
    members, notes = _members(opened, found.dossier, energy, ())
    reported = _reported(found.dossier.title, expected.settlement, Origin.PROJECTED, members, law)
    scenarios = {level: one.settlement for level, one in found.scenarios.items()}
    return replace(reported, assumptions=found.assumptions, notes=notes, scenarios=scenarios)


def at_hour(reported: ReportedYear, wanted: str) -> ReportedYear:
    """Return the report with another hour traced; `wanted` is AAAA-MM-GG HH, by the clock on the wall.

    Raises HourNotFoundError.
    """
    starts = [f"{start.astimezone(ROME):%Y-%m-%d %H}" for start in reported.settled.hours.starts]
    key = wanted.strip().replace("T", " ")[:13]
    if key not in starts:
        raise HourNotFoundError(f"L’ora «{wanted}» non è tra quelle del conto: scriverla come {starts[0]}.")
    return replace(reported, hour=trace_hour(reported.settled, starts.index(key)))


def without_names(reported: ReportedYear) -> ReportedYear:
    """Return the report with numbers in place of the members' names."""
    members = (replace(one, name=f"Membro {number}") for number, one in enumerate(reported.members, start=1))
    return replace(reported, members=tuple(members))


def _reported(
    title: str, settled: Settlement, origin: Origin, members: tuple[MemberFigures, ...], law: Law
) -> ReportedYear:
    texts = load_texts()
    return ReportedYear(
        title=title,
        year=settled.hours.year,
        origin=origin,
        settled=settled,
        figures=explain(settled, texts),
        hour=trace_hour(settled, busiest_hour(settled)),
        members=members,
        assumptions=(),
        rounding=texts.rounding,
        scenarios={},
        notes=(),
        law=law,
    )


def _members(
    opened: Opened, dossier: Dossier, energy: YearEnergy, findings: tuple[Finding, ...]
) -> tuple[tuple[MemberFigures, ...], tuple[str, ...]]:
    """Return each member's energy, and what it receives where the rule of the community can be applied."""
    year = energy.settlement.hours.year
    found = split_benefits(replace(opened, dossier=dossier), year, energy=energy)
    benefits: dict[str, float] = {}
    notes = [finding.message for finding in findings if not finding.is_blocking]
    if found.split is not None:
        for line in found.split.lines:
            if line.player is not None:
                benefits[line.player] = benefits.get(line.player, 0.0) + float(line.amount_eur)
    else:
        told = next((one.message for one in found.findings), "manca la regola di riparto")
        notes.append(f"Il riparto tra i membri non è mostrato: {told}")
    members = []
    for member in dossier.members:
        own = energy_of_member(energy, dossier, member)
        if own.withdrawn_kwh or (member.key or "") in benefits:
            name = member.full_name or member.key or f"riga {member.index + 1}"
            is_known = found.split is not None and (member.takes_part or (member.key or "") in benefits)
            benefit = benefits.get(member.key or "", 0.0) if is_known else None
            members.append(MemberFigures(name, float(own.withdrawn_kwh), float(own.shared_kwh), benefit))
    return tuple(members), tuple(notes)


def _of_series(name: str, series: Floats, settled: Settlement) -> MemberFigures:
    shared = shared_part_kwh(settled.shared_kwh, series, settled.withdrawn_kwh)
    return MemberFigures(name, float(series.sum()), float(shared), None)
