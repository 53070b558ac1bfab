"""Every figure of a settlement is made again from its own inputs, and the published lines add up."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.builders.random_settlements import settlements
from workflow.energy.chart_series import month_sums, shares, typical_days
from workflow.energy.explained import explain
from workflow.energy.hours import ROME
from workflow.energy.named_assumptions import named
from workflow.energy.published import published, to_cent
from workflow.energy.settlement import Settlement, settle
from workflow.intake.settlement_file import SettlementInput
from workflow.law import Law
from workflow.services.energy_reported import load_texts
from workflow.services.settling import settlement_json, year_of

LAW = Law.load()
TEXTS = load_texts()
CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "settlement_cases.json").read_text(encoding="utf-8"))["cases"]
}


def settled(case: dict[str, Any]) -> Settlement:
    """Settle the input of a case."""
    return settle(year_of(SettlementInput.model_validate(case), Path("conto.json"), LAW))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=settlements())
def test_every_figure_is_what_its_formula_gives_on_its_inputs(case: dict[str, Any]) -> None:
    found = explain(settled(case), TEXTS)
    assert [one.code for one in found if not np.isclose(one.value, one.recomputed, rtol=1e-9, atol=1e-9)] == []
    codes = [one.code for one in found]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_explained_totals_are_those_of_the_settlement(name: str) -> None:
    found = settled(CASES[name]["input"])
    by_code = {one.code: one.value for one in explain(found, TEXTS)}
    totals = settlement_json(found)["totals"]
    for code, key in (
        ("totale.tip", "tip_eur"),
        ("totale.eccedenza", "tip_surplus_eur"),
        ("valorizzazione.totale", "valorisation_eur"),
        ("totale.rid", "rid_eur"),
        ("totale.corrispettivi", "fees_eur"),
        ("totale.netto", "net_of_fees_eur"),
    ):
        assert by_code[code] == pytest.approx(totals[key], abs=1e-9), code


def test_a_premium_says_band_cap_price_correction_and_f() -> None:
    found = {one.code: one for one in explain(settled(CASES["S05"]["input"]), TEXTS)}
    (premium,) = [one for code, one in found.items() if code.startswith("impianto.") and code.endswith(".tip")]
    inputs = {one.code.rpartition(".")[2]: one for one in premium.inputs}
    assert {"lorda", "lorda_non_esente", "parte_fissa", "tetto", "soglia", "correzione", "f"} <= inputs.keys()
    assert inputs["tetto"].ref is not None
    assert premium.value == pytest.approx(inputs["lorda"].value - inputs["f"].value * inputs["lorda_non_esente"].value)
    assert LAW.cite(premium.ref)


def test_every_article_of_the_explanations_is_in_the_register() -> None:
    assert {words.ref.source for words in TEXTS.figures.values()} <= LAW.sources.keys()


def test_every_assumption_named_beside_a_figure_is_explained_with_the_settlement() -> None:
    named_beside = {code for words in TEXTS.figures.values() for code in words.assumptions}
    assert named_beside
    assert named_beside <= {one.code for one in named(settled(CASES["S01"]["input"]).assumptions)}


def test_published_lines_are_cents_and_the_sums_are_those_of_the_lines() -> None:
    for case in CASES.values():
        lines = published(settled(case["input"]))
        every = [amount for each in lines.tip_by_plant.values() for amount in each]
        assert all(amount == amount.quantize(Decimal("0.01")) for amount in every)
        assert lines.tip_eur == sum(every, Decimal(0))
        assert lines.tip_eur == sum((lines.tip_of_month(place) for place in range(len(lines.months))), Decimal(0))
        assert lines.net_eur == lines.tip_eur + lines.valorisation_eur + lines.rid_eur - lines.fees_eur


@pytest.mark.parametrize(
    ("amount", "cents"),
    [(0.005, "0.01"), (1.005, "1.01"), (2.675, "2.68"), (0.0049, "0.00"), (-0.005, "-0.01"), (0.1 + 0.2, "0.30")],
)
def test_half_a_cent_goes_up_and_binary_noise_does_not_move_it(amount: float, cents: str) -> None:
    assert to_cent(amount) == Decimal(cents)


def test_the_charts_rest_on_the_sums_of_the_settlement() -> None:
    found = settled(CASES["S07"]["input"])
    assert sum(one.shared_kwh for one in month_sums(found)) == pytest.approx(float(found.shared_kwh.sum()))
    drawn = {one.name: one.year for one in shares(found)}
    assert drawn["impianti con sola tariffa"] == pytest.approx(100 * found.surplus.tip_only.ratio)


def test_the_hour_that_the_clock_shows_twice_is_drawn_as_the_mean_of_the_two() -> None:
    found = settled(CASES["S10"]["input"])
    (day,) = typical_days(found)
    assert day.season.startswith("autunno")
    clock = [start.astimezone(ROME).hour for start in found.hours.starts]
    twice = next(hour for hour in clock if clock.count(hour) > 1)
    both = [float(energy) for energy, hour in zip(found.shared_kwh, clock, strict=True) if hour == twice]
    assert day.shared_kwh[twice] == pytest.approx(sum(both) / len(both))
