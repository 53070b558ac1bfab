"""Turns a value into what a document prints: one rule for the compiled templates and for docxtpl."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Any, NamedTuple

from jinja2.runtime import Undefined

from workflow.documents.engine.escaping import escape
from workflow.documents.engine.render_state import OPENING, MarkKind, RenderState
from workflow.documents.engine.rich_values import FORMATTED, PLACED
from workflow.documents.engine.unknown_name import known
from workflow.documents.filters import FilterTypeError, number
from workflow.documents.plain_data import UNPRINTABLE, check_printable
from workflow.documents.wordml import bookmark_of

_CURES = {bool: "si_no» o «casella", date: "data» o «data_estesa", list: "elenco"}
# What a plain text may hold that is not written as it stands: unprintable, line breaks, the marks of the rendering.
_SPECIAL = re.compile(f"[{UNPRINTABLE}\t\n{OPENING}]")
_LINE_BREAK = b'</w:t><w:br/><w:t xml:space="preserve">'


class ForeignValueError(Exception):
    """A value of a type that no context may hold; the renderer finds out which field it is."""


class PlacedValueError(Exception):
    """A picture or another document met where parts are written as bytes: docxtpl has to write this document."""


class SiteKind(Enum):
    """Where a placeholder stands."""

    TEXT = auto()  # in the text of a run
    MARKUP = auto()  # among paragraphs, runs or rows: only markup may be printed there
    OTHER = auto()  # in an attribute, a field code, a formula


@dataclass(frozen=True)
class Site:
    """One placeholder of a template, as its author wrote it, and the run around it where that is known for certain."""

    name: str
    kind: SiteKind
    run_properties: str | None = None
    can_link: bool = False

    @property
    def has_known_run(self) -> bool:
        """Whether its run can be closed and opened again without looking at the document."""
        return self.run_properties is not None

    @property
    def reopened(self) -> str:
        """The run opened again, with its look."""
        return f'<w:r>{self.run_properties}<w:t xml:space="preserve">'

    def link(self, clause: str) -> tuple[bytes, bytes]:
        """Return what stands before and after the number of a clause: the run is parted around a link."""
        anchor = f'<w:hyperlink w:anchor="{bookmark_of(clause)}" w:history="1">'
        before = f"</w:t></w:r>{anchor}{self.reopened}"
        return before.encode(), f"</w:t></w:r></w:hyperlink>{self.reopened}".encode()

    @property
    def tabulation(self) -> str:
        """A tab as docxtpl writes it: in a run of its own."""
        properties = "" if self.run_properties == "<w:rPr/>" else self.run_properties
        text = '<w:t xml:space="preserve">'
        return f"</w:t></w:r><w:r>{properties}<w:tab/></w:r><w:r>{properties}{text}"


class Deferred(NamedTuple):
    """A text with marks, to be completed when the whole document is known."""

    site: Site
    text: str


def printed_text(value: Any, name: str, state: RenderState) -> Any:
    """Return the text of a value, or the value itself where it prints as markup; an unknown datum becomes a mark."""
    kind = type(value)
    if kind is str:
        return value
    if kind is int:
        return str(value)  # a year has no thousands' dot
    if kind is Decimal:
        return number(value)
    if value is None:
        return state.mark(MarkKind.MISSING, name)
    if isinstance(value, Undefined):
        return known(value)
    if kind in FORMATTED or kind in PLACED:
        return value
    if kind not in {*_CURES, dict}:
        raise ForeignValueError(f"«{name}» è di tipo {kind.__name__} e non si può stampare così com'è")
    cure = _CURES.get(kind)
    hint = f": aggiungere il filtro «{cure}»" if cure else ""
    raise FilterTypeError(f"«{name}» è di tipo {kind.__name__} e non si può stampare così com'è{hint}")


def refuse_misplaced(value: Any, site: Site) -> None:
    """Raise FilterTypeError for a text among paragraphs, where Word would not show it, or for markup elsewhere."""
    if type(value) is str:
        if site.kind is SiteKind.MARKUP:
            raise FilterTypeError(
                f"«{site.name}» è un testo, ma il suo segnaposto è per un testo formattato o un documento: "
                "togliere la lettera dopo le graffe"
            )
    elif site.kind is SiteKind.OTHER:
        raise FilterTypeError(f"«{site.name}» non si può stampare qui: non è un testo")


class Printer:
    """Writes the values of one part as bytes; called only for those that the compiled template cannot write itself."""

    __slots__ = ("_sites", "_state", "has_line_breaks", "has_markup")

    def __init__(self, sites: list[Site], state: RenderState) -> None:
        """Begin a rendering of a part with these placeholders."""
        self._sites = sites
        self._state = state
        self.has_line_breaks = False  # in a run that is not known: docxtpl has to place them
        self.has_markup = False

    def __call__(self, value: Any, number_of_site: int) -> bytes | Deferred:
        """Return the escaped bytes of a value, or what is to be completed later."""
        site = self._sites[number_of_site]
        text = printed_text(value, site.name, self._state)
        refuse_misplaced(text, site)
        if type(text) is not str:
            return self._markup(text)
        if _SPECIAL.search(text) is None:
            return escape(text).encode()
        return self._special(text, site)

    def _special(self, text: str, site: Site) -> bytes | Deferred:
        check_printable(text, (site.name,))
        if self._state.start in text:
            return Deferred(site, text)
        return self.escaped(text, site)

    def escaped(self, text: str, site: Site) -> bytes:
        """Return the bytes of a printable text, with its line breaks and tabs as Word has them."""
        written = escape(text).encode()
        if site.kind is not SiteKind.TEXT or ("\n" not in text and "\t" not in text):
            return written
        if not site.has_known_run:
            self.has_line_breaks = True
            return written
        return written.replace(b"\t", site.tabulation.encode()).replace(b"\n", _LINE_BREAK)

    def _markup(self, value: Any) -> bytes:
        if not isinstance(value, FORMATTED):
            raise PlacedValueError
        self.has_markup = True
        written: str = value.xml
        return written.encode()
