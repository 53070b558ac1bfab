"""Joins documents and attachments in one PDF for reading: cover, index with links, bookmarks, stamps."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, Fit, NameObject, NumberObject, TextStringObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader

from workflow.bundle.attachment_inspection import Inspection, Nature, inspect_attachment
from workflow.bundle.index_content import Cover, IndexItem, IndexSection, number_items
from workflow.bundle.index_pages import IndexPdf, draw_index, draw_sheet
from workflow.bundle.plan import ItemState
from workflow.bundle.stable_canvas import StableCanvas
from workflow.bundle.stamp import Marks, PageStamp, stamp_pages

_PICTURE_MARGIN = 36.0
_PICTURE_DPI = 200  # enough to read a scanned page; a phone photograph has many times more


@dataclass(frozen=True)
class Part:
    """One document of the merged file, in its order.

    `shown_path` is what the index prints; an attachment is somebody else's file: it is looked into
    first and, if it is signed or unsafe, a sheet stands in its place.
    """

    title: str
    path: Path
    section: str
    shown_path: str = ""
    state: ItemState | None = None
    reason: str = ""
    is_attachment: bool = False
    carries_marks: bool = False


@dataclass(frozen=True)
class PlacedPart:
    """Where a part came to lie: first page (1-based), pages, and why its own pages are not there."""

    part: Part
    first_page: int
    pages: int
    kept_apart: str | None = None


@dataclass(frozen=True)
class Assembly:
    """What the merged file holds, and what was seen in the attachments."""

    pages: int
    parts: tuple[PlacedPart, ...]
    inspections: tuple[Inspection, ...]


@dataclass(frozen=True)
class _Material:
    """The pages that a part gives to the merged file."""

    data: bytes
    pages: int
    is_own_page: bool  # drawn here, so not yet marked
    kept_apart: str | None = None
    inspection: Inspection | None = None


def assemble(target: Path, cover: Cover, parts: Sequence[Part], marks: Marks) -> Assembly:
    """Write the merged file; equal inputs give equal bytes, and no input file is touched."""
    materials = [_material(part) for part in parts]
    index, first_pages = _numbered_index(cover, parts, materials)
    writer = PdfWriter()
    _append(writer, index.data)
    for material in materials:
        _append(writer, material.data)
    _add_bookmarks(writer, parts, first_pages)
    _add_links(writer, index, first_pages)
    _add_labels(writer, index.pages)
    stamp_pages(writer, _stamps(cover, parts, materials, index.pages, marks))
    writer.add_metadata(
        {"/Title": f"{cover.title} – {cover.dossier}", "/Author": "dossier-cer", "/Creator": "dossier-cer"}
    )
    writer.root_object[NameObject("/Lang")] = TextStringObject("it-IT")
    with target.open("wb") as file:
        writer.write(file)
    placed = tuple(
        PlacedPart(part, first, material.pages, material.kept_apart)
        for part, first, material in zip(parts, first_pages, materials, strict=True)
    )
    return Assembly(len(writer.pages), placed, tuple(m.inspection for m in materials if m.inspection is not None))


def _material(part: Part) -> _Material:
    if not part.is_attachment:
        data = part.path.read_bytes()
        return _Material(data, len(PdfReader(BytesIO(data)).pages), is_own_page=False)
    inspection = inspect_attachment(part.path)
    if not inspection.can_be_merged:
        return _sheet(part, inspection, inspection.kept_apart or "")
    if inspection.nature is Nature.PICTURE:
        return _Material(_picture_page(part.path), 1, is_own_page=True, inspection=inspection)
    try:
        data = _rewritten(part.path.read_bytes())
    except Exception:  # noqa: BLE001  # a file that looked sound can still break when its pages are copied
        return _sheet(part, inspection, "è un PDF le cui pagine non si possono copiare")
    return _Material(data, inspection.pages, is_own_page=True, inspection=inspection)


def _sheet(part: Part, inspection: Inspection, reason: str) -> _Material:
    pages = str(inspection.pages) if inspection.pages else "non note"
    lines = [
        ("File", part.shown_path or part.path.name),
        ("Pagine", pages),
        ("Dimensione", f"{inspection.size_bytes} byte"),
        ("Impronta sha256", inspection.sha256),
        ("Perché è a parte", f"Il file {reason}."),
    ]
    return _Material(draw_sheet(part.title, lines), 1, is_own_page=True, kept_apart=reason, inspection=inspection)


def _rewritten(data: bytes) -> bytes:
    """Copy the pages through a writer of their own, so that a broken file cannot spoil the merged one."""
    writer = PdfWriter()
    _append(writer, data)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _append(writer: PdfWriter, data: bytes) -> None:
    reader = PdfReader(BytesIO(data))
    # Names of places are unique in a file, not among files: joined, they would lead to the wrong document.
    for key in ("/Names", "/Dests"):
        reader.root_object.pop(key, None)
    writer.append(reader, import_outline=False)


def _picture_page(path: Path) -> bytes:
    with Image.open(path) as opened:
        upright = ImageOps.exif_transpose(opened)
        has_alpha = upright.mode in {"RGBA", "LA", "P"}
        image = upright.convert("RGBA" if has_alpha else "RGB")
    if has_alpha:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image).convert("RGB")
    wide, high = (A4[1], A4[0]) if image.width > image.height else A4
    room = (wide - 2 * _PICTURE_MARGIN, high - 2 * _PICTURE_MARGIN)
    scale = min(room[0] / image.width, room[1] / image.height, 1.0)
    width, height = image.width * scale, image.height * scale
    most = round(max(width, height) / 72 * _PICTURE_DPI)
    if max(image.size) > most:
        image.thumbnail((most, most))
    packed = BytesIO()
    image.save(packed, "JPEG", quality=85)
    buffer = BytesIO()
    canvas = StableCanvas(buffer, pagesize=(wide, high))
    canvas.drawImage(
        ImageReader(BytesIO(packed.getvalue())), (wide - width) / 2, (high - height) / 2, width=width, height=height
    )
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _numbered_index(cover: Cover, parts: Sequence[Part], materials: Sequence[_Material]) -> tuple[IndexPdf, list[int]]:
    """Draw the index twice: its own length decides the page numbers that it prints."""
    titles = list(dict.fromkeys(part.section for part in parts))
    items: dict[str, list[IndexItem]] = {title: [] for title in titles}
    for number, (part, material) in enumerate(zip(parts, materials, strict=True)):
        reason = f"A parte: il file {material.kept_apart}." if material.kept_apart else part.reason
        items[part.section].append(IndexItem(part.title, part.state, reason, part.shown_path, key=str(number)))
    sections = [IndexSection(title, items=tuple(items[title])) for title in titles]
    length = draw_index(cover, number_items(sections, {str(number): 1 for number in range(len(parts))})).pages
    first_pages = []
    at = length + 1
    for material in materials:
        first_pages.append(at)
        at += material.pages
    index = draw_index(cover, number_items(sections, {str(number): page for number, page in enumerate(first_pages)}))
    return index, first_pages


def _add_bookmarks(writer: PdfWriter, parts: Sequence[Part], first_pages: Sequence[int]) -> None:
    writer.add_outline_item(title="Copertina", page_number=0)
    writer.add_outline_item(title="Indice", page_number=1)
    section, parent = None, None
    for part, page in zip(parts, first_pages, strict=True):
        if part.section != section:
            section, parent = part.section, writer.add_outline_item(title=part.section, page_number=page - 1, bold=True)
        writer.add_outline_item(title=part.title, page_number=page - 1, parent=parent)


def _add_links(writer: PdfWriter, index: IndexPdf, first_pages: Sequence[int]) -> None:
    for link in index.links:
        target = first_pages[int(link.key)] - 1
        border = ArrayObject([NumberObject(0)] * 3)
        writer.add_annotation(
            link.page, Link(rect=link.rectangle, target_page_index=target, fit=Fit.fit(), border=border)
        )


def _add_labels(writer: PdfWriter, index_pages: int) -> None:
    writer.set_page_label(0, 0, prefix="Copertina")
    if index_pages > 1:
        writer.set_page_label(1, index_pages - 1, prefix="Indice ", style=PageLabelStyle.DECIMAL, start=1)
    if len(writer.pages) > index_pages:
        writer.set_page_label(index_pages, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL, start=index_pages + 1)


def _stamps(
    cover: Cover, parts: Sequence[Part], materials: Sequence[_Material], index_pages: int, marks: Marks
) -> list[PageStamp]:
    total = index_pages + sum(material.pages for material in materials)
    titles = [("Indice", marks)] * index_pages
    for part, material in zip(parts, materials, strict=True):
        own = Marks() if part.carries_marks and not material.is_own_page else marks
        titles += [(part.title, own)] * material.pages
    return [
        PageStamp(own, "" if number == 1 else f"{cover.dossier} · {title} · pagina {number}/{total}")
        for number, (title, own) in enumerate(titles, 1)
    ]
