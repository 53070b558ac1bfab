"""Statutes of others: good ones pass, each known failure is found in whatever words, none is invented."""

import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.builders.dossiers import caac_ok, cec_ok, cer_ok, gac_ok
from tests.builders.foreign_statutes import FOLDER, ForeignText, foreign_names, foreign_text
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.documents.statute.cards import Checklist
from workflow.documents.statute.examination import Examination, Examiner, Verdict
from workflow.documents.statute.source_text import SourceParagraph, SourceText
from workflow.documents.statute.word_reading import read_word
from workflow.domain.dossier import Dossier
from workflow.domain.kind import Kind
from workflow.law import Law

TODAY = date(2026, 11, 22)
BEFORE_THE_REFORM = date(2025, 1, 1)
TEXTS = {name: foreign_text(name) for name in foreign_names()}
DEFECTS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "defects.yaml").read_text(encoding="utf-8"))
INNOCENT: list[str] = yaml.safe_load((FOLDER / "innocent.yaml").read_text(encoding="utf-8"))
WHOLE = sorted((FOLDER / "whole").glob("*.txt"))
EACH_WORDING_IN = 4  # one text out of so many, in turn: all together are thousands


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner(Checklist.load(), Law.load())


def outcomes(found: Examination) -> dict[str, str]:
    return {element.card.id: element.verdict.value for element in found.elements}


def codes(found: Examination) -> set[str]:
    return {defect.code for defect in found.defects}


def injected() -> Iterator[tuple[dict[str, Any], ForeignText, str]]:
    """Yield each defect in each wording, with the texts in which it is tried."""
    turn = 0
    for defect in DEFECTS:
        texts = [t for t in TEXTS.values() if t.kind in defect["kinds"] and defect["passage"] in t.passages]
        for words in defect["wordings"]:
            turn += 1
            chosen = [t for place, t in enumerate(texts) if (place + turn) % EACH_WORDING_IN == 0]
            yield from ((defect, text, words) for text in chosen or texts[:1])
        for words in defect.get("wordings_of_communities", ()):
            turn += 1
            yield defect, TEXTS[("cer_associazione", "cer_notaio")[turn % 2]], words


INJECTED = list(injected())


def test_there_are_a_dozen_texts_and_three_wordings_of_each_defect() -> None:
    assert len(TEXTS) >= 12
    assert {text.kind for text in TEXTS.values()} == {Kind.CER, Kind.CEC, Kind.GAC, Kind.CAAC}
    assert [defect["code"] for defect in DEFECTS if len(defect["wordings"]) < 3] == []
    assert len(WHOLE) >= 12


@pytest.mark.parametrize("day", [BEFORE_THE_REFORM, TODAY], ids=str)
@pytest.mark.parametrize("name", TEXTS)
def test_a_good_text_has_everything_and_no_defect(examiner: Examiner, name: str, day: date) -> None:
    found = examiner.examine(TEXTS[name].source(), TEXTS[name].kind, day)
    assert set(outcomes(found).values()) == {"presente"}
    assert codes(found) == set()
    assert found.is_fine


@pytest.mark.parametrize("case", INJECTED, ids=lambda case: f"{case[0]['code']}-{case[1].name}-{case[2][:50]}")
def test_an_injected_defect_is_found_and_nothing_else(
    examiner: Examiner, case: tuple[dict[str, Any], ForeignText, str]
) -> None:
    defect, text, words = case
    found = examiner.examine(text.with_passage(defect["passage"], words).source(), text.kind, TODAY)
    assert defect["code"] in codes(found)
    assert codes(found) <= {defect["code"], *defect.get("also", ())}
    element = defect.get("element", {}).get(text.kind.value)
    expected = {element: defect["outcome"]} if element else {}
    doubted = defect.get("doubts", {}).get(text.kind.value)
    expected |= {doubted: "dubbio"} if doubted else {}
    assert {key: value for key, value in outcomes(found).items() if value != "presente"} == expected
    assert any(
        words[:20] in " ".join(p.text for p in d.passages) for d in found.defects if d.code == defect["code"]
    ) or (
        defect["code"] == "STA-44"  # what is missing has no passage
    )


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_whole_text_that_fails_in_many_ways_has_them_all_found_and_none_invented(
    examiner: Examiner, path: Path
) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    said = {key: value.split() for key, _, value in (line[2:].partition(":") for line in lines[:3])}
    paragraphs = tuple(SourceParagraph(number, line) for number, line in enumerate(lines[3:], start=1))
    found = examiner.examine(SourceText(paragraphs), Kind(said["kind"][0]), TODAY)
    assert set(said["found"]) - codes(found) == set()
    assert codes(found) - {*said["found"], *said["allowed"]} == set()
    assert found.is_fine is (not said["found"])


@pytest.mark.parametrize("words", INNOCENT)
def test_a_harmless_sentence_is_not_a_defect(examiner: Examiner, words: str) -> None:
    for name in ("cer_associazione", "cer_ets"):
        text = TEXTS[name]
        more = replace(text, passages={**text.passages, "varie": ("Art. 20 – Varie", f"1. {words}")})
        found = examiner.examine(more.source(), text.kind, TODAY)
        assert (codes(found), set(outcomes(found).values())) == (set(), {"presente"})


ABSENT = [
    ("oggetto", "a"),
    ("controllo", "b"),
    ("partecipazione", "c"),
    ("delegato", "e"),
    ("eccedenza", "f"),
]


@pytest.mark.parametrize(("passage", "element"), ABSENT)
@pytest.mark.parametrize("name", [name for name in TEXTS if name.startswith("cer_")])
def test_an_element_taken_away_is_never_present(examiner: Examiner, name: str, passage: str, element: str) -> None:
    text = TEXTS[name]
    found = examiner.examine(text.without(passage, "soglia").source(), text.kind, TODAY)
    assert outcomes(found)[element] in {"assente", "dubbio"}
    assert {key for key, value in outcomes(found).items() if value != "presente"} == {element}


@pytest.mark.parametrize("name", ["gac_contratto", "gac_verbale"])
def test_a_contract_without_the_destination_of_the_surplus_lacks_k4(examiner: Examiner, name: str) -> None:
    found = examiner.examine(TEXTS[name].without("eccedenza").source(), Kind.GAC, TODAY)
    assert outcomes(found) == {"k1": "presente", "k2": "presente", "k3": "presente", "k4": "assente"}


def test_the_list_of_members_is_asked_only_since_the_reform(examiner: Examiner) -> None:
    text = TEXTS["cer_associazione"].without("membri")
    assert outcomes(examiner.examine(text.source(), Kind.CER, date(2025, 4, 29)))["b"] == "presente"
    after = examiner.examine(text.source(), Kind.CER, date(2025, 4, 30))
    assert outcomes(after)["b"] == "dubbio"
    assert codes(after) == {"STA-45"}


def test_what_only_the_recitals_say_is_not_agreed(examiner: Examiner) -> None:
    text = TEXTS["gac_contratto"]
    recitals = (
        "PREMESSO CHE",
        "- le Regole operative chiedono di mantenere i diritti di cliente finale e di scegliere il proprio venditore;",
        "SI CONVIENE QUANTO SEGUE",
    )
    moved = replace(text.without("diritti"), passages={**text.without("diritti").passages, "premesse": recitals})
    assert outcomes(examiner.examine(moved.source(), Kind.GAC, TODAY))["k1"] in {"dubbio", "assente"}


# The same text in other clothes is judged the same.


def _shuffled(lines: tuple[str, ...]) -> list[str]:
    articles: list[list[str]] = [[]]
    for line in lines:
        if re.match(r"(?i)^(art(icolo|\.)?\s*[\d(]|articolo \w+$|punto \d)", line):
            articles.append([])
        articles[-1].append(line)
    head, rest = articles[0], articles[1:]
    random.Random(7).shuffle(rest)  # noqa: S311 - any order will do, but always the same
    return [*head, *(line for article in rest for line in article)]


def _without_accents(lines: tuple[str, ...]) -> list[str]:
    plain = (unicodedata.normalize("NFKD", line) for line in lines)
    return ["".join("'" if unicodedata.combining(letter) else letter for letter in line) for line in plain]


def _accents_lost(lines: tuple[str, ...]) -> list[str]:
    plain = (unicodedata.normalize("NFKD", line) for line in lines)
    return ["".join(letter for letter in line if not unicodedata.combining(letter)) for line in plain]


def _in_capitals(lines: tuple[str, ...]) -> list[str]:
    return [line.upper() for line in lines]


def _with_odd_spaces(lines: tuple[str, ...]) -> list[str]:
    return [line.replace(" ", "  ").replace("  di ", "\u00a0di\u00a0") for line in lines]


def _with_other_quotes(lines: tuple[str, ...]) -> list[str]:
    return [line.replace("'", "’").replace("«", "“").replace("»", "”").replace("–", "-") for line in lines]


CLOTHES = [_shuffled, _without_accents, _accents_lost, _in_capitals, _with_odd_spaces, _with_other_quotes]


@pytest.mark.parametrize("dress", CLOTHES, ids=lambda dress: dress.__name__.strip("_"))
@pytest.mark.parametrize("name", TEXTS)
def test_the_same_text_in_other_clothes_is_judged_the_same(examiner: Examiner, name: str, dress: Any) -> None:
    text = TEXTS[name]
    lines = dress(text.lines)
    source = SourceText(tuple(SourceParagraph(number, line) for number, line in enumerate(lines, start=1)))
    found = examiner.examine(source, text.kind, TODAY)
    assert (codes(found), set(outcomes(found).values())) == (set(), {"presente"})


@pytest.mark.parametrize("dress", CLOTHES, ids=lambda dress: dress.__name__.strip("_"))
def test_a_defect_in_other_clothes_is_still_found(examiner: Examiner, dress: Any) -> None:
    for code, passage, words in (
        ("STA-01", "recesso", "Ogni socio può recedere, con un preavviso di sei mesi."),
        ("STA-10", "imprese", "Possono essere soci anche le grandi imprese, se non è la loro attività principale."),
        ("STA-07", "mandato", "Al Referente è conferito mandato con rappresentanza, annuale."),
    ):
        lines = dress(TEXTS["cer_associazione"].with_passage(passage, words).lines)
        source = SourceText(tuple(SourceParagraph(number, line) for number, line in enumerate(lines, start=1)))
        assert codes(examiner.examine(source, Kind.CER, TODAY)) == {code}


OWN = [
    ("statuto_cer", cer_ok),
    ("statuto_cec", cec_ok),
    ("contratto_gac", gac_ok),
    ("verbale_assemblea_gac", gac_ok),
    ("contratto_caac", caac_ok),
    ("verbale_assemblea_caac", caac_ok),
]


@pytest.mark.parametrize(("document_id", "make"), OWN, ids=[name for name, _ in OWN])
def test_our_own_papers_have_everything_and_no_defect(examiner: Examiner, document_id: str, make: Any) -> None:
    dossier: Dossier = make()
    law = Law.load()
    document = Catalogue.load().get(document_id)
    data = {**context.build(dossier, law), "pie": {"documento": "", "edizione": "", "dossier": ""}, "bozza": False}
    for edition in document.editions:
        properties = DocumentProperties(title=document.title, as_of=TODAY)
        source = read_word(render_draft(edition.path, data, properties=properties).content)
        day = max(edition.from_, BEFORE_THE_REFORM) if edition != document.editions[-1] else TODAY
        found = examiner.examine(source, dossier.kind, day)
        assert (codes(found), set(outcomes(found).values())) == (set(), {"presente"}), edition.file


def test_an_unreadable_text_is_doubtful_and_never_absent(examiner: Examiner) -> None:
    found = examiner.examine(SourceText((), problem="è una scansione."), Kind.CER, TODAY)
    assert set(outcomes(found).values()) == {Verdict.DOUBTFUL.value}
    assert codes(found) == {"STA-90"}
    assert not found.is_fine


def test_what_may_stand_on_a_page_without_text_is_doubtful(examiner: Examiner) -> None:
    source = replace(TEXTS["cer_associazione"].without("delegato").source(), pages=3, unread_pages=(2,))
    found = examiner.examine(source, Kind.CER, TODAY)
    assert outcomes(found)["e"] == "dubbio"
    assert "STA-91" in codes(found)
