"""The frame of typer's help and of its usage errors, in Italian."""

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_FRAME = (
    ("Usage: ", "Uso: "),
    ("[OPTIONS]", "[OPZIONI]"),
    ("COMMAND [ARGS]...", "COMANDO [ARGOMENTI]..."),
    ("\nOptions:", "\nOpzioni:"),
    ("\nCommands:", "\nComandi:"),
    ("\nArguments:", "\nArgomenti:"),
    ("Show this message and exit.", "Mostra questo aiuto ed esce."),
    ("[required]", "[obbligatorio]"),
    ("[default: ", "[predefinito: "),
)
# What the library says, by pattern, and what people read; the order matters.
_ERRORS = (
    (r"^No such option: (\S+).*$", r"l'opzione «\1» non esiste."),
    (r"^No such command '(.+?)'.*$", r"il comando «\1» non esiste."),
    (r"^Missing command\.$", "manca il comando."),
    (r"^Missing argument '(.+?)'.*$", r"manca «\1»."),
    (r"^Missing option '(.+?)'.*$", r"manca l'opzione «\1»."),
    (r"^Got unexpected extra arguments? \((.+)\)$", r"argomenti di troppo: \1."),
    (r"^Option '(.+?)' requires an argument\.$", r"l'opzione «\1» vuole un valore."),
    (
        r"^Invalid value for '(.+?)': (?:Value error, )?'(.*)' is not one of (.+?)\.*$",
        r"«\2» non va per «\1»: si può scrivere \3.",
    ),
    (
        r"^Invalid value for '(.+?)': Input should be a valid (?:integer|number).*$",
        r"il valore di «\1» non è un numero.",
    ),
    (
        r"^Invalid value for '(.+?)': Input should be greater than or equal to (\S+?)\.*$",
        r"il valore di «\1» deve essere almeno \2.",
    ),
    (
        r"^Invalid value for '(.+?)': Input should be less than or equal to (\S+?)\.*$",
        r"il valore di «\1» deve essere al massimo \2.",
    ),
    (r"^Invalid value for '(.+?)': (.+?)\.*$", r"il valore di «\1» non va: \2."),
    (r"^Invalid value: (.+)$", r"\1."),
)


def translated(text: str) -> str:
    """Return a help text with the library's own words in Italian."""
    for english, italian in _FRAME:
        text = text.replace(english, italian)
    return text


def usage_problem(message: str) -> str:
    """Return a usage error in Italian; what is not known is left as the library says it."""
    flat = " ".join(message.split())
    for pattern, words in _ERRORS:
        if re.match(pattern, flat):
            return re.sub(pattern, words, flat)
    return flat


class ItalianCommand(TyperCommand):
    """A command whose help is all in Italian."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return translated(super().get_help(ctx))


class ItalianGroup(TyperGroup):
    """A group of commands whose help is all in Italian."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return translated(super().get_help(ctx))


def add_command(app: typer.Typer, name: str, function: Any) -> None:
    """Add a command to the application, with its help in Italian."""
    app.command(name, cls=ItalianCommand)(function)
