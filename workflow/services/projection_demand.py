"""What each point would withdraw in a year: a measured series, else the bill spread by a load shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence
from workflow.domain.identifiers.cell_text import bare
from workflow.domain.member import Member
from workflow.domain.member import WithdrawalPoint as PointRecord
from workflow.domain.subject import SubjectKind
from workflow.energy.hours import Floats
from workflow.energy.projection.calendar_days import DayKinds
from workflow.energy.projection.figures import Loads, LoadShape
from workflow.energy.projection.load import Bill, bands_of, shape_of, spread, weights_of_profile
from workflow.energy.projection.named_assumption import Level
from workflow.energy.projection.other_year import onto_year
from workflow.energy.series import HourlySeries
from workflow.energy.year_grid import YearGrid
from workflow.law.calendar import national_holidays
from workflow.resources import ProgramError
from workflow.services.energy_year import counted_points
from workflow.services.projection_ledger import Ledger

UNKNOWN_USE = "altro"
SHAPE = "P-FORMA"
# A measured year stands for another one if little of it is missing.
LEAST_COVERAGE = 0.9


class UnknownUseError(ProgramError):
    """A kind of user that no load shape describes."""

    exit_code = 2


@dataclass(frozen=True)
class DemandFrame:
    """What the withdrawals are worked out from; `uses`, `bills` and `measured` are by POD and win over the record.

    `profiles` are those that the person has, by name: a POD whose use is called so takes it.
    """

    dossier: Dossier
    grid: YearGrid
    loads: Loads
    ledger: Ledger
    uses: Mapping[str, str]
    bills: Mapping[str, Bill]
    measured: Mapping[str, HourlySeries]
    profiles: Mapping[str, Floats] = field(default_factory=dict)


def consumption(frame: DemandFrame) -> dict[str, dict[Level, Floats]]:
    """Return the energy of every counted point by POD and level, before any plant behind the same point."""
    days = DayKinds.of(frame.grid, national_holidays(frame.grid.year))
    bands = days.bands(frame.loads.bands)
    found: dict[str, dict[Level, Floats]] = {}
    for member, point in counted_points(frame.dossier):
        if point.pod is None:
            continue
        known = frame.measured.get(point.pod)
        if known is not None and known.coverage >= LEAST_COVERAGE:
            series = onto_year(known.kwh, YearGrid.of(known.year), frame.grid)
            _tell_measured(frame, known)
            found[point.pod] = dict.fromkeys(Level, series)
            continue
        said = frame.uses.get(point.pod)
        if said is not None and said in frame.profiles:
            found[point.pod] = _by_profile(frame, member, point, said, days)
            continue
        use = use_of(frame.loads, member, said)
        shape = frame.loads.kinds[use]
        bill = _bill(frame, point, shape, use)
        found[point.pod] = {
            level: spread(bill, shape_of(days, shape, frame.loads.daytime, level, point.pod), bands, days)
            * frame.loads.consumption.span.at(level)
            for level in Level
        }
        _tell_shape(frame, use, shape)
    if found:
        _tell_ranges(frame)
    return found


def _by_profile(
    frame: DemandFrame, member: Member, point: PointRecord, name: str, days: DayKinds
) -> dict[Level, Floats]:
    """Return the energy of a point that follows a profile of the person: a mean of many, told as such."""
    loads = frame.loads
    bands, use = days.bands(loads.bands), use_of(loads, member)
    bill = _bill(frame, point, loads.kinds[use], use)
    frame.ledger.add(
        "P-PROFILO",
        f"Profilo «{name}»",
        "dato da chi chiede",
        label="media di molti",
        source="una media è più liscia di un utente vero: l’energia condivisa ne esce un po’ più alta",
    )
    profile = frame.profiles[name]
    return {
        level: spread(bill, weights_of_profile(days, profile, loads.daytime, level), bands, days)
        * loads.consumption.span.at(level)
        for level in Level
    }


def use_of(loads: Loads, member: Member, said: str | None = None) -> str:
    """Return the kind of user: as said, else by ATECO, else by category; raise UnknownUseError for a wrong word."""
    if said is not None:
        if said not in loads.kinds:
            raise UnknownUseError(f"Il tipo di utenza «{said}» non esiste. Sono: {', '.join(loads.kinds)}.")
        return said
    digits = member.ateco or ""
    while digits:
        if digits in loads.by_ateco:
            return loads.by_ateco[digits]
        digits = digits[:-1]
    category = member.category.value if member.category is not None else None
    if category is None and member.kind is SubjectKind.PERSON:
        category = "persona_fisica"
    return loads.by_category.get(category or "", UNKNOWN_USE)


def _bill(frame: DemandFrame, point: PointRecord, shape: LoadShape, use: str) -> Bill:
    told = frame.bills.get(point.pod or "")
    if told is not None:
        return told
    values = (point.f1_kwh, point.f2_kwh, point.f3_kwh)
    bands = bands_of([None if value is None else float(value) for value in values])
    annual = None if point.annual_kwh is None else float(point.annual_kwh)
    if bands is not None and sum(bands.values()) > 0:
        total = sum(bands.values())
        # The yearly figure rules: bands may be those of another period.
        scale = 1.0 if annual is None else annual / total
        return Bill(bands_kwh={name: value * scale for name, value in bands.items()})
    if annual is None:
        annual = shape.typical_kwh
        frame.ledger.add(
            "P-CONSUMO",
            f"Consumo di {bare(point.pod or '')}, che il fascicolo non dice",
            f"{annual:g}",
            unit="kWh/anno",
            label="ordine di grandezza",
            source=f"consumo tipico: {use}",
        )
    return Bill(annual_kwh=annual)


def _tell_measured(frame: DemandFrame, known: HourlySeries) -> None:
    frame.ledger.add(
        "P-MISURE",
        f"Prelievi di {known.key}",
        f"misure del {known.year}",
        label="misurato",
        source=known.origin,
        confidence=Confidence.MEDIUM,
    )


def _tell_shape(frame: DemandFrame, use: str, shape: LoadShape) -> None:
    frame.ledger.add(
        SHAPE,
        f"Forma di carico: {shape.title}",
        use,
        label=frame.loads.label,
        source=shape.derivation,
        confidence=frame.loads.confidence,
    )


def _tell_ranges(frame: DemandFrame) -> None:
    loads = frame.loads
    hours = f"ore {loads.daytime.first_hour}-{loads.daytime.last_hour}"
    frame.ledger.add(
        "P-GIORNO", f"Peso delle ore di sole ({hours})", loads.daytime.span, label=loads.label, source=loads.source
    )
    frame.ledger.add(
        "P-CONSUMI",
        "Consumi rispetto alla bolletta",
        loads.consumption.span,
        label="scelta",
        source="un anno non è uguale all’altro",
    )
