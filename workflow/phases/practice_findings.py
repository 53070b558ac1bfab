"""The findings on practices: facts that cannot follow one another, and facts that belong nowhere."""

from datetime import date
from typing import Any

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.gse_act import GseAct
from workflow.domain.variation import Variation
from workflow.phases.practice_machine import PracticeKind, PracticeState, Trigger

IMPOSSIBLE = "FAS-02"
MISPLACED = "FAS-03"
NOT_ADMITTED = "FAS-04"
UNKNOWN_PLANT = "FAS-05"
UNREADY_PLANT = "FAS-06"


def impossible(
    name: str, kind: PracticeKind, state: PracticeState, what: Trigger, *, on: date, path: FieldPath
) -> Finding:
    """Return the finding that something cannot happen in the state in which the practice is on that day."""
    values: dict[str, Any] = {"pratica": name, "evento": what.label, "data": on, "stato": state.label_for(kind)}
    return finding_of(packaged_card(IMPOSSIBLE), path, values, wording=_cure(kind, state, what))


def misplaced(wording: str, path: FieldPath, record: GseAct | Variation) -> Finding:
    """Return the finding that an act or a variation cannot be placed; `wording` says why."""
    if isinstance(record, GseAct):
        values: dict[str, Any] = {"atto": record.kind or "atto", "pratica": record.practice}
        values |= {"ricevuto_il": record.received_on, "risposto_il": record.answered_on}
    else:
        values = {"nome": record.name}
    values = {"atto": None, "pratica": None, "ricevuto_il": None, "risposto_il": None, "nome": None, **values}
    return finding_of(packaged_card(MISPLACED), path, values, wording=wording)


def not_yet(code: str, path: FieldPath, **values: Any) -> Finding:
    """Return the finding that something must happen before a practice can begin; the code says what."""
    return finding_of(packaged_card(code), path, values)


def _cure(kind: PracticeKind, state: PracticeState, what: Trigger) -> str:
    """Choose the words that say what is most likely missing."""
    if state is PracticeState.DRAFT:
        return "non_comunicata" if kind is PracticeKind.VARIATION else "non_inviata"
    if state in {PracticeState.INTEGRATION, PracticeState.NOTICE} and what in {
        Trigger.ASK,
        Trigger.WARN,
        Trigger.REJECT,
        Trigger.TAKE_EFFECT,
    }:
        return "senza_risposta"
    if what is Trigger.REFILE:
        return "gia_inviata"
    return "gia_conclusa" if not state.is_open else "non_prevista"
