"""The sourced figures that are not law: yields, skies, load shapes, prices; they are read from data files."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import Confidence
from workflow.energy.projection.named_assumption import Span

NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Day = Annotated[tuple[NotNegative, ...], Field(min_length=24, max_length=24)]
Months = Annotated[tuple[NotNegative, ...], Field(min_length=12, max_length=12)]
HourSpan = Annotated[tuple[int, ...], Field(min_length=2, max_length=2)]


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Sourced(_Figures):
    """Figures with their source, how sure they are and what kind of figures they are."""

    verified: date
    label: str = Field(min_length=1)
    confidence: Confidence
    source: str = Field(min_length=1)


class Sky(_Figures):
    """How clear the sky is month by month in each area, and how much it changes from one day to the next."""

    label: str
    source: str
    persistence: float = Field(ge=0, lt=1)
    clearness: Mapping[str, Months]
    variation: Mapping[str, NotNegative]


class Photovoltaic(_Sourced):
    """What a kWp gives in a year in each region, for modules at the reference tilt and azimuth, and its range."""

    derivation: str
    low: NotNegative
    high: NotNegative
    reference_tilt_deg: float
    reference_azimuth_deg: float
    yields_kwh_kwp: Mapping[str, NotNegative]
    sky: Sky


class Places(_Sourced):
    """Latitude and longitude of the capital of each province."""

    provinces: Mapping[str, tuple[float, float]]


class OtherSources(_Sourced):
    """How the energy of the other sources spreads over the year."""

    low: NotNegative
    high: NotNegative
    months: Mapping[str, Months]
    hourly_variation: Mapping[str, NotNegative]


class Share(_Figures):
    """A range around one."""

    low: NotNegative
    high: NotNegative

    @property
    def span(self) -> Span:
        """The range with one as expected."""
        return Span(self.low, 1.0, self.high)


class Daytime(Share):
    """The hours of sun, and how much less or more they may weigh."""

    first_hour: int = Field(ge=0, le=23)
    last_hour: int = Field(ge=0, le=24)


class BandHours(_Figures):
    """The hours of a band, as spans whose end is excluded."""

    weekday: tuple[HourSpan, ...] = ()
    saturday: tuple[HourSpan, ...] = ()


class Bands(_Figures):
    """F1 and F2; F3 is every other hour, Sundays and holidays whole."""

    f1: BandHours
    f2: BandHours


class LoadShape(_Figures):
    """How one kind of user draws over the day, the week and the year; `variation` is that of a single point."""

    title: str
    derivation: str
    working_day: Day
    saturday: Day
    holiday: Day
    months: Months
    variation: NotNegative
    typical_kwh: NotNegative


class Loads(_Sourced):
    """The load shapes by kind of user, and how the kind is told from ATECO or category."""

    daytime: Daytime
    consumption: Share
    bands: Bands
    kinds: Mapping[str, LoadShape]
    by_ateco: Mapping[str, str]
    by_category: Mapping[str, str]


class ZonalPrice(_Figures):
    """The level of the zonal price, and its course in the day in the two halves of the year."""

    label: str
    confidence: Confidence
    source: str
    low_eur_mwh: float
    expected_eur_mwh: float
    high_eur_mwh: float
    winter_hours: Day
    summer_hours: Day
    summer_months: tuple[int, ...]

    @property
    def span(self) -> Span:
        """The yearly mean as a range."""
        return Span(self.low_eur_mwh, self.expected_eur_mwh, self.high_eur_mwh)


class UnknownTariffs(Share):
    """How far TRASe and BTAU of a year that is not known may lie from the last one known."""

    label: str
    confidence: Confidence
    source: str


class StorageFigures(_Figures):
    """How a battery behaves and what it costs; the efficiency is of charge and discharge together."""

    label: str
    confidence: Confidence
    source: str
    efficiency_low: float = Field(gt=0, le=1)
    efficiency: float = Field(gt=0, le=1)
    efficiency_high: float = Field(gt=0, le=1)
    usable_share: float = Field(gt=0, le=1)
    cost_eur_kwh: NotNegative
    years: int = Field(ge=1)

    @property
    def efficiency_span(self) -> Span:
        """The efficiency as a range."""
        return Span(self.efficiency_low, self.efficiency, self.efficiency_high)


class NewPlantFigures(_Figures):
    """What a new plant costs, over how many years, and whether it also earns the price of its energy."""

    label: str
    confidence: Confidence
    source: str
    cost_eur_kw: NotNegative
    years: int = Field(ge=1)
    sells_energy: bool


class Prices(_Figures):
    """Prices and tariffs of the years that are still to come, and what new things cost."""

    verified: date
    zonal_price: ZonalPrice
    unknown_tariffs: UnknownTariffs
    storage: StorageFigures
    new_plant: NewPlantFigures


class EnergyFigures(_Figures):
    """All of them."""

    photovoltaic: Photovoltaic
    places: Places
    other_sources: OtherSources
    loads: Loads
    prices: Prices
