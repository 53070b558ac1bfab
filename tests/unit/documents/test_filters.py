"""The filters write Italian as a deed or a receipt wants it."""

from datetime import date
from decimal import Decimal

import pytest

from workflow.documents.filters import (
    FILTERS,
    FilterTypeError,
    agreement,
    blank_if_unknown,
    capitalised,
    enumeration,
    euro,
    euro_in_words,
    first,
    group_agreement,
    in_words,
    kilowatt,
    kilowatt_hour,
    last,
    length,
    long_date,
    lower,
    number,
    ordinal,
    percentage,
    plural,
    short_date,
    tick,
    upper,
    yes_no,
)
from workflow.resources import data_folder


def test_dates_are_written_the_italian_way() -> None:
    assert short_date(date(2026, 11, 2)) == "02/11/2026"
    assert long_date(date(2026, 11, 22)) == "22\u00a0novembre\u00a02026"


def test_the_first_day_of_a_month_is_an_ordinal() -> None:
    assert long_date(date(2026, 5, 1)) == "1°\u00a0maggio\u00a02026"
    assert long_date(date(2026, 5, 11)) == "11\u00a0maggio\u00a02026"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234.5"), "1.234,50\u00a0€"),
        (0, "0,00\u00a0€"),
        (Decimal("0.005"), "0,01\u00a0€"),
        (Decimal("0.004"), "0,00\u00a0€"),
        (Decimal("-12.3"), "-12,30\u00a0€"),
        (Decimal(1000000), "1.000.000,00\u00a0€"),
    ],
)
def test_euro_has_two_decimals_and_dots_for_thousands(value: Decimal | int, written: str) -> None:
    assert euro(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234.50"), "milleduecentotrentaquattro/50"),
        (1, "uno/00"),
        (Decimal("999.995"), "mille/00"),
        (Decimal("-3.10"), "meno tre/10"),
        (Decimal("0.07"), "zero/07"),
    ],
)
def test_amounts_in_words_end_with_the_cents(value: Decimal | int, written: str) -> None:
    assert euro_in_words(value) == written


def test_numbers_keep_only_the_decimals_they_have() -> None:
    assert number(Decimal("19.80")) == "19,8"
    assert number(Decimal("1E+3")) == "1.000"
    assert number(Decimal("0.1234567")) == "0,123457"
    assert number(5, 2) == "5,00"
    assert kilowatt(Decimal("19.80")) == "19,8\u00a0kW"
    assert kilowatt_hour(12345) == "12.345\u00a0kWh"
    assert percentage(Decimal(55)) == "55\u00a0%"


def test_a_list_ends_with_a_conjunction() -> None:
    assert enumeration([]) == ""
    assert enumeration(["a"]) == "a"
    assert enumeration(["a", "b"]) == "a e b"
    assert enumeration(["a", "b", "c"]) == "a, b e c"


def test_the_conjunction_is_euphonic_only_before_the_same_vowel() -> None:
    assert enumeration(["Anna", "Elena"]) == "Anna ed Elena"
    assert enumeration(["Anna", "Ivo"]) == "Anna e Ivo"
    assert enumeration(["Anna", "Otto"], "o") == "Anna od Otto"
    assert enumeration(["Anna", "Elena"], "o") == "Anna o Elena"


def test_words_agree_with_the_gender() -> None:
    assert agreement("M", "nato", "nata") == "nato"
    assert agreement("f", "nato", "nata") == "nata"
    assert agreement("X", "nato", "nata", "costituito") == "costituito"
    assert agreement("X", "nato", "nata") is None


def test_words_agree_with_the_number() -> None:
    assert [plural(count, "membro", "membri") for count in (0, 1, 2, Decimal(1), Decimal("1.5"))] == [
        "membri", "membro", "membri", "membro", "membri",
    ]  # fmt: skip
    assert plural(["a"], "membro", "membri") == "membro"
    assert plural([], "membro", "membri") == "membri"


def test_words_agree_with_the_gender_of_a_group() -> None:
    words = ("nato", "nata", "nati", "nate")
    assert [group_agreement(list(genders), *words) for genders in ("M", "F", "MM", "FF", "FM", "FFM")] == [
        "nato", "nata", "nati", "nate", "nati", "nati",
    ]  # fmt: skip
    assert group_agreement([{"genere": "F"}, {"genere": "F"}], *words) == "nate"
    assert group_agreement([{"genere": "F"}, {"genere": None}], *words) is None
    assert group_agreement([], *words) is None


@pytest.mark.parametrize(
    ("name", "value", "arguments"),
    [
        ("numero", Decimal("NaN"), ()),
        ("euro", Decimal("1E+40"), ()),
        ("numero", 1, (10**6,)),
        ("euro_lettere", Decimal("1E+15"), ()),
        ("numero_lettere", 10**15, ()),
    ],
)
def test_a_number_that_cannot_be_written_is_an_error_of_the_filter(name, value, arguments) -> None:
    with pytest.raises(FilterTypeError, match=f"«{name}» non sa scrivere"):
        FILTERS[name](value, *arguments)


def test_case_filters_touch_only_what_they_say() -> None:
    assert upper("rossi à") == "ROSSI À"
    assert lower("ROSSI") == "rossi"
    assert capitalised("il Comune di CUNEO") == "Il Comune di CUNEO"
    assert capitalised("") == ""


def test_booleans_and_boxes() -> None:
    assert (yes_no(value=True), yes_no(value=False)) == ("sì", "no")
    assert (tick(value=True), tick(value=False), tick(None)) == ("■", "□", "□")


def test_a_blank_is_printed_only_for_an_unknown_datum() -> None:
    assert blank_if_unknown(None) == "_" * 12
    assert blank_if_unknown(None, 30) == "_" * 30
    assert blank_if_unknown("") == ""
    assert blank_if_unknown("Rossi") == "Rossi"
    assert len(blank_if_unknown(None, 10**9)) == 90


def test_lists_have_length_first_and_last() -> None:
    assert (length(["a", "b"]), first(["a", "b"]), last(["a", "b"])) == (2, "a", "b")
    assert first([]) is None
    assert last([]) is None


def test_ordinals_and_words() -> None:
    assert (ordinal(2), ordinal(2, "m"), in_words(12)) == ("2ª", "2º", "dodici")


@pytest.mark.parametrize(
    "name", ["data", "data_estesa", "euro", "numero", "kw", "elenco", "maiuscolo", "si_no", "length"]
)
def test_a_filter_refuses_what_it_cannot_write(name: str) -> None:
    with pytest.raises(FilterTypeError, match="non sa scrivere"):
        FILTERS[name](object())


def test_a_boolean_is_not_a_number() -> None:
    with pytest.raises(FilterTypeError):
        number(True)  # noqa: FBT003 - that is the point


def test_nothing_is_printed_as_less_than_nothing() -> None:
    small = Decimal("-0.001")
    assert (FILTERS["euro"](small), number(small, 2), FILTERS["euro_lettere"](small)) == (
        "0,00\u00a0€",
        "0,00",
        "zero/00",
    )
    assert number(Decimal("-0.05"), 2) == "-0,05"


def test_the_guide_of_the_templates_tells_every_filter() -> None:
    guide = (data_folder("templates") / "README.md").read_text(encoding="utf-8")
    told = guide.split("| filter |")[1].split("\n\n")[0]
    assert [name for name in FILTERS if f"`{name}" not in told] == []
