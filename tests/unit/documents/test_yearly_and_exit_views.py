"""What the papers after admission print: a year's accounts and shares, an exit's fee, the estimate of the benefits."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.builders.dossiers import build
from workflow.documents.benefit_view import benefit_view, member_estimate
from workflow.documents.exit_view import exit_view
from workflow.documents.year_view import shares_of_year, year_view
from workflow.domain.dossier import Dossier
from workflow.domain.member_exit import SharedInvestment

INVESTMENT: dict[str, Any] = {
    "costo_eur": 30000,
    "contributi_eur": 15000,
    "quota": 10,
    "mesi_ammortamento": 120,
    "mesi_residui": 72,
    "anticipato_eur": 0,
}


def with_accounts(split: list[dict[str, Any]], **accounts: Any) -> Dossier:
    report = {"anno": 2026, "conti": {"riparto": split, **accounts}}
    return build("cer_ok", {"contratto_gse": {"rendiconti": [report]}})


def view_of(dossier: Dossier) -> dict[str, Any]:
    assert dossier.gse_contract is not None
    accounts: dict[str, Any] = year_view(dossier, dossier.gse_contract.reports[0])["conti"]
    return accounts


def test_what_is_left_to_share_is_what_came_in_less_what_went_out() -> None:
    found = view_of(
        with_accounts([], tariffa_premio_eur=1000, valorizzazione_eur="120,50", spese_gestione_eur=100, immessa_kwh=200)
    )
    assert found["entrate_eur"] == Decimal("1120.50")
    assert found["uscite_eur"] == 100
    assert found["da_ripartire_eur"] == Decimal("1020.50")
    assert found["quota_condivisa"] is None


def test_the_share_of_energy_is_a_percentage_to_one_decimal() -> None:
    assert view_of(with_accounts([], immessa_kwh=300, condivisa_kwh=200))["quota_condivisa"] == Decimal("66.7")
    assert view_of(with_accounts([], immessa_kwh=0, condivisa_kwh=0))["quota_condivisa"] is None


def test_surplus_given_to_a_firm_is_told_apart_from_that_of_consumers() -> None:
    members = build("cer_ok").members
    firm = next(member for member in members if member.is_enterprise)
    person = next(member for member in members if member.is_person)
    lines = [{"codice_fiscale": firm.key, "eccedenza_eur": 5}, {"codice_fiscale": person.key, "eccedenza_eur": 7}]
    found = view_of(with_accounts(lines))
    assert (found["eccedenza_a_imprese_eur"], found["eccedenza_a_consumatori_eur"]) == (5, 7)


def test_a_statement_is_due_to_each_member_of_the_split_and_to_nobody_else() -> None:
    member = build("cer_ok").members[0]
    dossier = with_accounts(
        [{"codice_fiscale": member.key, "tariffa_premio_eur": 80, "trattenute_eur": 10}, {"codice_fiscale": "ignoto"}]
    )
    assert dossier.gse_contract is not None
    [(who, line)] = shares_of_year(dossier, dossier.gse_contract.reports[0])
    assert who.key == member.key
    assert (line["intestatario"], line["lordo_eur"], line["netto_eur"]) == (member.full_name, 80, 70)


@pytest.mark.parametrize(
    ("change", "fee"),
    [
        ({}, Decimal("900.00")),
        ({"anticipato_eur": 300}, Decimal("600.00")),
        ({"anticipato_eur": 1500}, Decimal(0)),
        ({"mesi_residui": 0}, Decimal(0)),
        ({"subentro": True, "costo_eur": None}, Decimal(0)),
        ({"contributi_eur": None}, None),
        ({"mesi_residui": None}, None),
    ],
)
def test_the_fee_for_leaving_early_is_the_part_not_yet_written_off(change: dict[str, Any], fee: Decimal | None) -> None:
    assert SharedInvestment.model_validate({**INVESTMENT, **change}).fee_eur == fee


def test_whoever_signed_no_investment_leaves_for_nothing() -> None:
    member = build("cer_ok").members[0]
    dossier = build("cer_ok", {"uscite": [{"membro": member.key, "tipo": "recesso"}]})
    found = exit_view(dossier, 0)
    assert found["corrispettivo_eur"] == 0
    assert found["investimento"] is None
    assert found["socio"]["nome_completo"] == member.full_name
    assert [point["pod"] for point in found["punti"]] == [point.pod for point in member.points]


def test_only_the_points_named_leave() -> None:
    member = build("cer_ok").members[0]
    dossier = build("cer_ok", {"uscite": [{"membro": member.key, "solo_punti": ["IT001E99999999"]}]})
    assert exit_view(dossier, 0)["punti"] == []


def test_without_an_estimate_there_is_no_preview() -> None:
    dossier = build("cer_ok")
    assert benefit_view(dossier) is None
    assert member_estimate(dossier, dossier.members[0]) is None


def test_a_scenario_says_what_is_left_only_when_every_figure_that_counts_is_known() -> None:
    figures = {"scenario": "atteso", "valorizzazione_eur": 130, "costi_eur": 120}
    estimate = {"calcolata_il": date(2026, 2, 1), "scenari": [figures, {**figures, "tariffa_premio_eur": 1000}]}
    with_tariff, without = (build(base, {"stima_benefici": estimate}) for base in ("cer_ok", "cec_ok"))
    assert [one["da_ripartire_eur"] for one in (benefit_view(with_tariff) or {})["scenari"]] == [None, 1010]
    assert [one["da_ripartire_eur"] for one in (benefit_view(without) or {})["scenari"]] == [10, 10]


def test_the_range_of_a_member_is_found_by_its_code() -> None:
    key = build("cer_ok").members[0].key
    dossier = build("cer_ok", {"stima_benefici": {"quote": [{"codice_fiscale": key, "minimo_eur": 40}]}})
    assert (member_estimate(dossier, dossier.members[0]) or {})["minimo_eur"] == 40
    assert member_estimate(dossier, dossier.members[1]) is None
