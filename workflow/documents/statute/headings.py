"""Finds where articles begin: their labels and titles, in whatever way a text writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from workflow.documents.statute.source_text import Marker, SourceParagraph

_ORDINALS = "primo|secondo|terzo|quarto|quinto|sesto|settimo|ottavo|nono|decimo|[a-z]{4,}esimo"
_ARTICLE = re.compile(
    rf"^[«“\"]?(?P<name>(?:art(?:icolo|\.)?|punto|clausola)\s*(?:\d+(?:[\s-]?(?:bis|ter|quater))?|[ivxlc]+|{_ORDINALS})\b)"
    r"(?P<between>[\s°º.:)»”\"–—-]*)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r"^(?:titolo|capo|sezione|parte|allegato)\s+(?:[ivxlc]+|\d+|[a-z])\b", re.IGNORECASE)
_NUMBERED_TITLE = re.compile(r"^§?\s*(?P<number>\d{1,2})\s*[.)°–—-]*\s+(?P<title>[A-ZÀ-Ý«\"][^.;:]{2,80})$")
_NUMBERED_LABEL = re.compile(r"^(?P<number>\d{1,2})\s*[.)]\s+(?P<title>[A-ZÀ-Ý][^.;]{2,60}):$")
_RUN_IN_TITLE = re.compile(r"^(?P<number>\d{1,2})\s*[.)]\s+(?P<title>[A-ZÀ-Ý][^.:;]{2,60}):[.\s]+(?=[A-ZÀ-Ý«])")
MARKERS = (
    (Marker.BULLET, re.compile(r"^(?:[-–—•▪●◦‣·*]|o(?=\s))\s*")),
    (Marker.NUMBER, re.compile(r"^\(?\d{1,2}(?:\.\d{1,2})*\s*[.)°–-]+\s+|^\d{1,2}\.\d{1,2}\.?\s+")),
    (Marker.LETTER, re.compile(r"^\(?(?:[a-z]{1,2}|[ivx]{1,5})(?:\)\s*|\.\s+)(?=\S)", re.IGNORECASE)),
)
_INLINE_ARTICLE = re.compile(
    r"(?:(?<=[.:;»”])\s+(?:[–—-]\s+)?|^)(?P<label>(?:art(?:icolo|\.)?\s*)?(?P<number>\d{1,2}))\s*[°º]?\s*[.)\-–—]\s*"
    r"(?=[A-ZÀ-Ý][^.:;]{2,80}[.:])",
    re.IGNORECASE,
)
_REGULATION = re.compile(
    r"^(?:(?:parte|allegato)\s+\w+\s*[-–—:.]?\s*)?regolamento\b(?!.*\b(?:ue|europeo)\b)", re.IGNORECASE
)
_OTHER_PAPER = re.compile(
    r"^(?:statuto|atto\s+costitutivo|allegato|appendice|contratto|accordo|verbale)\b", re.IGNORECASE
)
_FIRST_ARTICLE = re.compile(r"^(?:art(?:icolo|\.)?\s*(?:1|i|primo)\b|1\s*[.)])", re.IGNORECASE)
_NEAR = 3
LONGEST_TITLE = 110
_FEWEST_ARTICLES = 3
_FEWEST_RUN_IN = 5
_TITLE_BEFORE_TEXT = re.compile(
    r"^(?P<number>\d{1,2})\s*[.)]\s+(?P<title>[A-ZÀ-Ý][^.:;–—]{2,60}?)(?:[.:]\s+|\s+[–—-]\s+)(?=[A-ZÀ-Ý«“\"])"
)
_LONG_PARAGRAPH = 1500
_SHORTEST_WORD = 4  # shorter ones are acronyms and signs of a formula


@dataclass
class Draft:
    """A heading and the paragraphs under it; `is_regulation` if they belong to rules that follow the statute."""

    label: str
    title: str
    body: list[SourceParagraph]
    is_regulation: bool = False


def unfolded(paragraph: SourceParagraph) -> Iterator[SourceParagraph]:
    """Yield the articles that a text written without going to a new line holds, each in its place."""
    text = paragraph.text
    starts = _inline_articles(text) if len(text) > _LONG_PARAGRAPH else []
    if len(starts) < _FEWEST_ARTICLES:
        yield paragraph
        return
    for start, end in pairwise([0, *starts, len(text)]):
        if text[start:end].strip():
            yield replace(paragraph, text=" " * start + text[start:end])


def _inline_articles(text: str) -> list[int]:
    """Return where «1. Della sede:», «2. Del fine:» begin: numbers that follow one another, each after a full stop."""
    starts: list[int] = []
    last = None
    for found in _INLINE_ARTICLE.finditer(text):
        number = int(found["number"])
        if last is None or number == last + 1:
            starts.append(found.start("label"))
            last = number
    return starts


def marker_of(paragraph: SourceParagraph) -> Marker:
    """Return what the paragraph begins with, by its automatic label or by its own text."""
    text = f"{paragraph.label} {paragraph.text}" if paragraph.label else paragraph.text.lstrip()
    return next((marker for marker, pattern in MARKERS if pattern.match(text)), Marker.NONE)


def is_all_capitals(paragraphs: list[SourceParagraph]) -> bool:
    """Whether the whole text is in capitals, so that capitals make no title."""
    letters = [letter for paragraph in paragraphs for letter in paragraph.text if letter.isalpha()]
    return sum(map(str.isupper, letters)) > len(letters) / 2


def heading_of(
    paragraph: SourceParagraph, after: SourceParagraph | None, *, is_shouting: bool = False
) -> tuple[str, str, int] | None:
    """Return label, title and where the text begins, if the paragraph opens an article or a section."""
    text = paragraph.text.strip()
    lead = len(paragraph.text) - len(paragraph.text.lstrip())
    article = _ARTICLE.match(text)
    if article and not _is_reference(article["between"], article["rest"]):
        rest = article["rest"]
        title, body = _title_and_body(rest)
        return article["name"], title, lead + len(text) - len(body)
    labelled = _ARTICLE.match(paragraph.label)
    if labelled:
        title, body = _title_and_body(text)
        return labelled["name"], title or text, lead + len(text) - len(body)
    if len(text) <= LONGEST_TITLE and (
        _SECTION.match(text)
        or (_is_shouted(text) and not is_shouting)
        or (paragraph.is_heading and not text.endswith((";", ":", ".")))
    ):
        return paragraph.label, text, len(paragraph.text)
    inline = _RUN_IN_TITLE.match(text)
    if inline and lead and len(text) > LONGEST_TITLE:  # a piece of a text that never goes to a new line
        return inline["number"], inline["title"].strip(), lead + inline.end()
    numbered = _NUMBERED_TITLE.match(text) or _NUMBERED_LABEL.match(text)
    if numbered and after is not None and _follows_title(numbered["number"], after):
        return numbered["number"], numbered["title"], len(paragraph.text)
    return None


def _follows_title(number: str, after: SourceParagraph) -> bool:
    """Whether «2. Durata» is a title: what comes next is «2.1 …» or prose, not the next item of a list."""
    if re.match(rf"^{number}\.\d", after.text):
        return True
    return marker_of(after) is Marker.NONE and after.text.rstrip().endswith((".", ":"))


def _is_reference(between: str, rest: str) -> bool:
    """Whether «Art. 5 …» goes on as a sentence about it, «Art. 5, comma 1, del decreto»; not «Art. 5 – Del voto»."""
    return not between.strip(" °º") and bool(
        re.match(r"^(?:,|comma\b|del(?:la|lo|l['’])?\b|c\.\s*\d|lett)", rest, re.IGNORECASE)
    )


def _title_and_body(rest: str) -> tuple[str, str]:
    """Tell the title on the line of «Art. 5» from the text that may follow it."""
    if len(rest) <= LONGEST_TITLE and not re.search(r"[.;:][\s–—-]*$", rest):
        return rest.strip(" .:–—-()"), ""
    title = re.match(r"^\(?([^.;:()\n]{2,80}?)\)?\s*(?:[.:–—]\s*|\n)(?=\S)", rest)
    if title:
        return title[1].strip(), rest[title.end() :]
    return "", rest


def _is_shouted(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    letters = "".join(words)
    has_word = any(len(word) >= _SHORTEST_WORD for word in words)
    return has_word and letters.isupper() and not text.endswith((";", ",", ":", "."))


def articles(paragraphs: list[SourceParagraph], *, is_shouting: bool) -> Iterator[Draft]:
    """Yield each heading with what follows it up to the next one."""
    current = Draft("", "", [])
    is_regulation = False
    run_in = _run_in_titles(paragraphs)
    for place, paragraph in enumerate(paragraphs):
        if paragraph.is_note:
            current.body.append(paragraph)
            continue
        after = [one for one in paragraphs[place + 1 : place + 1 + _NEAR] if not one.is_note]
        heading = run_in.get(place) or heading_of(paragraph, after[0] if after else None, is_shouting=is_shouting)
        if heading is None:
            if not current.body and current.label and not current.title and _may_be_title(paragraph):
                current.title = paragraph.text.strip(" ().–-")
                continue
            current.body.append(paragraph)
            continue
        label, title, body_at = heading
        if not current.body and current.label and not current.title and not _ARTICLE.match(label or "-"):
            current.title = title
            continue
        if current.body or current.label or current.title:
            yield current
        if not _ARTICLE.match(label or "-"):
            is_regulation = _goes_on_as_regulation(title, after, was=is_regulation)
        current = Draft(label, title, [], is_regulation)
        if paragraph.text[body_at:].strip():
            current.body.append(replace(paragraph, text=" " * body_at + paragraph.text[body_at:], label=""))
    yield current


def _run_in_titles(paragraphs: list[SourceParagraph]) -> dict[int, tuple[str, str, int]]:
    """Return label, title and where the text begins of «7. Recesso. Il socio può…», in a text without «Art. 7».

    Such paragraphs must be a row, numbered from one.
    """
    if sum(bool(_ARTICLE.match(paragraph.text.strip())) for paragraph in paragraphs) >= _FEWEST_ARTICLES:
        return {}
    found: dict[int, tuple[str, str, int]] = {}
    wanted = 1
    for place, paragraph in enumerate(paragraphs):
        titled = None if paragraph.is_note or paragraph.label else _TITLE_BEFORE_TEXT.match(paragraph.text)
        if titled and int(titled["number"]) == wanted:
            found[place] = (titled["number"], titled["title"].strip(), titled.end())
            wanted += 1
    return found if len(found) >= _FEWEST_RUN_IN else {}


def _goes_on_as_regulation(title: str, after: list[SourceParagraph], *, was: bool) -> bool:
    """Whether what follows a title are the rules beside the statute: it says so, and articles begin again from one."""
    if _REGULATION.match(title):
        return any(_FIRST_ARTICLE.match(f"{one.label} {one.text}".strip()) for one in after)
    return was and not _OTHER_PAPER.match(title)


def _may_be_title(paragraph: SourceParagraph) -> bool:
    text = paragraph.text.strip()
    return (
        len(text) <= LONGEST_TITLE
        and marker_of(paragraph) is Marker.NONE
        and (text.startswith("(") or not text.endswith((".", ";", ":", ",")))
    )
