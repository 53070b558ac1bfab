"""The private function of markupsafe and ours escape alike."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape as public_escape

from workflow.documents.engine import escaping


@given(st.text())
def test_the_fast_way_the_slow_way_and_the_public_one_are_equal(text: str) -> None:
    assert escaping.escape(text) == escaping.escape_in_python(text) == str(public_escape(text))


def test_without_the_private_function_python_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "markupsafe._speedups", None)
    assert escaping._fastest() is escaping.escape_in_python
