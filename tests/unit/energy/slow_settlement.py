"""An independent, slow settlement in Decimal, hour by hour; it knows the published file format and nothing of ours.

Written from the text of the Regole operative of 23/02/2024 (par. 2.2.2.1, 2.2.2.2, Appendici A and B), of DM 15/03/2024
n. 106 and of the named assumptions, step by step; it is slow so that each step can be read beside the text.
"""

from datetime import date, datetime
from decimal import ROUND_FLOOR, Context, Decimal, localcontext
from typing import Any
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
WITH_TARIFF = ("CER", "GAC", "AID")
GROUPS = ("GAC", "CAAC")
BANDS = (
    (Decimal(200), Decimal(80), Decimal(120)),
    (Decimal(600), Decimal(70), Decimal(110)),
    (Decimal(1000), Decimal(60), Decimal(100)),
)
CORRECTION = {"north": Decimal(10), "centre": Decimal(4), "south": Decimal(0)}
THRESHOLD = {False: Decimal("0.55"), True: Decimal("0.45")}
ADVANCE_HOURS_PV = {"north": 900, "centre": 1050, "south": 1100}
ADVANCE_HOURS = {"wind": 1500, "hydro": 1500, "biogas": 5000, "biomass": 5000, "other": 500}
DEFAULTS = {
    "exempt_bodies": ["public_body", "religious", "third_sector", "environmental"],
    "exempt_persons": [],
    "persons_exempt_from_on": None,
    "exempt_measure": "pro_rata",
    "exempt_priority": "bodies_only",
    "eligible_energy": "after_queue",
    "tie_rule": "pro_rata",
    "surplus_denominator": "full",
    "building_energy": "recomputed",
    "loss_floor": "none",
    "fee_scope": "all_plants",
    "fee_year": "full",
    "fee_fraction": "proportional",
}
ZERO, ONE = Decimal(0), Decimal(1)
Case = dict[str, Any]
ByPlant = dict[str, Decimal]


def number(value: Any) -> Decimal:
    """Take a JSON number as it is printed."""
    return Decimal(str(value))


def settle(case: Case) -> Case:
    """Return the result of one case, with the keys of the published format, in Decimal."""
    with localcontext(Context(prec=60)):
        return _settle(case)


def _settle(case: Case) -> Case:
    days = [datetime.fromisoformat(hour).astimezone(ROME).date() for hour in case["hours"]]
    options = DEFAULTS | case["options"]
    kind = case["configuration"]["type"]
    zeros = ("injected", "shared", "rid", "energy", "exempt", "tip", "injected_in_tip")
    rows: dict[str, Any] = {p["id"]: dict.fromkeys(zeros, ZERO) | {"hourly": []} for p in case["plants"]}
    hourly: dict[str, list[Decimal]] = {"injected_kWh": [], "withdrawn_kWh": [], "shared_kWh": []}
    group = dict.fromkeys(("building", "low", "medium", "losses"), ZERO)
    for h, day in enumerate(days):
        _hour(case, options, kind, h, day, rows, hourly, group)
    return _year(case, options, kind, rows, hourly, group, days[0].year)


def _hour(  # noqa: PLR0917 - the state of the year, spelled out
    case: Case,
    options: Case,
    kind: str,
    h: int,
    day: date,
    rows: Case,
    hourly: dict[str, list[Decimal]],
    group: ByPlant,
) -> None:
    price = number(case["zonal_price_eur_mwh"][h])
    active = [p for p in case["plants"] if date.fromisoformat(p["service_start"]) <= day]
    inside = [y for y in case["withdrawal_points"] if _is_inside(y, day)]
    drawn = {y["id"]: _counted(y, h) for y in inside}
    injected = {p["id"]: number(p["injected_kWh"][h]) for p in active}
    total = sum(drawn.values(), ZERO)
    shared = min(sum(injected.values(), ZERO), total)
    given = _queue(active, injected, shared, options)
    hourly["injected_kWh"].append(sum(injected.values(), ZERO))
    hourly["withdrawn_kWh"].append(total)
    hourly["shared_kWh"].append(shared)

    # The energy of the tariff: ρ after the queue, or on the injection before the minimum.
    share = {p["id"]: _rho(p) if _has_tip(p, kind) else ONE for p in active}
    if options["eligible_energy"] == "after_queue":
        of_tariff, pool, factor = given, shared, share
    else:
        less = {key: share[key] * value for key, value in injected.items()}
        pool = min(sum(less.values(), ZERO), total)
        of_tariff, factor = _queue(active, less, pool, options), dict.fromkeys(share, ONE)
    exempt = _exempt(options, active, of_tariff, pool, _withdrawn_by(inside, drawn, options, day), kind)

    for p in case["plants"]:
        key, row = p["id"], rows[p["id"]]
        row["hourly"].append(given.get(key, ZERO))
        if key not in injected:
            continue
        row["injected"] += injected[key]
        row["shared"] += given[key]
        row["rid"] += injected[key] * price / 1000 if p["rid"] else ZERO
        if _has_tip(p, kind) and (p["tip_end"] is None or day < date.fromisoformat(p["tip_end"])):
            kept = 1 - number(p["grant_share"]) * Decimal("0.5") / Decimal("0.4")
            energy, free = factor[key] * of_tariff[key], factor[key] * exempt[key]
            row["energy"] += energy
            row["exempt"] += free
            row["injected_in_tip"] += injected[key]
            row["tip"] += _gross(p, price) * (free + (energy - free) * kept) / 1000

    if kind in GROUPS and not case["configuration"]["sdc"]:
        _group_hour(options, active, injected, given, inside, drawn, price, group)


def _group_hour(  # noqa: PLR0917 - the quantities of one hour, spelled out
    options: Case,
    active: list[Case],
    injected: ByPlant,
    given: ByPlant,
    inside: list[Case],
    drawn: ByPlant,
    price: Decimal,
    group: ByPlant,
) -> None:
    own = [p for p in active if p["in_building"]]
    w_low = sum((drawn[y["id"]] for y in inside if y["voltage"] == "BT"), ZERO)
    w_medium = sum((drawn[y["id"]] for y in inside if y["voltage"] == "MT"), ZERO)
    i_low = sum((injected[p["id"]] for p in own if p["voltage"] == "BT"), ZERO)
    i_medium = sum((injected[p["id"]] for p in own if p["voltage"] == "MT"), ZERO)
    low = min(i_low, w_low)
    medium = min(i_medium, w_low + w_medium - low)
    if options["building_energy"] == "recomputed":
        group["building"] += min(sum((injected[p["id"]] for p in own), ZERO), sum(drawn.values(), ZERO))
    else:
        group["building"] += sum((given[p["id"]] for p in own), ZERO)
    group["low"] += low
    group["medium"] += medium
    floored = max(ZERO, price) if options["loss_floor"] == "zero" else price
    group["losses"] += floored * (Decimal("0.026") * low + Decimal("0.012") * medium) / 1000


def _year(  # noqa: PLR0917 - the state of the year, spelled out
    case: Case, options: Case, kind: str, rows: Case, hourly: dict[str, list[Decimal]], group: ByPlant, year: int
) -> Case:
    sets = {False: _surplus(case, options, rows, granted=False), True: _surplus(case, options, rows, granted=True)}
    surplus = sets[False]["surplus_eur"] + sets[True]["surplus_eur"]
    shared = sum(hourly["shared_kWh"], ZERO)
    sdc = case["configuration"]["sdc"]
    transmission = ZERO if sdc else shared * number(case["tariffs"]["TRASe_eur_mwh"]) / 1000
    distribution = ZERO
    if kind in GROUPS and not sdc:
        distribution = group["building"] * number(case["tariffs"]["BTAU_eur_mwh"]) / 1000
    valorisation = transmission + distribution + group["losses"]
    fees = {p["id"]: _fee(p, case, options, kind, year) for p in case["plants"]}
    tip = sum((row["tip"] for row in rows.values()), ZERO)
    rid = sum((row["rid"] for row in rows.values()), ZERO)
    charged = sum(fees.values(), ZERO)
    return {
        "hourly": hourly,
        "plants": {
            key: {
                "injected_kWh": row["injected"],
                "shared_kWh": row["shared"],
                "hourly_shared_kWh": row["hourly"],
                "tip_energy_kWh": row["energy"],
                "exempt_tip_energy_kWh": row["exempt"],
                "tip_eur": row["tip"],
                "rid_eur": row["rid"],
                "fee_eur": fees[key],
            }
            for key, row in rows.items()
        },
        "surplus": {"tip_only": sets[False], "tip_and_grant": sets[True], "surplus_eur": surplus},
        "valorisation": {
            "E_ACV_kWh": shared,
            "E_ACVC_kWh": group["building"],
            "E_BT_kWh": group["low"],
            "E_MT_kWh": group["medium"],
            "transmission_eur": transmission,
            "distribution_eur": distribution,
            "losses_eur": group["losses"],
            "total_eur": valorisation,
        },
        "totals": {
            "tip_eur": tip,
            "tip_surplus_eur": surplus,
            "tip_base_eur": tip - surplus,
            "valorisation_eur": valorisation,
            "rid_eur": rid,
            "fees_eur": charged,
            "fees_vat_eur": charged * number(case["fees"].get("vat_rate", 0)),
            "net_of_fees_eur": tip + valorisation + rid - charged,
        },
        "acconto_month": {p["id"]: _advance(p, case, kind) for p in case["plants"]},
    }


def _is_inside(point: Case, day: date) -> bool:
    first, until = point["from"], point["until"]
    return (first is None or date.fromisoformat(first) <= day) and (until is None or day < date.fromisoformat(until))


def _counted(point: Case, h: int) -> Decimal:
    charge = number(point["storage_charge_kWh"][h])
    return number(point["withdrawn_kWh"][h]) - charge + number(point["storage_efficiency"]) * charge


def _queue(active: list[Case], injected: ByPlant, shared: Decimal, options: Case) -> ByPlant:
    given: ByPlant = {}
    rest = shared
    if options["tie_rule"] == "by_id":
        for p in sorted(active, key=lambda p: (p["entry_into_operation"], p["id"])):
            given[p["id"]] = min(rest, injected[p["id"]])
            rest -= given[p["id"]]
        return given
    for day in sorted({p["entry_into_operation"] for p in active}):
        tier = [p["id"] for p in active if p["entry_into_operation"] == day]
        offered = sum((injected[key] for key in tier), ZERO)
        taken = min(rest, offered)
        for key in tier:
            given[key] = taken * injected[key] / offered if offered else ZERO
        rest -= taken
    return given


def _withdrawn_by(inside: list[Case], drawn: ByPlant, options: Case, day: date) -> tuple[Decimal, Decimal, Decimal]:
    """Return what bodies, exempt persons and everybody withdraw; who is both is a body."""
    bodies = sum((drawn[y["id"]] for y in inside if y["holder"] in options["exempt_bodies"]), ZERO)
    persons = sum(
        (
            drawn[y["id"]]
            for y in inside
            if y["holder"] in options["exempt_persons"] and y["holder"] not in options["exempt_bodies"]
        ),
        ZERO,
    )
    since = options["persons_exempt_from_on"]
    if since is not None and day < date.fromisoformat(since):
        persons = ZERO
    return bodies, persons, sum(drawn.values(), ZERO)


def _exempt(  # noqa: PLR0917 - the quantities of one hour, spelled out
    options: Case,
    active: list[Case],
    given: ByPlant,
    shared: Decimal,
    withdrawn: tuple[Decimal, Decimal, Decimal],
    kind: str,
) -> ByPlant:
    bodies, persons, total = withdrawn
    if options["exempt_measure"] == "pro_rata":
        x_bodies = shared * bodies / total if total else ZERO
        x_persons = shared * persons / total if total else ZERO
    else:
        # Bodies and persons are one group, served before the others or after them; inside it they share in proportion.
        group = bodies + persons
        served = min(shared, group) if options["exempt_measure"] == "first" else max(ZERO, shared - (total - group))
        x_bodies = served * bodies / group if group else ZERO
        x_persons = served - x_bodies
    if options["exempt_priority"] == "none":
        return {key: value * (x_bodies + x_persons) / shared if shared else ZERO for key, value in given.items()}
    if options["exempt_priority"] == "all_exempt":
        x_bodies, x_persons = x_bodies + x_persons, ZERO
    result: ByPlant = {}
    left = x_bodies
    oldest = sorted(active, key=lambda p: (p["entry_into_operation"], p["id"]))
    funded = [p["id"] for p in oldest if number(p["grant_share"]) > 0 and _has_tip(p, kind)]
    for key in funded + [p["id"] for p in oldest if p["id"] not in funded]:
        result[key] = min(given[key], left)
        left -= result[key]
    rest = shared - x_bodies
    for p in active:
        if rest > 0:
            result[p["id"]] += (given[p["id"]] - result[p["id"]]) * x_persons / rest
    return result


def _rho(plant: Case) -> Decimal:
    power = number(plant["power_kW"])
    return max(ZERO, power - number(plant["obligation_kW"]) - number(plant["superbonus_kW"])) / power


def _has_tip(plant: Case, kind: str) -> bool:
    return (
        kind in WITH_TARIFF
        and bool(plant["tip_admitted"])
        and number(plant["class_power_kW"]) <= 1000
        and number(plant["grant_share"]) <= Decimal("0.4")
    )


def _band(plant: Case) -> tuple[Decimal, Decimal, Decimal]:
    base, cap = next((b, c) for limit, b, c in BANDS if number(plant["class_power_kW"]) <= limit)
    return base, cap, CORRECTION[plant["area"]] if plant["source"] == "pv" else ZERO


def _gross(plant: Case, price: Decimal) -> Decimal:
    base, cap, correction = _band(plant)
    return min(cap, base + max(ZERO, 180 - price)) + correction


def _surplus(case: Case, options: Case, rows: Case, *, granted: bool) -> ByPlant:
    chosen = [p for p in case["plants"] if (number(p["grant_share"]) > 0) is granted]
    injected, energy, tip = ZERO, ZERO, ZERO
    for p in chosen:
        row = rows[p["id"]]
        injected += row["injected_in_tip"] * (_rho(p) if options["surplus_denominator"] == "eligible" else ONE)
        energy += row["energy"]
        tip += row["tip"]
    ratio = energy / injected if injected > 0 else ZERO
    excess = max(ZERO, ratio - THRESHOLD[granted])
    return {
        "tip_energy_kWh": energy,
        "injected_kWh": injected,
        "ratio": ratio,
        "excess": excess,
        "tip_eur": tip,
        "surplus_eur": excess * tip,
    }


def _fee(plant: Case, case: Case, options: Case, kind: str, year: int) -> Decimal:
    power = number(plant["power_kW"])
    is_charged = case["fees"]["charge"] and kind in WITH_TARIFF
    if not is_charged or (options["fee_scope"] == "tip_plants" and not _has_tip(plant, kind)) or power <= 3:
        return ZERO
    above = max(ZERO, power - 20)
    if options["fee_fraction"] == "whole_kw":
        above = above.to_integral_value(ROUND_FLOOR)
    fee = Decimal(15) + above
    if options["fee_year"] == "pro_rata":
        first, last = date(year, 1, 1), date(year + 1, 1, 1)
        served = (last - max(first, date.fromisoformat(plant["service_start"]))).days
        fee = fee * max(0, served) / (last - first).days
    return fee


def _advance(plant: Case, case: Case, kind: str) -> ByPlant:
    is_pv = plant["source"] == "pv"
    hours = ADVANCE_HOURS_PV[plant["area"]] if is_pv else ADVANCE_HOURS[plant["source"]]
    power = number(plant["power_kW"])
    each_kw = Decimal(hours) / 12 * Decimal("0.6") / 1000
    tip = ZERO
    if _has_tip(plant, kind):
        base, _, correction = _band(plant)
        tariff = (base + 20 + correction) * (1 - number(plant["grant_share"]) * Decimal("0.5") / Decimal("0.4"))
        tip = power * _rho(plant) * each_kw * tariff
    trase = ZERO if case["configuration"]["sdc"] else number(case["tariffs"]["TRASe_eur_mwh"])
    return {"tip_eur": tip, "valorisation_eur": power * each_kw * trase}
