"""The two days by which the papers of a practice are judged: when it is sent, and the last one that costs nothing."""

from datetime import date

from workflow.checks.decorrenza import sending_day, start_of
from workflow.checks.filing_scope import act_of, project_of, variation_of
from workflow.checks.istruttoria import answer_clock
from workflow.checks.variation_filing import variation_filing
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingKind
from workflow.law import Law, UnknownOnThatDayError


def day_of_filing(dossier: Dossier, filing: Filing) -> date:
    """Return the day on which a practice was sent; while it was not, the assumed day, else that of judgement."""
    return _sent_on(dossier, filing) or dossier.assumed_sent_on or dossier.as_of


def is_filed(dossier: Dossier, filing: Filing) -> bool:
    """Whether the practice has already been sent, so that its day is a fact."""
    return _sent_on(dossier, filing) is not None


def last_day_of_filing(dossier: Dossier, filing: Filing, law: Law) -> date | None:
    """Return the last day of the term that is still open on the day of sending; None where there is none or it is past.

    The request has one term for each plant: the latest is meant, because until then something can still be in time.
    """
    day = day_of_filing(dossier, filing)
    try:
        days = _last_days(dossier, filing, law, day)
    except UnknownOnThatDayError:
        return None
    return max((one for one in days if one is not None and one >= day), default=None)


def _last_days(dossier: Dossier, filing: Filing, law: Law, day: date) -> list[date | None]:
    if filing.kind is FilingKind.ACCESS:
        return [start_of(dossier, plant, law, day).last_useful_on for plant in dossier.plants]
    if filing.kind is FilingKind.VARIATION and filing.index is not None:
        return [variation_filing(dossier, filing.index, law).due_on]
    if filing.kind.answers_an_act and filing.index is not None:
        return [answer_clock(dossier, filing.index, law).due_on]
    return []


def _sent_on(dossier: Dossier, filing: Filing) -> date | None:
    variation, act, project = variation_of(dossier, filing), act_of(dossier, filing), project_of(dossier, filing)
    if variation is not None:
        return variation.notified_on if variation.withdrawn_on is None else None
    if act is not None:
        return act.answered_on
    if project is not None:
        return project.requested_on
    if filing.kind is FilingKind.CONTRACT_WITHDRAWAL:
        return dossier.gse_contract.withdrawal_sent_on if dossier.gse_contract is not None else None
    if filing.kind is FilingKind.REQUEST_WAIVER:
        return dossier.request.withdrawn_on
    # A request that went by PEC, or was withdrawn, was not sent: the engine of the decorrenza tells.
    day = sending_day(dossier)
    return day if day == dossier.request.sent_on else None
