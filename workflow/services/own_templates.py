"""A studio's own templates in the place of the packaged ones, and its letterhead over every document."""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from workflow import __version__
from workflow.bundle.manifest import sha256_of
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.documents.catalogue import Catalogue, DocumentType, Edition
from workflow.documents.letterhead import with_margins
from workflow.documents.lint import codes
from workflow.documents.lint.fault import Fault
from workflow.documents.lint.linting import identification_lacks, margin_words
from workflow.documents.package import write_package
from workflow.documents.word_guard import read_word_file
from workflow.domain.finding import FieldPath, Finding
from workflow.law import Law
from workflow.services.own_template_files import (
    FOLDER_NAME,
    LETTERHEAD,
    OwnTemplateError,
    day_of,
    document_of,
    own_files,
)
from workflow.services.writing import Order

if TYPE_CHECKING:
    from workflow.services.template_lint import Linter

ENVIRONMENT = "DOSSIER_CER_MODELLI"
USED = "TES-03"
CLAUSES_MISSING = "TES-04"
# Where the finding that a letterhead was used stands.
LETTERHEAD_USED = ("modelli", "letterhead")
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_SHOWN = 5
# What a document may be written in spite of: notes left, data of persons, clauses; the linter and a finding say it.
_NOT_STOPPING = frozenset(
    one.code
    for one in (
        codes.MISSING_CLAUSE, codes.LEFTOVER, codes.COMMENT, codes.PERSON_CODE, codes.POD_CODE, codes.IBAN_CODE,
        codes.UNRENDERED,
    )
)  # fmt: skip


class OwnFolderMissingError(OwnTemplateError):
    """A folder of templates that was named and is not there."""

    exit_code = 3


@dataclass(frozen=True)
class OwnTemplates:
    """The templates of a studio for one dossier: by document, and the letterhead; the nearest folder wins."""

    folders: tuple[Path, ...]
    files: Mapping[str, tuple[Path, ...]]
    letterhead: Path | None

    @property
    def is_empty(self) -> bool:
        """Whether everything is as packaged."""
        return not self.files and self.letterhead is None


def own_templates(dossier: Path | None, studio: Path | None, catalogue: Catalogue) -> OwnTemplates:
    """Find the templates: `modelli/` of the dossier, then the studio's folder, given or from the environment.

    A document taken from the nearer folder is taken whole: its dated editions there, none from the other.
    """
    folders = tuple(_folders(dossier, studio_folder(studio)))
    files: dict[str, tuple[Path, ...]] = {}
    letterhead: Path | None = None
    for folder in folders:
        found: dict[str, list[Path]] = {}
        for path in own_files(folder, catalogue):
            document = document_of(path, catalogue)
            if path.stem == LETTERHEAD:
                letterhead = letterhead or path
            elif document is not None:
                day_of(path)
                found.setdefault(document.id, []).append(path)
        files = {**{name: tuple(paths) for name, paths in found.items()}, **files}
    return OwnTemplates(folders, files, letterhead)


def own_catalogue(dossier: Path | None, studio: Path | None = None) -> Catalogue:
    """Return the catalogue with the studio's templates in their places; the packaged one if there are none.

    Raises OwnTemplateError for a file that would be left out in silence.
    """
    catalogue = Catalogue.load()
    own = own_templates(dossier, studio, catalogue)
    if own.is_empty:
        return catalogue
    preparation = _Preparation(catalogue, own)
    return catalogue.with_documents(
        document.model_copy(update={"editions": tuple(_editions(document, own, preparation))})
        for document in catalogue.all()
        if own.letterhead is not None or document.id in own.files
    )


def check_own(wanted: Sequence[Order], law: Law) -> list[Finding]:
    """Examine the own templates of the documents about to be written.

    Raises OwnTemplateError for one that cannot be used; otherwise returns a note for each that is used.
    """
    return _checked_all({one.edition.original: (one.document, one.edition) for one in wanted}, law)


def check_own_editions(document: DocumentType, law: Law) -> list[Finding]:
    """Examine every own edition of one document, as `check_own` does."""
    return _checked_all({one.original: (document, one) for one in document.editions}, law)


def _checked_all(editions: Mapping[Path, tuple[DocumentType, Edition]], law: Law) -> list[Finding]:
    if not any(edition.is_own or edition.preparation for _, edition in editions.values()):
        return []
    from workflow.services.template_lint import Linter  # noqa: PLC0415 - only who has own templates waits for it

    linter = Linter(law, Catalogue.load())
    findings: list[Finding] = []
    letterheads: dict[Path, None] = {}
    for document, edition in editions.values():
        preparation = edition.preparation
        if isinstance(preparation, _Preparation) and preparation.own.letterhead is not None:
            letterheads[preparation.own.letterhead] = None
        if edition.is_own:
            findings += _checked(linter, document, edition)
    for path in letterheads:
        _refuse_broken(path, linter.check(path, with_pages=False).faults)
        findings.append(_used("carta intestata", path, LETTERHEAD_USED))
    return findings


def _checked(linter: "Linter", document: DocumentType, edition: Edition) -> list[Finding]:
    path = edition.original
    linted = linter.check(path, document, with_pages=False)
    _refuse_broken(path, linted.faults)
    findings = [_used(document.title, path, ("modelli", document.id))]
    missing = [one.message for one in linted.faults if one.code is codes.MISSING_CLAUSE]
    if missing:
        values = {"documento": document.title, "file": path.name, "clausole": " ".join(missing)}
        findings.append(finding_of(packaged_card(CLAUSES_MISSING), ("modelli", document.id), values))
    return findings


def _used(title: str, path: Path, place: FieldPath) -> Finding:
    values = {"documento": title, "file": path.name, "sha256": sha256_of(path)}
    return finding_of(packaged_card(USED), place, values)


def _refuse_broken(path: Path, faults: Sequence[Fault]) -> None:
    broken = [one for one in faults if one.is_blocking and one.code.code not in _NOT_STOPPING]
    if not broken:
        return
    shown = "\n".join(f"  {one.code.code} {one.message} ({one.place.words})" for one in broken[:_SHOWN])
    more = f"\n  … e altri {len(broken) - _SHOWN}" if len(broken) > _SHOWN else ""
    raise OwnTemplateError(
        f"Il modello proprio {path} non si può usare, e quello fornito non prende il suo posto:\n{shown}{more}\n"
        f"Vederli tutti con «dossier-cer templates lint {path}»; per tornare al modello fornito, togliere il file."
    )


def studio_folder(given: Path | None) -> Path | None:
    """Return the studio's folder: the one given, or else the one that the environment names."""
    named = os.environ.get(ENVIRONMENT, "").strip()
    return given if given is not None or not named else Path(named).expanduser()


def letterhead_of(dossier: Path | None, studio: Path | None = None) -> Path | None:
    """Return the letterhead that goes over the documents of a dossier, if there is one."""
    return own_templates(dossier, studio, Catalogue.load()).letterhead


def _folders(dossier: Path | None, studio: Path | None) -> list[Path]:
    found = []
    if dossier is not None and (dossier / FOLDER_NAME).is_dir():
        found.append(dossier / FOLDER_NAME)
    if studio is not None:
        if not studio.is_dir():
            raise OwnFolderMissingError(f"La cartella dei modelli {studio} non esiste.")
        found.append(studio)
    return found


def _editions(document: DocumentType, own: OwnTemplates, preparation: "_Preparation") -> list[Edition]:
    """Return the editions of a document: an undated own file is all of them, a dated one holds from its day on."""
    files = {day_of(path): path for path in own.files.get(document.id, ())}
    first = document.editions[0]
    if None in files:
        kept = [first.model_copy(update={"own_file": files.pop(None), "folder": first.folder})]
    else:
        earliest = min((day for day in files if day is not None), default=None)
        kept = [one for one in document.editions if earliest is None or one.from_ < earliest]
    last = document.editions[-1]
    kept += [
        last.model_copy(update={"own_file": path, "from_": day})
        for day, path in sorted((day, path) for day, path in files.items() if day is not None)
    ]
    return [one.model_copy(update={"preparation": preparation}) for one in kept]


@dataclass(frozen=True)
class _Preparation:
    """Puts letterhead and identification over a template, and keeps the result by the bytes that made it."""

    catalogue: Catalogue
    own: OwnTemplates

    def __call__(self, path: Path) -> Path:
        """Return the template to use in the place of one."""
        is_own = any(path in paths for paths in self.own.files.values())
        letterhead = self.own.letterhead
        parts = read_word_file(path)
        lacks = is_own and bool(identification_lacks(parts))
        if is_own and not margin_words(parts) <= margin_words(self._identification):
            letterhead = None  # who draws the margins of a document wants those
        if letterhead is None and not lacks:
            return path
        key = hashlib.sha256(
            "\n".join((__version__, sha256_of(path), sha256_of(letterhead) if letterhead else "", str(lacks))).encode()
        ).hexdigest()
        target = user_cache_path("dossier-cer", appauthor=False) / FOLDER_NAME / key[:32] / path.name
        if not target.is_file():
            if lacks:
                parts = with_margins(parts, self._identification, prefix="Dossier", is_outside=False)
            if letterhead is not None:
                parts = with_margins(parts, read_word_file(letterhead), prefix="Carta", is_outside=True)
            _put(target, write_package(parts))
        return target

    @cached_property
    def _identification(self) -> dict[str, bytes]:
        """The parts of a packaged template, whose margins say document, edition and page."""
        return read_word_file(self.catalogue.all()[0].editions[-1].original)


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    beside = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    beside.write_bytes(content)
    beside.chmod(_PRIVATE_FILE)
    beside.replace(target)
