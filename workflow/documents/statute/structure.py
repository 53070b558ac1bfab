"""Finds in paragraphs what a lawyer sees: articles, commas with their lists, sentences with what introduces them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from workflow.documents.statute.normal_text import joined, tokens
from workflow.documents.statute.source_text import Marker, SourceParagraph, Span

_ORDINALS = (
    "primo|secondo|terzo|quarto|quinto|sesto|settimo|ottavo|nono|decimo|undicesimo|dodicesimo|tredicesimo|"
    "quattordicesimo|quindicesimo|sedicesimo|diciassettesimo|diciottesimo|diciannovesimo|ventesimo"
)
_ARTICLE = re.compile(
    rf"^(?P<name>art(?:icolo|\.)?\s*(?:\d+(?:[\s-]?(?:bis|ter|quater))?|[ivxlc]+|{_ORDINALS})\b)[\s°º.:)–—-]*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r"^(?:titolo|capo|sezione|parte|allegato)\s+(?:[ivxlc]+|\d+|[a-z])\b", re.IGNORECASE)
_NUMBERED_TITLE = re.compile(r"^§?\s*(?P<number>\d{1,2})\s*[.)°–—-]*\s+(?P<title>[A-ZÀ-Ý«\"][^.;:]{2,80})$")
_MARKERS = (
    (Marker.BULLET, re.compile(r"^(?:[-–—•▪●◦‣·*]|o(?=\s))\s*")),
    (Marker.NUMBER, re.compile(r"^\(?\d{1,2}(?:\.\d{1,2})*\s*[.)°–-]+\s+|^\d{1,2}\.\d{1,2}\.?\s+")),
    (Marker.LETTER, re.compile(r"^\(?(?:[a-z]{1,2}|[ivx]{1,5})(?:\)\s*|\.\s+)(?=\S)", re.IGNORECASE)),
)
_POINTERS = re.compile(r"\b(?:prospetto|corrispondenz|raccordo|sommario|indice)", re.IGNORECASE)
_RECITALS = re.compile(r"\b(?:premess[aeo]|considerat[oa]|visto|visti|vista)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[»”\"]?\s+(?=[«“\"(]?[A-ZÀ-Ý0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:art|artt|c|co|cc|lett|n|nn|nr|num|par|p|pag|pp|d|lgs|d\.lgs|l|d\.l|d\.m|d\.p\.r|dott|dr|ing|geom|avv|rag|"
    r"arch|prof|sig|sigg|sig\.ra|es|ecc|cfr|ss|mm|ii|s\.m\.i|ss\.mm\.ii|c\.d|cd|u\.s|s|v|vd|all|reg|del|dl|dm|dlgs|"
    r"pt|pro|ca|tel|cap|int|srl|spa|r|e|a|i|b|m)|\b[A-Z]|\b\d{1,2})\.$",
    re.IGNORECASE,
)
_LIST_END = re.compile(r";\s*(?:(?:e|o|ed|od|nonch[ée])\b)?\s*")
_INLINE_ITEM = re.compile(r"(?:(?<=[\s:;,])|^)(?:[a-z]|[ivx]{1,4}|\d)\)\s+")
_LONGEST_TITLE = 110
_FEWEST_ITEMS = 2
_SHORTEST_WORD = 4  # shorter ones are acronyms and signs of a formula


@dataclass(frozen=True)
class Stretch:
    """A text made of stretches of paragraphs, as a line of plain words that knows where each word was written."""

    line: str
    places: tuple[tuple[int, int, Span], ...]
    spans: tuple[Span, ...]

    def spans_of(self, start: int, end: int) -> tuple[Span, ...]:
        """Return where the words between two places of the line were written."""
        return tuple(span for first, last, span in self.places if first < end and start < last)


@dataclass(frozen=True)
class Sentence:
    """A sentence, or an item of a list with the words that introduce the list."""

    stretch: Stretch
    comma: int
    article: int


@dataclass(frozen=True)
class Comma:
    """A paragraph with the list that it introduces."""

    stretch: Stretch
    article: int
    first: int


@dataclass(frozen=True)
class Article:
    """A heading and what follows up to the next one."""

    label: str
    heading: str
    line: str
    is_aside: bool
    is_recital: bool


@dataclass
class Structure:
    """The document taken apart."""

    articles: list[Article] = field(default_factory=list)
    commas: list[Comma] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    line: str = " "


@dataclass(frozen=True)
class _Part:
    """A stretch of one paragraph that belongs to a sentence."""

    paragraph: SourceParagraph
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """The stretch without the blanks around it, such as a title that was taken away."""
        text = self.text
        lead, tail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        return Span(self.paragraph.number, self.start + lead, max(self.start + lead, self.end - tail))


@dataclass
class _Draft:
    label: str
    title: str
    body: list[SourceParagraph]


def take_apart(paragraphs: Iterable[SourceParagraph], defined_terms: frozenset[str]) -> Structure:
    """Return the structure of a document."""
    result = Structure()
    found = list(paragraphs)
    for draft in _articles(found, is_shouting=_is_all_capitals(found)):
        _add_article(result, draft, defined_terms)
    result.line = " ".join(article.line for article in result.articles)
    return result


def marker_of(paragraph: SourceParagraph) -> Marker:
    """Return what the paragraph begins with, by its automatic label or by its own text."""
    text = f"{paragraph.label} {paragraph.text}" if paragraph.label else paragraph.text
    return next((marker for marker, pattern in _MARKERS if pattern.match(text)), Marker.NONE)


def _is_all_capitals(paragraphs: list[SourceParagraph]) -> bool:
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
    if article and not _is_reference(article["rest"]):
        rest = article["rest"]
        title, body = _title_and_body(rest)
        return article["name"], title, lead + len(text) - len(body)
    labelled = _ARTICLE.match(paragraph.label)
    if labelled:
        title, body = _title_and_body(text)
        return labelled["name"], title or text, lead + len(text) - len(body)
    if len(text) <= _LONGEST_TITLE and (
        _SECTION.match(text)
        or (_is_shouted(text) and not is_shouting)
        or (paragraph.is_heading and not text.endswith((";", ":", ".")))
    ):
        return paragraph.label, text, len(paragraph.text)
    numbered = _NUMBERED_TITLE.match(text)
    if numbered and after is not None and _follows_title(numbered["number"], after):
        return numbered["number"], numbered["title"], len(paragraph.text)
    return None


def _follows_title(number: str, after: SourceParagraph) -> bool:
    """Whether «2. Durata» is a title: what comes next is «2.1 …» or prose, not the next item of a list."""
    if re.match(rf"^{number}\.\d", after.text):
        return True
    return marker_of(after) is Marker.NONE and after.text.rstrip().endswith((".", ":"))


def _is_reference(rest: str) -> bool:
    """Whether «Art. 5 …» goes on as a sentence about that article: «Art. 5, comma 1, del decreto»."""
    return bool(re.match(r"^(?:,|comma\b|del(?:la|lo|l['’])?\b|c\.\s*\d|lett)", rest, re.IGNORECASE))


def _title_and_body(rest: str) -> tuple[str, str]:
    """Tell the title on the line of «Art. 5» from the text that may follow it."""
    if len(rest) <= _LONGEST_TITLE and not re.search(r"[.;:]$", rest):
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


def _articles(paragraphs: list[SourceParagraph], *, is_shouting: bool) -> Iterator[_Draft]:
    current = _Draft("", "", [])
    for place, paragraph in enumerate(paragraphs):
        after = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        heading = heading_of(paragraph, after, is_shouting=is_shouting)
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
        current = _Draft(label, title, [])
        if paragraph.text[body_at:].strip():
            current.body.append(replace(paragraph, text=" " * body_at + paragraph.text[body_at:], label=""))
    yield current


def _may_be_title(paragraph: SourceParagraph) -> bool:
    text = paragraph.text.strip()
    return (
        len(text) <= _LONGEST_TITLE
        and marker_of(paragraph) is Marker.NONE
        and (text.startswith("(") or not text.endswith((".", ";", ":", ",")))
    )


def _add_article(result: Structure, draft: _Draft, terms: frozenset[str]) -> None:
    index = len(result.articles)
    is_aside = bool(_POINTERS.search(draft.title))
    heading = joined(tokens(draft.title, terms))
    lines = [heading]
    is_recital = bool(_RECITALS.search(draft.title)) or any(
        _RECITALS.match(paragraph.text.strip()) and paragraph.text.rstrip().endswith((":", "che"))
        for paragraph in draft.body[:1]
    )
    for block in _blocks([paragraph for paragraph in draft.body if not paragraph.is_aside]):
        comma = len(result.commas)
        whole = _stretch([_Part(one, 0, len(one.text)) for one in block], terms)
        result.commas.append(Comma(whole, index, block[0].number))
        lines.append(whole.line)
        for parts in _sentences(block):
            stretch = _stretch(parts, terms)
            if stretch.line.strip():
                result.sentences.append(Sentence(stretch, comma, index))
    label = draft.label.strip() or draft.title
    result.articles.append(Article(label, heading, "".join(lines), is_aside, is_recital))


def _blocks(body: list[SourceParagraph]) -> Iterator[list[SourceParagraph]]:
    """Yield each paragraph with the items of the list that it introduces."""
    block: list[SourceParagraph] = []
    for paragraph in body:
        if block and _is_item(paragraph, block):
            block.append(paragraph)
            continue
        if block:
            yield block
        block = [paragraph]
    if block:
        yield block


def _is_item(paragraph: SourceParagraph, block: list[SourceParagraph]) -> bool:
    stem, last = block[0], block[-1]
    if not _introduces(stem.text):
        return False
    marker, own = marker_of(paragraph), marker_of(stem)
    if marker is Marker.NONE:
        text = paragraph.text.lstrip()
        goes_on = last.text.rstrip().endswith((";", ",", ":"))
        return text[:1].islower() or (goes_on and marker_of(last) is Marker.NONE) or (goes_on and last is not stem)
    if len(block) > 1 and marker is Marker.NUMBER and marker_of(block[1]) in {Marker.LETTER, Marker.BULLET}:
        return last.text.rstrip().endswith(":")  # the next comma, unless an item introduces a list of its own
    return marker is not own or paragraph.level > stem.level


def _introduces(text: str) -> bool:
    return bool(re.search(r":\s*$", text)) or bool(re.search(r":\s*(?:\n|$)", text))


def _sentences(block: list[SourceParagraph]) -> Iterator[list[_Part]]:
    stem: list[_Part] = []
    for place, paragraph in enumerate(block):
        parts = list(_split(paragraph))
        for order, part in enumerate(parts):
            is_last = order == len(parts) - 1
            if place == 0 and is_last and len(block) > 1:
                stem = [part]
            elif place > 0 and order == 0:
                yield from ([*stem, item] for item in [part])
            else:
                yield from _with_inline_items(part)


def _split(paragraph: SourceParagraph) -> Iterator[_Part]:
    text = paragraph.text
    start = 0
    for cut in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[start : cut.start()].rstrip('»”"')):
            continue
        yield _Part(paragraph, start, cut.start())
        start = cut.end()
    yield _Part(paragraph, start, len(text))


def _with_inline_items(part: _Part) -> Iterator[list[_Part]]:
    """Yield a sentence, or each item of the list that it holds with what introduces it."""
    text = part.text
    colon = text.find(":")
    if colon >= 0:
        rest = text[colon + 1 :]
        cuts = [(cut.start(), cut.end()) for cut in _LIST_END.finditer(rest) if rest[cut.end() :].strip()]
        if not cuts:
            marks = [mark.start() for mark in _INLINE_ITEM.finditer(rest)]
            cuts = [(at, at) for at in marks[1:]] if len(marks) >= _FEWEST_ITEMS else []
        if cuts:
            stem = _Part(part.paragraph, part.start, part.start + colon + 1)
            base = part.start + colon + 1
            starts = [0, *(end for _, end in cuts)]
            ends = [*(begin for begin, _ in cuts), len(rest)]
            for begin, end in zip(starts, ends, strict=True):
                if rest[begin:end].strip():
                    yield [stem, _Part(part.paragraph, base + begin, base + end)]
            return
    yield [part]


def _stretch(parts: list[_Part], terms: frozenset[str]) -> Stretch:
    line = [" "]
    length = 1
    places: list[tuple[int, int, Span]] = []
    for order, part in enumerate(parts):
        found = tokens(_without_marker(part), terms)
        if order and found:
            line.append(", ")
            length += 2
        for token in found:
            end = length + len(token.text)
            number = part.paragraph.number
            places.append((length, end, Span(number, part.start + token.start, part.start + token.end)))
            line.append(f"{token.text} ")
            length = end + 1
    return Stretch("".join(line), tuple(places), tuple(part.span for part in parts))


def _without_marker(part: _Part) -> str:
    """Return the text with its number or letter blanked, so that places stay the same."""
    text = part.text
    if part.start:
        inline = re.match(r"\s*(?:[a-z]|[ivx]{1,4}|\d)\)\s+", text)
        return " " * inline.end() + text[inline.end() :] if inline else text
    lead = len(text) - len(text.lstrip())
    for _, pattern in _MARKERS:
        mark = pattern.match(text[lead:])
        if mark:
            return " " * (lead + mark.end()) + text[lead + mark.end() :]
    return text
