"""Reads the meter flows of the Sistema Informativo Integrato: PDO, PDO2G, RFO, RFO2G, layout 1.8 and earlier.

A file has flows, a flow has points, a point has days of quarter-hours in `Ea`. Values of the 1G flows come already
multiplied by K; those of the 2G flows are multiplied here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import Element

from workflow.energy.series import Direction
from workflow.intake.measures.day_table import shown, tell_odd_day, without_negatives
from workflow.intake.measures.local_days import (
    CHANGE_HOUR,
    LONG_DAY,
    QUARTERS,
    SHORT_DAY,
    DaySlots,
    cut_hours,
    day_start,
    hours_in,
    numbered_day,
    to_hours,
)
from workflow.intake.measures.reading import Asked, MeasureNotes, Rank, Reading, issue_stamp
from workflow.intake.measures.sources import MeasureSource
from workflow.intake.measures.written_energy import NotANumberError, energy_of
from workflow.intake.measures.xml_stream import local_name, walked

ROOT = "FlussoMisure"
HOURLY_FLOWS = frozenset({"PDO", "PDO2G", "RFO", "RFO2G"})
_CORRECTION = "R"
_SECOND_GENERATION = "2G"
# «Curva» is what earlier layouts call «Misura».
_CURVES = frozenset({"Misura", "Curva"})
_ESTIMATED = "S"
_VALIDATED = "S"
_FIRST_PASS, _SECOND_PASS = "2", "3"
_NUMBERED = re.compile(r"E(\d{1,3})")
_ISSUED = re.compile(r"(\d{8,17})_")
_REPEATED = CHANGE_HOUR * QUARTERS
_QUARTERS_OF_REPEATED_ROW = 88


@dataclass(frozen=True)
class _Flow:
    code: str
    file: str
    issued: int

    @property
    def is_hourly(self) -> bool:
        return self.code in HOURLY_FLOWS

    @property
    def is_second_generation(self) -> bool:
        return self.code.endswith(_SECOND_GENERATION)


@dataclass(frozen=True)
class _Point:
    pod: str
    month: date | None
    factor: float


@dataclass
class _Row:
    """One or two rows `Ea` of the same day."""

    first: dict[int, float | None]
    second: dict[int, float | None] | None = None
    dst: str = ""


def read_sii(source: MeasureSource, asked: Asked, notes: MeasureNotes) -> Iterator[Reading]:
    """Yield one reading for each day of each point of the flows of a file."""
    flow = _Flow("", source.name, 0)
    with source.opened() as stream:
        for event, element in walked(stream, source.name, frozenset({"DatiPod"})):
            name = local_name(element.tag)
            if event == "start":
                if name == ROOT:
                    flow = _flow_of(element, source, notes)
            elif flow.is_hourly:
                yield from _of_point(element, flow, asked, notes)


def _flow_of(element: Element, source: MeasureSource, notes: MeasureNotes) -> _Flow:
    code = (element.get("CodFlusso") or "").strip().upper()
    _, found, rest = source.own_name.upper().partition(f"_{code}_")
    issued = _ISSUED.match(rest) if found else None
    flow = _Flow(code, source.name, issue_stamp(issued.group(1)) if issued else 0)
    if not flow.is_hourly:
        notes.add("IMP-56", source.name, "", f"flusso {code or 'senza codice'}", wording="flusso", valore=code or "—")
    return flow


def _of_point(element: Element, flow: _Flow, asked: Asked, notes: MeasureNotes) -> Iterator[Reading]:
    pod = _text(element, "Pod").upper()
    if not pod:
        notes.add("IMP-56", flow.file, "", "DatiPod", wording="senza_pod")
        return
    point = _Point(pod, _month_of(element), _factor_of(element, flow, pod, notes))
    curves = [child for child in element if local_name(child.tag) in _CURVES] or [element]
    for curve in curves:
        for day, row in _rows_of(curve, point, flow, notes).items():
            yield from _of_day(day, row, curve, point=point, flow=flow, asked=asked, notes=notes)


def _rows_of(curve: Element, point: _Point, flow: _Flow, notes: MeasureNotes) -> dict[date, _Row]:
    rows: dict[date, _Row] = {}
    for child in curve:
        if local_name(child.tag) != "Ea":
            continue
        day = _day_of(child, point)
        if day is None:
            written = (
                f"{(child.text or '').strip()} ({point.month:%m/%Y})" if point.month else (child.text or "").strip()
            )
            notes.add("IMP-63", flow.file, point.pod, f"POD {point.pod}", valore=written or "vuoto")
            continue
        dst = (child.get("Dst") or "").strip()
        numbered = _numbered(child, f"POD {point.pod}, giorno {day:%d/%m/%Y}", point, flow, notes)
        row = rows.get(day)
        if dst == _SECOND_PASS and hours_in(day) == LONG_DAY:
            numbered = _second_row(numbered)
            if row is None:
                rows[day] = _Row({}, numbered, dst)
            else:
                row.second = numbered
        elif row is not None and row.second is not None and dst == _FIRST_PASS:
            row.first = numbered
        elif row is not None:
            # A day twice in one point: the second stands by itself, to be compared with the first.
            _tell_twice(row, numbered, day, point=point, flow=flow, notes=notes)
        else:
            rows[day] = _Row(numbered, None, dst)
    return rows


def _tell_twice(
    row: _Row, numbered: dict[int, float | None], day: date, *, point: _Point, flow: _Flow, notes: MeasureNotes
) -> None:
    place = f"POD {point.pod}, giorno {day:%d/%m/%Y}"
    if row.first == numbered:
        notes.add("IMP-53", flow.file, point.pod, place, count=hours_in(day))
        return
    number = next((one for one in sorted({*row.first, *numbered}) if row.first.get(one) != numbered.get(one)), 1)
    notes.add(
        "IMP-52",
        flow.file,
        point.pod,
        f"{place}, E{number}",
        valore=shown(numbered.get(number)),
        altro=shown(row.first.get(number)),
        dove=f"{flow.file}, stessa fornitura e stesso giorno",
    )


def _second_row(numbered: dict[int, float | None]) -> dict[int, float | None]:
    """Return the second row of the long day by the clock; some write its 88 values from E1."""
    given = [number for number, value in numbered.items() if value is not None]
    if given and min(given) <= _REPEATED and max(given) <= _QUARTERS_OF_REPEATED_ROW:
        return {number + _REPEATED: value for number, value in numbered.items()}
    return numbered


def _of_day(
    day: date, row: _Row, curve: Element, *, point: _Point, flow: _Flow, asked: Asked, notes: MeasureNotes
) -> Iterator[Reading]:
    place = f"POD {point.pod}, giorno {day:%d/%m/%Y}"
    slots = _slots(day, row)
    tell_odd_day(slots, day, flow.file, key=point.pod, place=place, notes=notes)
    if row.dst == "1" and hours_in(day) != SHORT_DAY:
        notes.add("IMP-59", flow.file, point.pod, place, wording="dst", valore=row.dst)
    notes.add("IMP-62", flow.file, point.pod, place, count=cut_hours(slots.values, QUARTERS))
    values = without_negatives(slots.values * point.factor, flow.file, point.pod, place, notes)
    is_estimated = _text(curve, "TipoDato").upper() == _ESTIMATED
    is_validated = _text(curve, "Validato").upper() in {_VALIDATED, ""}
    notes.add("IMP-60", flow.file, point.pod, place, count=int(is_estimated), wording="stimati")
    notes.add("IMP-60", flow.file, point.pod, place, count=int(not is_validated), wording="non_validati")
    yield Reading(
        key=point.pod,
        direction=asked.direction or Direction.WITHDRAWAL,
        starts_at=day_start(day),
        values=to_hours(values, QUARTERS),
        file=flow.file,
        place=place,
        rank=Rank(
            asked.precedence,
            int(flow.code.startswith(_CORRECTION)),
            flow.issued,
            int(is_validated),
            int(not is_estimated),
        ),
        is_estimated=is_estimated,
    )


def _slots(day: date, row: _Row) -> DaySlots:
    if hours_in(day) == LONG_DAY and row.second is not None:
        # Two rows: until the clock goes back, and from then on.
        return numbered_day(day, _clipped(row.first), QUARTERS, second_pass=row.second)
    return numbered_day(day, row.first, QUARTERS)


def _clipped(first: dict[int, float | None]) -> dict[int, float | None]:
    return {number: value for number, value in first.items() if number <= _REPEATED + QUARTERS}


def _numbered(child: Element, place: str, point: _Point, flow: _Flow, notes: MeasureNotes) -> dict[int, float | None]:
    found: dict[int, float | None] = {}
    for name, text in child.attrib.items():
        number = _NUMBERED.fullmatch(local_name(name))
        if number is None:
            continue
        try:
            found[int(number.group(1))] = energy_of(text)
        except NotANumberError:
            notes.add("IMP-50", flow.file, point.pod, f"{place}, {name}", valore=text)
    return found


def _factor_of(element: Element, flow: _Flow, pod: str, notes: MeasureNotes) -> float:
    if not flow.is_second_generation:
        return 1.0
    written = _text(element, "Ka")
    try:
        factor = energy_of(written)
    except NotANumberError:
        factor = 0.0
    if factor is None:
        notes.add("IMP-65", flow.file, pod, f"POD {pod}")
        return 1.0
    if factor <= 0:
        notes.add("IMP-64", flow.file, pod, f"POD {pod}", valore=written)
        return float("nan")
    return factor


def _month_of(element: Element) -> date | None:
    written = _text(element, "MeseAnno")
    day = _text(element, "DataMisura")
    for text, form in ((written, "%m/%Y"), (written, "%Y%m"), (day, "%d/%m/%Y"), (written, "%d/%m/%Y")):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _day_of(child: Element, point: _Point) -> date | None:
    text = (child.text or "").strip()
    if "/" in text:
        try:
            return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            return None
    if point.month is None:
        return None
    try:
        return point.month.replace(day=int(text)) if text else point.month
    except ValueError:
        return None


def _text(element: Element, name: str) -> str:
    """Return the text of the first element of that name below, whatever its namespace."""
    for child in element.iter():
        if local_name(child.tag) == name:
            return (child.text or "").strip()
    return ""
