"""Reads load profiles that a person has, as ARERA publishes them: the mean hours of each month and kind of day."""

from pathlib import Path
from typing import Any

import numpy as np

from workflow.domain.scalars import parse_decimal
from workflow.energy.hours import Floats
from workflow.energy.projection.calendar_days import DayKind
from workflow.intake.csv_reader import read_csv
from workflow.intake.sheet import SheetRow
from workflow.resources import BrokenFileError

SHAPE = (12, len(DayKind), 24)
_WEIGHTS = ("peso", "kwh", "prelievo medio orario regionale (kwh)")
_HOURS = ("ora", "ora del giorno")
_DAYS = ("tipo_giorno", "tipo giorno", "giorno", "working day")
_NAMES = ("profilo", "regione", "classe", "classe potenza")
_REMEDY = "Servono le colonne mese (1-12), tipo_giorno, ora (0-23) e peso, una riga per ogni ora; profilo dà il nome."


def read_profiles(path: Path) -> dict[str, Floats]:
    """Return the profiles of a file by name: weights by month, kind of day and hour; each is whole or refused.

    The name is in the column `profilo`, or made of `regione` and `classe`, else it is that of the file.
    """
    rows = [row for row in read_csv(path).rows if not row.is_empty]
    if not rows:
        raise BrokenFileError(path, "è vuoto.", _REMEDY)
    columns = {str(cell or "").strip().casefold(): place for place, cell in enumerate(rows[0].cells)}
    weight, hour, day = (_first(columns, names) for names in (_WEIGHTS, _HOURS, _DAYS))
    month = columns.get("mese")
    if weight is None or hour is None or day is None or month is None:
        raise BrokenFileError(path, "mancano delle colonne.", _REMEDY, line=rows[0].number)
    named = [columns[name] for name in _NAMES if name in columns]
    found: dict[str, Floats] = {}
    for row in rows[1:]:
        name = " ".join(str(_cell(row, place) or "").strip() for place in named) or path.stem
        table = found.setdefault(name, np.full(SHAPE, np.nan))
        place = (_number(path, row, month, 1, 12) - 1, _kind(path, row, day), _number(path, row, hour, 0, 23))
        if np.isfinite(table[place]):
            raise BrokenFileError(path, f"l’ora è scritta due volte per «{name}».", _REMEDY, line=row.number)
        table[place] = _weight(path, row, weight)
    for name, table in found.items():
        if not np.isfinite(table).all() or not table.any():
            raise BrokenFileError(path, f"il profilo «{name}» non ha tutte le ore.", _REMEDY)
    return found


def _first(columns: dict[str, int], names: tuple[str, ...]) -> int | None:
    return next((columns[name] for name in names if name in columns), None)


def _cell(row: SheetRow, place: int) -> Any:
    return row.cells[place] if place < len(row.cells) else None


def _number(path: Path, row: SheetRow, place: int, low: int, high: int) -> int:
    text = str(_cell(row, place) or "").strip()
    if not text.isdigit() or not low <= int(text) <= high:
        raise BrokenFileError(path, f"«{text}» non va da {low} a {high}.", _REMEDY, line=row.number)
    return int(text)


def _kind(path: Path, row: SheetRow, place: int) -> DayKind:
    text = str(_cell(row, place) or "").strip().casefold()
    for kind, words in (
        (DayKind.SATURDAY, ("sab",)),
        (DayKind.HOLIDAY, ("dom", "fest", "giorno festivo")),
        (DayKind.WORKING, ("fer", "lav", "giorno feriale", "giorno lavorativo")),
    ):
        if text.startswith(words):
            return kind
    remedy = "Scrivere feriale, sabato o domenica."
    raise BrokenFileError(path, f"«{text}» non è un tipo di giorno.", remedy, line=row.number)


def _weight(path: Path, row: SheetRow, place: int) -> float:
    written = _cell(row, place)
    try:
        value = float(parse_decimal("" if written is None else str(written)))
    except ValueError as error:
        raise BrokenFileError(path, f"{error}.", _REMEDY, line=row.number) from error
    if value < 0:
        raise BrokenFileError(path, f"«{written}» è negativo.", _REMEDY, line=row.number)
    return value
