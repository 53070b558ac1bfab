"""Turns the accounts of a year, and what one member receives of it, into what the yearly papers may name."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from workflow.documents.record_view import plain_record
from workflow.documents.subject_view import member_view
from workflow.domain.dossier import Dossier
from workflow.domain.gse_contract import AnnualReport
from workflow.domain.member import Member
from workflow.domain.year_accounts import MemberShare, YearAccounts

_NOTHING = Decimal(0)
_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")


def year_view(dossier: Dossier, report: AnnualReport) -> dict[str, Any]:
    """Return the keys of a year's report with its accounts, their totals, and the members' names."""
    return plain_record(report) | {"conti": _accounts(dossier, report.accounts or YearAccounts())}


def shares_of_year(dossier: Dossier, report: AnnualReport) -> Iterator[tuple[Member, dict[str, Any]]]:
    """Yield each member known by its code with its line of the year's split."""
    for share in report.accounts.split if report.accounts else ():
        member = dossier.find_member(share.member)
        if member is not None:
            yield member, share_view(dossier, share)


def share_view(dossier: Dossier, share: MemberShare) -> dict[str, Any]:
    """Return the keys of a line of the split with the member's name, whether it is a firm, and the sums."""
    member = dossier.find_member(share.member)
    view = member_view(member) if member is not None else None
    return plain_record(share) | {
        "intestatario": view["nome_completo"] if view else share.member,
        "ruolo_esteso": view["ruolo_esteso"] if view else None,
        "e_impresa": bool(view and view["e_impresa"]),
        "lordo_eur": share.gross_eur,
        "netto_eur": share.net_eur,
    }


def _accounts(dossier: Dossier, accounts: YearAccounts) -> dict[str, Any]:
    incomes = [accounts.tariff_eur, accounts.surplus_eur, accounts.valorisation_eur]
    outgoings = [accounts.gse_fees_eur, accounts.costs_eur, accounts.set_aside_eur, accounts.recovered_eur]
    all_incomes = [*incomes, accounts.sale_eur, accounts.other_income_eur]
    income, outgoing = _sum(all_incomes), _sum(outgoings)
    split = [share_view(dossier, share) for share in accounts.split]
    social = _sum([one.amount_eur for one in accounts.social_spending])
    return plain_record(accounts) | {
        "riparto": split,
        "entrate_eur": income,
        "uscite_eur": outgoing,
        "da_ripartire_eur": None if income is None or outgoing is None else income - outgoing,
        "ripartito_eur": sum((line["lordo_eur"] for line in split), _NOTHING),
        "trattenuto_eur": sum((line["trattenute_eur"] or _NOTHING for line in split), _NOTHING),
        "pagato_eur": sum((line["netto_eur"] for line in split), _NOTHING),
        "eccedenza_a_consumatori_eur": sum(
            (line["eccedenza_eur"] or _NOTHING for line in split if not line["e_impresa"]), _NOTHING
        ),
        "eccedenza_a_imprese_eur": sum(
            (line["eccedenza_eur"] or _NOTHING for line in split if line["e_impresa"]), _NOTHING
        ),
        "impieghi_sociali_eur": social,
        "quota_condivisa": _percent(accounts.shared_kwh, accounts.injected_kwh),
        "quota_incentivata": _percent(accounts.incentivised_kwh, accounts.injected_kwh),
    }


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """Return the sum of what is known; None if nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, _NOTHING) if known or not amounts else None


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or not whole else (part * _HUNDRED / whole).quantize(_TENTH)
