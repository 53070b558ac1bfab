"""The calendar file: one all-day event a term, alarms while it is open, and a real calendar that does not double it."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import caldav
import icalendar
import pytest
import radicale
import radicale.config

from tests.builders.dossiers import build
from workflow.law import Law
from workflow.services.calendar_file import calendar_of
from workflow.services.deadlines import ListedTerm, listed, terms_of

AS_OF = date(2026, 11, 22)
FIRST = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = FIRST + timedelta(days=1)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def rows(law: Law, sent_on: str | None = None) -> list[ListedTerm]:
    facts = {"impianti.0.entrata_in_esercizio": "2026-08-04", "impianti.0.nome": "Scuola"}
    dossier = build("cer_ok", facts | ({"richiesta.inviata_il": sent_on} if sent_on else {}))
    return listed([terms_of(dossier, law)], AS_OF, with_done=True)


def events(content: bytes) -> dict[str, icalendar.Event]:
    return {str(event["uid"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_each_term_is_one_all_day_event_on_its_last_day(law: Law) -> None:
    found = rows(law)
    read = events(calendar_of(found, FIRST))
    assert len(read) == len(found)
    assert sorted(event.decoded("dtstart") for event in read.values()) == sorted(row.term.due_on for row in found)
    assert all(event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1) for event in read.values())


def test_an_open_term_rings_four_times_and_a_done_one_never(law: Law) -> None:
    read = events(calendar_of(rows(law), FIRST)).values()
    request = next(event for event in read if str(event["summary"]).startswith("Richiesta di accesso"))
    triggers = [alarm.decoded("trigger") for alarm in request.walk("VALARM")]
    nine = timedelta(hours=9)
    assert triggers == [nine - timedelta(days=days) for days in (30, 15, 7, 1)]
    statute = next(event for event in read if "Statuto" in str(event["summary"]))
    assert statute.walk("VALARM") == []
    assert str(statute["summary"]).startswith("✓ ")


def test_a_second_export_has_the_same_identifiers_and_a_higher_sequence(law: Law) -> None:
    first, second = events(calendar_of(rows(law), FIRST)), events(calendar_of(rows(law, "2026-11-20"), LATER))
    assert set(first) <= set(second)
    assert all(second[uid]["sequence"] > event["sequence"] for uid, event in first.items())


def test_no_name_or_code_of_a_person_is_in_an_identifier(law: Law) -> None:
    assert all(len(uid) == 44 and uid.endswith("@dossier-cer") for uid in events(calendar_of(rows(law), FIRST)))


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is the test's."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    configuration = radicale.config.load()
    configuration.update(
        {
            "storage": {"filesystem_folder": str(tmp_path / "calendars")},
            "auth": {"type": "none"},
            "rights": {"type": "owner_only"},
            "logging": {"level": "critical"},
        },
        "test",
        privileged=True,
    )
    httpd: WSGIServer = make_server("127.0.0.1", 0, radicale.Application(configuration), handler_class=_Quiet)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    _await_port(httpd.server_port)
    yield f"http://127.0.0.1:{httpd.server_port}/"
    httpd.shutdown()
    httpd.server_close()
    thread.join(timeout=5)


def _await_port(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)


def test_a_calendar_server_takes_the_file_twice_without_doubling_it(law: Law, server: str) -> None:
    with caldav.DAVClient(url=server, username="referente", password="prova") as client:  # noqa: S106 - no secret
        calendar = client.principal().make_calendar(name="Scadenze")
        for content in (calendar_of(rows(law), FIRST), calendar_of(rows(law, "2026-11-20"), LATER)):
            for event in icalendar.Calendar.from_ical(content).walk("VEVENT"):
                single = icalendar.Calendar()
                single.add("prodid", "-//test//IT")
                single.add("version", "2.0")
                single.add_component(event)
                calendar.save_event(single.to_ical().decode())
        stored = [item for event in calendar.events() for item in event.icalendar_instance.walk("VEVENT")]
    wanted = events(calendar_of(rows(law, "2026-11-20"), LATER))
    assert sorted(str(item["uid"]) for item in stored) == sorted(wanted)
    request = next(item for item in stored if "Richiesta di accesso" in str(item["summary"]))
    assert str(request["summary"]).startswith("✓ "), "the second import has updated the event"
