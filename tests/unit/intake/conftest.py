"""Files that several tests of the intake read, made once."""

from pathlib import Path

import pytest

from tests.builders.dossiers import cer_ok, gac_ok
from tests.unit.intake.sheets import converted
from workflow.domain.kind import Kind
from workflow.intake.member_rows import renumbered
from workflow.intake.workbook_writer import write_members_workbook


@pytest.fixture(scope="session")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with cer.xlsx and gac.xlsx as we write them, and calc/ with what LibreOffice makes of them."""
    folder = tmp_path_factory.mktemp("resaved")
    files = []
    for kind, dossier in ((Kind.CER, cer_ok()), (Kind.GAC, gac_ok())):
        files.append(folder / f"{kind.value}.xlsx")
        write_members_workbook(files[-1], kind, renumbered(dossier.members))
    for target in ("xlsx", "xls", "ods"):
        converted(folder / "profile", target, folder / "calc", *files)
    return folder
