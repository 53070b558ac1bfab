"""The settlement of a community as an analyst writes it with pandas or with polars: the yardstick of the benchmark.

Both read the same Parquet files and the same JSON; both do what a community needs (queue with ties, tariff, factor F
with exempt bodies, surplus, valorisation, sale) and nothing else: no dated law, no checks, no groups, no other reading.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

BODIES = {"public_body", "religious", "third_sector", "environmental"}
CORRECTION = {"north": 10, "centre": 4, "south": 0}
Totals = dict[str, float]


def with_pandas(path: Path) -> Totals:
    """Settle with data frames. pandas alone cannot read Parquet, so polars hands it the columns."""
    case = json.loads(path.read_text(encoding="utf-8"))
    withdrawn = pd.concat(
        [
            pd.DataFrame({column.name: column.to_numpy() for column in pl.read_parquet(path.parent / name)})
            for name in case["withdrawal_points_parquet"]
        ],
        axis=1,
    )
    bodies = [p["id"] for p in case["withdrawal_points"] if p["holder"] in BODIES]
    frame = pd.DataFrame({"price": case["zonal_price_eur_mwh"], "w": withdrawn.sum(axis=1)})
    frame["x"] = withdrawn[bodies].sum(axis=1)
    plants = pd.DataFrame({p["id"]: p["injected_kWh"] for p in case["plants"]})
    frame["shared"] = np.minimum(frame["w"], plants.sum(axis=1))
    rest = frame["shared"].copy()
    given = {}
    for tier in _tiers(case):
        offered = plants[tier].sum(axis=1)
        taken = np.minimum(rest, offered)
        for name in tier:
            given[name] = (taken / offered.where(offered > 0, 1)) * plants[name]
        rest -= taken
    left = frame["shared"] * frame["x"] / frame["w"]
    rows = []
    for plant in _in_exempt_order(case):
        exempt = np.minimum(given[plant["id"]], left)
        left -= exempt
        if plant["tip_admitted"]:
            price = _tariff(plant, np.maximum(0, 180 - frame["price"]), np.minimum)
            kept = 1 - plant["grant_share"] / 0.4 * 0.5
            tip = price * (exempt + (given[plant["id"]] - exempt) * kept) / 1000
            rows.append((plant["grant_share"] > 0, given[plant["id"]].sum(), plants[plant["id"]].sum(), tip.sum()))
    earned = pd.DataFrame(rows, columns=["grant", "energy", "injected", "tip"]).groupby("grant").sum()
    sale = (plants.mul(frame["price"], axis=0)).to_numpy().sum() / 1000
    return _totals(case, earned.to_dict("index"), float(frame["shared"].sum()), float(sale))


def with_polars(path: Path) -> Totals:
    """Settle with lazy expressions, which polars runs on all cores."""
    case = json.loads(path.read_text(encoding="utf-8"))
    holders = {p["id"]: p["holder"] for p in case["withdrawal_points"]}
    sums = []
    for index, name in enumerate(case["withdrawal_points_parquet"]):
        lazy = pl.scan_parquet(path.parent / name)
        columns = lazy.collect_schema().names()
        own = [column for column in columns if holders[column] in BODIES]
        sums.append(
            lazy.select(
                pl.sum_horizontal(columns).alias(f"w{index}"),
                (pl.sum_horizontal(own) if own else pl.lit(0.0)).alias(f"x{index}"),
            ).collect()
        )
    frame = pl.concat(sums, how="horizontal").select(
        pl.sum_horizontal(f"w{i}" for i in range(len(sums))).alias("w"),
        pl.sum_horizontal(f"x{i}" for i in range(len(sums))).alias("x"),
    )
    ids = [p["id"] for p in case["plants"]]
    frame = frame.with_columns(
        pl.Series("price", case["zonal_price_eur_mwh"]),
        *(pl.Series(p["id"], p["injected_kWh"]) for p in case["plants"]),
    ).with_columns(pl.min_horizontal("w", pl.sum_horizontal(ids)).alias("shared"))
    frame = frame.with_columns(rest=pl.col("shared"))
    for tier in _tiers(case):
        offered = pl.sum_horizontal(tier)
        taken = pl.min_horizontal("rest", offered)
        share = pl.when(offered > 0).then(taken / offered).otherwise(0.0)
        frame = frame.with_columns(
            *((share * pl.col(p)).alias(f"given_{p}") for p in tier), rest=pl.col("rest") - taken
        )
    frame = frame.with_columns(left=pl.col("shared") * pl.col("x") / pl.col("w"))
    earned: dict[bool, Totals] = {}
    for plant in _in_exempt_order(case):
        given = pl.col(f"given_{plant['id']}")
        frame = frame.with_columns(exempt=pl.min_horizontal(given, "left"))
        frame = frame.with_columns(left=pl.col("left") - pl.col("exempt"))
        if plant["tip_admitted"]:
            above = pl.max_horizontal(pl.lit(0.0), 180 - pl.col("price"))
            price = _tariff(plant, above, lambda cap, value: pl.min_horizontal(pl.lit(cap), value))
            kept = 1 - plant["grant_share"] / 0.4 * 0.5
            tip = price * (pl.col("exempt") + (given - pl.col("exempt")) * kept) / 1000
            row = frame.select(
                given.sum().alias("energy"), pl.col(plant["id"]).sum().alias("injected"), tip.sum().alias("tip")
            )
            total = earned.setdefault(plant["grant_share"] > 0, {"energy": 0.0, "injected": 0.0, "tip": 0.0})
            for key, value in row.row(0, named=True).items():
                total[key] += value
    sold = frame.select(pl.sum_horizontal(pl.col(p) * pl.col("price") for p in ids).sum() / 1000).item()
    return _totals(case, earned, float(frame["shared"].sum()), float(sold))


def _tiers(case: dict[str, Any]) -> list[list[str]]:
    days = sorted({p["entry_into_operation"] for p in case["plants"]})
    return [[p["id"] for p in case["plants"] if p["entry_into_operation"] == day] for day in days]


def _in_exempt_order(case: dict[str, Any]) -> list[dict[str, Any]]:
    def order(plant: dict[str, Any]) -> tuple[bool, str, str]:
        return (not (plant["grant_share"] > 0 and plant["tip_admitted"]), plant["entry_into_operation"], plant["id"])

    return sorted(case["plants"], key=order)


def _tariff(plant: dict[str, Any], above: Any, minimum: Any) -> Any:
    power = plant["class_power_kW"]
    base, cap = next((b, c) for limit, b, c in ((200, 80, 120), (600, 70, 110), (1000, 60, 100)) if power <= limit)
    return minimum(cap, base + above) + CORRECTION[plant["area"]]


def _totals(case: dict[str, Any], earned: dict[Any, Any], shared: float, sold: float) -> Totals:
    surplus = 0.0
    for has_grant, row in earned.items():
        surplus += max(0.0, row["energy"] / row["injected"] - (0.45 if has_grant else 0.55)) * row["tip"]
    return {
        "tip_eur": sum(row["tip"] for row in earned.values()),
        "tip_surplus_eur": surplus,
        "valorisation_eur": shared * case["tariffs"]["TRASe_eur_mwh"] / 1000,
        "rid_eur": sold,
    }
