"""The terms that acts of the GSE and variations start: answers, observations, decisions, controls, notices."""

from collections.abc import Iterator
from datetime import date

from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.gse_act import GseAct, GseActKind
from workflow.domain.request import Procedure
from workflow.domain.variation import Variation, VariationKind
from workflow.law import Law
from workflow.phases.tracking.occurrence import Occurrence
from workflow.phases.tracking.request_terms import sent_on

INTEGRATION_TERM = "integrazioni"
OBSERVATIONS_TERM = "osservazioni_preavviso"
RESUMPTION_TERM = "ripresa_istruttoria"
DECISION_TERM = "decisione_gse"
OPINION_TERM = "parere_preliminare"
CONTROL_TERM = "controllo"
VARIATION_TERM = "variazioni"
OLD_VARIATION_TERM = "variazioni_anteriori"
REFERENTE_TERM = "variazione_referente"
SPLITTING_TERM = "comunicazione_frazionamento"
OLD_VARIATIONS_UNTIL = "variazioni/modifiche_anteriori"
_SPLITTING = frozenset({VariationKind.PLANT_OWNER, VariationKind.CADASTRE})
_DECIDED = frozenset({GseActKind.ADMISSION, GseActKind.REJECTION})
_CLOSED_CONTROL = frozenset({GseActKind.PRESCRIPTION, GseActKind.FORFEITURE})


def act_terms(dossier: Dossier, _law: Law) -> Iterator[Occurrence]:
    """Yield the term that each act received from the GSE starts."""
    for index, act in enumerate(dossier.gse_acts):
        if act.received_on is None or act.kind is None:
            continue
        path = ("atti_gse", index, "risposto_il")
        subject = f"{act.practice or 'richiesta'}-{act.received_on.isoformat()}"
        label = act.practice or "richiesta di accesso"
        if act.kind is GseActKind.INTEGRATION:
            done_on = None if act.is_answer_complete is False else act.answered_on
            yield Occurrence(INTEGRATION_TERM, subject, label, act.received_on, path, done_on=done_on)
        elif act.kind is GseActKind.REJECTION_NOTICE:
            yield Occurrence(OBSERVATIONS_TERM, subject, label, act.received_on, path, done_on=act.answered_on)
            if act.answered_on is not None:
                done_on = _decided_on(dossier, act.practice)
                yield Occurrence(RESUMPTION_TERM, subject, label, act.answered_on, path, done_on=done_on)
        elif act.kind is GseActKind.CONTROL:
            later = [a for a in dossier.gse_acts if a.kind in _CLOSED_CONTROL and a.practice == act.practice]
            done = [a.received_on for a in later if a.received_on is not None and a.received_on >= act.received_on]
            yield Occurrence(CONTROL_TERM, subject, label, act.received_on, path, done_on=min(done, default=None))


def decision_terms(dossier: Dossier, _law: Law) -> Iterator[Occurrence]:
    """Yield until when the GSE decides on the request, or gives its opinion, and on each variation."""
    asked_on = sent_on(dossier)
    path = ("richiesta", "inviata_il")
    if asked_on is not None:
        if dossier.request.procedure is Procedure.PRELIMINARY:
            opinions = [a for a in dossier.gse_acts if a.kind is GseActKind.OPINION and a.practice is None]
            done_on = min((a.received_on for a in opinions if a.received_on is not None), default=None)
            yield Occurrence(OPINION_TERM, "richiesta", "verifica preliminare", asked_on, path, done_on=done_on)
        elif dossier.request.procedure is Procedure.ACCESS:
            yield _decision(dossier, None, asked_on, path)
    for index, variation in enumerate(dossier.variations):
        if variation.name is not None and variation.notified_on is not None:
            yield _decision(dossier, variation.name, variation.notified_on, ("variazioni", index, "comunicata_il"))


def variation_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield until when each change must be told to the GSE."""
    for index, variation in enumerate(dossier.variations):
        if variation.happened_on is None or variation.kind is None:
            continue
        term = _term_of(variation, law)
        due_on = variation.happened_on if term == REFERENTE_TERM else None
        yield Occurrence(
            term,
            variation.name or f"variazione-{index + 1}",
            variation.name or f"variazione n. {index + 1}",
            variation.happened_on,
            ("variazioni", index, "comunicata_il"),
            due_on=due_on,
            law_on=None if term == SPLITTING_TERM else max(variation.happened_on, _window_closes(law)),
            done_on=variation.notified_on,
        )


def _term_of(variation: Variation, law: Law) -> str:
    if variation.kind is VariationKind.REFERENTE:
        return REFERENTE_TERM
    if variation.kind in _SPLITTING:
        return SPLITTING_TERM
    happened_on = variation.happened_on
    return OLD_VARIATION_TERM if happened_on is not None and happened_on < _window_closes(law) else VARIATION_TERM


def _window_closes(law: Law) -> date:
    """Return the first day of the present way of telling changes; what changed earlier has a term of its own."""
    return law.get(OLD_VARIATIONS_UNTIL).history[-1].day


def _decision(dossier: Dossier, practice: str | None, asked_on: date, path: FieldPath) -> Occurrence:
    waiting = [act for act in dossier.gse_acts if act.practice == practice and _stops_clock(act)]
    suspended_on = max((act.received_on for act in waiting if act.received_on is not None), default=None)
    return Occurrence(
        DECISION_TERM,
        practice or "richiesta",
        practice or "richiesta di accesso",
        asked_on,
        path,
        done_on=_decided_on(dossier, practice),
        suspended_on=suspended_on,
    )


def _stops_clock(act: GseAct) -> bool:
    return act.kind in {GseActKind.INTEGRATION, GseActKind.REJECTION_NOTICE} and act.answered_on is None


def _decided_on(dossier: Dossier, practice: str | None) -> date | None:
    days = [a.received_on for a in dossier.gse_acts if a.kind in _DECIDED and a.practice == practice]
    return max((day for day in days if day is not None), default=None)
