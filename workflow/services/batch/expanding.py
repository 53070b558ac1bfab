"""Makes of a workbook the folders of its condominiums, which are then the truth: what people do in them stays."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from workflow.bundle.manifest import canonical_json
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.kind import Kind
from workflow.intake.condominium_columns import CODE, KIND
from workflow.intake.condominium_workbook import CondominiumRow, ReadBatch, read_batch_workbook
from workflow.intake.condominium_writer import condominiums_workbook
from workflow.intake.fascicolo_file import FILE_NAME
from workflow.intake.scaffold_yaml import fascicolo_text
from workflow.intake.workbook_writer import members_workbook
from workflow.intake.written_values import UnreadableValueError, read_choice
from workflow.services.batch.planning import BatchMissingError
from workflow.services.batch.tasks import BLOCKED, BatchJob, BatchTask
from workflow.services.creating import FolderExistsError
from workflow.services.file_replacing import replace_file
from workflow.services.writing import slug

_SUFFIXES = (".xlsx", ".xlsm")
_MEMBERS = "soci.xlsx"
_WRITTEN = ".lotto.json"
_PAPERS = "allegati"
_PRIVATE_FOLDER = 0o700
_EDITED = "la cartella è stata modificata a mano: il foglio non la riscrive"
_SAFE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,60}")


def is_workbook(source: str) -> bool:
    """Whether the source of a batch is a workbook, by its name."""
    return Path(source).suffix.lower() in _SUFFIXES


def write_template(path: Path) -> None:
    """Write the empty workbook; raise FolderExistsError if the file is there, for it may be full."""
    if path.exists():
        raise FolderExistsError(f"{path} esiste già: scegliere un altro nome.")
    replace_file(path, condominiums_workbook())


def tasks_of_workbook(path: Path, job: BatchJob) -> list[BatchTask]:
    """Write the folders beside the workbook, and return a task for each row; a row with faults is a task refused.

    Raises BrokenFileError, BatchMissingError.
    """
    if not path.is_file():
        raise BatchMissingError(f"Il foglio {path} non esiste. Per averne uno vuoto: batch --template {path}.")
    read = read_batch_workbook(path)
    folders = path.resolve().with_name(f"{path.stem}_cartelle")
    tasks: list[BatchTask] = []
    taken: dict[str, int] = {}
    for row in read.rows:
        name = slug(row.code).replace("_", "-")
        if name in taken:
            reason = f"il codice «{row.code}» è già alla riga {taken[name]}: ognuno il suo"
            tasks.append(BatchTask(f"riga-{row.number}", "", job, row.number, refused=reason))
            continue
        taken[name] = row.number
        tasks.append(_task(row, name, folders / name, read, job))
    for number, reason in read.strays:
        tasks.append(BatchTask(f"riga-{number}-senza-condominio", "", job, number, refused=reason))
    if not tasks:
        raise BatchMissingError(f"Nel foglio {path} non c'è alcun condominio.")
    return tasks


def _task(row: CondominiumRow, name: str, folder: Path, read: ReadBatch, job: BatchJob) -> BatchTask:
    findings = read.findings.get(row.code, ())
    reason = _refusal(row, findings)
    if reason is not None:
        return BatchTask(name, str(folder), job, row.number, findings=findings, refused=reason, refused_code=BLOCKED)
    notes = _expanded(row, name, folder, read)
    if read.unknown_headings:
        notes.append(f"colonne non riconosciute e non lette: {', '.join(read.unknown_headings)}")
    return BatchTask(name, str(folder), job, row.number, tuple(notes), findings)


def _refusal(row: CondominiumRow, findings: tuple[Finding, ...]) -> str | None:
    """Say why nothing is made of a row: what cannot be read of it would be lost in its folder."""
    if not _SAFE_CODE.fullmatch(row.code):
        return f"il codice «{row.code}» non va bene come nome: usare lettere, cifre e trattini"
    if row.problems:
        return "; ".join(row.problems)
    if any(finding.is_blocking for finding in findings):
        return "nel foglio dei soci ci sono valori che non si possono leggere: sono nei rilievi"
    try:
        _kind(row)
    except UnreadableValueError:
        return f"la tipologia «{row.values[KIND]}» non esiste: cer, gac, aid, cec, caac o cad"
    return None


def _kind(row: CondominiumRow) -> Kind:
    if KIND not in row.values:
        return Kind.GAC
    return Kind(read_choice(row.values[KIND], Kind, lambda kind: kind.value))


def _expanded(row: CondominiumRow, name: str, folder: Path, read: ReadBatch) -> list[str]:
    """Write the folder of a condominium, unless it says the same already or somebody has worked in it."""
    kind = _kind(row)
    values: dict[FieldPath, Any] = {**row.values, CODE: name, KIND: kind}
    files = {
        FILE_NAME: fascicolo_text(kind, values).encode("utf-8"),
        _MEMBERS: members_workbook(kind, read.members.get(row.code, ())),
    }
    new = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    old = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest()
           for file in files if (folder / file).is_file()}  # fmt: skip
    if old == new:
        return []
    if old and old != _written(folder):
        return [_EDITED]
    (folder / _PAPERS).mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    for file, content in files.items():
        replace_file(folder / file, content)
    replace_file(folder / _WRITTEN, canonical_json(new))
    return []


def _written(folder: Path) -> dict[str, str]:
    """Return the digests of the files as the last run of a workbook wrote them."""
    try:
        found: dict[str, str] = json.loads((folder / _WRITTEN).read_bytes())
    except (OSError, ValueError):
        return {}
    return found
