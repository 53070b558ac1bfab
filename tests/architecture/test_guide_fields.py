"""The guide says where each field of the istanza is written: every key it names exists, and every key is named."""

import re
import typing
from collections.abc import Iterator
from pathlib import Path

from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Fascicolo
from workflow.domain.record import Record
from workflow.intake.columns import member_columns

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "campi.md").read_text(encoding="utf-8")
INTERNAL = "## Chiavi interne"
# A row of a table: the field, then where it is written.
ROW = re.compile(r"^\| (?!---)(.+?) \| (.+?) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
HEADING = re.compile(r"«([^»]+)»")


def _records(annotation: object) -> list[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [record for part in typing.get_args(annotation) for record in _records(part)]


def leaves(record: type[Record], prefix: str = "") -> Iterator[str]:
    """Yield the dotted path of every value a person can write, without list positions."""
    for name, field in record.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        inner = _records(field.annotation)
        if not inner:
            yield path
        for one in inner:
            yield from leaves(one, f"{path}.")


KEYS = frozenset(leaves(Fascicolo))
HEADINGS = frozenset(column.heading for column in member_columns())


def _cells() -> list[str]:
    """Return the cells that name keys or columns: the second of the fields, the first of what is internal."""
    fields, internal = PAGE.split(INTERNAL)
    rows = [second for first, second in ROW.findall(fields) if second != "dove si scrive"]
    return rows + [first for first, _ in ROW.findall(internal) if first not in {"chiave", "colonna"}]


def _named(cell: str) -> Iterator[str]:
    for code in CODE.findall(cell):
        if not code.startswith("allegati/") and code != "verifica_preliminare":
            yield code


def _covered(code: str) -> set[str]:
    if code.endswith(".*"):
        return {key for key in KEYS if key.startswith(code[:-1])}
    return {code} & KEYS


def test_every_key_the_guide_names_exists() -> None:
    assert [code for cell in _cells() for code in _named(cell) if not _covered(code)] == []


def test_every_key_of_the_fascicolo_is_in_the_guide() -> None:
    named = {key for cell in _cells() for code in _named(cell) for key in _covered(code)}
    assert KEYS - named == set()


def test_every_column_of_the_guide_exists_and_every_column_is_in_the_guide() -> None:
    named = {heading for cell in _cells() for heading in HEADING.findall(cell)} - {"no"}
    assert named == HEADINGS


def test_every_folder_of_papers_the_guide_names_exists() -> None:
    folders = re.findall(r"`allegati/([a-z_]+)/`", PAGE)
    assert folders
    assert set(folders) <= {kind.value for kind in AttachmentKind}


def test_every_row_says_where_or_that_it_is_not_in_the_dossier() -> None:
    fields, _ = PAGE.split(INTERNAL)
    silent = [
        first
        for first, second in ROW.findall(fields)
        if second != "dove si scrive" and not re.search(r"[`«]|non presente nel fascicolo", second)
    ]
    assert silent == []
