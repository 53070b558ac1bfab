"""`statute check`: whether somebody else's statute or contract says what the GSE asks for."""

from pathlib import Path

import typer
from rich.table import Table

from workflow import clock
from workflow.cli.console import console, print_json
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import JSON, parse_day
from workflow.documents.statute.examination import Examination, Passage, Verdict
from workflow.domain.finding import Severity
from workflow.domain.kind import Kind
from workflow.law import Law
from workflow.services.statute_checking import CheckedStatute, check_statute, write_copy
from workflow.services.statute_json import statute_json

group = typer.Typer(cls=ItalianGroup, help="Statuti e contratti scritti da altri.", no_args_is_help=True)

_COLOURS = {
    Verdict.PRESENT: "green",
    Verdict.DOUBTFUL: "yellow",
    Verdict.CONTRADICTED: "bold red",
    Verdict.ABSENT: "bold red",
}
_WEIGHTS = {Severity.BLOCKING: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_KINDS = tuple(kind for kind in Kind if kind.is_community or kind.is_group)
_LONGEST_QUOTE = 220


@group.callback()
def statute() -> None:
    """Statuti e contratti scritti da altri."""


@group.command("check", cls=ItalianCommand)
def check(
    file: Path = typer.Argument(
        metavar="FILE", help="Statuto, contratto o verbale: .docx o .pdf (con LibreOffice anche .doc, .odt, .rtf)."
    ),
    kind: str = typer.Option(..., "--kind", metavar="TIPO", help="Di che configurazione è: cer, cec, gac, caac."),
    on: str | None = typer.Option(None, "--on", metavar="DATA", help="Giorno di invio della richiesta (oggi)."),
    copy: Path | None = typer.Option(None, "--copy", metavar="FILE", help="Scrive la copia evidenziata e commentata."),
    json: bool = JSON,
) -> None:
    """Cerca in uno statuto o contratto altrui gli elementi che il GSE richiede, e i difetti."""
    wanted = next((one for one in _KINDS if one.value == kind.lower()), None)
    if wanted is None:
        raise typer.BadParameter(f"«{kind}» non ha statuto né contratto: {', '.join(one.value for one in _KINDS)}")
    law = Law.load()
    checked = check_statute(file, wanted, law, parse_day(on) or clock.today())
    if copy is not None:
        write_copy(checked, copy, law)
    if json:
        print_json(statute_json(checked, law))
    else:
        _show(checked, law)
        if copy is not None:
            console().print(f"Copia evidenziata: {copy}")
    if not checked.examination.is_fine:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _show(checked: CheckedStatute, law: Law) -> None:
    examination = checked.examination
    out = console()
    out.print(f"{checked.path.name}: richiesta del {examination.day:%d/%m/%Y}, {examination.kind.label}.", style="bold")
    if not examination.source.is_readable:
        out.print(f"NON LEGGIBILE: {examination.source.problem}", style="bold red")
        return
    for remark in examination.source.remarks:
        out.print(remark, style="yellow")
    table = Table(show_lines=True, expand=True)
    table.add_column("Elemento", ratio=3)
    table.add_column("Esito", no_wrap=True)
    table.add_column("Dove", ratio=6)
    for element in examination.elements:
        where = "\n".join(map(_quoted, element.passages)) or element.explanation
        cited = "; ".join(map(law.cite, element.refs))
        table.add_row(
            f"{element.card.id}) {element.card.title}\n{cited}",
            element.verdict.value,
            where,
            style=_COLOURS[element.verdict],
        )
    out.print(table)
    _show_defects(examination)
    _show_proposals(checked)
    fine = "TUTTO PRESENTE: nessun difetto bloccante." if examination.is_fine else "DA CORREGGERE O DA VERIFICARE."
    out.print(fine, style="bold green" if examination.is_fine else "bold red")
    out.print("Il controllo cerca le parole, non sostituisce la lettura di un avvocato.", style="dim")


def _show_defects(examination: Examination) -> None:
    if not examination.defects:
        return
    table = Table(show_lines=True, expand=True)
    table.add_column("Codice", no_wrap=True)
    table.add_column("Difetto", ratio=5)
    table.add_column("Rimedio", ratio=3)
    for defect in examination.defects:
        quotes = "".join(f"\n→ {_quoted(passage)}" for passage in defect.passages)
        table.add_row(
            f"{defect.code}\n{defect.severity.value}",
            f"{defect.title}. {defect.message}{quotes}",
            defect.remedy,
            style=_WEIGHTS[defect.severity],
        )
    console().print(table)
    console().print("Che cosa chiede la legge, con un esempio: dossier-cer explain CODICE.", style="dim")


def _show_proposals(checked: CheckedStatute) -> None:
    for element in checked.examination.elements:
        proposal = checked.proposals.get(element.card.id)
        if element.verdict is not Verdict.PRESENT and proposal is not None:
            out = console()
            out.print(
                f"Clausola proposta per l’elemento {element.card.id}) (dal nostro {proposal.document}):", style="bold"
            )
            out.print(proposal.text)
            out.print()


def _quoted(passage: Passage) -> str:
    text = passage.text if len(passage.text) <= _LONGEST_QUOTE else f"{passage.text[:_LONGEST_QUOTE].rstrip()}…"
    page = f"pag. {passage.page}" if passage.page is not None else f"capoverso {passage.paragraph}"
    where = ", ".join(filter(None, (passage.article, page)))
    return f"«{text}» ({where})"


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="statute")
