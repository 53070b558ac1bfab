"""`documents diff`: what changed between two documents."""

from datetime import UTC, datetime, time
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from workflow import clock
from workflow.cli.console import console, print_json
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import AS_OF, JSON, TEMPLATES, parse_day
from workflow.documents.comparison.report import ClauseChange, Comparison, ItemChange, Status
from workflow.documents.comparison.words import Op
from workflow.services.document_comparison import compare, read_side
from workflow.services.document_comparison_files import write_comparison
from workflow.services.document_comparison_json import comparison_json
from workflow.services.own_templates import own_catalogue

group = typer.Typer(cls=ItalianGroup, help="Confronto fra documenti.", no_args_is_help=True)

_STYLES = {Op.SAME: "", Op.REMOVED: "red strike", Op.ADDED: "green underline"}
# Seen without colours too, in a file or by who does not tell red from green.
_MARKS = {Op.SAME: ("", ""), Op.REMOVED: ("[-", "-]"), Op.ADDED: ("{+", "+}")}
_COLOURS = {Status.CHANGED: "yellow", Status.ADDED: "green", Status.REMOVED: "red", Status.UNCHANGED: "dim"}
_AROUND = 60


@group.callback()
def documents() -> None:
    """Confronto fra documenti."""


@group.command("diff", cls=ItalianCommand)
def diff(
    one: str = typer.Argument(metavar="A", help="Il documento di partenza: .docx, .pdf o statuto_cer@AAAA-MM-GG."),
    other: str = typer.Argument(metavar="B", help="Quello da confrontare: .docx, .pdf o un'altra edizione."),
    out: Path | None = typer.Option(
        None, "--out", metavar="FILE", help="Scrive .docx con le revisioni, .html da leggere, o .pdf con le revisioni."
    ),
    as_of: str | None = AS_OF,
    templates: Path | None = TEMPLATES,
    json: bool = JSON,
) -> None:
    """Confronta due documenti clausola per clausola; finisce con 0 se dicono lo stesso, con 1 altrimenti."""
    day = parse_day(as_of)
    catalogue = own_catalogue(None, templates)
    today = day or clock.today()
    left, right = read_side(one, catalogue, today), read_side(other, catalogue, today)
    found = compare(left, right, catalogue)
    hints: tuple[str, ...] = ()
    if out is not None:
        at = datetime.combine(day, time(12), UTC) if day is not None else clock.now()
        hints = write_comparison(found, left, right, out, at)
    if json:
        print_json({**comparison_json(found, left, right), "out": None if out is None else str(out)})
    else:
        _show(found)
        for hint in (*found.hints, *hints):
            console().print(hint, style="dim", soft_wrap=True)
        if out is not None:
            console().print(f"Confronto scritto in {out}.")
    if not found.is_equal:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _show(found: Comparison) -> None:
    out = console()
    out.print(f"{found.one} → {found.other}", style="bold", soft_wrap=True)
    different = [change for change in found.clauses if change.is_different]
    if different:
        table = Table(show_lines=True, expand=True)
        table.add_column("Clausola", ratio=2)
        table.add_column("Che cosa è cambiato", ratio=5)
        for change in different:
            table.add_row(_title(change), _words(change.items), style="")
        out.print(table)
    for item in found.margins:
        shown = item.after or item.before
        out.print(Text.assemble((f"{shown.label if shown else ''}: ", "bold"), _words((item,))), soft_wrap=True)
    if found.silent:
        out.print("Cambiate anche senza revisioni:", style="bold red")
        for change in found.silent:
            out.print(f"  – {change.title} ({change.status.value})", soft_wrap=True)
    for revision in found.revisions:
        who = revision.author or "sconosciuto"
        words = f"Revisione di {who} ({revision.at[:10]}), {revision.kind}: {revision.text}"
        out.print(words, soft_wrap=True, style="dim")
    for remark in found.remarks:
        about = f" su «{remark.about}»" if remark.about else ""
        out.print(f"Commento di {remark.author or 'sconosciuto'}{about}: {remark.text}", soft_wrap=True)
    if found.touched:
        out.print(f"Requisiti toccati: {', '.join(found.touched)}.", style="bold red")
    out.print("UGUALI." if found.is_equal else "DIVERSI.", style="bold green" if found.is_equal else "bold yellow")


def _title(change: ClauseChange) -> Text:
    text = Text(change.title, style="bold")
    text.append(f"\n{change.status.value}", style=_COLOURS[change.status])
    if change.is_moved:
        text.append("\nspostata", style="cyan")
    if change.is_renumbered and change.before is not None and change.after is not None:
        text.append(f"\nda {change.before.number} a {change.after.number}", style="dim")
    if change.answers:
        text.append(f"\ntocca un requisito: {', '.join(change.answers)}", style="bold red")
    return text


def _words(items: tuple[ItemChange, ...]) -> Text:
    """Return the changed words, with a little of what stands around them."""
    text = Text()
    for item in items:
        if item.is_same:
            continue
        if text:
            text.append("\n")
        for stretch in item.stretches:
            before, after = _MARKS[stretch.op]
            words = stretch.text if stretch.op is not Op.SAME else _shortened(stretch.text)
            text.append(f"{before}{words}{after}", style=_STYLES[stretch.op])
        facts = "; ".join(f"{fact.kind.value}: {fact.before or '–'} → {fact.after or '–'}" for fact in item.facts)
        if facts and item.before is not None and item.after is not None:
            text.append(f"\n[{facts}]", style="bold magenta")
    return text


def _shortened(text: str) -> str:
    return text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]} […] {text[-_AROUND:]}"


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="documents")
