"""Fills the text of a message to the GSE, by the same rules as the documents: strict, and with blanks shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateSyntaxError

from workflow.documents.engine.printing import ForeignValueError
from workflow.documents.engine.render_state import MarkKind, RenderState
from workflow.documents.engine.unknown_name import UnknownNameError
from workflow.documents.environment import STATE_NAME, DocumentEnvironment, ForbiddenExpressionError
from workflow.documents.errors import Missing, TemplateError
from workflow.documents.filters import BLANK, FilterTypeError
from workflow.documents.plain_data import check_plain
from workflow.resources import data_folder

FOLDER = "_messages"
_SUBJECT = "Oggetto: "


@dataclass(frozen=True)
class Message:
    """The subject and the body of a message, and the data it lacked."""

    subject: str
    body: str
    missing: tuple[Missing, ...]


def has_message(name: str) -> bool:
    """Whether there is a text for a practice."""
    return _path(name).is_file()


def render_message(name: str, context: Mapping[str, Any]) -> Message:
    """Return the message; its template begins with the line of the subject. Raises TemplateError."""
    path = _path(name)
    data = dict(context)
    check_plain(data)
    state = RenderState()
    try:
        text = _compiled(path).render({**data, STATE_NAME: state})
    except UnknownNameError as error:
        raise TemplateError(path.name, f"il nome «{error.name}» non esiste.") from error
    except (FilterTypeError, ForeignValueError, SecurityError, TypeError) as error:
        raise TemplateError(path.name, f"un'espressione non si può calcolare: {error}.") from error
    missing = tuple(
        Missing(mark.value, state.cleared(_line_of(text, start), BLANK))
        for start, _, mark in state.marks_in(text)
        if mark.kind is MarkKind.MISSING
    )
    subject, _, body = state.cleared(text, BLANK).partition("\n")
    if not subject.startswith(_SUBJECT):
        raise TemplateError(path.name, f"la prima riga deve cominciare con «{_SUBJECT.strip()}».")
    return Message(" ".join(subject.removeprefix(_SUBJECT).split()), f"{body.strip()}\n", missing)


def _path(name: str) -> Path:
    return data_folder("templates") / FOLDER / f"{name}.txt"


def _compiled(path: Path) -> Template:
    environment = DocumentEnvironment()
    environment.autoescape = False  # plain text: nothing in it is markup
    environment.trim_blocks = environment.lstrip_blocks = True
    try:
        tree = environment.checked_tree(path.read_text(encoding="utf-8"))
        code = environment.compile(tree, name=path.name, filename=path.name)
    except TemplateSyntaxError as error:
        problem = f"un segnaposto è scritto male, riga {error.lineno} ({error.message})."
        raise TemplateError(path.name, problem) from error
    except ForbiddenExpressionError as error:
        raise TemplateError(path.name, f"riga {error.line}: {error}") from error
    return Template.from_code(environment, code, environment.globals)


def _line_of(text: str, place: int) -> str:
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return text[start : end if end >= 0 else len(text)]
