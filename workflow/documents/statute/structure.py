"""Finds in paragraphs what a lawyer sees: articles, commas with their lists, sentences with what introduces them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from workflow.documents.statute.definitions import DefinedTerm, defined_in, with_meanings
from workflow.documents.statute.foreign_language import is_foreign
from workflow.documents.statute.headings import (
    LONGEST_TITLE,
    MARKERS,
    Draft,
    articles,
    is_all_capitals,
    marker_of,
    unfolded,
)
from workflow.documents.statute.normal_text import Token, joined, tokens
from workflow.documents.statute.polarity import straightened
from workflow.documents.statute.references import ArticleNumbers
from workflow.documents.statute.source_text import Marker, SourceParagraph, Span

_POINTERS = re.compile(r"\b(?:prospetto|corrispondenz|raccordo|sommario|indice)", re.IGNORECASE)
_RECITALS = re.compile(r"\b(?:premess[aeo]|considerat[oa]|visto|visti|vista)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[»”\"]?\s+(?:[–—-]\s+)*(?=[«“\"(]?[A-ZÀ-Ý0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:art|artt|c|co|cc|lett|n|nn|nr|num|par|p|pag|pp|d|lgs|d\.lgs|l|d\.l|d\.m|d\.p\.r|dott|dr|ing|geom|avv|rag|"
    r"arch|prof|sig|sigg|sig\.ra|es|ecc|cfr|ss|mm|ii|s\.m\.i|ss\.mm\.ii|c\.d|cd|u\.s|s|v|vd|all|reg|del|dl|dm|dlgs|"
    r"pt|pro|ca|tel|cap|int|srl|spa|r|e|a|i|b|m)|\b[A-Z]|\b\d{1,2})\.$",
    re.IGNORECASE,
)
_LIST_END = re.compile(r";\s*(?:(?:e|o|ed|od|nonch[ée])\b)?\s*")
_INLINE_ITEM = re.compile(r"(?:(?<=[\s:;,])|^)(?:[a-z]|[ivx]{1,4}|\d)\)\s+")
_TICKED = re.compile(r"^\s*(?:[☑☒✓✔🗹]|\[\s*[xX✓]\s*\])")
_NOT_TICKED = re.compile(r"^\s*(?:[☐□▢◻]|\[\s*\])")
_LISTED = frozenset({Marker.LETTER, Marker.BULLET})
_FEWEST_ITEMS = 2


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
    before: "Sentence | None" = None
    """The sentence before it in the same article: what «la comunicazione» or «egli» refers to."""
    refers_to: tuple[int, ...] = ()
    """The articles of the same document that it names."""


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
    is_regulation: bool = False


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


@dataclass(frozen=True)
class _Words:
    """How the text of a document becomes plain words: with the terms of everybody, and those that it defines."""

    known_terms: frozenset[str]
    own_terms: tuple[DefinedTerm, ...]

    def of(self, text: str) -> list[Token]:
        return with_meanings(tokens(text, self.known_terms), self.own_terms)


def take_apart(paragraphs: Iterable[SourceParagraph], defined_terms: frozenset[str]) -> Structure:
    """Return the structure of a document."""
    result = Structure()
    kept = [paragraph for paragraph in _chosen(list(paragraphs)) if not is_foreign(paragraph.text)]
    found = [piece for paragraph in kept for piece in unfolded(paragraph)]
    words = _Words(defined_terms, defined_in(one.text for one in found))
    for draft in articles(found, is_shouting=is_all_capitals(found)):
        _add_article(result, draft, words)
    numbered = ArticleNumbers([(one.label, one.is_regulation, one.heading) for one in result.articles])
    result.sentences = [
        replace(one, refers_to=numbered.named_in(one.stretch.line, one.article)) for one in result.sentences
    ]
    result.line = " ".join(article.line for article in result.articles)
    return result


def _chosen(paragraphs: list[SourceParagraph]) -> list[SourceParagraph]:
    """Return the paragraphs without the alternatives whose box nobody ticked, if somebody ticked another."""
    if not any(_TICKED.match(paragraph.text) for paragraph in paragraphs):
        return paragraphs
    return [paragraph for paragraph in paragraphs if not _NOT_TICKED.match(paragraph.text)]


def _add_article(result: Structure, draft: Draft, words: _Words) -> None:
    index = len(result.articles)
    is_aside = bool(_POINTERS.search(draft.title))
    heading = joined(words.of(draft.title))
    lines = [heading]
    is_recital = bool(_RECITALS.search(draft.title)) or any(
        _RECITALS.match(paragraph.text.strip()) and paragraph.text.rstrip().endswith((":", "che"))
        for paragraph in draft.body[:1]
    )
    body = [paragraph for paragraph in draft.body if not paragraph.is_aside]
    lines += [
        _add_comma(result, index, [_whole(one) for one in block], _sentences(block), words)
        for block in _blocks([paragraph for paragraph in body if not paragraph.is_note])
    ]
    callers = {paragraph.number: paragraph for paragraph in body}
    for note in (paragraph for paragraph in body if paragraph.is_note):
        caller = callers.get(note.note_of or 0)
        # A note says something of the words that call it, as the item of a list does of those that introduce it.
        parts = [_whole(note)] if caller is None else [_whole(caller), _whole(note)]
        lines.append(_add_comma(result, index, parts, [parts], words))
    label = draft.label.strip() or draft.title
    label = f"Regolamento, {label}" if draft.is_regulation else label
    result.articles.append(Article(label, heading, "".join(lines), is_aside, is_recital, draft.is_regulation))


def _add_comma(
    result: Structure, article: int, whole: list[_Part], sentences: Iterable[list[_Part]], words: _Words
) -> str:
    comma = len(result.commas)
    stretch = _stretch(whole, words)
    result.commas.append(Comma(stretch, article, whole[0].paragraph.number))
    for parts in sentences:
        told = _stretch(parts, words)
        if told.line.strip():
            last = result.sentences[-1] if result.sentences else None
            before = None if last is None or last.article != article else replace(last, before=None)
            result.sentences.append(Sentence(told, comma, article, before))
    return stretch.line


def _whole(paragraph: SourceParagraph) -> _Part:
    return _Part(paragraph, 0, len(paragraph.text))


def _blocks(body: list[SourceParagraph]) -> Iterator[list[SourceParagraph]]:
    """Yield each paragraph with the items of the list that it introduces, or with the other cells of its row."""
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
    if stem.row or (paragraph.row and not _introduces(stem.text)):
        return paragraph.row == stem.row
    marker, own = marker_of(paragraph), marker_of(stem)
    if not _introduces(stem.text) and not (marker in _LISTED and own not in _LISTED and _is_unfinished(stem.text)):
        return False
    if marker is Marker.NONE:
        text = paragraph.text.lstrip()
        goes_on = last.text.rstrip().endswith((";", ",", ":"))
        return text[:1].islower() or (goes_on and marker_of(last) is Marker.NONE) or (goes_on and last is not stem)
    if len(block) > 1 and marker is Marker.NUMBER and marker_of(block[1]) in {Marker.LETTER, Marker.BULLET}:
        return last.text.rstrip().endswith(":")  # the next comma, unless an item introduces a list of its own
    return marker is not own or paragraph.level > stem.level


def _is_unfinished(text: str) -> bool:
    """Whether a text stops in the middle of a sentence, as one whose list goes to a new line without a colon."""
    return bool(re.search(r"[^\W\d_]\s*$", text)) and len(text) > LONGEST_TITLE


def _introduces(text: str) -> bool:
    return bool(re.search(r":\s*$", text)) or bool(re.search(r":\s*(?:\n|$)", text))


def _sentences(block: list[SourceParagraph]) -> Iterator[list[_Part]]:
    if block[0].row:  # the cells of a row say one thing together
        yield [_whole(cell) for cell in block]
        return
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


def _stretch(parts: list[_Part], words: _Words) -> Stretch:
    line = [" "]
    length = 1
    places: list[tuple[int, int, Span]] = []
    for order, part in enumerate(parts):
        found = straightened(words.of(_without_marker(part)))
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
    for _, pattern in MARKERS:
        mark = pattern.match(text[lead:])
        if mark:
            return " " * (lead + mark.end()) + text[lead + mark.end() :]
    return text
