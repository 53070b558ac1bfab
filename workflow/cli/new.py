"""`new`: scaffolds a dossier folder, after asking the first questions if wanted."""

from pathlib import Path

import typer

from workflow.cli.console import console, print_json
from workflow.cli.italian import add_command
from workflow.cli.options import JSON
from workflow.domain.finding import FieldPath
from workflow.domain.kind import Kind, LegalForm
from workflow.phases.first_choice import (
    Answers,
    load_kinds,
    load_legal_forms,
    propose_kinds,
    propose_legal_forms,
)
from workflow.services.creating import create

_LARGE_FIRM = "Fra chi vuole essere membro c'è una grande impresa?"
_SOCIAL_PURPOSE = "Lo scopo sociale (povertà energetica, opere per il territorio) è prevalente?"
_PUBLIC_PROMOTER = "Un Comune o un altro ente pubblico promuove l'iniziativa?"
_OWN_PLANTS = "La comunità vuole possedere impianti propri?"


def new(
    folder: Path = typer.Argument(metavar="DIR", help="Cartella da creare."),
    kind: Kind | None = typer.Option(None, "--kind", help="Tipologia di configurazione."),
    guided: bool = typer.Option(False, "--guided", help="Fa le prime domande e propone tipologia e forma."),
    json: bool = JSON,
) -> None:
    """Crea la cartella di un nuovo fascicolo, con il foglio dei soci e le istruzioni."""
    values: dict[FieldPath, object] = {}
    answers: Answers | None = None
    if guided:
        answers = _ask()
        kind = _choose_kind(answers, kind)
        values[("configurazione", "denominazione")] = typer.prompt("Nome della configurazione").strip()
        if kind.is_community:
            values[("comunita", "forma_giuridica")] = _choose_form(answers).value
            values[("comunita", "denominazione")] = values[("configurazione", "denominazione")]
    if kind is None:
        raise typer.BadParameter("serve --kind cer|gac|aid|cec|caac|cad, oppure --guided")
    files = create(folder, kind, values, answers)
    if json:
        print_json({"schema": 1, "folder": str(folder), "kind": kind.value, "files": files})
        return
    out = console()
    out.print(f"Creata la cartella {folder}: {kind.label}.", style="bold")
    out.print("1. Compilare fascicolo.yaml (un editor di testo) e soci.xlsx (Excel o LibreOffice Calc).")
    out.print("2. Mettere le carte che già si hanno nelle sottocartelle di allegati/.")
    out.print(f"3. dossier-cer check {folder}   poi   dossier-cer build {folder}")
    if answers is not None:
        out.print("Il confronto di una pagina per l'assemblea è nella cartella.")


def _ask() -> Answers:
    """Ask the first questions; an empty answer means that nobody knows yet."""
    console().print("Poche domande per cominciare; invio = non si sa ancora.")
    many = _yes_no("Partecipano più soggetti diversi (famiglie, imprese, enti)?")
    together = _yes_no("Stanno tutti nello stesso edificio o condominio?") if many is not False else None
    is_community = many is not False and not together
    return Answers(
        has_many_subjects=many,
        is_one_building=together,
        may_have_tariff=_yes_no("Gli impianti sono rinnovabili e nuovi, entro la potenza ammessa alla tariffa premio?"),
        has_large_firm=_yes_no(_LARGE_FIRM) if is_community else None,
        has_social_purpose=_yes_no(_SOCIAL_PURPOSE) if is_community else None,
        has_public_promoter=_yes_no(_PUBLIC_PROMOTER) if is_community else None,
        owns_plants=_yes_no(_OWN_PLANTS) if is_community else None,
    )


def _yes_no(question: str) -> bool | None:
    while True:
        given = typer.prompt(f"{question} [s/n]", default="", show_default=False).strip().lower()
        if given in {"", "?"}:
            return None
        if given in {"s", "si", "sì"}:
            return True
        if given in {"n", "no"}:
            return False
        console().print("Rispondere s, n, oppure invio.")


def _choose_kind(answers: Answers, asked: Kind | None) -> Kind:
    proposals = propose_kinds(answers)
    options = load_kinds()
    out = console()
    out.print("\nTipologia proposta:", style="bold")
    for proposal in proposals:
        option = options[proposal.choice]
        out.print(f"  {proposal.choice.value}: {option.title}. {proposal.reason}", style="bold")
        _print_sides(option.pros, option.cons)
    default = asked or proposals[0].choice
    return Kind(_prompt_among("Tipologia", [kind.value for kind in Kind], default.value))


def _choose_form(answers: Answers) -> LegalForm:
    proposals = propose_legal_forms(answers)
    options = load_legal_forms()
    out = console()
    out.print("\nForma giuridica proposta:", style="bold")
    for proposal in proposals:
        option = options[proposal.choice]
        out.print(f"  {proposal.choice.value}: {option.title}. {proposal.reason}", style="bold")
        _print_sides(option.pros, option.cons)
    chosen = _prompt_among("Forma", [form.value for form in LegalForm], proposals[0].choice.value)
    return LegalForm(chosen)


def _print_sides(pros: tuple[str, ...], cons: tuple[str, ...]) -> None:
    for mark, lines in (("+", pros), ("–", cons)):
        for line in lines:
            console().print(f"      {mark} {line}")


def _prompt_among(question: str, allowed: list[str], default: str) -> str:
    while True:
        given = str(typer.prompt(f"{question} ({', '.join(allowed)})", default=default)).strip().lower()
        if given in allowed:
            return given
        console().print(f"«{given}» non è fra le scelte.")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "new", new)
