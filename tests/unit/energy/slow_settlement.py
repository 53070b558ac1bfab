"""An independent, slow settlement in Decimal, hour by hour; it knows the published file format and nothing of ours.

Written from the Regole operative of 23/02/2024 (par. 2.2.2.1, 2.2.2.2, Appendici A and B) and DM 15/03/2024 n. 106.
"""

from datetime import date, datetime
from decimal import Decimal
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
ZERO = Decimal(0)


def number(value: Any) -> Decimal:
    """Take a JSON number as it is printed."""
    return Decimal(str(value))


def settle(case: dict[str, Any]) -> dict[str, Any]:
    """Return the yearly result of one case."""
    days = [datetime.fromisoformat(hour).astimezone(ROME).date() for hour in case["hours"]]
    plants = case["plants"]
    kind = case["configuration"]["type"]
    earned = {
        p["id"]: {
            "tip": ZERO,
            "energy": ZERO,
            "exempt": ZERO,
            "inj": ZERO,
            "inj_tip": ZERO,
            "shared": ZERO,
            "rid": ZERO,
        }
        for p in plants
    }
    shared_hours, building, low, medium, losses = [], ZERO, ZERO, ZERO, ZERO
    for h, day in enumerate(days):
        price = number(case["zonal_price_eur_mwh"][h])
        active = [p for p in plants if date.fromisoformat(p["service_start"]) <= day]
        inside = [y for y in case["withdrawal_points"] if _is_inside(y, day)]
        drawn = {y["id"]: _counted(y, h) for y in inside}
        total = sum(drawn.values(), ZERO)
        injection = sum((number(p["injected_kWh"][h]) for p in active), ZERO)
        shared = min(injection, total)
        shared_hours.append(shared)
        given = _queue(active, h, shared)
        exempt = _exempt(case, active, given, drawn, inside, shared, total, kind)
        for p in active:
            row = earned[p["id"]]
            injected = number(p["injected_kWh"][h])
            row["inj"] += injected
            row["shared"] += given[p["id"]]
            if p["rid"]:
                row["rid"] += injected * price / 1000
            end = p["tip_end"]
            if _has_tip(p, kind) and (end is None or day < date.fromisoformat(end)):
                power = number(p["power_kW"])
                rho = max(ZERO, power - number(p["obligation_kW"]) - number(p["superbonus_kW"])) / power
                cut = number(p["grant_share"]) * Decimal("0.5") / Decimal("0.4")
                gross = _gross(p, price)
                energy, free = rho * given[p["id"]], rho * exempt[p["id"]]
                row["energy"] += energy
                row["exempt"] += free
                row["inj_tip"] += injected
                row["tip"] += gross * (free + (energy - free) * (1 - cut)) / 1000
        if kind in GROUPS:
            own = [p for p in active if p["in_building"]]
            w_low = sum((drawn[y["id"]] for y in inside if y["voltage"] == "BT"), ZERO)
            w_medium = sum((drawn[y["id"]] for y in inside if y["voltage"] == "MT"), ZERO)
            i_low = sum((number(p["injected_kWh"][h]) for p in own if p["voltage"] == "BT"), ZERO)
            i_medium = sum((number(p["injected_kWh"][h]) for p in own if p["voltage"] == "MT"), ZERO)
            here = min(sum((number(p["injected_kWh"][h]) for p in own), ZERO), total)
            e_low = min(i_low, w_low)
            e_medium = min(i_medium, w_low + w_medium - e_low)
            building, low, medium = building + here, low + e_low, medium + e_medium
            losses += price * (Decimal("0.026") * e_low + Decimal("0.012") * e_medium) / 1000
    return _result(case, kind, earned, shared_hours, (building, low, medium, losses))


def _result(
    case: dict[str, Any],
    kind: str,
    earned: Any,
    shared_hours: list[Decimal],
    group: tuple[Decimal, Decimal, Decimal, Decimal],
) -> dict[str, Any]:
    building, low, medium, losses = group
    surplus = ZERO
    for granted in (False, True):
        ids = [p["id"] for p in case["plants"] if (number(p["grant_share"]) > 0) is granted]
        injected = sum((earned[i]["inj_tip"] for i in ids), ZERO)
        if injected > 0:
            ratio = sum((earned[i]["energy"] for i in ids), ZERO) / injected
            surplus += max(ZERO, ratio - THRESHOLD[granted]) * sum((earned[i]["tip"] for i in ids), ZERO)
    sdc = case["configuration"]["sdc"]
    transmission = ZERO if sdc else sum(shared_hours, ZERO) * number(case["tariffs"]["TRASe_eur_mwh"]) / 1000
    distribution = ZERO
    if sdc or kind not in GROUPS:
        building = low = medium = losses = ZERO
    else:
        distribution = building * number(case["tariffs"]["BTAU_eur_mwh"]) / 1000
    fees = {
        p["id"]: _fee(number(p["power_kW"])) if case["fees"]["charge"] and kind in WITH_TARIFF else ZERO
        for p in case["plants"]
    }
    tip = sum((row["tip"] for row in earned.values()), ZERO)
    valorisation = transmission + distribution + losses
    rid = sum((row["rid"] for row in earned.values()), ZERO)
    charged = sum(fees.values(), ZERO)
    return {
        "shared_kWh": shared_hours,
        "plants": {
            key: {
                "injected_kWh": row["inj"],
                "shared_kWh": row["shared"],
                "tip_energy_kWh": row["energy"],
                "exempt_tip_energy_kWh": row["exempt"],
                "tip_eur": row["tip"],
                "rid_eur": row["rid"],
                "fee_eur": fees[key],
            }
            for key, row in earned.items()
        },
        "surplus_eur": surplus,
        "valorisation": {
            "E_ACVC_kWh": building,
            "E_BT_kWh": low,
            "E_MT_kWh": medium,
            "transmission_eur": transmission,
            "distribution_eur": distribution,
            "losses_eur": losses,
            "total_eur": valorisation,
        },
        "net_of_fees_eur": tip + valorisation + rid - charged,
    }


def _is_inside(point: dict[str, Any], day: date) -> bool:
    first, until = point["from"], point["until"]
    return (first is None or date.fromisoformat(first) <= day) and (until is None or day < date.fromisoformat(until))


def _counted(point: dict[str, Any], h: int) -> Decimal:
    charge = number(point["storage_charge_kWh"][h])
    return number(point["withdrawn_kWh"][h]) - charge + number(point["storage_efficiency"]) * charge


def _queue(active: list[dict[str, Any]], h: int, shared: Decimal) -> dict[str, Decimal]:
    given, rest = {}, shared
    for day in sorted({p["entry_into_operation"] for p in active}):
        tier = [p for p in active if p["entry_into_operation"] == day]
        offered = sum((number(p["injected_kWh"][h]) for p in tier), ZERO)
        taken = min(rest, offered)
        for p in tier:
            given[p["id"]] = taken * number(p["injected_kWh"][h]) / offered if offered else ZERO
        rest -= taken
    return given


def _exempt(  # noqa: PLR0917 - the quantities of one hour, spelled out
    case: dict[str, Any],
    active: list[dict[str, Any]],
    given: dict[str, Decimal],
    drawn: dict[str, Decimal],
    inside: list[dict[str, Any]],
    shared: Decimal,
    total: Decimal,
    kind: str,
) -> dict[str, Decimal]:
    options = case["options"]
    bodies = sum((drawn[y["id"]] for y in inside if y["holder"] in options["exempt_bodies"]), ZERO)
    persons = sum((drawn[y["id"]] for y in inside if y["holder"] in options["exempt_persons"]), ZERO)
    x_bodies = shared * bodies / total if total else ZERO
    x_persons = shared * persons / total if total else ZERO
    result, left = {}, x_bodies
    oldest = sorted(active, key=lambda p: (p["entry_into_operation"], p["id"]))
    funded = [p for p in oldest if number(p["grant_share"]) > 0 and _has_tip(p, kind)]
    for p in funded + [p for p in oldest if p not in funded]:
        result[p["id"]] = min(given[p["id"]], left)
        left -= result[p["id"]]
    rest = shared - x_bodies
    for p in active:
        if rest > 0:
            result[p["id"]] += (given[p["id"]] - result[p["id"]]) * x_persons / rest
    return result


def _has_tip(plant: dict[str, Any], kind: str) -> bool:
    return (
        kind in WITH_TARIFF
        and plant["tip_admitted"]
        and number(plant["class_power_kW"]) <= 1000
        and number(plant["grant_share"]) <= Decimal("0.4")
    )


def _gross(plant: dict[str, Any], price: Decimal) -> Decimal:
    base, cap = next((b, c) for limit, b, c in BANDS if number(plant["class_power_kW"]) <= limit)
    correction = CORRECTION[plant["area"]] if plant["source"] == "pv" else ZERO
    return min(cap, base + max(ZERO, 180 - price)) + correction


def _fee(power: Decimal) -> Decimal:
    if power <= 3:
        return ZERO
    return Decimal(15) + max(ZERO, power - 20)
