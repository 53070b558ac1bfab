"""The submission plan: every item a practice asks for, why, whether it is there, who provides it, where it goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflow.bundle.paper_verdict import PaperVerdict
from workflow.bundle.subjects import Subject, subjects_of
from workflow.bundle.submission import Per, Section, Submission, SubmissionItem
from workflow.checks.conditions import holds
from workflow.checks.evidence import papers_of_plant, papers_of_subject
from workflow.checks.filing_days import day_of_filing, is_filed, last_day_of_filing
from workflow.checks.filing_scope import scope_of, variation_of
from workflow.checks.paper_validity import Validity, codes_of_signer, validity_of
from workflow.checks.wording import show
from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingChannel
from workflow.domain.plant import Plant
from workflow.law import Law

NOTHING_COLLECTED: Mapping[str, PaperVerdict] = MappingProxyType({})
_ONE_FOR_ALL = frozenset({Per.REQUEST, Per.PRACTICE})


class ItemState(StrEnum):
    """Where an item of the submission stands."""

    MISSING = "mancante"
    DRAFT = "da completare"
    READY = "da firmare"
    SIGNED = "firmato"
    GIVEN = "presente"
    EXPIRED = "scaduto"
    NOT_REQUIRED = "non richiesto"
    UNKNOWN = "non verificabile"


@dataclass(frozen=True)
class Written:
    """A document the tool has written: its output name, whom it regards, and whether no datum was missing."""

    output: str
    key: str | None
    label: str
    stem: str
    is_complete: bool
    is_signed: bool


# Where there is a paper, or a text that will become one.
PRESENT = frozenset({ItemState.DRAFT, ItemState.READY, ItemState.SIGNED, ItemState.GIVEN, ItemState.EXPIRED})
# What somebody still has to do something about before the practice is sent.
WANTING = frozenset({ItemState.MISSING, ItemState.DRAFT, ItemState.EXPIRED, ItemState.UNKNOWN})


@dataclass(frozen=True)
class PlannedItem:
    """An item for one plant, member or the whole request, with its state and its files.

    `texts` are the documents in whose place no paper stands yet.
    `valid_until_on` is the last day of its papers, where they have one; `warnings` say when that comes too soon for
    the day of sending, `sent_on`, or for the last one that is open, `last_day_on`.
    """

    item: SubmissionItem
    label: str
    key: str | None
    state: ItemState
    reason: str
    attachments: tuple[Attachment, ...] = ()
    documents: tuple[Written, ...] = ()
    texts: tuple[Written, ...] = ()
    channel: FilingChannel = FilingChannel.PORTAL
    valid_until_on: date | None = None
    warnings: tuple[str, ...] = ()
    sent_on: date | None = None
    last_day_on: date | None = None

    @property
    def title(self) -> str:
        """The title people read, with the plant or person it regards."""
        return f"{self.item.title} – {self.label}" if self.label else self.item.title

    @property
    def section(self) -> Section:
        """Where it goes in this practice."""
        return self.item.section.by(self.channel)

    @property
    def is_required(self) -> bool:
        """Whether it is asked for, or could be."""
        return self.state is not ItemState.NOT_REQUIRED


def plan(
    submission: Submission,
    dossier: Dossier,
    law: Law,
    written: Sequence[Written],
    *,
    filing: Filing | None = None,
    channel: FilingChannel = FilingChannel.PORTAL,
    verdicts: Mapping[str, PaperVerdict] = NOTHING_COLLECTED,
) -> list[PlannedItem]:
    """Return every item of the practice for this dossier, in the order of the file, with its state.

    `verdicts` are those of the papers that were collected, by their path in the dossier.
    """
    planner = _Planner(dossier, law, written, filing or Filing(submission.procedure), channel, verdicts)
    return [planned for item in submission.items if dossier.kind in item.kinds for planned in planner.planned(item)]


class _Planner:
    """Plans the items of one practice."""

    def __init__(  # noqa: PLR0917 - what a plan is made from
        self,
        dossier: Dossier,
        law: Law,
        written: Sequence[Written],
        filing: Filing,
        channel: FilingChannel,
        verdicts: Mapping[str, PaperVerdict],
    ) -> None:
        self._dossier, self._law, self._written = dossier, law, written
        self._filing, self._channel, self._verdicts = filing, channel, verdicts
        self._scope = scope_of(dossier, filing)
        self._day = day_of_filing(dossier, filing)
        self._last_day = None if is_filed(dossier, filing) else last_day_of_filing(dossier, filing, law)
        variation = variation_of(dossier, filing)
        self._change = variation.kind if variation is not None else None

    def planned(self, item: SubmissionItem) -> Iterator[PlannedItem]:
        """Yield an item once for each of those it is asked for; once in all if the variation does not need it."""
        if self._change is not None and self._change not in item.variations:
            reason = None if item.when is not None else item.not_required_because  # with a `when` it is about that
            reason = reason or f"Questa modifica ({self._change.value.replace('_', ' ')}) non lo richiede."
            yield PlannedItem(item, "", None, ItemState.NOT_REQUIRED, reason, channel=self._channel)
            return
        for subject in subjects_of(item.per, self._dossier, self._filing, self._scope):
            yield self._of_subject(item, subject)

    def _of_subject(self, item: SubmissionItem, subject: Subject) -> PlannedItem:
        required = True if item.when is None else holds(item.when, self._dossier, self._law, subject.thing)
        bare = PlannedItem(
            item,
            subject.label,
            subject.key,
            ItemState.UNKNOWN,
            "",
            channel=self._channel,
            sent_on=self._day,
            last_day_on=self._last_day,
        )
        if required is None:
            reason = f"Non si può dire se serve: mancano dati. Servirebbe se: {item.required_because}"
            return replace(bare, reason=reason)
        if not required:
            reason = item.not_required_because or "Non ricorre il caso."
            return replace(bare, state=ItemState.NOT_REQUIRED, reason=reason)
        documents = tuple(
            w
            for w in self._written
            if w.output == item.document and (item.per in _ONE_FOR_ALL or w.key in {subject.key, None})
        )
        papers = _Papers(_attachments(item, subject, self._dossier), documents, self._dossier, self._verdicts)
        planned = replace(
            bare,
            state=papers.state(),
            reason=item.required_because,
            attachments=papers.standing,
            documents=documents,
            texts=papers.texts(beside=item.document_with_attachment),
            warnings=papers.warnings,
        )
        if item.attachment is None:
            return planned
        return self._dated(planned, validity_of(self._dossier, self._law, item.attachment, subject.thing, self._day))

    def _dated(self, planned: PlannedItem, validity: Validity | None) -> PlannedItem:
        """Add until when the papers are valid; what has expired on the day of sending is not there."""
        if validity is None or validity.is_lasting:
            return planned
        until_on = validity.until_on
        if until_on is None:
            return replace(planned, warnings=(*planned.warnings, validity.words))
        if validity.is_expired(self._day):
            words = f"{validity.words} Il giorno dell’invio, {show(self._day)}, non vale più: va rinnovato."
            state = ItemState.EXPIRED if planned.attachments else planned.state
            return replace(planned, state=state, valid_until_on=until_on, warnings=(*planned.warnings, words))
        if self._last_day is not None and until_on < self._last_day:
            words = (
                f"{validity.words} Scade prima dell’ultimo giorno utile per l’invio, {show(self._last_day)}: "
                "per inviare dopo la scadenza va rinnovato."
            )
            return replace(planned, valid_until_on=until_on, warnings=(*planned.warnings, words))
        return replace(planned, valid_until_on=until_on)


class _Papers:
    """The papers of an item: those of its kind, and those collected for its documents wherever they lie."""

    def __init__(
        self,
        given: Sequence[Attachment],
        documents: Sequence[Written],
        dossier: Dossier,
        verdicts: Mapping[str, PaperVerdict],
    ) -> None:
        self._documents = documents
        wanted = {(one.output, one.key) for one in documents if one.is_signed}
        collected = {path: verdict for path, verdict in verdicts.items() if verdict.document in wanted}
        others = [p for p in dossier.attachments if p.path in collected and p not in given] if collected else []
        self._verdicts = {path: verdict for path, verdict in verdicts.items() if path in collected} | {
            paper.path: verdicts[paper.path] for paper in given if paper.path in verdicts
        }
        self.standing = tuple(p for p in (*given, *others) if p.path not in self._verdicts or not self._void(p))
        self.warnings = tuple(dict.fromkeys(one.warning for one in self._verdicts.values() if one.warning))
        self._is_given = any(paper.path not in self._verdicts for paper in self.standing)
        self._judged = [self._verdicts[paper.path] for paper in self.standing if paper.path in self._verdicts]

    def _void(self, paper: Attachment) -> bool:
        return self._verdicts[paper.path].is_void

    def state(self) -> ItemState:
        """Tell where the item stands: a paper that nobody has looked at is there, and no more can be said of it."""
        signed = {verdict.document for verdict in self._judged if verdict.is_signed}
        to_sign = {(one.output, one.key) for one in self._documents if one.is_signed}
        if to_sign and to_sign <= signed:
            return ItemState.SIGNED
        if self._is_given:
            return ItemState.GIVEN
        if not self._documents:
            return ItemState.MISSING if not self.standing else ItemState.GIVEN
        if not all(document.is_complete for document in self.texts(beside=False)):
            return ItemState.DRAFT
        return ItemState.READY if to_sign else ItemState.GIVEN

    def texts(self, *, beside: bool) -> tuple[Written, ...]:
        """Return the documents in whose place no paper stands; `beside` if papers that people give go with the text."""
        if self._is_given and not beside:
            return ()
        replaced = {verdict.document for verdict in self._judged}
        return tuple(one for one in self._documents if not (one.is_signed and (one.output, one.key) in replaced))


def _attachments(item: SubmissionItem, subject: Subject, dossier: Dossier) -> tuple[Attachment, ...]:
    if item.attachment is None:
        return ()
    if item.per is Per.REQUEST:
        return dossier.attachments_of(item.attachment)
    if item.per is Per.PRACTICE:
        return tuple(paper for paper in dossier.attachments_of(item.attachment) if paper.key in subject.keys)
    if item.per is Per.PLANT and isinstance(subject.thing, Plant):
        index = next(place for place, one in enumerate(dossier.plants) if one is subject.thing)
        return papers_of_plant(dossier, item.attachment, index)
    keys = subject.keys
    if item.attachment is AttachmentKind.IDENTITY and subject.thing is not None:
        keys = (*keys, *codes_of_signer(dossier, subject.thing))
    return papers_of_subject(dossier, item.attachment, keys)
