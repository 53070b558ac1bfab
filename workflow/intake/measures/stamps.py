"""Instants as files write them, in local, solar or universal time, marking the beginning or the end of an interval."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from workflow.energy.hours import SECONDS_IN_HOUR
from workflow.intake.measures.local_days import CHANGE_HOUR, LONG_DAY, SHORT_DAY, day_start, hours_in
from workflow.intake.written_values import UnreadableValueError, read_day


class Clock(StrEnum):
    """Which clock the stamps follow: the one on the wall, the winter one all year, Greenwich, or the one they name."""

    LEGAL = "legale"
    SOLAR = "solare"
    UTC = "utc"
    STATED = "nel_dato"


class Marks(StrEnum):
    """What a stamp marks of its interval."""

    BEGINNING = "inizio"
    END = "fine"


class UnreadableInstantError(ValueError):
    """A cell that should hold an instant and does not; the text is its content."""


_HOUR = r"(\d{1,2})[:.h](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?"
_TIME = re.compile(_HOUR)
_SPAN = re.compile(rf"{_HOUR}(?:\s*[-–]\s*{_HOUR})?")
_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})[ T:]?(\d{2}):?(\d{2})(?:\d{2})?")
_SOLAR_SECONDS = 3600
_MINUTE = 60
_DAY_SECONDS = 86_400
_LONGEST_OFFSET_HOURS = 15


@dataclass(frozen=True)
class Stamp:
    """A day, the seconds of the clock since its midnight, and the offset if the stamp names one."""

    day: date
    seconds: int
    offset_seconds: int | None = None


class Instants:
    """Turns stamps into instants; the repeated hour of autumn is told by the order in which it comes, per meter."""

    def __init__(
        self, clock: Clock, marks: Marks, step_seconds: int, labelled_days: frozenset[date] = frozenset()
    ) -> None:
        """Take the conventions of the file; `labelled_days` are those of `labelled_days`."""
        self._clock, self._back = clock, step_seconds if marks is Marks.END else 0
        self._labelled_days = labelled_days
        self._seen: set[tuple[str, date, int]] = set()

    def of(self, stamp: Stamp, key: str) -> int | None:
        """Return the beginning of the interval in seconds since 1970; None for an hour that does not exist."""
        if stamp.offset_seconds is not None:
            return _greenwich(stamp) - stamp.offset_seconds - self._back
        if self._clock is Clock.UTC:
            return _greenwich(stamp) - self._back
        if self._clock is Clock.SOLAR:
            return _greenwich(stamp) - _SOLAR_SECONDS - self._back
        if self._clock is Clock.STATED:
            raise UnreadableInstantError(f"{stamp.day:%d/%m/%Y}")
        wall = self._on_the_wall(stamp, key)
        return None if wall is None else wall - self._back

    def _on_the_wall(self, stamp: Stamp, key: str) -> int | None:
        day, seconds = stamp.day, stamp.seconds
        if seconds >= _DAY_SECONDS:
            day, seconds = day + timedelta(days=1), seconds - _DAY_SECONDS
        start, hours = day_start(day), hours_in(day)
        change = CHANGE_HOUR * SECONDS_IN_HOUR
        if self._back and day in self._labelled_days and change < seconds <= change + SECONDS_IN_HOUR:
            is_again = self._is_again(key, day, seconds)
            return start + seconds + (SECONDS_IN_HOUR if is_again else 0)
        if hours == SHORT_DAY and seconds >= change:
            if seconds >= change + SECONDS_IN_HOUR:
                return start + seconds - SECONDS_IN_HOUR
            # The stroke of two is also the stroke of three: as the end of an interval it exists.
            return start + change if self._back and seconds == change else None
        if hours == LONG_DAY and seconds >= change:
            if seconds >= change + SECONDS_IN_HOUR:
                return start + seconds + SECONDS_IN_HOUR
            return start + seconds + (SECONDS_IN_HOUR if self._is_again(key, day, seconds) else 0)
        return start + seconds

    def _is_again(self, key: str, day: date, seconds: int) -> bool:
        """Whether this time of the day was met before; the next time it will have been."""
        mark = (key, day, seconds)
        if mark in self._seen:
            return True
        self._seen.add(mark)
        return False


def labelled_days(stamps: Iterable[Stamp]) -> frozenset[date]:
    """Return the days of 25 hours in which three o'clock comes twice, and two o'clock does not.

    There the end of an interval is the name of its hour: on the wall the hour that repeats ends again at two.
    """
    change = CHANGE_HOUR * SECONDS_IN_HOUR
    met = Counter(
        (stamp.day, stamp.seconds)
        for stamp in stamps
        if stamp.seconds in {change, change + SECONDS_IN_HOUR} and hours_in(stamp.day) == LONG_DAY
    )
    return frozenset(
        day for (day, seconds), times in met.items() if seconds != change and times > max(1, met[day, change])
    )


def midnight(clock: Clock, day: date) -> int:
    """Return the instant at which a day begins on a clock that stamps need not name."""
    if clock is Clock.LEGAL:
        return day_start(day)
    return _greenwich(Stamp(day, 0)) - (_SOLAR_SECONDS if clock is Clock.SOLAR else 0)


def stamp_of(cell: Any, form: str | None = None) -> Stamp:
    """Return the stamp of a cell with day and time; raise UnreadableInstantError."""
    if isinstance(cell, datetime):
        return _of_datetime(cell)
    if isinstance(cell, date):  # what a spreadsheet makes of an instant at midnight
        return Stamp(cell, 0)
    text = str(cell).strip() if cell is not None else ""
    if form is not None:
        try:
            return _of_datetime(datetime.strptime(text, form))  # noqa: DTZ007 - the mapping says which clock
        except ValueError as error:
            raise UnreadableInstantError(text) from error
    packed = _PACKED.fullmatch(text)
    if packed:
        year, month, day_of_month, hour, minute = map(int, packed.groups())
        return Stamp(_date(text, year, month, day_of_month), hour * SECONDS_IN_HOUR + minute * _MINUTE)
    offset = _OFFSET.search(text) if ":" in text and not _ends_a_span(text) else None
    offset_seconds = None if offset is None else _offset(offset.group(1), text)
    body = text if offset is None else text[: offset.start()].strip()
    day_text, separator, time_text = body.replace("T", " ", 1).partition(" ")
    if not separator:
        raise UnreadableInstantError(text or "vuoto")
    return Stamp(day_of(day_text), seconds_of(time_text), offset_seconds)


def day_of(cell: Any) -> date:
    """Return a day, also written 20251026; raise UnreadableInstantError."""
    return _written_day(cell) if isinstance(cell, str) else _day(cell)


@lru_cache(maxsize=4096)
def _written_day(text: str) -> date:
    """Read a day once: the next row mostly repeats it."""
    return _day(text)


def _day(cell: Any) -> date:
    text = str(cell).strip() if not isinstance(cell, float) else str(int(cell))
    if len(text) == len("20251026") and text.isdigit():
        return _date(text, int(text[:4]), int(text[4:6]), int(text[6:]))
    try:
        return read_day(cell)
    except UnreadableValueError as error:
        raise _unreadable(cell) from error


def seconds_of(cell: Any) -> int:
    """Return the seconds since midnight of «14:15», «14.15», «14:15-14:30» or a time cell; 24:00 is allowed."""
    found = _SPAN.fullmatch(str(cell).strip())
    if found is None:
        raise _unreadable(cell)
    hour, minute = int(found.group(1)), int(found.group(2))
    seconds = hour * SECONDS_IN_HOUR + minute * _MINUTE
    if seconds > _DAY_SECONDS or minute >= _MINUTE:
        raise _unreadable(cell)
    return seconds


def is_time(cell: Any) -> bool:
    """Whether a cell holds a time of the clock and not the number of an interval."""
    return _TIME.match(str(cell).strip()) is not None and not isinstance(cell, int | float)


def _unreadable(cell: Any) -> UnreadableInstantError:
    return UnreadableInstantError("vuoto" if cell is None else str(cell))


def _of_datetime(moment: datetime) -> Stamp:
    offset = moment.utcoffset()
    seconds = moment.hour * SECONDS_IN_HOUR + moment.minute * _MINUTE + round(moment.second / _MINUTE) * _MINUTE
    return Stamp(moment.date(), seconds, None if offset is None else int(offset.total_seconds()))


def _ends_a_span(text: str) -> bool:
    """Whether the last time is the end of an interval, «07/01/2025 14:15-14:30», and not an offset from Greenwich."""
    span = None if "T" in text else _SPAN.fullmatch(text.partition(" ")[2].strip())
    return span is not None and span.group(3) is not None


def _greenwich(stamp: Stamp) -> int:
    day = stamp.day
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + stamp.seconds


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableInstantError(text) from error


def _offset(written: str, text: str) -> int:
    if written == "Z":
        return 0
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours >= _LONGEST_OFFSET_HOURS:
        raise UnreadableInstantError(text)
    return (hours * SECONDS_IN_HOUR + minutes * _MINUTE) * (-1 if written[0] == "-" else 1)
