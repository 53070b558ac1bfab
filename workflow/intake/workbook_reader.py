"""Reads one sheet of a workbook that nobody vouches for, in a process that can only read and that dies if it swells."""

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workflow.intake import workbook_child
from workflow.intake.file_guard import check_workbook
from workflow.intake.sheet import CellError, Sheet, SheetRow
from workflow.intake.warm_child import Reading, warm_child
from workflow.intake.written_values import folded
from workflow.resources import BrokenFileError

_WALL_SECONDS = 60
_NEW_COPY = "Aprirlo con Excel o LibreOffice Calc, salvarlo di nuovo come .xlsx e riprovare."


def read_sheet(path: Path, *names: str) -> Sheet:
    """Return the first sheet with one of the names, matched without regard to case, spaces and accents.

    Raises BrokenFileError if the file is not a readable .xlsx or has no such sheet.
    """
    check_workbook(path)
    wanted = [folded(name) for name in names]
    content = _read_apart(path, wanted) if sys.platform == "linux" else workbook_child.answer(str(path), wanted)
    failure = content.get("failure")
    if failure is not None:
        raise _failure_error(path, failure)
    if "rows" not in content:
        there_are = ", ".join(f"«{name}»" for name in content["names"])
        raise BrokenFileError(
            path,
            f"manca il foglio «{names[0]}»: ci sono {there_are}.",
            f"Rinominare in «{names[0]}» il foglio con i dati.",
        )
    rows = [[_decoded(value) if type(value) is dict else value for value in row] for row in content["rows"]]
    for row, column, error in content["faults"]:
        _put(rows, row, column, CellError(error))
    numbered = tuple(SheetRow(number, cells) for number, cells in enumerate(rows, start=1))
    return Sheet(path.name, content["name"], numbered)


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets of a workbook; raise BrokenFileError if it is not a readable .xlsx."""
    check_workbook(path)
    content = _read_apart(path, []) if sys.platform == "linux" else workbook_child.answer(str(path), [])
    failure = content.get("failure")
    if failure is not None:
        raise _failure_error(path, failure)
    return tuple(content["names"])


def _read_apart(path: Path, wanted: list[str]) -> dict[str, Any]:
    warm, words = warm_child(), [str(path.absolute()), *wanted]
    reader = Path(workbook_child.__file__)
    done = _read_once(reader, words) if warm is None else warm.ask(reader, words, _WALL_SECONDS)
    if done.is_over or done.code != 0:
        # Below zero a signal has ended it: the limits of time and memory. Above, the file was too strange to read.
        return {"failure": "memory" if done.is_over or done.code < 0 else "damaged"}
    content: dict[str, Any] = json.loads(done.output.decode("utf-8", "surrogatepass"))
    return content


def _read_once(reader: Path, words: list[str]) -> Reading:
    # -P: the folder of the script must not shadow other modules.
    command = [sys.executable, "-P", str(reader), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_WALL_SECONDS)  # noqa: S603 - our own file, run by our own interpreter
    except subprocess.TimeoutExpired:
        return Reading(b"", -1, is_over=True)
    return Reading(done.stdout, done.returncode)


def _failure_error(path: Path, failure: str) -> BrokenFileError:
    if failure == "password":
        return BrokenFileError(path, "il file è protetto da una password di apertura.", "Salvarlo senza password.")
    if failure == "memory":
        return BrokenFileError(
            path,
            "il file è troppo grande o troppo complesso per essere aperto.",
            "Copiare le sole righe con i dati in un file nuovo.",
        )
    return BrokenFileError(path, "il file è danneggiato: il suo interno non si legge.", _NEW_COPY)


def _decoded(value: dict[str, str]) -> Any:
    if "day" in value:
        return date.fromisoformat(value["day"])
    return datetime.fromisoformat(value["instant"]) if "instant" in value else value["text"]


def _put(rows: list[list[Any]], row: int, column: int, value: CellError) -> None:
    """Put a faulty cell where it belongs; the reader leaves out the empty margins, in which it may lie."""
    if row >= len(rows):
        rows += [[] for _ in range(row - len(rows) + 1)]
    cells = rows[row]
    cells += [None] * (column + 1 - len(cells))
    cells[column] = value
