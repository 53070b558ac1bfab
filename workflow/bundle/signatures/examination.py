"""Examines one file, in the child process: opens its envelopes, checks its signatures, reads its pages."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workflow.bundle.attachment_inspection import active_traits, is_pdf
from workflow.bundle.returned.page_reading import Reading, read_pdf, read_picture
from workflow.bundle.signatures.envelopes import Envelope, TooManyLevelsError, open_envelopes
from workflow.bundle.signatures.seen import FileSeen, Layers, Nature, Problem
from workflow.bundle.signatures.setting import Setting
from workflow.bundle.signatures.trust import Material, read_beside

MAX_BYTES = 60_000_000
_PDF = b"%PDF-"
_RANGE = b"/ByteRange"
_MAX_EARLIER = 8
_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_SIGNED_BY_NAME = frozenset({".p7m", ".p7s", ".tsd", ".m7m", ".tsr"})


@dataclass(frozen=True)
class Request:
    """What is asked of one file; `original` is the file that a separate signature signs."""

    path: Path
    original: Path | None = None
    wants_pages: bool = False
    known_sha256: frozenset[str] = frozenset()


def examine(request: Request, trusted: Material, now: datetime) -> FileSeen:
    """Return what is seen in a file; whatever it holds, the answer is a record with at worst its problem."""
    path = request.path
    try:
        size = path.stat().st_size
        if size == 0 or size > MAX_BYTES:
            problem = Problem.TOO_LARGE if size else Problem.EMPTY
            return FileSeen(nature=Nature.OTHER, byte_count=size, problem=problem)
        data = path.read_bytes()
    except OSError:
        return FileSeen(nature=Nature.OTHER, problem=Problem.MISSING)
    digest = hashlib.sha256(data).hexdigest()
    try:
        envelopes, content = open_envelopes(data)
    except TooManyLevelsError:
        return FileSeen(nature=Nature.ENVELOPE, byte_count=size, sha256=digest, problem=Problem.TOO_DEEP)
    misnamed = None if envelopes else _misnamed(path.suffix.lower(), data)
    if misnamed is not None:
        return FileSeen(nature=Nature.OTHER, byte_count=size, sha256=digest, problem=misnamed)
    if envelopes and envelopes[-1].content is None:
        content = _original(request)
    nature = _nature(content or b"")
    layers = _layers(envelopes, content, Setting(trusted.plus(read_beside(path)), now), nature)
    base = FileSeen(
        nature=Nature.ENVELOPE if envelopes else nature,
        byte_count=size,
        sha256=digest,
        envelopes=tuple(envelope.kind for envelope in envelopes),
        signatures=layers.signatures,
        stamps=layers.stamps,
        problem=Problem.PROTECTED if layers.is_protected else None,
    )
    if content is None:
        return base.model_copy(update={"problem": Problem.CONTENT_MISSING})
    return base.model_copy(update=_about(content, nature, request, is_closed=layers.is_protected))


def _misnamed(suffix: str, data: bytes) -> Problem | None:
    """Return what a file without envelope is not, though its name says so."""
    if suffix in _SIGNED_BY_NAME and not data.startswith(_PDF):  # inside a broken envelope it is further on
        return Problem.NOT_SIGNED_DATA
    return Problem.NOT_A_PDF if suffix == ".pdf" and _nature(data) is Nature.OTHER else None


def _layers(envelopes: list[Envelope], content: bytes | None, setting: Setting, nature: Nature) -> Layers:
    # The key of every signature in a PDF stands in clear: without it there is nothing to look for.
    has_pdf = nature is Nature.PDF and _RANGE in (content or b"")
    if not envelopes and not has_pdf:
        return Layers()
    from workflow.bundle.signatures.layers import check_layers  # noqa: PLC0415 - a second, where nobody has signed

    return check_layers(envelopes, content, setting, has_pdf=has_pdf)


def _about(content: bytes, nature: Nature, request: Request, *, is_closed: bool) -> dict[str, object]:
    """Return what there is to say of the content, whoever has signed it."""
    digest = hashlib.sha256(content).hexdigest()
    earlier = _earlier(content, request.known_sha256) if nature is Nature.PDF else ()
    found: dict[str, object] = {
        "content_nature": nature,
        "content_sha256": digest,
        "content_byte_count": len(content),
        "earlier_sha256": earlier,
        "active": _active(content) if nature is Nature.PDF else (),
    }
    if request.wants_pages and not is_closed:
        found |= _pages(content, nature, request, {digest, *earlier})
    return found


def _earlier(data: bytes, known_sha256: frozenset[str]) -> tuple[str, ...]:
    """Return the sha256 of what the file was before each addition: a signature inside a PDF is one.

    A file that we made is told only if its pages still show the same: whoever writes on them before signing adds too.
    """
    found = list(_END.finditer(data))[:_MAX_EARLIER]
    ends = dict.fromkeys(end for match in found for end in (match.start() + len(b"%%EOF"), match.end()))
    versions = {hashlib.sha256(data[:end]).hexdigest(): end for end in ends if end < len(data)}
    return tuple(sha for sha, end in versions.items() if sha not in known_sha256 or _still_shows(data[:end], data))


def _still_shows(earlier: bytes, data: bytes) -> bool:
    from workflow.bundle.signatures.pdf_revisions import still_shows  # noqa: PLC0415 - likewise

    return still_shows(earlier, data)


def _pages(content: bytes, nature: Nature, request: Request, digests: set[str]) -> dict[str, object]:
    """Read the pages; those of a file that is known byte by byte need no looking at."""
    if nature is Nature.PDF:
        read = read_pdf(content, only_first_code=bool(digests & request.known_sha256))
    elif nature is Nature.PICTURE:
        read = read_picture(content)
    else:
        read = Reading()
    found: dict[str, object] = {"page_count": read.page_count, "pages": read.pages}
    if read.problem is not None:
        found["problem"] = read.problem
    return found


def _active(content: bytes) -> tuple[str, ...]:
    """Return what a PDF does by itself, in the words of the inspection of attachments."""
    try:
        return active_traits(content)
    except Exception:  # noqa: BLE001  # a hostile PDF can break a reader in any way: what it does is then not known
        return ()


def _original(request: Request) -> bytes | None:
    original = request.original
    if original is None or not original.is_file() or original.stat().st_size > MAX_BYTES:
        return None
    return original.read_bytes()


def _nature(content: bytes) -> Nature:
    if is_pdf(content):
        return Nature.PDF
    return Nature.PICTURE if content.startswith(_PICTURES) else Nature.OTHER
