"""Writes changed facts into the text of `fascicolo.yaml`: only what changes is touched, every comment stays."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from workflow.domain.dossier import Fascicolo
from workflow.domain.finding import FieldPath
from workflow.intake.yaml_lines import (
    COMMENT_COLUMN,
    holds_records,
    inline,
    is_blank,
    is_list,
    keyed,
    voice,
    with_comment,
)
from workflow.resources import ProgramError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UneditableFileError(ProgramError):
    """A place in the file that is written in a way the program does not change by itself."""

    exit_code = 6

    def __init__(self, path: Path, where: FieldPath) -> None:
        """Say which place, and that nothing was written."""
        keys = " › ".join(f"n. {step + 1}" if isinstance(step, int) else step for step in where)
        super().__init__(
            f"{path}: «{keys}» è scritto in una forma che il programma non modifica, per non rovinare il resto. "
            "Scriverlo su più righe, un trattino per ogni voce, e ripetere. Nulla è stato scritto."
        )


@dataclass(frozen=True)
class _Edit:
    """A stretch of the text and what takes its place."""

    start: int
    end: int
    text: str


def edited(path: Path, text: str, before: Fascicolo, after: Fascicolo) -> str:
    """Return the text, which holds the facts `before`, with the facts `after`.

    Voices of a list are told apart by their place: new ones stand after the others, or in a blank one left by the
    scaffold. Raises UneditableFileError where something to change is written between brackets.
    """
    editor = _Editor(path, text)
    for where, new in differences(_plain(before), _plain(after), ()):
        editor.change(where, new)
    return editor.result()


def differences(before: Any, after: Any, where: FieldPath) -> Iterator[tuple[FieldPath, Any]]:
    """Yield the deepest places at which two trees differ, with the new value; None where it has gone."""
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from differences(before.get(key), after.get(key), (*where, key))
    elif before and is_list(before) and is_list(after) and holds_records([*before, *after]):
        for index in range(max(len(before), len(after))):
            old = before[index] if index < len(before) else None
            yield from differences(old, after[index] if index < len(after) else None, (*where, index))
    else:
        yield where, after


class _Editor:
    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text if text.endswith("\n") else f"{text}\n"
        self._root = yaml.compose(self._text, Loader=_LOADER)
        self._edits: list[_Edit] = []

    def result(self) -> str:
        """Return the text with every edit made, the last first, so that the places of the others stay true."""
        text = self._text
        order = sorted(range(len(self._edits)), key=lambda index: (self._edits[index].start, index))
        for edit in (self._edits[index] for index in reversed(order)):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text

    def change(self, where: FieldPath, new: Any) -> None:
        """Put, replace or take away the value at a path."""
        key, node = self._find(where)
        if isinstance(node, yaml.MappingNode) and isinstance(new, Mapping) and not node.flow_style:
            for name, value in new.items():
                if not is_blank(value):
                    self.change((*where, name), value)
        elif isinstance(where[-1], int):
            self._change_voice(where, node, new)
        elif key is None:
            if new is not None:
                self._add_key(where, new)
        elif holds_records(new):
            self._fill(where, key, node, new)
        elif new is None and not (isinstance(node, yaml.ScalarNode) or node.flow_style):
            self._drop(self._line_start(key.start_mark.index), node)
        else:
            self._replace(key, node, "" if new is None else f" {inline(new)}")

    def _change_voice(self, where: FieldPath, node: Any, new: Any) -> None:
        listed = self._find(where[:-1])[1]
        if not isinstance(listed, yaml.SequenceNode) or listed.flow_style:
            raise UneditableFileError(self._path, where)
        if new is None:
            self._drop(self._line_start(node.start_mark.index), node)
        else:
            self._insert(self._after(listed), voice(new, listed.start_mark.column))

    def _drop(self, start: int, node: Any) -> None:
        self._edits.append(_Edit(start, self._after(node), ""))

    def _fill(self, where: FieldPath, key: Any, node: Any, new: Any) -> None:
        """Write a group or a list under a key that is there and empty, or voices after those of a list."""
        if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
            for index, item in enumerate(new):
                self.change((*where, index), item)
            return
        if isinstance(node, yaml.MappingNode) or (isinstance(node, yaml.SequenceNode) and node.value) or _says(node):
            raise UneditableFileError(self._path, where)
        self._replace(key, node, "")
        self._insert(self._after(node), keyed(str(key.value), new, key.start_mark.column)[1:])

    def _add_key(self, where: FieldPath, new: Any) -> None:
        """Write a key that is not there: where it stands commented out, else after the last of its group."""
        parent = self._find(where[:-1])[1]
        if not isinstance(parent, yaml.MappingNode) or parent.flow_style:
            raise UneditableFileError(self._path, where)
        column, name = parent.start_mark.column, str(where[-1])
        end = len(self._text) if parent is self._root else self._after(parent)
        found = re.compile(rf"^ {{{column}}}# {re.escape(name)}:([^\n]*)$", re.MULTILINE).search(
            self._text, self._line_start(parent.start_mark.index), self._past_comments(end, column)
        )
        if found and not holds_records(new):
            line = with_comment(f"{' ' * column}{name}: {inline(new)}", found[1].lstrip())
            self._edits.append(_Edit(found.start(), found.end(), line))
        else:
            self._insert(found.start() if found else end, keyed(name, new, column))

    def _replace(self, key: Any, node: Any, value: str) -> None:
        """Replace a value on its line, keeping the explanation beside it in its column."""
        start, end = self._colon(key), max(self._end(node), self._colon(key))
        line_end = self._text.index("\n", end)
        comment = self._text[end:line_end].lstrip()
        head = self._text[self._line_start(start) : start]
        line = with_comment(f"{head}{value}", comment) if comment.startswith("#") else f"{head}{value}{comment}"
        self._edits.append(_Edit(start, line_end, line[len(head) :]))

    def _insert(self, at: int, lines: list[str]) -> None:
        self._edits.append(_Edit(at, at, "".join(f"{line}\n" for line in lines)))

    def _find(self, where: FieldPath) -> tuple[Any, Any]:
        """Return the key and the value at a path, each None if it is not there."""
        key, node = None, self._root
        for step in where:
            key = None
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step] if step < len(node.value) else None
            elif isinstance(node, yaml.MappingNode):
                key, node = next(((k, v) for k, v in node.value if k.value == step), (None, None))
            else:
                return None, None
        return key, node

    def _colon(self, key: Any) -> int:
        return self._text.index(":", key.end_mark.index) + 1

    def _end(self, node: Any) -> int:
        """Return where the last value of a node ends; the parser puts the end of a block after the comments."""
        if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        if isinstance(node, yaml.SequenceNode):
            return self._end(last)
        return max(self._colon(last[0]), self._end(last[1]))

    def _after(self, node: Any) -> int:
        """Return where the line after a node begins, past the explanation that goes on under it."""
        at = self._text.index("\n", self._end(node)) + 1
        while re.match(rf" {{{COMMENT_COLUMN}}} *#", self._text[at : at + 2 * COMMENT_COLUMN]):
            at = self._text.index("\n", at) + 1
        return at

    def _past_comments(self, at: int, column: int) -> int:
        """Return where the commented-out keys that follow a group end."""
        commented = re.compile(rf" {{{column},}}#[^\n]*\n")
        while found := commented.match(self._text, at):
            at = found.end()
        return at

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1


def _says(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and (
        bool(node.style) or node.value not in {"", "~", "null", "Null", "NULL"}
    )


def _plain(fascicolo: Fascicolo) -> dict[str, Any]:
    """Return the facts by the file's own keys; what is unknown is absent."""
    only = set(Fascicolo.model_fields)
    plain: dict[str, Any] = fascicolo.model_dump(by_alias=True, exclude_none=True, include=only)
    return plain
