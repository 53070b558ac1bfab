"""Carries out a collection: the papers go into the dossier, each byte for byte, then the register, then the history."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workflow import clock
from workflow.bundle.atomic_swap import sync_folder
from workflow.bundle.folder_lock import FolderBusyError, folder_lock
from workflow.bundle.manifest import sha256_of
from workflow.bundle.returned.dividing import some_pages
from workflow.bundle.signatures.rules import Method
from workflow.bundle.signatures.signatory import OUTCOME_WORDS
from workflow.intake.attachments_folder import FOLDER_NAME
from workflow.law import Law
from workflow.services.author import current_user
from workflow.services.collecting import CollectPlan, Fate, Placement
from workflow.services.collecting_register import (
    FOLDER,
    ORIGINALS,
    Collected,
    read_register,
    register_path,
    still_there,
)
from workflow.services.file_replacing import leftovers_in, replace_file
from workflow.services.opening import Opened, open_dossier
from workflow.services.recording import FACTS_BEFORE, FolderInUseError, Recorded, stored_facts
from workflow.services.undoing import UNDO
from workflow.services.writing import slug
from workflow.store.archive import Archive

_LOCK = ".dossier-cer.lock"  # the same for every command that writes in the folder
_SUBJECT = "firme"
_PRIVATE_FOLDER = 0o700
_BY_HAND = "a mano"


@dataclass(frozen=True)
class Applied:
    """What was written: the papers now in the register, and whether the history tells it."""

    papers: tuple[Collected, ...]
    is_recorded: bool


@dataclass(frozen=True)
class _File:
    """One file to put into the dossier."""

    target: str
    source: Path
    pages: tuple[int, int] | None


def apply_collection(
    opened: Opened, law: Law, archive: Archive | None, plan: CollectPlan, *, reason: str = "", who: str | None = None
) -> Applied:
    """Write what the plan says, all of it or, after a crash, what the next run completes; twice is as once.

    Raises FolderInUseError while somebody else writes, FactsNotStoredError if the archive has not the folder's facts.
    """
    papers = list(_papers(plan))
    who = who or current_user()
    before = None if archive is None else stored_facts(opened, archive)
    with _held(opened.folder):
        _sweep(opened.folder)
        collected = [_written(opened.folder, group, who) for group in papers]
        if collected:
            register = read_register(opened.folder).plus(collected)
            path = register_path(opened.folder)
            path.parent.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
            # Before the register: after a crash in between the old paper counts no more and the next run takes the
            # new one; the other way round the old one would stay beside the new for ever.
            _set_replaced_aside(opened.folder, plan.replaced)
            replace_file(path, register.to_bytes())
        if archive is None or before is None:
            return Applied(tuple(collected), is_recorded=False)
        untold = _untold(opened, archive)
        if untold:
            _tell(opened, law, archive, untold, reason=reason, who=who, before=before)
    return Applied(tuple(collected), is_recorded=bool(untold))


def _sweep(folder: Path) -> None:
    """Remove what a command that was killed has left half-written: under the lock nobody else is writing."""
    for place in (*(folder / FOLDER_NAME).glob("*/"), folder / FOLDER, folder / FOLDER / ORIGINALS):
        for leftover in leftovers_in(place):
            leftover.unlink(missing_ok=True)


def _untold(opened: Opened, archive: Archive) -> list[Collected]:
    """Return the papers that the history does not tell: a crash, or a run without archive, left them."""
    told: dict[int, set[str]] = {}
    for entry, _ in archive.history(opened.dossier.slug):
        if entry.event == Recorded.SIGNED_COLLECTED.value:
            told[entry.number] = {digest for paper in entry.details["papers"] for digest in paper["sha256"]}
        elif entry.event == UNDO:
            told.pop(entry.details.get("undoes", 0), None)
    known = {digest for digests in told.values() for digest in digests}
    papers = still_there(opened.folder, read_register(opened.folder))
    return [paper for paper in papers if not set(paper.files.values()) <= known]


def _papers(plan: CollectPlan) -> Iterator[list[Placement]]:
    """Yield the files of each paper: one, or the photographs of its pages in order."""
    groups: dict[str, list[Placement]] = defaultdict(list)
    for one in plan.of(Fate.COLLECTED):
        if one.item is not None and one.judged is not None and one.targets:
            groups[one.item.expected.stem].append(one)
    for group in groups.values():
        yield sorted(group, key=lambda one: one.judged.own_pages if one.judged else ())


def _written(folder: Path, group: Sequence[Placement], who: str) -> Collected:
    """Put the files of a paper in place and return its line of the register."""
    files: dict[str, str] = {}
    for one in group:
        for source, target in one.targets:
            content = _content(_File(target, source, one.pages))
            files[target] = hashlib.sha256(content).hexdigest()
            _put(folder / target, content, files[target])
        if one.pages is not None and one.dropped is not None:  # the whole scan is kept beside its parts
            name = slug(Path(one.dropped.name).stem)
            kept = folder / FOLDER / ORIGINALS / f"{one.dropped.sha256[:16]}_{name}{one.dropped.path.suffix.lower()}"
            _put(kept, one.dropped.path.read_bytes(), one.dropped.sha256)
    return _line(group[0], files, who)


def _line(one: Placement, files: dict[str, str], who: str) -> Collected:
    item, judged, dropped = one.item, one.judged, one.dropped
    if item is None or judged is None or dropped is None:  # pragma: no cover - only whole placements come here
        raise AssertionError("a paper without a document")
    is_by_hand = judged.method is Method.HAND
    return Collected(
        output=item.order.output,
        document=item.order.document.id,
        key=item.order.key,
        title=item.expected.title,
        sign=item.code.document,
        version=item.code.version,
        edition=item.code.edition.isoformat(),
        method=judged.method.value if judged.method is not None else "",
        outcome=_BY_HAND if is_by_hand else OUTCOME_WORDS[judged.outcome],
        signers=judged.signers,
        missing_signatures=judged.missing_signatures,
        findings=tuple(finding.code for finding in judged.findings),
        files=files,
        from_name=one.name,
        from_sha256=dropped.sha256,
        collected_on=clock.now().isoformat(timespec="seconds"),
        collected_by=who,
    )


def _content(file: _File) -> bytes:
    """Return the bytes to keep: those people handed over, or the pages of a scan that are this document's."""
    return file.source.read_bytes() if file.pages is None else some_pages(file.source, *file.pages)


def _put(path: Path, content: bytes, digest: str) -> None:
    """Write a file unless these very bytes already lie there, as after a crash."""
    if path.is_file() and sha256_of(path) == digest:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    replace_file(path, content)


def _set_replaced_aside(folder: Path, replaced: Sequence[Collected]) -> None:
    """Move the papers that better ones replace among the originals: nothing that people gave is lost."""
    aside = folder / FOLDER / ORIGINALS
    for paper in replaced:
        for name, digest in paper.files.items():
            path = folder / name
            if path.is_file():
                aside.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
                os.replace(path, aside / f"{digest[:16]}_{path.name}")  # noqa: PTH105 - one step
                sync_folder(aside)
                sync_folder(path.parent)


def _tell(
    opened: Opened, law: Law, archive: Archive, collected: Sequence[Collected], *, reason: str, who: str, before: str
) -> None:
    """Bring the new papers into the archive as facts, and say in the history what was collected."""
    after = open_dossier(str(opened.folder), as_of=opened.dossier.as_of, archive=archive, law=law)
    stored_facts(after, archive)
    count = len(collected)
    words = "Raccolto un documento firmato." if count == 1 else f"Raccolti {count} documenti firmati."
    archive.record_practice(
        opened.dossier.slug,
        subject=_SUBJECT,
        at=clock.now(),
        who=who,
        event=Recorded.SIGNED_COLLECTED.value,
        to_state=f"{count} raccolti",
        reason=f"{words} {reason.strip()}".strip(),
        law_digest=law.digest,
        findings=(),
        expected_version=archive.get(opened.dossier.slug).version,
        details={
            "papers": [  # no names of files: they begin with the codes of people
                {
                    "sign": one.sign,
                    "version": one.version,
                    "output": one.output,
                    "method": one.method,
                    "sha256": sorted(one.files.values()),
                }
                for one in collected
            ],
            FACTS_BEFORE: before,
        },
    )  # fmt: skip


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    try:
        with folder_lock(folder / _LOCK):
            yield
    except FolderBusyError as error:
        raise FolderInUseError(f"Un altro comando sta scrivendo in {folder}: riprovare tra poco.") from error
