"""The names that a template of one document may use, learnt from real contexts: shapes and sample values."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_LIKENESS = 0.6
_MOST_SAMPLES = 3
_MOST_SHOWN = 12
FROM_THE_WRITER: Mapping[str, Any] = {
    "bozza": True,
    "pie": {"documento": "Documento", "edizione": "01/01/2026", "dossier": "Fascicolo"},
}


@dataclass
class Shape:
    """What a name leads to: keys, items of a list, or sample values."""

    fields: dict[str, "Shape"] = field(default_factory=dict)
    item: "Shape | None" = None
    samples: list[Any] = field(default_factory=list)

    def learn(self, value: Any) -> None:
        """Add what a value shows."""
        if isinstance(value, Mapping):
            for key, each in value.items():
                self.fields.setdefault(key, Shape()).learn(each)
        elif isinstance(value, list):
            self.item = self.item or Shape()
            for each in value:
                self.item.learn(each)
            self._sample(value)
        elif value is not None:
            self._sample(value)

    def _sample(self, value: Any) -> None:
        if len(self.samples) < _MOST_SAMPLES and all(type(one) is not type(value) for one in self.samples):
            self.samples.append(value)

    @property
    def is_leaf(self) -> bool:
        """Whether it is a plain value."""
        return not self.fields and self.item is None and bool(self.samples)

    def paths(self, head: str = "") -> Iterator[str]:
        """Yield every name inside, dotted; items of lists by the name of the list."""
        for key, each in self.fields.items():
            path = f"{head}.{key}" if head else key
            yield path
            yield from each.paths(path)
        if self.item is not None:
            yield from self.item.paths(head)


@dataclass(frozen=True)
class Vocabulary:
    """The names of one document and kind; `always_empty` are those that its configuration does not have."""

    root: Shape
    always_empty: frozenset[str] = frozenset()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Names that only other documents have, and in which they are."""
    is_whole: bool = True
    """Whether every first name is known: not so where no context of the document could be built."""

    @classmethod
    def of(cls, contexts: Iterable[Mapping[str, Any]]) -> "Vocabulary":
        """Learn the names from contexts such as templates get."""
        root = Shape()
        root.learn(FROM_THE_WRITER)
        for context in contexts:
            root.learn(context)
        return cls(root)

    def with_names(self, additions: Iterable[Mapping[str, Any]], **facts: Any) -> "Vocabulary":
        """Return the vocabulary of one document: these names and those that it adds."""
        own = Shape()
        for addition in additions:
            own.learn(addition)
        return Vocabulary(Shape({**self.root.fields, **own.fields}), **facts)

    def suggestion(self, name: str, owner: Shape, head: str = "") -> str:
        """Return the cure for a name that its owner lacks: the nearest name there, or the same name elsewhere."""
        near = difflib.get_close_matches(name, owner.fields, n=1, cutoff=_LIKENESS)
        if near:
            return f"Forse si voleva «{f'{head}.' if head else ''}{near[0]}»."
        same = [path for path in self.root.paths() if path.rpartition(".")[2] == name]
        if same:
            return f"Forse si voleva «{min(same, key=lambda path: (path.count('.'), path))}»."
        known = sorted(owner.fields)
        shown = ", ".join(known[:_MOST_SHOWN]) + (" …" if len(known) > _MOST_SHOWN else "")
        return f"Nomi disponibili{f' in «{head}»' if head else ''}: {shown or 'nessuno'}."
