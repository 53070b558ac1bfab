"""Files the receipts of a certified message back into its dossier: matched to the practice, kept, recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from workflow import clock
from workflow.bundle.bundle_findings import NOT_DELIVERED, OTHER_RECEIPT, bundle_finding
from workflow.bundle.folder_lock import FolderBusyError, folder_lock
from workflow.bundle.manifest import read_manifest
from workflow.bundle.pec_receipt import (
    MAX_RECEIPT_BYTES,
    PecReceipt,
    ReceiptKind,
    ReceiptUnreadableError,
    folded_address,
    folded_subject,
    read_receipt,
)
from workflow.bundle.subjects import practice_keys
from workflow.bundle.submission import Section, load_submission
from workflow.checks.filing_scope import act_of, variation_of
from workflow.checks.wording import show
from workflow.domain.attachment import AttachmentKind
from workflow.domain.filing import Filing, FilingChannel, FilingKind
from workflow.domain.finding import Finding, Outcome
from workflow.domain.gse_contract import GseContract
from workflow.domain.variation import VariationChannel
from workflow.intake.known_keys import name_head
from workflow.law import Law
from workflow.resources import BrokenFileError, ProgramError
from workflow.services import gse_letters, requests, variations
from workflow.services.author import current_user
from workflow.services.file_replacing import replace_file
from workflow.services.filing import ACT_KINDS, Practice, filing_facts, output_of
from workflow.services.filing_message import message_of
from workflow.services.opening import Opened, open_dossier
from workflow.services.recording import (
    FACTS_BEFORE,
    LOCK,
    Change,
    FolderInUseError,
    Recorded,
    new_guards,
    record,
    state_after,
    stored_facts,
    subject_of,
)
from workflow.services.recording import Outcome as Recording
from workflow.services.writing import slug
from workflow.store.archive import Archive

RECEIPTS_FOLDER = f"allegati/{AttachmentKind.PEC_RECEIPT.value}"
_PRIVATE_FOLDER = 0o700
_FAILED = {
    ReceiptKind.NOT_ACCEPTED: "non è stato accettato",
    ReceiptKind.DELAYED: "non è ancora stato consegnato",
}
_DIGEST_SIGNS = 8


class ReceiptMissingError(ProgramError):
    """A file of receipts that does not exist."""

    exit_code = 3


class PracticeUnclearError(ProgramError):
    """Receipts that could belong to several practices, or to none of those that go by PEC."""

    exit_code = 2


@dataclass(frozen=True)
class ReadFile:
    """A file handed over, with the receipt that it is."""

    path: Path
    data: bytes
    receipt: PecReceipt


@dataclass(frozen=True)
class ReceiptPlan:
    """What would be done with some receipts: where they are kept, the fact they prove, what stands against it.

    `change` is None while no receipt says that the message was delivered. `remarks` are what people should know.
    """

    practice: Practice
    files: tuple[ReadFile, ...]
    targets: tuple[str, ...]
    change: Change | None
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether nothing may be written: a receipt of another message, or guards against the fact."""
        wrong = any(finding.code == OTHER_RECEIPT for finding in self.findings)
        return wrong or (self.change is not None and bool(self.change.guards))


@dataclass(frozen=True)
class Filed:
    """What was done with them."""

    plan: ReceiptPlan
    new_files: tuple[str, ...]
    recording: Recording | None


def plan_receipts(
    opened: Opened, law: Law, paths: Sequence[Path], kind: FilingKind | None = None, about: str | None = None
) -> ReceiptPlan:
    """Return what to do with the receipts; by default the practice is the one whose message they certify.

    Raises ReceiptMissingError, PracticeUnclearError, BrokenFileError for what is no receipt.
    """
    files = tuple(_read(path) for path in paths)
    practice = _practice(opened, law, files, kind, about)
    findings = list(_mismatches(opened, law, practice, files))
    delivered = [one.receipt for one in files if one.receipt.kind is ReceiptKind.DELIVERED]
    # A notice of delay says nothing once the delivery has come.
    failed = [one for one in files if one.receipt.kind.is_failure]
    findings += [_failure(one) for one in failed if not delivered or one.receipt.kind is not ReceiptKind.DELAYED]
    change = None
    if delivered and not findings:
        change = _fact(opened, law, practice.filing, min(receipt.on for receipt in delivered))
    return ReceiptPlan(
        practice=practice,
        files=files,
        targets=tuple(_target(opened, practice.filing, one) for one in files),
        change=change,
        findings=tuple(findings),
        remarks=tuple(_remarks(opened, law, practice, files)),
    )


def file_receipts(
    opened: Opened, law: Law, archive: Archive, plan: ReceiptPlan, *, dry_run: bool = False, reason: str = ""
) -> Filed:
    """Keep the receipts and record the fact; a receipt that is there already is not written twice.

    Raises FolderInUseError, FactsNotStoredError. The receipts are evidence: they are kept also where they say that the
    message was refused, never where they are of another message.
    """
    known = {paper.sha256 for paper in opened.dossier.attachments if paper.kind is AttachmentKind.PEC_RECEIPT}
    new = [
        (one, target) for one, target in zip(plan.files, plan.targets, strict=True) if one.receipt.sha256 not in known
    ]
    if plan.is_blocked or dry_run:
        return Filed(plan, (), None)
    before = stored_facts(opened, archive)
    if new:
        try:
            with folder_lock(opened.folder / LOCK):
                for one, target in new:
                    path = opened.folder / target
                    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
                    replace_file(path, one.data)
        except FolderBusyError as error:
            raise FolderInUseError(f"Un altro comando sta scrivendo in {opened.folder}: riprovare tra poco.") from error
        opened = open_dossier(str(opened.folder), as_of=opened.dossier.as_of, archive=archive, law=law)
        _tell(opened, law, archive, plan, before=before, reason=reason)
    recording = None
    if plan.change is not None:
        change = _fact(opened, law, plan.practice.filing, date.fromisoformat(str(plan.change.details["on"])))
        recording = record(opened, law, archive, change, reason=reason)
    return Filed(plan, tuple(target for _, target in new), recording)


def _read(path: Path) -> ReadFile:
    if not path.is_file():
        raise ReceiptMissingError(f"Il file {path} non esiste.")
    if path.stat().st_size > MAX_RECEIPT_BYTES:
        raise BrokenFileError(path, "è troppo grande per una ricevuta.", "Salvare la ricevuta intera, come .eml.")
    data = path.read_bytes()
    try:
        return ReadFile(path, data, read_receipt(data))
    except ReceiptUnreadableError as error:
        raise BrokenFileError(
            path, f"non è una ricevuta PEC leggibile: {error}.", "Salvarla dalla casella PEC, intera, come .eml."
        ) from error


def _practice(
    opened: Opened, law: Law, files: Sequence[ReadFile], kind: FilingKind | None, about: str | None
) -> Practice:
    wanted = [
        one
        for one in _by_mail(opened, law)
        if (kind is None or one.filing.kind is kind)
        and (about is None or one.facts.name.casefold() == about.casefold())
    ]
    named = ", ".join(f"«{one.facts.title}»" for one in wanted) or "nessuna"
    if kind is None or len(wanted) > 1:
        subjects = {folded_subject(one.receipt.subject) for one in files}
        same = [one for one in wanted if folded_subject(_subject(opened, law, one) or "") in subjects]
        wanted = same or (wanted if kind is not None and len(wanted) == 1 else [])
    if len(wanted) != 1:
        raise PracticeUnclearError(
            "Non si può dire di quale pratica sono le ricevute: indicarla con --procedure e --about. "
            f"Pratiche per PEC: {named}."
        )
    return wanted[0]


def _by_mail(opened: Opened, law: Law) -> Iterator[Practice]:
    """Yield every practice of the dossier that goes by PEC."""
    dossier = opened.dossier
    filings = [Filing(FilingKind.VARIATION, index) for index in range(len(dossier.variations))]
    filings += [
        Filing(kind, index)
        for kind, act in ACT_KINDS.items()
        for index, one in enumerate(dossier.gse_acts)
        if one.kind is act
    ]
    if dossier.gse_contract is not None:
        filings.append(Filing(FilingKind.CONTRACT_WITHDRAWAL))
    if dossier.request.sent_on is not None:
        filings.append(Filing(FilingKind.REQUEST_WAIVER))
    for filing in filings:
        submission = load_submission(filing.kind)
        facts = filing_facts(dossier, law, filing, submission)
        if facts.channel is FilingChannel.PEC:
            yield Practice(facts, submission)


def _subject(opened: Opened, law: Law, practice: Practice) -> str | None:
    message = message_of(opened.dossier, law, practice.facts, ())
    return None if message is None else message.subject


def _mismatches(opened: Opened, law: Law, practice: Practice, files: Sequence[ReadFile]) -> Iterator[Finding]:
    """Yield why a receipt is not of the message of the practice."""
    subject = _subject(opened, law, practice)
    referente = opened.dossier.get_referente()
    sender = referente.pec if referente is not None else None
    address = practice.facts.address
    first = next((one.receipt.message_id for one in files if one.receipt.message_id), "")
    for one in files:
        found = one.receipt
        reasons = []
        if found.kind is ReceiptKind.MESSAGE:
            reasons.append("è un messaggio ricevuto, non una ricevuta")
        if subject is not None and folded_subject(found.subject) != folded_subject(subject):
            reasons.append(f"l’oggetto certificato è «{found.subject}»")
        if sender is not None and folded_address(found.sender) != folded_address(sender):
            reasons.append(f"il mittente è {found.sender or 'sconosciuto'}, non la PEC del Referente")
        recipients = {folded_address(recipient) for recipient in found.recipients}
        if address is not None and folded_address(address) not in recipients:
            reasons.append(f"tra i destinatari non c’è {address}")
        is_of_others = found.kind is ReceiptKind.DELIVERED and found.delivered_to is not None and address is not None
        if is_of_others and folded_address(found.delivered_to or "") != folded_address(address or ""):
            reasons.append(f"è la consegna a {found.delivered_to}")
        if found.message_id != first:
            reasons.append("si riferisce a un altro messaggio (identificativo diverso)")
        if reasons:
            path = ("pratiche", practice.filing.kind.value, practice.facts.name, one.path.name)
            yield bundle_finding(OTHER_RECEIPT, path, file=one.path.name, motivo="; ".join(reasons))


def _failure(one: ReadFile) -> Finding:
    found = one.receipt
    outcome = _FAILED.get(found.kind, "non è stato consegnato")
    why = found.error_words or found.error.replace("-", " ")
    return bundle_finding(NOT_DELIVERED, ("ricevute", one.path.name), file=one.path.name, esito=outcome, motivo=why)


def _remarks(opened: Opened, law: Law, practice: Practice, files: Sequence[ReadFile]) -> Iterator[str]:
    yield "La firma del gestore sulle ricevute non è verificata dal programma: conservarle intere."
    accepted = [one.receipt for one in files if one.receipt.kind is ReceiptKind.ACCEPTED]
    delivered = [one.receipt for one in files if one.receipt.kind is ReceiptKind.DELIVERED]
    if not delivered:
        yield "Manca la ricevuta di consegna: la data della comunicazione non si registra ancora."
    if accepted and delivered and accepted[0].on != delivered[0].on:
        yield (
            f"Accettata il {show(accepted[0].on)} e consegnata il {show(delivered[0].on)}: si registra la consegna; "
            "per il mittente la spedizione è del giorno dell’accettazione."
        )
    if delivered and delivered[0].on > clock.today():
        yield f"La consegna porta una data futura, {show(delivered[0].on)}: controllare la ricevuta."
    if delivered and delivered[0].attached:
        yield from _compared_with_bundle(opened, law, practice, delivered[0])


def _compared_with_bundle(opened: Opened, law: Law, practice: Practice, receipt: PecReceipt) -> Iterator[str]:
    """Say whether what was delivered is what the bundle of the practice holds, if it is still there."""
    out = output_of(opened, law, practice.facts)
    try:
        manifest = read_manifest(out)
    except BrokenFileError:
        return
    sent = {digest for _, digest in receipt.attached}
    due = [one for one in manifest.all_files if PurePosixPath(one.path).parts[0] == Section.SEND.folder]
    lacking = [PurePosixPath(one.path).name for one in due if one.sha256 not in sent]
    if due and not lacking:
        yield f"Gli allegati consegnati sono quelli del fascicolo ({len(due)} su {len(due)}, stessa impronta SHA-256)."
    elif lacking:
        names = ", ".join(lacking)
        yield (
            f"Nel messaggio consegnato mancano, o sono diversi, {len(lacking)} file del fascicolo: {names}. "
            "Se sono stati firmati dopo, mettere le copie firmate tra gli allegati e rifare il fascicolo."
        )


def _target(opened: Opened, filing: Filing, one: ReadFile) -> str:
    """Return where a receipt is kept: the name begins with what people call the practice, and ends with its digest."""
    head = name_head(practice_keys(opened.dossier, filing)[0]) or filing.kind.value
    at = one.receipt.at.astimezone(clock.ROME)
    name = f"{head} {slug(one.receipt.kind.value)} {at:%Y%m%d-%H%M%S} {one.receipt.sha256[:_DIGEST_SIGNS]}.eml"
    return f"{RECEIPTS_FOLDER}/{name}"


def _fact(opened: Opened, law: Law, filing: Filing, on: date) -> Change:
    """Plan the fact that the delivery proves: the GSE was told on that day."""
    variation, act = variation_of(opened.dossier, filing), act_of(opened.dossier, filing)
    if variation is not None and variation.name is not None:
        return variations.notify(opened, law, variation.name, on=on, channel=VariationChannel.PEC)
    if act is not None:
        return gse_letters.answer(opened, law, on=on, practice=act.practice, number=act.number)
    if filing.kind is FilingKind.CONTRACT_WITHDRAWAL:
        return _withdrawal_sent(opened, law, on)
    if filing.kind is FilingKind.REQUEST_WAIVER:
        return requests.withdraw(opened, law, on=on)
    raise PracticeUnclearError("La variazione non ha un nome nel fascicolo: scriverlo, poi ripetere.")


def _withdrawal_sent(opened: Opened, law: Law, on: date) -> Change:
    dossier = opened.dossier
    contract = dossier.gse_contract or GseContract()
    after = dossier.model_copy(update={"gse_contract": contract.model_copy(update={"withdrawal_sent_on": on})})
    return Change(
        event=Recorded.CONTRACT_WITHDRAWAL_SENT,
        subject=subject_of(None),
        to_state=state_after(after, law, None, on),
        summary=f"Recesso dal contratto con il GSE inviato il {show(on)} per pec.",
        after=after,
        guards=new_guards(dossier, after, law, on),
        details={"on": on.isoformat()},
        is_empty=contract.withdrawal_sent_on == on,
    )


def _tell(opened: Opened, law: Law, archive: Archive, plan: ReceiptPlan, *, before: str, reason: str) -> None:
    """Say in the history which receipts were kept, with their digests."""
    stored_facts(opened, archive)
    variation = variation_of(opened.dossier, plan.practice.filing)
    words = "Archiviata una ricevuta PEC." if len(plan.files) == 1 else f"Archiviate {len(plan.files)} ricevute PEC."
    archive.record_practice(
        opened.dossier.slug,
        subject=subject_of(variation.name if variation is not None else None),
        at=clock.now(),
        who=current_user(),
        event=Recorded.PEC_RECEIPTS_FILED.value,
        to_state=", ".join(sorted({one.receipt.kind.value for one in plan.files})),
        reason=f"{words} {reason.strip()}".strip(),
        law_digest=law.digest,
        findings=tuple(finding for finding in plan.findings if finding.outcome is Outcome.FAILED),
        expected_version=archive.get(opened.dossier.slug).version,
        details={
            "receipts": [
                {
                    "kind": one.receipt.kind.value,
                    "at": one.receipt.at.isoformat(),
                    "message_id": one.receipt.message_id,
                    "identifier": one.receipt.identifier,
                    "provider": one.receipt.provider,
                    "sha256": one.receipt.sha256,
                    "file": target,
                }
                for one, target in zip(plan.files, plan.targets, strict=True)
            ],
            FACTS_BEFORE: before,
        },
    )
