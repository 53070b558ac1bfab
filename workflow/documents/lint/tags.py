"""Finds the tags of a template and says of each split or misspelt one whether it mends itself or is broken."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workflow.documents.lint import codes
from workflow.documents.lint.fault import Fault, fault
from workflow.documents.lint.story import TAG, Piece, StoryParagraph
from workflow.documents.word_runs import local
from workflow.documents.wordml import BOOKMARK_PREFIX, Element, tag

_PREFIX = re.compile(r"^(?P<open>\{[%{#])(?P<unit>p|tr|tc|r)?(?P<blank>\s)")
_LOOSE_UNIT = re.compile(r"^\{[%{]-?\s+(?:p|tr|tc)\s")
_MENDED = {"“": '"', "”": '"', "‘": "'", "’": "'"}
_NOT_MENDED = {
    "«": "virgolette basse",
    "»": "virgolette basse",
    "„": "virgolette basse",
    "″": "secondi",
    "′": "apice",
    "`": "accento grave",
    "´": "accento acuto",
    "–": "trattino lungo",
    "—": "trattino lungo",
    "…": "puntini",
    "\u200b": "spazio invisibile",
    "\ufeff": "spazio invisibile",
    "\u00ad": "trattino facoltativo",
    "\u2011": "trattino unificatore",
}
_NO_BREAK = "\u00a0\u202f\u2007"
_STRAY = re.compile(r"\{\s+[{%](?=\s*\w)|[}%]\s+\}(?!\})|\{\{|\}\}|\{%|%\}|\{#|#\}")
_SINGLE = re.compile(r"(?<![{\w])\{\s*[a-z_]+(?:\.[a-z_]+)+\s*\}(?!\})")
_FIELD_SIGNS = frozenset({"fldChar", "instrText"})
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True)
class Tag:
    """One tag: where it stands, the unit it removes (`p`, `tr`, `tc`, `r` or none) and what it says, mended."""

    paragraph: StoryParagraph
    start: int
    end: int
    unit: str
    is_block: bool
    body: str

    @property
    def word(self) -> str:
        """The first word of a block, such as if, for, endif."""
        return self.body.split(maxsplit=1)[0] if self.is_block and self.body else ""

    @property
    def written(self) -> str:
        """The tag as people see it."""
        return " ".join(self.paragraph.text[self.start : self.end].split())


def tags_of(paragraph: StoryParagraph) -> list[Tag]:
    """Return the tags of a paragraph in order; template comments are none."""
    found = []
    for match in TAG.finditer(paragraph.text):
        raw = match.group()
        if raw.startswith("{#"):
            continue
        inside = raw[2:-2]
        unit = ""
        prefix = _PREFIX.match(raw)
        if prefix is not None and prefix["unit"]:
            unit = prefix["unit"]
            inside = inside[len(unit) :]
        body = mended(inside).strip().removeprefix("-").removesuffix("-").strip()
        found.append(Tag(paragraph, match.start(), match.end(), unit, raw.startswith("{%"), body))
    return found


def mended(text: str) -> str:
    """Return what a tag says with the quotation marks that mend themselves made straight."""
    for curly, straight in _MENDED.items():
        text = text.replace(curly, straight)
    return text


def tag_faults(paragraphs: Sequence[StoryParagraph]) -> Iterator[Fault]:
    """Yield what is wrong with the writing of tags, paragraph by paragraph."""
    across = _across_paragraphs(paragraphs)
    for index, paragraph in enumerate(paragraphs):
        for one in tags_of(paragraph):
            yield from _signs(one)
            yield from _split(one)
        if index in across:
            yield fault(
                codes.BROKEN,
                "Un segnaposto comincia in un paragrafo e finisce in un altro: i due paragrafi diventerebbero uno.",
                paragraph.place(across[index]),
                remedy="Togliere l'a capo che sta dentro le graffe.",
            )
        yield from _stray(paragraph, is_explained=index in across or index - 1 in across)
        yield from _in_field_code(paragraph)


def _signs(one: Tag) -> Iterator[Fault]:
    raw = one.paragraph.text[one.start : one.end]
    code_text = _QUOTED.sub("", mended(raw))
    curly = sorted({sign for sign in raw if sign in _MENDED})
    if curly:
        yield fault(
            codes.TYPOGRAPHIC,
            f"Nel segnaposto {one.written} ci sono virgolette tipografiche ({' '.join(curly)}); si correggono da sé.",
            one.paragraph.place(one.start),
        )
    wrong = sorted({sign for sign in code_text if sign in _NOT_MENDED})
    if wrong:
        names = ", ".join(dict.fromkeys(_NOT_MENDED[sign] for sign in wrong))
        yield fault(
            codes.WRONG_SIGNS,
            f"Nel segnaposto {one.written} ci sono segni messi dalla correzione automatica ({names}).",
            one.paragraph.place(one.start),
        )
    if any(sign in raw for sign in _NO_BREAK):
        prefix = _PREFIX.match(raw)
        is_fatal = prefix is not None and bool(prefix["unit"]) and prefix["blank"] != " "
        yield fault(
            codes.WRONG_SIGNS if is_fatal else codes.TYPOGRAPHIC,
            f"Nel segnaposto {one.written} c'è uno spazio unificatore"
            + (", dopo il quale «p», «tr» o «tc» non è riconosciuto." if is_fatal else ", che non disturba."),
            one.paragraph.place(one.start),
        )
    elif _LOOSE_UNIT.match(raw) is not None:
        yield fault(
            codes.SYNTAX,
            f"In {one.written} fra la graffa e «p», «tr» o «tc» non ci vuole lo spazio.",
            one.paragraph.place(one.start),
            remedy="Scrivere {%p if … %}, {%tr for … %}: il segno % e la lettera attaccati.",
        )


def _split(one: Tag) -> Iterator[Fault]:
    pieces = [piece for piece in one.paragraph.pieces if piece.start < one.end and one.start < piece.end and piece.text]
    if len(pieces) < 2:  # noqa: PLR2004 - two pieces are the least that a split makes
        return
    place = one.paragraph.place(one.start)
    between = _between(one.paragraph.element, pieces)
    names = {local(element) for element in between}
    if names & _FIELD_SIGNS:
        yield fault(codes.BROKEN, f"Un campo di Word comincia o finisce dentro il segnaposto {one.written}.", place)
        return
    if len({_frames(piece, one.paragraph.element) for piece in pieces}) > 1:
        what = "un collegamento" if _has(pieces, "hyperlink") else "una revisione o un controllo"
        yield fault(codes.BROKEN, f"Il segnaposto {one.written} è per metà dentro {what}.", place)
        return
    clauses = [
        element.get(tag("w:name"), "")
        for element in between
        if local(element) == "bookmarkStart" and element.get(tag("w:name"), "").startswith(BOOKMARK_PREFIX)
    ]
    if clauses:
        yield fault(
            codes.BROKEN,
            f"Il segnalibro {clauses[0]} sta dentro il segnaposto {one.written} e andrebbe perduto.",
            place,
            remedy="Mettere il segnalibro sulla rubrica dell'articolo, fuori dalle graffe.",
        )
        return
    runs = len({id(piece.run) for piece in pieces})
    why = _why(names, pieces)
    yield fault(
        codes.HEALED, f"Word ha spezzato il segnaposto {one.written} in {runs} tratti ({why}); si ricompone.", place
    )


def _why(names: set[str], pieces: Sequence[Piece]) -> str:
    reasons = []
    if "proofErr" in names:
        reasons.append("controllo ortografico")
    if names & {"bookmarkStart", "bookmarkEnd"}:
        reasons.append("segnalibro")
    if names & {"commentRangeStart", "commentRangeEnd", "commentReference"}:
        reasons.append("commento")
    if any(piece.text in {"\t", "\n"} for piece in pieces):
        reasons.append("tabulazione o a capo")
    looks = {_look(piece.run) for piece in pieces}
    if len(looks) > 1:
        reasons.append("formattazione diversa: vale quella del primo tratto")
    return ", ".join(reasons) or "salvataggi successivi"


def _look(run: Element) -> str:
    properties = run.find(tag("w:rPr"))
    if properties is None:
        return ""
    return " ".join(sorted(f"{local(one)}{sorted(one.attrib.items())}" for one in properties if local(one) != "lang"))


def _between(paragraph: Element, pieces: Sequence[Piece]) -> list[Element]:
    """Return the elements that stand between the first and the last piece of a tag."""
    elements = list(paragraph.iter())
    first, last = (
        next(at for at, one in enumerate(elements) if one is piece.node) for piece in (pieces[0], pieces[-1])
    )
    return elements[first + 1 : last]


def _frames(piece: Piece, paragraph: Element) -> tuple[str, ...]:
    frames = []
    for one in piece.run.iterancestors():
        if one is paragraph:
            break
        frames.append(local(one))
    return tuple(frames)


def _has(pieces: Sequence[Piece], name: str) -> bool:
    return any(local(one) == name for piece in pieces for one in piece.run.iterancestors())


def _across_paragraphs(paragraphs: Sequence[StoryParagraph]) -> dict[int, int]:
    """Return the paragraphs in which a tag opens that closes in the next one, and where it opens."""
    found = {}
    for index, (one, following) in enumerate(pairwise(paragraphs)):
        rest, next_rest = one.plain_text, following.plain_text
        opened = max(rest.rfind("{{"), rest.rfind("{%"))
        closed = [at for at in (next_rest.find("}}"), next_rest.find("%}")) if at >= 0]
        if opened >= 0 and closed and one.part == following.part:
            reopened = [at for at in (next_rest.find("{{"), next_rest.find("{%")) if at >= 0]
            if not reopened or min(closed) < min(reopened):
                found[index] = opened
    return found


def _stray(paragraph: StoryParagraph, *, is_explained: bool) -> Iterator[Fault]:
    found = _STRAY.search(paragraph.plain_text)
    if found is not None and not is_explained:
        yield fault(
            codes.BRACES,
            f"C'è una graffa senza la sua compagna («{found.group()}»): il segnaposto non è riconosciuto.",
            paragraph.place(found.start()),
        )
    single = _SINGLE.search(paragraph.plain_text)
    if single is not None:
        yield fault(
            codes.BRACES,
            f"«{single.group()}» ha una graffa sola per parte e resterebbe scritto così nel documento.",
            paragraph.place(single.start()),
            remedy=f"Scrivere {{{{ {single.group().strip('{} ')} }}}}.",
        )


def _in_field_code(paragraph: StoryParagraph) -> Iterator[Fault]:
    for element in paragraph.element.iter(tag("w:instrText"), tag("w:fldSimple")):
        text = element.get(tag("w:instr")) or element.text or ""
        if "{{" in text or "{%" in text:
            yield fault(
                codes.BROKEN,
                "C'è un segnaposto dentro il codice di un campo di Word, dove non viene riempito.",
                paragraph.place(),
                remedy="Togliere il campo e scrivere il segnaposto nel testo.",
            )
