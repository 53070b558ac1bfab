"""Writes deadlines as an iCalendar file: all-day events with alarms, which a second import updates, never doubles."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from workflow import __version__
from workflow.phases.tracking.tracker import TermState
from workflow.services.deadlines import ListedTerm

ALARM_DAYS = (30, 15, 7, 1)
_MORNING = timedelta(hours=9)
_ONE_DAY = timedelta(days=1)
# A calendar takes an event again only if its sequence number has not gone back: minutes since here never do.
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
_RINGING = frozenset({TermState.OPEN, TermState.SUSPENDED})


def calendar_of(rows: Iterable[ListedTerm], written_at: datetime) -> bytes:
    """Return the calendar of some terms; `written_at` is the instant of writing, aware."""
    calendar = Calendar()
    calendar.add("prodid", f"-//dossier-cer//{__version__}//IT")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Scadenze delle comunità energetiche")
    for row in rows:
        calendar.add_component(_event(row, written_at))
    content: bytes = calendar.to_ical()
    return content


def uid_of(row: ListedTerm) -> str:
    """Return the event's identifier: the same at every export, and without names of people in it."""
    return f"{hashlib.sha256(row.term.uid.encode()).hexdigest()[:32]}@dossier-cer"


def _event(row: ListedTerm, written_at: datetime) -> Event:
    term = row.term
    event = Event()
    event.add("uid", uid_of(row))
    event.add("dtstamp", written_at.astimezone(UTC))
    event.add("last-modified", written_at.astimezone(UTC))
    event.add("sequence", int((written_at - _EPOCH).total_seconds() // 60))
    event.add("dtstart", term.due_on)
    event.add("dtend", term.due_on + _ONE_DAY)
    event.add("transp", "TRANSPARENT")
    event.add("summary", _summary(row))
    event.add("description", _description(row))
    event.add("categories", [row.title])
    event.add("status", "CONFIRMED")
    if row.state in _RINGING:
        for days in ALARM_DAYS:
            event.add_component(_alarm(row, days))
    return event


def _alarm(row: ListedTerm, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Fra {days} {'giorno' if days == 1 else 'giorni'}: {_summary(row)}")
    alarm.add("trigger", _MORNING - timedelta(days=days))
    return alarm


def _summary(row: ListedTerm) -> str:
    mark = {
        TermState.DONE: "✓ ",
        TermState.DONE_LATE: "✓ (in ritardo) ",
        TermState.MISSED: "SCADUTO: ",
        TermState.SUSPENDED: "(sospeso) ",
    }.get(row.state, "")
    return f"{mark}{row.term.description} – {row.term.label} ({row.title})"


def _description(row: ListedTerm) -> str:
    term = row.term
    lines = [
        f"Fascicolo: {row.title}",
        f"Tocca a: {term.owner}",
        f"Il termine corre dal {term.event_on:%d/%m/%Y}.",
        f"Se passa: {term.missed}",
        f"Fonte: {term.cited}",
    ]
    if term.rolled_on is not None:
        lines.insert(3, f"Cade in un giorno festivo: il {term.rolled_on:%d/%m/%Y} non è garantito.")
    return "\n".join(lines)
