"""The properties of a Word file (title, author, language, dates), written by us and escaped once."""

from dataclasses import dataclass
from datetime import date

from workflow.documents.engine.escaping import escape_text_only

CORE_PART = "docProps/core.xml"
LANGUAGE = "it-IT"
_LONGEST = 255  # Word's own limit for a property
_OPENING = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)


@dataclass(frozen=True)
class DocumentProperties:
    """What the file says of itself; `as_of` stands for its dates, so that equal facts give equal bytes."""

    title: str
    as_of: date
    author: str = "dossier-cer"
    subject: str = ""
    keywords: str = ""
    description: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """The properties that are texts, by their elements."""
        return {
            "dc:title": self.title,
            "dc:subject": self.subject,
            "dc:creator": self.author,
            "cp:keywords": self.keywords,
            "dc:description": self.description,
        }

    def core_xml(self) -> bytes:
        """Return `docProps/core.xml`; a text over 255 characters is cut with an ellipsis, as Word could not show it."""
        day = f"{self.as_of.isoformat()}T00:00:00Z"
        pieces = [_OPENING]
        for name, text in {**self.texts, "dc:language": LANGUAGE}.items():
            if text:
                flat = " ".join(text.split())
                flat = flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
                pieces.append(f"<{name}>{escape_text_only(flat)}</{name}>")
        pieces += (
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}</dcterms:{name}>' for name in ("created", "modified")
        )
        return "".join((*pieces, "</cp:coreProperties>")).encode()
