"""`check`: judges a dossier and prints the findings."""

from contextlib import ExitStack

import typer

from workflow.cli.console import console, print_json, show_findings, show_verdict
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import add_command
from workflow.cli.options import (
    ARCHIVE,
    AS_OF,
    AS_WAS,
    JSON,
    NO_ARCHIVE,
    NOTES,
    SENT_ON,
    TARGET,
    opened_archive,
    parse_day,
)
from workflow.domain.finding import Report
from workflow.law import Law
from workflow.services.as_was import opened_on
from workflow.services.opening import UnreadableDossierError, judge
from workflow.services.report_json import report_json, unreadable_json


def check(
    target: str = TARGET,
    as_of: str | None = AS_OF,
    as_was: str | None = AS_WAS,
    sent_on: str | None = SENT_ON,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    notes: bool = NOTES,
    json: bool = JSON,
) -> None:
    """Controlla il fascicolo: ogni rilievo con l'articolo, il posto e il rimedio."""
    law = Law.load()
    with ExitStack() as stack:
        store = stack.enter_context(opened_archive(archive, no_archive))
        days = {"as_of": parse_day(as_of), "sent_on": parse_day(sent_on)}
        try:
            opened, _ = stack.enter_context(opened_on(target, parse_day(as_was), archive=store, law=law, **days))
        except UnreadableDossierError as error:
            if json:
                print_json(unreadable_json(error.findings))
            else:
                show_findings(error.findings)
                show_verdict(Report.of(error.findings))
            raise typer.Exit(ExitCode.BLOCKING_FINDINGS) from error
        report = judge(opened, law)
    if json:
        print_json(report_json(opened.dossier, report))
    else:
        out = console()
        out.print(f"{opened.dossier.title} – {opened.dossier.kind.label}", style="bold")
        hypothesis = " (ipotesi: la richiesta non è ancora inviata)" if opened.dossier.is_sending_assumed else ""
        out.print(f"Giudicato al {opened.dossier.as_of:%d/%m/%Y}; invio {opened.dossier.sent_on:%d/%m/%Y}{hypothesis}.")
        show_findings(report.findings, notes)
        show_verdict(report)
    if report.is_blocked:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "check", check)
