"""Only plain, printable data reach a template."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from workflow.documents.errors import ContextTypeError, UnprintableTextError
from workflow.documents.plain_data import check_plain


class Colour(StrEnum):
    RED = "rosso"


def test_plain_data_of_every_kind_pass() -> None:
    check_plain({"a": [1, "x\ny\tz", Decimal("1.5"), date(2026, 1, 1), True, None, {"b": []}], "emoji": "🌞 漢字 €"})


@pytest.mark.parametrize("value", [object(), 1.5, (1, 2), {1, 2}, b"x", Colour.RED, datetime(2026, 1, 1), print])  # noqa: DTZ001 - refused, not used
def test_anything_with_behaviour_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(ContextTypeError, match=r"membri\[1\]\.nome"):
        check_plain({"membri": [{}, {"nome": value}]})


def test_a_key_that_is_not_text_is_refused() -> None:
    with pytest.raises(ContextTypeError):
        check_plain({"a": {1: "x"}})


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x0b", "\r", "\x1f", "\x85", "\ud800", "\ufffe", "\uffff", "\u202a", "\u202e", "\u2066", "\u2069"],
)
def test_unprintable_characters_are_refused_naming_the_field(character: str) -> None:
    with pytest.raises(UnprintableTextError, match=r"«soci\[0\]\.cognome».*U\+") as caught:
        check_plain({"soci": [{"cognome": f"Ros{character}si"}]})
    assert caught.value.path == ("soci", 0, "cognome")
    assert caught.value.exit_code == 4
