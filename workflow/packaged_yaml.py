"""Reads the packaged YAML fast: the C parser, under the rules of YAML 1.2, without places.

Hundreds of small files are read at every command. Whoever finds something wrong reads the file again with
`resources.read_yaml`, which knows lines and columns; a test proves that the two read the same values.
"""

import os
import re
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import yaml

from workflow.resources import plain, read_yaml

FileState = tuple[str, int, int, int]

_TAG = "tag:yaml.org,2002:"
# The core schema of YAML 1.2, and dates: «no» and «on» are words, 0123 is a decimal number.
_RESOLVERS = (
    ("null", re.compile(r"^(?:~|null|Null|NULL|)$"), ("~", "n", "N", "")),
    ("bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), tuple("tTfF")),
    ("int", re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), tuple("-+0123456789")),
    ("float", re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"), tuple("-+.0123456789")),
    ("timestamp", re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), tuple("0123456789")),
)
_BASES = {"0o": 8, "0x": 16}
_BASE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CoreLoader(_BASE_LOADER):  # type: ignore[misc] # the C loader is chosen at run time
    """The safe loader with the resolvers above and no duplicate keys."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML looks it up on the class

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        """Build a mapping; raise for a key that stands twice."""
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, "duplicate key", node.start_mark)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def _whole(loader: Any, node: Any) -> int:
    text = str(loader.construct_scalar(node))
    return int(text, _BASES.get(text[:2], 10))


for _name, _pattern, _first in _RESOLVERS:
    CoreLoader.add_implicit_resolver(f"{_TAG}{_name}", _pattern, list(_first))
CoreLoader.add_constructor(f"{_TAG}int", _whole)


def states_of(paths: Iterable[Path]) -> tuple[FileState, ...]:
    """Return what changes when one of the files does: a key under which what was read from them can be kept.

    Who reads the packaged data for each of a thousand dossiers reads them once, and still sees an edit at once.
    """
    states = []
    for path in paths:
        name = str(path)
        status = os.stat(name)  # noqa: PTH116 - a third of the time of the method, for hundreds of files
        states.append((name, status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(states)


def packaged_values(path: Path) -> dict[str, Any]:
    """Return the mapping as plain values; raise BrokenFileError as `read_yaml` does."""
    try:
        with path.open("rb") as file:
            values = yaml.load(file, Loader=CoreLoader)  # noqa: S506 - a subclass of the safe loader
    except (OSError, ValueError, yaml.YAMLError):
        values = None
    if not isinstance(values, dict):  # whatever it is, the slow reader says it with its place
        return dict(plain(read_yaml(path)))
    return {str(key): value for key, value in values.items()}
