"""Writes merged plants back into the text of `fascicolo.yaml`, leaving comments and everything else as they were."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from workflow.domain.plant import Plant
from workflow.resources import read_yaml

_KEY = "impianti"
_WIDTH = 112


def with_plants(path: Path, known: Sequence[Plant], merged: Sequence[Plant]) -> str:
    """Return the new text: known plants get only the keys that changed, new ones stand after them.

    `merged` begins with the known plants in their order, as a merge plan gives them.
    """
    document = read_yaml(path)
    written = document.get(_KEY)
    if not isinstance(written, CommentedSeq):
        written = document[_KEY] = CommentedSeq()
    written = _without_blanks(document, written)
    for index, plant in enumerate(merged):
        after = _plain(plant)
        if index < len(known):
            _update(written[index], _plain(known[index]), after)
        else:
            written.append(after)
    text = StringIO()
    writer = YAML(typ="rt")
    writer.width = _WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.dump(document, text)
    return text.getvalue()


def _without_blanks(document: CommentedMap, written: CommentedSeq) -> CommentedSeq:
    """Drop the blank plants, such as the scaffold's, which the reader does not count among the known ones."""
    if any(_is_blank(node) for node in written):
        document[_KEY] = CommentedSeq([node for node in written if not _is_blank(node)])
    return document[_KEY]  # type: ignore[no-any-return] # ruamel is typed in part


def _is_blank(node: Any) -> bool:
    if isinstance(node, dict):
        return all(_is_blank(value) for value in node.values())
    if isinstance(node, list):
        return all(_is_blank(value) for value in node)
    return node is None


def _update(node: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    for key, value in after.items():
        if before.get(key) == value:
            continue
        if isinstance(value, dict) and isinstance(node.get(key), dict):
            _update(node[key], before.get(key) or {}, value)
        else:
            node[key] = value


def _plain(plant: Plant) -> dict[str, Any]:
    """Return what the plant says, by the file's own keys; numbers as people write them."""
    return plant.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
