"""Judges one returned document: the right version, all its pages, signed, and saying what was generated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.bundle.returned.differences import PageDifference, compare, compare_text
from workflow.bundle.returned.recognition import How, Piece, Recognition
from workflow.bundle.signatures.findings import MISSING_SIGNATURES, UNSIGNED, findings_of, outcome_of, shown_signer
from workflow.bundle.signatures.rules import Method
from workflow.bundle.signatures.seen import FileSeen, Form, Nature
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.finding import Finding, Outcome, Severity
from workflow.services.collecting_register import SignerRecord
from workflow.services.signature_plan import IdentityState, SigningItem

_SUPERSEDED, _MISSING_PAGES, _OUT_OF_ORDER, _FOREIGN = "SIG-21", "SIG-22", "SIG-23", "SIG-24"
_UNKNOWN, _DRAFT, _DIFFERENT, _NOT_SIGNED = "SIG-26", "SIG-27", "SIG-28", "SIG-29"
_BLANK, _EXTRA, _BY_HAND, _IDENTITY, _NOT_ASKED = "SIG-31", "SIG-32", "SIG-33", "SIG-34", "SIG-35"
_SHOWN = 3


@dataclass(frozen=True)
class Judged:
    """What was found out about one returned document."""

    is_kept: bool
    findings: tuple[Finding, ...]
    method: Method | None = None
    outcome: Outcome = Outcome.NOT_APPLICABLE
    signers: tuple[SignerRecord, ...] = ()
    missing_signatures: tuple[str, ...] = ()
    differences: tuple[PageDifference, ...] = ()
    own_pages: tuple[int, ...] = ()
    page_count: int = 0
    is_single_page: bool = False
    is_detached: bool = False


def told(
    code: str, name: str, *, wording: str | None = None, outcome: Outcome = Outcome.FAILED, **values: Any
) -> Finding:
    """Return the finding of a card about a returned file."""
    path = ("firme", name, str(values.get("documento", "")))
    finding = finding_of(
        packaged_card(code), path, {"file": name, **values}, wording=wording, outcome=outcome, place=name
    )
    if outcome is Outcome.UNKNOWN and finding.severity is Severity.BLOCKING:  # a doubt is told, it does not stop
        return finding.model_copy(update={"severity": Severity.WARNING})
    return finding


def set_aside(name: str, reason: str) -> Finding:
    """Return the finding of a file that nobody can place."""
    return told(_UNKNOWN, name, motivo=reason)


@dataclass(frozen=True)
class Returned:
    """One document in a returned file, as it was recognised."""

    name: str
    seen: FileSeen
    recognition: Recognition
    piece: Piece


def judge_piece(
    returned: Returned, item: SigningItem | None, dossier: str | None, generated: Sequence[str] = ()
) -> Judged:
    """Judge one document of a returned file against the one that the dossier asks for.

    `generated` are the texts of its pages as they lie in a bundle, where there are any.
    """
    refusal = _refusal(returned.name, returned.piece, item, dossier)
    if refusal is not None or item is None:
        return Judged(is_kept=False, findings=() if refusal is None else (refusal,))
    return _Judgement(returned, item, generated).judged()


def _refusal(name: str, piece: Piece, item: SigningItem | None, dossier: str | None) -> Finding | None:
    """Return why a document is none of those that the dossier wants signed now, if so."""
    code = piece.code.code if piece.code is not None else None
    if code is not None and code.dossier != dossier:
        return told(_FOREIGN, name)
    if item is None:
        return told(_NOT_ASKED, name)
    if code is None:
        return None
    title = item.expected.title
    if code.is_draft:
        return told(_DRAFT, name, documento=title)
    if code.version != item.code.version or code.edition != item.code.edition:
        edition = ""
        if code.edition != item.code.edition:
            edition = f" (era l’edizione del {code.edition:%d/%m/%Y}, ora è quella del {item.code.edition:%d/%m/%Y})"
        return told(_SUPERSEDED, name, documento=title, edizione=edition)
    return None


class _Judgement:
    """The judgement of one document that is of the right dossier and version."""

    def __init__(self, returned: Returned, item: SigningItem, generated: Sequence[str]) -> None:
        self._name, self._seen = returned.name, returned.seen
        self._recognition, self._piece = returned.recognition, returned.piece
        self._item, self._generated = item, generated
        self._title = item.expected.title
        pages = returned.seen.pages
        self._pages = [pages[number - 1] for number in self._piece.file_pages if number <= len(pages)]

    def judged(self) -> Judged:
        seen, piece = self._seen, self._piece
        is_picture = seen.content_nature is Nature.PICTURE
        differences = self._differences()
        findings = [*self._about_pages(), *self._about_words(differences), *self._about_signatures()]
        is_single_page = is_picture and piece.page_count > 1
        return Judged(
            is_kept=not any(finding.is_blocking for finding in findings),
            findings=tuple(findings),
            method=self._method(),
            outcome=outcome_of(seen, [one for one in findings if one.code < _SUPERSEDED or one.code == _DIFFERENT]),
            signers=tuple(
                SignerRecord(name=shown_signer(one), codice_fiscale=one.signer.codice_fiscale)
                for one in seen.signatures
            ),
            missing_signatures=self._missing_signatures(),
            differences=tuple(differences),
            own_pages=piece.own_pages,
            page_count=piece.page_count,
            is_single_page=is_single_page,
            is_detached=any(one.form is Form.CADES_DETACHED for one in seen.signatures),
        )

    def _told(self, code: str, **values: Any) -> Finding:
        return told(code, self._name, documento=self._title, **values)

    def _about_pages(self) -> Iterator[Finding]:
        piece = self._piece
        if piece.missing:
            is_alone = len(piece.own_pages) == 1 and self._seen.content_nature is Nature.PICTURE
            shown = piece.own_pages if is_alone else piece.missing
            yield self._told(
                _MISSING_PAGES, wording="sole" if is_alone else None, pagine=_listed(shown), totale=piece.page_count
            )
        if not piece.is_in_order:
            yield self._told(_OUT_OF_ORDER, pagine=", ".join(str(page) for page in piece.own_pages))
        blank = [number for number in self._recognition.blank_pages if number <= piece.last_page]
        if blank:
            yield self._told(_BLANK, pagine=_listed(blank))
        extra = [number for number in piece.others if number not in blank]
        if extra:
            yield self._told(_EXTRA, quante=len(extra))

    def _about_words(self, differences: Sequence[PageDifference]) -> Iterator[Finding]:
        if not differences:
            return
        sentences = [sentence for page in differences for sentence in page.sentences()]
        more = f" e altri {len(sentences) - _SHOWN} punti" if len(sentences) > _SHOWN else ""
        shown = "; ".join(sentences[:_SHOWN]) + more
        if any(page.is_read_by_machine for page in differences):
            yield self._told(_DIFFERENT, outcome=Outcome.UNKNOWN, differenze=shown)
        elif any(page.missing for page in differences):
            yield self._told(_DIFFERENT, differenze=shown)
        else:
            added = self._told(_DIFFERENT, wording="aggiunte", differenze=shown)
            yield added.model_copy(update={"severity": Severity.WARNING})

    def _about_signatures(self) -> Iterator[Finding]:
        seen = self._seen
        if seen.signatures:
            yield from (one for one in findings_of(self._name, seen, self._item.signatories) if one.code != UNSIGNED)
            return
        if self._recognition.is_unchanged or not self._is_scan():
            yield self._told(_NOT_SIGNED)
            return
        yield self._told(_BY_HAND)
        for signer in self._item.signers:
            if signer.identity in {IdentityState.MISSING, IdentityState.EXPIRED}:
                motive = "manca" if signer.identity is IdentityState.MISSING else "il documento è scaduto"
                yield self._told(_IDENTITY, firmatario=signer.signatory.shown, motivo=motive)

    def _is_scan(self) -> bool:
        return self._seen.content_nature is Nature.PICTURE or any(page.is_scan for page in self._pages)

    def _method(self) -> Method | None:
        forms = {one.form for one in self._seen.signatures}
        if forms & {Form.CADES, Form.CADES_DETACHED}:
            return Method.CADES
        if forms:
            qualified = any(one.signer.is_qualified for one in self._seen.signatures)
            has_person = any(one.signer.codice_fiscale for one in self._seen.signatures)
            return Method.PADES if qualified or has_person else Method.ADVANCED
        return Method.HAND if self._is_scan() else None

    def _missing_signatures(self) -> tuple[str, ...]:
        if not self._seen.signatures:
            return ()
        codes = {one.signer.codice_fiscale for one in self._seen.signatures}
        told_missing = {finding.code for finding in findings_of(self._name, self._seen, self._item.signatories)}
        if MISSING_SIGNATURES not in told_missing:
            return ()
        return tuple(one.shown for one in self._item.signatories if not one.accepted & codes)

    def _differences(self) -> list[PageDifference]:
        """Compare the words, where there are any and the bytes do not already say that they are the same."""
        texts = [page.text for page in self._pages]
        if self._recognition.how is How.BYTES or not any(text.strip() for text in texts):
            return []
        is_scan = self._is_scan()
        if self._generated and self._recognition.how is How.CODE:
            return compare(self._generated, texts, is_read_by_machine=is_scan)
        return compare_text(self._item.expected.text, texts, is_read_by_machine=is_scan)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
