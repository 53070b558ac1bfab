"""Portale Consumi, the distributor's JSON and PVGIS: told by what they hold, whatever they are called."""

import json
from datetime import date

import numpy as np
import pytest

from tests.builders import measures as built
from tests.unit.intake.measures.reading import OTHER, POD, Read
from workflow.energy.series import Direction
from workflow.intake.measures.reading import Asked
from workflow.resources import BrokenFileError

DAY = date(2025, 1, 7)
SPRING, AUTUMN = date(2025, 3, 30), date(2025, 10, 26)
QUARTERS = [0.25] * 96


def write(folder, content, name="scaricato"):
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_the_portal_gives_a_day_a_row_of_each_point(tmp_path):
    rows = [(POD, DAY, "10/02/2025", "PDO2G", QUARTERS), (OTHER, DAY, "10/02/2025", "PDO2G", [0.5] * 96)]
    read = Read(write(tmp_path, built.portale(rows)))
    assert read.formats == ["portale_consumi"]
    assert (read.total(), read.total(key=OTHER)) == pytest.approx((24, 48))
    assert read.codes == []


def test_a_row_of_the_portal_with_registers_only_is_left(tmp_path):
    rows = [(POD, DAY, "10/02/2025", "PDO2G", QUARTERS), (POD, date(2025, 1, 31), "10/02/2025", "PNO2G", [])]
    read = Read(write(tmp_path, built.portale(rows)))
    assert read.total() == pytest.approx(24)
    assert read.codes == []


def test_what_the_portal_received_later_wins_and_a_correction_wins_over_both(tmp_path):
    early = (POD, DAY, "10/02/2025", "PDO", QUARTERS)
    late = (POD, DAY, "10/04/2025", "PDO", [0.5] * 96)
    corrected = (POD, DAY, "10/03/2025", "RFO", [0.75] * 96)
    assert Read(write(tmp_path, built.portale([late, early]))).total() == pytest.approx(48)
    assert Read(write(tmp_path, built.portale([corrected, late, early]))).total() == pytest.approx(72)


def test_a_flow_and_the_portal_are_compared_by_the_day_on_which_they_came(tmp_path):
    portal = write(tmp_path, built.portale([(POD, DAY, "10/04/2025", "RFO", QUARTERS)]))
    flow = tmp_path / built.sii_name("RFO", "20250310120000")
    flow.write_bytes(built.sii("RFO", built.dati_pod(POD, date(2025, 1, 1), lambda *_: 0.5, days=[DAY])))
    assert Read(portal, flow).total() == Read(flow, portal).total() == pytest.approx(24)


@pytest.mark.parametrize(("day", "quarters"), [(SPRING, 92), (SPRING, 96), (AUTUMN, 96)])
def test_the_portal_on_the_days_of_the_clock(tmp_path, day, quarters):
    values = [0.25] * quarters
    if day == SPRING and quarters == 96:
        values[8:12] = [None] * 4
    hours = Read(write(tmp_path, built.portale([(POD, day, "01/12/2025", "PDO", values)]))).day(day)
    assert len(hours) == built.hours_in(day)
    assert int(np.isnan(hours).sum()) == (1 if day == AUTUMN else 0)


def test_a_day_of_the_portal_that_is_no_day_is_told(tmp_path):
    text = built.portale([(POD, DAY, "10/02/2025", "PDO", QUARTERS)]).replace("07/01/2025", "31/02/2025", 1)
    assert Read(write(tmp_path, text)).finding("IMP-63").place.endswith("riga 2, data_lettura")


def test_the_distributor_gives_withdrawal_and_injection_apart(tmp_path):
    text = built.distributor([(DAY, "A1", QUARTERS), (DAY, "A2", [0.5] * 96), (DAY, "R1", [9.0] * 96)], pod=POD)
    read = Read(write(tmp_path, text))
    assert read.formats == ["distributore_json"]
    assert read.total() == pytest.approx(24)
    assert read.total(direction=Direction.INJECTION) == pytest.approx(48)
    assert len(read.book.keys) == 2


@pytest.mark.parametrize(("name", "asked"), [("scaricato", Asked(pod=POD)), (f"curva_{POD}_gennaio.json", Asked())])
def test_the_point_of_a_distributor_s_file_is_asked_or_in_its_name(tmp_path, name, asked):
    read = Read(write(tmp_path, built.distributor([(DAY, "A1", QUARTERS)]), name), asked=asked)
    assert read.total() == pytest.approx(24)


def test_a_distributor_s_file_of_nobody_is_told(tmp_path):
    read = Read(write(tmp_path, built.distributor([(DAY, "A1", QUARTERS)])))
    assert read.codes == ["IMP-56"]
    assert "--pod" in read.finding("IMP-56").remedy


def test_samples_with_an_initial_instant_are_in_universal_time(tmp_path):
    content = json.loads(built.distributor([(DAY, "A1", list(range(96)))], pod=POD))
    content["readings"][0]["initialSample"] = "2025-01-06T23:00:00Z"
    read = Read(write(tmp_path, json.dumps(content)))
    assert read.day(DAY)[0] == pytest.approx(0 + 1 + 2 + 3)
    content["readings"][0]["initialSample"] = "2025-01-07T00:00:00Z"
    moved = Read(write(tmp_path, json.dumps(content)))
    assert np.isnan(moved.day(DAY)[0])
    assert moved.day(DAY)[1] == pytest.approx(0 + 1 + 2 + 3)


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[1, 2]", '{"outputs": {"monthly": []}}'])
def test_other_json_is_refused(tmp_path, text):
    with pytest.raises(BrokenFileError, match="JSON"):
        Read(write(tmp_path, text))


def pvgis_rows(year=2020):
    return [(f"{year}0107:{hour:02}10", 1000.0 * hour) for hour in range(24)]


def test_pvgis_is_mean_power_in_watt_of_hours_of_greenwich(tmp_path):
    read = Read(write(tmp_path, built.pvgis_csv(pvgis_rows())), asked=Asked(plant="Tetto"))
    assert read.formats == ["pvgis"]
    hours = read.day(date(2020, 1, 7), "Tetto", Direction.PRODUCTION)
    assert np.isnan(hours[0])
    assert hours[1:].tolist() == pytest.approx(list(range(23)))


def test_pvgis_in_json_says_the_same(tmp_path):
    hourly = [{"time": time, "P": watts, "G(i)": 0.0} for time, watts in pvgis_rows()]
    text = json.dumps({"inputs": {}, "outputs": {"hourly": hourly}, "meta": {}})
    read = Read(write(tmp_path, text), asked=Asked(plant="Tetto"))
    assert read.total(2020, "Tetto", Direction.PRODUCTION) == pytest.approx(sum(range(24)))


def test_pvgis_without_power_is_refused(tmp_path):
    with pytest.raises(BrokenFileError, match="irraggiamento"):
        Read(write(tmp_path, built.pvgis_csv(pvgis_rows(), with_power=False)), asked=Asked(plant="Tetto"))


def test_pvgis_of_no_plant_is_told(tmp_path):
    assert Read(write(tmp_path, built.pvgis_csv(pvgis_rows()))).codes == ["IMP-56"]
