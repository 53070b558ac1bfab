"""Plans what happens to the request: sent, sent again after a refusal, withdrawn; and the end of its contract."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from workflow.checks.decorrenza import start_of
from workflow.checks.plant_facts import name_of
from workflow.checks.wording import show
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding
from workflow.domain.gse_contract import GseContract
from workflow.domain.request import Channel, Procedure, Sending
from workflow.law import Law, UnknownOnThatDayError
from workflow.phases.practice_findings import impossible
from workflow.phases.practice_machine import PracticeState, Trigger, destination
from workflow.phases.practice_replay import practices_of
from workflow.services.opening import Opened, judge
from workflow.services.recording import Change, Recorded, new_guards, state_after

_PATHS = {Trigger.WITHDRAW: ("richiesta", "ritirata_il"), Trigger.END: ("contratto_gse", "cessato_il")}
_SENT_AGAIN = frozenset({PracticeState.REJECTED, PracticeState.WITHDRAWN, PracticeState.OPINION})


def send(
    opened: Opened, law: Law, *, on: date, code: str | None, procedure: Procedure | None = None, reason: str = ""
) -> Change:
    """Plan the sending; after a refusal, a withdrawal or an opinion it is a new one, and the old is kept.

    Blocking findings stop it unless a reason says why it was sent all the same: then they are kept in the history.
    """
    dossier = opened.dossier
    request = dossier.request
    wanted = procedure or request.procedure
    practice = practices_of(_on(dossier, on), law).request
    is_known = request.sent_on == on and (code is None or code == request.code) and wanted is request.procedure
    update: dict[str, object] = {"sent_on": on, "channel": Channel.SPC, "procedure": wanted}
    update |= {"code": code or request.code}
    is_again = practice.state in _SENT_AGAIN
    if request.sent_on is not None and (request.sent_on != on or is_again):
        former = Sending(
            procedure=request.procedure, code=request.code, sent_on=request.sent_on, withdrawn_on=request.withdrawn_on
        )
        update |= {"earlier": (*request.earlier, former), "withdrawn_on": None, "code": code}
    after = dossier.model_copy(update={"request": request.model_copy(update=update)})
    judged = judge(_opened_on(opened, after, on), law)
    blocking = judged.blocking
    impossible_now = new_guards(dossier, after, law, on)
    what = "Nuovo invio" if is_again else "Invio"
    return Change(
        event=Recorded.REQUEST_SENT,
        subject="richiesta",
        to_state=state_after(after, law, None, on),
        summary=f"{what} sul portale il {show(on)}{f', codice {code}' if code else ''}.",
        after=after,
        guards=impossible_now if reason.strip() else (*impossible_now, *blocking),
        warnings=blocking if reason.strip() else (),
        details={"on": on.isoformat(), "code": code},
        is_empty=is_known and not is_again,
        costs=tuple(_costs(after, law, on)),
        hints=("Salvare la ricevuta del portale in allegati/comunicazione_gse.",),
    )


def withdraw(opened: Opened, law: Law, *, on: date) -> Change:
    """Plan the withdrawal of the request in hand."""
    dossier = opened.dossier
    is_known = dossier.request.withdrawn_on == on
    after = dossier.model_copy(update={"request": dossier.request.model_copy(update={"withdrawn_on": on})})
    return Change(
        event=Recorded.REQUEST_WITHDRAWN,
        subject="richiesta",
        to_state=state_after(after, law, None, on),
        summary=f"Richiesta ritirata il {show(on)}.",
        after=after,
        guards=() if is_known else new_guards(dossier, after, law, on) or _no_move(dossier, law, on, Trigger.WITHDRAW),
        details={"on": on.isoformat()},
        is_empty=is_known,
    )


def end_contract(opened: Opened, law: Law, *, on: date) -> Change:
    """Plan the end of the contract."""
    dossier = opened.dossier
    contract = dossier.gse_contract or GseContract()
    is_known = contract.ended_on == on
    after = dossier.model_copy(update={"gse_contract": contract.model_copy(update={"ended_on": on})})
    return Change(
        event=Recorded.CONTRACT_ENDED,
        subject="richiesta",
        to_state=state_after(after, law, None, on),
        summary=f"Contratto con il GSE finito il {show(on)}.",
        after=after,
        guards=() if is_known else new_guards(dossier, after, law, on) or _no_move(dossier, law, on, Trigger.END),
        details={"on": on.isoformat()},
        is_empty=is_known,
    )


def _costs(after: Dossier, law: Law, on: date) -> Iterator[str]:
    """Say what each plant loses by a late sending."""
    if after.request.procedure is not Procedure.ACCESS:
        return
    for index, plant in enumerate(after.plants):
        try:
            start = start_of(after, plant, law, on)
        except UnknownOnThatDayError:
            continue
        if start.lost_days:
            yield (
                f"Impianto {name_of(plant, index)}: la richiesta arriva dopo il {show(start.deadline_on)}; si perdono "
                f"{start.lost_days} giorni, dal {show(start.lost_from)} al {show(start.lost_until)}."
            )


def _no_move(dossier: Dossier, law: Law, on: date, what: Trigger) -> tuple[Finding, ...]:
    """Return the finding that this cannot happen to the request as it is: nothing was sent, or it has happened already.

    Its one date would be written over the other, and no replay of the facts would see it.
    """
    practice = practices_of(_on(dossier, on), law).request
    if destination(practice.kind, practice.state, what) is not None:
        return ()
    return (impossible(practice.name, practice.kind, practice.state, what, on=on, path=_PATHS[what]),)


def _on(dossier: Dossier, on: date) -> Dossier:
    return dossier.model_copy(update={"as_of": max(dossier.as_of, on)})


def _opened_on(opened: Opened, after: Dossier, on: date) -> Opened:
    return replace(opened, dossier=_on(after, on))
