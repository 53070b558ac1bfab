"""Writes the text of a new `fascicolo.yaml`: every key that its kind needs, explained in Italian, to be filled in."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from workflow.domain.dossier import FORMAT_VERSION, Fascicolo
from workflow.domain.finding import FieldPath
from workflow.domain.kind import Kind
from workflow.domain.record import Record
from workflow.intake.scaffold_keys import COMMENTED_OUT, MAY_BE_NONE, ONLY_FOR, SECTIONS, SUBTITLES
from workflow.intake.shape import FieldShape, ValueKind, shape_of

SCHEMA_PATH = ".schema/fascicolo.schema.json"
_WIDTH = 112
_COMMENT_COLUMN = 42
_INDENT = "  "
_FORMS = {
    ValueKind.DAY: "gg/mm/aaaa",
    ValueKind.YES_NO: "sì/no",
}
_INTRODUCTION = (
    "Si apre con un editor di testo (non con Word) e si scrive dopo i due punti, lasciando uno spazio.",
    "Ciò che non si sa ancora resta vuoto: il programma lo elenca tra i dati mancanti.",
    'I codici vanno tra virgolette, zeri compresi:  cap: "00184"   pod: "IT000E00000000"',
    "Le date si scrivono gg/mm/aaaa, i decimali con la virgola (19,8), le risposte sì oppure no.",
    "Ciò che sta a destra di # è una spiegazione. Una riga che comincia con # è una voce poco usata: per usarla si",
    "toglie il # con lo spazio che lo segue. Il rientro (gli spazi a sinistra) conta: non usare il tabulatore.",
    "I soci e i loro POD si scrivono in soci.xlsx; i documenti si mettono nelle cartelle di «allegati».",
)


def fascicolo_text(kind: Kind, values: Mapping[FieldPath, Any] | None = None) -> str:
    """Return the file for a kind; `values`, by path in the file's own keys, are written in their places.

    A path inside a list says the position: ("impianti", 0, "nome").
    """
    given = {("versione",): FORMAT_VERSION, ("configurazione", "tipologia"): kind, **(values or {})}
    return "\n".join(_Writer(kind, given).lines()) + "\n"


class _Writer:
    def __init__(self, kind: Kind, values: Mapping[FieldPath, Any]) -> None:
        self._kind = kind
        self._values = {path: value for path, value in values.items() if value is not None}

    def lines(self) -> Iterator[str]:
        yield f"# yaml-language-server: $schema={SCHEMA_PATH}"
        yield "#"
        yield f"# FASCICOLO – {self._kind.label} ({self._kind.value})"
        yield "#"
        for line in _INTRODUCTION:
            yield f"# {line}"
        yield ""
        for key, shape in shape_of(Fascicolo).items():
            if not self._is_shown((key,)):
                continue
            if key in SECTIONS:
                yield from _title(*SECTIONS[key])
            yield from self._field(shape, (key,), 0)

    def _record(self, record: type[Record], path: FieldPath, depth: int) -> Iterator[str]:
        last = ""
        for key, shape in shape_of(record).items():
            if self._is_shown((*path, key)):
                subtitle = SUBTITLES.get(_dotted((*path, key)))
                if subtitle and subtitle != last:
                    last = subtitle
                    yield ""
                    yield f"{_INDENT * depth}# · {subtitle}"
                yield from self._field(shape, (*path, key), depth)

    def _field(self, shape: FieldShape, path: FieldPath, depth: int) -> Iterator[str]:
        lines = list(self._live_field(shape, path, depth))
        is_commented = _dotted(path) in COMMENTED_OUT and not self._has_value(path)
        yield from (_commented(line, depth) for line in lines) if is_commented else lines

    def _live_field(self, shape: FieldShape, path: FieldPath, depth: int) -> Iterator[str]:
        head = f"{_INDENT * depth}{shape.key}:"
        if shape.record is not None:
            yield from _with_comment(head, shape.description)
            yield from self._record(shape.record, path, depth + 1)
        elif shape.item is not None and shape.item.record is not None:
            if self._values.get(path) == ():  # said to be empty, which is not the same as not said
                yield from _with_comment(f"{head} []", shape.description)
                return
            yield from _with_comment(head, shape.description)
            if _dotted(path) in MAY_BE_NONE and not self._has_value(path):
                sample = self._item(shape.item.record, (*path, 0), depth + 1)
                yield from (_commented(line, depth + 1) for line in sample)
                return
            for index in range(self._count(path)):
                yield from self._item(shape.item.record, (*path, index), depth + 1)
        elif shape.item is not None:
            listed = self._values.get(path)
            text = "" if listed is None else f" [{', '.join(written_scalar(value) for value in listed)}]"
            yield from _with_comment(head + text, f"{shape.description} (elenco: [a, b])")
        else:
            value = self._values.get(path)
            text = head if value is None else f"{head} {written_scalar(value)}"
            yield from _with_comment(text, _explained(shape))

    def _item(self, record: type[Record], path: FieldPath, depth: int) -> Iterator[str]:
        """Write a voice of a list: the dash goes before its first live key."""
        lines = list(self._record(record, path, depth + 1))
        lead = _INDENT * (depth + 1)
        first = next(place for place, line in enumerate(lines) if line.startswith(lead) and line[len(lead)] not in " #")
        lines[first] = f"{_INDENT * depth}- {lines[first][len(lead) :]}"
        yield from lines

    def _is_shown(self, path: FieldPath) -> bool:
        kinds = ONLY_FOR.get(_dotted(path))
        return kinds is None or self._kind in kinds or self._has_value(path)

    def _has_value(self, path: FieldPath) -> bool:
        return any(known[: len(path)] == path for known in self._values)

    def _count(self, path: FieldPath) -> int:
        positions = [
            known[len(path)] for known in self._values if known[: len(path)] == path and len(known) > len(path)
        ]
        return max((position for position in positions if isinstance(position, int)), default=0) + 1


def written_scalar(value: Any) -> str:
    """Write a value as an Italian would in the file; texts and codes between quotes."""
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, StrEnum):
        return value.value if value.value[0].isalpha() else f'"{value.value}"'
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False)


def _dotted(path: FieldPath) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _title(title: str, words: str) -> Iterator[str]:
    yield ""
    yield f"# ─── {title} {'─' * (_WIDTH - len(title) - 7)}"
    for line in textwrap.wrap(words, _WIDTH - 2):
        yield f"# {line}"


def _with_comment(text: str, comment: str) -> Iterator[str]:
    """Write a key and, beside it, its explanation; what does not fit goes on under it."""
    start = max(_COMMENT_COLUMN, len(text) + 1)
    first, *rest = textwrap.wrap(comment, _WIDTH - start - 2, break_on_hyphens=False) or [""]
    yield f"{text.ljust(start)}# {first}" if first else text
    for line in textwrap.wrap(" ".join(rest), _WIDTH - _COMMENT_COLUMN - 4, break_on_hyphens=False):
        yield f"{' ' * _COMMENT_COLUMN}#   {line}"


def _explained(shape: FieldShape) -> str:
    """Return what a scalar means, with its form or the words that it admits."""
    comment = shape.description or shape.key
    if shape.kind in _FORMS:
        return f"{comment} ({_FORMS[shape.kind]})"
    if shape.choices is None or _lists_them(comment, shape.choices):
        return comment
    return f"{comment}; uno di: {', '.join(choice.value for choice in shape.choices)}"


def _lists_them(comment: str, choices: type[StrEnum]) -> bool:
    return all(choice.value in comment for choice in choices)


def _commented(line: str, depth: int) -> str:
    """Comment a line out at the margin of its group, so that uncommenting leaves the right indentation."""
    margin = len(_INDENT * depth)
    mark = "# "
    if not line.strip():
        return line
    room = line[_COMMENT_COLUMN - len(mark) : _COMMENT_COLUMN]
    if room.strip() == "" and len(line) > _COMMENT_COLUMN:
        # The explanations stay in line with the others.
        line = line[: _COMMENT_COLUMN - len(mark)] + line[_COMMENT_COLUMN:]
    return f"{line[:margin]}{mark}{line[margin:]}"
