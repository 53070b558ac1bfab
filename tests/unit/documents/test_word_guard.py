"""A file that is not a whole, open .docx is refused before anything reads it, with what it is and what to do."""

from pathlib import Path

import pytest

from tests.builders.word_files import hostile_files, put, word
from workflow.documents.word_guard import NoSuchWordFileError, read_word_file
from workflow.resources import BrokenFileError

WHAT_IT_IS = {
    "vuoto": "vuoto",
    "testo": "non è un documento Word",
    "pdf": "un PDF",
    "rtf": "RTF",
    "pagina": "HTML",
    "doc": "vecchio formato di Word",
    "password": "password",
    "tronco": "tronco o danneggiato",
    "foglio": "Excel",
    "odt": "LibreOffice",
    "fuori": "fuori posto",
    "entita": "dichiarazioni",
    "xml_rotto": "XML",
    "bomba": "crescerebbe a 300 MB",
}


def test_a_good_file_opens(tmp_path: Path) -> None:
    assert "word/document.xml" in read_word_file(put(tmp_path, "a.docx", word("Testo.")))


@pytest.mark.parametrize("name", WHAT_IT_IS)
def test_a_hostile_file_is_refused_by_what_it_is(name: str, tmp_path: Path) -> None:
    path = put(tmp_path, "a.docx", hostile_files()[name])
    with pytest.raises(BrokenFileError, match=WHAT_IT_IS[name]) as refused:
        read_word_file(path)
    assert refused.value.exit_code == 4
    assert refused.value.remedy


def test_every_hostile_file_is_tried() -> None:
    assert set(hostile_files()) == set(WHAT_IT_IS)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NoSuchWordFileError) as refused:
        read_word_file(tmp_path / "manca.docx")
    assert refused.value.exit_code == 3
