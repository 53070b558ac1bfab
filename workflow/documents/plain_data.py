"""Checks that what reaches a template is plain, printable data and nothing with behaviour."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from workflow.documents.engine.rich_values import FORMATTED, Picture, SubDocument
from workflow.documents.errors import ContextTypeError, UnprintableTextError

# Subclasses are refused on purpose: a StrEnum or a lazy string carries attributes into the sandbox.
_SCALARS = (str, int, Decimal, date, bool, type(None), *FORMATTED, Picture, SubDocument)
# C0 and C1 controls (tab and line feed apart), surrogates, non-characters, and what reverses reading order.
UNPRINTABLE = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff"
_UNPRINTABLE = re.compile(f"[{UNPRINTABLE}]")
_BREAKS_OF_RICH_TEXT = str.maketrans("", "", "\a\f")  # docxtpl makes paragraphs and pages of them


def check_plain(value: Any, path: tuple[str | int, ...] = ()) -> None:
    """Raise ContextTypeError or UnprintableTextError, naming the field, unless `value` is plain data throughout."""
    if type(value) is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise ContextTypeError((*path, repr(key)), key)
            check_plain(item, (*path, key))
    elif type(value) is list:
        for position, item in enumerate(value):
            check_plain(item, (*path, position))
    elif type(value) not in _SCALARS:
        raise ContextTypeError(path, value)
    elif type(value) is str:
        check_printable(value, path)
    elif isinstance(value, FORMATTED):
        check_printable(value.xml.translate(_BREAKS_OF_RICH_TEXT), path)


def check_printable(text: str, path: tuple[str | int, ...]) -> None:
    """Raise UnprintableTextError if `text` has a character that a document may not carry."""
    found = _UNPRINTABLE.search(text)
    if found:
        raise UnprintableTextError(path, found.group())
