"""Rules on the payments of a PNRR project: invoices that count, advance, interim share and balance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from workflow.checks.decorrenza import sending_day, start_of
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_limits import HUNDRED
from workflow.checks.pnrr_facts import (
    Filed,
    Regime,
    filed_projects,
    regimes_of,
    told,
    under_each,
    words_of,
    works_began,
)
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.pnrr_project import Expense
from workflow.domain.subject import Category, SubjectKind
from workflow.law import Law

ADVANCE = "pnrr/anticipazione"
GUARANTEE = "pnrr/quota_garanzia"
GUARANTEE_UNTIL = "pnrr/scadenza_garanzia"
INTERIM_ABOVE = "pnrr/potenza_quota_intermedia"
INTERIM_SHARE = "pnrr/quota_intermedia"
INTERIM_SPENT = "pnrr/quota_spesa_intermedia"
PUBLIC = {Category.TERRITORIAL_BODY, Category.LOCAL_ADMINISTRATION, Category.CENTRAL_ADMINISTRATION}


@dataclass(frozen=True)
class Payment:
    """An invoice already paid, with the days between which it may be paid and what messages say of it."""

    path: FieldPath
    paid_on: date
    began_on: date | None
    earns_on: date | None
    entered_on: date | None
    values: dict[str, Any]


@rule("PNR-06")
def expenses_are_proved(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge each invoice: paid after the works began and by the last day, by transfer, with the project's codes."""
    for filed in filed_projects(dossier):
        regimes = regimes_of(filed.project, law, dossier.sent_on)
        if not filed.project.expenses:
            yield _no_expenses(filed)
        for number, expense in enumerate(filed.project.expenses):
            payment = _payment(filed, number, expense, dossier, law)
            if payment is None:
                yield not_applicable(filed.path("spese", number, "pagata_il"))
                continue
            yield _not_before(payment)
            yield under_each(filed, regimes, partial(_not_after, payment, law))
            yield from _form(payment, expense)


@rule("PNR-07")
def instalments_may_be_asked(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge advance and its guarantee, the interim share of larger plants, and the balance after operation."""
    for filed in filed_projects(dossier):
        regimes = regimes_of(filed.project, law, dossier.sent_on)
        if filed.project.advance_eur:
            yield under_each(filed, regimes, partial(_advance, filed, law))
            if not _is_public(filed, dossier):
                yield _guarantee(filed, dossier, law)
                yield under_each(filed, regimes, partial(_guarantee_lasts, filed, law))
        if filed.project.interim_eur:
            yield from _interim(filed, dossier, law)
        yield under_each(filed, regimes, partial(_balance, filed, law))
        yield under_each(filed, regimes, partial(_linked_request, filed, dossier, law))


def _no_expenses(filed: Filed) -> Verdict:
    path = filed.path("spese")
    project = filed.project
    is_due = project.balance_requested_on or project.interim_eur or project.spent_eur
    return unknown(path, impianto=filed.name) if is_due else not_applicable(path)


def _payment(filed: Filed, number: int, expense: Expense, dossier: Dossier, law: Law) -> Payment | None:
    if expense.paid_on is None:
        return None
    plant = filed.plant
    return Payment(
        path=filed.path("spese", number),
        paid_on=expense.paid_on,
        began_on=next(iter(works_began(filed, law, dossier.sent_on).values()), None),
        earns_on=start_of(dossier, plant, law, sending_day(dossier)).start_on if plant else None,
        entered_on=plant.entered_operation_on if plant else None,
        values={
            "impianto": filed.name,
            "voce": words_of(expense.item, law, dossier.sent_on),
            "importo_eur": expense.amount_eur,
            "pagata_il": expense.paid_on,
        },
    )


def _not_before(payment: Payment) -> Verdict:
    began_on = payment.began_on
    fact = None if began_on is None else payment.paid_on >= began_on
    path = (*payment.path, "pagata_il")
    return told(path, fact, "prima_dei_lavori", "avvio_ignoto", **payment.values, avvio_il=began_on)


def _not_after(payment: Payment, law: Law, regime: Regime) -> Verdict:
    """Judge the last day: that of the act, if any, and the day from which the plant earns."""
    path = (*payment.path, "pagata_il")
    fixed = law.due(regime.receipts_term, regime.values_on, regime.values_on) if regime.receipts_term else None
    days = [day for day in (fixed.due_on if fixed else None, payment.earns_on) if day is not None]
    if days and payment.paid_on > min(days):
        return failed(path, "tardi", **payment.values, entro=min(days))
    entered_on = payment.entered_on
    is_sure = payment.earns_on is not None or (entered_on is not None and payment.paid_on <= entered_on)
    return passed(path, **payment.values) if is_sure else unknown(path, "esercizio_ignoto", **payment.values)


def _form(payment: Payment, expense: Expense) -> Iterator[Verdict]:
    for key, fact in (
        ("bonifico", expense.is_traceable),
        ("fattura_elettronica", expense.is_electronic),
        ("codici_in_fattura", expense.has_codes),
        ("quietanzata", expense.is_receipted),
    ):
        yield told((*payment.path, key), fact, key, f"{key}_ignoto", **payment.values)


def _advance(filed: Filed, law: Law, regime: Regime) -> Verdict:
    project, path = filed.project, filed.path("anticipo_eur")
    share = law.value(ADVANCE, regime.values_on)
    values: dict[str, Any] = {
        "impianto": filed.name,
        "anticipo_eur": project.advance_eur,
        "contributo_eur": project.grant_eur,
        "quota": share.percentage,
    }
    if project.grant_eur is None or project.advance_eur is None:
        return unknown(path, "contributo_ignoto", **values)
    fact = project.advance_eur <= share.number * project.grant_eur
    return told(path, fact, "anticipo", "contributo_ignoto", **values).resting_on(share.confidence)


def _guarantee(filed: Filed, dossier: Dossier, law: Law) -> Verdict:
    project = filed.project
    needed_eur = (project.advance_eur or Decimal(0)) * law.value(GUARANTEE, dossier.sent_on).number
    fact = None if project.guarantee_eur is None else project.guarantee_eur >= needed_eur
    values = {"impianto": filed.name, "garanzia_eur": project.guarantee_eur, "anticipo_eur": project.advance_eur}
    return told(filed.path("garanzia_eur"), fact, "garanzia", "garanzia_ignota", **values)


def _guarantee_lasts(filed: Filed, law: Law, regime: Regime) -> Verdict:
    until = law.value(GUARANTEE_UNTIL, regime.values_on)
    expires_on = filed.project.guarantee_expires_on
    fact = None if expires_on is None else expires_on >= until.day
    values = {"impianto": filed.name, "garanzia_scade_il": expires_on, "almeno_al": until.day}
    path = filed.path("garanzia_scade_il")
    return told(path, fact, "scadenza_garanzia", "scadenza_ignota", **values).resting_on(until.confidence)


def _interim(filed: Filed, dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the interim share: above a power, instead of the advance, after part of the spending, up to its share."""
    project, path = filed.project, filed.path("quota_intermedia_eur")
    above = law.value(INTERIM_ABOVE, dossier.sent_on).number
    share, spent = law.value(INTERIM_SHARE, dossier.sent_on), law.value(INTERIM_SPENT, dossier.sent_on)
    values: dict[str, Any] = {
        "impianto": filed.name,
        "quota_intermedia_eur": project.interim_eur,
        "contributo_eur": project.grant_eur,
        "soglia_kw": above,
        "quota": share.percentage,
        "quota_spesa": spent.number * HUNDRED,
        "spesa_sostenuta_eur": project.spent_eur,
    }
    power_kw, grant_eur, cost_eur = project.power_kw, project.grant_eur, project.eligible_cost_eur
    yield told(path, None if power_kw is None else power_kw > above, "solo_oltre", "intermedia_ignota", **values)
    if project.advance_eur:
        yield failed(filed.path("anticipo_eur"), "alternativa", **values)
    asked_eur = project.interim_eur or Decimal(0)
    fact = None if grant_eur is None else asked_eur <= share.number * grant_eur
    yield told(path, fact, "intermedia", "intermedia_ignota", **values)
    spent_enough = None
    if project.spent_eur is not None and cost_eur is not None:
        spent_enough = project.spent_eur >= spent.number * cost_eur
    yield told(filed.path("spesa_sostenuta_eur"), spent_enough, "spesa", "intermedia_ignota", **values)


def _balance(filed: Filed, law: Law, regime: Regime) -> Verdict:
    path, asked_on = filed.path("saldo_chiesto_il"), filed.project.balance_requested_on
    if asked_on is None:
        return not_applicable(path)
    entered_on = filed.plant.entered_operation_on if filed.plant else None
    values: dict[str, Any] = {
        "impianto": filed.name,
        "saldo_chiesto_il": asked_on,
        "entrata_in_esercizio": entered_on,
    }
    last = law.due(regime.balance_term, asked_on, regime.values_on) if regime.balance_term else None
    if last is not None and asked_on > last.due_on:
        return failed(path, "saldo_tardi", **values, entro=last.due_on)
    fact = None if entered_on is None else asked_on >= entered_on
    return told(path, fact, "saldo_presto", "saldo_ignoto", **values)


def _linked_request(filed: Filed, dossier: Dossier, law: Law, regime: Regime) -> Verdict:
    """Judge the request of access to the tariff, that the act wants by the same last day as the balance."""
    path = ("richiesta", "inviata_il")
    if regime.balance_term is None:
        return not_applicable(path)
    last = law.due(regime.balance_term, regime.values_on, regime.values_on)
    values = {"impianto": filed.name, "inviata_il": dossier.sent_on, "entro": last.due_on}
    return told(path, dossier.sent_on <= last.due_on, "accesso", "saldo_ignoto", **values)


def _is_public(filed: Filed, dossier: Dossier) -> bool:
    party = dossier.find_party(filed.project.beneficiary)
    return party is not None and (party.kind is SubjectKind.PUBLIC_BODY or party.category in PUBLIC)
