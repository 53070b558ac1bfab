"""Turns an act of the GSE into what the answer to it may name: the term, the practice, what was sent and when."""

from typing import Any

from workflow.checks.istruttoria import answer_clock, request_clock, variation_clock
from workflow.documents.record_view import plain_record
from workflow.documents.variation_view import variation_view
from workflow.domain.dossier import Dossier
from workflow.domain.gse_act import GseActKind
from workflow.law import Law

_TITLES = {
    GseActKind.INTEGRATION: "richiesta di integrazioni",
    GseActKind.REJECTION_NOTICE: "preavviso di rigetto",
}


def act_view(dossier: Dossier, index: int, law: Law) -> dict[str, Any]:
    """Return the keys of an act that awaits an answer, with its term and the practice it belongs to."""
    act = dossier.gse_acts[index]
    clock = answer_clock(dossier, index, law)
    place = next((at for at, one in enumerate(dossier.variations) if one.name and one.name == act.practice), None)
    decision = request_clock(dossier, law) if place is None else variation_clock(dossier, place, law)
    return plain_record(act) | {
        "tipo_esteso": _TITLES.get(act.kind) if act.kind is not None else None,
        "entro": clock.due_on,
        "entro_feriale": clock.rolled_due_on,
        "in_ritardo": clock.due_on is not None and (act.answered_on or dossier.as_of) > clock.due_on,
        "pratica_inviata_il": decision.started_on if decision is not None else None,
        "decisione_entro": decision.due_on if decision is not None else None,
        "variazione": variation_view(dossier, place, law) if place is not None else None,
        "integrazioni_precedenti": [
            plain_record(one)
            for one in dossier.gse_acts
            if one.kind is GseActKind.INTEGRATION
            and one is not act
            and one.practice == act.practice
            and one.received_on is not None
            and (act.received_on is None or one.received_on <= act.received_on)
        ],
    }
