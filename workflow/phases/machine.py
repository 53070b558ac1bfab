"""The community's machine over the six phases: which moves exist, and that a refused one says why."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from transitions import Machine, MachineError

from workflow.domain.kind import Phase
from workflow.resources import ProgramError


class Move(StrEnum):
    """What may be done to a dossier's phase."""

    ADVANCE = "advance"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    RESUME = "resume"


MOVE_LABELS = {
    Move.ADVANCE: "passaggio alla fase successiva",
    Move.REOPEN: "riapertura di una fase",
    Move.SUSPEND: "sospensione",
    Move.RESUME: "ripresa",
}

SUSPENDED = "sospeso"


class IllegalMoveError(ProgramError):
    """A move that the machine does not have from where the dossier stands."""

    exit_code = 5


@dataclass(frozen=True)
class Position:
    """Where a dossier stands."""

    phase: Phase
    is_suspended: bool = False


class _Holder:
    """What the library attaches its triggers to; kept private because they jump over our guards."""

    state: str


def machine_from(position: Position, holder: object = None) -> Machine:
    """Return the machine standing at a position: what resuming leads to depends on where the dossier was suspended."""
    order = list(Phase)
    machine = Machine(
        model=holder,
        states=[*(phase.value for phase in order), SUSPENDED],
        initial=SUSPENDED if position.is_suspended else position.phase.value,
        auto_transitions=False,
        send_event=False,
    )
    for before, after in pairwise(order):
        machine.add_transition(Move.ADVANCE.value, before.value, after.value)
        machine.add_transition(
            f"{Move.REOPEN.value}_{before.value}", [p.value for p in order[order.index(after) :]], before.value
        )
    machine.add_transition(Move.SUSPEND.value, [phase.value for phase in order], SUSPENDED)
    machine.add_transition(Move.RESUME.value, SUSPENDED, position.phase.value)
    return machine


def move(position: Position, what: Move, to: Phase | None = None) -> Position:
    """Return where the move leads; raise IllegalMoveError with the reason if it does not exist.

    The guards (blocking findings, checklist) are asked before, by `gate`: the machine only
    knows the shape of the road.
    """
    holder = _Holder()
    machine = machine_from(position, holder)
    trigger = f"{what.value}_{to.value}" if what is Move.REOPEN and to is not None else what.value
    try:
        machine.events[trigger].trigger(holder)
    except (MachineError, KeyError) as error:
        raise IllegalMoveError(_reason(position, what, to)) from error
    if holder.state == SUSPENDED:
        return Position(position.phase, is_suspended=True)
    return Position(Phase(holder.state))


def _reason(position: Position, what: Move, to: Phase | None) -> str:
    if position.is_suspended:
        return "Il fascicolo è sospeso: prima va ripreso con «dossier-cer resume»."
    if what is Move.ADVANCE:
        return f"La fase «{position.phase}» è l'ultima: non c'è una fase successiva."
    if what is Move.REOPEN:
        return f"Dalla fase «{position.phase}» non si può riaprire «{to}»: si riapre solo una fase già passata."
    return f"Dalla fase «{position.phase}» la mossa «{MOVE_LABELS[what]}» non esiste."
