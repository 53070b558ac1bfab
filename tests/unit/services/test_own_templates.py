"""A studio's template takes the place of ours, is said, and when broken stops the work instead of being passed over."""

from datetime import date
from pathlib import Path

import docx
import pytest

from tests.builders.word_files import put, word
from workflow.documents.catalogue import Catalogue
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.own_template_files import OwnTemplateError
from workflow.services.own_templates import ENVIRONMENT, check_own_editions, own_catalogue
from workflow.services.template_samples import CopyExistsError, copy_template, write_samples

GOOD = "Il Referente è {{ referente.nome_completo }}."


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(ENVIRONMENT, raising=False)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def own(folder: Path, name: str, *paragraphs: str) -> Path:
    return put(folder / "modelli", f"{name}.docx", word(*(paragraphs or (GOOD,))))


def test_without_a_folder_everything_is_as_packaged(tmp_path: Path) -> None:
    editions = own_catalogue(tmp_path).get("statuto_cer").editions
    assert not any(one.is_own or one.preparation for one in editions)


def test_an_own_template_takes_the_place_of_every_edition(tmp_path: Path) -> None:
    path = own(tmp_path, "statuto_cer")
    (edition,) = own_catalogue(tmp_path).get("statuto_cer").editions
    assert (edition.is_own, edition.name, edition.words, edition.original) == (True, "propria", "propria", path)
    assert not own_catalogue(tmp_path).get("mandato_comunita").editions[0].is_own


def test_a_dated_own_template_holds_from_its_day(tmp_path: Path) -> None:
    own(tmp_path, "statuto_cer.2026-01-01")
    document = own_catalogue(tmp_path).get("statuto_cer")
    assert document.edition_on(date(2025, 12, 31)).name == "2025-04-30"
    assert document.edition_on(date(2026, 1, 1)).is_own


def test_the_dossiers_folder_wins_over_the_studios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    near = own(tmp_path / "fascicolo", "statuto_cer")
    studio = tmp_path / "studio"
    put(studio, "statuto_cer.docx", word(GOOD))
    far = put(studio, "mandato_comunita.docx", word(GOOD))
    monkeypatch.setenv(ENVIRONMENT, str(studio))
    catalogue = own_catalogue(tmp_path / "fascicolo")
    assert catalogue.get("statuto_cer").editions[0].original == near
    assert catalogue.get("mandato_comunita").editions[0].original == far
    assert own_catalogue(None, studio).get("statuto_cer").editions[0].original == studio / "statuto_cer.docx"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("statuto_cerr.docx", "«statuto_cer.docx»"),
        ("statuto_cer.docm", "dev'essere un .docx"),
        ("statuto_cer.domani.docx", "una data"),
        ("statuto_cer.2026-13-01.docx", "una data"),
    ],
)
def test_a_file_that_would_be_passed_over_is_an_error(tmp_path: Path, name: str, words: str) -> None:
    put(tmp_path / "modelli", name, word(GOOD))
    with pytest.raises(OwnTemplateError, match=words) as refused:
        own_catalogue(tmp_path)
    assert refused.value.exit_code == 4


def test_what_begins_with_an_underscore_or_belongs_to_word_is_left_alone(tmp_path: Path) -> None:
    for name in ("_bozza.docx", "~$statuto_cer.docx", ".nascosto.docx", "logo.png"):
        put(tmp_path / "modelli", name, b"x")
    assert not own_catalogue(tmp_path).get("statuto_cer").editions[0].is_own


def test_a_studio_folder_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(OwnTemplateError) as refused:
        own_catalogue(None, tmp_path / "manca")
    assert refused.value.exit_code == 3


@pytest.mark.parametrize(
    "text", ["{{ referente.nome_complto }}", "{% if bozza %}", "{{ oggi }}", "{{ referente.pec|euro }}", "{{ x"]
)
def test_a_broken_own_template_stops_and_says_why(tmp_path: Path, law: Law, text: str) -> None:
    path = own(tmp_path, "statuto_cer", text)
    with pytest.raises(OwnTemplateError, match="non prende il suo posto") as refused:
        check_own_editions(own_catalogue(tmp_path).get("statuto_cer"), law)
    assert refused.value.exit_code == 4
    assert str(path) in str(refused.value)


def test_a_file_that_is_no_word_file_stops(tmp_path: Path, law: Law) -> None:
    put(tmp_path / "modelli", "statuto_cer.docx", b"PK non zip")
    with pytest.raises(ProgramError) as refused:
        check_own_editions(own_catalogue(tmp_path).get("statuto_cer"), law)
    assert refused.value.exit_code == 4


def test_its_use_is_said_with_its_digest_and_the_clauses_that_lack(tmp_path: Path, law: Law) -> None:
    own(tmp_path, "statuto_cer", "Mario Rossi è il presidente.", GOOD)
    findings = check_own_editions(own_catalogue(tmp_path).get("statuto_cer"), law)
    assert [one.code for one in findings] == ["TES-03", "TES-04"]
    assert len(findings[0].values["sha256"]) == 64
    assert "oggetto_prevalente" in findings[1].message


def test_a_sample_is_written_for_each_example_of_its_kinds(tmp_path: Path, law: Law) -> None:
    own(tmp_path, "mandato_produttore", "Mandato di {{ mandante.nome_completo }}", "Impianto {{ impianti|length }}")
    catalogue = own_catalogue(tmp_path)
    written = write_samples(catalogue.get("mandato_produttore"), law, catalogue, tmp_path / "prove")
    done = [one for one in written if one.word is not None]
    assert done
    for one in done:
        document = docx.Document(str(one.word))
        assert document.paragraphs[0].text.startswith("Mandato di ")
        assert "{{" not in document.paragraphs[0].text
        margins = [cell.text for table in document.sections[0].footer.tables for cell in table.rows[0].cells]
        assert any("propria" in text for text in margins)


def test_a_document_of_a_kind_without_example_is_tried_on_the_nearest(tmp_path: Path, law: Law) -> None:
    catalogue = Catalogue.load()
    written = write_samples(catalogue.get("statuto_cec"), law, catalogue, tmp_path)
    (done,) = [one for one in written if one.word is not None]
    assert "adattato" in done.note
    assert "cittadini" in " ".join(one.text for one in docx.Document(str(done.word)).paragraphs)


def test_a_copy_is_made_once_under_the_name_that_replaces(tmp_path: Path) -> None:
    catalogue = Catalogue.load()
    target = copy_template(catalogue.get("statuto_cer"), tmp_path / "modelli")
    assert target.name == "statuto_cer.docx"
    assert own_catalogue(tmp_path).get("statuto_cer").editions[0].original == target
    with pytest.raises(CopyExistsError):
        copy_template(catalogue.get("statuto_cer"), tmp_path / "modelli")
