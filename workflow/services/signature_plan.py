"""The signature plan of a dossier: who signs each document, how, what goes with it, and where each one stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from workflow.bundle.manifest import MANIFEST_NAME, read_manifest
from workflow.bundle.page_code import DocumentCode
from workflow.bundle.returned.book import Book, Expected, Generated
from workflow.bundle.signatures.rules import SigningRule, signing_rules
from workflow.bundle.signatures.signatory import Signatory
from workflow.bundle.submission import SubmissionItem, load_submission
from workflow.checks.evidence import papers_of_subject
from workflow.documents import context
from workflow.documents.catalogue import Per
from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.filing import FilingKind
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services.collecting_register import Collected, read_register, still_there
from workflow.services.opening import Opened
from workflow.services.own_templates import own_catalogue
from workflow.services.printed_codes import code_of, is_to_sign, text_of, undated_documents
from workflow.services.signature_paper_names import owners_of
from workflow.services.signature_plan_people import expiry_of, signatories_of
from workflow.services.writing import Order, WrittenDocument, orders

_BUNDLES = ("uscita", "uscita_*", "uscita_*/*")


class SigningState(StrEnum):
    """Where a document stands."""

    INCOMPLETE = "da completare"
    TO_SIGN = "da firmare"
    PARTLY = "firmato in parte"
    SIGNED = "firmato"
    DOUBTFUL = "firmato, da verificare"
    WRONG = "da rifare"
    GIVEN = "consegnato a mano"


class IdentityState(StrEnum):
    """Whether the copy of an identity document is there for who signs by hand."""

    NOT_NEEDED = "non serve"
    THERE = "presente"
    MISSING = "mancante"
    EXPIRED = "scaduto"
    UNKNOWN = "scadenza non indicata"


@dataclass(frozen=True)
class PlannedSigner:
    """Somebody who is to sign, whether they have, and the copy of their identity document."""

    signatory: Signatory
    identity: IdentityState
    has_signed: bool | None = None


@dataclass(frozen=True)
class SigningItem:
    """One document to be signed."""

    expected: Expected
    order: Order
    rule: SigningRule
    state: SigningState
    signers: tuple[PlannedSigner, ...]
    section: str
    kind: AttachmentKind
    papers: tuple[Collected, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def code(self) -> DocumentCode:
        """What its pages carry."""
        return self.expected.code

    @property
    def signatories(self) -> tuple[Signatory, ...]:
        """Who signs."""
        return tuple(one.signatory for one in self.signers)


@dataclass(frozen=True)
class SignaturePlan:
    """Every document of a dossier that somebody signs."""

    items: tuple[SigningItem, ...]

    @property
    def book(self) -> Book:
        """The documents, to find a returned paper in them."""
        return Book(item.expected for item in self.items)

    def find(self, stem: str) -> SigningItem | None:
        """Return the item of a document."""
        return next((item for item in self.items if item.expected.stem == stem), None)


def signature_plan(opened: Opened, law: Law) -> SignaturePlan:
    """Return the plan: the documents that the dossier calls for now, letters included, with what was collected."""
    dossier = opened.dossier
    catalogue = own_catalogue(opened.folder)
    wanted, _ = orders(dossier, law, catalogue, frozenset(document.id for document in catalogue.all()))
    shared = context.build(dossier, law)
    collected = _by_sign(still_there(opened.folder, read_register(opened.folder)))
    generated = _generated(opened.folder)
    to_sign = [order for order in wanted if is_to_sign(order) and _is_called_for(order, generated)]
    planner = _Planner(dossier, shared)
    planned = []
    for written in undated_documents(dossier, law, to_sign):
        order = written.order
        code = code_of(dossier, written)
        expected = Expected(
            order.stem, order.output, order.document.id, order.title, order.key, code, text_of(written),
            generated.get((order.document.id, order.key), ()),
        )  # fmt: skip
        planned.append(planner.item(written, expected, collected.get(code.document, ())))
    return SignaturePlan(tuple(planned))


def _is_called_for(order: Order, generated: Mapping[tuple[str, str | None], tuple[Generated, ...]]) -> bool:
    """Whether a document is asked for now: a letter on the whole dossier only if somebody has had it written."""
    is_of_a_case = order.document.per in {Per.VARIATION, Per.GSE_ACT}
    return not order.document.on_request or is_of_a_case or (order.document.id, order.key) in generated


class _Planner:
    """Plans the signing of one document after another."""

    def __init__(self, dossier: Dossier, shared: Mapping[str, Any]) -> None:
        self._dossier, self._shared = dossier, shared
        self._items = _submission_items()

    def item(self, written: WrittenDocument, expected: Expected, collected: Sequence[Collected]) -> SigningItem:
        """Return who signs a document and where it stands."""
        order, dossier = written.order, self._dossier
        rule = signing_rules().of(order.document.id)
        current = [paper for paper in collected if paper.version == expected.code.version]
        latest = current[-1] if current else None
        signers = tuple(
            PlannedSigner(one, self._identity(order, one, rule), _has_signed(one, latest))
            for one in signatories_of(order, self._shared)
        )
        item = self._items.get(order.output) or self._items.get(f"{order.output}_evidenziato")
        kind = item.attachment if item is not None and item.attachment is not None else AttachmentKind.OTHER
        gaps = tuple(dict.fromkeys(missing.variable for missing in written.missing))
        state = _state(latest, collected, gaps, _given(dossier, item, order))
        section = item.section.label if item is not None else ""
        return SigningItem(expected, order, rule, state, signers, section, kind, tuple(collected), gaps)

    def _identity(self, order: Order, signatory: Signatory, rule: SigningRule) -> IdentityState:
        if not rule.identity_copy:
            return IdentityState.NOT_NEEDED
        if not papers_of_subject(self._dossier, AttachmentKind.IDENTITY, signatory.accepted):
            return IdentityState.UNKNOWN if signatory.codice_fiscale is None else IdentityState.MISSING
        expires_on = expiry_of(signatory.role, order, self._shared, signatory.codice_fiscale)
        if expires_on is None:
            return IdentityState.UNKNOWN
        return IdentityState.THERE if expires_on >= _day_of_use(self._dossier) else IdentityState.EXPIRED


def _state(
    latest: Collected | None, collected: Sequence[Collected], gaps: Sequence[str], given: Sequence[Attachment]
) -> SigningState:
    if latest is not None:
        if latest.missing_signatures:
            return SigningState.PARTLY
        return SigningState.SIGNED if latest.outcome != "non verificabile" else SigningState.DOUBTFUL
    if collected:  # signed, but on a text that is no longer that of today
        return SigningState.WRONG
    if given:
        return SigningState.GIVEN
    return SigningState.INCOMPLETE if gaps else SigningState.TO_SIGN


def _has_signed(signatory: Signatory, paper: Collected | None) -> bool | None:
    """Whether somebody has signed; None where only the pages can tell, as on a scan."""
    if paper is None:
        return False
    if not paper.signers:
        return None
    return bool(signatory.accepted & {one.codice_fiscale for one in paper.signers})


def _day_of_use(dossier: Dossier) -> date:
    return max(dossier.as_of, dossier.sent_on) if dossier.request.sent_on is None else dossier.sent_on


def _given(dossier: Dossier, item: SubmissionItem | None, order: Order) -> tuple[Attachment, ...]:
    """Return the papers that people put in `allegati` by themselves for the item that the document answers."""
    if item is None or item.attachment is None or item.document_with_attachment:
        return ()
    if order.key is None:
        return dossier.attachments_of(item.attachment)
    keys = [key for owner in owners_of(dossier, order, item.attachment) for key in owner]
    return papers_of_subject(dossier, item.attachment, keys)


def _by_sign(papers: Iterable[Collected]) -> dict[str, tuple[Collected, ...]]:
    found: dict[str, list[Collected]] = {}
    for paper in papers:
        found.setdefault(paper.sign, []).append(paper)
    return {sign: tuple(sorted(own, key=lambda one: one.collected_on)) for sign, own in found.items()}


def _submission_items() -> dict[str, SubmissionItem]:
    """Return the item of a submission that asks for each document; the request's comes first."""
    found: dict[str, SubmissionItem] = {}
    for kind in FilingKind:
        for item in load_submission(kind).items:
            if item.document is not None:
                found.setdefault(item.document, item)
    return found


def _generated(folder: Path) -> dict[tuple[str, str | None], tuple[Generated, ...]]:
    """Return the PDFs in the bundles of a dossier, by document and subject."""
    found: dict[tuple[str, str | None], list[Generated]] = {}
    for bundle in _bundles(folder):
        try:
            manifest = read_manifest(bundle)
        except BrokenFileError:
            continue
        for record in manifest.documents:
            path = bundle / record.path
            if record.path.endswith(".pdf") and path.is_file():
                key = (record.document, record.subject)
                found.setdefault(key, []).append(Generated(path, record.sha256, record.pages))
    return {key: tuple(pdfs) for key, pdfs in found.items()}


def _bundles(folder: Path) -> Iterator[Path]:
    for pattern in _BUNDLES:
        yield from (path for path in sorted(folder.glob(pattern)) if (path / MANIFEST_NAME).is_file())
