"""`templates`: the models of the documents, those of the studio among them: listed, copied, examined, tried."""

from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from workflow.cli.console import console, print_json
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import JSON, NOTES, TEMPLATES
from workflow.documents.catalogue import Catalogue, DocumentType
from workflow.documents.lint.fault import Fault
from workflow.documents.wordml import bookmark_of
from workflow.domain.finding import Severity
from workflow.law import Law
from workflow.services.own_templates import own_catalogue
from workflow.services.template_lint import LintedTemplate, lint_templates
from workflow.services.template_lint_json import lint_json
from workflow.services.template_samples import WrittenSample, copy_template, write_samples

group = typer.Typer(cls=ItalianGroup, help="I modelli dei documenti, forniti e propri.", no_args_is_help=True)

_COLOURS = {Severity.BLOCKING: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_SHOWN_MISSING = 8


@group.callback()
def templates() -> None:
    """I modelli dei documenti, forniti e propri."""


@group.command("list", cls=ItalianCommand)
def list_templates(folder: Path | None = TEMPLATES, json: bool = JSON) -> None:
    """Elenca i documenti e le loro edizioni; quelle dello studio sono dette «propria»."""
    documents = own_catalogue(None, folder).all()
    if json:
        print_json({"schema": 1, "documents": [_record(one) for one in documents]})
        return
    table = Table(expand=True)
    for column in ("Nome", "Documento", "Tipologie", "Edizioni"):
        table.add_column(column)
    for one in documents:
        editions = ", ".join(edition.words for edition in one.editions)
        table.add_row(one.id, one.title, ", ".join(kind.value for kind in one.kinds), editions)
    console().print(table)


@group.command("show", cls=ItalianCommand)
def show(
    document: str = typer.Argument(metavar="NOME", help="Nome del documento, per esempio statuto_cer."),
    folder: Path | None = TEMPLATES,
    json: bool = JSON,
) -> None:
    """Mostra un documento: quando serve, chi lo firma, edizioni, clausole e requisiti a cui rispondono."""
    one = own_catalogue(None, folder).get(document)
    if json:
        print_json({"schema": 1, **_record(one)})
        return
    out = console()
    out.print(f"{one.id} – {one.title}", style="bold")
    out.print(f"Tipologie: {', '.join(kind.label for kind in one.kinds)}.")
    if one.legal_forms:
        out.print(f"Forme giuridiche: {', '.join(form.value.replace('_', ' ') for form in one.legal_forms)}.")
    out.print(f"Fase: {one.phase.value.replace('_', ' ')}. Firma: {', '.join(one.signed_by) or 'nessuno'}.")
    for edition in one.editions:
        out.print(f"Edizione {edition.words}: {edition.original}", soft_wrap=True)
    if one.clauses:
        table = Table(expand=True)
        for column in ("Clausola", "Segnalibro", "Risponde a"):
            table.add_column(column)
        for row in _clauses(one):
            table.add_row(row["id"], row["bookmark"], ", ".join(row["answers"]))
        out.print(table)


@group.command("copy", cls=ItalianCommand)
def copy(
    document: str = typer.Argument(metavar="NOME", help="Nome del documento, per esempio statuto_cer."),
    folder: Path = typer.Argument(
        metavar="CARTELLA", help="Dove mettere la copia: modelli/ del fascicolo o dello studio."
    ),
) -> None:
    """Copia un modello fornito, per cominciare da quello il proprio."""
    target = copy_template(Catalogue.load().get(document), folder)
    console().print(f"Copiato in {target}: modificarlo con Word e provarlo con «dossier-cer templates lint {target}».")


@group.command("lint", cls=ItalianCommand)
def lint(
    target: Path = typer.Argument(metavar="FILE|CARTELLA", help="Un modello .docx, o una cartella di modelli."),
    document: str | None = typer.Option(None, "--document", metavar="NOME", help="Documento che il file sostituisce."),
    no_pages: bool = typer.Option(False, "--no-pages", help="Non cerca le pagine: più veloce."),
    notes: bool = NOTES,
    json: bool = JSON,
) -> None:
    """Esamina modelli fatti con Word: segnaposto, nomi, clausole, formattazione, dati di altri rimasti nel testo."""
    catalogue = Catalogue.load()
    wanted = None if document is None else catalogue.get(document)
    linted = lint_templates(target, Law.load(), catalogue, wanted, with_pages=not no_pages)
    if json:
        print_json(lint_json(linted))
    else:
        for one in linted:
            _show_linted(one, notes=notes)
    if any(one.problem for one in linted):
        raise typer.Exit(ExitCode.BROKEN_FILE)
    if not all(one.is_fine for one in linted):
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


@group.command("sample", cls=ItalianCommand)
def sample(
    document: str = typer.Argument(metavar="NOME", help="Nome del documento, per esempio statuto_cer."),
    out: Path = typer.Option(Path("prove"), "--out", metavar="CARTELLA", help="Dove scrivere le prove."),
    folder: Path | None = TEMPLATES,
    json: bool = JSON,
) -> None:
    """Riempie un modello con i tre fascicoli di esempio e ne fa Word e PDF."""
    catalogue = own_catalogue(None, folder)
    written = write_samples(catalogue.get(document), Law.load(), catalogue, out)
    if json:
        print_json({"schema": 1, "document": document, "samples": [_sample(one) for one in written]})
        return
    for one in written:
        _show_sample(one)


def _show_linted(one: LintedTemplate, *, notes: bool) -> None:
    out = console()
    whom = (
        "carta intestata"
        if one.is_letterhead
        else (one.document.title if one.document else "documento non riconosciuto")
    )
    out.print(f"{one.path.name}: {whom}", style="bold", soft_wrap=True)
    if one.problem is not None:
        out.print(one.problem, style="bold red", soft_wrap=True)
        return
    shown = [fault for fault in one.faults if notes or fault.severity is not Severity.NOTE]
    if shown:
        table = Table(show_lines=True, expand=True)
        table.add_column("Codice", no_wrap=True)
        table.add_column("Che cosa", ratio=5)
        table.add_column("Rimedio", ratio=3)
        for fault in shown:
            table.add_row(
                f"{fault.code.code}\n{fault.severity.value}",
                _words(fault),
                fault.remedy,
                style=_COLOURS[fault.severity],
            )
        out.print(table)
    hidden = len(one.faults) - len(shown)
    if hidden:
        out.print(f"{hidden} {'nota' if hidden == 1 else 'note'}: vederle con --notes.", style="dim")
    fine = "SI PUÒ USARE." if one.is_fine else "DA CORREGGERE."
    out.print(fine, style="bold green" if one.is_fine else "bold red")


def _words(fault: Fault) -> str:
    return f"{fault.message}\n→ {fault.place.words}"


def _show_sample(one: WrittenSample) -> None:
    out = console()
    if one.word is None:
        out.print(f"{one.dossier}: {one.note}.", style="dim")
        return
    about = f" ({one.label})" if one.label else ""
    note = f" – {one.note}" if one.note else ""
    out.print(
        f"{one.dossier}{about}{note}: {one.word}" + (f", {one.pdf}" if one.pdf else " (PDF non riuscito)"),
        soft_wrap=True,
    )
    if one.missing:
        more = f" e altri {len(one.missing) - _SHOWN_MISSING}" if len(one.missing) > _SHOWN_MISSING else ""
        out.print(f"  in bianco: {', '.join(one.missing[:_SHOWN_MISSING])}{more}", style="dim", soft_wrap=True)


def _sample(one: WrittenSample) -> dict[str, object]:
    return {
        "dossier": one.dossier,
        "about": one.label or None,
        "word": None if one.word is None else str(one.word),
        "pdf": None if one.pdf is None else str(one.pdf),
        "missing": list(one.missing),
        "note": one.note or None,
    }


def _record(one: DocumentType) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "phase": one.phase.value,
        "kinds": [kind.value for kind in one.kinds],
        "legal_forms": None if one.legal_forms is None else [form.value for form in one.legal_forms],
        "signed_by": list(one.signed_by),
        "editions": [
            {"edition": edition.name, "from": edition.from_, "is_own": edition.is_own, "file": edition.original.name}
            for edition in one.editions
        ],
        "clauses": _clauses(one),
    }


def _clauses(one: DocumentType) -> list[dict[str, Any]]:
    return [
        {"id": clause.id, "bookmark": bookmark_of(clause.id), "answers": list(clause.answers)} for clause in one.clauses
    ]


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="templates")
