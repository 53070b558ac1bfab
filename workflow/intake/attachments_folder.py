"""Reads `allegati/<tipo>/`: the papers that people already have, whose each one is, and its fingerprint."""

import hashlib
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.finding import FieldPath
from workflow.intake.attachment_guide import GUIDES, Owner, sample_name
from workflow.intake.file_content import HEAD_BYTES, contradiction
from workflow.intake.import_findings import ImportFindings
from workflow.intake.known_keys import KnownKeys, code_at_head

FOLDER_NAME = "allegati"
MAX_ATTACHMENT_BYTES = 200_000_000
_MEGABYTE = 1_000_000
_IGNORED = frozenset({"leggimi.txt", "thumbs.db", "desktop.ini"})
_IGNORED_HEADS = (".", "~$")
_FORBIDDEN = frozenset('<>:"\\|?*')
_LONGEST_NAME = 200
_CHUNK = 1 << 20


def read_attachments(folder: Path, keys: KnownKeys, findings: ImportFindings) -> tuple[Attachment, ...]:
    """Return the usable files of a dossier's `allegati`, in order of path; report what cannot be used."""
    root = folder / FOLDER_NAME
    if not root.is_dir():
        return ()
    return AttachmentsFolder(root, keys, findings).read()


class AttachmentsFolder:
    """One folder of attachments, read once."""

    def __init__(self, root: Path, keys: KnownKeys, findings: ImportFindings) -> None:
        self._root = root
        self._keys = keys
        self._findings = findings

    def read(self) -> tuple[Attachment, ...]:
        """Return the files of every known folder."""
        found: list[Attachment] = []
        for item in _visible(self._root):
            if item.is_symlink():
                self._add("IMP-34", item, wording="collegamento")
            elif item.is_file():
                self._add("IMP-30", item, wording="fuori", cartella=FOLDER_NAME)
            elif item.is_dir():
                found += self._read_kind(item)
        return tuple(found)

    def _read_kind(self, folder: Path) -> Iterator[Attachment]:
        written = folder.name.strip().lower().replace(" ", "_").replace("-", "_")
        kind = next((kind for kind in AttachmentKind if kind.value == written), None)
        if kind is None:
            close = get_close_matches(written, [kind.value for kind in AttachmentKind], n=1, cutoff=0.7)
            if any(_visible(folder)):
                proposal = {"proposta": close[0]} if close else {}
                wording = "proposta" if close else None
                self._add("IMP-30", folder, wording=wording, cartella=folder.name, **proposal)
            return
        for item in _visible(folder):
            attachment = self._read_file(kind, item)
            if attachment is not None:
                yield attachment

    def _read_file(self, kind: AttachmentKind, path: Path) -> Attachment | None:
        if path.is_symlink() or not path.is_file():
            self._add("IMP-34", path, wording="collegamento" if path.is_symlink() else "cartella")
            return None
        if _has_odd_name(path.name):
            self._add("IMP-34", path, wording="nome")
            return None
        try:
            size = path.stat().st_size
            if not self._is_usable(path, size):
                return None
            digest = _sha256(path)
        except OSError as error:
            self._add("IMP-34", path, wording="inaccessibile", motivo=error.strerror or type(error).__name__)
            return None
        relative = path.relative_to(self._root.parent).as_posix()
        return Attachment(kind=kind, path=relative, key=self._key(kind, path), sha256=digest, byte_count=size)

    def _is_usable(self, path: Path, size: int) -> bool:
        if size == 0:
            self._add("IMP-32", path)
            return False
        if size > MAX_ATTACHMENT_BYTES:
            limit = MAX_ATTACHMENT_BYTES // _MEGABYTE
            self._add("IMP-34", path, wording="grande", megabyte=size // _MEGABYTE, massimo_megabyte=limit)
            return False
        with path.open("rb") as stream:
            other = contradiction(stream.read(HEAD_BYTES), path.suffix)
        if other is None:
            return True
        wording = None if other else "sconosciuto"
        self._add("IMP-33", path, wording=wording, estensione=path.suffix, contenuto=other)
        return False

    def _key(self, kind: AttachmentKind, path: Path) -> str | None:
        """Return whose the file is; the papers of the only plant need not say so."""
        guide = GUIDES[kind]
        is_of_practice = guide.owner is Owner.PRACTICE
        key = self._keys.find_practice(path.stem) if is_of_practice else self._keys.find(path.stem)
        if key is not None or not guide.needs_key:
            return key
        if guide.owner is Owner.PLANT and self._keys.plant_count == 1 and code_at_head(path.stem) is None:
            return None
        unknown = code_at_head(path.stem)
        values = {"attesa": guide.owner.value, "esempio": sample_name(kind)}
        if unknown is None:
            self._add("IMP-31", path, **values)
        else:
            self._add("IMP-31", path, wording="sconosciuta", chiave=unknown, **values)
        return unknown

    def _add(self, code: str, item: Path, *, wording: str | None = None, **values: object) -> None:
        relative = item.relative_to(self._root.parent)
        path: FieldPath = relative.parts
        self._findings.add(code, path, _shown(relative), wording=wording, **values)


def _visible(folder: Path) -> list[Path]:
    """Return what lies in a folder, in order, without what systems and programs leave there."""
    items = sorted(folder.iterdir(), key=lambda item: item.name)
    return [item for item in items if not item.name.startswith(_IGNORED_HEADS) and item.name.lower() not in _IGNORED]


def _has_odd_name(name: str) -> bool:
    return len(name) > _LONGEST_NAME or any(
        character in _FORBIDDEN or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} for character in name
    )


def _shown(path: Path) -> str:
    """Return a path that any terminal and any JSON can show."""
    return "".join("?" if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} else sign for sign in path.as_posix())


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
