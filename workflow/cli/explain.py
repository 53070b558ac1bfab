"""`explain CODE`: the rule, the point of the law or the term behind a code."""

import typer

from workflow import clock
from workflow.cli.console import console, print_json
from workflow.cli.italian import add_command
from workflow.cli.options import JSON, parse_day
from workflow.law import Law
from workflow.services.explaining import Explanation, UsedValue
from workflow.services.explaining import explain as explained
from workflow.services.law_showing import ShownTerm, ShownValue
from workflow.services.law_words import shortened

_LONG_VALUE = 400
_OLD_VALUE = 160


def explain(
    code: str = typer.Argument(metavar="CODICE", help="Codice del rilievo, per esempio PLT-06, o nome di un termine."),
    on: str | None = typer.Option(None, "--on", metavar="DATA", help="Giorno di cui leggere i valori."),
    json: bool = JSON,
) -> None:
    """Spiega un codice: che cosa chiede la legge, l'articolo, i valori del giorno, un esempio giusto e uno no."""
    day = parse_day(on) or clock.today()
    found = explained(code, Law.load(), day)
    if json:
        print_json({"schema": 1, "on": day.isoformat(), **_envelope(found)})
        return
    out = console()
    out.print(f"{found.code} – {found.title} ({found.nature})", style="bold")
    for words in found.facts:
        out.print(words)
    out.print()
    for words in found.text:
        out.print(words)
    if found.examples is not None:
        out.print()
        out.print(f"✓ Va bene: {found.examples.passes}", style="green")
        out.print(f"✗ Non va: {found.examples.fails}", style="red")
    _show_law(found, f"{day:%d/%m/%Y}")
    for entry in found.often_read:
        out.print()
        out.print(f"Si legge spesso: {entry.says}", style="yellow")
        out.print(f"Il testo dice: {entry.text} ({entry.at})")


def _show_law(found: Explanation, day: str) -> None:
    out = console()
    out.print()
    for article in found.articles:
        out.print(f"Fonte: {article}")
    for value in found.values:
        _show_value(value, day)
    for term in found.terms:
        out.print(f"Termine: {term.term.description} ({_length(term)}). Se passa: {term.term.missed}")
    for document in found.documents:
        out.print(f"Nei documenti: {document}")
    if found.rules:
        out.print(f"Regole che se ne occupano: {', '.join(found.rules)}")


def _show_value(value: UsedValue, day: str) -> None:
    out = console()
    if value.value is None:
        out.print(f"Valore al {day}: {value.description} = non noto: {value.silence}")
    else:
        words = shortened(value.value, _LONG_VALUE)
        out.print(f"Valore al {day}: {value.description} = {words} ({value.cited})")
    for other in value.others:
        out.print(f"  {_past(other)}", style="dim")


def _past(value: ShownValue) -> str:
    note = f" {shortened(value.note, _OLD_VALUE)}" if value.note else ""
    return f"{value.period}: {shortened(value.words, _OLD_VALUE)} ({value.cited}).{note}"


def _length(term: ShownTerm) -> str:
    return "senza numero di giorni" if term.length is None else term.length.values[-1].words


def _envelope(found: Explanation) -> dict[str, object]:
    return {
        "code": found.code,
        "title": found.title,
        "nature": found.nature,
        "text": found.text,
        "articles": found.articles,
        "values": [
            {
                "name": value.name,
                "value": value.value,
                "silence": value.silence,
                "cited": value.cited,
                "other_days": [
                    {"from": old.from_on.isoformat(), "value": old.value, "cited": old.cited, "note": old.note}
                    for old in value.others
                ],
            }
            for value in found.values
        ],
        "terms": [term.term.id for term in found.terms],
        "documents": found.documents,
        "rules": found.rules,
        "examples": None if found.examples is None else found.examples.model_dump(),
        "often_read": [entry.model_dump() for entry in found.often_read],
        "card": None if found.card is None else found.card.model_dump(mode="json"),
    }


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "explain", explain)
