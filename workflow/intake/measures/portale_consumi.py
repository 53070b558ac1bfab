"""Reads the CSV of the Portale Consumi: one row a day, active energy in the columns ea1 to ea96."""

from collections.abc import Iterator
from datetime import date, datetime

from workflow.energy.series import Direction
from workflow.intake.measures.day_table import day_reading
from workflow.intake.measures.headings import Headings
from workflow.intake.measures.reading import Asked, MeasureNotes, Rank, Reading, issue_stamp
from workflow.intake.measures.sources import MeasureSource
from workflow.intake.sheet import Sheet
from workflow.intake.written_values import UnreadableValueError, read_day

SIGNATURE = ("pod", "data_lettura", "ea1", "ea96")
_QUARTERS = tuple(range(1, 101))


def read_portale(
    source: MeasureSource, sheet: Sheet, headings: Headings, asked: Asked, notes: MeasureNotes
) -> Iterator[Reading]:
    """Yield one reading for each row that has quarter-hours; rows with registers only are left."""
    columns = {number: headings.find(f"ea{number}") for number in _QUARTERS}
    places = {number: position for number, position in columns.items() if position is not None}
    for row in sheet.rows[headings.index + 1 :]:
        if row.is_empty or all(_at(row.cells, position) is None for position in places.values()):
            continue
        pod = str(headings.cell(row.cells, "pod") or "").strip().upper()
        flow = str(headings.cell(row.cells, "tipo_flusso") or "").strip().upper()
        place = f"riga {row.number}"
        if not pod:
            notes.add("IMP-56", source.name, "", place, wording="senza_pod")
            continue
        day = _day(headings.cell(row.cells, "data_lettura"))
        if day is None:
            notes.add(
                "IMP-63", source.name, pod, f"{place}, data_lettura", valore=headings.cell(row.cells, "data_lettura")
            )
            continue
        received = _day(headings.cell(row.cells, "data_ricezione"))
        cells = {number: _at(row.cells, position) for number, position in places.items()}
        yield day_reading(
            day,
            cells,
            4,
            key=pod,
            direction=asked.direction or Direction.WITHDRAWAL,
            source=source,
            place=place,
            notes=notes,
            rank=Rank(
                asked.precedence,
                int(flow.startswith("R")),
                0 if received is None else issue_stamp(f"{received:%Y%m%d}"),
                1,
                1,
            ),
        )


def _at(cells: object, position: int) -> object:
    return cells[position] if isinstance(cells, list | tuple) and position < len(cells) else None


def _day(cell: object) -> date | None:
    if cell is None:
        return None
    try:
        return datetime.strptime(str(cell).strip()[:10], "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        pass
    try:
        return read_day(cell)
    except UnreadableValueError:
        return None
