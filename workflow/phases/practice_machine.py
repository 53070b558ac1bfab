"""The machines of the practices with the GSE: which states a request or a variation has, and what leads where."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from transitions import Machine

from workflow.domain.kind import Phase


class PracticeKind(StrEnum):
    """What is asked of the GSE."""

    ACCESS = "accesso"
    PRELIMINARY = "verifica_preliminare"
    VARIATION = "variazione"

    @property
    def label(self) -> str:
        """The kind as people read it."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    PracticeKind.ACCESS: "richiesta di accesso",
    PracticeKind.PRELIMINARY: "verifica preliminare",
    PracticeKind.VARIATION: "variazione",
}


class PracticeState(StrEnum):
    """Where a practice stands."""

    DRAFT = "bozza"
    SENT = "inviata"
    REVIEW = "in_istruttoria"
    INTEGRATION = "integrazione_richiesta"
    NOTICE = "preavviso_di_rigetto"
    OPINION = "parere_reso"
    ADMITTED = "accolta"
    EFFECTIVE = "efficace"
    REJECTED = "respinta"
    WITHDRAWN = "ritirata"
    ENDED = "cessata"

    @property
    def is_open(self) -> bool:
        """Whether the GSE has the practice in hand."""
        return self in _OPEN

    @property
    def is_admitted(self) -> bool:
        """Whether the GSE has accepted it and nothing has ended it since."""
        return self in {PracticeState.ADMITTED, PracticeState.EFFECTIVE}

    @property
    def phase(self) -> Phase:
        """The phase of the smaller road on which a practice in this state is."""
        if self in {PracticeState.DRAFT, PracticeState.WITHDRAWN}:
            return Phase.PLANTS
        if self in {PracticeState.ADMITTED, PracticeState.EFFECTIVE, PracticeState.ENDED}:
            return Phase.OPERATION
        return Phase.GSE_PRACTICE

    def label_for(self, kind: PracticeKind) -> str:
        """Return the state in words: a variation is notified, a request is sent."""
        if self is PracticeState.SENT and kind is PracticeKind.VARIATION:
            return "comunicata"
        return self.value.replace("_", " ")


_OPEN = frozenset({PracticeState.SENT, PracticeState.REVIEW, PracticeState.INTEGRATION, PracticeState.NOTICE})


class Trigger(StrEnum):
    """What may happen to a practice, in the order in which things of one day are tried."""

    SEND = "send"
    RECEIPT = "receipt"
    ASK = "ask"
    ANSWER = "answer"
    ANSWER_PART = "answer_part"
    ANSWER_LATE = "answer_late"
    LAPSE = "lapse"
    LAPSE_PART = "lapse_part"
    WARN = "warn"
    OBSERVE = "observe"
    OBSERVE_LATE = "observe_late"
    GIVE_OPINION = "give_opinion"
    ADMIT = "admit"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REFILE = "refile"
    TAKE_EFFECT = "take_effect"
    END = "end"

    @property
    def label(self) -> str:
        """What happens, as people read it."""
        return _TRIGGER_LABELS[self]


_TRIGGER_LABELS = {
    Trigger.SEND: "invio",
    Trigger.RECEIPT: "ricevuta del GSE",
    Trigger.ASK: "richiesta di integrazioni",
    Trigger.ANSWER: "risposta alle integrazioni",
    Trigger.ANSWER_PART: "risposta a una di più richieste",
    Trigger.ANSWER_LATE: "risposta oltre il termine",
    Trigger.LAPSE: "termine passato senza risposta",
    Trigger.LAPSE_PART: "termine passato per una di più richieste",
    Trigger.WARN: "preavviso di rigetto",
    Trigger.OBSERVE: "osservazioni al preavviso",
    Trigger.OBSERVE_LATE: "osservazioni oltre il termine",
    Trigger.GIVE_OPINION: "parere preliminare",
    Trigger.ADMIT: "accoglimento",
    Trigger.REJECT: "rigetto",
    Trigger.WITHDRAW: "ritiro",
    Trigger.REFILE: "nuovo invio",
    Trigger.TAKE_EFFECT: "efficacia",
    Trigger.END: "fine del contratto",
}

Move = tuple[Trigger, PracticeState, PracticeState]
_S = PracticeState
_T = Trigger


def _review_moves() -> list[Move]:
    """Return what every practice goes through while the GSE has it in hand."""
    asked = [(_T.ASK, state, _S.INTEGRATION) for state in (_S.SENT, _S.REVIEW, _S.INTEGRATION)]
    late = [(what, state, state) for what in (_T.ANSWER_LATE, _T.OBSERVE_LATE) for state in (_S.REVIEW, _S.NOTICE)]
    return [
        (_T.SEND, _S.DRAFT, _S.SENT),
        (_T.RECEIPT, _S.SENT, _S.REVIEW),
        *asked,
        (_T.ANSWER, _S.INTEGRATION, _S.REVIEW),
        (_T.ANSWER_PART, _S.INTEGRATION, _S.INTEGRATION),
        (_T.LAPSE, _S.INTEGRATION, _S.REVIEW),
        (_T.LAPSE_PART, _S.INTEGRATION, _S.INTEGRATION),
        *late,
        *((_T.WITHDRAW, state, _S.WITHDRAWN) for state in PracticeState if state in _OPEN),
        (_T.REFILE, _S.WITHDRAWN, _S.SENT),
    ]


def _decision_moves() -> list[Move]:
    """Return how a request or a variation is decided: only a request of integrations shields from a refusal."""
    return [
        *((_T.WARN, state, _S.NOTICE) for state in (_S.SENT, _S.REVIEW)),
        (_T.OBSERVE, _S.NOTICE, _S.REVIEW),
        (_T.LAPSE, _S.NOTICE, _S.REVIEW),
        *((_T.ADMIT, state, _S.ADMITTED) for state in PracticeState if state in _OPEN),
        *((_T.REJECT, state, _S.REJECTED) for state in (_S.SENT, _S.REVIEW, _S.NOTICE)),
        (_T.REFILE, _S.REJECTED, _S.SENT),
        (_T.END, _S.ADMITTED, _S.ENDED),
    ]


_MOVES: Mapping[PracticeKind, list[Move]] = {
    PracticeKind.ACCESS: [*_review_moves(), *_decision_moves()],
    PracticeKind.PRELIMINARY: [
        *(move for move in _review_moves() if _S.NOTICE not in move and move[0] is not _T.OBSERVE_LATE),
        *((_T.GIVE_OPINION, state, _S.OPINION) for state in PracticeState if state in _OPEN - {_S.NOTICE}),
        (_T.REFILE, _S.OPINION, _S.SENT),
    ],
    PracticeKind.VARIATION: [
        *_review_moves(),
        *_decision_moves(),
        *((_T.TAKE_EFFECT, state, _S.EFFECTIVE) for state in (_S.SENT, _S.REVIEW, _S.ADMITTED)),
        (_T.END, _S.EFFECTIVE, _S.ENDED),
    ],
}


@cache
def machine_of(kind: PracticeKind) -> Machine:
    """Return the machine of a kind of practice; it has no model, since a practice's state is computed from facts."""
    moves = _MOVES[kind]
    states = [state for state in PracticeState if any(state in {before, after} for _, before, after in moves)]
    machine = Machine(
        model=None, states=[state.value for state in states], initial=_S.DRAFT.value, auto_transitions=False
    )
    for what, before, after in moves:
        machine.add_transition(what.value, before.value, after.value)
    return machine


@cache
def destination(kind: PracticeKind, state: PracticeState, what: Trigger) -> PracticeState | None:
    """Return where the trigger leads from a state, or None if the machine has no such move."""
    if what.value not in machine_of(kind).events:
        return None
    found = machine_of(kind).get_transitions(what.value, state.value)
    return PracticeState(str(found[0].dest)) if found else None


def possible(kind: PracticeKind, state: PracticeState) -> tuple[Trigger, ...]:
    """Return what may happen next, in order."""
    return tuple(what for what in Trigger if destination(kind, state, what) is not None)
