"""Loading the law: what it gives, what it refuses and where, and the digest that identifies it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from workflow.domain.finding import LegalRef
from workflow.law import Law, UnknownOnThatDayError, UnknownParameterError
from workflow.law.law import digest_of
from workflow.resources import BrokenFileError

Change = Callable[[str, str, str], Path]


def test_a_parameter_is_named_by_its_area_and_file(folder: Path) -> None:
    law = Law.load(folder)
    assert set(law.parameters) == {"area/limite", "area/durata"}
    assert law.get("area/limite").name == "area/limite"
    assert repr(law) == f"Law(2 parameters, digest {law.digest})"


def test_a_name_that_no_file_has_is_an_error_with_exit_code_four(folder: Path) -> None:
    law = Law.load(folder)
    with pytest.raises(UnknownParameterError, match="area/altro") as caught:
        law.value("area/altro", date(2026, 1, 1))
    assert caught.value.exit_code == 4
    with pytest.raises(UnknownParameterError, match="altro"):
        law.due("altro", date(2026, 1, 1))


def test_a_value_answers_from_its_day_and_not_before(folder: Path) -> None:
    law = Law.load(folder)
    with pytest.raises(UnknownOnThatDayError, match="24/01/2024") as caught:
        law.value("area/limite", date(2024, 1, 23))
    assert caught.value.exit_code == 4
    assert law.value("area/limite", date(2024, 1, 24)).number == 10
    assert law.value("area/limite", date(2025, 4, 29)).until_on == date(2025, 4, 29)
    assert str(law.value("area/limite", date(2025, 4, 30)).number) == "20.5"
    assert law.value("area/limite", date(2030, 1, 1)).until_on is None


def test_a_null_value_ends_the_one_before_and_says_why(change: Change) -> None:
    law = Law.load(change("area/limite.yaml", "value: 20.50", "value: null\n    note: Limite abrogato dall'art. 2."))
    assert law.value("area/limite", date(2025, 4, 29)).number == 10
    with pytest.raises(UnknownOnThatDayError, match="abrogato"):
        law.value("area/limite", date(2025, 4, 30))
    assert law.get("area/limite").find(date(2026, 1, 1)) is None
    assert [value.number for value in law.get("area/limite").history] == [10]


def test_a_reference_is_cited_as_people_write_it(folder: Path) -> None:
    law = Law.load(folder)
    assert law.cite(law.value("area/limite", date(2026, 1, 1)).ref) == "Atto 1/2024, art. 2"
    assert law.cite(LegalRef(source="ignoto", at="art. 9")) == "ignoto, art. 9"


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        ("area/limite.yaml", "unit: kW", "unit: kW\nunità: kW", 3, "«unità» non è prevista"),
        ("area/limite.yaml", "unit: kW", "unit: kW\nunit: kW", 3, "scritta due volte"),
        ("area/limite.yaml", "unit: kW", "unit: kilowatt", 2, "«unit» non è ammesso"),
        ("area/limite.yaml", "unit: kW\n", "", 1, "manca la chiave «unit»"),
        ("area/limite.yaml", "data_richiesta", "oggi", 3, "«keyed_by» non è ammesso"),
        ("area/limite.yaml", "2026-11-22", "ieri", 4, "«verified» deve essere una data"),
        ("area/limite.yaml", "from: 2024-01-24", "from: 2026-01-24", 11, "devono crescere"),
        ("area/limite.yaml", "from: 2024-01-24", "from: 2025-04-30", 11, "devono crescere"),
        ("area/limite.yaml", "source: atto", "source: altro", 8, "«altro» non è nel registro"),
        ("area/limite.yaml", "confidence: alta", "confidence: certa", 9, "«confidence» non è ammesso"),
        ("area/limite.yaml", "published: 2024-01-23", "published: null", 10, "manca la data di pubblicazione"),
        ("area/limite.yaml", "published: 2024-01-23", "published: 2027-01-01", 10, "successiva alla verifica"),
        ("area/limite.yaml", "value: 10", "value: dieci", 7, "serve un numero"),
        ("area/limite.yaml", "value: 10", "value: true", 7, "serve un numero"),
        ("area/limite.yaml", "value: 10", "value: {nord: molto}", 7, "servono solo numeri"),
        ("area/limite.yaml", "value: 10", "value: null\n    note: Mai", 6, "il primo valore non può essere nullo"),
        ("area/limite.yaml", "value: 20.50", "value: null", 11, "deve dire perché"),
        ("area/limite.yaml", "    value: 10\n", "", 6, "manca la chiave «value»"),
        ("area/limite.yaml", "    value: 10", "    value: 10\n    valore: 10", 8, "«valore» non è prevista"),
        ("area/durata.yaml", "value: 30", "value: 30.5", 7, "serve un numero intero"),
        ("sources.yaml", "kind: legge", "kind: norma", 4, "«kind» non è ammesso"),
        ("sources.yaml", "  in_force: 2024-01-02", "  in_force: null", 8, "manca la data di entrata in vigore"),
        ("sources.yaml", "atto:", "atto:\n  id: altro", 2, "«id» non è prevista"),
        ("sources.yaml", "  confidence: alta\n", "  confidence: alta\naltro: vecchio\n", 12, "gruppo di chiavi"),
        ("termini/risposta.yaml", "source: atto", "source: altro", 8, "«altro» non è nel registro"),
        ("termini/risposta.yaml", "area/durata", "area/altra", 3, "«area/altra» non esiste"),
        ("termini/risposta.yaml", "area/durata", "area/limite", 3, "non è una durata"),
        ("termini/risposta.yaml", "area/durata", "null", 3, "deve dire perché"),
        ("termini/risposta.yaml", "solare", "portale_fisso", 5, "non slitta"),
        ("termini/risposta.yaml", "actor: referente", "actor: chiunque", 7, "«actor» non è ammesso"),
    ],
)
def test_what_is_out_of_form_is_refused_with_file_and_line(  # noqa: PLR0917 - one column of the table each
    change: Change, name: str, old: str, new: str, line: int, words: str
) -> None:
    folder = change(name, old, new)
    with pytest.raises(BrokenFileError) as caught:
        Law.load(folder)
    assert caught.value.path == folder / name
    assert caught.value.line == line
    assert caught.value.column
    assert words in str(caught.value)
    assert f"riga {line}" in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_file_outside_any_area_is_refused(folder: Path) -> None:
    stray = folder / "area" / "sotto" / "altro.yaml"
    stray.parent.mkdir()
    stray.write_text("a: 1", encoding="utf-8")
    with pytest.raises(BrokenFileError, match=r"altro\.yaml"):
        Law.load(folder)


def test_a_due_day_uses_the_length_in_force_on_the_key_date(folder: Path) -> None:
    law = Law.load(folder)
    deadline = law.due("risposta", date(2026, 9, 4))
    assert (deadline.due_on, deadline.rolled_on) == (date(2026, 10, 4), date(2026, 10, 5))
    with pytest.raises(UnknownOnThatDayError):
        law.due("risposta", date(2024, 1, 23))
    assert law.due("risposta", date(2024, 1, 23), date(2024, 1, 24)).due_on == date(2024, 2, 22)


def test_the_digest_is_the_same_for_the_same_text_whatever_the_line_ends(folder: Path) -> None:
    before = Law.load(folder).digest
    path = folder / "area" / "limite.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert Law.load(folder).digest == before
    assert len(before) == 64


def test_the_digest_changes_with_one_figure_one_name_or_one_rule_card(folder: Path) -> None:
    rules = folder.parent / "rules"
    rules.mkdir()
    first = Law.load(folder).digest
    (rules / "PLT-06.yaml").write_text("title: Una regola\n", encoding="utf-8")
    second = Law.load(folder).digest
    path = folder / "area" / "limite.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 10", "value: 11"), encoding="utf-8")
    third = Law.load(folder).digest
    path.rename(folder / "area" / "tetto.yaml")
    fourth = Law.load(folder).digest
    assert len({first, second, third, fourth}) == 4
    assert Law.load(folder, also=()).digest == digest_of([folder])


def test_the_packaged_law_covers_the_rule_cards_in_its_digest() -> None:
    law = Law.load()
    assert law.digest != Law.load(also=()).digest
    assert law.digest == Law.load().digest
