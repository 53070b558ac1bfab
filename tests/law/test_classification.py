"""Every point of the law's catalogue is a rule, a value, a term, a text or a note: none forgotten, none twice."""

from pathlib import Path

import pytest

from workflow.checks.card import load_cards
from workflow.checks.note import Nature, Note, load_gaps, load_note, load_notes
from workflow.documents.catalogue import Catalogue
from workflow.law import Law
from workflow.resources import BrokenFileError, data_folder

# The catalogue of the law, family by family: how many points each has.
FAMILIES = {
    "GEN": 15, "POD": 10, "CER": 11, "GAC": 11, "CAC": 1, "AID": 4, "CAD": 1, "CEC": 6, "PLT": 40, "REF": 11,
    "PRC": 11, "DOC": 25, "SCD": 7, "EFF": 14, "VAR": 12, "MNY": 9, "FEE": 5, "CHK": 5, "PNR": 10,
}  # fmt: skip
IDS = [f"{family}-{number:02d}" for family, count in FAMILIES.items() for number in range(1, count + 1)]
MOST_GAPS = len(IDS) // 10

CARDS = load_cards()
NOTES = load_notes()
GAPS = load_gaps()
PLACES = {"rule": set(CARDS), "note": set(NOTES), "gap": set(GAPS)}


def test_the_catalogue_has_two_hundred_and_eight_points() -> None:
    assert len(IDS) == len(set(IDS)) == 208


def test_no_point_is_forgotten() -> None:
    assert [code for code in IDS if not any(code in codes for codes in PLACES.values())] == []


def test_no_point_is_in_two_places() -> None:
    found = {code: [place for place, codes in PLACES.items() if code in codes] for code in IDS}
    assert {code: places for code, places in found.items() if len(places) > 1} == {}


def test_every_note_and_gap_is_a_point_of_the_catalogue() -> None:
    assert (set(NOTES) | set(GAPS)) - set(IDS) == set()


def test_at_most_one_point_in_ten_is_not_implemented_and_each_says_what_is_missing() -> None:
    assert len(GAPS) <= MOST_GAPS
    for gap in GAPS.values():
        assert gap.missing.strip()
        assert gap.ask.strip()


@pytest.mark.parametrize("note", NOTES.values(), ids=lambda note: note.code)
def test_what_a_note_names_exists(note: Note) -> None:
    law = _LAW
    assert [name for name in note.parameters if name not in law.parameters] == []
    assert [name for name in note.terms if name not in law.terms] == []
    assert [name for name in note.documents if name not in _DOCUMENTS] == []
    assert [code for code in note.rules if code not in CARDS and code not in NOTES] == []
    assert [ref.source for ref in note.refs if ref.source not in law.sources] == []


@pytest.mark.parametrize("note", NOTES.values(), ids=lambda note: note.code)
def test_a_note_has_what_its_nature_promises(note: Note) -> None:
    promised = {Nature.VALUE: note.parameters, Nature.TERM: note.terms, Nature.TEXT: note.documents or note.rules}
    assert promised.get(note.nature, True), f"{note.code} is a {note.nature} that points to none"


@pytest.mark.parametrize("note", NOTES.values(), ids=lambda note: note.code)
def test_a_note_is_plain_italian_prose(note: Note) -> None:
    for text in (note.title, note.text):
        assert text == text.strip()
        assert "  " not in text
        assert not any(word in text for word in (" e' ", " perche' ", "TODO", "\n", "{"))
    assert note.text.endswith(".")
    assert not note.title.endswith(".")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nature: nota", "nature: opinione"),
        ("kinds: [cer, cec]", "kinds: []"),
        ("confidence: alta", "confidence: certa"),
        ("in_force: {from: 2024-02-23}", "opinion: mia"),
    ],
)
def test_a_note_out_of_form_is_refused_with_its_line(tmp_path: Path, old: str, new: str) -> None:
    text = (data_folder("checklists") / "notes" / "GEN-08.yaml").read_text(encoding="utf-8")
    path = tmp_path / "GEN-08.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BrokenFileError) as caught:
        load_note(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert caught.value.line == (1 if new.startswith("opinion") else lines.index(new) + 1)


def _documents() -> set[str]:
    """Return the names a note may point to: documents, and their clauses."""
    documents = Catalogue.load().all()
    clauses = {f"{document.id}/{clause.id}" for document in documents for clause in document.clauses}
    return {document.id for document in documents} | clauses


_LAW = Law.load()
_DOCUMENTS = _documents()
