"""Plans the registration of what the GSE sends and of what is answered: the clock and the to-do list follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.checks.istruttoria import INTEGRATION_TERM, OBSERVATIONS_TERM, AnswerClock, answer_clock
from workflow.checks.wording import show
from workflow.domain.dossier import Dossier
from workflow.domain.gse_act import GseAct, GseActKind
from workflow.domain.gse_contract import GseContract
from workflow.law import Law
from workflow.phases.practice_replay import practices_of
from workflow.resources import ProgramError
from workflow.services.opening import Opened
from workflow.services.recording import Change, Recorded, new_guards, state_after, subject_of

_ANSWERABLE = frozenset({GseActKind.INTEGRATION, GseActKind.REJECTION_NOTICE})
_WORDS = {
    GseActKind.RECEIPT: "Ricevuta del GSE arrivata",
    GseActKind.INTEGRATION: "Richiesta di integrazioni arrivata",
    GseActKind.REJECTION_NOTICE: "Preavviso di rigetto arrivato",
    GseActKind.ADMISSION: "Accoglimento arrivato",
    GseActKind.REJECTION: "Rigetto arrivato",
    GseActKind.OPINION: "Parere preliminare arrivato",
    GseActKind.CONTROL: "Avvio di un controllo arrivato",
    GseActKind.PRESCRIPTION: "Prescrizione arrivata",
    GseActKind.FORFEITURE: "Decadenza comunicata",
    GseActKind.OTHER: "Atto del GSE arrivato",
}


class UnknownPracticeError(ProgramError):
    """A practice that the dossier does not have."""

    exit_code = 3


class NothingToAnswerError(ProgramError):
    """An answer where no act of the GSE awaits one."""

    exit_code = 5


@dataclass(frozen=True)
class Provision:
    """What an admission says: the contract's code, from when it counts, from when the energy is bought."""

    code: str | None = None
    starts_on: date | None = None
    rid_starts_on: date | None = None


def receive(
    opened: Opened,
    law: Law,
    kind: GseActKind,
    *,
    on: date,
    number: str | None = None,
    about: str | None = None,
    practice: str | None = None,
    provision: Provision | None = None,
) -> Change:
    """Plan the registration of an act; raises UnknownPracticeError for a practice that is not there."""
    dossier = opened.dossier
    name = named(dossier, law, practice)
    act = GseAct(kind=kind, practice=name, number=number, received_on=on, subject=about)
    is_known = any(_is_same(one, act) for one in dossier.gse_acts)
    update: dict[str, object] = {"gse_acts": dossier.gse_acts if is_known else (*dossier.gse_acts, act)}
    if kind is GseActKind.ADMISSION:
        update |= _admitted(dossier, name, on, provision or Provision())
    after = dossier.model_copy(update=update)
    protocol = f" (prot. {number})" if number else ""
    words = f": {about}" if about else ""
    return Change(
        event=Recorded.GSE_ACT,
        subject=subject_of(name),
        to_state=state_after(after, law, name, on),
        summary=f"{_WORDS[kind]} il {show(on)}{protocol}{words}.",
        after=after,
        guards=new_guards(dossier, after, law, on),
        details={"on": on.isoformat(), "kind": kind.value, "number": number, "practice": name},
        is_empty=after == dossier,
        hints=tuple(_hints(kind)),
    )


def answer(
    opened: Opened,
    law: Law,
    *,
    on: date,
    is_complete: bool = True,
    practice: str | None = None,
    number: str | None = None,
) -> Change:
    """Plan the registration of an answer to the oldest act that awaits one, or to the one of a protocol."""
    dossier = opened.dossier
    name = named(dossier, law, practice)
    waiting = [
        index
        for index, one in enumerate(dossier.gse_acts)
        if one.kind in _ANSWERABLE and one.practice == name and number in {None, one.number}
    ]
    same = [index for index in waiting if dossier.gse_acts[index].answered_on == on]
    waiting = [index for index in waiting if dossier.gse_acts[index].answered_on is None] or same
    if not waiting:
        raise NothingToAnswerError(
            f"Nessun atto del GSE attende una risposta per la pratica «{name or 'richiesta'}»"
            f"{f' con protocollo {number}' if number else ''}. Registrarlo prima con «dossier-cer gse receive»."
        )
    index = min(waiting, key=lambda place: dossier.gse_acts[place].received_on or date.max)
    act = dossier.gse_acts[index]
    answered = act.model_copy(update={"answered_on": on, "is_answer_complete": is_complete})
    acts = (*dossier.gse_acts[:index], answered, *dossier.gse_acts[index + 1 :])
    after = dossier.model_copy(update={"gse_acts": acts})
    clock = answer_clock(after.model_copy(update={"as_of": max(after.as_of, on)}), index, law)
    what = "Osservazioni inviate" if act.kind is GseActKind.REJECTION_NOTICE else "Risposta inviata"
    return Change(
        event=Recorded.GSE_ANSWER,
        subject=subject_of(name),
        to_state=state_after(after, law, name, on),
        summary=f"{what} il {show(on)}{'' if is_complete else ', incompleta'}.",
        after=after,
        guards=new_guards(dossier, after, law, on),
        details={"on": on.isoformat(), "act": index, "number": act.number, "practice": name},
        is_empty=after == dossier,
        costs=tuple(_costs(clock, law, on)),
    )


def named(dossier: Dossier, law: Law, practice: str | None) -> str | None:
    """Return the name an act carries: None for the request; raise UnknownPracticeError for a name that is not there."""
    practices = practices_of(dossier, law)
    found = practices.find(practice)
    if found is None:
        names = ", ".join(f"«{one.name}»" for one in practices.all)
        raise UnknownPracticeError(f"La pratica «{practice}» non c'è. Pratiche del fascicolo: {names}.")
    return found.name if found.variation is not None else None


def _admitted(dossier: Dossier, name: str | None, on: date, provision: Provision) -> dict[str, object]:
    """Return what an admission changes besides the list of acts: the contract, or the variation's effect."""
    if name is not None:
        variations = [
            one.model_copy(update={"effective_on": provision.starts_on or one.effective_on})
            if one.name == name
            else one
            for one in dossier.variations
        ]
        return {"variations": tuple(variations)}
    contract = dossier.gse_contract or GseContract()
    known = {
        "code": provision.code,
        "admitted_on": on,
        "started_on": provision.starts_on,
        "rid_started_on": provision.rid_starts_on,
    }
    told = {key: value for key, value in known.items() if value is not None}
    return {"gse_contract": contract.model_copy(update=told)}


def _is_same(one: GseAct, other: GseAct) -> bool:
    """Whether an act is already registered: same kind, practice and day, and no other protocol."""
    return (one.kind, one.practice, one.received_on) == (other.kind, other.practice, other.received_on) and (
        other.number is None or one.number in {None, other.number}
    )


def _costs(clock: AnswerClock, law: Law, on: date) -> Iterator[str]:
    """Say what an answer after the last day loses."""
    if clock.due_on is None or on <= clock.due_on:
        return
    term = law.term(INTEGRATION_TERM if clock.act.kind is GseActKind.INTEGRATION else OBSERVATIONS_TERM)
    days = (on - clock.due_on).days
    late = "un giorno" if days == 1 else f"{days} giorni"
    yield f"La risposta arriva {late} dopo il termine del {show(clock.due_on)}. {term.missed}"


def _hints(kind: GseActKind) -> Iterator[str]:
    if kind in _ANSWERABLE:
        yield "Quando la risposta è inviata: dossier-cer gse answer … --on DATA."
    if kind is GseActKind.REJECTION:
        yield "La richiesta si può rifare: corretto il motivo, dossier-cer request send … --on DATA."
    if kind is GseActKind.ADMISSION:
        yield "Per passare alla fase successiva: dossier-cer advance."
