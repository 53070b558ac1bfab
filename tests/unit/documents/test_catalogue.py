"""document.yaml: strict, with file and line, and the edition in force on a day."""

from datetime import date
from pathlib import Path

import pytest

from workflow.documents.catalogue import Catalogue, EditionMissingError, Per, UnknownDocumentError, read_document_type
from workflow.domain.kind import Kind, LegalForm
from workflow.resources import BrokenFileError

GOOD = """\
id: mandato
title: >-
  Mandato al Referente
phase: pratiche_gse
kinds: [cer, gac]
per: mandate
when: needs_mandate
output: mandato
signed_by: [mandante, referente]
editions:
  - from: 2024-01-24
    file: mandato.2024-01-24.docx
    ref: {source: dm-mase-414-2023, at: "art. 3"}
    confidence: media
  - from: 2025-04-30
    file: mandato.2025-04-30.docx
    ref: {source: dm-mase-414-2023, at: "art. 3"}
    confidence: alta
clauses:
  - {id: durata-annuale, answers: [REF-04.durata, GAC-04.k1]}
"""


def written(folder: Path, text: str, name: str = "mandato") -> Path:
    (folder / name).mkdir(exist_ok=True)
    path = folder / name / "document.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    document = read_document_type(written(tmp_path, GOOD))
    assert (document.title, document.per, document.when) == ("Mandato al Referente", Per.MANDATE, "needs_mandate")
    assert document.editions[1].path == tmp_path / "mandato" / "mandato.2025-04-30.docx"
    assert document.clauses[0].answers == ("REF-04.durata", "GAC-04.k1")


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2024, 1, 24), 2024), (date(2025, 4, 29), 2024), (date(2025, 4, 30), 2025), (date(2030, 1, 1), 2025)],
)
def test_the_edition_is_the_one_in_force(tmp_path: Path, day: date, first: int) -> None:
    assert read_document_type(written(tmp_path, GOOD)).edition_on(day).from_.year == first


def test_a_day_before_the_first_edition_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EditionMissingError, match="24/01/2024"):
        read_document_type(written(tmp_path, GOOD)).edition_on(date(2024, 1, 23))


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (GOOD + "colour: red\n", 21, "colour.*sconosciuta"),
        (GOOD.replace("phase: pratiche_gse", "phase: pratiche"), 4, "phase.*non ammesso"),
        (GOOD.replace("[cer, gac]", "[cer, xyz]"), 5, "kinds.1"),
        (GOOD.replace("    confidence: media", "    confidence: media\n    colour: red"), 15, "colour"),
        (GOOD.replace("output: mandato", "output: Mandato 1"), 8, "output"),
        (GOOD.replace("2025-04-30", "2023-04-30"), 1, "in ordine di data"),
        (GOOD.replace("file: mandato.2024-01-24.docx", "file: altro.docx"), 1, r"mandato\.2024-01-24\.docx"),
        (GOOD.replace("answers: [REF-04.durata, GAC-04.k1]", "answers: []"), 20, "elenco vuoto"),
        (GOOD.replace("id: mandato", "id: altro", 1).replace("mandato.20", "altro.20"), 1, "nome della cartella"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, wrong: str, line: int, words: str) -> None:
    path = written(tmp_path, wrong)
    with pytest.raises(BrokenFileError, match=words) as caught:
        read_document_type(path)
    assert caught.value.path == path
    assert caught.value.line in {line, None} if line == 1 else caught.value.line == line


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match="«output»: chiave mancante"):
        read_document_type(written(tmp_path, GOOD.replace("output: mandato\n", "")))


def test_a_clause_listed_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match="due volte"):
        read_document_type(written(tmp_path, GOOD + "  - {id: durata-annuale, answers: [REF-04.x]}\n"))


def test_the_catalogue_reads_every_folder_but_the_shared_ones(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(
        tmp_path, GOOD.replace("mandato", "atto").replace("[cer, gac]", "[cer]\nlegal_forms: [cooperativa]"), "atto"
    )
    written(tmp_path, "not: read", "_shared")
    catalogue = Catalogue.load(tmp_path)
    assert [document.id for document in catalogue.all()] == ["atto", "mandato"]
    assert [d.id for d in catalogue.for_configuration(Kind.CER, LegalForm.COOPERATIVE)] == ["atto", "mandato"]
    assert [d.id for d in catalogue.for_configuration(Kind.CER, LegalForm.ASSOCIATION)] == ["mandato"]
    assert [d.id for d in catalogue.for_configuration(Kind.AID, None)] == []
    with pytest.raises(UnknownDocumentError, match="«statuto» non esiste"):
        catalogue.get("statuto")
    assert catalogue.get("atto").id == "atto"
