"""Chooses the practice a bundle is made for, and says by which way, by when and where it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflow.bundle.submission import Submission, load_submission
from workflow.checks.filing_scope import act_of, project_of, variation_of
from workflow.checks.istruttoria import AnswerState, answer_clock
from workflow.checks.variation_facts import is_notified, title_of
from workflow.checks.variation_filing import variation_filing
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingChannel, FilingKind
from workflow.domain.gse_act import GseActKind
from workflow.law import Law, UnknownOnThatDayError
from workflow.resources import ProgramError
from workflow.services.opening import Opened
from workflow.services.writing import slug

GSE_ADDRESS = "portale/pec_gse"
WITHDRAWAL_TERM = "recesso"
ACCESS_FOLDER = "uscita"
ACT_KINDS = {
    FilingKind.INTEGRATION_ANSWER: GseActKind.INTEGRATION,
    FilingKind.OBSERVATIONS: GseActKind.REJECTION_NOTICE,
}
_ANSWERED = frozenset({AnswerState.ANSWERED, AnswerState.SUPERSEDED})
_FOLDERS = {FilingKind.VARIATION: "uscita_variazioni", FilingKind.PNRR: "uscita_pnrr"}
_OTHERS_FOLDER = "uscita_lettere"


class FilingNotFoundError(ProgramError):
    """A variation, a project or an act that the dossier does not have."""

    exit_code = 3


class FilingUnclearError(ProgramError):
    """Several practices that could be meant, or none at all."""

    exit_code = 2


@dataclass(frozen=True)
class FilingFacts:
    """What people must know of a practice to send it: its name, the way and the address, the days.

    `due_on` is the last day that costs nothing; `effective_on` the day from which it counts; each None where it is not
    known or no text gives it.
    """

    filing: Filing
    name: str
    channel: FilingChannel
    address: str | None
    due_on: date | None = None
    rolled_due_on: date | None = None
    effective_on: date | None = None
    lost_days: int = 0
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What people call it."""
        label = self.filing.kind.label
        title = f"{label} «{self.name}»" if self.name else label
        return title[0].upper() + title[1:]


@dataclass(frozen=True)
class Practice:
    """What a bundle is made for: the facts of the practice and the list of its papers."""

    facts: FilingFacts
    submission: Submission

    @property
    def filing(self) -> Filing:
        """Its kind and place."""
        return self.facts.filing

    @property
    def is_whole(self) -> bool:
        """Whether it regards the whole dossier, papers that no item asks for included."""
        return self.filing.kind in {FilingKind.ACCESS, FilingKind.PRELIMINARY}


def practice_of(dossier: Dossier, law: Law, kind: FilingKind | None = None, about: str | None = None) -> Practice:
    """Return the practice a bundle is asked for, with its papers; raises as `choose_filing`."""
    filing = choose_filing(dossier, law, kind, about)
    submission = load_submission(filing.kind)
    return Practice(filing_facts(dossier, law, filing, submission), submission)


def choose_filing(dossier: Dossier, law: Law, kind: FilingKind | None = None, about: str | None = None) -> Filing:
    """Return the practice: the kind asked, else the one that the request declares; `about` names the case.

    Without `about` the only case that still waits is meant. Raises FilingNotFoundError, FilingUnclearError.
    """
    chosen = kind or FilingKind(dossier.request.procedure.value)
    if chosen in {FilingKind.VARIATION, FilingKind.PNRR} or chosen.answers_an_act:
        return Filing(chosen, _place(chosen, _cases(dossier, law, chosen), about))
    if about is not None:
        raise FilingUnclearError(f"--about non serve per «{chosen.label}»: nel fascicolo ce n'è una sola.")
    if chosen is FilingKind.CONTRACT_WITHDRAWAL and dossier.gse_contract is None:
        raise FilingNotFoundError(
            "Nel fascicolo non c'è un contratto con il GSE (contratto_gse): nulla da cui recedere."
        )
    if chosen is FilingKind.REQUEST_WAIVER:
        _refuse_waiver(dossier)
    return Filing(chosen)


def _refuse_waiver(dossier: Dossier) -> None:
    """Raise FilingNotFoundError where there is no request in hand to give up."""
    if dossier.request.sent_on is None:
        raise FilingNotFoundError("La richiesta non risulta inviata (richiesta.inviata_il): non c'è a che rinunciare.")
    if dossier.gse_contract is not None and dossier.gse_contract.admitted_on is not None:
        raise FilingNotFoundError(
            "La richiesta è già accolta: si recede dal contratto, con --procedure recesso_contratto_gse."
        )


def filing_facts(dossier: Dossier, law: Law, filing: Filing, submission: Submission) -> FilingFacts:
    """Return the way, the address and the days of a practice."""
    name = _name(dossier, filing)
    if filing.kind is FilingKind.VARIATION and filing.index is not None:
        found = variation_filing(dossier, filing.index, law)
        reasons = tuple(reason.text for reason in found.reasons)
        return FilingFacts(
            filing, name, found.channel, found.address, found.due_on, found.rolled_due_on, found.effective_on,
            found.lost_days, reasons, found.missing,
        )  # fmt: skip
    channel = submission.channel or _channel_of_act(dossier, law, filing)
    address = _address(dossier, law) if channel is FilingChannel.PEC else None
    if filing.kind.answers_an_act and filing.index is not None:
        clock = answer_clock(dossier, filing.index, law)
        return FilingFacts(filing, name, channel, address, clock.due_on, clock.rolled_due_on, missing=clock.missing)
    if filing.kind is FilingKind.CONTRACT_WITHDRAWAL and dossier.gse_contract is not None:
        sent_on = dossier.gse_contract.withdrawal_sent_on or dossier.as_of
        return FilingFacts(filing, name, channel, address, effective_on=law.due(WITHDRAWAL_TERM, sent_on).due_on)
    return FilingFacts(filing, name, channel, address)


def output_of(opened: Opened, law: Law, facts: FilingFacts) -> Path:
    """Return where a practice's bundle goes by default: the request's in «uscita», the others each in its own."""
    folder, kind = opened.folder, facts.filing.kind
    if kind in {FilingKind.ACCESS, FilingKind.PRELIMINARY}:
        return folder / ACCESS_FOLDER
    if kind in _FOLDERS:
        others = [one for one in _cases(opened.dossier, law, kind) if one.index != facts.filing.index]
        is_shared = any(slug(one.name) == slug(facts.name) for one in others)
        number = f"_{(facts.filing.index or 0) + 1}" if is_shared else ""
        return folder / _FOLDERS[kind] / f"{slug(facts.name)}{number}"
    return folder / _OTHERS_FOLDER / slug(f"{kind.value} {facts.name}".strip())


@dataclass(frozen=True)
class _Case:
    """One practice that may be meant: its place, its name, and whether it still waits to be filed."""

    index: int
    name: str
    is_waiting: bool


def _cases(dossier: Dossier, law: Law, kind: FilingKind) -> list[_Case]:
    if kind is FilingKind.VARIATION:
        return [
            _Case(place, title_of(one, place), not is_notified(one, dossier.as_of))
            for place, one in enumerate(dossier.variations)
        ]
    if kind is FilingKind.PNRR:
        return [
            _Case(place, one.plant or f"progetto {place + 1}", is_waiting=True)
            for place, one in enumerate(dossier.pnrr_projects)
        ]
    return [
        _Case(place, act.number or f"atto {place + 1}", answer_clock(dossier, place, law).state not in _ANSWERED)
        for place, act in enumerate(dossier.gse_acts)
        if act.kind is ACT_KINDS[kind]
    ]


def _place(kind: FilingKind, cases: Sequence[_Case], about: str | None) -> int:
    names = ", ".join(f"«{case.name}»" for case in cases) or "nessuno"
    if about is not None:
        found = next((case for case in cases if about.casefold() == case.name.casefold()), None)
        if found is None:
            raise FilingNotFoundError(f"«{about}» non c'è tra i casi di «{kind.label}». Nel fascicolo: {names}.")
        return found.index
    waiting = [case for case in cases if case.is_waiting] or list(cases)
    if not waiting:
        raise FilingNotFoundError(f"Nel fascicolo non c'è alcun caso di «{kind.label}».")
    if len(waiting) > 1:
        raise FilingUnclearError(f"Per «{kind.label}» dire quale con --about. Nel fascicolo: {names}.")
    return waiting[0].index


def _name(dossier: Dossier, filing: Filing) -> str:
    variation, project, act = variation_of(dossier, filing), project_of(dossier, filing), act_of(dossier, filing)
    place = filing.index or 0
    if variation is not None:
        return title_of(variation, place)
    if project is not None:
        return project.plant or f"progetto {place + 1}"
    if act is not None:
        return act.number or f"atto {place + 1}"
    return ""


def _channel_of_act(dossier: Dossier, law: Law, filing: Filing) -> FilingChannel:
    """Return the way of the practice that the act belongs to; what it asks of a request is given on the portal."""
    act = act_of(dossier, filing)
    name = act.practice if act is not None else None
    place = next((at for at, one in enumerate(dossier.variations) if name is not None and one.name == name), None)
    return FilingChannel.PORTAL if place is None else variation_filing(dossier, place, law).channel


def _address(dossier: Dossier, law: Law) -> str | None:
    try:
        return law.value(GSE_ADDRESS, max(dossier.as_of, dossier.sent_on)).text
    except UnknownOnThatDayError:
        return None
