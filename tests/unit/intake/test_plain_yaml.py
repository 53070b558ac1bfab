"""The fast reader of YAML says what the careful one says, value by value and place by place, or nothing at all."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from tests.builders.folders import fascicolo_yaml, kinds, mini_dossier
from workflow.intake.plain_yaml import plain_document
from workflow.resources import BrokenFileError, parse_yaml

EXAMPLES = sorted((Path(__file__).parents[3] / "dossiers" / "esempi").glob("*/fascicolo.yaml"))


def told(node: Any) -> Any:
    """Return values with their kinds and the places of keys and voices."""
    if isinstance(node, CommentedMap):
        return {key: (tuple(node.lc.key(key)), told(value)) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [(tuple(node.lc.item(place)), told(value)) for place, value in enumerate(node)]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind.__name__, kind(node)
    return type(node).__name__, node


def assert_same_or_left(text: str) -> None:
    found = plain_document(text)
    if found is not None:
        assert told(found) == told(parse_yaml(text, "prova"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_examples_are_read_fast_and_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert plain_document(text) is not None
    assert_same_or_left(text)


@pytest.mark.parametrize("kind", kinds())
def test_what_people_fill_in_is_read_alike(kind: str) -> None:
    assert_same_or_left(fascicolo_yaml(mini_dossier(kind)))


def test_a_filled_file_of_a_group_is_read_fast() -> None:
    assert plain_document(fascicolo_yaml(mini_dossier("gac"))) is not None


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n", "a: !!str 5\n", "a: 1\na: 2\n", "a: |\n  due\n  righe\n", "<<: {a: 1}\n", "a: 0123\n",
        "a: 1_000\n", "a: 1e3\n", "a: .5\n", "a: 0x1F\n", "a: +1\n", "a: 2026-03-02 10:00:00\n", "1: a\n", "- a\n",
        "a\n", "", "a: [", "---\na: 1\n---\nb: 2\n", "%YAML 1.1\n---\na: no\n", "a: 2026-13-45\n", "\ta: 1\n",
        "? a\n: b\n",        "a: 1:30:00\n", "a: .inf\n", "a: -.nan\n",
    ],
)  # fmt: skip
def test_rare_forms_and_faults_are_left_to_the_careful_reader(text: str) -> None:
    assert_same_or_left(text) if _is_read(text) else None
    assert plain_document(text) is None or _is_read(text)


@pytest.mark.parametrize(
    "value",
    ["no", "on", "sì", "~", "null", "", "true", "19,8", "19.80", "-3", "0", "00184", "8:00", "30 aprile", "02/03/2026",
     "2026-03-02", '"00184"', "'x # y'", "a # b", "[]", "[1, due, 'tre']", "{a: 1}", "0171 000001",
     "IT001E1", "1.000,50"],
)  # fmt: skip
def test_a_value_that_people_write_is_read_alike(value: str) -> None:
    assert_same_or_left(f"chiave: {value}\naltra:\n  - nome: {value}\n    x: 1\n")


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
        st.one_of(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12),
            st.from_regex(r"[-+.0-9eE_:/ ,xob~]{1,8}", fullmatch=True),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_nobody_can_tell_which_of_the_two_has_read_a_file(values: dict[str, str]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in values.items())
    if _is_read(text):
        assert_same_or_left(text)
    else:
        assert plain_document(text) is None


def _is_read(text: str) -> bool:
    try:
        parse_yaml(text, "prova")
    except BrokenFileError:
        return False
    return True
