"""`law` and `explain` at the terminal: what people read, what machines read, how they end."""

import json
from typing import Any

import pytest

from workflow.cli.entry import main
from workflow.cli.exit_code import ExitCode


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str) -> str:
        main(list(words))
        return capsys.readouterr().out

    return run


def _ends(code: ExitCode, *words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == code


def test_the_list_of_an_area_shows_names_values_and_sources(said: Any) -> None:
    out = said("law", "list", "--area", "tariffa", "--on", "2024-06-01")
    assert "Parametri al 01/06/2024" in out
    assert "tariffa/trase" in out
    assert "10,57 EUR/MWh" in out
    assert "Regole operative GSE 23/02/2024" in out


def test_the_list_may_be_only_of_terms_or_of_rules(said: Any) -> None:
    terms = said("law", "list", "--terms")
    assert "integrazioni" in terms
    assert "Parametri al" not in terms
    rules = said("law", "list", "--rules", "--area", "MNY")
    assert "MNY-01" in rules
    assert "MNY-09" in rules


def test_the_list_in_json_has_the_three_tables(said: Any) -> None:
    found = json.loads(said("law", "list", "--on", "2026-11-22", "--json"))
    assert (found["schema"], found["on"]) == (1, "2026-11-22")
    assert {"parameters", "terms", "rules"} <= set(found)
    names = [row["name"] for row in found["parameters"]]
    assert "impianto/potenza_massima" in names
    only = json.loads(said("law", "list", "--parameters", "--json"))
    assert "rules" not in only


def test_the_difference_between_two_days_is_a_table_and_an_envelope(said: Any) -> None:
    words = ("law", "diff", "2025-04-29", "30/04/2025")
    out = said(*words)
    assert "Dal 29/04/2025 al 30/04/2025" in out
    assert "D.L. 19/2025" in out
    assert "territorio impianti" in out
    assert "PLT-22" in out
    found = json.loads(said(*words, "--json"))
    assert [act["id"] for act in found["acts"]] == ["dl-19-2025"]
    change = next(row for row in found["values"] if row["name"] == "configurazione/prova_territorio_controllo")
    assert change["values"] == ["comuni_impianti", "territorio_impianti"]
    assert said("law", "diff", "2025-05-01", "2025-05-02").strip().endswith("Non è cambiato nulla.")


def test_what_was_verified_longest_ago_is_listed_with_the_days(said: Any) -> None:
    short, whole = said("law", "stale"), said("law", "stale", "--all")
    assert "--all" in short
    assert len(short.splitlines()) < len(whole.splitlines())
    rows = json.loads(said("law", "stale", "--json"))["rows"]
    assert {"sort", "name", "title", "verified_on", "days", "confidence"} == set(rows[0])


def test_one_parameter_one_term_and_one_source_are_shown(said: Any) -> None:
    parameter = said("law", "show", "pnrr/anticipazione")
    assert "10 %" in parameter
    assert "30 %" in parameter
    term = said("law", "show", "statuto_cer")
    assert "Durata" in term
    assert "Se passa" in term
    assert "conosciuta da altre fonti" in said("law", "show", "dl-19-2025")
    assert json.loads(said("law", "show", "tariffa/scaglioni", "--json"))["parameter"]["values"]
    assert json.loads(said("law", "show", "integrazioni", "--json"))["term"]["id"] == "integrazioni"
    assert json.loads(said("law", "show", "dl-19-2025", "--json"))["source"]["id"] == "dl-19-2025"


def test_a_rule_is_explained_with_article_values_and_two_examples(said: Any) -> None:
    out = said("explain", "PLT-06", "--on", "2026-11-22")
    assert "Va bene:" in out
    assert "1.000,01 kW" in out
    assert "1.000 kW" in out
    assert "Regole operative GSE 23/02/2024, Parte II, par. 1.2.1.2" in out
    found = json.loads(said("explain", "PLT-06", "--json"))
    assert found["card"]["code"] == "PLT-06"
    assert found["examples"]["fails"]


def test_what_changed_is_said_under_the_value_of_the_day(said: Any) -> None:
    out = " ".join(said("explain", "CER-05", "--on", "2024-06-01").split())
    assert "= comuni impianti" in out
    assert "dal 30/04/2025: territorio impianti" in out


def test_notes_terms_and_items_are_explained_by_the_same_command(said: Any) -> None:
    assert "Si legge spesso:" in said("explain", "MNY-04")
    assert "Termine:" in said("explain", "MNY-09")
    assert "clausola «energia»" in said("explain", "GEN-15")
    assert "Regole che se ne occupano: GEN-06" in said("explain", "PRC-06")
    assert "30 giorni" in said("explain", "integrazioni")
    assert "da dichiarare e conservare" in said("explain", "con-18")
    assert json.loads(said("explain", "MNY-09", "--json"))["card"] is None


def test_wrong_words_end_with_the_code_of_their_kind() -> None:
    _ends(ExitCode.NOT_FOUND, "explain", "PLT-99")
    _ends(ExitCode.NOT_FOUND, "law", "show", "niente")
    _ends(ExitCode.USAGE, "law", "list", "--area", "pippo")
    _ends(ExitCode.USAGE, "law", "diff", "2025-05-02", "2025-05-01")
    _ends(ExitCode.USAGE, "law", "diff", "ieri", "2025-05-01")
