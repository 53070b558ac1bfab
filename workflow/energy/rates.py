"""The values of the law that a settlement reads, month by month, for one year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from workflow.domain.plant import Source
from workflow.energy.hours import Floats, Hours
from workflow.energy.inputs import Area, SettledPlant
from workflow.law import Law

BANDS = "tariffa/scaglioni"
PRICE_THRESHOLD = "tariffa/soglia_prezzo_zonale"
PHOTOVOLTAIC_CORRECTION = "tariffa/correzione_fotovoltaico"
MAXIMUM_CUT = "tariffa/decurtazione_massima"
MAXIMUM_GRANT = "tariffa/intensita_massima_contributo"
MAXIMUM_POWER = "impianto/potenza_massima"
SURPLUS_THRESHOLD = "tariffa/soglia_eccedenza"
AVOIDED_LOSSES = "tariffa/perdite_evitate"
TARIFF_ONLY = "solo_tariffa"
WITH_GRANT = "con_contributo"
LOW_VOLTAGE = "bassa_tensione"
MEDIUM_VOLTAGE = "media_tensione"


@dataclass(frozen=True)
class TariffParts:
    """Base, cap and correction of one plant, and the price under which the variable part grows; EUR/MWh, by hour."""

    base: Floats
    cap: Floats
    correction: Floats
    threshold: Floats


@dataclass(frozen=True)
class Rates:
    """Reads the law for the months of a settlement; a month without a value raises UnknownOnThatDayError."""

    law: Law
    year: int

    def of_plant(self, plant: SettledPlant, hours: Hours) -> TariffParts:
        """Return the plant's tariff parts for every hour."""
        base, cap, correction, threshold = (np.zeros(len(hours)) for _ in range(4))
        for month in np.unique(hours.months):
            day = self.day_of(int(month))
            here = hours.months == month
            band = self.law.value(BANDS, day).bands.pick(plant.class_power_kw)
            base[here] = float(band["parte_fissa"])
            cap[here] = float(band["tetto"])
            correction[here] = float(self.correction(plant.source, plant.area, day))
            threshold[here] = float(self.law.value(PRICE_THRESHOLD, day).number)
        return TariffParts(base, cap, correction, threshold)

    def correction(self, source: Source, area: Area, day: date) -> Decimal:
        """Return the correction of the area, which is for photovoltaic plants only and outside the cap."""
        if source is not Source.SOLAR:
            return Decimal(0)
        return self.law.value(PHOTOVOLTAIC_CORRECTION, day).number_at(area.value)

    def cut(self, grant_share: Decimal) -> Decimal:
        """F: from zero to its maximum in proportion to the grant."""
        first = self.first_day
        return self.law.value(MAXIMUM_CUT, first).number * grant_share / self.law.value(MAXIMUM_GRANT, first).number

    def admits(self, plant: SettledPlant) -> bool:
        """Whether power and grant leave the plant its tariff; both limits are themselves admitted."""
        first = self.first_day
        return (
            plant.is_tip_admitted
            and plant.class_power_kw <= self.law.value(MAXIMUM_POWER, first).number
            and plant.grant_share <= self.law.value(MAXIMUM_GRANT, first).number
        )

    def surplus_threshold(self, *, has_grant: bool) -> Decimal:
        """Return the yearly share above which the premium is surplus."""
        table = self.law.value(SURPLUS_THRESHOLD, self.first_day)
        return table.number_at(WITH_GRANT if has_grant else TARIFF_ONLY)

    def losses(self, level: str) -> Decimal:
        """Return the share of avoided losses of a voltage level."""
        return self.law.value(AVOIDED_LOSSES, self.first_day).number_at(level)

    @property
    def first_day(self) -> date:
        """The day that picks what holds for the whole year."""
        opens = self._opens_on
        return max(date(self.year, 1, 1), opens) if opens.year == self.year else date(self.year, 1, 1)

    @property
    def _opens_on(self) -> date:
        """The first day of the tariff."""
        return self.law.get(BANDS).history[0].from_on

    def day_of(self, month: int) -> date:
        """Return the day that picks what holds for a month; the month in which the tariff began is all under it."""
        first, opens = date(self.year, month, 1), self._opens_on
        return opens if (opens.year, opens.month) == (self.year, month) else first
