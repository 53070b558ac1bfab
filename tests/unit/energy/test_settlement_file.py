"""A settlement file that is wrong is refused with the key, the value and the cure; nothing is guessed."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.builders.settlements import plant, point
from workflow.law import Law, UnknownOnThatDayError
from workflow.resources import BrokenFileError
from workflow.services.settling import settle_file

CASE: dict[str, Any] = {
    "configuration": {"type": "GAC"},
    "hours": ["2026-07-01T10:00+02:00", "2026-07-01T11:00+02:00"],
    "zonal_price_eur_mwh": [100, 100],
    "plants": [plant(injected=[1.0, 2.0])],
    "withdrawal_points": [point([1.0, 2.0])],
    "tariffs": {"TRASe_eur_mwh": 10.57, "BTAU_eur_mwh": 0.65},
}


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def write(folder: Path, changes: dict[str, Any]) -> Path:
    case = deepcopy(CASE)
    for dotted, value in changes.items():
        node: Any = case
        *steps, last = [int(s) if s.isdigit() else s for s in dotted.split(".")]
        for step in steps:
            node = node[step]
        node[last] = value
    path = folder / "conto.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hours.1": "2026-07-01T10:00+02:00"}, "ripetuta o fuori ordine"),
        ({"hours.1": "2027-07-01T10:00+02:00"}, "più anni"),
        ({"hours.1": "2026-07-01T11:00"}, "scarto da UTC"),
        ({"hours.1": "2026-07-01T11:15+02:00"}, "inizio di un'ora"),
        ({"zonal_price_eur_mwh": [100]}, "le ore sono 2 ma zonal_price_eur_mwh ha 1 valori"),
        ({"plants.0.injected_kWh": [1.0]}, "plants «A».injected_kWh ha 1 valori"),
        ({"plants.0.injected_kWh": [1.0, -2.0]}, "plants.0.injected_kWh.1"),
        ({"plants.0.source": "nuclear"}, "fonte o area sconosciuta"),
        ({"configuration.type": "XYZ"}, "«XYZ» non esiste"),
        ({"withdrawal_points": [point([1.0, 2.0]), point([1.0, 2.0])]}, "«y» compare due volte"),
        ({"options": {"tie_rule": "random"}}, "options.tie_rule: deve essere 'pro_rata' o 'by_id'"),
        ({"extra": 1}, "extra: chiave sconosciuta"),
        ({"options": {"extra": 1}}, "options.extra: chiave sconosciuta"),
        ({"plants.0.power_kW": 0}, "plants.0.power_kW: deve essere più di 0"),
        ({"plants.0.grant_share": -0.1}, "plants.0.grant_share: deve essere almeno 0"),
        ({"plants.0.service_start": "01/05/2024"}, "plants.0.service_start: non è un giorno"),
        ({"plants.0.rid": "forse"}, "plants.0.rid: deve essere true o false"),
        ({"zonal_price_eur_mwh": [100, None]}, "zonal_price_eur_mwh.1: non è un numero"),
        ({"zonal_price_eur_mwh": [100, float("nan")]}, "zonal_price_eur_mwh.1: non è un numero finito"),
        ({"withdrawal_points": []}, "withdrawal_points: non ci sono valori"),
        ({"hours.1": "ieri"}, "hours.1: non è un'ora"),
        ({"configuration": {}}, "configuration.type: manca"),
        ({"plants": 3}, "plants: non è un elenco"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, law: Law, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BrokenFileError, match=r"conto\.json") as raised:
        settle_file(write(tmp_path, changes), law)
    assert words in str(raised.value)


def test_a_file_that_is_not_json_is_refused(tmp_path: Path, law: Law) -> None:
    path = tmp_path / "conto.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(BrokenFileError, match="JSON"):
        settle_file(path, law)


def test_a_year_without_a_tariff_is_refused_and_never_guessed(tmp_path: Path, law: Law) -> None:
    with pytest.raises(UnknownOnThatDayError, match=r"trase.*scriverlo .* in tariffs\.TRASe_eur_mwh"):
        settle_file(write(tmp_path, {"tariffs": {}}), law)
    with pytest.raises(UnknownOnThatDayError, match="btau"):
        settle_file(write(tmp_path, {"tariffs": {"TRASe_eur_mwh": 10.57}}), law)


def test_the_tariffs_of_2024_are_known(tmp_path: Path, law: Law) -> None:
    hours = ["2024-07-01T10:00+02:00", "2024-07-01T11:00+02:00"]
    found = settle_file(write(tmp_path, {"tariffs": {}, "hours": hours}), law)
    assert found.valorisation.transmission_eur > 0


def test_the_whole_case_of_the_published_format_is_taken_too(tmp_path: Path, law: Law) -> None:
    path = tmp_path / "conto.json"
    path.write_text(json.dumps({"id": "S01", "input": CASE}), encoding="utf-8")
    assert settle_file(path, law).hours.year == 2026
