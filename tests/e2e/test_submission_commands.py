"""The plan, the tables for the portal, the zip and its verification, by the installed program on a mini dossier."""

import csv
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine

HOSTILE = ("=1+1", '=HYPERLINK("x","y")', "+39 0171", "@SUM(1;2)", "-2+3+cmd|' /C calc'!A0", "＝1+1", "=A1")
# Semicolons, double quotes, UTF-8; reading, also special numbers and formulas: the most that a person can ask for.
AS_CSV = "59,34,76,1,,0,false,true,false,false,false,{sheet},true"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("mini") / "aid", mini_dossier("aid", {"slug": "aid-prova"}))


def converted(soffice_folder: Path, path: Path) -> list[list[str]]:
    """Open a sheet in LibreOffice Calc and return what it shows, as CSV."""
    out = soffice_folder / "convertito"
    reading = [f"--infilter=CSV:{AS_CSV.format(sheet=0)}"] if path.suffix == ".csv" else []
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{soffice_folder}/profilo", "--headless", *reading, "--convert-to",
         f"csv:Text - txt - csv (StarCalc):{AS_CSV.format(sheet=1)}", "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    (found,) = out.glob("*.csv")
    rows = list(csv.reader(found.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    found.unlink()
    return rows


def test_the_plan_needs_no_bundle(program: CommandLine, folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "piano.xlsx"
    ended = program.run("bundle", "plan", folder, "--json", "--no-archive", "--xlsx", sheet)
    assert ended.code == 0
    states = {item["id"]: item["state"] for item in ended.json["items"]}
    assert states["DOC-01"] == "presente"
    assert openpyxl.load_workbook(sheet).sheetnames == ["Richieste", "Non richieste"]
    assert not (folder / "uscita").exists()


def test_the_plan_says_it_to_people(program: CommandLine, folder: Path) -> None:
    said = program.run("bundle", "plan", folder, "--no-archive", "--sent-on", "01/05/2034").said
    assert "Che cosa non serve, e perché" in said
    assert "scaduto" in said
    assert "Invio ipotizzato il 01/05/2034" in said


def test_a_practice_that_is_not_there_is_a_usage_error(program: CommandLine, folder: Path) -> None:
    assert program.run("bundle", "plan", folder, "--procedure", "variazione", "--no-archive").code == 3


def test_the_tables_for_the_portal_are_written_with_what_they_lack(
    program: CommandLine, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "portale"
    out.mkdir()
    (out / "tabella_combustibili.csv").write_bytes(b"di un impianto che non c'e' piu'")
    ended = program.run("bundle", "export", folder, "--no-archive", "--out", out)
    assert ended.code == 0
    assert not (out / "tabella_combustibili.csv").exists()
    assert "non ufficiale, verificare sul portale" in ended.said
    assert "da completare: TipologiaSoggetto" in ended.said
    assert {path.name for path in out.iterdir()} >= {"tracciato_pod.csv", "istanza.csv", "portale.xlsx", "LEGGIMI.txt"}
    assert "Non ufficiale" in (out / "LEGGIMI.txt").read_text(encoding="utf-8")
    assert program.run("bundle", "export", folder, "--no-archive", "--profile", "niente").code == 3
    twice = ("--profile", "tracciato_pod", "--profile", "tracciato_pod")
    assert program.run("bundle", "export", folder, "--no-archive", "--out", out, *twice).code == 2


def test_a_bundle_is_zipped_and_verified_against_the_printed_digest(
    program: CommandLine, folder: Path, tmp_path: Path
) -> None:
    work = tmp_path / "f"
    shutil.copytree(folder, work)
    built = program.run("build", work, "--no-archive", "--json")
    digest = built.json["manifest_sha256"]
    made = program.run("bundle", "zip", work / "uscita", "--json").json
    assert made["manifest_sha256"] == digest
    again = program.run("bundle", "zip", work / "uscita", "--out", tmp_path / "b.zip", "--json").json
    assert again["sha256"] == made["sha256"]
    for path in (work / "uscita", made["zip"]):
        ended = program.run("bundle", "verify", path, "--expect", digest, "--json")
        assert (ended.code, ended.json["is_intact"], ended.json["is_expected"]) == (0, True, True)
    assert program.run("bundle", "verify", work / "uscita", "--expect", "0" * 64).code == 1
    assert program.run("bundle", "verify", work / "uscita", "--expect", "breve").code == 2
    names = [path.relative_to(work / "uscita").as_posix() for path in (work / "uscita").rglob("*")]
    assert all(name.isascii() and " " not in name and len(Path(name).name) <= 100 for name in names)
    (work / "uscita" / "report.json").write_text("{}", encoding="utf-8")
    assert program.run("bundle", "zip", work / "uscita").code == 1
    manifest = (work / "uscita" / "manifest.json").read_text(encoding="utf-8")
    assert '"submission_sha256"' in manifest
    assert '"documenti/soglia_licenza_officina"' in manifest


def test_no_name_becomes_a_formula_in_a_spreadsheet_program(program: CommandLine, tmp_path: Path) -> None:
    """Names that are formulas go through our sheets into LibreOffice Calc, which must show them and run nothing."""
    names = {"soci.0.denominazione": "=1+1", "impianti.0.nome": "=3+3", "impianti.0.indirizzo.via": "=2+2"}
    folder = write_folder(tmp_path / "f", mini_dossier("aid", {"slug": "aid-prova", **names}))
    out = tmp_path / "portale"
    assert program.run("bundle", "export", folder, "--no-archive", "--out", out).code == 0
    sections = {cell for row in converted(tmp_path, out / "tabella_sezioni.csv") for cell in row}
    assert {"'=3+3", "'=2+2"} <= sections
    assert not sections & {"4", "6"}
    istanza = {cell for row in converted(tmp_path, out / "portale.xlsx") for cell in row}
    assert any(cell.startswith("=2+2") for cell in istanza)
    book = openpyxl.load_workbook(out / "portale.xlsx")
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_each_attack_is_shown_as_it_was_written(tmp_path: Path) -> None:
    from workflow.bundle.exports.sheet_table import SheetTable, workbook_bytes  # noqa: PLC0415 - only this test draws one
    from workflow.domain.sheet_cell import csv_bytes  # noqa: PLC0415 - likewise

    rows = tuple((text, 7) for text in HOSTILE)
    (tmp_path / "a.xlsx").write_bytes(workbook_bytes([SheetTable("Foglio", ("Testo", "Numero"), rows)], "x"))
    assert converted(tmp_path, tmp_path / "a.xlsx")[1:] == [[text, "7"] for text in HOSTILE]
    (tmp_path / "b.csv").write_bytes(csv_bytes(rows))
    shown = converted(tmp_path, tmp_path / "b.csv")
    assert [[cell.removeprefix("'"), number] for cell, number in shown] == [[text, "7"] for text in HOSTILE]
