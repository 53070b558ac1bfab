"""Files to hand over stay within what a portal takes: what can be is divided, the rest is told and left whole."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.builders import signing
from tests.builders.scans import heavy_pages
from workflow.bundle.exports.profile import load_portal_limits
from workflow.bundle.plan import ItemState, PlannedItem
from workflow.bundle.submission import Section, load_submission
from workflow.domain.filing import FilingKind
from workflow.services import size_limit
from workflow.services.laying_out import Layout
from workflow.services.size_limit import divide_large_files

MEGABYTE = 1_000_000
NAME = "1_caricare/DOC-01_prova.pdf"
KEPT = "2_conservare/CON-01_prova.pdf"


def layout_of(folder: Path, contents: dict[str, bytes]) -> Layout:
    """Return a layout with one item for each file, in the part that its folder names."""
    listed = {item.section: item for item in load_submission(FilingKind.ACCESS).items}
    items = []
    layout = Layout(items=(), documents={})
    for number, (name, content) in enumerate(contents.items()):
        section = next(one for one in Section if one.folder == name.partition("/")[0])
        items.append(PlannedItem(listed[section], "", None, ItemState.GIVEN, ""))
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        layout.files_of_item[number] = [name]
        layout.attachment_files[f"allegati/{number}.pdf"] = [name]
    layout.items = tuple(items)
    return layout


def names(layout: Layout) -> list[str]:
    (found,) = layout.files_of_item.values()
    assert list(layout.attachment_files.values()) == [found]
    return found


def test_a_file_of_exactly_the_limit_stays_as_it_is_and_one_byte_more_is_packed_or_divided(tmp_path: Path) -> None:
    content = heavy_pages(4)
    layout = layout_of(tmp_path, {NAME: content})
    assert divide_large_files(layout, tmp_path, len(content) / MEGABYTE) == []
    assert (names(layout), (tmp_path / NAME).read_bytes()) == ([NAME], content)
    assert divide_large_files(layout, tmp_path, (len(content) - 1) / MEGABYTE) == []
    packed = (tmp_path / NAME).stat().st_size
    assert (names(layout), packed < len(content), len(PdfReader(tmp_path / NAME).pages)) == ([NAME], True, 4)
    assert divide_large_files(layout, tmp_path, packed * 0.7 / MEGABYTE) == []
    parts = [f"1_caricare/DOC-01_prova_{number}_di_2.pdf" for number in (1, 2)]
    assert names(layout) == parts
    assert sorted(path.name for path in (tmp_path / "1_caricare").iterdir()) == [Path(name).name for name in parts]


def test_the_limit_of_the_portal_holds_where_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = layout_of(tmp_path, {NAME: heavy_pages(4)})
    assert divide_large_files(layout, tmp_path) == []
    assert names(layout) == [NAME]
    known = load_portal_limits().model_copy(update={"file_megabytes": 0.1})
    monkeypatch.setattr(size_limit, "load_portal_limits", lambda: known)
    divide_large_files(layout, tmp_path)
    assert len(names(layout)) > 1


def test_ten_parts_and_more_are_in_order_by_name(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, {NAME: heavy_pages(11)})
    divide_large_files(layout, tmp_path, 0.04)
    assert len(names(layout)) == 11
    assert sorted(names(layout)) == names(layout)
    said = [PdfReader(tmp_path / name).pages[0].extract_text().strip() for name in names(layout)]
    assert said == [f"pagina {number}" for number in range(1, 12)]


def test_a_page_that_is_too_large_by_itself_is_told(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, {NAME: heavy_pages(2)})
    findings = divide_large_files(layout, tmp_path, 0.01)
    assert [finding.values["file"] for finding in findings] == names(layout)
    assert "0,01" in findings[0].message


@pytest.mark.parametrize("kind", ["signed", "no PDF"])
def test_what_cannot_be_divided_stays_as_it_is_and_is_told(tmp_path: Path, kind: str) -> None:
    ca = signing.authority()
    content = (
        signing.signed_pdf(heavy_pages(4), signing.signer_of(ca)) if kind == "signed" else b"PK\3\4" + b"x" * 90_000
    )
    layout = layout_of(tmp_path, {NAME: content})
    (finding,) = divide_large_files(layout, tmp_path, 0.05)
    assert finding.values["file"] == NAME
    assert (names(layout), (tmp_path / NAME).read_bytes()) == ([NAME], content)


def test_what_is_only_kept_is_not_divided(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, {KEPT: heavy_pages(4)})
    assert divide_large_files(layout, tmp_path, 0.05) == []
    assert names(layout) == [KEPT]
