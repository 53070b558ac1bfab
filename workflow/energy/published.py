"""The amounts as they are published: each line to the cent, the half up, and sums that are the sums of the lines."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from workflow.energy.settlement import Settlement
from workflow.energy.tariff import KWH_IN_MWH

CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Published:
    """A year's lines in euro (A-ROUND): the tariff by plant and month, the other components."""

    months: tuple[int, ...]
    tip_by_plant: dict[str, tuple[Decimal, ...]]
    surplus_eur: Decimal
    transmission_by_month: tuple[Decimal, ...]
    distribution_eur: Decimal
    losses_eur: Decimal
    rid_by_plant: dict[str, Decimal]
    fee_by_plant: dict[str, Decimal]

    @property
    def tip_eur(self) -> Decimal:
        """The tariff of all plants."""
        return sum((sum(lines, NOTHING) for lines in self.tip_by_plant.values()), NOTHING)

    def tip_of_month(self, place: int) -> Decimal:
        """Return the tariff of all plants in the month at a place."""
        return sum((lines[place] for lines in self.tip_by_plant.values()), NOTHING)

    @property
    def valorisation_eur(self) -> Decimal:
        """The whole contributo di valorizzazione."""
        return sum(self.transmission_by_month, NOTHING) + self.distribution_eur + self.losses_eur

    @property
    def rid_eur(self) -> Decimal:
        """The sale of all plants."""
        return sum(self.rid_by_plant.values(), NOTHING)

    @property
    def fees_eur(self) -> Decimal:
        """The fees of all plants, VAT apart."""
        return sum(self.fee_by_plant.values(), NOTHING)

    @property
    def net_eur(self) -> Decimal:
        """What is left to the Referente, VAT apart."""
        return self.tip_eur + self.valorisation_eur + self.rid_eur - self.fees_eur


def published(settled: Settlement) -> Published:
    """Return the lines of a settlement; rounding happens here and nowhere before."""
    months = tuple(int(month) for month in np.unique(settled.hours.months))
    flags = [settled.hours.months == month for month in months]
    year = settled.year
    trase = NOTHING if year.configuration.is_closed_network else year.tariffs.trase_eur_mwh
    return Published(
        months=months,
        tip_by_plant={
            plant.key: tuple(to_cent(float(plant.earned.amount_eur[here].sum())) for here in flags)
            for plant in settled.plants
        },
        surplus_eur=to_cent(settled.surplus.total_eur),
        transmission_by_month=tuple(
            to_cent(float(settled.shared_kwh[here].sum()) * float(trase) / KWH_IN_MWH) for here in flags
        ),
        distribution_eur=to_cent(settled.valorisation.distribution_eur),
        losses_eur=to_cent(settled.valorisation.losses_eur),
        rid_by_plant={plant.key: to_cent(plant.rid_eur) for plant in settled.plants},
        fee_by_plant={plant.key: to_cent(plant.fee_eur) for plant in settled.plants},
    )


def to_cent(value: Decimal | float) -> Decimal:
    """Return an amount to the cent, the half up; the noise of binary figures is taken away first."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(Decimal("1e-9"), rounding=ROUND_HALF_UP).quantize(CENT, rounding=ROUND_HALF_UP)
