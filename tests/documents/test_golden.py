"""No text of a document changes unseen, no template goes unread, and none prints a tag, a blank or a spare space."""

import re
from pathlib import Path

import pytest

from tests.documents.accessibility import accessibility_faults
from tests.documents.golden import FOLDER, documents, shown
from tests.documents.golden_scenes import READ_ELSEWHERE, SCENES
from workflow.documents.catalogue import Catalogue
from workflow.law import Law

# What no finished document may print: tags, names of Python, doubled marks, two spaces, a space before a comma, «a il».
FAULTS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\bNone\b|\bTrue\b|\bFalse\b|\bnan\b|,,|;;|\.\.(?!\.)|[^\S\n]{2,}\S|\w [,;:](?=\s)|\(\s*\)|«\s*»"
    r"|\b(?:[Aa]|[Dd]i|[Dd]a|[Ii]n|[Ss]u) (?:il|lo|la|gli|le)\b"
)
# A sentence that ends with a full stop after a name that has its own, such as S.r.l., has two.
_ABBREVIATED = re.compile(r"\b(?:[A-Za-zà]+\.){2,}\.")


@pytest.mark.parametrize("name", SCENES)
def test_the_texts_are_those_that_were_read_and_can_be_read_aloud(name: str) -> None:
    """`python -m tests.documents.golden` writes them; read the difference before committing it."""
    kept = {path.stem: path.read_text(encoding="utf-8") for path in (FOLDER / name).glob("*.txt")}
    written = dict(documents(SCENES[name], Law.load(), Catalogue.load()))
    assert sorted(written) == sorted(kept)
    for document, content in written.items():
        assert shown(content) == kept[document], document
        assert accessibility_faults(content) == [], document


def test_every_template_is_read_in_some_scene() -> None:
    read = {path.stem for path in FOLDER.rglob("*.txt")}
    assert {document.id for document in Catalogue.load().all()} == read | READ_ELSEWHERE


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.txt")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_text_has_a_fault_of_composition(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [
        text[max(0, match.start() - 40) : match.end() + 20] for match in FAULTS.finditer(_ABBREVIATED.sub("", text))
    ]
    assert not found
