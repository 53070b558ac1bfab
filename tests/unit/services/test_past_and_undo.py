"""A dossier as it was on a past day, and the undoing of the last step, on real folders."""

from datetime import date, timedelta

import pytest
import time_machine
from pydantic import TypeAdapter

from tests.builders.archives import advance
from tests.builders.folders import mini_dossier, write_folder
from workflow import clock
from workflow.domain.kind import Phase
from workflow.domain.plant import Plant
from workflow.law import Law
from workflow.phases.machine import Move
from workflow.resources import ProgramError
from workflow.services import moving, plant_changes
from workflow.services.as_was import ArchiveNeededError, FutureDayError, OldFactsError, opened_as_was, opened_on
from workflow.services.moving import FactsNotStoredError, ReasonMissingError
from workflow.services.opening import judge, open_dossier
from workflow.services.recording import record
from workflow.services.status import status
from workflow.services.undoing import FactsMovedOnError, FilesNotKeptError, NothingToUndoError, undo
from workflow.store.archive import Archive, DossierNotFoundError
from workflow.store.verify import verify

FIRST, SECOND, THIRD = (date(2026, 11, 20) + timedelta(days=n) for n in range(3))
SLUG = "cad-prova"


@pytest.fixture(scope="module")
def law():
    return Law.load()


@pytest.fixture
def archive(tmp_path):
    with Archive.open(str(tmp_path / "a.sqlite")) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "cliente", mini_dossier("cad"), is_dated=False)


def rename(folder, name):
    write_folder(folder, mini_dossier("cad", {"configurazione.denominazione": name}), is_dated=False)


def at(day):
    return time_machine.travel(f"{day}T12:00:00+01:00", tick=True)


@pytest.fixture
def lived(archive, folder, law):
    """Three days: read, led on and renamed, suspended."""
    with at(FIRST):
        opened = open_dossier(str(folder), archive=archive, law=law)
    with at(SECOND):
        advance(archive, 1, slug=SLUG, at=clock.now())
        rename(folder, "Nome nuovo")
        opened = open_dossier(str(folder), archive=archive, law=law)
    with at(THIRD):
        moving.exceptional(opened, law, archive, Move.SUSPEND, reason="attesa")
    return folder


def test_every_day_is_shown_with_its_facts_its_phase_and_its_history(archive, lived, law):
    seen = []
    for day in (FIRST, SECOND, THIRD):
        with at(THIRD), opened_as_was(SLUG, day, archive) as past:
            seen.append((past.opened.dossier.title, past.position.phase, past.position.is_suspended,
                         len(past.past.entries)))  # fmt: skip
            assert past.opened.dossier.as_of == day
    assert seen[0][0] != "Nome nuovo"
    assert seen == [
        (seen[0][0], Phase.ENGAGEMENT, False, 0),
        ("Nome nuovo", Phase.GOVERNANCE, False, 1),
        ("Nome nuovo", Phase.GOVERNANCE, True, 2),
    ]


def test_a_past_day_is_judged_with_the_papers_of_then_and_they_are_gone_afterwards(archive, lived, law):
    paper = next(path for path in sorted((lived / "allegati").rglob("*.pdf")))
    name = paper.relative_to(lived)
    paper.unlink()
    with at(THIRD), opened_as_was(str(lived), FIRST, archive) as past:
        place = past.opened.folder
        assert (place / name).is_file()
        assert place.stat().st_mode & 0o077 == 0
        report = judge(past.opened, law)
        assert report.as_of == FIRST
        found = status(past.opened, law, archive, position=past.position)
        assert found.current is Phase.ENGAGEMENT
    assert not place.exists()
    assert lived.is_dir()


def test_the_day_before_the_first_and_the_day_to_come_are_refused(archive, lived):
    with pytest.raises(DossierNotFoundError), opened_as_was(SLUG, FIRST - timedelta(days=1), archive):
        pass
    with at(THIRD), pytest.raises(FutureDayError), opened_as_was(SLUG, THIRD + timedelta(days=1), archive):
        pass


def test_a_folder_alone_does_not_know_how_it_was(lived):
    with pytest.raises(ArchiveNeededError, match="--no-archive"), opened_on(str(lived), FIRST, archive=None):
        pass


def test_facts_that_today_s_records_refuse_are_said_so(archive, lived, monkeypatch):
    def refuse(*_):
        return TypeAdapter(int).validate_python("no")

    monkeypatch.setattr("workflow.services.as_was.Dossier.model_validate", refuse)
    with pytest.raises(OldFactsError) as old, opened_as_was(SLUG, FIRST, archive):
        pass
    assert old.value.exit_code == 4


def test_undoing_a_suspension_is_a_new_entry_and_the_dossier_goes_on(archive, lived, law):
    opened = open_dossier(str(lived), archive=archive, law=law)
    done = undo(opened, law, archive, reason="era uno sbaglio")
    assert (done.undone.number, done.entry.number, done.set_aside) == (2, 3, None)
    stored = archive.get(SLUG)
    assert (stored.phase, stored.is_suspended) == (Phase.GOVERNANCE, False)
    assert len(archive.history(SLUG)) == 3


def test_undoing_an_undoing_does_it_again(archive, lived, law):
    opened = open_dossier(str(lived), archive=archive, law=law)
    undo(opened, law, archive, reason="sbaglio")
    undo(opened, law, archive, reason="invece no")
    assert archive.get(SLUG).is_suspended


def test_undoing_with_the_facts_gives_the_folder_its_files_of_then_and_loses_none(archive, folder, law):
    first = open_dossier(str(folder), archive=archive, law=law)
    moving.exceptional(first, law, archive, Move.SUSPEND, reason="attesa")
    moving.exceptional(first, law, archive, Move.RESUME, reason="ripresa")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    rename(folder, "Nome sbagliato")
    extra = folder / "allegati" / "altro" / "aggiunto.pdf"
    extra.parent.mkdir(parents=True, exist_ok=True)
    extra.write_bytes(next(iter((folder / "allegati").rglob("*.pdf"))).read_bytes())
    second = open_dossier(str(folder), archive=archive, law=law)
    moving.exceptional(second, law, archive, Move.SUSPEND, reason="di nuovo")
    done = undo(second, law, archive, reason="tutto sbagliato", with_facts=True)
    now = {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and done.set_aside not in path.parents
    }
    assert now == before
    assert archive.get(SLUG).facts_sha256 == first.facts_sha256 != second.facts_sha256
    assert done.entry.facts_sha256 == first.facts_sha256
    kept = {path.relative_to(done.set_aside).as_posix() for path in done.set_aside.rglob("*") if path.is_file()}
    assert kept == {"fascicolo.yaml", "allegati/altro/aggiunto.pdf"}
    assert open_dossier(str(folder), archive=archive, law=law).facts_sha256 == first.facts_sha256
    assert verify(str(archive.engine.url.database)).is_sound


def test_facts_that_are_not_in_the_archive_are_not_undone(archive, lived, law):
    opened = open_dossier(str(lived), archive=archive, law=law)
    (lived / "fascicolo.yaml").write_text((lived / "fascicolo.yaml").read_text().replace("Nome nuovo", "Altro nome"))
    changed = open_dossier(str(lived), archive=None, law=law)
    assert changed.facts_sha256 != opened.facts_sha256
    with pytest.raises(FactsNotStoredError):
        undo(changed, law, archive, reason="sbaglio", with_facts=True)


def test_a_version_without_files_is_not_written_back(archive, lived, law, monkeypatch):
    monkeypatch.setattr(Archive, "files_of", lambda *_: {})
    rename(lived, "Ancora un nome")
    opened = open_dossier(str(lived), archive=archive, law=law)
    with pytest.raises(FilesNotKeptError, match="i fatti ma non i file"):
        undo(opened, law, archive, reason="sbaglio", with_facts=True)
    assert "Ancora un nome" in (lived / "fascicolo.yaml").read_text()
    assert len(archive.history(SLUG)) == 2


def test_without_a_reason_or_without_a_history_nothing_is_undone(archive, folder, law):
    opened = open_dossier(str(folder), archive=archive, law=law)
    with pytest.raises(ReasonMissingError):
        undo(opened, law, archive, reason="  ")
    with pytest.raises(NothingToUndoError) as nothing:
        undo(opened, law, archive, reason="sbaglio")
    assert nothing.value.exit_code == 5
    assert isinstance(nothing.value, ProgramError)


def added_plant(opened, law):
    return plant_changes.add(opened, law, Plant(name="Tetto nuovo"))


def test_a_recorded_fact_is_undone_together_with_what_it_wrote(archive, folder, law):
    first = open_dossier(str(folder), archive=archive, law=law)
    before = (folder / "fascicolo.yaml").read_bytes()
    change = added_plant(first, law)
    assert record(first, law, archive, change).is_written
    written = (folder / "fascicolo.yaml").read_bytes()
    assert written != before
    done = undo(open_dossier(str(folder), archive=archive, law=law), law, archive, reason="sbaglio")
    assert (folder / "fascicolo.yaml").read_bytes() == before
    assert (done.entry.subject, done.entry.to_phase) == (change.subject, "")
    undo(open_dossier(str(folder), archive=archive, law=law), law, archive, reason="invece era giusto")
    assert (folder / "fascicolo.yaml").read_bytes() == written
    assert [entry.to_phase for entry, _ in archive.history(SLUG)] == [change.to_state, "", change.to_state]


def test_a_recorded_fact_after_which_others_changed_is_undone_only_on_request(archive, folder, law):
    first = open_dossier(str(folder), archive=archive, law=law)
    assert record(first, law, archive, added_plant(first, law)).is_written
    text = (folder / "fascicolo.yaml").read_text()
    (folder / "fascicolo.yaml").write_text(text.replace(first.dossier.title, "Nome di poi"))
    later = open_dossier(str(folder), archive=archive, law=law)
    assert later.dossier.title == "Nome di poi"
    with pytest.raises(FactsMovedOnError, match="--facts") as refused:
        undo(later, law, archive, reason="sbaglio")
    assert refused.value.exit_code == 6
    undo(later, law, archive, reason="sbaglio", with_facts=True)
    assert open_dossier(str(folder), archive=archive, law=law).facts_sha256 == first.facts_sha256
