"""Rules on whether a PNRR project could be filed: window, place, plant, body, order of the works, who asks and owns."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_constitution import regular_since
from workflow.checks.plants import INTERVENTIONS
from workflow.checks.pnrr_facts import (
    CLOSING,
    OPENING,
    Filed,
    Regime,
    filed_projects,
    regimes_of,
    told,
    under_each,
    wanted,
    works_began,
)
from workflow.checks.pnrr_timing import operation, works_end
from workflow.checks.roster import code_of, codes_of
from workflow.checks.three_valued import judged, negation
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence
from workflow.domain.kind import Kind
from workflow.domain.pnrr_project import BeneficialOwner
from workflow.law import Law

KINDS = "configurazione/tipologie_pnrr"
POPULATION_BELOW = "pnrr/abitanti_comune_sotto"
MAXIMUM_POWER = "pnrr/potenza_massima"
BENEFICIARIES = "pnrr/beneficiari"
OWNERSHIP = "pnrr/quota_titolare_effettivo"
WORKS_NOTICE_TERM = "pnrr_avvio_lavori"


@rule("PNR-01")
def project_could_be_filed(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the requirements of the grant on the day of the request, by the act that the concession cites."""
    for filed in filed_projects(dossier):
        if dossier.kind.value not in law.value(KINDS, dossier.sent_on).ids:
            yield failed(filed.path(), "tipologia", impianto=filed.name, tipologia=dossier.kind.label)
            continue
        yield _window(filed, dossier, law)
        yield from wanted(filed, law, _requirements(filed, dossier, law))


@rule("PNR-02")
def works_began_after_the_request(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether building or the first binding order came after the day of the request, and was told in time."""
    for filed in filed_projects(dossier):
        began = works_began(filed, law, dossier.sent_on)
        yield from wanted(filed, law, (_order(filed, began), _notice(filed, began, dossier, law)))


@rule("PNR-03")
def beneficiary_may_ask(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge who asks for the grant: community, building or member, without causes of exclusion, one request a plant."""
    roles = law.value(BENEFICIARIES, dossier.sent_on).table[dossier.kind.value]
    admitted = frozenset(code for role in roles for code in _codes_of_role(dossier, role))
    seen: set[int] = set()
    for filed in filed_projects(dossier):
        yield from wanted(filed, law, _beneficiary(filed, dossier, admitted, seen))


@rule("PNR-10")
def beneficial_owners_are_named(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether each person named is an owner by share, by control or, failing both, by office."""
    limit = law.value(OWNERSHIP, dossier.sent_on).percentage
    for filed in filed_projects(dossier):
        yield from wanted(filed, law, _owners(filed, dossier, limit))


def _requirements(filed: Filed, dossier: Dossier, law: Law) -> Iterator[Verdict]:
    regimes = regimes_of(filed.project, law, dossier.sent_on)
    yield under_each(filed, regimes, partial(_population, filed, law))
    yield from _plant(filed, dossier, law)
    for key, fact in (
        ("titolo_posseduto", filed.project.is_permit_held),
        ("preventivo_accettato", filed.project.is_quote_accepted),
    ):
        yield told(filed.path(key), fact, key, f"{key}_ignoto", impianto=filed.name)
    yield _constituted(filed, dossier)
    yield under_each(filed, regimes, partial(works_end, filed, law))
    yield under_each(filed, regimes, partial(operation, filed, law))


def _window(filed: Filed, dossier: Dossier, law: Law) -> Verdict:
    path = filed.path("domanda_il")
    requested_on = filed.project.requested_on
    first = law.get(OPENING).history[0]
    if requested_on is None:
        closed_on = law.value(CLOSING, dossier.sent_on).day
        return unknown(path, "domanda_ignota", impianto=filed.name, chiusura=closed_on)
    values: dict[str, Any] = {"impianto": filed.name, "domanda_il": requested_on, "apertura": first.day}
    if requested_on < first.day:
        return failed(path, "presto", **values).resting_on(first.confidence)
    closing = law.value(CLOSING, requested_on)
    values["chiusura"] = closing.day
    return judged(path, requested_on <= closing.day, **values).resting_on(closing.confidence)


def _population(filed: Filed, law: Law, regime: Regime) -> Verdict:
    path = filed.path("abitanti_comune")
    people = filed.project.comune_population
    limit = law.value(POPULATION_BELOW, regime.values_on)
    values = {"impianto": filed.name, "abitanti_comune": people, "limite": limit.number}
    fact = None if people is None else people < limit.number
    return told(path, fact, "abitanti", "abitanti_ignoti", **values).resting_on(limit.confidence)


def _plant(filed: Filed, dossier: Dossier, law: Law) -> Iterator[Verdict]:
    if filed.plant is None:
        yield unknown(filed.path("impianto"), "impianto_ignoto", impianto=filed.name)
    else:
        done = filed.plant.intervention
        values = {"impianto": filed.name, "intervento": done}
        fact = None if done is None else done.value in law.value(INTERVENTIONS, dossier.sent_on).ids
        yield told(filed.plant_path("intervento"), fact, "intervento", "intervento_ignoto", **values)
    plant_kw = filed.plant.power_kw if filed.plant else None
    power_kw = filed.project.power_kw if plant_kw is None else plant_kw
    limit = law.value(MAXIMUM_POWER, dossier.sent_on).number
    path = filed.path("potenza_kw") if plant_kw is None else filed.plant_path("potenza_kw")
    power: dict[str, Any] = {"impianto": filed.name, "potenza_kw": power_kw, "massimo_kw": limit}
    yield told(path, None if power_kw is None else power_kw <= limit, "potenza", "potenza_ignota", **power)


def _constituted(filed: Filed, dossier: Dossier) -> Verdict:
    """Judge whether the community, with its statute in order, or the group, by the last signature, was there first."""
    requested_on = filed.project.requested_on
    if dossier.kind is Kind.CER:
        path: tuple[str, ...] = ("comunita", "statuto", "conforme_dal")
        there_since = regular_since(dossier)
        founded_on = dossier.community.founded_on if dossier.community else None
        if there_since is None and None not in (founded_on, requested_on) and _is_late(founded_on, requested_on):
            path, there_since = ("comunita", "atto_costitutivo_il"), founded_on
    else:
        path = ("contratto", "firme")
        there_since = max(dossier.contract.signatures, default=None) if dossier.contract else None
    values = {"impianto": filed.name, "costituita_il": there_since, "domanda_il": requested_on}
    fact = None if there_since is None or requested_on is None else there_since <= requested_on
    return told(path, fact, "costituzione", "costituzione_ignota", **values)


def _is_late(founded_on: date | None, requested_on: date | None) -> bool:
    return founded_on is not None and requested_on is not None and founded_on > requested_on


def _order(filed: Filed, began: dict[str, date]) -> Verdict:
    requested_on = filed.project.requested_on
    values: dict[str, Any] = {"impianto": filed.name, "domanda_il": requested_on}
    if requested_on is None:
        return unknown(filed.path("domanda_il"), **values)
    for key, began_on in began.items():
        if began_on <= requested_on:
            wording = None if key == "inizio_lavori" else "ordine"
            return failed(filed.path(key), wording, **values, avvio_il=began_on)
    missing = next((key for key in ("primo_ordine_il", "inizio_lavori") if key not in began), None)
    if missing is not None:
        return unknown(filed.path(missing), **values)
    return passed(filed.path("primo_ordine_il"), **values)


def _notice(filed: Filed, began: dict[str, date], dossier: Dossier, law: Law) -> Verdict:
    """Judge the notice of the works; what a late one costs is not written, so that it warns and never blocks."""
    path = filed.path("avvio_comunicato_il")
    if not began:
        return not_applicable(path)
    began_on = next(iter(began.values()))
    due_on = law.due(WORKS_NOTICE_TERM, began_on).due_on
    told_on = filed.project.works_notified_on
    values = {"impianto": filed.name, "avvio_il": began_on, "entro": due_on, "avvio_comunicato_il": told_on}
    if told_on is None:
        return not_applicable(path) if dossier.as_of <= due_on else unknown(path, "avviso_ignoto", **values)
    return judged(path, told_on <= due_on, "avviso", **values).resting_on(Confidence.TO_VERIFY)


def _beneficiary(filed: Filed, dossier: Dossier, admitted: frozenset[str], seen: set[int]) -> Iterator[Verdict]:
    """Judge who asks; `seen` holds the plants that an earlier project was for."""
    code = code_of(filed.project.beneficiary)
    values: dict[str, Any] = {"impianto": filed.name, "beneficiario": filed.project.beneficiary}
    yield judged(filed.path("beneficiario"), None if code is None else code in admitted, **values)
    if code is not None and code not in codes_of(dossier.get_referente()):
        yield _exclusions(filed, values)
    if filed.plant_index is not None:
        is_first = filed.plant_index not in seen
        seen.add(filed.plant_index)
        yield judged(filed.path("impianto"), is_first, "doppio", **values)


def _codes_of_role(dossier: Dossier, role: str) -> frozenset[str]:
    if role == "comunita":
        return codes_of(dossier.community_subject())
    if role == "membro":
        return frozenset(code for member in dossier.active_members for code in codes_of(member))
    building = code_of(dossier.building.codice_fiscale) if dossier.building else None
    return codes_of(dossier.administrator_subject()) | ({building} if building else set())


def _exclusions(filed: Filed, values: dict[str, Any]) -> Verdict:
    stated = filed.project.exclusions.model_dump().values()
    path = filed.path("cause_esclusione")
    if True in stated:
        return failed(path, "esclusione", **values)
    return unknown(path, "esclusione_ignota", **values) if None in stated else passed(path, **values)


def _owners(filed: Filed, dossier: Dossier, limit: Decimal) -> Iterator[Verdict]:
    owners = filed.project.beneficial_owners
    values: dict[str, Any] = {"impianto": filed.name, "soglia": limit}
    beneficiary = dossier.find_party(filed.project.beneficiary)
    if beneficiary is not None and beneficiary.is_person:
        yield not_applicable(filed.path("titolari_effettivi"))
        return
    if not owners:
        yield unknown(filed.path("titolari_effettivi"), **values)
    is_owned = any((owner.share is not None and owner.share > limit) or owner.is_by_control for owner in owners)
    for number, owner in enumerate(owners):
        yield _owner(filed, number, owner, {**values, "nominativo": owner.name}, is_owned=is_owned)


def _owner(filed: Filed, number: int, owner: BeneficialOwner, values: dict[str, Any], *, is_owned: bool) -> Verdict:
    path = filed.path("titolari_effettivi", number)
    values["quota"] = owner.share
    by_share = None if owner.share is None else owner.share > values["soglia"]
    if owner.name is None or owner.codice_fiscale is None:
        return unknown(path, "dati_titolare", **values)
    if by_share or owner.is_by_control:
        return passed(path, **values)
    if owner.is_representative:
        # criteria come in order: office counts only where nobody owns or controls
        return judged(path, negation(is_owned), "criterio", **values)
    if by_share is None or owner.is_by_control is None or owner.is_representative is None:
        return unknown(path, "titolo_ignoto", **values)
    return failed(path, **values)
