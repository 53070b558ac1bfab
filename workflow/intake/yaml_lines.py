"""Writes facts as lines of `fascicolo.yaml`, as `new` does: a key a line, Italian dates and decimals."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.intake.scaffold_yaml import written_scalar

INDENT = 2
COMMENT_COLUMN = 42


def holds_records(value: Any) -> bool:
    """Whether a value is written on several lines: a group, or a list of groups."""
    return isinstance(value, Mapping) or (is_list(value) and any(isinstance(item, Mapping) for item in value))


def is_list(value: Any) -> bool:
    """Whether a value is a list, however it is held."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def is_blank(value: Any) -> bool:
    """Whether a value says nothing: none, or a group or list of such."""
    if isinstance(value, Mapping):
        return all(is_blank(item) for item in value.values())
    return value is None or (is_list(value) and all(is_blank(item) for item in value))


def inline(value: Any) -> str:
    """Write a value on one line; a list of plain values between brackets."""
    return f"[{', '.join(written_scalar(item) for item in value)}]" if is_list(value) else written_scalar(value)


def keyed(name: str, value: Any, column: int) -> list[str]:
    """Return the lines of a key with its value, the key standing at a column."""
    head = f"{' ' * column}{name}:"
    if isinstance(value, Mapping):
        return [head, *group(value, column + INDENT)]
    if holds_records(value):
        return [head, *(line for item in value for line in voice(item, column + INDENT))]
    return [f"{head} {inline(value)}"]


def group(value: Mapping[str, Any], column: int) -> list[str]:
    """Return the lines of a group of keys; what says nothing is left out."""
    return [line for key, item in value.items() if not is_blank(item) for line in keyed(key, item, column)]


def voice(value: Mapping[str, Any], column: int) -> list[str]:
    """Return the lines of a voice of a list, its dash standing at a column."""
    lines = group(value, column + INDENT)
    return [f"{' ' * column}- {lines[0].lstrip()}", *lines[1:]]


def with_comment(line: str, comment: str) -> str:
    """Put an explanation beside a line, in the column of the others where there is room."""
    return f"{line} ".ljust(COMMENT_COLUMN) + comment if comment else line
