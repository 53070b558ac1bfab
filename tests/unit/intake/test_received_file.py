"""The sums received: a YAML file or words, in Italian figures; what is wrong is said by its key."""

from decimal import Decimal

import jsonschema
import pytest

from workflow.intake.received_file import read_received, received_schema
from workflow.resources import BrokenFileError


def test_words_of_the_command_line_are_the_keys_of_the_file():
    found = read_received("tariffa=1.812,40 eccedenza=0 valorizzazione=87,3 rid=1 corrispettivi=2 spese=3 riserva=4")
    assert (found.tariff_eur, found.surplus_eur, found.valorisation_eur) == (Decimal("1812.40"), 0, Decimal("87.3"))
    assert (found.sale_eur, found.gse_fees_eur, found.costs_eur, found.reserve_eur) == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("mensa=3", "«mensa=3» non si capisce"),
        ("tariffa=", "non si capisce"),
        ("tariffa=1 tariffa=2", "scritto due volte"),
        ("tariffa=-1", "nessuna somma è negativa"),
        ("tariffa=tanto", "non è un numero"),
    ],
)
def test_a_wrong_word_is_told(given, words):
    with pytest.raises(BrokenFileError, match=words):
        read_received(given)


def test_the_file_has_members_and_plants(tmp_path):
    path = tmp_path / "somme.yaml"
    path.write_text(
        "anno: 2026\ntariffa_premio_eur: 812,40\nmembri:\n  - {codice_fiscale: X, condivisa_kwh: '1,5'}\n"
        "impianti:\n  - {impianto: uno, con_tariffa: no}\n",
        encoding="utf-8",
    )
    found = read_received(str(path))
    assert (found.year, found.members[0].shared_kwh, found.plants[0].has_tariff) == (2026, Decimal("1.5"), False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("anno: 2026\ntarifa: 3\n", "riga 2, colonna 1: tarifa: la chiave non esiste"),
        ("membri:\n  - {condivisa_kwh: 1}\n", "riga 2, colonna 5: membri.0.codice_fiscale: manca"),
        ("eccedenza_ai_consumatori: 101\n", "troppo grande"),
        ("anno: duemila\n", "anno: «duemila» non va bene"),
        ("membri:\n  - {codice_fiscale: X}\n  - {codice_fiscale: X}\n", "yaml: «X» è scritto due volte"),
        ("impianti:\n  - {impianto: A}\n  - {impianto: A}\n", "«A» è scritto due volte"),
    ],
)
def test_a_wrong_key_is_told_by_its_name(tmp_path, text, words):
    path = tmp_path / "somme.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenFileError, match=words):
        read_received(str(path))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BrokenFileError, match="non esiste"):
        read_received(str(tmp_path / "nulla.yaml"))


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(received_schema())
    jsonschema.validate({"anno": 2026, "membri": [{"codice_fiscale": "X"}]}, received_schema())
