"""Checks signed files: opens each, judges its signatures, and compares who signed with who should have."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path

from workflow.bundle.returned.drop_folder import original_of
from workflow.bundle.returned.recognition import recognise
from workflow.bundle.signatures.examiner import Asked, TrustFolder, examine_all
from workflow.bundle.signatures.findings import findings_of, outcome_of
from workflow.bundle.signatures.seen import FileSeen
from workflow.bundle.signatures.signatory import Signatory
from workflow.domain.finding import Finding, Outcome
from workflow.domain.identifiers import codice_fiscale
from workflow.resources import ProgramError
from workflow.services.signature_plan import SignaturePlan

TRUST_VARIABLE = "DOSSIER_CER_FIDUCIA"
_TRUST_FOLDER = "fiducia"
_SIGNED_SUFFIXES = frozenset({".pdf", ".p7m", ".p7s", ".tsd", ".m7m", ".tsr"})


class NothingToCheckError(ProgramError):
    """A path that does not exist, or a folder without files that could be signed."""

    exit_code = 3


@dataclass(frozen=True)
class CheckedFile:
    """One file, what is in it, which document of the dossier it is, and what was found."""

    path: Path
    seen: FileSeen
    findings: tuple[Finding, ...]
    outcome: Outcome
    document: str | None = None
    expected: tuple[Signatory, ...] | None = None


@dataclass(frozen=True)
class SignCheck:
    """The check of several files, with the trust list that it rests on."""

    files: tuple[CheckedFile, ...]
    trust: Path | None
    found_in_trust: TrustFolder
    at: datetime

    @property
    def is_failed(self) -> bool:
        """Whether a file is signed wrongly or cannot be read."""
        return any(one.outcome is Outcome.FAILED for one in self.files)


def trust_folder(given: Path | None) -> Path | None:
    """Return the folder of the trust list: the one given, else the variable's, else the user's if there is one."""
    if given is not None:
        if not given.is_dir():
            raise NothingToCheckError(f"La cartella di fiducia {given} non esiste.")
        return given
    named = os.environ.get(TRUST_VARIABLE)
    usual = Path(named) if named else user_data_path("dossier-cer") / _TRUST_FOLDER
    return usual if usual.is_dir() else None


def check_signatures(
    paths: Sequence[Path],
    *,
    now: datetime,
    trust: Path | None = None,
    plan: SignaturePlan | None = None,
    signer: str | None = None,
    on_done: Callable[[Asked], None] | None = None,
) -> SignCheck:
    """Check the files, and those in the folders, given; raises NothingToCheckError.

    Who should have signed comes from `signer`, a codice fiscale, or from the plan of the dossier whose document it is.
    """
    files = list(dict.fromkeys(_files(paths)))
    if not files:
        raise NothingToCheckError("In ciò che è indicato non c’è alcun file da controllare (PDF, .p7m, .p7s, .tsd).")
    asked = [Asked(path, original_of(path), wants_pages=plan is not None) for path in files]
    known = plan.book.known_sha256 if plan is not None else frozenset()
    place = trust_folder(trust)
    seen, found = examine_all(asked, place, now, known_sha256=known, on_done=on_done)
    checked = [_checked(path, one, plan, signer) for path, one in zip(files, seen, strict=True)]
    return SignCheck(tuple(checked), place, found, now)


def _checked(path: Path, seen: FileSeen, plan: SignaturePlan | None, signer: str | None) -> CheckedFile:
    document: str | None = None
    expected: tuple[Signatory, ...] | None = None
    if signer is not None:
        expected = (Signatory("firmatario", "firmatario atteso", None, codice_fiscale.compact(signer)),)
    elif plan is not None:
        pieces = recognise(seen, plan.book).pieces
        stems = {piece.expected.stem for piece in pieces if piece.expected is not None}
        item = plan.find(stems.pop()) if len(stems) == 1 else None
        if item is not None:
            document, expected = item.expected.title, item.signatories
    findings = findings_of(path.name, seen, expected)
    return CheckedFile(path, seen, tuple(findings), outcome_of(seen, findings), document, expected)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (
                one for one in sorted(path.rglob("*")) if one.is_file() and one.suffix.lower() in _SIGNED_SUFFIXES
            )
        elif path.exists():
            yield path
        else:
            raise NothingToCheckError(f"{path} non esiste.")
