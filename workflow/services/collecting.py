"""Plans the collection of returned papers: what each file is, where it goes, or why it cannot be kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath

from workflow.bundle.returned.drop_folder import Dropped, Refused, gather
from workflow.bundle.returned.recognition import How, Piece, Recognition, first_code, recognise
from workflow.bundle.signatures.examiner import Asked, TrustFolder, examine_all
from workflow.bundle.signatures.findings import findings_of
from workflow.bundle.signatures.seen import FileSeen, Form, Nature
from workflow.domain.finding import Finding, Outcome
from workflow.intake.attachments_folder import FOLDER_NAME
from workflow.intake.file_content import HEAD_BYTES
from workflow.resources import ProgramError
from workflow.services.collecting_register import Collected, read_register, still_there
from workflow.services.collecting_verdict import Judged, Returned, judge_piece, set_aside, told
from workflow.services.opening import Opened
from workflow.services.sign_checking import trust_folder
from workflow.services.signature_paper_names import endings_of, owners_of, paper_stem
from workflow.services.signature_plan import SignaturePlan, SigningItem

_KNOWN_TO_NEED = {
    ".heic": "è una fotografia HEIC: convertirla in JPEG o in PDF",
    ".heif": "è una fotografia HEIF: convertirla in JPEG o in PDF",
    ".docx": "è un documento Word: serve il documento firmato, in PDF",
    ".doc": "è un documento Word: serve il documento firmato, in PDF",
    ".tif": "è un’immagine TIFF: convertirla in PDF",
    ".tiff": "è un’immagine TIFF: convertirla in PDF",
    ".eml": "è un messaggio: salvare a parte i suoi allegati",
    ".msg": "è un messaggio: salvare a parte i suoi allegati",
    ".rar": "è un archivio RAR: estrarlo prima",
    ".7z": "è un archivio 7z: estrarlo prima",
}
_MOST_OF_A_NAME = 1_000  # papers that would have one name: each later one has a number
_IDENTITY_WORDS = ("identita", "identità", "patente", "passaporto", "carta id", "documento id")


class NoFolderError(ProgramError):
    """A folder of returned papers that does not exist."""

    exit_code = 3


class Fate(StrEnum):
    """What becomes of a file."""

    COLLECTED = "raccolto"
    ASIDE = "messo da parte"
    DUPLICATE = "doppione"
    COMPANION = "accompagna una firma"
    ALREADY = "già raccolto"


@dataclass(frozen=True)
class Placement:
    """One file, or one of the documents in it (`pages`, from 1), and what becomes of it.

    `targets` are the files to write, from where their bytes are to where they go in the dossier; `endings` are those of
    their names.
    """

    name: str
    dropped: Dropped | None
    fate: Fate
    item: SigningItem | None = None
    judged: Judged | None = None
    findings: tuple[Finding, ...] = ()
    pages: tuple[int, int] | None = None
    targets: tuple[tuple[Path, str], ...] = ()
    endings: str = ""

    @property
    def reason(self) -> str:
        """Why it is where it is, for people."""
        return " ".join(finding.message for finding in self.findings)


@dataclass(frozen=True)
class CollectPlan:
    """What would be done with every file, and the papers of the register that better ones would replace."""

    placements: tuple[Placement, ...]
    replaced: tuple[Collected, ...]
    trust: TrustFolder
    plan: SignaturePlan

    def of(self, fate: Fate) -> tuple[Placement, ...]:
        """Return the files with this fate."""
        return tuple(one for one in self.placements if one.fate is fate)

    @property
    def has_leftovers(self) -> bool:
        """Whether a file was put aside, so that somebody must look at it."""
        return bool(self.of(Fate.ASIDE))


def plan_collection(
    opened: Opened,
    plan: SignaturePlan,
    folder: Path,
    work: Path,
    *,
    now: datetime,
    trust: Path | None = None,
    split: bool = False,
    on_done: Callable[[Asked], None] | None = None,
) -> CollectPlan:
    """Look at every file of a folder and decide; nothing is written but in `work`, where zips are unpacked."""
    if not folder.is_dir():
        raise NoFolderError(f"La cartella {folder} non esiste.")
    dropped, refused = gather(folder, work)
    return _Collector(opened, plan, now, trust_folder(trust), split=split, on_done=on_done).planned(dropped, refused)


class _Collector:
    """Decides what becomes of the files of one folder."""

    def __init__(
        self,
        opened: Opened,
        plan: SignaturePlan,
        now: datetime,
        trust: Path | None,
        *,
        split: bool,
        on_done: Callable[[Asked], None] | None,
    ) -> None:
        self._opened, self._plan, self._book = opened, plan, plan.book
        self._now, self._trust, self._split, self._on_done = now, trust, split, on_done
        self._collected = still_there(opened.folder, read_register(opened.folder))
        self._taken: set[str] = set()
        self._generated: dict[str, tuple[str, ...]] = {}

    def planned(self, dropped: Sequence[Dropped], refused: Sequence[Refused]) -> CollectPlan:
        placements = [Placement(one.name, None, Fate.ASIDE, findings=(set_aside(one.name, one.reason),))
                      for one in refused]  # fmt: skip
        fresh = list(self._without_known(dropped, placements))
        asked = [Asked(one.path, one.original, wants_pages=True) for one in fresh]
        seen, trust = examine_all(
            asked, self._trust, self._now, known_sha256=self._book.known_sha256, on_done=self._on_done
        )
        companions = {
            asked_one.original
            for asked_one, one in zip(asked, seen, strict=True)
            if asked_one.original is not None and any(s.form is Form.CADES_DETACHED for s in one.signatures)
        }
        looked_at = [(one, what, recognise(what, self._book)) for one, what in zip(fresh, seen, strict=True)]
        self._read_generated(recognition for _, _, recognition in looked_at)
        found: list[Placement] = []
        for one, what, recognition in looked_at:
            if one.path in companions:
                placements.append(Placement(one.name, one, Fate.COMPANION))
            else:
                found += self._placed(one, what, recognition)
        found, replaced = self._without_doubles(_with_joined_pictures(found))
        placements += [self._targeted(one) for one in found]
        return CollectPlan(tuple(sorted(placements, key=_order)), tuple(replaced), trust, self._plan)

    def _read_generated(self, recognitions: Iterable[Recognition]) -> None:
        """Read the pages, as they were generated, of the documents whose words are to be compared."""
        pieces = [piece for one in recognitions if one.how is How.CODE for piece in one.pieces if piece.expected]
        wanted = {pdf.path: piece.expected for piece in pieces if piece.expected for pdf in piece.expected.generated}
        asked = [Asked(path, wants_pages=True) for path in wanted]
        read, _ = examine_all(asked, None, self._now, known_sha256=self._book.known_sha256)
        for one, what in zip(asked, read, strict=True):
            expected = wanted[one.path]
            code = first_code(what.pages[0]) if what.pages else None
            if code is not None and code.code.version == expected.code.version:
                self._generated[expected.stem] = tuple(page.text for page in what.pages)

    def _without_known(self, dropped: Iterable[Dropped], placements: list[Placement]) -> Iterator[Dropped]:
        """Yield each content once; a signature and what it signs may be equal to others without being doubles."""
        collected = {digest: paper for paper in self._collected for digest in paper.files.values()}
        first: dict[str, str] = {}
        originals = {one.original for one in dropped if one.original is not None}
        for one in dropped:
            if one.sha256 in collected:
                placements.append(_already(Placement(one.name, one, Fate.ALREADY), collected[one.sha256]))
            elif one.sha256 in first and one.path not in originals:
                finding = told("SIG-30", one.name, altro=first[one.sha256])
                placements.append(Placement(one.name, one, Fate.DUPLICATE, findings=(finding,)))
            else:
                first.setdefault(one.sha256, one.name)
                yield one

    def _placed(self, one: Dropped, seen: FileSeen, recognition: Recognition) -> Iterator[Placement]:
        obstacle = self._obstacle(one, seen)
        if obstacle is not None:
            yield Placement(one.name, one, Fate.ASIDE, findings=(obstacle,))
            return
        if not recognition.pieces:
            yield Placement(one.name, one, Fate.ASIDE, findings=(self._unrecognised(one, recognition),))
        elif len(recognition.pieces) == 1:
            yield self._judged(one, Returned(one.name, seen, recognition, recognition.pieces[0]))
        else:
            yield from self._divided(one, seen, recognition)

    @staticmethod
    def _obstacle(one: Dropped, seen: FileSeen) -> Finding | None:
        """Return why a file cannot even be looked at, if so."""
        if seen.problem is not None:
            return next(iter(findings_of(one.name, seen)), None) or set_aside(one.name, "non si può esaminare")
        if seen.active:
            return told("SIG-17", one.name, motivo=", ".join(seen.active))
        if seen.content_nature is Nature.OTHER:
            if seen.nature is Nature.ENVELOPE:
                return set_aside(one.name, "la busta firmata non contiene un PDF né un’immagine: far firmare il PDF")
            suffix = PurePosixPath(one.name).suffix.lower()
            return set_aside(one.name, _KNOWN_TO_NEED.get(suffix, "non è un PDF, né un’immagine, né un file firmato"))
        return None

    def _unrecognised(self, one: Dropped, recognition: Recognition) -> Finding:
        if recognition.candidates:
            names = ", ".join(f"«{candidate.title}»" for candidate in recognition.candidates[:4])
            return set_aside(one.name, f"dal testo potrebbe essere uno di questi: {names}")
        stem = PurePosixPath(one.name).stem.casefold().replace("_", " ")
        if any(word in stem for word in _IDENTITY_WORDS):
            return set_aside(one.name, "dal nome sembra la copia di un documento d’identità")
        return set_aside(
            one.name, "non porta il codice stampato sui documenti del fascicolo, né un testo che gli somigli"
        )

    def _divided(self, one: Dropped, seen: FileSeen, recognition: Recognition) -> Iterator[Placement]:
        """Take a file apart where its documents begin, if that is wanted and no electronic signature would be lost."""
        pieces = recognition.pieces
        listed = "; ".join(self._described(piece) for piece in pieces)
        can_split = seen.nature is Nature.PDF and not seen.signatures
        if not self._split or not can_split:
            if seen.signatures:
                listed += " (è firmato elettronicamente: dividerlo toglierebbe la firma)"
            yield Placement(one.name, one, Fate.ASIDE, findings=(told("SIG-25", one.name, documenti=listed),))
            return
        start = 1
        for piece in pieces:
            end = piece.last_page
            name = f"{one.name} [pagine {start}-{end}]"
            yield replace(self._judged(one, Returned(name, seen, recognition, piece)), pages=(start, end))
            start = end + 1

    @staticmethod
    def _described(piece: Piece) -> str:
        title = f"«{piece.expected.title}»" if piece.expected is not None else "un documento non riconosciuto"
        first, last = min(piece.file_pages), piece.last_page
        return f"pagine {first}-{last} {title}" if first != last else f"pagina {first} {title}"

    def _judged(self, one: Dropped, returned: Returned) -> Placement:
        expected = returned.piece.expected
        item = None if expected is None else self._plan.find(expected.stem)
        texts = () if expected is None else self._generated.get(expected.stem, ())
        judged = judge_piece(returned, item, self._book.dossier, texts)
        fate = Fate.COLLECTED if judged.is_kept and item is not None else Fate.ASIDE
        seen = returned.seen
        with one.path.open("rb") as stream:
            endings = endings_of(one.name, seen.nature, seen.envelopes, stream.read(HEAD_BYTES))
        return Placement(returned.name, one, fate, item, judged, judged.findings, endings=endings)

    def _without_doubles(self, found: Sequence[Placement]) -> tuple[list[Placement], list[Collected]]:
        """Keep the best paper of each document, those collected before included."""
        best: dict[str, Placement] = {}
        for one in found:
            if one.fate is Fate.COLLECTED and one.item is not None:
                stem = one.item.expected.stem
                if stem not in best or _merit(one) > _merit(best[stem]):
                    best[stem] = one
        kept: list[Placement] = []
        replaced: list[Collected] = []
        for one in found:
            if one.fate is not Fate.COLLECTED or one.item is None or one.judged is None:
                kept.append(one)
                continue
            winner = best[one.item.expected.stem]
            before = self._before(one.item)
            if winner is not one and not _is_of_one_paper(winner, one):
                finding = told("SIG-30", one.name, wording="documento", altro=winner.name,
                               documento=one.item.expected.title)  # fmt: skip
                kept.append(replace(one, fate=Fate.DUPLICATE, findings=(finding,)))
            elif before is not None and one.dropped is not None and before.from_sha256 == one.dropped.sha256:
                kept.append(_already(one, before))
            elif before is not None and not _is_better(one.judged, before):
                finding = told("SIG-30", one.name, wording="documento", altro=before.from_name,
                               documento=one.item.expected.title)  # fmt: skip
                kept.append(replace(one, fate=Fate.DUPLICATE, findings=(finding,)))
            else:
                replaced += [before] if before is not None and before not in replaced else []
                kept.append(one)
        return kept, replaced

    def _before(self, item: SigningItem) -> Collected | None:
        code = item.code
        return next((p for p in self._collected if (p.sign, p.version) == (code.document, code.version)), None)

    def _targeted(self, one: Placement) -> Placement:
        """Give a paper its place in `allegati`: the code of whom it regards, what it is, and its own ending."""
        if one.fate is not Fate.COLLECTED or one.item is None or one.dropped is None:
            return one
        targets: list[tuple[Path, str]] = []
        for owner in owners_of(self._opened.dossier, one.item.order, one.item.kind) or ((),):
            stem = f"{FOLDER_NAME}/{one.item.kind.value}/{paper_stem(one.item.order, owner[0] if owner else None)}"
            targets += self._targets_of(one, one.dropped, stem)
        return replace(one, targets=tuple(targets))

    def _targets_of(self, one: Placement, dropped: Dropped, stem: str) -> list[tuple[Path, str]]:
        is_detached = dropped.original is not None and one.judged is not None and one.judged.is_detached
        if is_detached and dropped.original is not None:
            # The pair keeps its names alike, or nobody finds what the signature signs.
            bare = self._free(stem, dropped.original.suffix.lower(), dropped.original)
            return [(dropped.path, f"{bare}{PurePosixPath(dropped.name).suffix.lower()}"), (dropped.original, bare)]
        return [(dropped.path, self._free(stem, one.endings, dropped.path))]

    def _free(self, stem: str, endings: str, source: Path) -> str:
        """Return the name under which these very bytes already lie, as after a crash, else one that nobody has."""
        names = [f"{stem}{endings}", *(f"{stem} {number}{endings}" for number in range(2, _MOST_OF_A_NAME))]
        there = [name for name in names if name not in self._taken and (self._opened.folder / name).is_file()]
        content = source.read_bytes() if there else b""
        same = next((name for name in there if (self._opened.folder / name).read_bytes() == content), None)
        free = (name for name in names if name not in self._taken and not (self._opened.folder / name).exists())
        name = same or next(free)
        self._taken.add(name)
        return name


def _already(one: Placement, before: Collected) -> Placement:
    day = "/".join(reversed(before.collected_on[:10].split("-")))
    return replace(one, fate=Fate.ALREADY, findings=(told("SIG-30", one.name, wording="raccolto", altro=day),))


def _with_joined_pictures(found: Sequence[Placement]) -> list[Placement]:
    """Keep photographs that are each only a page, if together they are the whole document."""
    groups: dict[str, list[Placement]] = defaultdict(list)
    for one in found:
        if one.judged is not None and one.judged.is_single_page and one.item is not None:
            groups[one.item.expected.stem].append(one)
    whole = {
        id(one)
        for group in groups.values()
        for one in group
        if {page for other in group if other.judged for page in other.judged.own_pages}
        >= set(range(1, (group[0].judged.page_count if group[0].judged else 1) + 1))
    }
    return [replace(one, fate=Fate.COLLECTED, findings=_of_joined(one)) if id(one) in whole else one for one in found]


def _of_joined(one: Placement) -> tuple[Finding, ...]:
    return tuple(finding for finding in one.findings if finding.code != "SIG-22")


def _is_of_one_paper(one: Placement, other: Placement) -> bool:
    """Whether two photographs are pages of one paper, each a page of its own."""
    if one.judged is None or other.judged is None or not (one.judged.is_single_page and other.judged.is_single_page):
        return False
    return not set(one.judged.own_pages) & set(other.judged.own_pages)


def _merit(one: Placement) -> tuple[int, int, int]:
    judged = one.judged
    if judged is None:
        return (0, 0, 0)
    return (len(judged.signers), -len(judged.missing_signatures), judged.outcome is Outcome.PASSED)


def _is_better(new: Judged, before: Collected) -> bool:
    """Whether a paper says more than the one collected before: more signatures, or electronic ones."""
    return len(new.signers) > len(before.signers) or (
        bool(new.signers) and len(new.missing_signatures) < len(before.missing_signatures)
    )


def _order(one: Placement) -> tuple[int, str]:
    return (list(Fate).index(one.fate), one.name)
