"""The parts of a Word package that joining needs: their bytes, their relations, and what may not be joined."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, dirname, join, normpath
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
RELATION_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

MAIN = "word/document.xml"
NUMBERING = "word/numbering.xml"
STYLES = "word/styles.xml"
CORE = "docProps/core.xml"
CONTENT_TYPES = "[Content_Types].xml"
MAX_PART_BYTES = 30_000_000
_HELD_BYTES = 200_000_000

# What the documents of one template have in common, byte by byte, with their headers and footers; the rest may differ.
_COMMON = (
    STYLES, NUMBERING, "word/settings.xml", "word/fontTable.xml", "word/theme/theme1.xml", "word/footnotes.xml",
    "word/endnotes.xml",
)  # fmt: skip
# Large parts that say nothing of the pages.
_NOT_PRINTED = ("word/stylesWithEffects", "docProps/thumbnail", "customXml/")
# Elements whose meaning reaches over the whole document, or which would change places in a longer one.
_NOT_JOINED = re.compile(
    rb"<w:(?:ins|del|moveFrom|moveTo|altChunk|object|subDoc|control|footnoteReference|endnoteReference|commentReference"
    rb"|footnotePr|endnotePr|lnNumType|documentProtection)[ />]"
)

Family = tuple[tuple[str, bytes | None], ...]


class CannotJoinError(Exception):
    """A document that has to be converted by itself: its place in the list, and why."""

    def __init__(self, index: int, reason: str) -> None:
        """Keep which document it is."""
        super().__init__(reason)
        self.index = index


@dataclass(frozen=True)
class Relation:
    """Where a part points: another part, or a place outside."""

    id: str
    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True)
class WordParts:
    """A Word package in memory."""

    parts: dict[str, bytes]

    @classmethod
    def read(cls, path: Path) -> "WordParts":
        """Read a package; raises OSError, BadZipFile or ValueError for what is not one."""
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > MAX_PART_BYTES:
                raise ValueError("the package is too large to be joined")
            return cls(
                {
                    entry.filename: package.read(entry)
                    for entry in entries
                    if not entry.filename.startswith(_NOT_PRINTED)
                }
            )

    def family(self) -> Family | None:
        """Return the parts that documents which may be joined have in common; None for one that has to stay alone."""
        main = self.parts.get(MAIN)
        margins = sorted(name for name in self.parts if is_margin(name))
        if main is None or any(_NOT_JOINED.search(self.parts[name]) for name in (MAIN, *margins)):
            return None
        common = [(name, self.parts.get(name)) for name in (*_COMMON, *margins)]
        for name in margins:  # an emblem in a header is a part of its own
            common += [(one.id, self.parts.get(one.target)) for one in self.relations_of(name).values()]
        return tuple(common)

    def relations_of(self, part: str) -> dict[str, Relation]:
        """Return the relations of a part by their ids."""
        data = self.parts.get(relations_part_of(part))
        if data is None:
            return {}
        found = {}
        for item in parsed(data).iter(f"{RELATIONS}Relationship"):
            is_external = item.get("TargetMode") == "External"
            target = item.get("Target", "")
            if not is_external:
                target = normpath(join(dirname(part), target)).lstrip("/")
            kind = item.get("Type", "").rpartition("/")[2]
            found[item.get("Id", "")] = Relation(item.get("Id", ""), kind, target, is_external)
        return found

    def content_type_of(self, part: str) -> str | None:
        """Return the content type that the package declares for a part."""
        types = parsed(self.parts[CONTENT_TYPES])
        for item in types.iter(f"{TYPES}Override"):
            if item.get("PartName") == f"/{part}":
                return str(item.get("ContentType"))
        for item in types.iter(f"{TYPES}Default"):
            if part.lower().endswith("." + item.get("Extension", "").lower()):
                return str(item.get("ContentType"))
        return None


class PackageCache:
    """Packages that are read to plan and wanted again to join; what documents have in common is held once."""

    def __init__(self, room_bytes: int = _HELD_BYTES) -> None:
        """Hold nothing yet; of the documents' own texts so many bytes are held at the most."""
        self._held: dict[Path, WordParts] = {}
        self._common: dict[bytes, bytes] = {}
        self._room_bytes = room_bytes

    def keep(self, path: Path, read: WordParts) -> None:
        """Keep a package until it is taken, if there is room."""
        self._room_bytes -= len(read.parts.get(MAIN, b""))
        if self._room_bytes >= 0:
            parts = read.parts.items()
            self._held[path] = WordParts(
                {name: data if name == MAIN else self._common.setdefault(data, data) for name, data in parts}
            )

    def take(self, path: Path) -> WordParts:
        """Return a package, which is then held no more; one that is not held is read. Raises as `WordParts.read`."""
        return self._held.pop(path, None) or WordParts.read(path)


def parsed(data: bytes) -> Any:
    """Parse a part without following anything it points to."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def written(root: Any) -> bytes:
    """Return the bytes of a part."""
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def relations_part_of(part: str) -> str:
    """Return the name of the part that holds the relations of a part."""
    return join(dirname(part), "_rels", basename(part) + ".rels")


def is_margin(name: str) -> bool:
    """Whether a part is a header or a footer."""
    return name.startswith(("word/header", "word/footer")) and name.endswith(".xml")
