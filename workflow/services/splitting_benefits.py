"""Splits a year's benefits among the members by the dossier's own rule, and says what keeps it from being final."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.finding import Finding, Severity
from workflow.domain.request import SplitRule
from workflow.energy.riparto.amounts import Pot
from workflow.energy.riparto.game import MAX_NUCLEOLUS_PLAYERS
from workflow.energy.riparto.rule import Block, Criterion
from workflow.energy.riparto.splitting import Line, Split, split
from workflow.intake.received_file import ReceivedSums
from workflow.services.opening import Opened
from workflow.services.split_energy import Origin, YearEnergy
from workflow.services.split_games import GameReport, is_too_large, with_game_values
from workflow.services.split_players import Participant, SplitFrame, participants_of
from workflow.services.split_rule import MISSING, AgreedRule, is_by_energy, missing, rule_of
from workflow.services.split_sums import YearSums, find_report, sums_of

UNASSIGNED = "ENE-42"
COSTS = "ENE-43"
NOT_RECEIVED = "ENE-44"
_POT_WORDS = {Pot.TARIFF: "tariffa premio", Pot.VALORISATION: "valorizzazione", Pot.SURPLUS: "importo eccedentario"}


@dataclass(frozen=True, eq=False)
class BenefitSplit:
    """A year's riparto with all that explains it; `split` is None where something it needs lacks."""

    opened: Opened
    year: int
    agreed: AgreedRule
    sums: YearSums | None
    energy: YearEnergy | None
    participants: tuple[Participant, ...]
    split: Split | None
    game: GameReport | None
    findings: tuple[Finding, ...]
    received: ReceivedSums
    ranges: Mapping[str, tuple[Decimal, Decimal]]
    """For a projection, the least and the most that each has in its scenarios; empty otherwise."""

    @property
    def is_blocked(self) -> bool:
        """Whether something must be put right before anybody is paid."""
        return self.split is None or any(finding.severity is Severity.BLOCKING for finding in self.findings)


def split_benefits(
    opened: Opened,
    year: int,
    *,
    energy: YearEnergy | None = None,
    received: ReceivedSums | None = None,
    requested: SplitRule | Criterion | None = None,
    findings: tuple[Finding, ...] = (),
) -> BenefitSplit:
    """Return the riparto of a year, or as much of it as can be told, with the findings.

    `energy` is the settled year, measured or projected; `received` are the sums that came in; `findings` what reading
    them found. The rule is the dossier's own, or the one `requested`, and then a finding says that nobody agreed it.
    """
    dossier = opened.dossier
    given = received or ReceivedSums.model_validate({})
    agreed = rule_of(dossier, year, requested=requested, surplus_to_consumers=given.surplus_to_consumers_percent)
    sums, gaps = sums_of(dossier, year, received, energy)
    told = [*findings, *agreed.findings, *gaps]
    if agreed.rule is None or sums is None:
        return BenefitSplit(opened, year, agreed, sums, energy, (), None, None, tuple(told), given, {})
    if energy is not None and sums.origin is Origin.PROJECTED:
        dossier = energy.dossier
    frame = SplitFrame(dossier, year, agreed, agreed.rule, sums, energy, given)
    participants, lacking = participants_of(frame)
    told.extend(lacking)
    told.extend(_game_gaps(frame, participants))
    game = None
    is_ready = not any(_stops(finding) for finding in told)
    if is_ready and frame.rule.criterion.is_game and energy is not None:
        participants, game = with_game_values(frame, energy, participants)
    found = None
    if is_ready:
        found = split(sums.pots, [one.player for one in participants], frame.rule)
        told.extend(_about(frame, found))
    ranges: Mapping[str, tuple[Decimal, Decimal]] = {}
    if found is not None and energy is not None and sums.origin is Origin.PROJECTED:
        scenarios = [found, *(_scenario(opened, year, other, given, requested) for other in energy.others)]
        ranges = _ranges(participants, [one for one in scenarios if one is not None])
    return BenefitSplit(opened, year, agreed, sums, energy, participants, found, game, tuple(told), given, ranges)


def _scenario(
    opened: Opened, year: int, energy: YearEnergy, given: ReceivedSums, requested: SplitRule | Criterion | None
) -> Split | None:
    return split_benefits(opened, year, energy=energy, received=given, requested=requested).split


def _ranges(participants: tuple[Participant, ...], scenarios: list[Split]) -> dict[str, tuple[Decimal, Decimal]]:
    found = {}
    for one in participants:
        totals = [scenario.total_eur(player=one.player.key) for scenario in scenarios]
        found[one.player.key] = (min(totals), max(totals))
    return found


def _stops(finding: Finding) -> bool:
    """Whether nothing can be split without it; of two data only the surplus depends, which then waits."""
    return finding.code == MISSING and finding.path[-1:] not in {("categoria",), ("uso_eccedenza",)}


def _game_gaps(frame: SplitFrame, participants: tuple[Participant, ...]) -> Iterator[Finding]:
    criterion = frame.rule.criterion
    if criterion.is_game and (frame.energy is None or not frame.energy.is_priced):
        yield missing((), "energia", frame.year, criterio=criterion)
    if is_too_large(criterion, participants):
        values = {"criterio": criterion, "massimo": MAX_NUCLEOLUS_PLAYERS, "quanti": len(participants)}
        yield missing((), "giocatori", frame.year, **values)


def _about(frame: SplitFrame, found: Split) -> Iterator[Finding]:
    """Yield what the split itself shows: sums for nobody, costs not paid, figures that are not receipts."""
    year = frame.year
    for line in found.of_block(Block.UNASSIGNED):
        if line.pot is Pot.SURPLUS and frame.rule.surplus_to_consumers_percent is None:
            yield missing(("scelte", "uso_eccedenza"), "eccedenza", year)
        else:
            yield _unassigned(year, line)
    if found.costs.lacking_eur:
        values = {
            "anno": year,
            "costi_eur": found.costs.owed_eur,
            "coperti_eur": found.costs.taken_eur,
            "mancano_eur": found.costs.lacking_eur,
        }
        yield finding_of(packaged_card(COSTS), (), values)
    report = find_report(frame.dossier, year)
    recovered = report.accounts.recovered_eur if report is not None and report.accounts is not None else None
    if recovered:
        yield finding_of(packaged_card(COSTS), (), {"anno": year, "importo_eur": recovered}, wording="recuperi")
    if frame.sums.origin is Origin.MEASURED:
        yield finding_of(packaged_card(NOT_RECEIVED), (), {"anno": year})
    elif frame.sums.origin is Origin.PROJECTED:
        yield finding_of(packaged_card(NOT_RECEIVED), (), {"anno": year}, wording="proiezione")
    elif is_energy_projected(frame.energy, frame.rule.criterion):
        yield finding_of(packaged_card(NOT_RECEIVED), (), {"anno": year}, wording="energia")


def is_energy_projected(energy: YearEnergy | None, criterion: Criterion) -> bool:
    """Whether the criterion weighs energy that nobody measured."""
    return energy is not None and energy.origin is Origin.PROJECTED and is_by_energy(criterion)


def _unassigned(year: int, line: Line) -> Finding:
    values = {
        "anno": year,
        "importo_eur": line.amount_eur,
        "voce": _POT_WORDS[line.pot],
        "a_chi": (line.meant_for or Block.MEMBERS).value,
    }
    is_surplus = line.pot is Pot.SURPLUS
    return finding_of(packaged_card(UNASSIGNED), (), values, wording="eccedenza" if is_surplus else None)
