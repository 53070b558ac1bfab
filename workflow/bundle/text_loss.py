"""Checks that a PDF has lost nothing of its Word document: words, pictures and characters."""

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from typing import Any

from lxml import etree
from pypdfium2 import PdfDocument, PdfiumError

from workflow.bundle.fonts import missing_characters
from workflow.bundle.pdf_engine import PdfJob, PdfResult
from workflow.bundle.picture_loss import PictureSearch

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PARAGRAPH, _RUN, _LOOK, _TEXT = f"{_W}p", f"{_W}r", f"{_W}rPr", f"{_W}t"
_FIELD_MARK, _FIELD_WHOLE = f"{_W}fldChar", f"{_W}fldSimple"
_SPACES = frozenset({f"{_W}tab", f"{_W}br", f"{_W}cr"})
# Paragraphs of a text box come by themselves; the looks hold no text; doubles for old programs are not seen.
_PASSED_OVER = frozenset(
    {_PARAGRAPH, f"{_W}pPr", _LOOK, "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")
# Boxes, arrows, other alphabets: drawn with a second font, they may leave the order of the line.
_SIGNS = re.compile("[^\\u0021-\\u036f\\u1e00-\\u1eff\\u2010-\\u20bf]")
_CHUNK = 14  # a run of words this long is rare enough to be looked for as a whole
_FIELD = "\0"
_ROW = 600  # characters of a table row that a page may cut in all its cells
_SHOWN = 6  # how many lost places a message quotes


@dataclass(frozen=True)
class DocxContent:
    """What a reader of the Word document sees: texts by paragraph and the different pictures, also of the margins."""

    body: tuple[str, ...]
    notes: tuple[str, ...]
    margins: tuple[str, ...]
    pictures: tuple[bytes, ...]
    has_linked_pictures: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text, notes, headers and footers included."""
        return self.body + self.notes + self.margins


@dataclass(frozen=True)
class Loss:
    """What is in the document and not in its PDF; empty is good."""

    words: tuple[str, ...] = ()
    pictures: int = 0
    characters: tuple[str, ...] = ()

    def sentences(self, document: str) -> tuple[str, ...]:
        """Say it in Italian."""
        said = []
        if self.characters:
            listed = ", ".join(f"«{c}» (U+{ord(c):04X})" for c in self.characters[:_SHOWN])
            said.append(
                f"{document}: i caratteri {listed} non si possono stampare con i caratteri tipografici del programma."
            )
        if self.words:
            listed = ", ".join(f"«{word}»" for word in self.words[:_SHOWN])
            more = f" e altri {len(self.words) - _SHOWN} punti" if len(self.words) > _SHOWN else ""
            said.append(f"{document}: nel PDF manca testo del documento Word: {listed}{more}.")
        if self.pictures:
            said.append(f"{document}: nel PDF mancano figure del documento Word ({self.pictures}).")
        return tuple(said)


def find_loss(content: DocxContent, pdf: Path, *, glyphs_are_ours: bool) -> tuple[Loss, int]:
    """Compare a Word document with its PDF and count the pages; `glyphs_are_ours` when only the packaged fonts draw."""
    missing = missing_characters(content.texts) if glyphs_are_ours else ()
    search = PictureSearch(content.pictures, draws_vectors=not glyphs_are_ours)
    pages = [_folded(text) for text in _texts_of(pdf, search)]
    around = sum(len(text) for text in content.margins + content.notes) + _ROW
    words = (
        *_lost_chunks(content.texts, [_letters(page) for page in pages], around),
        *_lost_signs(content.texts, "".join(pages), missing),
    )
    return Loss(words=words, pictures=search.lost, characters=missing), len(pages)


def _texts_of(pdf: Path, search: PictureSearch) -> list[str]:
    """Return the text of every page, read by PDFium: the drawing was not its work, so it is a second opinion."""
    document = PdfDocument(pdf)
    try:
        texts = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            search.look_at(page)
            page.close()
        return texts
    finally:
        document.close()


def judge(job: PdfJob, content: DocxContent, warnings: tuple[str, ...], *, glyphs_are_ours: bool) -> PdfResult:
    """Open the PDF that a job has made and say whether it is whole."""
    name = job.docx.name
    try:
        loss, pages = find_loss(content, job.pdf, glyphs_are_ours=glyphs_are_ours)
    except (PdfiumError, OSError, ValueError, KeyError, TypeError) as error:
        return PdfResult(
            job,
            is_ok=False,
            problems=(f"{name}: il PDF prodotto non si apre ({type(error).__name__}).",),
            warnings=warnings,
        )
    problems = loss.sentences(name)
    return PdfResult(job, is_ok=pages > 0 and not problems, pages=pages, problems=problems, warnings=warnings)


def read_docx(path: Path) -> DocxContent:
    """Read what a person sees of a Word document; fields and hidden text are left out.

    Headers and footers count only if some page must show them.
    """
    with zipfile.ZipFile(path) as package:
        present = frozenset(package.namelist())
        main = "word/document.xml"
        tree = _parsed(package.read(main))
        relations = _relations(package, main, present)
        used = _margins_in_use(tree)
        margins = {
            part: _parsed(package.read(part))
            for part in dict.fromkeys(relations[key] for key in sorted(used) if key in relations)
        }
        notes = tuple(
            text
            for name in ("word/footnotes.xml", "word/endnotes.xml")
            if name in present
            for text in _paragraphs(_parsed(package.read(name)))
        )
        pictures: dict[str, None] = {}
        has_linked_pictures = False
        for part, story in ((main, tree), *margins.items()):
            blips = list(story.iter(f"{_A}blip"))
            has_linked_pictures |= any(blip.get(f"{_R}link") for blip in blips)
            if blips:
                known = relations if part == main else _relations(package, part, present)
                pictures |= dict.fromkeys(known.get(blip.get(f"{_R}embed", ""), "") for blip in blips)
        return DocxContent(
            body=tuple(_paragraphs(tree)),
            notes=notes,
            margins=tuple(text for margin in margins.values() for text in _paragraphs(margin)),
            pictures=tuple({package.read(name): None for name in pictures if name in present}),
            has_linked_pictures=has_linked_pictures,
        )


def _parsed(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _relations(package: zipfile.ZipFile, part: str, present: frozenset[str]) -> dict[str, str]:
    name = join(dirname(part), "_rels", basename(part) + ".rels")
    if name not in present:
        return {}
    tree = _parsed(package.read(name))
    return {
        item.get("Id", ""): normpath(join(dirname(part), item.get("Target", ""))).lstrip("/")
        for item in tree.iter(_RELATION)
        if item.get("TargetMode") != "External"
    }


def _margins_in_use(tree: Any) -> set[str]:
    """Return the relation ids of the headers and footers that the first page of a section must show."""
    used = set()
    for section in tree.iter(f"{_W}sectPr"):
        has_title_page = section.find(f"{_W}titlePg") is not None
        wanted = "first" if has_title_page else "default"
        for kind in ("headerReference", "footerReference"):
            for reference in section.findall(f"{_W}{kind}"):
                if reference.get(f"{_W}type") == wanted:
                    used.add(reference.get(f"{_R}id", ""))
    return used


def _paragraphs(tree: Any) -> Iterator[str]:
    for paragraph in tree.iter(_PARAGRAPH):
        yield from (text for text in "".join(_visible_text(paragraph)).split(_FIELD) if text.strip())


def _visible_text(paragraph: Any) -> Iterator[str]:
    """Yield the text of a paragraph, with a mark in the place of fields: those are computed anew."""
    depth = 0
    for node in _own_nodes(paragraph):
        tag = node.tag
        if tag == _FIELD_MARK:
            depth += {"begin": 1, "end": -1}.get(node.get(f"{_W}fldCharType", ""), 0)
            yield _FIELD
        elif tag == _FIELD_WHOLE:
            yield _FIELD
        elif depth == 0 and tag == _TEXT:
            yield node.text or ""
        elif tag in _SPACES:
            yield " "


def _own_nodes(node: Any) -> Iterator[Any]:
    for child in node:
        tag = child.tag
        if tag in _PASSED_OVER or (tag == _RUN and _is_hidden(child)):
            continue
        yield child
        if len(child) and tag != _FIELD_WHOLE:
            yield from _own_nodes(child)


def _is_hidden(run: Any) -> bool:
    return any(mark.tag == f"{_W}vanish" for look in run.iterchildren(_LOOK) for mark in look)


def _lost_chunks(texts: Iterable[str], pages: Sequence[str], around: int) -> Iterator[str]:
    """Yield the pieces of text that the PDF lacks.

    A piece of some words may be cut by the end of a page: then both halves must be there, each no
    farther from the cut than headers, footers, notes and a row of a table take.
    """
    seen = set()
    for text in dict.fromkeys(texts):
        if _is_on_one_page(text, pages):
            continue
        for chunk in _chunks(text):
            wanted = _letters(_folded(chunk))
            if wanted not in seen and not any(wanted in page for page in pages) and not _is_cut(wanted, pages, around):
                yield chunk
            seen.add(wanted)


def _is_on_one_page(text: str, pages: Sequence[str]) -> bool:
    """Whether a paragraph stands whole on a page, as most do: then no piece of it can be lost."""
    wanted = _letters(_folded(text))
    return any(wanted in page for page in pages)


def _lost_signs(texts: Iterable[str], printed: str, missing: Iterable[str]) -> Iterator[str]:
    """Yield the signs outside the Latin letters that the PDF has fewer times than the document."""
    there = Counter(_SIGNS.findall(printed))
    for sign, wanted in sorted(Counter(_SIGNS.findall(_folded("".join(texts)))).items()):
        if there[sign] < wanted and sign not in missing:
            yield sign


def _chunks(text: str) -> Iterator[str]:
    words: list[str] = []
    for word in text.split():
        words.append(word)
        if len("".join(words)) >= _CHUNK:
            yield " ".join(words)
            words = []
    if words:
        yield " ".join(words)


def _is_cut(wanted: str, pages: Sequence[str], around: int) -> bool:
    return any(
        wanted[:cut] in page[-around - cut :] and wanted[cut:] in following[: around + len(wanted) - cut]
        for page, following in pairwise(pages)
        for cut in range(1, len(wanted))
    )


def _folded(text: str) -> str:
    """Return the text without spaces and capitals, ligatures undone: what does not depend on layout."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return "".join(text.split()).casefold()


def _letters(folded: str) -> str:
    return _SIGNS.sub("", folded)
