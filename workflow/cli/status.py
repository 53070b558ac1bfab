"""`status`: the six phases as a picture, each plant's and practice's road, and what is to be done, by whom, by when."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workflow.checks.wording import show
from workflow.cli.console import console, print_json
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, AS_WAS, JSON, NO_ARCHIVE, SENT_ON, TARGET, opened_archive, parse_day
from workflow.cli.recorded import practice_json, practice_line
from workflow.documents.status_view import PHASE_TITLES, mark_of, road_of
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.phases.checklist import ItemState
from workflow.phases.todo import Task
from workflow.services import status as service
from workflow.services.as_was import opened_on
from workflow.services.status_sheet import print_status

_MARKS = {
    ItemState.DONE: "✓",
    ItemState.MISSING: "✗",
    ItemState.UNKNOWN: "?",
    ItemState.NOT_REQUIRED: "–",
}
# Six names side by side; on a narrower terminal the phases stand one under the other.
_NARROWEST_PICTURE = 90
_COLUMN = 17
_BAR_LENGTH = 20
_SOON_DAYS = 15


def status(
    target: str = TARGET,
    as_of: str | None = AS_OF,
    as_was: str | None = AS_WAS,
    sent_on: str | None = SENT_ON,
    print_to: Path | None = typer.Option(None, "--print", metavar="FILE", help="Stampa lo stato in un .docx o .pdf."),
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Mostra a che punto è il fascicolo: fasi, impianti, pratiche, che cosa fare, entro quando e a chi tocca."""
    law = Law.load()
    days = {"as_of": parse_day(as_of), "sent_on": parse_day(sent_on)}
    with (
        opened_archive(archive, no_archive) as store,
        opened_on(target, parse_day(as_was), archive=store, law=law, **days) as (opened, position),
    ):
        found = service.status(opened, law, store, position=position)
        if print_to is not None:
            print_status(opened, law, found, print_to)
    if json:
        print_json(_envelope(opened.dossier.slug, found))
        return
    _show(found)
    if print_to is not None:
        console().print(f"Stampato in {print_to}.", style="bold green")


def _show(found: service.Status) -> None:
    out = console()
    out.print(f"{found.title}, al {show(found.as_of)}", style="bold")
    out.print()
    _picture(out, found)
    if found.is_suspended:
        out.print("Il fascicolo è sospeso.", style="bold yellow")
    out.print(f"\nFase «{PHASE_TITLES[found.current]}»: {found.now.title}", style="bold")
    for item in found.now.items:
        out.print(f"  {_MARKS[item.state]} {item.item.title}", style=None if item.is_open else "dim")
    _roads(out, found)
    _todo(out, found)
    _gate(out, found)


def _gate(out: Console, found: service.Status) -> None:
    """Say what stands between the dossier and its next phase."""
    blocked = len(found.now.findings)
    if found.current is list(Phase)[-1]:
        out.print("È l'ultima fase: ciò che cambia si registra con dossier-cer variation.", style="bold")
    elif blocked:
        things = "una cosa" if blocked == 1 else f"{blocked} cose"
        out.print(f"Per passare alla fase successiva: {things} da sistemare (l'elenco: dossier-cer advance).")
    else:
        out.print("La fase è completa: dossier-cer advance.", style="bold green")


def _picture(out: Console, found: service.Status) -> None:
    """Draw the road: what is behind is solid, what is ahead is dotted."""
    if out.width < _NARROWEST_PICTURE:
        for phase in found.phases:
            filled = _BAR_LENGTH * phase.percentage // 100
            bar = "█" * filled + "░" * (_BAR_LENGTH - filled)
            line = (
                f"{mark_of(phase.phase, found.current)} {PHASE_TITLES[phase.phase]:<13} {bar} {phase.percentage:>3} %"
            )
            out.print(line, style="bold" if phase.phase is found.current else None)
        return
    names, road, shares = Text("  "), Text("  "), Text("  ")
    is_behind = True
    for phase in found.phases:
        is_here = phase.phase is found.current
        style = "bold" if is_here else ("" if is_behind else "dim")
        is_behind = is_behind and not is_here
        is_last = phase is found.phases[-1]
        names.append(f"{PHASE_TITLES[phase.phase]:<{_COLUMN}}", style)
        line = "" if is_last else ("━" if is_behind else "┄") * (_COLUMN - 1)
        road.append(f"{mark_of(phase.phase, found.current)}{line}", style)
        shares.append(f"{phase.percentage} %".ljust(_COLUMN), style)
    for text in (names, road, shares):
        text.rstrip()
        out.print(text)


def _roads(out: Console, found: service.Status) -> None:
    if found.plants:
        out.print("\nImpianti (impianti ── pratiche GSE ── gestione)", style="bold")
    for plant in found.plants:
        where = "uscito" if plant.is_gone else PHASE_TITLES[plant.phase]
        since = f" dal {show(plant.since_on)}" if plant.since_on else ""
        way = f", {plant.practice.title}" if plant.practice is not None else ", nessuna pratica"
        count = len(plant.findings)
        kept = f"; {count} {'rilievo' if count == 1 else 'rilievi'} da sistemare" if count else ""
        out.print(f"  {road_of(plant.phase, is_gone=plant.is_gone)}  {plant.name}: {where}{since}{way}{kept}")
    out.print("\nPratiche", style="bold")
    for practice in found.practices.all:
        code = f" Codice {practice.code}." if practice.code else ""
        starts = f" Decorrenza {show(practice.starts_on)}." if practice.starts_on else ""
        out.print(f"  {road_of(practice.phase)}  {practice_line(practice)}{code}{starts}")
    nearest = found.next_task
    if nearest is not None:
        out.print(f"\nProssimo termine: {show(nearest.due_on)}, {nearest.what} ({nearest.owner.label}).", style="bold")


def _todo(out: Console, found: service.Status) -> None:
    if not found.tasks:
        out.print("\nNulla da fare.")
        return
    table = Table(title="Che cosa fare", expand=True, title_justify="left")
    for column, ratio in (("Entro", None), ("Tocca a", None), ("Che cosa", 4), ("Riguarda", 2), ("Come", 4)):
        table.add_column(column, ratio=ratio, no_wrap=ratio is None)
    for task in found.tasks:
        table.add_row(
            show(task.due_on) if task.due_on else "–",
            task.owner.label if task.who.casefold() == task.owner.value else f"{task.owner.label} ({task.who})",
            task.what,
            task.about,
            task.remedy,
            style=_style(task, found),
        )
    out.print(table)


def _style(task: Task, found: service.Status) -> str | None:
    if task.is_late(found.as_of):
        return "bold red"
    is_soon = task.due_on is not None and (task.due_on - found.as_of).days <= _SOON_DAYS
    return "yellow" if is_soon else None


def _envelope(slug: str, found: service.Status) -> dict[str, object]:
    return {
        "schema": 1,
        "dossier": slug,
        "as_of": found.as_of,
        "phase": found.current.value,
        "is_suspended": found.is_suspended,
        "phases": [
            {
                "phase": phase.phase.value,
                "percentage": phase.percentage,
                "is_complete": phase.is_complete,
                "items": [
                    {"id": i.item.id, "title": i.item.title, "state": i.state.value, "who": i.item.who,
                     "owner": i.item.owner.value}
                    for i in phase.items
                ],
            }
            for phase in found.phases
        ],
        "plants": [
            {"index": plant.index, "name": plant.name, "phase": plant.phase.value, "is_gone": plant.is_gone,
             "since": plant.since_on, "practice": plant.practice.name if plant.practice else None,
             "findings": len(plant.findings)}
            for plant in found.plants
        ],
        "practices": [practice_json(practice) for practice in found.practices.all],
        "tasks": [
            {"what": task.what, "about": task.about, "owner": task.owner.value, "who": task.who, "due_on": task.due_on,
             "is_late": task.is_late(found.as_of), "remedy": task.remedy, "path": list(task.path)}
            for task in found.tasks
        ],
    }  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "status", status)
