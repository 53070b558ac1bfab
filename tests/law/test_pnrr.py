"""The law of PNRR projects: three acts side by side, and words that the records of a project have."""

from datetime import date
from decimal import Decimal

import pytest

from workflow.domain.finding import Confidence
from workflow.domain.kind import Kind
from workflow.domain.pnrr_project import CostItem, PnrrProject, PnrrRules
from workflow.law import Law

BY_ACT = {
    "dm_414_2023": (date(2024, 2, 23), 5000, "0.10", Confidence.HIGH),
    "dm_127_2025": (date(2025, 6, 26), 50000, "0.30", Confidence.MEDIUM),
    "dl_19_2026": (date(2026, 2, 20), 50000, "0.30", Confidence.MEDIUM),
}


def rows(law: Law) -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in law.value("pnrr/discipline", date(2026, 11, 22)).items}


@pytest.mark.parametrize(("act", "expected"), BY_ACT.items())
def test_each_act_has_its_own_values(law: Law, act: str, expected: tuple[date, int, str, Confidence]) -> None:
    day, people, advance, confidence = expected
    assert rows(law)[act]["valori_dal"] == day
    population = law.value("pnrr/abitanti_comune_sotto", day)
    assert (population.number, population.confidence) == (people, confidence)
    assert law.value("pnrr/anticipazione", day).number == Decimal(advance)


def test_the_acts_are_those_a_project_may_cite_and_their_terms_exist(law: Law) -> None:
    assert set(rows(law)) == {act.value for act in PnrrRules}
    keys = {field.alias for field in PnrrProject.model_fields.values()}
    for row in rows(law).values():
        assert row["corre_da"] in keys
        named = [row[key] for key in ("termine_esercizio", "ultimo_giorno", "fine_lavori", "quietanze", "saldo")]
        assert row["termine_esercizio"]
        assert {name for name in named if name} <= set(law.terms)


def test_the_months_to_operation_change_length_and_start(law: Law) -> None:
    day_2024, day_2025, day_2026 = (expected[0] for expected in BY_ACT.values())
    assert law.due("pnrr_esercizio_da_ammissione", date(2024, 9, 15), day_2024).due_on == date(2026, 3, 15)
    assert law.due("pnrr_esercizio_da_fine_lavori", date(2026, 6, 30), day_2025).due_on == date(2028, 6, 30)
    assert law.due("pnrr_facility_esercizio", date(2026, 6, 25), day_2026).due_on == date(2028, 6, 25)
    assert law.due("pnrr_entrata_in_esercizio", day_2024).due_on == date(2026, 6, 30)
    assert law.due("pnrr_entrata_in_esercizio", day_2025).due_on == date(2027, 12, 31)


def test_the_desk_closed_first_in_march_and_then_in_november_2025(law: Law) -> None:
    assert law.value("pnrr/chiusura_sportello", date(2025, 2, 27)).day == date(2025, 3, 31)
    assert law.value("pnrr/chiusura_sportello", date(2025, 2, 28)).day == date(2025, 11, 30)
    assert law.value("pnrr/apertura_sportello", date(2024, 2, 23)).day == date(2024, 4, 8)


def test_notice_receipts_agreements_and_guarantee_have_their_day(law: Law) -> None:
    assert law.due("pnrr_avvio_lavori", date(2026, 2, 9)).due_on == date(2026, 3, 11)
    assert law.due("pnrr_quietanze", date(2025, 1, 1)).due_on == date(2026, 6, 30)
    assert law.due("pnrr_accordo_concessione", date(2026, 2, 20)).due_on == date(2026, 6, 30)
    assert law.value("pnrr/scadenza_garanzia", date(2024, 2, 23)).confidence is Confidence.HIGH
    assert law.value("pnrr/scadenza_garanzia", date(2025, 6, 26)).confidence is Confidence.TO_VERIFY


def test_cost_items_are_those_an_invoice_may_have_and_four_are_technical(law: Law) -> None:
    items = law.value("pnrr/voci_spesa", date(2025, 1, 1)).items
    assert [item["id"] for item in items] == [item.value for item in CostItem]
    assert [item["id"] for item in items if item["tecnica"]] == [
        "prefattibilita",
        "progettazione_indagini",
        "direzione_lavori_sicurezza",
        "collaudi_consulenze",
    ]
    assert not [item["id"] for item in items if item["tecnica"] and item["avvia_lavori"]]


def test_beneficiaries_are_told_for_the_kinds_that_have_the_grant(law: Law) -> None:
    kinds = law.value("configurazione/tipologie_pnrr", date(2025, 1, 1)).ids
    assert set(law.value("pnrr/beneficiari", date(2025, 1, 1)).table) == set(kinds) == {Kind.CER.value, Kind.GAC.value}
