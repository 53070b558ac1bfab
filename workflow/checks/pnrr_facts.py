"""What the rules ask of a PNRR project: its plant, the act that governs it, and when its works began."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.checks.engine import Verdict, not_applicable, unknown
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, FieldPath, Outcome
from workflow.domain.plant import Plant
from workflow.domain.pnrr_project import CostItem, PnrrProject, PnrrRules
from workflow.law import Law

OPENING = "pnrr/apertura_sportello"
CLOSING = "pnrr/chiusura_sportello"
REGIMES = "pnrr/discipline"
COST_ITEMS = "pnrr/voci_spesa"


@dataclass(frozen=True)
class Regime:
    """What one act asks of the projects whose concession cites it; None where no term was read.

    Its values are read on `values_on`, whatever the day of the request: later acts reach projects filed before them.
    """

    rules: PnrrRules
    values_on: date
    runs_from: str
    operation_term: str
    last_day_term: str | None
    works_end_term: str | None
    receipts_term: str | None
    balance_term: str | None


@dataclass(frozen=True)
class Filed:
    """A project with its place in the file and the plant it is for, if the file says which."""

    index: int
    project: PnrrProject
    plant_index: int | None
    plant: Plant | None

    @property
    def name(self) -> str:
        """What messages call the project: its plant's name."""
        named = self.project.plant or (self.plant and (self.plant.name or self.plant.censimp))
        return named or f"n. {self.index + 1}"

    def path(self, *keys: str | int) -> FieldPath:
        """Return the path of one of the project's keys."""
        return ("pnrr", self.index, *keys)

    def plant_path(self, key: str) -> FieldPath:
        """Return the path of one of the plant's keys, or of the key that should name the plant."""
        return self.path("impianto") if self.plant_index is None else ("impianti", self.plant_index, key)


def filed_projects(dossier: Dossier) -> Iterator[Filed]:
    """Yield the projects; one that names no plant is for the only one there is."""
    for index, project in enumerate(dossier.pnrr_projects):
        found = next((number for number, plant in enumerate(dossier.plants) if _is_for(project, plant)), None)
        if project.plant is None and len(dossier.plants) == 1 and len(dossier.pnrr_projects) == 1:
            found = 0
        yield Filed(index, project, found, None if found is None else dossier.plants[found])


def regimes_of(project: PnrrProject, law: Law, day: date) -> tuple[Regime, ...]:
    """Return the regime of the act cited in the concession, or all of them while the act is unknown."""
    regimes = [_regime(item) for item in law.value(REGIMES, day).items]
    return tuple(regime for regime in regimes if project.rules in {None, regime.rules})


def under_each(filed: Filed, regimes: tuple[Regime, ...], judge: Callable[[Regime], Verdict]) -> Verdict:
    """Return the verdict of the project's regime; while the act is unknown, what all regimes agree on."""
    verdicts = [judge(regime) for regime in regimes]
    if len({verdict.outcome for verdict in verdicts}) == 1:
        return verdicts[0]
    return unknown(filed.path("disciplina"), "disciplina", impianto=filed.name)


def was_open(project: PnrrProject, law: Law) -> bool | None:
    """Whether the desk was open on the day of the request; None while the day is unknown."""
    requested_on = project.requested_on
    if requested_on is None:
        return None
    closing = law.get(CLOSING).find(requested_on)
    return closing is not None and law.get(OPENING).history[0].day <= requested_on <= closing.day


def wanted(filed: Filed, law: Law, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yield the verdicts; of a project filed when the desk was closed nobody need look for more data."""
    is_void = was_open(filed.project, law) is False
    for verdict in verdicts:
        yield not_applicable(verdict.path) if is_void and verdict.outcome is Outcome.UNKNOWN else verdict


def works_began(filed: Filed, law: Law, day: date) -> dict[str, date]:
    """Return each known event that begins the works, by the key that tells it, the earliest first.

    Works begin with building or with the first binding order for equipment; land, permits and studies do not count.
    """
    project = filed.project
    known: dict[str, date | None] = {
        "primo_ordine_il": project.first_order_on,
        "inizio_lavori": project.works_started_on or (filed.plant.works_started_on if filed.plant else None),
    }
    beginning = {str(item["id"]) for item in law.value(COST_ITEMS, day).items if item["avvia_lavori"]}
    ordered = [e.ordered_on for e in project.expenses if e.ordered_on and e.item and e.item.value in beginning]
    known["spese"] = min(ordered, default=None)
    return dict(sorted(((key, on) for key, on in known.items() if on is not None), key=lambda pair: pair[1]))


def words_of(item: CostItem | None, law: Law, day: date) -> str | None:
    """Return how a cost item is called in messages."""
    texts = {str(row["id"]): str(row["testo"]) for row in law.value(COST_ITEMS, day).items}
    return texts.get(item.value) if item else None


def told(path: FieldPath, fact: bool | None, wrong: str, missing: str, /, **values: Any) -> Verdict:
    """Return passed, or failed and unknown each with its own wording."""
    return unknown(path, missing, **values) if fact is None else judged(path, fact, wrong, **values)


def least_sure(*degrees: Confidence) -> Confidence:
    """Return the lowest of some degrees of confidence."""
    return max(degrees, key=list(Confidence).index)


def _is_for(project: PnrrProject, plant: Plant) -> bool:
    return project.plant is not None and project.plant in {plant.name, plant.censimp}


def _regime(item: Any) -> Regime:
    return Regime(
        rules=PnrrRules(item["id"]),
        values_on=item["valori_dal"],
        runs_from=str(item["corre_da"]),
        operation_term=str(item["termine_esercizio"]),
        last_day_term=item["ultimo_giorno"],
        works_end_term=item["fine_lavori"],
        receipts_term=item["quietanze"],
        balance_term=item["saldo"],
    )
