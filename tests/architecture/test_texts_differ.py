"""Each kind has its own text: not one text with the name changed."""

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from workflow.documents.catalogue import Catalogue, DocumentType

CATALOGUE = Catalogue.load()
CORE = (
    "statuto", "atto_costitutivo", "contratto", "verbale_assemblea", "regolamento", "scheda_adesione",
    "dichiarazione_partecipante", "accordo_produttore", "informativa_preventiva", "liberatoria", "mandato",
)  # fmt: skip
ALIKE_AT_MOST = 0.8
# A paragraph that reads the same but for a word or two is the same paragraph.
SAME_PARAGRAPH = 0.9
TOO_SHORT_TO_TELL = 40
TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
NAMES = re.compile(
    r"\b(cer|cec|gac|caac|aid|cad|comunit\w+ energetic\w+ (?:rinnovabil\w+|dei cittadini)|"
    r"grupp\w+ di (?:autoconsumatori(?: di energia rinnovabile)?(?: che agiscono collettivamente)?|clienti attivi)|"
    r"autoconsumator\w+|client\w+ attiv\w+|art\w*|comma|\d+)\b"
)


@cache
def paragraphs(path: Path) -> list[str]:
    """Return the paragraphs of the Word template, the names of kinds and the placeholders masked."""
    body = Document(str(path)).element.body
    texts = ("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    masked = (" ".join(NAMES.sub("#", TAGS.sub("@", text).lower()).split()) for text in texts)
    return [text for text in masked if len(text) >= TOO_SHORT_TO_TELL]


def likeness(one: list[str], other: list[str]) -> float:
    """Return the share of the shorter text's paragraphs that the other has too, word for word or nearly."""
    shorter, longer = sorted((one, other), key=len)
    return sum(any(_is_same(text, candidate) for candidate in longer) for text in shorter) / len(shorter)


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    # The two bounds of the matcher's own `quick_ratio`, without building a matcher for every pair.
    wanted = SAME_PARAGRAPH * (len(one) + len(other)) / 2
    if min(len(one), len(other)) < wanted or (_letters(one) & _letters(other)).total() < wanted:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= SAME_PARAGRAPH


@cache
def _letters(text: str) -> Counter[str]:
    return Counter(text)


# The statutes of one kind in different legal forms share the articles that the law wants of that kind.
PAIRS = [
    (one, other)
    for output in CORE
    for one, other in combinations([d for d in CATALOGUE.all() if d.output == output], 2)
    if not set(one.kinds) & set(other.kinds)
]


def test_every_core_document_exists() -> None:
    assert {document.output for document in CATALOGUE.all()} >= set(CORE)
    assert PAIRS


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[f"{one.id}-{other.id}" for one, other in PAIRS])
def test_two_kinds_do_not_share_one_text(one: DocumentType, other: DocumentType) -> None:
    assert likeness(paragraphs(one.editions[-1].path), paragraphs(other.editions[-1].path)) < ALIKE_AT_MOST


def test_a_text_with_only_the_name_changed_would_be_found() -> None:
    edition = CATALOGUE.get("statuto_cer").editions[-1]
    own = paragraphs(edition.path)
    renamed = [text.replace("associazione", "cooperativa") for text in own]
    assert len(own) > TOO_SHORT_TO_TELL
    assert likeness(own, renamed) >= ALIKE_AT_MOST
