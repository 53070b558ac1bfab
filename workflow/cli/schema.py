"""`schema NAME`: prints a published JSON Schema."""

from enum import StrEnum

import typer

from workflow.cli.console import print_json
from workflow.cli.italian import add_command
from workflow.services.schemas import SCHEMAS


class SchemaName(StrEnum):
    """The schemas that are published."""

    FASCICOLO = "fascicolo"
    SOCI = "soci"
    REPORT = "report"
    MANIFEST = "manifest"
    SETTLEMENT = "settlement"
    ENERGY_SPLIT = "energy-split"
    RECEIVED = "received"
    DECORRENZA = "decorrenza"
    SIGN_PLAN = "sign-plan"
    SIGN_CHECK = "sign-check"
    COLLECT = "collect"
    STATUTE_CHECK = "statute-check"
    PROJECTION = "projection"
    WHAT_IF = "what-if"


def schema(
    name: SchemaName = typer.Argument(metavar="NOME", help="fascicolo, soci, report, manifest o decorrenza."),
) -> None:
    """Stampa lo schema JSON di un file o di un esito."""
    print_json(SCHEMAS[name.value]())


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "schema", schema)
