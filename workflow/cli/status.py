"""`status`: the six phases as a picture, and what is still to be done, by whom."""

import typer
from rich.table import Table

from workflow.cli.console import console, print_json
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, SENT_ON, TARGET, opened_archive, parse_day
from workflow.law import Law
from workflow.phases.checklist import ItemState
from workflow.services import status as service
from workflow.services.opening import open_dossier

_MARKS = {
    ItemState.DONE: "✓",
    ItemState.MISSING: "✗",
    ItemState.UNKNOWN: "?",
    ItemState.NOT_REQUIRED: "–",
}
_BAR_LENGTH = 20


def status(
    target: str = TARGET,
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Mostra a che punto è il fascicolo: fasi, percentuali, che cosa manca e a chi tocca."""
    law = Law.load()
    with opened_archive(archive, no_archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), sent_on=parse_day(sent_on), archive=store, law=law)
        found = service.status(opened, law, store)
    if json:
        print_json(_envelope(opened.dossier.slug, found))
    else:
        _show(opened.dossier.title, found)


def _show(title: str, found: service.Status) -> None:
    out = console()
    out.print(title, style="bold")
    for phase in found.phases:
        filled = _BAR_LENGTH * phase.percentage // 100
        arrow = "▶" if phase.phase is found.current else " "
        bar = "█" * filled + "░" * (_BAR_LENGTH - filled)
        out.print(
            f"{arrow} {phase.phase.value:<13} {bar} {phase.percentage:>3} %",
            style="bold" if phase.phase is found.current else None,
        )
    if found.is_suspended:
        out.print("Il fascicolo è sospeso.", style="bold yellow")
    table = Table(title=f"Fase «{found.current.value}»: {found.now.title}", expand=True)
    for column in ("", "Voce", "Tocca a", "Che fare"):
        table.add_column(column)
    for item in found.now.items:
        remedy = item.item.remedy if item.is_open else ""
        table.add_row(_MARKS[item.state], item.item.title, item.item.who, remedy)
    out.print(table)
    blocked = len(found.now.findings)
    if blocked:
        things = "una cosa" if blocked == 1 else f"{blocked} cose"
        out.print(f"Per passare alla fase successiva: {things} da sistemare (l'elenco: dossier-cer advance).")
    else:
        out.print("La fase è completa: dossier-cer advance.", style="bold green")


def _envelope(slug: str, found: service.Status) -> dict[str, object]:
    return {
        "schema": 1,
        "dossier": slug,
        "phase": found.current.value,
        "is_suspended": found.is_suspended,
        "phases": [
            {
                "phase": phase.phase.value,
                "percentage": phase.percentage,
                "is_complete": phase.is_complete,
                "items": [
                    {"id": i.item.id, "title": i.item.title, "state": i.state.value, "who": i.item.who}
                    for i in phase.items
                ],
            }
            for phase in found.phases
        ],
    }


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "status", status)
