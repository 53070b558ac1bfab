"""The typer application: gathers the commands asked for, so that one command does not pay for the imports of all."""

import json
from importlib import import_module, resources

import typer

from workflow import __version__
from workflow.cli.italian import ItalianCommand, ItalianGroup

HELP = "Dal primo incontro al contratto con il GSE: il fascicolo di una comunità energetica."

# Each module has a `register`; the order is the one of the help.
MODULES = {
    "new": "new",
    "schema": "schema",
    "import": "importing",
    "check": "check",
    "decorrenza": "decorrenza",
    "status": "status",
    "request": "request",
    "gse": "gse",
    "variation": "variation",
    "plant": "plant",
    "member": "member",
    "deadlines": "deadlines",
    "remind": "remind",
    "advance": "moves",
    "reopen": "moves",
    "suspend": "moves",
    "resume": "moves",
    "history": "history",
    "render": "render",
    "build": "build",
    "batch": "batch",
    "bundle": "bundle",
    "energy": "energy",
    "statute": "statute",
    "templates": "templates",
    "documents": "documents",
    "explain": "explain",
    "law": "law",
    "archive": "archive",
}


def application(command: str | None = None) -> typer.Typer:
    """Return the application with the module of one command, or with all of them if none or an unknown one is named."""
    app = _without_commands()
    wanted = [MODULES[command]] if command in MODULES else list(dict.fromkeys(MODULES.values()))
    for name in wanted:
        import_module(f"workflow.cli.{name}").register(app)
    return app


def overview() -> typer.Typer:
    """Return the application as its help lists it: the commands with their words, read from the table of them.

    None of their modules is loaded, so that who only asks for help does not wait for all of them.
    """
    app = _without_commands()
    words = resources.files("workflow.cli").joinpath("overview.json").read_text(encoding="utf-8")
    for name, text in json.loads(words).items():
        app.command(name, help=text, cls=ItalianCommand)(_listed)
    return app


def _listed() -> None:
    """Stand in for a command that is only listed."""


def _without_commands() -> typer.Typer:
    app = typer.Typer(
        name="dossier-cer",
        cls=ItalianGroup,
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback(invoke_without_command=True, help=HELP)(_root)
    return app


def _root(version: bool = typer.Option(False, "--version", help="Stampa la versione.", is_eager=True)) -> None:
    if version:
        typer.echo(f"dossier-cer {__version__}")
        raise typer.Exit
