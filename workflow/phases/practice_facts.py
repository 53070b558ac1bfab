"""Gathers the dated facts of a dossier into those of each practice: sendings, acts, answers, contract, variations."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.gse_act import GseAct, GseActKind
from workflow.domain.request import Channel, Procedure
from workflow.domain.variation import Variation, VariationKind
from workflow.phases.practice_findings import misplaced
from workflow.phases.practice_machine import PracticeKind, Trigger

REQUEST_NAME = "richiesta"
PRELIMINARY_NAME = "verifica_preliminare"
RESERVED_NAMES = frozenset({REQUEST_NAME, PRELIMINARY_NAME, "accesso"})

# What each act of the GSE does to a practice; the others are only kept.
_TRIGGERS = {
    GseActKind.RECEIPT: Trigger.RECEIPT,
    GseActKind.INTEGRATION: Trigger.ASK,
    GseActKind.REJECTION_NOTICE: Trigger.WARN,
    GseActKind.ADMISSION: Trigger.ADMIT,
    GseActKind.REJECTION: Trigger.REJECT,
    GseActKind.OPINION: Trigger.GIVE_OPINION,
    GseActKind.FORFEITURE: Trigger.END,
}
_ANSWERS = {Trigger.ASK: Trigger.ANSWER, Trigger.WARN: Trigger.OBSERVE}


@dataclass(frozen=True)
class DatedFact:
    """A fact that moves a practice: the day, what it does, where it is written, in which act."""

    on: date
    what: Trigger
    path: FieldPath
    words: str = ""
    act: int | None = None


@dataclass
class PracticeFacts:
    """The facts of one practice."""

    name: str
    kind: PracticeKind
    path: FieldPath
    dated: list[DatedFact] = field(default_factory=list)
    plants: tuple[int, ...] = ()
    code: str | None = None
    starts_on: date | None = None
    variation: Variation | None = None

    def add(self, on: date | None, what: Trigger, path: FieldPath, words: str = "") -> None:
        """Add a fact if its day is known."""
        if on is not None:
            self.dated.append(DatedFact(on, what, path, words))


def gathered(dossier: Dossier) -> tuple[list[PracticeFacts], list[Finding]]:
    """Return the facts of each practice, the request first, and findings on what belongs to none."""
    practices = [*_requests(dossier), *_variations(dossier)]
    findings = [*_name_findings(dossier)]
    for index, act in enumerate(dossier.gse_acts):
        found = _practice_of(act, practices)
        problem = _problem_of(act, found)
        if problem is not None:
            findings.append(misplaced(problem, ("atti_gse", index), act))
        elif found is not None:
            found.dated += _facts_of_act(act, index)
    _add_contract(dossier, practices)
    for practice in practices:
        _add_effect(practice)
    return practices, findings


def plants_named(dossier: Dossier, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the places of the plants that the names, codes or PODs mean."""
    return tuple(
        index
        for index, plant in enumerate(dossier.plants)
        if {plant.name, plant.censimp, plant.pod} - {None} & set(names)
    )


def _requests(dossier: Dossier) -> Iterator[PracticeFacts]:
    request = dossier.request
    is_preliminary = request.procedure is Procedure.PRELIMINARY
    sendings: list[tuple[bool, date | None, date | None, FieldPath]] = [
        (
            one.procedure is Procedure.PRELIMINARY,
            one.sent_on,
            one.withdrawn_on,
            ("richiesta", "invii_precedenti", index),
        )
        for index, one in enumerate(request.earlier)
    ]
    # What went by PEC was not sent at all (par. 2.1.1).
    sent_on = None if request.channel is Channel.PEC else request.sent_on
    sendings.append((is_preliminary, sent_on, request.withdrawn_on, ("richiesta",)))
    for kind, name, wanted in (
        (PracticeKind.ACCESS, REQUEST_NAME, False),
        (PracticeKind.PRELIMINARY, PRELIMINARY_NAME, True),
    ):
        own = [one for one in sendings if one[0] is wanted]
        if not own:
            continue
        practice = PracticeFacts(name, kind, ("richiesta",), plants=_plants_of_request(dossier))
        sent = sorted((one for one in own if one[1] is not None), key=lambda one: one[1] or date.min)
        for place, (_, on, withdrawn_on, path) in enumerate(sent):
            practice.add(on, Trigger.REFILE if place else Trigger.SEND, (*path, "inviata_il"))
            practice.add(withdrawn_on, Trigger.WITHDRAW, (*path, "ritirata_il"))
        if is_preliminary is wanted:
            practice.code = request.code
        yield practice


def _plants_of_request(dossier: Dossier) -> tuple[int, ...]:
    """Return the plants that the request regards: not those that a variation adds, nor those that came after it.

    A plant is asked for once it is in operation; until the request is sent, all of them are meant.
    """
    added = {
        index
        for variation in dossier.variations
        if variation.kind is VariationKind.PLANT_ADDED
        for index in plants_named(dossier, variation.plants)
    }
    sent_on = dossier.request.sent_on
    return tuple(
        index
        for index, plant in enumerate(dossier.plants)
        if index not in added
        and (sent_on is None or (plant.entered_operation_on is not None and plant.entered_operation_on <= sent_on))
    )


def _variations(dossier: Dossier) -> Iterator[PracticeFacts]:
    for index, variation in enumerate(dossier.variations):
        path: FieldPath = ("variazioni", index)
        practice = PracticeFacts(
            variation.name or f"variazione {index + 1}",
            PracticeKind.VARIATION,
            path,
            plants=plants_named(dossier, variation.plants),
            variation=variation,
        )
        notices = [
            (one.notified_on, one.withdrawn_on, (*path, "comunicazioni_precedenti", place))
            for place, one in enumerate(variation.earlier)
        ]
        notices.append((variation.notified_on, variation.withdrawn_on, path))
        dated = sorted((one for one in notices if one[0] is not None), key=lambda one: one[0] or date.min)
        for place, (on, withdrawn_on, where) in enumerate(dated):
            practice.add(on, Trigger.REFILE if place else Trigger.SEND, (*where, "comunicata_il"))
            practice.add(withdrawn_on, Trigger.WITHDRAW, (*where, "ritirata_il"))
        yield practice


def _practice_of(act: GseAct, practices: list[PracticeFacts]) -> PracticeFacts | None:
    if act.practice is not None:
        named = (one for one in practices if one.kind is PracticeKind.VARIATION)
        return next((one for one in named if one.name == act.practice), None)
    requests = [one for one in practices if one.kind is not PracticeKind.VARIATION]
    if act.kind is GseActKind.OPINION:
        return next((one for one in requests if one.kind is PracticeKind.PRELIMINARY), requests[0])
    filed = [
        (fact.on, one)
        for one in requests
        for fact in one.dated
        if fact.what in {Trigger.SEND, Trigger.REFILE} and act.received_on is not None and fact.on <= act.received_on
    ]
    return max(filed, key=lambda pair: pair[0])[1] if filed else requests[0]


def _problem_of(act: GseAct, practice: PracticeFacts | None) -> str | None:
    if act.kind is None:
        return "senza_tipo"
    if act.received_on is None:
        return "senza_data"
    if practice is None:
        return "pratica_ignota"
    if act.answered_on is not None and act.answered_on < act.received_on:
        return "risposta_anteriore"
    return None


def _facts_of_act(act: GseAct, index: int) -> Iterator[DatedFact]:
    what = _TRIGGERS.get(act.kind) if act.kind is not None else None
    if what is None or act.received_on is None:
        return
    words = act.subject or ""
    if act.number:
        words = f"prot. {act.number}: {words}" if words else f"prot. {act.number}"
    yield DatedFact(act.received_on, what, ("atti_gse", index, "ricevuto_il"), words, index)
    if act.answered_on is not None and what in _ANSWERS:
        path: FieldPath = ("atti_gse", index, "risposto_il")
        said = "risposta incompleta" if act.is_answer_complete is False else ""
        yield DatedFact(act.answered_on, _ANSWERS[what], path, said, index)


def _add_contract(dossier: Dossier, practices: list[PracticeFacts]) -> None:
    """Add what the contract says of the request of access: that it was accepted, and that it ended."""
    contract = dossier.gse_contract
    access = next((one for one in practices if one.kind is PracticeKind.ACCESS), None)
    if contract is None or access is None:
        return
    access.code = contract.code or access.code
    access.starts_on = contract.started_on
    if not any(fact.what is Trigger.ADMIT for fact in access.dated):
        access.add(contract.admitted_on, Trigger.ADMIT, ("contratto_gse", "accolta_il"))
    ends = [
        (day, key)
        for day, key in (
            (contract.ended_on, "cessato_il"),
            (contract.withdrawal_effective_on, "recesso_efficace_il"),
        )
        if day is not None
    ]
    if ends and not any(fact.what is Trigger.END for fact in access.dated):
        day, key = min(ends)
        access.add(day, Trigger.END, ("contratto_gse", key))


def _add_effect(practice: PracticeFacts) -> None:
    """Add the effect that the GSE recognises: never before what has already happened, since it may look back."""
    if practice.variation is None or practice.variation.effective_on is None:
        return
    effective_on = practice.variation.effective_on
    practice.starts_on = effective_on
    last_on = max((fact.on for fact in practice.dated if fact.what is not Trigger.END), default=effective_on)
    practice.add(max(effective_on, last_on), Trigger.TAKE_EFFECT, (*practice.path, "efficace_dal"))


def _name_findings(dossier: Dossier) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, variation in enumerate(dossier.variations):
        path: FieldPath = ("variazioni", index, "nome")
        if variation.name is None:
            yield misplaced("senza_nome", path, variation)
        elif variation.name in seen or variation.name in RESERVED_NAMES:
            yield misplaced("nome_doppio", path, variation)
        seen.add(variation.name or "")
