"""Statutes in words of their own: what is planted in each is found, what is right stays right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.builders.dossiers import cec_ok, cer_ok
from tests.builders.foreign_statutes import FOLDER, foreign_text
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.documents.statute.cards import Checklist
from workflow.documents.statute.examination import Defect, Examination, Examiner
from workflow.documents.statute.matching import Matcher, is_proved
from workflow.documents.statute.source_text import SourceParagraph, SourceText
from workflow.documents.statute.structure import take_apart
from workflow.documents.statute.word_reading import read_word
from workflow.domain.kind import Kind
from workflow.law import Law

TODAY = date(2026, 11, 22)
UNSEEN = sorted((FOLDER / "unseen").glob("*.txt"))
FOUND_OF_NINE = 7
WORDINGS: dict[str, list[str]] = yaml.safe_load((FOLDER / "more_wordings.yaml").read_text(encoding="utf-8"))
CLAUSES: dict[str, list[str]] = yaml.safe_load((FOLDER / "more_clauses.yaml").read_text(encoding="utf-8"))
INNOCENT: list[str] = yaml.safe_load((FOLDER / "innocent_articles.yaml").read_text(encoding="utf-8"))
FIRST_PART = "STA-41"


@dataclass(frozen=True)
class Planted:
    """A defect put in a text: the element it hits, its code, some of its words."""

    element: str
    code: str
    quote: str


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner(Checklist.load(), Law.load())


def source_of(lines: list[str]) -> SourceText:
    return SourceText(tuple(SourceParagraph(number, line) for number, line in enumerate(lines, start=1)))


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).lower().strip()


def read(path: Path) -> tuple[Kind, date, list[Planted], list[str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    notes = [line[2:].partition(": ") for line in lines if line.startswith("# ")]
    said = {key: value for key, _, value in notes}
    planted = []
    for key, _, value in notes:
        if key == "defect":
            head, _, quote = value.partition(" | ")
            element, code = head.split()
            planted.append(Planted(element, code, plain(quote)))
    body = [line for line in lines if not line.startswith("#")]
    return Kind(said["kind"]), date.fromisoformat(said["on"]), planted, body


def is_at(defect: Defect, quote: str) -> bool:
    return any(quote in plain(passage.text) for passage in defect.passages)


def finds(found: Examination, planted: Planted) -> bool:
    """A defect at those words, or the expected word that something is missing."""
    return any(
        (defect.code < FIRST_PART and is_at(defect, planted.quote))
        or (defect.code == planted.code and defect.code >= FIRST_PART)
        for defect in found.defects
    )


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.stem)
def test_seven_defects_of_nine_are_found_and_none_is_invented(examiner: Examiner, path: Path) -> None:
    kind, day, planted, lines = read(path)
    found = examiner.examine(source_of(lines), kind, day)
    assert sum(finds(found, one) for one in planted) * 9 >= len(planted) * FOUND_OF_NINE
    hit = {one.element for one in planted}
    assert [
        (defect.code, [passage.text for passage in defect.passages])
        for defect in found.defects
        if (defect.code < FIRST_PART and not any(is_at(defect, one.quote) for one in planted))
        or (defect.code >= FIRST_PART and defect.element not in hit)
    ] == []
    assert {
        e.card.id: e.verdict.value for e in found.elements if e.card.id not in hit and e.verdict != "presente"
    } == {}


def test_there_is_a_text_for_each_kind_of_paper_and_a_good_one() -> None:
    kinds = {read(path)[0] for path in UNSEEN}
    assert kinds >= {Kind.CER, Kind.CEC, Kind.GAC}
    assert any(not read(path)[2] for path in UNSEEN)
    assert sum(len(read(path)[2]) >= FOUND_OF_NINE + 1 for path in UNSEEN) >= 3


@pytest.mark.parametrize("code", WORDINGS)
def test_nine_wordings_of_ten_of_a_defect_are_found(examiner: Examiner, code: str) -> None:
    missed = []
    for wording in WORDINGS[code]:
        heading, _, sentence = wording.partition(" | ")
        found = examiner.examine(source_of([f"Art. 40 – {heading}", f"1. {sentence}"]), Kind.CER, TODAY)
        if code not in {defect.code for defect in found.defects}:
            missed.append(wording)
    assert len(missed) * 10 <= len(WORDINGS[code]) + 5, missed


@pytest.mark.parametrize("part", CLAUSES)
def test_the_clauses_of_a_part_in_free_words_are_proofs(examiner: Examiner, part: str) -> None:
    checklist = Checklist.load()
    book = examiner.phrases_on(TODAY)
    unproved = []
    for clause in CLAUSES[part]:
        heading, _, sentence = clause.partition(" | ")
        source = source_of([f"Art. 5 – {heading}", f"1. {sentence}"])
        structure = take_apart(source.paragraphs, frozenset(checklist.lexicon.defined_terms))
        hits = Matcher(structure, book, Kind.CER).hits(checklist.parts[part].signals)
        told = {defect.code for defect in examiner.examine(source, Kind.CER, TODAY).defects}
        assert not {code for code in told if code < FIRST_PART}, clause
        if not is_proved(hits):
            unproved.append(clause)
    assert len(unproved) * 6 <= len(CLAUSES[part]), unproved


@pytest.mark.parametrize("article", INNOCENT)
def test_an_article_that_comes_near_to_a_defect_is_none(examiner: Examiner, article: str) -> None:
    heading, _, sentence = article.partition(" | ")
    text = foreign_text("cer_semplice")
    passages = {**text.passages, "varie": (f"Art. 40 – {heading}", f"1. {sentence}")}
    found = examiner.examine(replace(text, passages=passages).source(), text.kind, TODAY)
    assert [defect.code for defect in found.defects] == []
    assert {element.verdict.value for element in found.elements} == {"presente"}


def examples() -> Iterator[tuple[str, str, str]]:
    checklist = Checklist.load()
    for card in (*checklist.defects.values(), *checklist.parts.values()):
        if card.example is not None:
            yield card.code, card.example.right, card.example.wrong


@pytest.mark.parametrize(("code", "right", "wrong"), list(examples()), ids=lambda value: value[:6])
def test_the_examples_that_explain_prints_are_judged_as_it_says(
    examiner: Examiner, code: str, right: str, wrong: str
) -> None:
    checklist = Checklist.load()
    card: Any = next(c for c in (*checklist.defects.values(), *checklist.parts.values()) if c.code == code)
    kinds = getattr(card, "kinds", tuple(Kind(kind) for kind in checklist.kinds))

    def is_told(sentence: str) -> bool:
        told = False
        for kind in kinds:
            found = examiner.examine(source_of(["Art. 1", f"1. {sentence}"]), kind, TODAY)
            told |= code in {defect.code for defect in found.defects}
        return told

    if code < FIRST_PART or code.startswith("STA-9"):
        assert (is_told(right), is_told(wrong)) == (False, True)
        return
    proofs = []
    for sentence in (right, wrong):
        structure = take_apart(source_of([f"1. {sentence}"]).paragraphs, frozenset(checklist.lexicon.defined_terms))
        kind = Kind.CEC if code == "STA-54" else Kind.CER
        proofs.append(is_proved(Matcher(structure, examiner.phrases_on(TODAY), kind).hits(card.signals)))
    assert proofs == [True, False]


@pytest.mark.parametrize(
    ("document_id", "make"),
    [("regolamento_cer", cer_ok), ("regolamento_cec", cec_ok), ("atto_costitutivo_cer", cer_ok)],
)
def test_our_own_regulations_and_deeds_have_no_defect(examiner: Examiner, document_id: str, make: Any) -> None:
    dossier = make()
    document = Catalogue.load().get(document_id)
    data = {
        **context.build(dossier, Law.load()),
        "pie": {"documento": "", "edizione": "", "dossier": ""},
        "bozza": False,
    }
    content = render_draft(
        document.editions[-1].path, data, properties=DocumentProperties(title=document.title, as_of=TODAY)
    ).content
    found = examiner.examine(read_word(content), dossier.kind, TODAY)
    assert [d.code for d in found.defects if d.code < FIRST_PART] == []
