"""What is generated is not stale: the README's tables, the guide's pages of rules, the JSON Schemas."""

import re
from pathlib import Path

import pytest

from workflow.checks.card import load_cards
from workflow.devtools.generated import generated_files
from workflow.documents.catalogue import Catalogue

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def wanted() -> dict[Path, str]:
    return generated_files()


def test_no_generated_file_is_stale(wanted: dict[Path, str]) -> None:
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: python -m workflow.devtools.generated"


def test_the_readme_lists_every_rule() -> None:
    assert [code for code in load_cards() if f"`{code}`" not in README] == []


def test_the_readme_lists_every_document() -> None:
    assert [document.id for document in Catalogue.load().all() if f"`{document.id}`" not in README] == []


def test_every_page_of_the_guide_is_in_its_contents() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.stem for page in (ROOT / "docs").glob("*.md")} - {"index"}
    listed = set(re.findall(r"^([a-z-]+)$", index, re.MULTILINE))
    assert pages == listed


def test_every_link_of_the_readmes_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
