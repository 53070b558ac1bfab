"""The properties of a Word file (title, author, language, dates), written by us and escaped once."""

from dataclasses import dataclass
from datetime import date

from lxml import etree

CORE_PART = "docProps/core.xml"
LANGUAGE = "it-IT"
_LONGEST = 255  # Word's own limit for a property
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True)
class DocumentProperties:
    """What the file says of itself; `as_of` stands for its dates, so that equal facts give equal bytes."""

    title: str
    as_of: date
    author: str = "dossier-cer"
    subject: str = ""
    keywords: str = ""

    def core_xml(self) -> bytes:
        """Return `docProps/core.xml`; a text over 255 characters is cut with an ellipsis, as Word could not show it."""
        root = etree.Element(f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI})
        texts = (
            (_DC, "title", self.title),
            (_DC, "subject", self.subject),
            (_DC, "creator", self.author),
            (_CP, "keywords", self.keywords),
            (_DC, "language", LANGUAGE),
        )
        for namespace, name, text in texts:
            if text:
                flat = " ".join(text.split())
                etree.SubElement(root, f"{{{namespace}}}{name}").text = (
                    flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
                )
        for name in ("created", "modified"):
            moment = etree.SubElement(root, f"{{{_DCTERMS}}}{name}", {f"{{{_XSI}}}type": "dcterms:W3CDTF"})
            moment.text = f"{self.as_of.isoformat()}T00:00:00Z"
        written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return written
