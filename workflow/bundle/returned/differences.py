"""Compares the words of a returned document with those generated, page by page."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from workflow.bundle.returned.book import words

_LONGEST = 12  # words of a difference that are shown
_MOST = 40  # differences of a page
_MOST_WORDS = 60_000
_SAME = 0.985  # two pages of a scan read by a machine are never equal


@dataclass(frozen=True)
class PageDifference:
    """What differs on one page: words that are missing, words that were added; `likeness` from 0 to 1."""

    page: int
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    likeness: float = 1.0
    is_read_by_machine: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether the page says the same; of one read by a machine, nearly the same."""
        if self.is_read_by_machine:
            return self.likeness >= _SAME
        return not self.missing and not self.added

    def sentences(self) -> tuple[str, ...]:
        """Say it in Italian."""
        if self.is_read_by_machine:
            share = f"{100 * self.likeness:.0f}%"
            return (f"pagina {self.page}: testo letto dallo scanner, uguale per il {share}: va confrontato a occhio",)
        told = [f"pagina {self.page}: manca «{text}»" for text in self.missing]
        return (*told, *(f"pagina {self.page}: in più «{text}»" for text in self.added))


def compare(
    generated: Sequence[str], returned: Sequence[str], *, is_read_by_machine: bool = False
) -> list[PageDifference]:
    """Return the pages that differ.

    The two texts are laid beside each other as wholes, so that a line more on the first page does not make every page
    after it look changed; what is missing is told by the page it was on, what was added by the page it is on.
    """
    before, pages_before = _numbered(generated)
    after, pages_after = _numbered(returned)
    count = max(len(generated), len(returned))
    alignment = _Alignment(before, after, count)
    found = alignment.differences(lambda start, _: pages_before[start], pages_after)
    told = [replace(page, is_read_by_machine=is_read_by_machine) for page in found]
    return [page for page in told if not page.is_equal]


def compare_text(text: str, returned: Sequence[str], *, is_read_by_machine: bool = False) -> list[PageDifference]:
    """Return where words of a text that was never printed by us are missing, by the page on which they should stand.

    What is more is not told: headers, footers and the day of printing are no words of the text.
    """
    after, pages_after = _numbered(returned)
    alignment = _Alignment(words(text)[:_MOST_WORDS], after, len(returned))
    pages_after = pages_after or [1]
    found = alignment.differences(lambda _, start: pages_after[min(start, len(pages_after) - 1)], pages_after)
    told = [replace(page, added=(), is_read_by_machine=is_read_by_machine) for page in found if page.missing]
    return [page for page in told if not page.is_equal]


class _Alignment:
    """Two texts laid beside each other, word by word."""

    def __init__(self, before: Sequence[str], after: Sequence[str], count: int) -> None:
        self._before, self._after, self._count = before, after, count
        self._steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()

    def differences(self, page_of: Callable[[int, int], int], pages_after: Sequence[int]) -> list[PageDifference]:
        """Return the pages that differ; `page_of` says on which page stands what is at a place of both texts."""
        missing: dict[int, list[str]] = defaultdict(list)
        added: dict[int, list[str]] = defaultdict(list)
        kept: Counter[int] = Counter()
        lost: Counter[int] = Counter()
        for kind, start, end, other_start, other_end in self._steps:
            if kind == "equal":
                kept.update(page_of(start + step, other_start + step) for step in range(end - start))
                continue
            if end > start:
                missing[page_of(start, other_start)].append(_shown(self._before[start:end]))
                lost[page_of(start, other_start)] += end - start
            if other_end > other_start:
                added[pages_after[other_start]].append(_shown(self._after[other_start:other_end]))
        pages = range(1, max(self._count, 1) + 1)
        found = (
            PageDifference(number, tuple(missing[number][:_MOST]), tuple(added[number][:_MOST]),
                           kept[number] / max(kept[number] + lost[number], 1))
            for number in pages
        )  # fmt: skip
        return [page for page in found if page.missing or page.added]


def _numbered(pages: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the words of all pages, and the page of each."""
    found: list[str] = []
    numbers: list[int] = []
    for number, text in enumerate(pages, 1):
        own = words(text)
        found += own
        numbers += [number] * len(own)
    return found[:_MOST_WORDS], numbers[:_MOST_WORDS]


def _shown(pieces: Sequence[str]) -> str:
    more = f" … ({len(pieces)} parole)" if len(pieces) > _LONGEST else ""
    return " ".join(pieces[:_LONGEST]) + more
