"""Creates a new dossier folder: everything planned first, then written all or nothing."""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workflow import clock
from workflow.bundle.atomic_swap import sync_tree
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.domain.finding import FieldPath
from workflow.domain.kind import Kind
from workflow.intake.folder import read_folder
from workflow.intake.scaffold import folder_plan
from workflow.law import Law
from workflow.phases.first_choice import Answers
from workflow.resources import ProgramError
from workflow.services.writing import slug

COMPARISON = "confronto_scelte"
_COMPARISON_FILE = "confronto per l'assemblea.docx"
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


class FolderExistsError(ProgramError):
    """A folder that already holds something: a new dossier never writes over it."""

    exit_code = 6


def create(
    folder: Path, kind: Kind, values: Mapping[FieldPath, Any] | None = None, answers: Answers | None = None
) -> list[str]:
    """Write the new folder and return its files; with `answers`, also the comparison for the assembly.

    Raises FolderExistsError if the folder already holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderExistsError(f"{folder} esiste già e non è vuota: scegliere un'altra cartella.")
    given = {("identificativo",): identifier_for(folder), **(values or {})}
    plan = folder_plan(kind, given)
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    try:
        for name, content in plan.items():
            _put(building / name, content)
        if answers is not None:
            _put(building / _COMPARISON_FILE, _comparison(building, answers))
            plan[_COMPARISON_FILE] = b""
        sync_tree(building)
        if folder.exists():
            folder.rmdir()
        os.replace(building, folder)  # noqa: PTH105 - one step: the folder is there whole, or not at all
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return list(plan)


def identifier_for(folder: Path) -> str:
    """Return a name for the archive that two folders of the same name will not share."""
    stem = slug(folder.name).replace("_", "-")
    return f"{stem}-{secrets.token_hex(2)}"


def _comparison(folder: Path, answers: Answers) -> bytes:
    """Write the one-page comparison; what is still unknown in a folder just born is left blank."""
    document = Catalogue.load().get(COMPARISON)
    today = clock.today()
    content = read_folder(folder, today)
    if content.dossier is None:
        raise AssertionError("a folder just planned cannot be read back")
    edition = document.edition_on(today)
    foot = {"documento": document.title, "edizione": f"{edition.from_:%d/%m/%Y}", "dossier": content.dossier.title}
    shared = context.build(content.dossier, Law.load(), answers)
    properties = DocumentProperties(title=document.title, as_of=today)
    return render_draft(edition.path, {**shared, "pie": foot, "bozza": False}, properties=properties).content


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    path.write_bytes(content)
    path.chmod(_PRIVATE_FILE)
