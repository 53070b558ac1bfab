"""The sums of a year, apart by kind of contribution, and the costs that come before any member."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_NOTHING = Decimal(0)


class Pot(StrEnum):
    """A kind of contribution, with accounts of its own."""

    TARIFF = "tariffa_premio"
    VALORISATION = "valorizzazione"
    SURPLUS = "eccedenza"
    SALE = "ritiro_dedicato"


@dataclass(frozen=True)
class Pots:
    """What came in, in euro, and what must be paid first.

    `tariff_eur` is without the surplus. Costs are the fees of the GSE with their VAT, management and the reserve that
    the budget orders; they are never taken from the surplus or from the sale, which belongs to who owns the plant.
    """

    tariff_eur: Decimal = _NOTHING
    valorisation_eur: Decimal = _NOTHING
    surplus_eur: Decimal = _NOTHING
    gse_fees_eur: Decimal = _NOTHING
    management_eur: Decimal = _NOTHING
    reserve_eur: Decimal = _NOTHING

    @property
    def costs_eur(self) -> Decimal:
        """All that comes before the members."""
        return self.gse_fees_eur + self.management_eur + self.reserve_eur

    @property
    def shareable_eur(self) -> Decimal:
        """What costs are taken from and members share."""
        return self.tariff_eur + self.valorisation_eur
