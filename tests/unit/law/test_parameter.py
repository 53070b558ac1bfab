"""Reading a dated value as what it is, and refusing to read it as something else."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workflow.law import DatedValue, WrongKindError
from workflow.law.parameter import read_parameter
from workflow.resources import BrokenFileError

TODAY = date(2026, 11, 22)
Change = Callable[[str, str, str], Path]


@pytest.fixture
def value_of(change: Change) -> Callable[[str, str], DatedValue]:
    """Write a unit and a YAML value in the tiny law, and read them back."""

    def read(unit: str, text: str) -> DatedValue:
        change("area/limite.yaml", "unit: kW", f"unit: {unit}")
        folder = change("area/limite.yaml", "value: 10", f"value: {text}")
        path = folder / "area" / "limite.yaml"
        lines = path.read_text(encoding="utf-8").split("  - from: 2025-04-30")[0]
        path.write_text(lines, encoding="utf-8")
        return read_parameter(path, "area/limite", {"atto"}).on(TODAY)

    return read


def test_a_decimal_is_exact(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("quota", "0.0275")
    assert value.number == Decimal("0.0275")
    assert str(value.percentage) == "2.75"


def test_a_whole_share_reads_without_decimals(value_of: Callable[..., DatedValue]) -> None:
    assert str(value_of("quota", "0.30").percentage) == "30"


def test_a_hundred_per_cent_has_no_exponent(value_of: Callable[..., DatedValue]) -> None:
    assert str(value_of("quota", "1").percentage) == "100"


def test_what_is_not_a_share_has_no_percentage(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("kW", "10")
    with pytest.raises(WrongKindError, match="area/limite"):
        _ = value.percentage


def test_days_are_whole_numbers(value_of: Callable[..., DatedValue]) -> None:
    assert value_of("giorni", "120").whole == 120


def test_a_date_is_a_date(value_of: Callable[..., DatedValue]) -> None:
    assert value_of("data", "2021-12-16").day == date(2021, 12, 16)


def test_a_text_is_a_text(value_of: Callable[..., DatedValue]) -> None:
    assert value_of("testo", "comuni_impianti").text == "comuni_impianti"


def test_a_list_of_words_gives_its_words(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("elenco", "[cer, gac]")
    assert value.items == value.ids == ("cer", "gac")


def test_a_list_of_groups_gives_its_ids_and_cannot_be_changed(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("elenco", '[{id: a, testo: "uno"}, {id: b, testo: "due"}]')
    assert value.ids == ("a", "b")
    with pytest.raises(TypeError):
        value.items[0]["id"] = "z"


def test_a_table_gives_its_numbers_by_key(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("quota", "{uno: 0.55, due: 0.45}")
    assert value.number_at("uno") == Decimal("0.55")
    assert str(value.percentage_at("due")) == "45"
    with pytest.raises(WrongKindError, match="tre"):
        value.number_at("tre")


def test_a_table_of_euro_has_no_percentage(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("EUR/MWh", "{nord: 10}")
    with pytest.raises(WrongKindError):
        value.percentage_at("nord")


def test_a_table_may_hold_anything_and_gives_numbers_only_where_they_are(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("tabella", "{nomi: [a, b], numero: 3}")
    assert value.table["nomi"] == ("a", "b")
    assert value.number_at("numero") == 3
    with pytest.raises(WrongKindError):
        value.number_at("nomi")


def test_a_scale_is_read_as_bands(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("EUR/MWh", "[{fino_a_kw: 200, tetto: 120}, {fino_a_kw: null, tetto: 110}]")
    assert value.bands.pick(Decimal("200.01"))["tetto"] == 110
    with pytest.raises(WrongKindError):
        _ = value.number


def test_a_number_is_no_scale_no_list_no_date_and_no_text(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("kW", "10")
    for reading in ("bands", "items", "ids", "table", "day", "text"):
        with pytest.raises(WrongKindError, match="area/limite"):
            getattr(value, reading)


def test_a_decimal_is_not_a_whole_number(value_of: Callable[..., DatedValue]) -> None:
    value = value_of("kW", "10.5")
    with pytest.raises(WrongKindError):
        _ = value.whole


@pytest.mark.parametrize(
    ("unit", "text", "words"),
    [
        ("data", "oggi", "serve una data"),
        ("data", "2021-12-16T10:00:00", "serve una data"),
        ("testo", "12", "serve un testo"),
        ("testo", '" "', "serve un testo"),
        ("tabella", "[a]", "serve una tabella"),
        ("tabella", "{}", "serve una tabella"),
        ("elenco", "uno", "elenco non vuoto"),
        ("elenco", "[]", "elenco non vuoto"),
        ("elenco", "[a, b, a]", "scritta due volte"),
        ("elenco", "[{id: a}, b]", "stesse chiavi"),
        ("elenco", "[{id: a}, {nome: b}]", "stesse chiavi"),
        ("elenco", "[{id: a, n: 1}, {id: a, n: 2}]", "lo stesso «id»"),
        ("giorni", "true", "numero intero"),
        ("giorno_del_mese", "25", "numeri interi"),
        ("giorno_del_mese", "{giorno: 25}", "numeri interi"),
        ("giorno_del_mese", "{giorno: 25, mesi_dopo: uno}", "numeri interi"),
        ("EUR/MWh", "{}", "servono solo numeri"),
        ("EUR/MWh", "[1, 2]", "serve un numero"),
        ("EUR/MWh", "[{fino_a_kw: 600, tetto: 1}, {fino_a_kw: 200, tetto: 2}]", "devono crescere"),
        ("EUR/MWh", "[{fino_a_kw: null, tetto: 1}, {fino_a_kw: 200, tetto: 2}]", "solo l’ultimo"),
        ("EUR/MWh", "[{fino_a_kw: 200, tetto: 1}, {fino_a_kw: 600}]", "stesse chiavi"),
        ("EUR/MWh", "[{fino_a_kw: 200}]", "almeno un valore"),
        ("EUR/MWh", "[{fino_a_kw: 200, tetto: alto}]", "solo numeri"),
        ("EUR/MWh", "[{fino_a_kw: molti, tetto: 1}]", "deve essere un numero"),
        ("EUR/MWh", "[{fino_a_kw: 2, fino_a_anni: 3, tetto: 1}]", "una sola chiave"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_on_its_line(
    value_of: Callable[..., Any], unit: str, text: str, words: str
) -> None:
    with pytest.raises(BrokenFileError, match=words) as caught:
        value_of(unit, text)
    assert caught.value.line == 7
