"""Reads the bills of a year month by month: a CSV with POD, month and kWh, or kWh of F1, F2 and F3."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workflow.domain.identifiers import pod as pod_code
from workflow.energy.projection.load import TOTAL, Bill
from workflow.intake.csv_reader import read_csv
from workflow.intake.sheet import SheetRow
from workflow.intake.written_values import UnreadableValueError, read_number
from workflow.resources import BrokenFileError

_BANDS = ("f1", "f2", "f3")
_REMEDY = "Scrivere le colonne pod, mese (1-12) e kwh, oppure pod, mese, f1, f2, f3."
_LAST_MONTH = 12


def read_bills(path: Path) -> dict[str, Bill]:
    """Return the bill of each POD; raise BrokenFileError with the line for what cannot be read."""
    sheet = read_csv(path)
    rows = [row for row in sheet.rows if not row.is_empty]
    if not rows:
        raise BrokenFileError(path, "è vuoto.", _REMEDY)
    columns = {str(cell or "").strip().casefold(): place for place, cell in enumerate(rows[0].cells)}
    has_bands = all(name in columns for name in _BANDS)
    if not {"pod", "mese"} <= columns.keys() or not (has_bands or "kwh" in columns):
        raise BrokenFileError(path, "mancano delle colonne.", _REMEDY, line=rows[0].number)
    if len(rows) == 1:
        raise BrokenFileError(path, "sotto le intestazioni non c'è nessuna bolletta.", _REMEDY)
    parts = dict(zip(_BANDS, _BANDS, strict=True)) if has_bands else {"kwh": TOTAL}
    found: dict[str, dict[int, dict[str, float]]] = {}
    for row in rows[1:]:
        pod = pod_code.compact(str(_cell(row, columns["pod"]) or ""))
        month = _month(path, row, columns["mese"])
        energies = {key: _energy(path, row, columns[name]) for name, key in parts.items()}
        if not pod or month in found.get(pod, {}):
            problem = "manca il POD." if not pod else f"il mese {month} di {pod} è scritto due volte."
            raise BrokenFileError(path, problem, _REMEDY, line=row.number)
        found.setdefault(pod, {})[month] = energies
    return {pod: Bill(months=_read_only(months)) for pod, months in found.items()}


def _read_only(months: dict[int, dict[str, float]]) -> Mapping[int, Mapping[str, float]]:
    return dict(sorted(months.items()))


def _cell(row: SheetRow, place: int) -> Any:
    return row.cells[place] if place < len(row.cells) else None


def _month(path: Path, row: SheetRow, place: int) -> int:
    text = str(_cell(row, place) or "").strip()
    if not text.isdigit() or not 1 <= int(text) <= _LAST_MONTH:
        raise BrokenFileError(path, f"«{text}» non è un mese.", "Scrivere un numero da 1 a 12.", line=row.number)
    return int(text)


def _energy(path: Path, row: SheetRow, place: int) -> float:
    written = _cell(row, place)
    try:
        value = float(read_number(written, "kwh"))
    except UnreadableValueError as error:
        problem = "mancano i kWh." if written is None else f"«{written}» non è un numero."
        if error.wording == "ambiguo":
            problem = f"«{written}» può essere {error.values['intero']} o {error.values['decimale']}."
        raise BrokenFileError(path, problem, "Scrivere i kWh del mese.", line=row.number) from error
    if value < 0:
        raise BrokenFileError(path, f"«{written}» è negativo.", "Scrivere i kWh prelevati.", line=row.number)
    return value
