"""One workbook, a row for each condominium, becomes folders that say exactly what the rows say."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.builders.condominiums import condominium
from tests.builders.folders import values_of
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.intake.condominium_columns import find_path, heading_of, shown_paths
from workflow.intake.condominium_writer import condominiums_workbook
from workflow.intake.folder import read_folder
from workflow.resources import BrokenFileError
from workflow.services.batch.expanding import is_workbook, tasks_of_workbook, write_template
from workflow.services.batch.tasks import BatchJob, BatchTask, Stage
from workflow.services.batch.workshop import perform
from workflow.services.creating import FolderExistsError


def row_of(dossier: Dossier, **changes: Any) -> dict[FieldPath, Any]:
    """Return the row of a condominium; the version of the file is not asked of people."""
    values = {path: value for path, value in values_of(dossier).items() if path != ("versione",)}
    return {**values, ("identificativo",): dossier.slug, **changes}


def write(path: Path, dossiers: list[Dossier], rows: list[dict[FieldPath, Any]] | None = None) -> Path:
    members = {dossier.slug: dossier.members for dossier in dossiers}
    path.write_bytes(condominiums_workbook(rows or [row_of(dossier) for dossier in dossiers], members))
    return path


def by_name(tasks: list[BatchTask]) -> dict[str, BatchTask]:
    return {task.name: task for task in tasks}


def test_the_folders_of_a_workbook_hold_the_facts_of_its_rows(tmp_path: Path, job: BatchJob) -> None:
    dossiers = [condominium(number) for number in range(2)]
    tasks = tasks_of_workbook(write(tmp_path / "lotto.xlsx", dossiers), job)
    assert [task.name for task in tasks] == ["cond-0000", "cond-0001"]
    for task, dossier in zip(tasks, dossiers, strict=True):
        assert task.refused is None
        read = read_folder(Path(task.source), job.as_of)
        assert not [finding.message for finding in read.findings]
        assert read.dossier is not None
        left_out = {"attachments", "slug", "identifier", "judged_on"}
        assert _bare(read.dossier.model_dump(exclude=left_out)) == _bare(dossier.model_dump(exclude=left_out))


def test_a_row_goes_the_whole_way_to_its_verdict(tmp_path: Path, job: BatchJob) -> None:
    (task,) = tasks_of_workbook(write(tmp_path / "lotto.xlsx", [condominium(0)]), replace(job, stage=Stage.CHECK))
    result = perform(task)
    assert (result.row, result.title, result.kind) == (2, "Gruppo 0000", "gac")
    assert result.code == 1  # the papers are still to be put in its folder


def test_a_folder_is_rewritten_when_its_row_changes_but_not_over_the_work_of_somebody(
    tmp_path: Path, job: BatchJob
) -> None:
    path = tmp_path / "lotto.xlsx"
    dossier = condominium(0)
    (task,) = tasks_of_workbook(write(path, [dossier]), job)
    facts = Path(task.source) / "fascicolo.yaml"
    before = facts.stat().st_ino
    (same,) = tasks_of_workbook(write(path, [dossier]), job)
    assert (facts.stat().st_ino, same.notes) == (before, ())
    changed = row_of(dossier)
    changed["edificio", "pec"] = "altra@pec.esempio.it"
    (rewritten,) = tasks_of_workbook(write(path, [dossier], [changed]), job)
    assert (rewritten.notes, "altra@pec.esempio.it" in facts.read_text(encoding="utf-8")) == ((), True)
    facts.write_text(facts.read_text(encoding="utf-8") + "# a mano\n", encoding="utf-8")
    changed["edificio", "pec"] = "terza@pec.esempio.it"
    (kept,) = tasks_of_workbook(write(path, [dossier], [changed]), job)
    assert "modificata a mano" in kept.notes[0]
    assert "terza@pec" not in facts.read_text(encoding="utf-8")


def test_rows_that_cannot_be_used_are_told_one_by_one_and_stop_no_other(tmp_path: Path, job: BatchJob) -> None:
    good = condominium(0)
    rows = [row_of(good), row_of(good), row_of(condominium(1)), row_of(condominium(2))]
    rows[2]["configurazione", "tipologia"] = "boh"
    rows[3]["identificativo",] = "../fuori"
    strange = good.members[0].model_copy(update={"codice_fiscale": None})
    path = tmp_path / "lotto.xlsx"
    members = {good.slug: good.members, "sconosciuto": (strange,)}
    path.write_bytes(condominiums_workbook(rows, members))
    tasks = by_name(tasks_of_workbook(path, job))
    assert tasks["cond-0000"].refused is None
    assert "già alla riga 2" in (tasks["riga-3"].refused or "")
    assert "boh" in (tasks["cond-0001"].refused or "")
    assert "non va bene come nome" in (tasks["fuori"].refused or "")
    stray = next(task for name, task in tasks.items() if name.endswith("senza-condominio"))
    assert "sconosciuto" in (stray.refused or "")
    assert perform(tasks["riga-3"]).code == 1
    assert not (tmp_path / "fuori").exists()


def test_what_cannot_be_read_in_the_members_sheet_is_told_with_its_row_and_nothing_is_written(
    tmp_path: Path, job: BatchJob
) -> None:
    path = write(tmp_path / "lotto.xlsx", [condominium(0)])
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Soci"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Nato/a il")
    sheet.cell(3, column).value = "trentadue marzo"
    workbook.save(path)
    (task,) = tasks_of_workbook(path, job)
    assert "non si possono leggere" in (task.refused or "")
    told = [finding for finding in task.findings if finding.is_blocking]
    assert "riga 3" in (told[0].place or "")
    assert not Path(task.source).exists()


def test_any_key_of_the_dossier_may_head_a_column() -> None:
    assert find_path("impianti.2.pod") == ("impianti", 1, "pod")
    assert find_path("Impianto 2: pod") == ("impianti", 1, "pod")
    assert find_path("impianti.1.sezioni.2.codice_up") == ("impianti", 0, "sezioni", 1, "codice_up")
    assert find_path("Cabina primaria") == ("configurazione", "cabina_primaria")
    assert find_path("CODICE CONDOMINIO") == ("identificativo",)
    assert find_path("Colore preferito") is None


def test_every_heading_of_the_empty_workbook_is_recognised() -> None:
    assert [find_path(heading_of(path)) for path in shown_paths()] == list(shown_paths())


def test_the_empty_workbook_has_lists_to_choose_from_and_never_takes_the_place_of_a_full_one(tmp_path: Path) -> None:
    path = tmp_path / "lotto.xlsx"
    write_template(path)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Condomini", "Elenchi condomini", "Soci", "Elenchi soci", "Istruzioni"]
    assert all(workbook[name].data_validations.dataValidation for name in ("Condomini", "Soci"))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(FolderExistsError):
        write_template(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_a_workbook_without_the_code_of_each_condominium_is_refused(tmp_path: Path, job: BatchJob) -> None:
    path = write(tmp_path / "lotto.xlsx", [condominium(0)])
    workbook = openpyxl.load_workbook(path)
    workbook["Condomini"].cell(1, 1).value = "Colore"
    workbook.save(path)
    with pytest.raises(BrokenFileError, match="Codice condominio"):
        tasks_of_workbook(path, job)


def test_a_workbook_is_told_by_its_name() -> None:
    assert [is_workbook(name) for name in ("lotto.xlsx", "LOTTO.XLSX", "cartella", "dati.csv")] == [
        True, True, False, False,
    ]  # fmt: skip


def _bare(node: Any) -> Any:
    """Return the facts without what is unknown, for a sheet does not tell an empty list from none."""
    if isinstance(node, dict):
        return {key: bare for key, value in node.items() if (bare := _bare(value)) not in (None, (), [], {})}
    if isinstance(node, list | tuple):
        return [_bare(item) for item in node]
    return node
