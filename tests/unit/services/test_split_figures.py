"""Every figure of a split is told with its formula, what went into it and its article."""

import json
from decimal import Decimal

import jsonschema
import pytest

from tests.builders import splits
from tests.builders.rulebook import law
from tests.builders.splits import ANNA, BAKERY, BLOCKS, CUNEO
from workflow.services.schemas import SCHEMAS
from workflow.services.split_json import split_json

RECEIVED = splits.sums(tariffa_premio_eur="700", valorizzazione_eur="70")


def test_every_figure_of_the_json_has_its_formula_its_inputs_and_its_article():
    dossier = splits.community(**BLOCKS)
    energy = splits.energy_of(dossier, {"Impianto 1": [30.0], "Impianto 2": [10.0]}, {ANNA: [20.0], CUNEO: [7.0]})
    received = splits.sums(
        tariffa_premio_eur="1000,01",
        eccedenza_eur=20,
        valorizzazione_eur="33,33",
        spese_gestione_eur=10,
        membri=[{"codice_fiscale": ANNA, "trattenute_eur": 5}],
    )
    found = splits.split_of(dossier, energy=energy, received=received)
    envelope = json.loads(json.dumps(split_json(found, law().cite), default=str))
    jsonschema.validate(envelope, SCHEMAS["energy-split"]())
    assert {one["pot"]: one["difference_eur"] for one in envelope["balance"]} == dict.fromkeys(
        ["tariffa_premio", "valorizzazione", "eccedenza", "ritiro_dedicato"], "0.00"
    )
    for one in envelope["members"]:
        assert Decimal(one["gross_eur"]) == sum((Decimal(line["amount_eur"]) for line in one["lines"]), Decimal(0))
        for line in one["lines"]:
            told = line["spiegazione"]
            inputs = {key: Decimal(value) for key, value in told["inputs"].items()}
            again = inputs["base_eur"] * inputs["quota_percent"] / 100 * inputs["weight"] / inputs["weights"]
            assert again == pytest.approx(Decimal(told["exact_eur"]), abs=Decimal("0.0000001"))
            assert abs(again - Decimal(line["amount_eur"])) < Decimal("0.01")
            assert told["formula"].endswith("€")
            assert told["refs"]
    anna = next(one for one in envelope["members"] if one["key"] == ANNA)
    assert anna["path"][-1].endswith("meno 5,00 € trattenuti = " + anna["net_eur"].replace(".", ",") + " €")
    assert {note["ref"]["source"] for note in anna["taxes"]} == {"ris-ade-37-2024"}
    firm = next(one for one in envelope["members"] if one["key"] == BAKERY)
    assert firm["taxes"] == []


def test_costs_taken_first_are_explained_too():
    received = splits.sums(tariffa_premio_eur=900, valorizzazione_eur=100, corrispettivi_gse_eur=60, riserva_eur=40)
    envelope = split_json(splits.split_of(splits.community(), received=received), law().cite)
    formula = envelope["funds"][0]["spiegazione"]["formula"]
    assert formula.endswith("(60,00 € corrispettivi del GSE + 40,00 € riserva) × 900,00 ÷ 1.000,00 → 90,00 €")
    assert "meno 90,00 € di costi = 810,00 € da dividere" in envelope["members"][0]["path"][0]


def test_costs_that_the_sums_cannot_pay_are_explained_as_such():
    received = splits.sums(tariffa_premio_eur=9, valorizzazione_eur=1, corrispettivi_gse_eur=60)
    envelope = split_json(splits.split_of(splits.community(), received=received), law().cite)
    formula = envelope["funds"][0]["spiegazione"]["formula"]
    assert formula.endswith("(60,00 € corrispettivi del GSE) × 9,00 ÷ 10,00, per quanto bastano → 9,00 €")


def test_an_unfinished_riparto_keeps_to_the_schema_too():
    found = splits.split_of(splits.community(scelte__criterio_riparto=None))
    envelope = json.loads(json.dumps(split_json(found, law().cite), default=str))
    jsonschema.validate(envelope, SCHEMAS["energy-split"]())
    assert (envelope["is_blocked"], envelope["members"]) == (True, [])
