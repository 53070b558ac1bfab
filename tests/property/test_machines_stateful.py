"""Walks the machines at random against a simple model; between two steps only the disk remembers."""

import shutil
import tempfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import Phase as Stage
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.builders import rulebook
from tests.builders.folders import mini_dossier, write_folder
from workflow.domain.gse_act import GseActKind
from workflow.domain.kind import Phase
from workflow.phases.machine import IllegalMoveError, Move
from workflow.phases.practice_replay import practices_of
from workflow.services import gse_letters, moving, requests
from workflow.services.gse_letters import NothingToAnswerError
from workflow.services.moving import exceptional
from workflow.services.opening import open_dossier
from workflow.services.recording import record
from workflow.services.status import completeness
from workflow.services.undoing import undo
from workflow.store.archive import Archive
from workflow.store.history import broken_at

START = date(2026, 11, 22)
PHASES = list(Phase)
# Par. 2.1.3: thirty days to send integrations, ten for observations.
DAYS_TO_ANSWER = {"ask": 30, "warn": 10}
SHORT, LONG = 3, 30
WALKS = settings(
    max_examples=SHORT,
    stateful_step_count=8,
    deadline=None,
    phases=[Stage.explicit, Stage.generate],  # a step takes real files: to shrink a long walk would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def template(is_met: bool) -> Path:
    """Write a small conforming folder once; without the day of the first meeting its first gate is shut."""
    place = Path(tempfile.mkdtemp(prefix="dossier-cer-walk-"))
    changes = {} if is_met else {"configurazione.primo_incontro_il": None}
    return write_folder(place / "fascicolo", mini_dossier("aid", {"slug": "walk", **changes}), is_dated=False)


class Walk(RuleBasedStateMachine):
    """A folder and an archive of their own, opened anew at every step."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="dossier-cer-walk-"))
        self.folder = self.place / "fascicolo"
        shutil.copytree(template(is_met=True), self.folder)
        self.today = START
        self.entries = 0

    def teardown(self) -> None:
        shutil.rmtree(self.place)

    def archive(self) -> Archive:
        return Archive.open(str(self.place / "archivio.sqlite"))

    def opened(self, archive: Archive):
        return open_dossier(str(self.folder), as_of=self.today, archive=archive, law=rulebook.law())

    def assert_history_is_whole(self, archive: Archive) -> None:
        """No entry is ever lost, and the chain holds."""
        entries = archive.history("walk")
        assert len(entries) == self.entries
        assert broken_at(entries) is None


class PracticeWalk(Walk):
    """The request, its acts and answers; the model is a word and the terms still open."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "bozza"
        self.open: list[tuple[str, date, date]] = []  # what was asked, when, until when
        self.sent = 0
        self.files: list[tuple[str, list[tuple[str, date, date]]]] = []

    def _a_day_later(self) -> None:
        """Let a day pass: facts of one day have no order among them, and the model knows only one."""
        self._pass(1)

    def _record(self, plan) -> bool:
        """Record a plan; a blocked one changes neither file nor history."""
        before = (self.folder / "fascicolo.yaml").read_bytes()
        with self.archive() as archive:
            opened = self.opened(archive)
            outcome = record(opened, rulebook.law(), archive, plan(opened))
        if outcome.is_written:
            self.entries += 1
            self.files.append((self.state, list(self.open)))
        else:
            assert (self.folder / "fascicolo.yaml").read_bytes() == before
        return outcome.is_written

    def _receive(self, kind: GseActKind) -> bool:
        number = f"P{self.entries}"
        return self._record(
            lambda opened: gse_letters.receive(opened, rulebook.law(), kind, on=self.today, number=number)
        )

    @rule(days=st.integers(1, 14))
    def time_passes(self, days: int) -> None:
        self._pass(days)

    def _pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        still = [one for one in self.open if one[2] >= self.today]
        if self.open and not still:
            self.state = "in_istruttoria"
        self.open = still

    @rule()
    def send(self) -> None:
        self._a_day_later()
        self.sent += 1
        code = f"SPC-{self.sent}"
        can = self.state in {"bozza", "respinta", "ritirata"}
        done = self._record(lambda opened: requests.send(opened, rulebook.law(), on=self.today, code=code, reason="x"))
        assert done is can
        if can:
            self.state = "inviata"

    @rule()
    def receipt(self) -> None:
        self._a_day_later()
        assert self._receive(GseActKind.RECEIPT) is (self.state == "inviata")
        self.state = "in_istruttoria" if self.state == "inviata" else self.state

    @rule()
    def integrations_are_asked(self) -> None:
        self._a_day_later()
        can = self.state in {"inviata", "in_istruttoria", "integrazione_richiesta"}
        assert self._receive(GseActKind.INTEGRATION) is can
        if can:
            self.state = "integrazione_richiesta"
            self.open.append(("ask", self.today, self.today + timedelta(days=DAYS_TO_ANSWER["ask"])))

    @rule()
    def rejection_is_announced(self) -> None:
        self._a_day_later()
        can = self.state in {"inviata", "in_istruttoria"}
        assert self._receive(GseActKind.REJECTION_NOTICE) is can
        if can:
            self.state = "preavviso_di_rigetto"
            self.open.append(("warn", self.today, self.today + timedelta(days=DAYS_TO_ANSWER["warn"])))

    @precondition(lambda self: self.open)
    @rule()
    def the_oldest_is_answered(self) -> None:
        self._a_day_later()
        oldest = self._oldest_unanswered()
        assert self._record(lambda opened: gse_letters.answer(opened, rulebook.law(), on=self.today))
        in_time = [one for one in self.open if one[1] == oldest]
        if in_time:
            self.open.remove(in_time[0])
            if not self.open:
                self.state = "in_istruttoria"

    def _oldest_unanswered(self) -> date:
        with self.archive() as archive:
            acts = self.opened(archive).dossier.gse_acts
        asking = {GseActKind.INTEGRATION, GseActKind.REJECTION_NOTICE}
        return min(act.received_on for act in acts if act.kind in asking and act.answered_on is None)

    @precondition(lambda self: not self.open)
    @rule()
    def nothing_asked_nothing_answered(self) -> None:
        with self.archive() as archive:
            opened = self.opened(archive)
            asking = {GseActKind.INTEGRATION, GseActKind.REJECTION_NOTICE}
            if any(act.kind in asking for act in opened.dossier.gse_acts):
                return
            try:
                gse_letters.answer(opened, rulebook.law(), on=self.today)
            except NothingToAnswerError:
                return
        raise AssertionError("an answer to nothing was taken")

    @rule()
    def admission(self) -> None:
        self._a_day_later()
        can = self.state in {"inviata", "in_istruttoria", "integrazione_richiesta", "preavviso_di_rigetto"}
        assert self._receive(GseActKind.ADMISSION) is can
        if can:
            self.state, self.open = "accolta", []

    @rule()
    def rejection(self) -> None:
        self._a_day_later()
        can = self.state in {"inviata", "in_istruttoria", "preavviso_di_rigetto"}
        assert self._receive(GseActKind.REJECTION) is can
        if can:
            self.state, self.open = "respinta", []

    @precondition(lambda self: self.state in {"inviata", "in_istruttoria", "integrazione_richiesta"})
    @rule()
    def withdrawal(self) -> None:
        self._a_day_later()
        assert self._record(lambda opened: requests.withdraw(opened, rulebook.law(), on=self.today))
        self.state, self.open = "ritirata", []

    @rule()
    def the_contract_ends(self) -> None:
        self._a_day_later()
        can = self.state == "accolta"
        done = self._record(lambda opened: requests.end_contract(opened, rulebook.law(), on=self.today))
        assert done is can
        if can:
            self.state = "cessata"

    @precondition(lambda self: self.files)
    @rule()
    def undoing_restores(self) -> None:
        with self.archive() as archive:
            undo(self.opened(archive), rulebook.law(), archive, reason="prova", with_facts=True)
        self.entries += 1
        state, terms = self.files.pop()
        still = [one for one in terms if one[2] >= self.today]
        self.state = "in_istruttoria" if terms and not still else state
        self.open = still
        self.files.clear()  # undoing an undoing is another road, walked in the tests of undoing

    @invariant()
    def the_facts_tell_the_state_of_the_model(self) -> None:
        with self.archive() as archive:
            practice = practices_of(self.opened(archive).dossier, rulebook.law()).request
            self.assert_history_is_whole(archive)
        assert practice.state.value == self.state
        assert practice.findings == ()


class CommunityWalk(Walk):
    """The six phases; the model is the list of places, and whether the first gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[Phase, bool]] = [(Phase.ENGAGEMENT, False)]
        self.is_met = True
        with self.archive() as archive:
            self.written = completeness(self.opened(archive), rulebook.law())

    @property
    def here(self) -> tuple[Phase, bool]:
        return self.places[-1]

    @rule()
    def the_first_meeting_is_forgotten_or_found_again(self) -> None:
        self.is_met = not self.is_met
        shutil.copy(template(self.is_met) / "fascicolo.yaml", self.folder / "fascicolo.yaml")

    @rule()
    def advance(self) -> None:
        phase, is_suspended = self.here
        with self.archive() as archive:
            opened = self.opened(archive)
            if is_suspended or phase is PHASES[-1]:
                try:
                    moving.advance(opened, rulebook.law(), archive, written=self.written)
                except IllegalMoveError:
                    return
                raise AssertionError("a move that does not exist was made")
            moved = moving.advance(opened, rulebook.law(), archive, written=self.written)
        # The request is not sent in this walk: the gate of that phase stays shut.
        is_shut = phase is Phase.GSE_PRACTICE or (phase is Phase.ENGAGEMENT and not self.is_met)
        assert moved.is_blocked is is_shut
        if moved.is_blocked:
            assert moved.gate.findings
        else:
            self._went(PHASES[PHASES.index(phase) + 1], suspended=False)

    @rule(what=st.sampled_from([Move.SUSPEND, Move.RESUME]))
    def suspend_or_resume(self, what: Move) -> None:
        phase, is_suspended = self.here
        can = is_suspended is (what is Move.RESUME)
        if self._exceptional(what, can=can):
            self._went(phase, suspended=what is Move.SUSPEND)

    @rule(to=st.sampled_from(PHASES))
    def reopen(self, to: Phase) -> None:
        phase, is_suspended = self.here
        can = not is_suspended and PHASES.index(to) < PHASES.index(phase)
        if self._exceptional(Move.REOPEN, can=can, to=to):
            self._went(to, suspended=False)

    @precondition(lambda self: self.entries)
    @rule()
    def undoing_restores(self) -> None:
        with self.archive() as archive:
            undo(self.opened(archive), rulebook.law(), archive, reason="prova")
        self._went(self.places[-2][0], suspended=self.places[-2][1])

    def _exceptional(self, what: Move, *, can: bool, to: Phase | None = None) -> bool:
        with self.archive() as archive:
            try:
                exceptional(self.opened(archive), rulebook.law(), archive, what, reason="prova", to=to)
            except IllegalMoveError:
                assert not can
                return False
        assert can
        return True

    def _went(self, phase: Phase, *, suspended: bool) -> None:
        self.places.append((phase, suspended))
        self.entries += 1

    @invariant()
    def the_archive_tells_the_place_of_the_model(self) -> None:
        with self.archive() as archive:
            self.opened(archive)
            self.assert_history_is_whole(archive)
            stored = archive.get("walk")
        assert (stored.phase, stored.is_suspended) == self.here


def walks(all_faults: bool) -> settings:
    """A sample in the ordinary run, many more walks where every fault is tried."""
    return settings(WALKS, max_examples=LONG if all_faults else SHORT)


def test_practices_follow_their_model_from_one_reload_to_the_next(all_faults: bool) -> None:
    run_state_machine_as_test(PracticeWalk, settings=walks(all_faults))


def test_phases_follow_their_model_from_one_reload_to_the_next(all_faults: bool) -> None:
    run_state_machine_as_test(CommunityWalk, settings=walks(all_faults))
