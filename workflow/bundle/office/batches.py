"""Decides which documents go through LibreOffice together: those of one family, a few dozen at a time."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflow.bundle.office.word_parts import MAIN, Family, PackageCache, WordParts
from workflow.bundle.pdf_engine import PdfJob

# Measured: between ten and eighty documents the cost of each is the same; far more in one file cost more each.
LARGEST = 32
# A second instance costs as much as some twenty documents, and a conversion as much as one: few are not worth either.
SMALLEST = 8
# Long documents make a batch sooner: what counts is the text of the whole.
_LARGEST_BYTES = 2_500_000


class Remedy(StrEnum):
    """What is done otherwise with a document of which a first conversion was not good."""

    FILL_TWICE = "fill_twice"
    """Its pages are filled a second time: the first, a heading was left alone at the foot of one."""
    LOOSE_ROWS = "loose_rows"
    """Rows of tables may go on overleaf: where none may, LibreOffice now and then leaves out those after the foot."""


@dataclass(frozen=True)
class Batch:
    """Documents of one family converted in one go, by their places in the list of jobs; one alone is not joined.

    One with a remedy is alone.
    """

    indexes: tuple[int, ...]
    text_bytes: int
    family: int = 0
    tries: int = 0
    remedy: Remedy | None = None

    @property
    def is_single(self) -> bool:
        """Whether it is one document by itself."""
        return len(self.indexes) == 1

    def halves(self) -> tuple["Batch", "Batch"]:
        """Return the two halves, to find which document is the guilty one."""
        middle = len(self.indexes) // 2
        share = self.text_bytes // 2
        return Batch(self.indexes[:middle], share, self.family), Batch(self.indexes[middle:], share, self.family)


def plan_batches(
    jobs: Sequence[PdfJob], instances: int, largest: int = LARGEST, packages: PackageCache | None = None
) -> list[Batch]:
    """Return the batches, the heaviest first: the last instance to finish must not have the longest work in hand.

    The documents that will be joined are left in `packages`.
    """
    packages = packages or PackageCache()
    families: dict[Family, list[tuple[int, int]]] = {}
    alone: list[Batch] = []
    for index, job in enumerate(jobs):
        document = _read(job)
        family = document.family()
        size = len(document.parts.get(MAIN, b""))
        if family is None or largest == 1:
            alone.append(Batch((index,), size))
        else:
            packages.keep(job.docx, document)
            families.setdefault(family, []).append((index, size))
    batches = [
        batch for number, members in enumerate(families.values()) for batch in _cut(number, members, instances, largest)
    ]
    return sorted([*batches, *alone], key=lambda batch: -batch.text_bytes)


def _read(job: PdfJob) -> WordParts:
    """Return the parts of a document; of what cannot be read, none: it goes by itself, and is then refused."""
    try:
        return WordParts.read(job.docx)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError):
        return WordParts({})


def _cut(family: int, members: Sequence[tuple[int, int]], instances: int, largest: int) -> list[Batch]:
    """Cut a family in batches, each smaller than the one before: at the end nobody waits long for the last."""
    batches = []
    left = list(members)
    while left:
        wanted = min(largest, max(SMALLEST, -(-len(left) // (2 * instances))))
        taken: list[tuple[int, int]] = []
        while left and len(taken) < wanted and (not taken or sum(size for _, size in taken) < _LARGEST_BYTES):
            taken.append(left.pop(0))
        batches.append(Batch(tuple(index for index, _ in taken), sum(size for _, size in taken), family))
    return batches
