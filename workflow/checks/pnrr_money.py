"""Rules on the money of a PNRR project: how much, beside what, proved how, and paid in which instalments."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_limits import HUNDRED
from workflow.checks.pnrr_facts import Filed, Regime, filed_projects, regimes_of, told, under_each, wanted
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence
from workflow.law import Law
from workflow.law.pnrr_grant import GRANT_SHARE, GrantLimit, grant_limit

OTHER_GRANTS = "pnrr/intensita_altri_contributi"
NOTHING = Decimal(0)


@rule("PNR-04")
def grant_stays_within_its_limit(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge power, technical items, VAT and the amount of the grant against the cost admitted per kW."""
    for filed in filed_projects(dossier):
        yield from wanted(filed, law, _amounts(filed, dossier, law))


@rule("PNR-05")
def grant_is_not_added_to_other_support(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge what stands beside the grant: capital grants within their limit; EU funds, deductions, aid, leasing not."""
    for filed in filed_projects(dossier):
        yield from wanted(filed, law, _support(filed, dossier, law))


def _amounts(filed: Filed, dossier: Dossier, law: Law) -> Iterator[Verdict]:
    yield _net_power(filed)
    yield _vat(filed)
    regimes = regimes_of(filed.project, law, dossier.sent_on)
    yield under_each(filed, regimes, partial(_technical, filed, law))
    yield under_each(filed, regimes, partial(_grant, filed, law))


def _support(filed: Filed, dossier: Dossier, law: Law) -> Iterator[Verdict]:
    regimes = regimes_of(filed.project, law, dossier.sent_on)
    yield under_each(filed, regimes, partial(_other_grants, filed, law))
    for key, fact in (
        ("altri_fondi_ue", filed.project.has_other_eu_funds),
        ("detrazione_fiscale", filed.project.has_tax_deduction),
        ("altri_aiuti", filed.project.has_other_state_aid),
    ):
        yield _absent(filed, key, present=fact)
    # the GSE says it in its answers, not in its rules
    yield _absent(filed, "leasing", present=filed.project.is_leased).resting_on(Confidence.MEDIUM)
    if filed.plant is not None and filed.plant.superbonus_kw:
        yield failed(filed.plant_path("superbonus_kw"), "detrazione_fiscale", impianto=filed.name)


def _net_power(filed: Filed) -> Verdict:
    path = filed.path("potenza_kw")
    power_kw, plant = filed.project.power_kw, filed.plant
    obligation_kw = plant.obligation_kw if plant else None
    plant_kw = plant.power_kw if plant else None
    net_kw = None if plant_kw is None or obligation_kw is None else plant_kw - obligation_kw
    values = {"impianto": filed.name, "potenza_kw": power_kw, "netta_kw": net_kw}
    fact = None if power_kw is None or net_kw is None else power_kw == net_kw
    return told(path, fact, "potenza", "potenza_ignota", **values)


def _vat(filed: Filed) -> Verdict:
    """Judge whether the spending counts VAT that its beneficiary recovers; it takes the invoices to see it."""
    path, project = filed.path("iva_recuperabile"), filed.project
    amounts = [expense.amount_eur for expense in project.expenses]
    vat = [expense.vat_eur for expense in project.expenses]
    values: dict[str, Any] = {"impianto": filed.name, "spesa_eur": project.eligible_cost_eur}
    if project.vat_is_recoverable is None:
        return unknown(path, "iva_ignota", **values)
    if not project.vat_is_recoverable or project.eligible_cost_eur is None or None in (*amounts, *vat):
        return passed(path, **values)
    net_eur, vat_eur = sum(filter(None, amounts), NOTHING), sum(filter(None, vat), NOTHING)
    includes_vat = bool(vat_eur) and net_eur < project.eligible_cost_eur <= net_eur + vat_eur
    return judged(path, not includes_vat, "iva", **values, imponibile_eur=net_eur)


def _limit(filed: Filed, law: Law, regime: Regime) -> GrantLimit | None:
    project = filed.project
    if project.power_kw is None:
        return None
    technical_eur = project.technical_cost_eur or NOTHING
    return grant_limit(project.power_kw, law, regime.values_on, project.eligible_cost_eur, technical_eur)


def _technical(filed: Filed, law: Law, regime: Regime) -> Verdict:
    project = filed.project
    path, limit = filed.path("spese_tecniche_eur"), _limit(filed, law, regime)
    spending_eur, technical_eur = project.eligible_cost_eur, project.technical_cost_eur
    values: dict[str, Any] = {"impianto": filed.name, "spese_tecniche_eur": technical_eur}
    if limit is None or spending_eur is None or technical_eur is None:
        return unknown(path, "tecniche_ignote", **values)
    # they cost something only where the rest does not reach what would be admitted
    fact = limit.admitted_eur >= min(spending_eur, limit.cost_limit_eur)
    return judged(path, fact, "tecniche", **values, massimo_eur=limit.technical_eur)


def _grant(filed: Filed, law: Law, regime: Regime) -> Verdict:
    project, path = filed.project, filed.path("contributo_eur")
    limit = _limit(filed, law, regime)
    values: dict[str, Any] = {
        "impianto": filed.name,
        "contributo_eur": project.grant_eur,
        "potenza_kw": project.power_kw,
        "spesa_eur": project.eligible_cost_eur,
    }
    if limit is None:
        return not_applicable(path) if project.power_kw is not None else unknown(path, "contributo_ignoto", **values)
    values |= {
        "massimo_eur": limit.maximum_eur,
        "massimale_eur": limit.cost_limit_eur,
        "massimale_eur_kw": limit.unit_cost_eur_kw,
        "spesa_ammessa_eur": limit.admitted_eur,
        "quota": limit.share * HUNDRED,
    }
    if project.grant_eur is not None and project.grant_eur > limit.maximum_eur:
        return failed(path, **values).resting_on(limit.confidence)
    if project.grant_eur is None or project.eligible_cost_eur is None:
        return unknown(path, "contributo_ignoto", **values)
    return passed(path, **values)


def _other_grants(filed: Filed, law: Law, regime: Regime) -> Verdict:
    project, path = filed.project, filed.path("altri_contributi_eur")
    other_eur, limit = project.other_grants_eur, _limit(filed, law, regime)
    share = law.value(OTHER_GRANTS, regime.values_on)
    values: dict[str, Any] = {
        "impianto": filed.name,
        "altri_contributi_eur": other_eur,
        "contributo_eur": project.grant_eur,
        "massimo": share.percentage,
    }
    if other_eur == NOTHING:
        return passed(path, **values)
    if other_eur is None or limit is None:
        return unknown(path, "altri_contributi_ignoti", **values)
    if other_eur > share.number * limit.cost_limit_eur:
        return failed(path, "intensita", **values, massimale_eur=limit.cost_limit_eur)
    if project.grant_eur is None:
        return unknown(path, "altri_contributi_ignoti", **values)
    beside_eur = limit.beside(other_eur)
    values |= {"massimo_eur": beside_eur, "quota": law.value(GRANT_SHARE, regime.values_on).percentage}
    return judged(path, project.grant_eur <= beside_eur, **values)


def _absent(filed: Filed, key: str, *, present: bool | None) -> Verdict:
    fact = None if present is None else not present
    return told(filed.path(key), fact, key, f"{key}_ignoto", impianto=filed.name)
