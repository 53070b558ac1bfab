"""What would change in a projected year with one more member, plant or battery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from workflow.checks.plant_facts import included_power_kw
from workflow.domain.member import Member, Voltage, WithdrawalPoint
from workflow.domain.plant import Plant, Source, Storage
from workflow.domain.subject import Address, Category, SubjectKind
from workflow.energy.projection.named_assumption import Level, NamedAssumption
from workflow.resources import ProgramError
from workflow.services.energy_gaps import EnergyGaps
from workflow.services.energy_year import plant_keys
from workflow.services.projecting import Prepared, ScenarioResult, scenario_of
from workflow.services.projection_demand import DemandFrame, consumption
from workflow.services.projection_ledger import Ledger
from workflow.services.projection_supply import SupplyFrame, output_of

NEW_PLANT = "impianto in ipotesi"
_KINDS = {Category.PERSON.value: SubjectKind.PERSON, Category.CONDOMINIUM.value: SubjectKind.CONDOMINIUM}


class UnknownCandidateError(ProgramError):
    """A plant that a battery should stand beside and that is not there."""

    exit_code = 3


class NotSolarError(ProgramError):
    """A battery beside a plant that is not photovoltaic: the projection would leave it out."""

    exit_code = 2


@dataclass(frozen=True)
class NewMember:
    """A member to try: what it would use in a year, and as what kind of user."""

    name: str
    use: str
    annual_kwh: float


@dataclass(frozen=True)
class NewPlant:
    """A photovoltaic plant to try; without a province it stands where the configuration does."""

    power_kw: float
    province: str | None = None
    tilt_deg: float | None = None
    azimuth_deg: float | None = None
    name: str = NEW_PLANT


@dataclass(frozen=True)
class NewBattery:
    """A battery to try beside a plant; without an efficiency it has the usual one."""

    plant: str
    capacity_kwh: float
    power_kw: float
    efficiency: float | None = None


Change = NewMember | NewPlant | NewBattery


@dataclass(frozen=True)
class YearFigures:
    """What one year gives, in kWh and euro."""

    produced_kwh: float
    injected_kwh: float
    shared_kwh: float
    tip_eur: float
    valorisation_eur: float
    rid_eur: float
    fees_eur: float

    @property
    def contributions_eur(self) -> float:
        """Tariff and valorisation."""
        return self.tip_eur + self.valorisation_eur


@dataclass(frozen=True)
class Comparison:
    """A year without and with the changes, in each scenario."""

    before: Mapping[Level, YearFigures]
    after: Mapping[Level, YearFigures]


def with_changes(prepared: Prepared, changes: Sequence[Change]) -> Prepared:
    """Return the projection with the changes made; what they suppose goes into its own list of assumptions."""
    for number, change in enumerate(changes):
        if isinstance(change, NewMember):
            prepared = _with_member(prepared, change, number)
        elif isinstance(change, NewPlant):
            prepared = _with_plant(prepared, change)
        else:
            prepared = _with_battery(prepared, change)
    return prepared


def compare(prepared: Prepared, changes: Sequence[Change]) -> tuple[Comparison, tuple[NamedAssumption, ...]]:
    """Return the year without and with the changes, and everything that both suppose; the price is the same in both."""
    changed = with_changes(prepared, changes)
    without = {level: scenario_of(prepared, level) for level in Level}
    before = {level: figures_of(one) for level, one in without.items()}
    after = {level: figures_of(scenario_of(changed, level, one.price_level)) for level, one in without.items()}
    return Comparison(before, after), changed.ledger.all


def figures_of(one: ScenarioResult) -> YearFigures:
    """Return the sums of a scenario."""
    settled = one.settlement
    return YearFigures(
        produced_kwh=one.produced_kwh,
        injected_kwh=float(settled.injected_kwh.sum()),
        shared_kwh=float(settled.shared_kwh.sum()),
        tip_eur=float(settled.tip_eur),
        valorisation_eur=float(settled.valorisation.total_eur),
        rid_eur=float(settled.rid_eur),
        fees_eur=float(settled.fees_eur),
    )


def _with_member(prepared: Prepared, change: NewMember, number: int) -> Prepared:
    pod = f"in ipotesi {number + 1}"
    loads = prepared.figures.loads
    category = next((name for name, use in loads.by_category.items() if use == change.use), None)
    dossier = prepared.dossier
    member = Member(
        index=len(dossier.members),
        company_name=change.name,
        kind=_KINDS.get(category or "", SubjectKind.LEGAL_PERSON),
        category=Category(category) if category is not None else Category.SMALL_MEDIUM_ENTERPRISE,
        points=(
            WithdrawalPoint(
                index=len(dossier.points), pod=pod, annual_kwh=Decimal(repr(change.annual_kwh)), voltage=Voltage.LOW
            ),
        ),
    )
    ledger = _continued(prepared.ledger)
    alone = dossier.model_copy(update={"members": (member,)})
    frame = DemandFrame(alone, prepared.grid, loads, ledger, {pod: change.use}, {}, {})
    ledger.add("P-IPOTESI", f"Membro in ipotesi: {change.name}", f"{change.annual_kwh:g} kWh/anno, {change.use}")
    return replace(
        prepared,
        dossier=dossier.model_copy(update={"members": (*dossier.members, member)}),
        consumed={**prepared.consumed, **consumption(frame)},
        ledger=ledger,
    )


def _with_plant(prepared: Prepared, change: NewPlant) -> Prepared:
    dossier, year = prepared.dossier, prepared.grid.year
    first_day = date(year, 1, 1)
    plant = Plant(
        name=change.name,
        source=Source.SOLAR,
        power_kw=Decimal(repr(change.power_kw)),
        address=Address(province=change.province),
        tilt_deg=None if change.tilt_deg is None else Decimal(repr(change.tilt_deg)),
        azimuth_deg=None if change.azimuth_deg is None else Decimal(repr(change.azimuth_deg)),
        entered_operation_on=first_day,
        recognised_start_on=first_day,
        grants=(),
        obligation_kw=Decimal(0),
        superbonus_kw=Decimal(0),
        in_building=dossier.kind.is_group,
    )
    ledger, gaps = _continued(prepared.ledger), EnergyGaps(year)
    wider = dossier.model_copy(update={"plants": (*dossier.plants, plant)})
    frame = SupplyFrame(wider, prepared.grid, prepared.figures, prepared.law, ledger, gaps)
    output = output_of(frame, len(dossier.plants), None)
    gaps.refuse_if_any()
    ledger.add("P-IPOTESI", f"{change.name}: potenza", f"{included_power_kw(plant)} kW, l’ultimo della coda")
    outputs = dict(prepared.outputs) if output is None else {**prepared.outputs, output.name: output}
    return replace(prepared, dossier=wider, outputs=outputs, ledger=ledger)


def _with_battery(prepared: Prepared, change: NewBattery) -> Prepared:
    dossier, names = prepared.dossier, plant_keys(prepared.dossier)
    if change.plant not in names:
        raise UnknownCandidateError(f"L’impianto «{change.plant}» non c’è. Ci sono: {', '.join(names)}.")
    place = names.index(change.plant)
    if dossier.plants[place].source is not Source.SOLAR:
        raise NotSolarError(f"«{change.plant}» non è fotovoltaico: una batteria si prova solo dietro il fotovoltaico.")
    storage = Storage(capacity_kwh=Decimal(repr(change.capacity_kwh)), power_kw=Decimal(repr(change.power_kw)))
    plants = tuple(
        plant.model_copy(update={"storage": storage}) if index == place else plant
        for index, plant in enumerate(dossier.plants)
    )
    choices = prepared.choices
    if change.efficiency is not None:
        choices = replace(choices, efficiencies={**choices.efficiencies, change.plant: change.efficiency})
    return replace(
        prepared,
        dossier=dossier.model_copy(update={"plants": plants}),
        choices=choices,
        ledger=_continued(prepared.ledger),
    )


def _continued(ledger: Ledger) -> Ledger:
    """Return a list of assumptions that goes on from another, which stays as it is."""
    copy = Ledger()
    copy.extend(ledger.all)
    return copy
