"""Words, phrases and structure: what the search for clauses stands on."""

import pytest

from workflow.documents.statute.normal_text import joined, tokens
from workflow.documents.statute.phrases import Phrasebook
from workflow.documents.statute.source_text import SourceParagraph
from workflow.documents.statute.structure import take_apart

BOOK = Phrasebook({"uscita": ("recess*", "uscire dal gruppo")}, {"soglia": "55%"})


def plain(text: str) -> str:
    return joined(tokens(text)).strip()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("L’attività della Comunità", "attivita comunita"),
        ("l'attivita' della comunita'", "attivita comunita"),
        ("ATTIVITÀ", "attivita"),
        ("il 55 %", "55%"),
        ("55,00%", "55%"),
        ("cinquantacinque per cento", "55%"),
        ("55 (cinquantacinque) per cento", "55%"),
        ("tre mesi", "3 mesi"),
        ("né preavviso, né penali", "neppure preavviso , neppure penali"),
        ("nominato dal Presidente", "nominato da presidente"),
        ("Alfa S.p.A.", "alfa spa"),
        ("il sig. ________", "sig □"),
        ("il sig. ……………", "sig □"),
    ],
)
def test_a_text_becomes_plain_words(written: str, expected: str) -> None:
    assert plain(written) == expected


def test_a_name_is_told_from_a_defined_term() -> None:
    terms = frozenset({"consiglio", "direttivo"})
    assert "§ maria rossi" in joined(tokens("È delegata Maria Rossi", terms))
    assert "§" not in joined(tokens("È delegato il Consiglio Direttivo", terms))


def test_the_place_of_each_word_is_kept() -> None:
    text = "Il socio può  recedere"
    assert [text[token.start : token.end] for token in tokens(text)] == ["socio", "può", "recedere"]


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("recess*", "il recesso del socio", True),
        ("soci* ..3 recess*", "il socio esercita il recesso", True),
        ("soci* ..1 recess*", "il socio esercita sempre il recesso", False),
        ("soci* ..3 recess*", "il socio, se vuole, il recesso", False),
        ("soci* ...3 recess*", "il socio, se vuole, il recesso", True),
        ("soci* ...3 recess*", "il socio non ha recesso", False),
        ("soci* ....3 recess*", "il socio non ha recesso", True),
        ("<uscita>", "uscire dal gruppo", True),
        ("penale|multa", "una multa", True),
        ("far+parte|aderire", "chi vuole far parte", True),
        ("far+parte|aderire", "far tesoro, parte lesa", False),
        ("{soglia}", "oltre il cinquantacinque per cento", True),
        ("preavviso", "senza preavviso", False),
        ("preavviso", "non è richiesto preavviso", False),
        ("preavviso", "la società non lucrativa, con preavviso", True),
        ("senza preavviso", "senza preavviso", True),
    ],
)
def test_a_phrase_is_found_only_where_it_is_said(phrase: str, text: str, is_found: bool) -> None:
    found = next(BOOK.phrase(phrase).find(joined(tokens(text))), None)
    assert (found is not None) is is_found


def sentences(*lines: str) -> list[str]:
    paragraphs = [SourceParagraph(number, line) for number, line in enumerate(lines, start=1)]
    found = take_apart(paragraphs, frozenset()).sentences
    return [" ".join(one.stretch.line.replace(",", " ").split()) for one in found]


def articles(*lines: str) -> list[tuple[str, str]]:
    paragraphs = [SourceParagraph(number, line) for number, line in enumerate(lines, start=1)]
    return [(one.label, one.heading.strip()) for one in take_apart(paragraphs, frozenset()).articles if one.label]


def test_an_item_counts_with_the_words_that_introduce_its_list() -> None:
    found = sentences("Non possono essere soci:", "a) le grandi imprese;", "b) i minori.", "2. Altro comma.")
    assert found == ["non possono essere soci grandi imprese", "non possono essere soci minori", "altro comma"]


def test_a_list_inside_a_sentence_is_taken_apart_too() -> None:
    found = sentences("Possono essere soci: persone; enti; imprese.")
    assert [line.split()[-1] for line in found] == ["persone", "enti", "imprese"]


def test_a_list_without_letters_goes_on_while_its_lines_do() -> None:
    found = sentences("Sono ammessi:", "persone fisiche;", "enti locali.", "Il Consiglio decide.")
    assert found == ["sono ammessi persone fisiche", "sono ammessi enti locali", "consiglio decide"]


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert (
        len(sentences("Ai sensi dell'art. 31, c. 1, lett. b), del D.Lgs. 199/2021 il sig. Rossi recede. Altro.")) == 2
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Art. 5 – Recesso", "Il socio recede."), [("Art. 5", "recesso")]),
        (("ARTICOLO SETTIMO", "Recesso", "Il socio recede."), [("ARTICOLO SETTIMO", "recesso")]),
        (("ART. 7", "(Uscita)", "Il socio recede."), [("ART. 7", "uscita")]),
        (("Articolo 8. Uscita. Il socio recede.",), [("Articolo 8", "uscita")]),
        (("5. Recesso", "5.1 Il socio recede."), [("5", "recesso")]),
        (("COME SI ESCE", "Si esce scrivendo."), [("COME SI ESCE", "come si esce")]),
        (("Art. 31, comma 1, del decreto dice altro.",), []),
    ],
)
def test_a_heading_is_recognised_however_it_is_written(lines: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert articles(*lines) == expected


def test_an_index_and_a_table_of_articles_are_not_the_text() -> None:
    paragraphs = [
        SourceParagraph(1, "Prospetto degli elementi essenziali", is_heading=True),
        SourceParagraph(2, "a) scopo"),
    ]
    assert [article.is_aside for article in take_apart(paragraphs, frozenset()).articles] == [True]
