"""An example dossier: its facts, members and papers, and the files of its folder."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.domain.dossier import Fascicolo
from workflow.domain.finding import FieldPath
from workflow.domain.kind import Kind
from workflow.domain.member import Member
from workflow.domain.record import Record
from workflow.intake.scaffold import folder_plan
from workflow.intake.workbook_writer import members_workbook


@dataclass(frozen=True)
class Example:
    """A dossier that is committed, with the story that its readers are told."""

    folder: str
    kind: Kind
    story: str
    facts: Mapping[str, Any]
    members: tuple[Member, ...]
    papers: Mapping[str, bytes]

    def fascicolo(self) -> Fascicolo:
        """Return the facts as records, so that a wrong key or word shows here and not in the folder."""
        configuration = {"tipologia": self.kind, **self.facts["configurazione"]}
        return Fascicolo.model_validate({**self.facts, "configurazione": configuration})

    def files(self) -> dict[str, bytes]:
        """Return every file of the folder, by path in it."""
        plan = folder_plan(self.kind, dict(_leaves(self.fascicolo(), ())))
        plan["soci.xlsx"] = members_workbook(self.kind, self.members)
        plan["ESEMPIO.txt"] = _story(self.story).encode()
        return {**plan, **self.papers}


def _leaves(node: Any, path: FieldPath) -> Iterator[tuple[FieldPath, Any]]:
    """Yield each known value with its path in the file's keys; a list of plain values is one value."""
    if isinstance(node, Record):
        for name, field in type(node).model_fields.items():
            value, where = getattr(node, name), (*path, field.alias or name)
            if value == () and field.default is None:  # said to be none, which is not the same as not said
                yield where, value
            yield from _leaves(value, where)
    elif isinstance(node, tuple) and node and isinstance(node[0], Record):
        for place, value in enumerate(node):
            yield from _leaves(value, (*path, place))
    elif node is not None and node != ():
        yield path, node


def _story(story: str) -> str:
    return (
        "\n\n".join(
            textwrap.fill(words, 78)
            for words in (
                "ESEMPIO INVENTATO",
                story,
                (
                    "Persone, imprese, enti, codici e documenti non esistono; i luoghi servono solo ai controlli. "
                    "Il giudizio è sempre quello del giorno scritto in «giudizio_al» di fascicolo.yaml."
                ),
            )
        )
        + "\n"
    )
