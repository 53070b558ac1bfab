"""Looks into what people attach, without changing it: is it a PDF, is it signed, encrypted, active, too large."""

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MAX_BYTES = 50_000_000
MAX_PAGES = 400
MAX_PIXELS = 60_000_000
MAX_OBJECTS = 300_000

_PDF_START = b"%PDF-"
_PDF_START_WITHIN = 1024  # readers accept some bytes before the signature
_ZIP_START = b"PK\x03\x04"  # a PDF that lies in a zip unpacked begins early enough to be read through it
_PICTURES = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}

# What makes a PDF do something by itself or carry something else inside, and how people call it.
_ACTIVE_KEYS = {
    "/JS": "contiene JavaScript",
    "/JavaScript": "contiene JavaScript",
    "/AA": "contiene azioni automatiche",
    "/EmbeddedFiles": "contiene altri file",
    "/EF": "contiene altri file",
    "/RichMedia": "contiene elementi multimediali",
    "/XFA": "contiene un modulo XFA",
}
_ACTIVE_VALUES = {
    "/JavaScript": "contiene JavaScript",
    "/Launch": "avvia altri programmi",
    "/SubmitForm": "invia dati in rete",
    "/ImportData": "importa dati",
    "/GoToR": "rimanda ad altri file",
    "/GoToE": "rimanda ad altri file",
    "/RichMedia": "contiene elementi multimediali",
    "/Movie": "contiene elementi multimediali",
    "/Sound": "contiene elementi multimediali",
    "/FileAttachment": "contiene altri file",
}


class Nature(StrEnum):
    """What a file really is, whatever its name says."""

    PDF = "pdf"
    PICTURE = "immagine"
    OTHER = "altro"


class Concern(StrEnum):
    """Why a file that somebody attached should not stay as it is."""

    UNREADABLE = "illeggibile"  # nobody at the other end can open it
    ACTIVE = "attivo"  # it does something by itself, and a portal may refuse it


@dataclass(frozen=True)
class Inspection:
    """What was seen; `concern` is a fault to put right, `kept_apart` is why the file is not merged."""

    path: Path
    nature: Nature
    sha256: str
    size_bytes: int
    pages: int = 0
    is_signed: bool = False
    concern: Concern | None = None
    kept_apart: str | None = None

    @property
    def can_be_merged(self) -> bool:
        """Whether a reading copy may hold the pages of the file."""
        return self.kept_apart is None


def inspect_attachment(path: Path) -> Inspection:
    """Look into one file. Whatever it holds, the answer is an inspection; OSError only if it cannot be read at all."""
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    base = Inspection(path, Nature.OTHER, digest, size)
    if size == 0:
        return _apart(base, "è vuoto", Concern.UNREADABLE)
    if size > MAX_BYTES:
        return _apart(
            base,
            f"è troppo grande ({size / 1_000_000:.0f} MB, il massimo è {MAX_BYTES // 1_000_000} MB)",
            Concern.UNREADABLE,
        )
    data = path.read_bytes()
    if is_pdf(data):
        return _pdf(base, data)
    if path.suffix.lower() == ".pdf":
        return _apart(base, "si chiama .pdf ma non è un PDF", Concern.UNREADABLE)
    picture_suffixes = {suffix for suffixes in _PICTURES.values() for suffix in suffixes}
    if path.suffix.lower() in picture_suffixes:
        return _picture(base, data)
    return _apart(base, "non è un PDF né un'immagine")


def is_pdf(content: bytes) -> bool:
    """Whether a file is a PDF, whatever its name says."""
    return _PDF_START in content[:_PDF_START_WITHIN] and not content.startswith(_ZIP_START)


def active_traits(content: bytes) -> tuple[str, ...]:
    """Say what a PDF does by itself or carries inside; the caller answers for what breaks a reader."""
    return tuple(sorted({trait for trait in _traits(PdfReader(BytesIO(content))) if trait != _SIGNED}))


def _apart(base: Inspection, reason: str, concern: Concern | None = None) -> Inspection:
    return replace(base, concern=concern, kept_apart=reason)


def _picture(base: Inspection, data: bytes) -> Inspection:
    try:
        with Image.open(BytesIO(data)) as image:
            kind, (width, height) = image.format, image.size
            if width * height > MAX_PIXELS:
                return _apart(base, f"ha troppi punti ({width}×{height})", Concern.UNREADABLE)
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return _apart(base, "non è un'immagine leggibile", Concern.UNREADABLE)
    if base.path.suffix.lower() not in _PICTURES.get(str(kind), ()):
        return _apart(base, f"non è ciò che dice il nome (è {kind})", Concern.UNREADABLE)
    return replace(base, nature=Nature.PICTURE, pages=1)


def _pdf(base: Inspection, data: bytes) -> Inspection:
    base = replace(base, nature=Nature.PDF)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            return _apart(base, "è protetto da una password o da restrizioni", Concern.UNREADABLE)
        base = replace(base, pages=len(reader.pages))
        traits = frozenset(_traits(reader))
    except Exception:  # noqa: BLE001  # a hostile PDF can break a reader in any way: each means «not readable»
        return _apart(base, "è un PDF danneggiato e non si apre", Concern.UNREADABLE)
    if base.pages == 0:
        return _apart(base, "è un PDF senza pagine", Concern.UNREADABLE)
    return _readable_pdf(base, traits)


def _readable_pdf(base: Inspection, traits: frozenset[str]) -> Inspection:
    base = replace(base, is_signed=_SIGNED in traits)
    active = sorted(traits - {_SIGNED})
    if active:
        return _apart(base, ", ".join(active), Concern.ACTIVE)
    if base.is_signed:
        return _apart(base, "è firmato: unirlo o timbrarlo annullerebbe la firma")
    if base.pages > MAX_PAGES:
        return _apart(base, f"ha troppe pagine ({base.pages}) per la copia di lettura")
    return base


_SIGNED = "firmato"


def _traits(reader: PdfReader) -> Iterator[str]:
    """Walk every object that the file reaches from its root and yield what is worth knowing."""
    waiting: deque[Any] = deque([reader.trailer])
    seen: set[int] = set()
    steps = 0
    while waiting:
        node = waiting.popleft()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
            node = node.get_object()
        steps += 1
        if steps > MAX_OBJECTS:
            raise ValueError("too many objects")
        if isinstance(node, DictionaryObject):
            yield from _traits_of(node)
            waiting.extend(node.raw_get(key) for key in node)
        elif isinstance(node, ArrayObject):
            waiting.extend(list.__iter__(node))


def _traits_of(node: DictionaryObject) -> Iterator[str]:
    if "/ByteRange" in node and "/Contents" in node:
        yield _SIGNED
    for key in node:
        if key in _ACTIVE_KEYS:
            yield _ACTIVE_KEYS[key]
    for key in ("/S", "/Subtype"):
        value = node.get(key)
        if isinstance(value, str) and value in _ACTIVE_VALUES:
            yield _ACTIVE_VALUES[value]
