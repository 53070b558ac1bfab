"""Says where in a YAML file a value is written."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from workflow.domain.finding import FieldPath
from workflow.resources import place_of

_NUMBER = re.compile(r"[-+]?[0-9][0-9._]*")


@dataclass(frozen=True)
class YamlPlace:
    """A parsed file that knows the line of each of its values."""

    path: Path
    document: Any
    lines: tuple[str, ...] = ()

    def of(self, path: FieldPath) -> str:
        """Return «fascicolo.yaml, riga 12, colonna 5», or the place of the group in which the value is missing."""
        line, column = place_of(self.document, path)
        if line is None:
            return self.path.name
        return f"{self.path.name}, riga {line}, colonna {column}"

    def number_as_written(self, path: FieldPath) -> str | None:
        """Return the number at a path as it stands in the file, with the zeros that its value lost."""
        node = self.document
        for step in path[:-1]:
            node = node[step]
        if isinstance(node, CommentedMap):
            line, column = node.lc.value(path[-1])
        elif isinstance(node, CommentedSeq):
            line, column = node.lc.item(path[-1])
        else:
            return None
        found = _NUMBER.match(self.lines[line], column) if line < len(self.lines) else None
        return found.group() if found else None
