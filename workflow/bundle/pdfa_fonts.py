"""Finds the fonts of a PDF that it uses and does not carry."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_FILES = (Name.FontFile, Name.FontFile2, Name.FontFile3)


def fonts_not_embedded(pdf: Pdf) -> set[str]:
    """Return the names of the fonts that are in the resources of a page, form or appearance without their file."""
    seen: set[tuple[int, int]] = set()
    missing = set()
    for page in pdf.pages:
        for resources in _resources(page.obj, seen):
            for font in dict(resources.get(Name.Font, Dictionary())).values():
                name = _missing(font)
                if name is not None:
                    missing.add(name)
    return missing


def _resources(owner: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield the resources of a page, and of the forms and appearances that it draws, each once."""
    own = _inherited(owner, Name.Resources)
    if isinstance(own, Dictionary):
        yield own
        drawn = [
            *dict(own.get(Name.XObject, Dictionary())).values(),
            *dict(own.get(Name.Pattern, Dictionary())).values(),
        ]
        for form in drawn:
            yield from _of_form(form, seen)
    for note in owner.get(Name.Annots, Array()) if not isinstance(owner, Stream) else ():
        for look in dict(note.get(Name.AP, Dictionary())).values():
            for form in [look] if isinstance(look, Stream) else dict(look).values():
                yield from _of_form(form, seen)


def _of_form(form: Object, seen: set[tuple[int, int]]) -> Iterator[Any]:
    if isinstance(form, Stream) and form.get(Name.Subtype) != Name.Image and form.objgen not in seen:
        seen.add(form.objgen)
        yield from _resources(form, seen)


def _inherited(node: Any, key: Name) -> Any:
    """Return an entry of a page, or that of the tree above it."""
    for _ in range(64):
        if node is None or key in node:
            break
        node = node.get(Name.Parent)
    return None if node is None else node.get(key)


def _missing(font: Any) -> str | None:
    """Return the name of a font without file; a font drawn by the PDF itself needs none."""
    kind = font.get(Name.Subtype)
    if kind == Name.Type3:
        return None
    if kind == Name.Type0:
        return next((name for inner in font.get(Name.DescendantFonts, Array()) if (name := _missing(inner))), None)
    described = font.get(Name.FontDescriptor)
    if isinstance(described, Dictionary) and any(name in described for name in _FILES):
        return None
    return str(font.get(Name.BaseFont, "/senza nome")).lstrip("/")
