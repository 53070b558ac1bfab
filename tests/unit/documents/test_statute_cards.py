"""The checklist of statutes: phrases compile, names exist, elements are the law's, codes are one each."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from workflow.documents.catalogue import Catalogue
from workflow.documents.statute.cards import Checklist, Signal
from workflow.documents.statute.examination import BLANKS, Examiner
from workflow.documents.statute.figures import figures_on
from workflow.documents.statute.phrases import BrokenPhraseError, Phrasebook
from workflow.documents.statute.source_text import SourceParagraph, SourceText
from workflow.domain.kind import Kind
from workflow.law import Law
from workflow.resources import BrokenFileError, data_folder

CHECKLIST = Checklist.load()
LAW = Law.load()
DAYS = (date(2024, 3, 1), date(2025, 4, 29), date(2025, 4, 30), date(2026, 11, 22))
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "statuto-altrui.md"


def _signals() -> list[Signal]:
    cards = [*CHECKLIST.parts.values(), *CHECKLIST.defects.values()]
    return [signal for card in cards for signal in card.signals]


def _phrases() -> list[str]:
    told = {
        text
        for signal in _signals()
        for text in (
            *signal.phrases,
            *signal.without,
            *signal.unless_said,
            *(one for group in signal.near for one in group),
        )
    }
    for relation in CHECKLIST.relations.values():
        told |= {*relation.own, *relation.others, *relation.own_headings}
    lexicon = CHECKLIST.lexicon
    return sorted(told | {*lexicon.reservations, *lexicon.void_clauses, *lexicon.told_clauses})


def test_every_phrase_compiles_with_the_figures_of_the_day() -> None:
    figures = dict.fromkeys(
        ("soglia_solo_tariffa", "soglia_con_contributo", "altra_percentuale", "percentuale", "numero",
         "meno_della_durata", "anno_vicino", "durata", "anni", "mese", "somma_alta",
         "somma_molto_alta", "piu_della_meta", "piu_della_meta_dopo",
         "fino_alla_meta", "piu_di_uno", "addetti_oltre_pmi"), "1",
    )  # fmt: skip
    book = Phrasebook(CHECKLIST.lexicon.words, figures)
    assert len([book.phrase(text) for text in _phrases()]) > 300


def test_every_word_of_the_lexicon_is_used() -> None:
    written = " ".join([*_phrases(), *(entry for entries in CHECKLIST.lexicon.words.values() for entry in entries)])
    assert [name for name in CHECKLIST.lexicon.words if f"<{name}>" not in written] == []


def test_a_phrase_that_names_an_unknown_word_is_refused() -> None:
    book = Phrasebook({"socio": ("soci",)}, {})
    for text in ("<ignota>", "{ignota}"):
        with pytest.raises(BrokenPhraseError):
            book.phrase(text)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_elements_are_those_of_the_law_on_each_day(day: date) -> None:
    for card in CHECKLIST.kinds.values():
        assert {element.id for element in card.elements} == set(LAW.value(card.parameter, day).ids)


def test_each_kind_with_a_statute_or_a_contract_has_its_elements() -> None:
    assert set(CHECKLIST.kinds) == {Kind.CER, Kind.CEC, Kind.GAC, Kind.CAAC}


def test_every_reference_is_to_an_act_of_the_register() -> None:
    refs = [ref for card in CHECKLIST.defects.values() for ref in card.refs]
    refs += [ref for card in CHECKLIST.kinds.values() for e in card.elements for ref in (*e.refs, *e.more_refs)]
    assert {ref.source for ref in refs} <= LAW.sources.keys()


def test_every_element_has_a_clause_of_ours_to_propose() -> None:
    catalogue = Catalogue.load()
    for card in CHECKLIST.kinds.values():
        answered = {answer for clause in catalogue.get(card.document).clauses for answer in clause.answers}
        assert {f"{card.rule}.{element.id}" for element in card.elements} <= answered


def test_no_code_is_given_twice() -> None:
    codes = [card.code for card in CHECKLIST.parts.values()] + list(CHECKLIST.defects)
    assert len(codes) == len(set(codes))
    assert BLANKS in CHECKLIST.defects


def test_every_part_is_asked_by_an_element_and_every_defect_hits_a_part_of_its_kinds() -> None:
    asked = {
        kind: {need.part for element in card.elements for need in element.parts}
        for kind, card in CHECKLIST.kinds.items()
    }
    assert set(CHECKLIST.parts) == set().union(*asked.values())
    for card in CHECKLIST.defects.values():
        if card.contradicts:
            assert any(card.part in asked[kind] for kind in card.kinds), card.code


def test_the_guide_names_every_defect() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [code for code in CHECKLIST.defects if code not in text] == []


def test_a_part_that_nobody_wrote_is_refused_with_its_name(tmp_path: Path) -> None:
    place = data_folder("checklists") / "statute"
    for name in ("elements", "parts", "defects"):
        (tmp_path / name).mkdir()
    for name in ("lexicon.yaml", "relations.yaml"):
        (tmp_path / name).write_text((place / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "elements" / "cer.yaml").write_text((place / "elements" / "cer.yaml").read_text(encoding="utf-8"))
    with pytest.raises(BrokenFileError, match="assenza_profitto"):
        Checklist.load(tmp_path)


def test_a_relation_that_nobody_wrote_is_refused_with_its_name(tmp_path: Path) -> None:
    shutil.copytree(data_folder("checklists") / "statute", tmp_path / "statute")
    card = tmp_path / "statute" / "parts" / "uscita.yaml"
    card.write_text(card.read_text(encoding="utf-8").replace("uscita_membro", "uscita_ignota"), encoding="utf-8")
    with pytest.raises(BrokenFileError, match="uscita_ignota"):
        Checklist.load(tmp_path / "statute")


def test_the_thresholds_of_the_words_are_those_of_the_law() -> None:
    words = (
        "Art. 1\nL'importo della tariffa premio eccedentario va ai consumatori diversi dalle imprese.\n"
        "Il valore soglia dell'energia condivisa è il 55 %."
    )
    paragraphs = tuple(SourceParagraph(n, line) for n, line in enumerate(words.splitlines(), start=1))
    found = Examiner(CHECKLIST, LAW).examine(SourceText(paragraphs), Kind.CER, DAYS[-1])
    defect = next(one for one in found.defects if one.code == "STA-04")
    assert defect.title == "Soglia del 55 % senza quella del 45 %"


@pytest.mark.parametrize(("staff", "is_too_many"), [(9, False), (99, False), (249, False), (250, True), (1000, True)])
def test_staff_that_no_medium_firm_has_begins_where_the_law_says(staff: int, is_too_many: bool) -> None:
    slot = figures_on(LAW, DAYS[-1])["addetti_oltre_pmi"]
    assert bool(re.fullmatch(slot, str(staff))) is is_too_many
