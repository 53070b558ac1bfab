"""The road has six phases; a move that does not exist is refused with the reason."""

from itertools import pairwise

import pytest

from workflow.domain.kind import Phase
from workflow.phases.machine import IllegalMoveError, Move, Position, move

ORDER = list(Phase)


@pytest.mark.parametrize(("before", "after"), list(pairwise(ORDER)))
def test_advancing_leads_to_the_next_phase_and_no_further(before, after):
    assert move(Position(before), Move.ADVANCE) == Position(after)


def test_the_last_phase_has_no_next():
    with pytest.raises(IllegalMoveError, match="non c'è una fase successiva") as refused:
        move(Position(Phase.OPERATION), Move.ADVANCE)
    assert refused.value.exit_code == 5


def test_only_a_phase_already_passed_can_be_reopened():
    assert move(Position(Phase.PLANTS), Move.REOPEN, Phase.GOVERNANCE) == Position(Phase.GOVERNANCE)
    for target in (Phase.PLANTS, Phase.OPERATION):
        with pytest.raises(IllegalMoveError, match="solo una fase già passata"):
            move(Position(Phase.PLANTS), Move.REOPEN, target)


@pytest.mark.parametrize("phase", ORDER)
def test_a_suspended_dossier_keeps_its_phase_and_only_resumes(phase):
    suspended = move(Position(phase), Move.SUSPEND)
    assert suspended == Position(phase, is_suspended=True)
    with pytest.raises(IllegalMoveError, match="sospeso"):
        move(suspended, Move.ADVANCE)
    assert move(suspended, Move.RESUME) == Position(phase)


def test_what_is_not_suspended_cannot_be_resumed():
    with pytest.raises(IllegalMoveError, match="non esiste"):
        move(Position(Phase.PLANTS), Move.RESUME)
