"""What changed is told clause by clause: changed, added, removed, moved; a number alone is no change."""

from collections.abc import Sequence

import pytest

from workflow.documents.comparison.alignment import align
from workflow.documents.comparison.clauses import clauses_of
from workflow.documents.comparison.facts import FactKind, fact_changes
from workflow.documents.comparison.items import Item
from workflow.documents.comparison.report import ClauseChange, Status, compare_items
from workflow.documents.comparison.words import Op, bag, changes, likeness, words_of

ANSWERS = {"recesso": ("CER-08.d",), "oggetto": ("CER-08.a",)}


def article(number: int, title: str, *commas: str, clause: str = "") -> list[Item]:
    head = Item(title, f"Art. {number} –", is_heading=True, clauses=(clause,) if clause else ())
    return [head, *(Item(text, f"{place}.") for place, text in enumerate(commas, start=1))]


ONE = [
    *article(1, "Oggetto", "La Comunità fornisce benefici ambientali.", "Non ha scopo di lucro.", clause="oggetto"),
    *article(2, "Sede", "La Comunità ha sede in Torino, via Roma 1."),
    *article(3, "Recesso", "L’associato recede in ogni momento, ai sensi dell’art. 2.", clause="recesso"),
    *article(4, "Durata", "La Comunità dura trenta anni."),
]


def found(other: Sequence[Item], one: Sequence[Item] = ONE) -> dict[str, ClauseChange]:
    return {change.title: change for change in compare_items(one, other, ANSWERS)}


def test_the_same_document_is_the_same() -> None:
    assert {change.status for change in compare_items(ONE, list(ONE), ANSWERS)} == {Status.UNCHANGED}


def test_a_changed_clause_touches_its_requirement() -> None:
    recess = article(
        3, "Recesso", "L’associato recede con preavviso di sei mesi, ai sensi dell’art. 2.", clause="recesso"
    )
    other = [*ONE[:5], *recess, *ONE[7:]]
    change = found(other)["Art. 3 – Recesso"]
    assert change.status is Status.CHANGED
    assert change.answers == ("CER-08.d",)
    removed = "".join(one.text for item in change.items for one in item.stretches if one.op is Op.REMOVED)
    assert "in ogni momento" in removed
    assert [one.status for one in found(other).values()].count(Status.UNCHANGED) == 3


def test_an_added_article_renumbers_the_others_and_changes_none() -> None:
    other = [
        *article(1, "Oggetto", "La Comunità fornisce benefici ambientali.", "Non ha scopo di lucro.", clause="oggetto"),
        *article(2, "Definizioni", "Valgono quelle della legge."),
        *article(3, "Sede", "La Comunità ha sede in Torino, via Roma 1."),
        *article(4, "Recesso", "L’associato recede in ogni momento, ai sensi dell’art. 3.", clause="recesso"),
        *article(5, "Durata", "La Comunità dura trenta anni."),
    ]
    changes_ = found(other)
    assert {title: one.status for title, one in changes_.items() if one.is_different} == {
        "Art. 2 – Definizioni": Status.ADDED
    }
    assert changes_["Art. 4 – Recesso"].is_renumbered
    assert changes_["Art. 4 – Recesso"].answers == ()


def test_a_reference_that_does_not_follow_the_numbers_is_a_change() -> None:
    other = [
        *ONE[:5],
        *article(3, "Recesso", "L’associato recede in ogni momento, ai sensi dell’art. 4.", clause="recesso"),
        *ONE[7:],
    ]
    change = found(other)["Art. 3 – Recesso"]
    assert change.status is Status.CHANGED
    assert [(one.kind, one.before, one.after) for one in change.facts] == [(FactKind.ARTICLE, "art. 2", "art. 4")]


def test_a_moved_article_is_moved_and_not_taken_away_and_put_in() -> None:
    other = [*ONE[:3], *ONE[5:7], *ONE[3:5], *ONE[7:]]
    told = found(other)
    assert {one.status for one in told.values()} == {Status.UNCHANGED}
    assert sum(one.is_moved for one in told.values()) == 1


def test_a_removed_clause_is_told_where_it_was_with_its_requirement() -> None:
    other = [*ONE[:5], *ONE[7:]]
    told = list(compare_items(ONE, other, ANSWERS))
    assert [one.status for one in told] == [Status.UNCHANGED, Status.UNCHANGED, Status.REMOVED, Status.UNCHANGED]
    assert told[2].answers == ("CER-08.d",)


def test_a_clause_without_bookmarks_is_found_by_heading_then_by_words() -> None:
    typed = [
        Item("Art. 1 - Scopo", is_heading=True),
        Item("La Comunità fornisce benefici ambientali."),
        Item("Non ha scopo di lucro."),
    ]
    told = found(typed, ONE[:3])
    (change,) = told.values()
    assert change.before is not None
    assert change.status is Status.CHANGED  # the heading says «Scopo»
    assert [item.is_same for item in change.items][-2:] == [True, True]


def test_numbers_typed_by_hand_are_no_change() -> None:
    one = [Item("Art. 3 Recesso", is_heading=True), Item("2. Il socio recede."), Item("b) per iscritto")]
    other = [Item("Art. 4 Recesso", is_heading=True), Item("3. Il socio recede."), Item("c) per iscritto")]
    assert not any(change.is_different for change in compare_items(one, other, {}))


def test_typographic_signs_are_told_as_such() -> None:
    recess = article(3, "Recesso", "L'associato recede in ogni momento, ai sensi dell'art. 2.", clause="recesso")
    other = [*ONE[:5], *recess, *ONE[7:]]
    change = found(other)["Art. 3 – Recesso"]
    assert change.is_only_typographic
    assert not any(one.is_different for one in compare_items(ONE, other, ANSWERS, is_loose=True))


def test_a_row_of_a_table_changes_alone() -> None:
    one = [Item("Tabella", is_heading=True), Item("Anna | 10 %", is_row=True), Item("Bruno | 90 %", is_row=True)]
    other = [*one[:2], Item("Bruno | 80 %", is_row=True), Item("Carla | 10 %", is_row=True)]
    (change,) = compare_items(one, other, {})
    assert [item.is_same for item in change.items] == [True, True, False, False]
    assert (FactKind.SHARE, "90 %", "80 %") in [(fact.kind, fact.before, fact.after) for fact in change.facts]


@pytest.mark.parametrize(
    ("before", "after", "kind", "was", "becomes"),
    [
        ("entro trenta giorni", "entro sessanta giorni", FactKind.NUMBER, "trenta", "sessanta"),
        ("pari a 1.000,00 €", "pari a 10.000,00 €", FactKind.AMOUNT, "1.000,00 €", "10.000,00 €"),
        ("il 12/03/2026", "il 13/03/2026", FactKind.DATE, "12/03/2026", "13/03/2026"),
        ("dal 1° marzo 2026", "dal 1° maggio 2026", FactKind.DATE, "1° marzo 2026", "1° maggio 2026"),
        ("il 55 %", "il 45 %", FactKind.SHARE, "55 %", "45 %"),
        ("il POD IT001E12345678", "il POD IT001E12345679", FactKind.CODE, "it001e12345678", "it001e12345679"),
        ("può recedere", "deve recedere", FactKind.DUTY, "può", "deve"),
        ("il socio risponde", "il socio non risponde", FactKind.NEGATION, "", "non"),
    ],
)
def test_what_a_reader_must_not_miss(before: str, after: str, kind: FactKind, was: str, becomes: str) -> None:
    assert [(one.kind, one.before, one.after) for one in fact_changes(before, after)] == [(kind, was, becomes)]


@pytest.mark.parametrize("text", ["", "a", "Città, perché? {{ x.y }}  12.500,00 €\n\tl’art. 5-bis", "…—«»"])
def test_the_words_joined_are_the_text(text: str) -> None:
    assert "".join(words_of(text)) == text


@pytest.mark.parametrize(
    ("one", "other"), [("il gatto nero", "il cane nero"), ("", "tutto nuovo"), ("via", ""), ("a b c d", "d c b a")]
)
def test_the_stretches_give_back_both_texts(one: str, other: str) -> None:
    plan = changes(one, other)
    assert "".join(stretch.text for stretch in plan if stretch.op is not Op.ADDED) == one
    assert "".join(stretch.text for stretch in plan if stretch.op is not Op.REMOVED) == other


def test_a_wide_gap_is_paired_in_order() -> None:
    one = [f"riga {n} di testo" for n in range(300)]
    other = [f"riga {n} di testo nuovo" for n in range(300)]
    bags = [bag(text) for text in one], [bag(text) for text in other]
    pairs = align(one, other, lambda i, j: likeness(bags[0][i], bags[1][j]))
    assert [i for i, _ in pairs if i is not None] == list(range(300))
    assert [j for _, j in pairs if j is not None] == list(range(300))


def test_a_heading_on_two_lines_is_one() -> None:
    items = [Item("Art. 5"), Item("Recesso", is_heading=True), Item("Il socio recede.")]
    (clause,) = clauses_of(items)
    assert clause.title == "Art. 5 Recesso"
    assert clause.name == "recesso"
