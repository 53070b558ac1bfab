"""Reads `fascicolo.yaml` into the facts of a dossier and the findings on what could not be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from workflow.domain.dossier import Fascicolo
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.record import Record
from workflow.intake.import_findings import ImportFindings
from workflow.intake.plain_yaml import plain_document
from workflow.intake.shape import FieldShape, shape_of
from workflow.intake.yaml_place import YamlPlace
from workflow.intake.yaml_tree import YamlTree
from workflow.resources import MAX_YAML_BYTES, BrokenFileError, read_yaml

FILE_NAME = "fascicolo.yaml"
AnyRecord = TypeVar("AnyRecord", bound=Record)
_LIMITS = {
    "greater_than_equal": ("minimo", "ge"),
    "less_than_equal": ("massimo", "le"),
    "string_too_long": ("lungo", "max_length"),
    "string_unicode": ("caratteri", ""),
    "string_pattern_mismatch": (None, ""),
}
_KIND: FieldPath = ("configurazione", "tipologia")
# Each pass leaves out what it found wrong, so that a second one is enough; a third would be a bug of ours.
_MOST_PASSES = 3
_BRACKETS = re.compile(rb"[\[\]{}]")
_DEEPEST_BRACKETS = 50
_DEEPEST_INDENTATION = 200


@dataclass(frozen=True)
class ReadFascicolo:
    """What the file says: the facts that could be read, what could not, and where things are written."""

    fascicolo: Fascicolo | None
    findings: tuple[Finding, ...]
    place: YamlPlace


def read_fascicolo(path: Path) -> ReadFascicolo:
    """Read the file; a value that cannot be read becomes a finding and counts as unknown.

    The facts are None only if the kind of configuration is not known. Raises BrokenFileError if
    the file is not YAML at all.
    """
    place = read_place(path)
    findings = ImportFindings()
    data = YamlTree(place, findings, Fascicolo).record(Fascicolo, place.document)
    if "tipologia" not in data.get("configurazione", {}):
        if not any(finding.path == _KIND for finding in findings.all):
            _report_missing(Fascicolo, findings, place, _KIND)
        return ReadFascicolo(None, findings.all, place)
    return ReadFascicolo(validated(Fascicolo, data, findings, place), findings.all, place)


def read_place(path: Path) -> YamlPlace:
    """Parse the file; raise BrokenFileError if it is not one mapping without duplicate keys."""
    if _is_too_deep(path):
        raise BrokenFileError(
            path, "i gruppi sono annidati troppo in profondità.", "Rifarsi a un fascicolo creato da «dossier-cer new»."
        )
    text = _text_of(path)
    document = None if text is None else plain_document(text)
    if document is None or text is None:
        document = read_yaml(path)
        text = path.read_text(encoding="utf-8-sig")
    return YamlPlace(path, document, tuple(text.splitlines()))


def _text_of(path: Path) -> str | None:
    """Return the text, or None where `read_yaml` has something to say of the file."""
    try:
        return path.read_text(encoding="utf-8-sig") if path.stat().st_size <= MAX_YAML_BYTES else None
    except (OSError, UnicodeDecodeError):
        return None


def _is_too_deep(path: Path) -> bool:
    """Whether brackets or indentation nest beyond what any dossier needs, and the parser would be lost in them."""
    if not path.is_file() or path.stat().st_size > MAX_YAML_BYTES:
        return False
    depth = 0
    for line in path.read_bytes().splitlines():
        if len(line) - len(line.lstrip(b" -?")) > _DEEPEST_INDENTATION:
            return True
        for sign in _BRACKETS.findall(line):
            depth = max(0, depth + (sign in b"[{") - (sign in b"]}"))
            if depth > _DEEPEST_BRACKETS:
                return True
    return False


def validated(record: type[AnyRecord], data: dict[str, Any], findings: ImportFindings, place: YamlPlace) -> AnyRecord:
    """Return the record, leaving out and reporting what its limits refuse."""
    for _ in range(_MOST_PASSES):
        try:
            return record.model_validate(data)
        except ValidationError as refused:
            errors = refused.errors(include_url=False)
            for error in errors:
                _report(record, error, findings, place)
            # A voice of a list that lacks what it must have goes away whole; the last first: the others stay put.
            unwanted = {error["loc"][:-1] if error["type"] == "missing" else error["loc"] for error in errors}
            for path in sorted(unwanted, key=_order, reverse=True):
                _leave_out(data, path)
    return record.model_validate(data)


def _report(record: type[Record], error: Mapping[str, Any], findings: ImportFindings, place: YamlPlace) -> None:
    path: FieldPath = tuple(error["loc"])
    if error["type"] == "missing":
        if not any(finding.path == path for finding in findings.all):
            _report_missing(record, findings, place, path)
        return
    wording, limit = _LIMITS.get(error["type"], (None, ""))
    findings.add(
        "IMP-08",
        path,
        place.of(path),
        wording=wording,
        campo=_key(path),
        valore="" if wording == "caratteri" else str(error["input"]),
        limite=error.get("ctx", {}).get(limit),
    )


def _report_missing(record: type[Record], findings: ImportFindings, place: YamlPlace, path: FieldPath) -> None:
    shape = find_shape(record, path)
    description = shape.description if shape else ""
    findings.add("IMP-02", path, place.of(path), chiave=_key(path), descrizione=description)


def _key(path: FieldPath) -> str:
    return next(step for step in reversed(path) if isinstance(step, str))


def find_shape(record: type[Record], path: FieldPath) -> FieldShape | None:
    """Return the shape of the field at a path, list positions skipped."""
    shape: FieldShape | None = None
    inner: type[Record] | None = record
    for step in path:
        if isinstance(step, int):
            continue
        shape = shape_of(inner).get(step) if inner is not None else None
        if shape is None:
            return None
        inner = shape.record or (shape.item.record if shape.item else None)
    return shape


def _order(path: FieldPath) -> list[tuple[str, int]]:
    return [("", step) if isinstance(step, int) else (step, 0) for step in path]


def _leave_out(data: dict[str, Any], path: FieldPath) -> None:
    node: Any = data
    for step in path[:-1]:
        node = node[step]
    del node[path[-1]]
