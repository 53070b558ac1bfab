"""`schema NAME`: prints a published JSON Schema."""

import typer

from workflow.cli.console import print_json
from workflow.cli.italian import add_command
from workflow.services.schemas import SCHEMAS


def schema(
    name: str = typer.Argument(metavar="NOME", help=f"{', '.join(SCHEMAS)}.", autocompletion=lambda: list(SCHEMAS)),
) -> None:
    """Stampa lo schema JSON di un file o di un esito."""
    if name not in SCHEMAS:
        raise typer.BadParameter(f"«{name}» non è uno schema: si può scrivere {', '.join(SCHEMAS)}")
    print_json(SCHEMAS[name]())


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "schema", schema)
