"""Writes the conforming dossiers of `dossiers` as the folders that people have: the mini dossiers of the whole way.

Each is what `new` scaffolds, filled in: `fascicolo.yaml` with its explanations, `soci.xlsx`, and small PDFs in
`allegati/`.
"""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from ruamel.yaml import YAML

from tests.builders.dossiers import BASES, build
from workflow.domain.dossier import Dossier, Fascicolo
from workflow.domain.finding import FieldPath
from workflow.domain.kind import Kind
from workflow.intake.scaffold_yaml import fascicolo_text
from workflow.intake.workbook_writer import members_workbook


def mini_dossier(kind: str, changes: Mapping[str, Any] | None = None) -> Dossier:
    """Return the conforming dossier of a kind, judged on the day on which it is complete."""
    return build(f"{kind}_ok", changes)


def write_folder(folder: Path, dossier: Dossier, *, is_dated: bool = True) -> Path:
    """Write the dossier as a folder; a dated one says on which day it is to be judged."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fascicolo.yaml").write_text(fascicolo_yaml(dossier, is_dated=is_dated), encoding="utf-8")
    (folder / "soci.xlsx").write_bytes(members_workbook(dossier.kind, dossier.members))
    for paper in dossier.attachments:
        path = folder / paper.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(small_pdf(f"{paper.kind.value}, copia di prova"))
    return folder


def fascicolo_yaml(dossier: Dossier, *, is_dated: bool = True) -> str:
    """Return the text of `fascicolo.yaml`, as `new` writes it, with every fact of the dossier in its place."""
    text = fascicolo_text(dossier.kind, values_of(dossier, is_dated=is_dated))
    empty = list(_empty_lists(_facts(dossier), ()))
    if not empty:
        return text
    yaml = YAML()
    yaml.width = 200
    content = yaml.load(text)
    for path in empty:
        node = content
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = []
    stream = io.StringIO()
    yaml.dump(content, stream)
    return stream.getvalue()


def values_of(dossier: Dossier, *, is_dated: bool = True) -> dict[FieldPath, Any]:
    """Return what the person who fills in `fascicolo.yaml` writes, by path in the file's own keys."""
    values = dict(_values(_facts(dossier), ()))
    values["identificativo",] = dossier.slug
    if is_dated:
        values["giudizio_al",] = dossier.as_of
    return values


def small_pdf(text: str, pages: int = 1) -> bytes:
    """Return a PDF of a few lines, always the same for the same text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in range(pages):
        canvas.drawString(72, 700, f"{text}, pagina {number + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def kinds() -> list[str]:
    """Return the six kinds that have a conforming dossier."""
    return [kind.value for kind in Kind if f"{kind.value}_ok" in BASES]


def _facts(dossier: Dossier) -> dict[str, Any]:
    """Return the facts of `fascicolo.yaml` by its keys; unknown ones are absent."""
    return dossier.model_dump(by_alias=True, exclude_none=True, include=set(Fascicolo.model_fields))


def _values(node: Any, path: FieldPath) -> Iterator[tuple[FieldPath, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _values(value, (*path, key))
    elif isinstance(node, list | tuple) and any(isinstance(item, dict) for item in node):
        for index, item in enumerate(node):
            yield from _values(item, (*path, index))
    elif not isinstance(node, list | tuple) or node:
        yield path, node


def _empty_lists(node: Any, path: FieldPath) -> Iterator[FieldPath]:
    """Yield the lists that are known to be empty, which is not the same as unknown."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _empty_lists(value, (*path, key))
    elif isinstance(node, list | tuple):
        if not node and len(path) > 1:
            yield path
        for index, item in enumerate(node):
            yield from _empty_lists(item, (*path, index))
