"""A desk for the tests that record facts: a folder, its archive and the clock."""

import shutil
from datetime import date

import pytest

from tests.builders import rulebook
from tests.builders.folders import mini_dossier, write_folder
from workflow.intake.fascicolo_file import FILE_NAME, read_fascicolo
from workflow.services.opening import open_dossier
from workflow.services.recording import record
from workflow.store.archive import Archive

LAW = rulebook.law()
TODAY = date(2026, 11, 22)
SENT = date(2026, 10, 1)
ADMITTED = {
    "richiesta.inviata_il": SENT,
    "atti_gse": [{"tipo": "accoglimento", "ricevuto_il": date(2026, 11, 10)}],
    "contratto_gse": {"accolta_il": date(2026, 11, 10)},
}


class Desk:
    """A folder, its archive and the clock: each step opens the dossier anew."""

    def __init__(self, place):
        self.folder = place / "fascicolo"
        self.archive = Archive.open(str(place / "archivio.sqlite"))
        self.day = TODAY

    def opened(self, day=None):
        return open_dossier(str(self.folder), as_of=day or self.day, archive=self.archive, law=LAW)

    def do(self, plan, *arguments, day=None, dry_run=False, **options):
        opened = self.opened(day)
        return record(opened, LAW, self.archive, plan(opened, LAW, *arguments, **options), dry_run=dry_run, who="prova")

    @property
    def facts(self):
        return read_fascicolo(self.folder / FILE_NAME).fascicolo

    @property
    def text(self):
        return (self.folder / FILE_NAME).read_text(encoding="utf-8")

    @property
    def entries(self):
        return [entry for entry, _ in self.archive.history("aid-prova")]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Give a folder with some facts; each is written once."""
    made = {}

    def folder(name, facts):
        if name not in made:
            place = tmp_path_factory.mktemp(name)
            made[name] = write_folder(place / "f", mini_dossier("aid", {"slug": "aid-prova", **facts}), is_dated=False)
        return made[name]

    return folder


@pytest.fixture
def desk_of(folders, tmp_path):
    def desk(name, **facts):
        shutil.copytree(folders(name, facts), tmp_path / "fascicolo")
        found = Desk(tmp_path)
        desks.append(found)
        return found

    desks = []
    yield desk
    for one in desks:
        one.archive.close()


@pytest.fixture
def draft(desk_of):
    return desk_of("draft", **{"richiesta.inviata_il": None})


@pytest.fixture
def sent(desk_of):
    return desk_of("sent", **{"richiesta.inviata_il": SENT})


@pytest.fixture
def admitted(desk_of):
    return desk_of("admitted", **ADMITTED)
