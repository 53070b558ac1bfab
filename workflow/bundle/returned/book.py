"""The book of the documents that somebody is to sign, and how a returned page or text is found in it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workflow.bundle.page_code import DocumentCode

_WORD = re.compile(r"[^\W_]+")
_SHINGLE = 4
_MOST_COMMON = 0.6  # of its sequences of words that a text must have to be that document
_AHEAD = 1.02  # how much the best must be ahead of the second in what is its own


@dataclass(frozen=True)
class Generated:
    """A PDF of a document that lies in a bundle."""

    path: Path
    sha256: str
    page_count: int | None


@dataclass(frozen=True)
class Expected:
    """A document that somebody is to sign, as it would be written today."""

    stem: str
    output: str
    document: str
    title: str
    key: str | None
    code: DocumentCode
    text: str
    generated: tuple[Generated, ...] = ()


class Book:
    """Every document of a dossier to be signed."""

    def __init__(self, documents: Iterable[Expected]) -> None:
        """Keep the documents, by sign, by bytes and by words."""
        self.documents = tuple(documents)
        self._by_sign = {one.code.document: one for one in self.documents}
        self._by_sha256 = {pdf.sha256: one for one in self.documents for pdf in one.generated}
        self._shingles: dict[str, frozenset[tuple[str, ...]]] = {}
        self._holders: dict[tuple[str, ...], int] = Counter()

    @property
    def known_sha256(self) -> frozenset[str]:
        """The fingerprints of the PDFs that the program made."""
        return frozenset(self._by_sha256)

    @property
    def dossier(self) -> str | None:
        """The sign of the dossier."""
        return self.documents[0].code.dossier if self.documents else None

    def by_sign(self, sign: str) -> Expected | None:
        """Return the document of a printed code."""
        return self._by_sign.get(sign)

    def by_bytes(self, digests: Iterable[str | None]) -> Expected | None:
        """Return the document whose PDF has one of these fingerprints."""
        return next((self._by_sha256[one] for one in digests if one in self._by_sha256), None)

    def by_text(self, text: str) -> list[Expected]:
        """Return the documents that a text may be: one, several that it does not tell apart, or none.

        Documents of one model differ by names and codes: what all have in common counts little.
        """
        self._read()
        given = shingles(text)
        near = [
            (len(own & given) / len(own), one)
            for one in self.documents
            if (own := self._shingles[one.stem]) and len(own & given) >= _MOST_COMMON * len(own)
        ]
        if not near:
            return []
        scored = sorted(((self._own(one, given), one) for _, one in near), key=lambda pair: -pair[0])
        best = scored[0][0]
        return [one for score, one in scored if score * _AHEAD >= best]

    def _read(self) -> None:
        if not self._shingles:
            self._shingles = {one.stem: shingles(one.text) for one in self.documents}
            for own in self._shingles.values():
                for shingle in own:
                    self._holders[shingle] += 1

    def _own(self, one: Expected, given: frozenset[tuple[str, ...]]) -> float:
        """Return the share of a document that a text has, each sequence of words the heavier the rarer it is."""
        own = self._shingles[one.stem]
        weights = {shingle: 1 / self._holders[shingle] for shingle in own}
        return sum(weight for shingle, weight in weights.items() if shingle in given) / sum(weights.values())


def words(text: str) -> list[str]:
    """Return the words of a text without accents, capitals and signs: what an OCR and a layout leave alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the sequences of a few words of a text."""
    found = words(text)
    return frozenset(zip(*(found[start:] for start in range(_SHINGLE)), strict=False))
