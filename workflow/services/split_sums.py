"""The sums of a year to split: those received, else those in the recorded accounts, else those of the settlement."""

from dataclasses import dataclass
from decimal import Decimal

from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding
from workflow.domain.gse_contract import AnnualReport
from workflow.domain.year_accounts import YearAccounts
from workflow.energy.riparto.amounts import Pots
from workflow.energy.riparto.cents import cents_of, euro_of
from workflow.energy.settlement import Settlement
from workflow.intake.received_file import ReceivedSums
from workflow.services.split_energy import Origin, YearEnergy
from workflow.services.split_rule import missing

_NOTHING = Decimal(0)
_REPORTS = ("contratto_gse", "rendiconti")


@dataclass(frozen=True)
class YearSums:
    """The sums with where they come from; `computed` are those that the settlement gives, to compare."""

    pots: Pots
    sale_eur: Decimal
    origin: Origin
    label: str
    computed: Pots | None = None
    computed_sale_eur: Decimal | None = None


def find_report(dossier: Dossier, year: int) -> AnnualReport | None:
    """Return what the dossier has of a year."""
    reports = dossier.gse_contract.reports if dossier.gse_contract is not None else ()
    return next((report for report in reports if report.year == year), None)


def sums_of(
    dossier: Dossier, year: int, received: ReceivedSums | None, energy: YearEnergy | None
) -> tuple[YearSums | None, tuple[Finding, ...]]:
    """Return the sums of the year, and a finding where nothing is known of them."""
    if received is not None and received.year not in {None, year}:
        return None, (missing((), "anno", year, anno_file=received.year),)
    report = find_report(dossier, year)
    accounts = report.accounts if report is not None and report.accounts is not None else YearAccounts()
    is_priced = energy is not None and energy.is_priced
    computed = _computed(energy.settlement, accounts) if energy is not None and is_priced else None
    sale = cents(energy.settlement.rid_eur) if energy is not None and is_priced else None
    if received is not None and _says(received):
        by_plant = (_first(plant.sale_eur) for plant in received.plants)
        total = _first(received.sale_eur) if received.sale_eur is not None else sum(by_plant, _NOTHING)
        label = "somme indicate con --received"
        return YearSums(_written(received, received, accounts), total, Origin.RECEIVED, label, computed, sale), ()
    if accounts.tariff_eur is not None or accounts.valorisation_eur is not None:
        label = f"conti {year} del fascicolo (contratto_gse.rendiconti)"
        pots = _written(accounts, received or ReceivedSums.model_validate({}), accounts)
        return YearSums(pots, _first(accounts.sale_eur), Origin.RECORDED, label, computed, sale), ()
    if energy is not None and computed is not None:
        return YearSums(computed, sale or _NOTHING, energy.origin, energy.label, computed, sale), ()
    return None, (missing(_REPORTS, "importi", year),)


def cents(amount: Decimal) -> Decimal:
    """Return an amount to the cent, half up (A-ROUND)."""
    return euro_of(cents_of(amount))


def _says(received: ReceivedSums) -> bool:
    return any(
        amount is not None
        for amount in (received.tariff_eur, received.surplus_eur, received.valorisation_eur, received.sale_eur)
    ) or any(plant.sale_eur is not None for plant in received.plants)


def _written(amounts: ReceivedSums | YearAccounts, file: ReceivedSums, accounts: YearAccounts) -> Pots:
    """Return the amounts of the file or of the accounts; costs that the file leaves out are those of the accounts."""
    return Pots(
        tariff_eur=_first(amounts.tariff_eur),
        valorisation_eur=_first(amounts.valorisation_eur),
        surplus_eur=_first(amounts.surplus_eur),
        gse_fees_eur=_first(file.gse_fees_eur, accounts.gse_fees_eur),
        management_eur=_first(file.costs_eur, accounts.costs_eur),
        reserve_eur=_first(file.reserve_eur),
    )


def _computed(found: Settlement, accounts: YearAccounts) -> Pots:
    return Pots(
        tariff_eur=max(_NOTHING, cents(found.tip_base_eur)),
        valorisation_eur=max(_NOTHING, cents(found.valorisation.total_eur)),
        surplus_eur=cents(found.surplus.total_eur),
        gse_fees_eur=cents(found.fees_eur + found.fees_vat_eur),
        management_eur=_first(accounts.costs_eur),
    )


def _first(*amounts: Decimal | None) -> Decimal:
    """Return the first amount that is written, to the cent: it is what is divided, and what the parts must make."""
    return next((cents(amount) for amount in amounts if amount is not None), _NOTHING)
