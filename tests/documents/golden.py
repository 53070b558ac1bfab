"""The text of every template on dossiers of every kind: `python -m tests.documents.golden` writes `golden/`.

One folder a scene, one file a document, the first subject only; a change of a text shows in the diff of a commit.
"""

import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.builders.dossiers import build
from tests.documents.golden_scenes import READ_ELSEWHERE, SCENES, Scene
from workflow.documents.catalogue import Catalogue
from workflow.documents.compiled import TemplateCache
from workflow.documents.reading import read_document
from workflow.law import Law
from workflow.services.writing import DocumentWriter, orders, template_cache

FOLDER = Path(__file__).with_name("golden")


def documents(scene: Scene, law: Law, catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    """Yield the id and the content of every document that the scene's dossier has, written on request or not."""
    dossier = build(scene.base, scene.changes, scene.as_of, scene.put)
    form = dossier.community.legal_form if dossier.community else None
    writer = DocumentWriter(dossier, law, cache=_templates())
    for document in catalogue.for_configuration(dossier.kind, form):
        if scene.only and document.id not in scene.only:
            continue
        wanted, _ = orders(dossier, law, catalogue, frozenset({document.id}), filing=scene.filing)
        if wanted:
            yield document.id, writer.write(wanted[0], is_draft=False).content


@cache
def _templates() -> TemplateCache:
    """Return the templates, compiled once for all scenes, as a batch of dossiers compiles them."""
    return template_cache()


def shown(content: bytes) -> str:
    """Return the text of a document as it is kept."""
    read = read_document(content)
    margins = "\n".join(f"| {margin}" for margin in read.headers_and_footers)
    return f"{margins}\n\n{read.text}\n"


def main() -> int:
    """Write every text anew; return how many documents no scene reaches."""
    law, catalogue = Law.load(), Catalogue.load()
    shutil.rmtree(FOLDER, ignore_errors=True)
    reached = set()
    for name, scene in SCENES.items():
        for document, content in documents(scene, law, catalogue):
            reached.add(document)
            path = FOLDER / name / f"{document}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(shown(content), encoding="utf-8")
    unreached = sorted({document.id for document in catalogue.all()} - reached - READ_ELSEWHERE)
    print(f"unreached: {', '.join(unreached) or 'none'}", file=sys.stderr)  # noqa: T201 - a script that people run
    return len(unreached)


if __name__ == "__main__":
    raise SystemExit(main())
