"""Writes the packs of documents of a dossier, a folder for each person: all of them at once, or what is left to do."""

import csv
import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from workflow.bundle.folder_lock import FolderBusyError, folder_lock
from workflow.bundle.output_folder import WriteRefusedError
from workflow.documents.catalogue import DocumentType, Per
from workflow.documents.engine.verification import Verification
from workflow.documents.errors import Missing
from workflow.domain.finding import Finding
from workflow.domain.sheet_cell import csv_bytes
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.file_replacing import PRIVATE_FILE, replace_file
from workflow.services.opening import Opened
from workflow.services.own_templates import check_own, own_catalogue
from workflow.services.pack_register import REGISTER_NAME, PackRegister
from workflow.services.writing import DocumentWriter, Order, WrittenDocument, key_of, orders, slug

MISSING_NAME = "dati_mancanti.csv"
_PRIVATE_FOLDER = 0o700
_BESIDE = ".in-scrittura-"
_HEAD = ("Cartella", "Chi", "Documento", "Dato", "Dove si scrive", "Dove manca")


class Pack(StrEnum):
    """The packs that can be asked for: what each member, mandate, producer or releasing client has to read and sign."""

    ADHESION = "adesione"
    RELEASES = "liberatorie"
    MANDATES = "mandati"
    PRODUCERS = "produttori"

    @property
    def per(self) -> Per:
        """What the documents of the pack are written once for."""
        return {
            Pack.ADHESION: Per.MEMBER,
            Pack.RELEASES: Per.LIBERATORIA,
            Pack.MANDATES: Per.MANDATE,
            Pack.PRODUCERS: Per.PRODUCER,
        }[self]


class UnknownSubjectError(ProgramError):
    """A name or a code that nobody of the pack has, or a document that does not belong to it."""

    exit_code = 3


@dataclass(frozen=True)
class SubjectPack:
    """The documents of one person."""

    key: str
    label: str
    orders: tuple[Order, ...]


@dataclass(frozen=True)
class Gap:
    """One datum that one document lacks."""

    folder: str
    label: str
    document: str
    missing: Missing

    @property
    def row(self) -> tuple[str, ...]:
        """The line of the table of missing data."""
        variable = self.missing.variable
        return (self.folder, self.label, self.document, variable, key_of(variable), self.missing.paragraph)


@dataclass
class WrittenPacks:
    """What became of each file: paths are relative to the folder of the packs."""

    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    """The folders of those who are no longer among the subjects of the pack."""


def plan_packs(
    opened: Opened,
    law: Law,
    pack: Pack,
    *,
    only: Sequence[str] = (),
    members: Sequence[str] = (),
    templates: Path | None = None,
) -> tuple[tuple[SubjectPack, ...], list[Finding]]:
    """Return the packs to write, `only` some documents or for some `members` (by tax code or name).

    Raises UnknownDocumentError, UnknownSubjectError, OwnTemplateError.
    """
    catalogue = own_catalogue(opened.folder, templates)
    for name in only:
        if catalogue.get(name).per is not pack.per:
            raise UnknownSubjectError(f"Il documento «{name}» non fa parte del pacchetto «{pack.value}».")
    names = frozenset(only) or frozenset(each.id for each in catalogue.all() if _is_usual(each, pack))
    wanted, findings = orders(opened.dossier, law, catalogue, names)
    packs = _by_subject(wanted)
    chosen = _chosen(packs, members) if members else packs
    kept = [order for each in chosen for order in each.orders]
    return tuple(chosen), [*findings, *check_own(kept, law)]


def _is_usual(document: DocumentType, pack: Pack) -> bool:
    return document.per is pack.per and not document.on_request


def _by_subject(wanted: Iterable[Order]) -> list[SubjectPack]:
    """Gather the documents by whom they regard; who has no code is known by name."""
    found: dict[str, list[Order]] = {}
    for order in wanted:
        found.setdefault(order.key or order.stem.removeprefix(f"{order.document.output}_"), []).append(order)
    return [SubjectPack(key, each[0].label, tuple(each)) for key, each in found.items()]


def _chosen(packs: Sequence[SubjectPack], members: Sequence[str]) -> list[SubjectPack]:
    names = {each.key: {each.key.casefold(), " ".join(each.label.split()).casefold()} for each in packs}
    wanted = {" ".join(member.split()).casefold(): member for member in members}
    unknown = [member for folded, member in wanted.items() if not any(folded in each for each in names.values())]
    if unknown:
        raise UnknownSubjectError(
            f"Non c'è nessuno con questo codice o nome: {', '.join(unknown)}. "
            "Scrivere il codice fiscale, la partita IVA o nome e cognome come in soci.xlsx."
        )
    return [each for each in packs if names[each.key] & wanted.keys()]


def write_packs(
    opened: Opened,
    law: Law,
    packs: Sequence[SubjectPack],
    out: Path,
    *,
    is_whole: bool,
    replace_edited: bool = False,
    verification: Verification | None = None,
    on_done: Callable[[Order], None] = lambda _order: None,
) -> WrittenPacks:
    """Write what is not there yet, or is there as it was before the facts changed; the rest is left untouched.

    It can be interrupted at any moment and asked for again. A document that somebody has worked on is not
    replaced unless `replace_edited`; `is_whole` says that `packs` are those of all the subjects there are.
    Raises WriteRefusedError.
    """
    result = WrittenPacks()
    with _exclusive(out):
        register = PackRegister(out)
        writer = DocumentWriter(opened.dossier, law, verification=verification)
        for pack in packs:
            _write_one(pack, writer, register, out, result, replace_edited=replace_edited, on_done=on_done)
        if is_whole:
            keys = {pack.key for pack in packs}
            result.superseded.extend(folder for key, folder in register.folders.items() if key not in keys)
        looked_at = {(register.folders[pack.key], order.document.title) for pack in packs for order in pack.orders}
        kept = [] if is_whole else _others(out / MISSING_NAME, looked_at)
        _write_missing(out / MISSING_NAME, result.gaps, kept)
    return result


def _write_one(
    pack: SubjectPack,
    writer: DocumentWriter,
    register: PackRegister,
    out: Path,
    result: WrittenPacks,
    *,
    replace_edited: bool,
    on_done: Callable[[Order], None],
) -> None:
    folder = register.folder_for(pack.key, slug(pack.label))
    documents = {_file_name(order, pack): _document(order, writer) for order in pack.orders}
    digests = {name: hashlib.sha256(document.content).hexdigest() for name, document in documents.items()}
    register.add(pack.key, folder, digests)
    (out / folder).mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    for name, document in documents.items():
        path = out / folder / name
        present = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        place = f"{folder}/{name}"
        result.gaps.extend(
            Gap(folder, pack.label, document.order.document.title, missing) for missing in document.missing
        )
        if present == digests[name]:
            result.kept.append(place)
        elif replace_edited or _is_replaceable(path, present, register):
            _put(path, document.content)
            result.written.append(place)
        else:
            result.edited.append(place)
        on_done(document.order)


def _is_replaceable(path: Path, present: str | None, register: PackRegister) -> bool:
    """Whether nobody has worked on a file: it is not there, is as we wrote it, or is what a stopped machine left."""
    return present is None or register.is_ours(path.parent.name, path.name, present) or not zipfile.is_zipfile(path)


def _document(order: Order, writer: DocumentWriter) -> WrittenDocument:
    """Write a document as it is to be signed; one that lacks data says that it is a draft."""
    document = writer.write(order, is_draft=False)
    return writer.write(order, is_draft=True) if document.missing else document


def _file_name(order: Order, pack: SubjectPack) -> str:
    is_alone = sum(other.output == order.output for other in pack.orders) == 1
    return f"{order.output if is_alone else order.stem}.docx"


def _put(path: Path, content: bytes) -> None:
    """Write beside and rename: a name is never that of half a document.

    It is not brought to the disk one by one: if the machine stops, the next run sees by the content what is lost.
    """
    beside = path.with_name(f"{_BESIDE}{path.name}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    beside.replace(path)


def _others(path: Path, looked_at: set[tuple[str, str]]) -> list[list[str]]:
    """Return the lines of the table for the documents that this run has not looked at."""
    if not path.is_file():
        return []
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
    return [line for line in lines[1:] if len(line) == len(_HEAD) and (line[0], line[2]) not in looked_at]


def _write_missing(path: Path, gaps: Sequence[Gap], kept: Sequence[list[str]]) -> None:
    """Write the table of what is missing, as Excel opens it; nothing missing anywhere, no table."""
    if not gaps and not kept:
        path.unlink(missing_ok=True)
        return
    replace_file(path, csv_bytes([_HEAD, *sorted([*kept, *(list(gap.row) for gap in gaps)])]))


@contextmanager
def _exclusive(out: Path) -> Iterator[None]:
    """Hold the folder of the packs, which must be ours or new."""
    if out.exists() and not out.is_dir():
        raise WriteRefusedError(f"{out} esiste e non è una cartella: scegliere un'altra cartella con --out.")
    is_ours = (out / REGISTER_NAME).exists()
    if out.is_dir() and not is_ours and any(not path.name.startswith(".") for path in out.iterdir()):
        raise WriteRefusedError(
            f"La cartella {out} contiene altro e non sarà toccata: scegliere un'altra cartella con --out."
        )
    out.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    try:
        with folder_lock(out / ".lock"):
            yield
    except FolderBusyError as error:
        raise WriteRefusedError(
            f"Un altro comando sta scrivendo la cartella {out}: aspettare che finisca e ripetere."
        ) from error
