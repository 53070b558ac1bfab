"""How long the contract with the GSE pays: twenty years, what lengthens them, and the renewals after them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.checks.decorrenza import sending_day, start_of
from workflow.checks.plant_facts import is_existing, wants_tariff
from workflow.checks.three_valued import all_of, negation
from workflow.checks.variation_effect import added_plant_starts, configuration_start
from workflow.checks.variation_facts import find_plant
from workflow.domain.dossier import Dossier
from workflow.domain.plant import Plant
from workflow.domain.plant_stop import PlantStop, StopCause
from workflow.law import Law
from workflow.law.calendar import add_months

PERIOD_TERM = "fine_incentivo"
EXTENSION_TERM = "proroga_incentivo"
EXTENSION_MONTHS = "tariffa/richiesta_proroga"
UPGRADE_CAP = "tariffa/estensione_massima_potenziamento"
VALORISATION_TERM = "fine_valorizzazione"
RENEWAL_TERM = "rinnovo_contratto"
_FULL = frozenset({StopCause.GRID, StopCause.DISASTER, StopCause.FORCE_MAJEURE})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TariffPeriod:
    """The years of tariff of one plant, with what its stops add.

    `nominal_end_on` is the day the twenty years are over, `end_on` the same day moved by the stops: grid safety,
    disasters and force majeure in full, upgrades up to their cap. The text does not say whether the months to ask run
    before or after the end, so that there are three days: `ask_by_on` is safe in both readings, `nominal_end_on` in
    one, `last_ask_on` is the end of the more generous one. `missing` names the keys to fill in.
    """

    plant_index: int
    started_on: date | None
    nominal_end_on: date | None
    end_on: date | None
    extension_days: int
    is_capped: bool
    ask_by_on: date | None
    last_ask_on: date | None
    missing: tuple[str, ...] = ()


def tariff_periods(dossier: Dossier, law: Law) -> Iterator[TariffPeriod]:
    """Yield the years of tariff of each plant that has it, once there is a contract."""
    if dossier.gse_contract is None:
        return
    for index, plant in enumerate(dossier.plants):
        has_tariff = all_of(wants_tariff(dossier, plant), negation(is_existing(dossier, plant, law)))
        if has_tariff is not False:
            yield tariff_period(dossier, index, law)


def tariff_period(dossier: Dossier, index: int, law: Law) -> TariffPeriod:
    """Return the years of tariff of one plant; the stops that miss a date or a cause are left out and named."""
    started_on = service_start(dossier, index, law)
    if started_on is None:
        return TariffPeriod(index, None, None, None, 0, is_capped=False, ask_by_on=None, last_ask_on=None)
    nominal_on = law.due(PERIOD_TERM, started_on, sending_day(dossier)).due_on
    stops = stops_of(dossier, index)
    missing = tuple(
        f"contratto_gse.fermate.{place}.{key}"
        for place, stop in stops
        for key, value in (("causa", stop.cause), ("dal", stop.from_on), ("fino_al", stop.until_on))
        if value is None
    )
    full = _days(stop for _, stop in stops if stop.cause in _FULL)
    upgrade = _days(stop for _, stop in stops if stop.cause is StopCause.UPGRADE)
    cap_months = law.value(UPGRADE_CAP, sending_day(dossier)).whole
    cap = (add_months(nominal_on, cap_months) - nominal_on).days
    extension = full + min(upgrade, cap)
    months = law.value(EXTENSION_MONTHS, sending_day(dossier)).whole
    return TariffPeriod(
        plant_index=index,
        started_on=started_on,
        nominal_end_on=nominal_on,
        end_on=nominal_on + timedelta(days=extension),
        extension_days=extension,
        is_capped=upgrade > cap,
        ask_by_on=add_months(nominal_on, -months),
        last_ask_on=law.due(EXTENSION_TERM, nominal_on, sending_day(dossier)).due_on,
        missing=missing,
    )


def service_start(dossier: Dossier, index: int, law: Law) -> date | None:
    """Return the plant's start written by the GSE, else the one the request or the notice gives."""
    plant = dossier.plants[index]
    if plant.recognised_start_on is not None:
        return plant.recognised_start_on
    later = next((one for one in added_plant_starts(dossier, law) if one.plant_index == index), None)
    if later is not None:
        return later.start.start_on
    return _start_in_request(dossier, plant, law)


def stops_of(dossier: Dossier, index: int) -> tuple[tuple[int, PlantStop], ...]:
    """Return the stops of a plant with their places; a stop without name belongs to the only plant there is."""
    stops = dossier.gse_contract.stops if dossier.gse_contract is not None else None
    return tuple((place, stop) for place, stop in enumerate(stops or ()) if _place_of(dossier, stop) == index)


def valorisation_end(dossier: Dossier, law: Law) -> date | None:
    """Return when the years of valorisation end and the yearly renewals begin; None without contract or start."""
    if dossier.gse_contract is None:
        return None
    started_on = configuration_start(dossier, law)
    return None if started_on is None else law.due(VALORISATION_TERM, started_on, sending_day(dossier)).due_on


def next_renewal(end_on: date, day: date, law: Law) -> date:
    """Return the end of the renewal that is running on a day after the years of valorisation."""
    months = law.due(RENEWAL_TERM, day).length.whole
    count = 1
    # Counted from the first end each time: a renewal that starts on 29 February must not slide to the 28th for good.
    while add_months(end_on, months * count) <= day:
        count += 1
    return add_months(end_on, months * count)


def _start_in_request(dossier: Dossier, plant: Plant, law: Law) -> date | None:
    contract = dossier.gse_contract
    if len(dossier.plants) == 1 and contract is not None and contract.started_on is not None:
        return contract.started_on
    return start_of(dossier, plant, law, sending_day(dossier)).start_on


def _place_of(dossier: Dossier, stop: PlantStop) -> int | None:
    if stop.plant is None:
        return 0 if len(dossier.plants) == 1 else None
    return find_plant(dossier, stop.plant)


def _days(stops: Iterator[PlantStop]) -> int:
    """Return how many days some stops cover, those that overlap counted once; both ends count."""
    days = 0
    reached_on = date.min
    known = [(s.from_on, s.until_on) for s in stops if s.from_on is not None and s.until_on is not None]
    for from_on, until_on in sorted(known):
        first_on = max(from_on, reached_on)
        days += max((until_on - first_on).days + 1, 0)
        reached_on = max(reached_on, until_on + ONE_DAY)
    return days
