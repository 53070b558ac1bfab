"""Table D3 of the standard savings, against the Regole, and what the record of a fuel may say of it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import catalogue, law
from workflow.checks.feedstock import NOT_LISTED, standard_saving
from workflow.checks.run import run
from workflow.domain.feedstock import FuelList
from workflow.domain.finding import Outcome, Severity

CER = build("cer_biomassa")

# Regole operative 2024, Appendice D3, electricity, standard value; distances at both ends of a row.
TABLE = [
    ("residui_forestali", 1, "0.87"),
    ("residui_forestali", 500, "0.87"),
    ("residui_forestali", 501, "0.81"),
    ("residui_forestali", 2500, "0.81"),
    ("residui_forestali", 10000, "0.67"),
    ("residui_forestali", 10001, "0.41"),
    ("eucalipto", 2500, None),
    ("eucalipto", 2501, "0.60"),
    ("eucalipto", 10001, None),
    ("pioppo_fertilizzato", 2500, "0.76"),
    ("pioppo_non_fertilizzato", 2500, "0.79"),
    ("corteccia", 10000, "0.68"),
    ("residui_industriali_legno", 10000, "0.71"),
    ("residui_agricoli_bassa_densita", 10001, "0.23"),
    ("residui_agricoli_alta_densita", 10000, "0.78"),
    ("bricchetti_di_bagassa", 10000, "0.87"),
    ("farina_di_palmisti", 10001, "-0.33"),
    ("farina_di_palmisti_senza_metano", 10001, "0.14"),
    ("residui_forestali", 0, "0.87"),
]


@pytest.mark.parametrize(("entry", "distance_km", "saving"), TABLE)
def test_the_standard_saving_is_that_of_the_row(entry: str, distance_km: int, saving: str | None) -> None:
    found = standard_saving(entry, Decimal(distance_km), law(), CER)
    assert found == (None if saving is None else Decimal(saving))


def test_the_word_for_what_the_table_has_not_is_no_entry_of_it() -> None:
    rows = law().value("impianto/risparmio_emissivo_standard", date(2026, 11, 22)).items
    assert NOT_LISTED not in {row["materiale"] for row in rows}


def test_each_list_of_a_fuel_is_one_of_the_two_appendices_or_none() -> None:
    assert {item.value for item in FuelList} == {"d1_a", "d1_b", "d2_a", "d2_b", "nessuno"}


def test_a_cec_with_a_gas_plant_of_2015_meets_no_plant_constraint() -> None:
    dossier = build(
        "cec_ok",
        {
            "impianti.0.fonte": "non_rinnovabile",
            "impianti.0.intervento": "esistente",
            "impianti.0.potenza_kw": "3000",
            "impianti.0.potenza_gaudi_kw": "3000",
            "impianti.0.entrata_in_esercizio": date(2015, 5, 1),
        },
    )
    report = run(dossier, law(), catalogue().cards, catalogue().rules)
    assert [found.code for found in report.findings if found.severity is Severity.BLOCKING] == []
    outcomes = {item.code: item.outcome for item in report.evaluated if item.path in {(), ("impianti", 0)}}
    assert outcomes["PLT-02"] is Outcome.PASSED
    for code in ("PLT-01", "PLT-03", "PLT-05", "PLT-06", "PLT-07", "PLT-31", "PLT-32"):
        assert outcomes[code] is Outcome.NOT_APPLICABLE
