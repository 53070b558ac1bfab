"""Checks that every if and for is closed, in the place where it can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow.documents.lint import codes
from workflow.documents.lint.fault import Fault, Place, fault
from workflow.documents.lint.story import StoryParagraph
from workflow.documents.lint.tags import Tag, tags_of
from workflow.documents.word_runs import local
from workflow.documents.wordml import Element, tag

_PAIRS = {"endif": "if", "endfor": "for"}
_INNER = frozenset({"elif", "else"})
_OPENERS = frozenset({"if", "for"})
_MOST_LOOPS = 3
_OWN_ROW = "Mettere {%tr for … %} e {%tr endfor %} ciascuno in una riga tutta sua, prima e dopo quella da ripetere."
_UNIT_NAMES = {"p": "paragrafo", "tr": "riga", "tc": "cella", "r": "tratto"}


@dataclass
class _Open:
    tag: Tag
    kind: str
    tails: list[Tag]


def block_faults(paragraphs: Sequence[StoryParagraph]) -> Iterator[Fault]:
    """Yield what is wrong with the blocks, part by part."""
    parts: dict[str, list[Tag]] = {}
    for paragraph in paragraphs:
        own = tags_of(paragraph)
        parts.setdefault(paragraph.part, []).extend(own)
        yield from _units(paragraph, own)
    for tags in parts.values():
        yield from _pairs([one for one in tags if one.is_block])


def _pairs(tags: Sequence[Tag]) -> Iterator[Fault]:
    stack: list[_Open] = []
    for one in tags:
        if one.word in _OPENERS:
            stack.append(_Open(one, one.word, []))
            if sum(each.kind == "for" for each in stack) > _MOST_LOOPS:
                yield fault(codes.DEEP, f"{one.written} è il quarto ciclo uno dentro l'altro.", _place(one))
        elif one.word in _INNER and stack:
            stack[-1].tails.append(one)
        elif one.word in _INNER:
            yield fault(codes.UNOPENED, f"{one.written} non sta dentro un «if».", _place(one))
        elif one.word in _PAIRS:
            yield from _closed(one, stack)
    for each in stack:
        yield fault(codes.UNCLOSED, f"{each.tag.written} non è chiuso: manca {{% end{each.kind} %}}.", _place(each.tag))


def _closed(one: Tag, stack: list[_Open]) -> Iterator[Fault]:
    wanted = _PAIRS[one.word]
    if not any(each.kind == wanted for each in stack):
        yield fault(codes.UNOPENED, f"{one.written} chiude un «{wanted}» che non è stato aperto.", _place(one))
        return
    while stack[-1].kind != wanted:
        open_one = stack.pop()
        yield fault(
            codes.UNCLOSED,
            f"{open_one.tag.written} non è chiuso prima di {one.written}: manca {{% end{open_one.kind} %}}.",
            _place(open_one.tag),
        )
    opened = stack.pop()
    for tail in (*opened.tails, one):
        found = _crossing(opened.tag, tail)
        if found is not None:
            yield found
            return


def _crossing(first: Tag, last: Tag) -> Fault | None:
    """Return what is wrong with a block whose two ends stand in places that do not belong together."""
    one, other = first.paragraph, last.paragraph
    if first.unit != last.unit:
        return fault(
            codes.CROSSING,
            f"{first.written} e {last.written} tolgono cose diverse dal documento: "
            f"{_unit(first)} l'uno, {_unit(last)} l'altro.",
            _place(first),
            remedy="Scrivere l'inizio e la fine nello stesso modo: {%p …%} e {%p …%}, oppure {% …%} e {% …%}.",
        )
    if first.unit == "tr":
        is_together = _table(one.element) is _table(other.element) and _table(one.element) is not None
    elif first.unit == "tc":
        is_together = one.row is other.row and one.row is not None
    else:
        is_together = _container(one.element) is _container(other.element)
    if not is_together:
        return fault(
            codes.CROSSING,
            f"{first.written} si apre in {_where(one)} e si chiude altrove ({last.written} in {_where(other)}).",
            _place(first),
        )
    if first.unit in {"", "r"} and one.element is not other.element:
        if _frames(first) != _frames(last):
            return fault(
                codes.CROSSING,
                f"{first.written} sta nel testo e {last.written} dentro un collegamento o un campo, o viceversa.",
                _place(first),
            )
        has_text = one.plain_text.strip() or other.plain_text.strip()
        ending = "spezza due paragrafi" if has_text else "lascia due righe vuote nel documento"
        return fault(codes.LOOSE_BLOCK, f"{first.written} … {last.written} {ending}.", _place(first))
    return None


def _units(paragraph: StoryParagraph, tags: Sequence[Tag]) -> Iterator[Fault]:
    for one in tags:
        if one.unit == "tr" and paragraph.row is None:
            yield fault(codes.MISPLACED, f"{one.written} toglie una riga, ma non sta in una tabella.", _place(one))
        elif one.unit == "tc" and paragraph.cell is None:
            yield fault(codes.MISPLACED, f"{one.written} toglie una cella, ma non sta in una tabella.", _place(one))
        elif one.unit in {"p", "tr", "tc"} and one.is_block:
            lost = _lost(one, paragraph)
            if lost:
                yield fault(
                    codes.LOST_TEXT,
                    f"{one.written} toglie dal documento {'tutta la' if one.unit != 'p' else 'tutto il'} "
                    f"{_UNIT_NAMES[one.unit]} in cui sta: andrebbe perduto «{lost}».",
                    _place(one),
                    remedy="" if one.unit == "p" else _OWN_ROW,
                )


def _lost(one: Tag, paragraph: StoryParagraph) -> str:
    """Return the text that would go with the unit that a tag removes."""
    if one.unit == "p":
        texts = [f"{paragraph.text[: one.start]} {paragraph.text[one.end :]}"]
    else:
        home = paragraph.row if one.unit == "tr" else paragraph.cell
        texts = [
            text.replace(paragraph.text[one.start : one.end], "", 1)
            for text in (StoryParagraph(paragraph.part, 0, each).text for each in _paragraphs(home))
        ]
    return " ".join(" ".join(texts).split())[:80]


def _paragraphs(home: Element | None) -> list[Element]:
    return [] if home is None else list(home.iter(tag("w:p")))


def _container(element: Element) -> Element | None:
    return next((one for one in element.iterancestors() if local(one) not in {"sdtContent", "sdt"}), None)


def _table(element: Element) -> Element | None:
    return next(element.iterancestors(tag("w:tbl")), None)


def _frames(one: Tag) -> tuple[str, ...]:
    piece = next(piece for piece in one.paragraph.pieces if piece.start <= one.start < piece.end)
    frames = []
    for each in piece.run.iterancestors():
        if each is one.paragraph.element:
            break
        frames.append(local(each))
    return tuple(frames)


def _unit(one: Tag) -> str:
    return f"la {_UNIT_NAMES[one.unit]}" if one.unit in {"tr", "tc"} else f"il {_UNIT_NAMES.get(one.unit, 'solo tag')}"


def _where(paragraph: StoryParagraph) -> str:
    return "una cella di tabella" if paragraph.cell is not None else f"«{paragraph.kind.value}»"


def _place(one: Tag) -> Place:
    return one.paragraph.place(one.start)
