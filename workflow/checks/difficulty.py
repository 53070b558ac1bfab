"""The tests of a firm in difficulty, on the last accounts of the Referente (Regole operative 2024, par. 1.2.1.1)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_limits import HUNDRED
from workflow.checks.three_valued import all_of, judged
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Outcome
from workflow.domain.kind import LegalForm
from workflow.domain.referente import Accounts, Referente, ReferenteRole, YearlyRatios
from workflow.domain.subject import Category, FirmSize
from workflow.law import Law

LOST_SHARE = "referente/difficolta_quota_perdite"
YEARS = "referente/difficolta_anni"
DEBT_ABOVE = "referente/difficolta_debito_patrimonio"
COVER_BELOW = "referente/difficolta_copertura_interessi"
ACCOUNTS: FieldPath = ("referente", "bilancio")
COMPANIES = {LegalForm.COOPERATIVE, LegalForm.CONSORTIUM_COMPANY}


@rule("REF-03")
def accounts_show_no_difficulty(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge losses, insolvency and, for firms that are not PMI, debt and interests; REF-02 holds the declaration."""
    referente = dossier.get_referente()
    accounts = referente.accounts if referente else None
    if referente is None or (accounts is None and not _is_firm(dossier, referente)):
        yield not_applicable(ACCOUNTS)
    elif accounts is None:
        yield unknown(ACCOUNTS)
    else:
        says_no = referente.exclusions.in_difficulty is False
        for verdict in (_losses(accounts, dossier, law), _insolvency(accounts), _ratios(referente, dossier, law)):
            contradicts = says_no and verdict.outcome is Outcome.FAILED
            yield verdict.worded(f"{verdict.message_key}_smentisce") if contradicts else verdict


def _is_firm(dossier: Dossier, referente: Referente) -> bool:
    """Whether the Referente is surely a firm, so that accounts exist to look at."""
    if referente.role is ReferenteRole.COMMUNITY:
        return dossier.community is not None and dossier.community.legal_form in COMPANIES
    return bool(referente.is_enterprise) or referente.role is ReferenteRole.THIRD_PRODUCER_ESCO


def _losses(accounts: Accounts, dossier: Dossier, law: Law) -> Verdict:
    share = law.value(LOST_SHARE, dossier.sent_on)
    losses_eur, unlimited = accounts.accumulated_losses_eur, accounts.has_unlimited_liability
    bases = {False: accounts.subscribed_capital_eur, True: accounts.own_funds_eur}
    base_eur = None if unlimited is None else bases[unlimited]
    path = (*ACCOUNTS, "perdite_cumulate_eur")
    values: dict[str, Any] = {
        "perdite_cumulate_eur": losses_eur,
        "base_eur": base_eur,
        "base": "i fondi propri" if unlimited else "il capitale sottoscritto",
        "quota": share.number * HUNDRED,
    }
    if losses_eur == Decimal(0):
        return passed(path, **values)
    if losses_eur is None or base_eur is None:
        return unknown(path, "perdite_ignote", **values)
    return judged(path, losses_eur <= share.number * base_eur, "perdite", **values)


def _insolvency(accounts: Accounts) -> Verdict:
    path = (*ACCOUNTS, "procedura_insolvenza")
    if accounts.is_in_insolvency is None:
        return unknown(path, "insolvenza_ignota")
    return judged(path, not accounts.is_in_insolvency, "insolvenza")


def _ratios(referente: Referente, dossier: Dossier, law: Law) -> Verdict:
    """Judge the two ratios: only if both are bad in each of the last years is a firm that is not PMI in difficulty."""
    path = (*ACCOUNTS, "esercizi")
    number = law.value(YEARS, dossier.sent_on).whole
    debt = law.value(DEBT_ABOVE, dossier.sent_on).number
    cover = law.value(COVER_BELOW, dossier.sent_on).number
    years = {year.year: year for year in referente.accounts.years} if referente.accounts else {}
    last = max(years, default=dossier.sent_on.year)
    wanted = [years.get(last - back) for back in range(number)]
    bad = all_of(*(_is_bad(year, debt, cover) for year in wanted))
    values: dict[str, Any] = {"anni": number, "debito": debt, "copertura": cover, "ultimo_esercizio": last}
    is_large = _is_large(referente)
    if is_large is False:
        return not_applicable(path)
    if all_of(is_large, bad):
        return failed(path, "rapporti", **values)
    return passed(path, **values) if bad is False else unknown(path, "rapporti_ignoti", **values)


def _is_bad(year: YearlyRatios | None, debt: Decimal, cover: Decimal) -> bool | None:
    if year is None:
        return None
    indebted = None if year.debt_to_equity is None else year.debt_to_equity > debt
    uncovered = None if year.interest_cover is None else year.interest_cover < cover
    return all_of(indebted, uncovered)


def _is_large(referente: Referente) -> bool | None:
    """Whether the firm is not a PMI; None while size and category are unknown."""
    if referente.size is not None:
        return referente.size is FirmSize.LARGE
    return None if referente.category is None else referente.category is Category.LARGE_ENTERPRISE
