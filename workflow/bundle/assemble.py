"""Joins documents and attachments in one PDF for reading: cover, index with links, bookmarks, stamps."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageOps
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader

from workflow.bundle.attachment_inspection import Inspection, Nature, inspect_attachment
from workflow.bundle.index_content import Cover, IndexItem, IndexSection, number_items
from workflow.bundle.index_pages import IndexPdf, draw_index, draw_sheet, index_length
from workflow.bundle.merged_pages import MergedPages
from workflow.bundle.plan import ItemState
from workflow.bundle.stable_canvas import StableCanvas
from workflow.bundle.stamp import Marks, PageStamp, stamp_pages

_PICTURE_MARGIN = 36.0
_LARGEST_ATTACHED = 10_000_000  # a reading copy stays light: larger files are only named
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
    """The pages that a part gives to the merged file: of a file of ours, or drawn and copied here."""

    source: Path | bytes
    is_own_page: bool  # drawn here, so not yet marked
    kept_apart: str | None = None
    inspection: Inspection | None = None

    def add_to(self, joined: MergedPages) -> int:
        """Give the pages to the merged file and return how many they are."""
        return joined.add(BytesIO(self.source) if isinstance(self.source, bytes) else self.source)


def assemble(target: Path, cover: Cover, parts: Sequence[Part], marks: Marks) -> Assembly:
    """Write the merged file; equal inputs give equal bytes, and no input file is touched."""
    materials = [_material(part) for part in parts]
    with pikepdf.new() as merged:
        joined = MergedPages(merged)
        counts = [material.add_to(joined) for material in materials]
        index, first_pages = _numbered_index(cover, parts, materials, counts)
        pages = joined.bind(joined.add(BytesIO(index.data)))
        stamp_pages(merged, _stamps(cover, parts, materials, [index.pages, *counts], marks))
        _add_bookmarks(merged, parts, [pages[number - 1] for number in first_pages], pages[:2])
        _add_links(merged, index, [pages[number - 1] for number in first_pages], pages)
        _attach_signed(merged, parts, materials)
        merged.Root.PageLabels = _labels(len(pages), index.pages)
        merged.Root.Lang = pikepdf.String("it-IT")
        merged.docinfo.update(
            {"/Title": f"{cover.title} – {cover.dossier}", "/Author": "dossier-cer", "/Creator": "dossier-cer"}
        )
        merged.trailer.ID = joined.identity(cover, [(part.title, part.section) for part in parts], marks)
        # What the sources have packed stays packed as it is, and the stamps are short: packing again is most of the
        # time of a merge. The identity is not sought in the bytes again: it is that of the sources.
        merged.save(
            target,
            static_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    placed = tuple(
        PlacedPart(part, first, count, material.kept_apart)
        for part, first, count, material in zip(parts, first_pages, counts, materials, strict=True)
    )
    return Assembly(len(pages), placed, tuple(m.inspection for m in materials if m.inspection is not None))


def _material(part: Part) -> _Material:
    if not part.is_attachment:
        return _Material(part.path, is_own_page=False)
    inspection = inspect_attachment(part.path)
    if not inspection.can_be_merged:
        return _sheet(part, inspection, inspection.kept_apart or "")
    if inspection.nature is Nature.PICTURE:
        return _Material(_picture_page(part.path), is_own_page=True, inspection=inspection)
    try:
        data = _rewritten(part.path.read_bytes())
    except Exception:  # noqa: BLE001  # a file that looked sound can still break when its pages are copied
        return _sheet(part, inspection, "è un PDF le cui pagine non si possono copiare")
    return _Material(data, is_own_page=True, inspection=inspection)


def _sheet(part: Part, inspection: Inspection, reason: str) -> _Material:
    pages = str(inspection.pages) if inspection.pages else "non note"
    lines = [
        ("File", part.shown_path or part.path.name),
        ("Pagine", pages),
        ("Dimensione", f"{inspection.size_bytes} byte"),
        ("Impronta sha256", inspection.sha256),
        ("Perché è a parte", f"Il file {reason}."),
    ]
    if _is_carried(inspection):
        lines.append(("Dove si trova", "Allegato intero a questo PDF, oltre che nella cartella."))
    return _Material(draw_sheet(part.title, lines), is_own_page=True, kept_apart=reason, inspection=inspection)


def _is_carried(seen: Inspection) -> bool:
    is_signed = seen.is_signed or seen.path.suffix.lower() == ".p7m"
    return is_signed and seen.concern is None and seen.size_bytes <= _LARGEST_ATTACHED


def _rewritten(data: bytes) -> bytes:
    """Copy the pages through a file of their own, so that a broken one cannot spoil the merged one.

    Names of places stay behind: they are unique in a file, not among files, and would lead to the wrong document.
    """
    buffer = BytesIO()
    with pikepdf.new() as clean, pikepdf.open(BytesIO(data)) as source:
        clean.pages.extend(source.pages)
        clean.save(buffer, deterministic_id=True)
    return buffer.getvalue()


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


def _numbered_index(
    cover: Cover, parts: Sequence[Part], materials: Sequence[_Material], counts: Sequence[int]
) -> tuple[IndexPdf, list[int]]:
    """Draw the index with the pages of the parts, which its own length moves on."""
    titles = list(dict.fromkeys(part.section for part in parts))
    items: dict[str, list[IndexItem]] = {title: [] for title in titles}
    for number, (part, material) in enumerate(zip(parts, materials, strict=True)):
        reason = f"A parte: il file {material.kept_apart}." if material.kept_apart else part.reason
        items[part.section].append(IndexItem(part.title, part.state, reason, part.shown_path, key=str(number)))
    sections = [IndexSection(title, items=tuple(items[title])) for title in titles]
    foreseen = index_length(sections)
    index = draw_index(cover, _numbered(sections, foreseen, counts))
    if index.pages != foreseen:  # a line broke otherwise than foreseen: now the length is known
        index = draw_index(cover, _numbered(sections, index.pages, counts))
    return index, _first_pages(index.pages, counts)


def _numbered(sections: Sequence[IndexSection], length: int, counts: Sequence[int]) -> list[IndexSection]:
    pages = {str(number): page for number, page in enumerate(_first_pages(length, counts))}
    return number_items(sections, pages)


def _first_pages(length: int, counts: Sequence[int]) -> list[int]:
    """Return the page on which each part begins, after an index of so many pages."""
    return [*accumulate(counts[:-1], initial=length + 1)] if counts else []


def _add_bookmarks(
    merged: pikepdf.Pdf,
    parts: Sequence[Part],
    first_pages: Sequence[pikepdf.Object],
    front: Sequence[pikepdf.Object],
) -> None:
    with merged.open_outline() as outline:
        for title, page in zip(("Copertina", "Indice"), front, strict=True):
            outline.root.append(_bookmark(title, page))
        section = None
        for part, page in zip(parts, first_pages, strict=True):
            if part.section != section:
                section, parent = part.section, _bookmark(part.section, page)
                outline.root.append(parent)
            parent.children.append(_bookmark(part.title, page))


def _bookmark(title: str, page: pikepdf.Object) -> pikepdf.OutlineItem:
    return pikepdf.OutlineItem(title, Array([page, Name.Fit]))


def _add_links(
    merged: pikepdf.Pdf, index: IndexPdf, first_pages: Sequence[pikepdf.Object], pages: Sequence[pikepdf.Object]
) -> None:
    links: dict[int, list[pikepdf.Object]] = {}
    for link in index.links:
        annotation = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([round(edge, 2) for edge in link.rectangle]),
            Border=Array([0, 0, 0]),
            Dest=Array([first_pages[int(link.key)], Name.Fit]),
        )
        links.setdefault(link.page, []).append(merged.make_indirect(annotation))
    for number, annotations in links.items():
        pages[number][Name.Annots] = Array(annotations)


def _attach_signed(merged: pikepdf.Pdf, parts: Sequence[Part], materials: Sequence[_Material]) -> None:
    """Carry the signed files whole: their pages cannot be merged or stamped without voiding the signature."""
    for part, material in zip(parts, materials, strict=True):
        if material.inspection is None or not _is_carried(material.inspection):
            continue
        name = part.shown_path.replace("/", "_") or part.path.name
        merged.attachments[name] = pikepdf.AttachedFileSpec(
            merged,
            part.path.read_bytes(),
            description=part.title,
            filename=name,
            mime_type="",
            creation_date="",
            mod_date="",
        )


def _labels(total: int, index_pages: int) -> Dictionary:
    """Return what readers show as page numbers: the cover, the index, then the numbers that the pages print."""
    ranges: list[object] = [0, Dictionary(P="Copertina")]
    if index_pages > 1:
        ranges += [1, Dictionary(P="Indice ", S=Name.D, St=1)]
    if total > index_pages:
        ranges += [index_pages, Dictionary(S=Name.D, St=index_pages + 1)]
    return Dictionary(Nums=Array(ranges))


def _stamps(
    cover: Cover, parts: Sequence[Part], materials: Sequence[_Material], counts: Sequence[int], marks: Marks
) -> list[PageStamp]:
    """Return one stamp a page; `counts` are the pages of the index, then of each part."""
    titles = [("Indice", marks)] * counts[0]
    for part, material, count in zip(parts, materials, counts[1:], strict=True):
        own = Marks() if part.carries_marks and not material.is_own_page else marks
        titles += [(part.title, own)] * count
    total = len(titles)
    return [
        PageStamp(own, "" if number == 1 else f"{cover.dossier} · {title} · pagina {number}/{total}")
        for number, (title, own) in enumerate(titles, 1)
    ]
