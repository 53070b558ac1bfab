"""`explain CODE`: the rule behind a finding."""

import typer

from workflow import clock
from workflow.cli.console import console, print_json
from workflow.cli.italian import add_command
from workflow.cli.options import JSON, parse_day
from workflow.law import Law
from workflow.services.explaining import explain as explained


def explain(
    code: str = typer.Argument(metavar="CODICE", help="Codice del rilievo, per esempio PLT-06."),
    on: str | None = typer.Option(None, "--on", metavar="DATA", help="Giorno di cui leggere i valori."),
    json: bool = JSON,
) -> None:
    """Spiega una regola: che cosa chiede, l'articolo, i valori di legge, il rimedio."""
    day = parse_day(on) or clock.today()
    found = explained(code, Law.load(), day)
    card = found.card
    if json:
        values = [{"name": v.name, "value": v.value, "cited": v.cited} for v in found.values]
        print_json(
            {
                "schema": 1,
                "on": day.isoformat(),
                "card": card.model_dump(mode="json"),
                "articles": found.articles,
                "values": values,
            }
        )
        return
    out = console()
    out.print(f"{card.code} – {card.title}", style="bold")
    out.print(f"Peso: {card.severity.value}; effetto: {card.effect.value}; certezza: {card.confidence.value}.")
    out.print(f"Riguarda: {', '.join(kind.value.upper() for kind in card.kinds)}. Fase: {card.gate.value}.")
    for article in found.articles:
        out.print(f"Fonte: {article}")
    for value in found.values:
        shown = value.value if value.value is not None else "nessun valore noto in quel giorno"
        source = f" ({value.cited})" if value.cited else ""
        out.print(f"Valore al {day:%d/%m/%Y}: {value.description} = {shown}{source}")
    out.print(f"\nQuando non è rispettata: {card.message}")
    out.print(f"Quando manca un dato: {card.unknown}")
    out.print(f"Rimedio: {card.remedy}")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "explain", explain)
