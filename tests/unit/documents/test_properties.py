"""The properties of a file are escaped once and cut where Word would."""

from datetime import date

import pytest
from defusedxml import ElementTree

from workflow.documents.properties import DocumentProperties
from workflow.documents.wordml import parse_part, serialise_part

DC = "{http://purl.org/dc/elements/1.1/}"
DAY = date(2026, 11, 22)


@pytest.mark.parametrize("title", ["Rossi & Figli <srl>", 'D\'Àmico "€"', "{{ 7*7 }}", "🌞"])
def test_the_title_comes_back_as_it_was(title: str) -> None:
    root = ElementTree.fromstring(DocumentProperties(title=title, as_of=DAY).core_xml())
    assert root.findtext(f"{DC}title") == title
    assert root.findtext(f"{DC}language") == "it-IT"


def test_dates_are_the_as_of_day() -> None:
    assert DocumentProperties(title="x", as_of=DAY).core_xml().count(b"2026-11-22T00:00:00Z") == 2


def test_255_characters_stay_and_256_are_cut() -> None:
    for length, kept in ((255, "a" * 255), (256, "a" * 254 + "…")):
        root = ElementTree.fromstring(DocumentProperties(title="a" * length, as_of=DAY).core_xml())
        assert root.findtext(f"{DC}title") == kept


def test_a_title_stands_on_one_line() -> None:
    root = ElementTree.fromstring(DocumentProperties(title="uno\ndue", as_of=DAY).core_xml())
    assert root.findtext(f"{DC}title") == "uno due"


@pytest.mark.parametrize("text", ["Rossi & Figli <srl>", "a > b \"c\" 'd'", "🌞 àè", "x" * 300])
def test_the_xml_is_the_one_that_lxml_writes(text: str) -> None:
    core = DocumentProperties(title=text, as_of=DAY, subject=text, keywords=text, description=text).core_xml()
    assert serialise_part(parse_part(core)) == core
