"""The typer application: gathers the commands asked for, so that one command does not pay for the imports of all."""

from importlib import import_module

import typer

from workflow import __version__
from workflow.cli.italian import ItalianGroup

HELP = "Dal primo incontro al contratto con il GSE: il fascicolo di una comunità energetica."

# Each module has a `register`; the order is the one of the help.
MODULES = {
    "new": "new",
    "schema": "schema",
    "import": "importing",
    "check": "check",
    "status": "status",
    "advance": "moves",
    "reopen": "moves",
    "suspend": "moves",
    "resume": "moves",
    "history": "moves",
    "render": "render",
    "build": "build",
    "bundle": "bundle",
    "explain": "explain",
    "archive": "archive",
}


def application(command: str | None = None) -> typer.Typer:
    """Return the application with the module of one command, or with all of them if none or an unknown one is named."""
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
    wanted = [MODULES[command]] if command in MODULES else list(dict.fromkeys(MODULES.values()))
    for name in wanted:
        import_module(f"workflow.cli.{name}").register(app)
    return app


def _root(version: bool = typer.Option(False, "--version", help="Stampa la versione.", is_eager=True)) -> None:
    if version:
        typer.echo(f"dossier-cer {__version__}")
        raise typer.Exit
