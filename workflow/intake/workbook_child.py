"""Run by itself in a process with little memory and time: reads one sheet of an untrusted .xlsx and prints it as JSON.

It imports nothing of ours, so that it starts fast and can be run as a file.
"""

import contextlib
import gc
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import python_calamine
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA_WITHOUT_RESULT = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\bt=\"(?:str|inlineStr)\")([^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=\"e\"[^>]*)>.*?<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>", re.DOTALL)
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})([0-9]{1,7})\"")


def main(path: str, wanted: list[str]) -> dict[str, Any]:
    """Return the sheet whose folded name is wanted, or the names of the sheets there are."""
    unpacked_parts(Path(path))
    with python_calamine.CalamineWorkbook.from_path(path) as workbook:
        names = workbook.sheet_names
        name = next((name for name in names if folded(name) in wanted), None)
        if name is None:
            return {"names": names}
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        spans = sheet.merged_cell_ranges or []
    filled_down(rows, spans)
    return {
        "name": name,
        "names": names,
        "rows": [[value or None if type(value) is str else encoded(value) for value in row] for row in rows],
        "faults": cell_faults(Path(path), name),
    }


def folded(name: str) -> str:
    """Return the letters and digits of a sheet's name in lower case."""
    return "".join(character for character in name.casefold() if character.isalnum())


def unpacked_parts(path: Path) -> None:
    """Unpack every part once, so that a directory that lies about sizes or checksums is found out; refuse DOCTYPE."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            with archive.open(member) as stream:
                head = stream.read(65536)
                if member.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in head[:4096]:
                    raise ValueError("doctype")
                while stream.read(1 << 20):
                    pass


def filled_down(rows: list[list[Any]], spans: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give a cell merged over several rows the same value in each of them; titles merged across stay as they are."""
    for (top, left), (bottom, right) in spans:
        if left == right:
            for row in range(top + 1, min(bottom + 1, len(rows))):
                if left < len(rows[top]) and left < len(rows[row]):
                    rows[row][left] = rows[top][left]


def encoded(value: Any) -> Any:
    """Return a cell as JSON can carry it: dates and other times in an object that names them."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return {"text": f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"}
    return {"text": str(value)}


def cell_faults(path: Path, sheet_name: str) -> list[list[Any]]:
    """Return row, column (from 0) and error of the cells that show one; None where a formula was never calculated."""
    part = sheet_part(path, sheet_name)
    if part is None:
        return []
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part)
    found: list[tuple[bytes, str | None]] = []
    if b't="e"' in content:
        found += [(match[1], match[2].decode("utf-8", "replace")) for match in _ERROR_CELL.finditer(content)]
    if b"</f>" in content or b":f>" in content:
        found += [(match[1], None) for match in _FORMULA_WITHOUT_RESULT.finditer(content)]
    faults = []
    for attributes, error in found:
        reference = _REFERENCE.search(attributes)
        if reference:
            faults.append([int(reference[2]) - 1, column_index(reference[1].decode()), error])
    return faults


def sheet_part(path: Path, sheet_name: str) -> str | None:
    """Return the part of the package that holds a sheet."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        if "xl/_rels/workbook.xml.rels" not in names:
            return None
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for item in workbook.iter():
        if item.tag.endswith("}sheet") and item.get("name") == sheet_name:
            target = targets.get(item.get(_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else None
    return None


def column_index(letters: str) -> int:
    """Return the position of a column from 0: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def limit_resources() -> None:
    """Bind this process to little memory and time, where the system can."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - it does not exist on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(path: str, wanted: list[str]) -> dict[str, Any]:
    """Return what `main` returns, or the kind of failure; the words for people are the parent's."""
    try:
        return main(path, wanted)
    except python_calamine.PasswordError:
        return {"failure": "password"}
    except MemoryError:
        return {"failure": "memory"}
    except (
        python_calamine.CalamineError,
        DefusedXmlException,
        ElementTree.ParseError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        OSError,
        ValueError,
        KeyError,
        EOFError,
    ) as error:
        return {"failure": "damaged", "detail": type(error).__name__}


def respond(words: list[str], put: Callable[[bytes], object]) -> None:
    """Put the answer on the sheet of a file: its path, then the folded names that are wanted."""
    gc.disable()  # the process lives for one sheet, and its memory is limited anyway
    put(json.dumps(answer(words[0], words[1:])).encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    limit_resources()
    respond(sys.argv[1:], sys.stdout.buffer.write)
