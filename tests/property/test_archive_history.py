"""Random moves on an archive closed and opened between steps: a plain list says what its history must be."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.builders import dossiers
from tests.builders.archives import NOW, SLUG, advance, facts, practice
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.phases.machine import IllegalMoveError, Move, Position, move
from workflow.services.opening import Opened
from workflow.services.undoing import undo
from workflow.store.archive import Archive, FactsConflictError
from workflow.store.history import broken_at, entries_since
from workflow.store.verify import verify

SUBJECTS = st.sampled_from(["impianto:A", "impianto:B", "variazione:1"])
STATES = st.sampled_from(["bozza", "inviata", "integrazione_richiesta", "ammessa"])
LAW = Law.load()
DOSSIER = dossiers.cer_ok().model_copy(update={"slug": SLUG})


class ArchiveHistory(RuleBasedStateMachine):
    """The archive beside a model of it: positions after each entry, the facts, the heads that were noted down."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.url = str(Path(self.place.name) / "a.sqlite")
        self.folder = Path(self.place.name) / "cartella"
        self.folder.mkdir()
        self.positions = [Position(Phase.ENGAGEMENT)]  # of the community, after each of its entries
        self.entries: list[tuple[str, str, str, str]] = []  # subject, from, to, reason
        self.heads: list[str] = []
        self.facts = {"numero": 0}
        self.version = 1
        self.clock = NOW

    def teardown(self) -> None:
        self.place.cleanup()

    @initialize()
    def first_reading(self) -> None:
        with Archive.open(self.url) as archive:
            assert archive.synchronise(facts(self.facts), self.folder, self.clock)

    def tick(self):
        self.clock += timedelta(minutes=7)
        return self.clock

    def added(self, entry, subject: str = "") -> None:
        self.entries.append((subject, entry.from_phase, entry.to_phase, entry.reason))
        self.heads.append(entry.hash)
        self.version += 1

    @rule(number=st.integers(0, 5))
    def edit(self, number: int) -> None:
        with Archive.open(self.url) as archive:
            is_changed = archive.synchronise(facts({"numero": number}), self.folder, self.tick())
        assert is_changed == (self.facts != {"numero": number})
        self.version += is_changed
        self.facts = {"numero": number}

    @rule(what=st.sampled_from(list(Move)), to=st.sampled_from(list(Phase)))
    def walk(self, what: Move, to: Phase) -> None:
        try:
            position = move(self.positions[-1], what, to)
        except IllegalMoveError:
            return
        with Archive.open(self.url) as archive:
            entry = advance(
                archive, self.version, position.phase, event=what.value, is_suspended=position.is_suspended,
                at=self.tick(), reason=f"motivo {len(self.entries)}",
            )  # fmt: skip
        assert entry.from_phase == self.positions[-1].phase.value
        self.positions.append(position)
        self.added(entry)

    @rule(subject=SUBJECTS, state=STATES)
    def practise(self, subject: str, state: str) -> None:
        with Archive.open(self.url) as archive:
            before = archive.practice_states(SLUG).get(subject, "")
            entry = practice(archive, self.version, subject, state, at=self.tick())
        assert (entry.from_phase, before) == (before, self.states().get(subject, ""))
        self.added(entry, subject)

    @precondition(lambda self: self.entries)
    @rule()
    def undo_the_last(self) -> None:
        subject, before, *_ = self.entries[-1]
        with Archive.open(self.url) as archive:
            opened = Opened(self.folder, DOSSIER, (), archive.get(SLUG).facts_sha256, lambda _: "")
            entry = undo(opened, LAW, archive, reason="sbaglio", who="anna").entry
        assert entry.to_phase == before
        self.added(entry, subject)
        if not subject:
            self.positions.append(self.positions[-2])

    @precondition(lambda self: self.version > 1)
    @rule(data=st.data())
    def move_on_an_old_version(self, data: st.DataObject) -> None:
        old = data.draw(st.integers(1, self.version - 1))
        with Archive.open(self.url) as archive, pytest.raises(FactsConflictError, match="Nulla è stato scritto"):
            advance(archive, old, Phase.OPERATION)

    def states(self) -> dict[str, str]:
        return {subject: to for subject, _, to, _ in self.entries if subject}

    @invariant()
    def nothing_is_lost(self) -> None:
        if self.version == 1 and not Path(self.url).exists():
            return
        with Archive.open(self.url) as archive:
            stored, entries = archive.get(SLUG), archive.history(SLUG)
            assert archive.practice_states(SLUG) == self.states()
            assert archive.current_facts() == [(SLUG, facts(self.facts).content)]
        assert (stored.version, Position(stored.phase, stored.is_suspended)) == (self.version, self.positions[-1])
        assert [(e.subject, e.from_phase, e.to_phase, e.reason) for e, _ in entries] == self.entries
        assert broken_at(entries) is None
        assert [entries_since(entries, head) for head in self.heads] == list(reversed(range(len(self.heads))))
        found = verify(self.url)
        assert found.problems == []


ArchiveHistory.TestCase.settings = settings(max_examples=8, stateful_step_count=15, deadline=None)
TestArchiveHistory = ArchiveHistory.TestCase
