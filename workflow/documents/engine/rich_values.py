"""Values that print as Word's own markup: formatted text, texts of several paragraphs, pictures, other documents."""

from dataclasses import dataclass

from docxtpl import Listing, RichText, RichTextParagraph

__all__ = ["FORMATTED", "PLACED", "Listing", "Picture", "RichText", "RichTextParagraph", "SubDocument"]


@dataclass(frozen=True)
class Picture:
    """An image in the line, with the text that stands for it where it cannot be seen; print it with `{{ name }}`."""

    content: bytes
    alt: str
    width_mm: float | None = None
    height_mm: float | None = None


@dataclass(frozen=True)
class SubDocument:
    """Another Word file, whose body takes the place of a paragraph; print it with `{{p name }}`."""

    content: bytes


FORMATTED = (RichText, RichTextParagraph, Listing)  # markup that is known before the document is
PLACED = (Picture, SubDocument)  # markup that needs parts and relationships of the document
