"""Rules on the GSE's controls: one under way, prescriptions, forfeiture, what ends or stops the contract (par. 2.4)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.variation_facts import title_of, variations_of
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Severity
from workflow.domain.gse_act import GseAct, GseActKind
from workflow.domain.variation import VariationKind
from workflow.law import Law

CONTROL_TERM = "controllo"
_OUTCOMES = frozenset({GseActKind.CONTROL_CLOSED, GseActKind.PRESCRIPTION, GseActKind.FORFEITURE})
CONTRACT: FieldPath = ("contratto_gse",)
ANTIMAFIA: FieldPath = ("referente", "cause_esclusione", "antimafia")


@rule("CHK-01")
def no_control_is_under_way(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say of each control opened by when the GSE concludes it, until an act closes it."""
    for index, act in _acts(dossier, GseActKind.CONTROL):
        path = ("atti_gse", index, "ricevuto_il")
        if act.received_on is None:
            yield unknown(path, protocollo=act.number)
            continue
        if act.received_on > dossier.as_of:
            yield not_applicable(path)
            continue
        due_on = law.due(CONTROL_TERM, act.received_on).due_on
        closed_on = _closed_on(dossier, act)
        values: dict[str, Any] = {
            "protocollo": act.number,
            "ricevuto_il": act.received_on,
            "conclusione_entro": due_on,
            "concluso_il": closed_on,
        }
        if closed_on is not None:
            yield passed(path, **values)
        else:
            yield failed(path, "trascorso" if dossier.as_of > due_on else None, **values)


@rule("CHK-02")
def no_forfeiture_is_declared(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Refuse to go on as if nothing were when the GSE has declared the forfeiture of the incentives."""
    clean = True
    for index, act in _acts(dossier, GseActKind.FORFEITURE):
        clean = False
        path = ("atti_gse", index, "tipo")
        values: dict[str, Any] = {"protocollo": act.number, "ricevuto_il": act.received_on, "oggetto": act.subject}
        if act.received_on is None:
            yield unknown(("atti_gse", index, "ricevuto_il"), **values)
        elif act.received_on > dossier.as_of:
            yield not_applicable(path)
        else:
            yield failed(path, **values)
    if clean and dossier.gse_acts:
        yield passed(("atti_gse",))


@rule("CHK-03")
def prescriptions_are_obeyed(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether each prescription is answered in full: not obeying is a cause of forfeiture."""
    for index, act in _acts(dossier, GseActKind.PRESCRIPTION):
        values: dict[str, Any] = {
            "protocollo": act.number,
            "ricevuto_il": act.received_on,
            "oggetto": act.subject,
            "risposto_il": act.answered_on,
        }
        is_answered = act.answered_on is not None and act.answered_on <= dossier.as_of
        if not is_answered:
            yield failed(("atti_gse", index, "risposto_il"), **values)
        elif act.is_answer_complete is None:
            yield unknown(("atti_gse", index, "risposta_completa"), **values)
        elif act.is_answer_complete:
            yield passed(("atti_gse", index, "risposta_completa"), **values)
        else:
            yield failed(("atti_gse", index, "risposta_completa"), "incompleta", **values)


@rule("CHK-04")
def nothing_ends_or_stops_the_contract(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Name the facts of the dossier that end the contract, or let the GSE stop it."""
    contract = dossier.gse_contract
    if contract is None or (contract.ended_on is not None and contract.ended_on <= dossier.as_of):
        yield not_applicable(CONTRACT)
        return
    antimafia = dossier.referente.exclusions.antimafia if dossier.referente is not None else None
    if antimafia is None:
        # The request asks for this declaration only where there is the tariff.
        yield unknown(ANTIMAFIA) if dossier.kind.has_tariff else not_applicable(ANTIMAFIA)
    elif antimafia:
        yield failed(ANTIMAFIA, causa="una causa di divieto o decadenza antimafia del Referente")
    else:
        yield passed(ANTIMAFIA)
    for index, variation in variations_of(dossier, VariationKind.PERMIT):
        if variation.happened_on is not None and variation.happened_on <= dossier.as_of:
            words = f"la variazione del titolo «{title_of(variation, index)}»"
            verdict = failed(("variazioni", index, "tipo"), "sospensione", causa=words)
            yield verdict.weighing(Severity.NOTE)


def _acts(dossier: Dossier, kind: GseActKind) -> Iterator[tuple[int, GseAct]]:
    return ((index, act) for index, act in enumerate(dossier.gse_acts) if act.kind is kind)


def _closed_on(dossier: Dossier, control: GseAct) -> date | None:
    """Return the day of the first act that closes the control after it was opened."""
    days = (act.received_on for act in dossier.gse_acts if act.kind in _OUTCOMES and act.practice == control.practice)
    opened_on = control.received_on
    later = (day for day in days if day is not None and opened_on is not None and opened_on <= day <= dossier.as_of)
    return min(later, default=None)
