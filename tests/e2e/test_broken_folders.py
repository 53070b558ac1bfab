"""A folder broken as people break them: one Italian message with file, place and cure; archive and bundle stay."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e import broken
from tests.e2e.command_line import CommandLine, Ended
from tests.unit.intake.sheets import converted

Break = Callable[[Path], None]


@dataclass(frozen=True)
class Known:
    """A folder that the archive knows, with the bundle made of it and a move in its history."""

    program: CommandLine
    folder: Path
    copy: Path

    def state(self) -> tuple[list[str], dict[str, tuple[int, bytes]]]:
        """Return every row of the archive, and every file of the bundle with the time of its writing."""
        with sqlite3.connect(self.program.archive) as database:
            rows = list(database.iterdump())
        database.close()
        out = self.folder / "uscita"
        files = {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in out.rglob("*") if path.is_file()}
        return rows, files

    def final(self) -> Ended:
        """Ask for the final bundle: what stands in its way must not touch the one that is there."""
        return self.program.run("build", self.folder, "--final", "--accept-preview", "--json")


@pytest.fixture(scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> Known:
    place = tmp_path_factory.mktemp("rotti")
    program = CommandLine(place / "archivio.sqlite", place, byte_code)
    folder = write_folder(place / "gruppo", mini_dossier("gac"))
    assert program.run("advance", folder).code == 0
    assert program.run("build", folder).code == 0
    return Known(program, folder, Path(shutil.copytree(folder, place / "com'era")))


@pytest.fixture
def known(_built: Known) -> Iterator[Known]:
    """The known folder, put back as it was after the test."""
    yield _built
    for name in ("fascicolo.yaml", "soci.xlsx"):
        shutil.copy2(_built.copy / name, _built.folder / name)
    for path in _built.folder.glob("soci.*"):
        if path.name != "soci.xlsx":
            path.unlink()


@pytest.fixture(scope="module")
def calc(_built: Known) -> Path:
    """What LibreOffice Calc makes of the list of members when it saves it in its own way."""
    folder = _built.copy.parent / "calc"
    for target in ("xlsx", "xls"):
        converted(folder / "profilo", target, folder, _built.copy / "soci.xlsx")
    return folder


def assert_refused(known: Known, before: object, *words: str) -> None:
    """The file is not what it claims to be: exit code 4, one sentence on the error stream, nothing else."""
    ended = known.final()
    assert ended.code == 4, ended
    assert ended.out == ""
    assert len(ended.err.strip().splitlines()) == 1
    for word in words:
        assert word in ended.err, ended.err
    assert known.state() == before


def assert_found(known: Known, before: object, code: str, place: str, *words: str) -> None:
    """The content is wrong: exit code 1 and one blocking finding, with place and cure."""
    ended = known.final()
    assert ended.code == 1, ended
    blocking = [finding for finding in ended.json["findings"] if finding["severity"] == "bloccante"]
    assert [finding["code"] for finding in blocking][:1] == [code], blocking
    [finding] = [finding for finding in blocking if finding["code"] == code]
    assert place in finding["place"]
    assert finding["remedy"]
    for word in words:
        assert word in finding["message"]
    assert known.state() == before


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (broken.missing_sheet, ("soci.xlsx", "manca il foglio «Soci»", "«Foglio1»", "Rinominare")),
        (broken.password, ("soci.xlsx", "password", "salvarlo senza")),
        (broken.empty_file, ("soci.xlsx", "il file è vuoto", "Sostituirlo")),
        (broken.huge_file, ("soci.xlsx", "200 MB", "il massimo è 25 MB", "Togliere")),
        (broken.tab_in_yaml, ("fascicolo.yaml, riga ", "colonna 1", "tabulazione", "Usare solo spazi")),
        (broken.no_fascicolo, ("fascicolo.yaml", "il file non c'è", "dossier-cer new")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_file_that_is_not_what_it_should_be_is_refused(known: Known, break_it: Break, words: tuple[str, ...]) -> None:
    before = known.state()
    break_it(known.folder)
    assert_refused(known, before, *words)


@pytest.mark.parametrize("is_renamed", [True, False])
def test_an_old_xls_is_refused_whatever_its_name(known: Known, calc: Path, is_renamed: bool) -> None:
    before = known.state()
    (known.folder / "soci.xlsx").unlink()
    name = "soci.xlsx" if is_renamed else "soci.xls"
    shutil.copy(calc / "soci.xls", known.folder / name)
    assert_refused(known, before, name, "formato", "salvarlo come «Cartella di lavoro di Excel (.xlsx)»")


@pytest.mark.parametrize(
    ("break_it", "code", "place", "words"),
    [
        (broken.wrong_codice_fiscale, "ANA-01", "soci.xlsx, foglio «Soci», riga 3", (broken.WRONG_CODE,)),
        (broken.doubled_pod, "ANA-24", "soci.xlsx, foglio «Soci», riga 4", ("due volte",)),
        (broken.text_for_power, "IMP-05", "soci.xlsx, foglio «Soci», riga 3", ("circa tre", "Potenza impegnata")),
        (broken.unreadable_date, "IMP-04", "soci.xlsx, foglio «Soci», riga 3", ("fine mese", "Data di adesione")),
        (broken.unknown_key, "IMP-01", "fascicolo.yaml, riga ", ("cabina_primria", "«cabina_primaria»")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_wrong_value_is_one_finding_and_is_not_stored(
    known: Known, break_it: Break, code: str, place: str, words: tuple[str, ...]
) -> None:
    before = known.state()
    break_it(known.folder)
    assert_found(known, before, code, place, *words)


def test_dates_written_as_italians_write_them_are_read(known: Known) -> None:
    rows, _ = known.state()
    broken.dates_as_text(known.folder)
    checked = known.program.run("check", known.folder, "--json")
    assert checked.code == 0, checked.json["findings"]
    # The same dates: the facts are the same, so the archive has no new version of them.
    assert versions(known.state()[0]) == versions(rows)


def test_a_list_saved_by_calc_says_the_same(known: Known, calc: Path) -> None:
    rows, _ = known.state()
    shutil.copy(calc / "soci.xlsx", known.folder / "soci.xlsx")
    checked = known.program.run("check", known.folder, "--json")
    assert checked.code == 0, checked.json["findings"]
    assert versions(known.state()[0]) == versions(rows)


def test_wrong_facts_do_not_advance_a_dossier_whose_history_could_not_quote_them(known: Known) -> None:
    before = known.state()
    broken.wrong_codice_fiscale(known.folder)
    moved = known.program.run("advance", known.folder, "--json")
    assert moved.code == 1
    assert "non è entrato nell'archivio" in moved.err
    assert "dossier-cer check" in moved.err
    assert known.state() == before


def versions(rows: list[str]) -> list[str]:
    return [row for row in rows if row.startswith('INSERT INTO "facts"')]
