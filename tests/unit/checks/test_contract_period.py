"""The years of tariff and what stops add: the cases of Allegato 5 with the days counted by hand."""

from datetime import date
from typing import Any

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.checks.contract_period import TariffPeriod, next_renewal, tariff_period, tariff_periods, valorisation_end


def stop(cause: str | None, from_on: date | None, until_on: date | None, plant: str | None = None) -> dict[str, Any]:
    return {"impianto": plant, "causa": cause, "dal": from_on, "fino_al": until_on}


def period(*stops: dict[str, Any], **changes: Any) -> TariffPeriod:
    facts = {"contratto_gse.fermate": list(stops), **{k.replace("__", "."): v for k, v in changes.items()}}
    return tariff_period(build("aid_ammesso", facts), 0, law())


def test_the_period_is_twenty_years_from_the_start_in_the_act() -> None:
    found = period(impianti__0__decorrenza_gse=date(2026, 11, 1))
    assert (found.started_on, found.nominal_end_on, found.end_on) == (
        date(2026, 11, 1),
        date(2046, 11, 1),
        date(2046, 11, 1),
    )


def test_a_single_plant_starts_with_its_contract() -> None:
    assert period().started_on == date(2026, 9, 15)


def test_stops_that_overlap_count_once() -> None:
    found = period(
        stop("sicurezza_rete", date(2030, 1, 1), date(2030, 1, 31)),
        stop("forza_maggiore", date(2030, 1, 20), date(2030, 2, 10)),
    )
    assert found.extension_days == 41


def test_an_upgrade_is_capped_and_the_rest_is_not() -> None:
    found = period(
        stop("potenziamento", date(2030, 1, 1), date(2031, 2, 28)),
        stop("calamita", date(2032, 1, 1), date(2032, 1, 10)),
    )
    assert (found.extension_days, found.is_capped) == (375, True)
    assert found.end_on == date(2047, 9, 25)


def test_a_stop_that_misses_something_is_named_and_left_out() -> None:
    found = period(stop(None, date(2030, 1, 1), None))
    assert found.extension_days == 0
    assert found.missing == ("contratto_gse.fermate.0.causa", "contratto_gse.fermate.0.fino_al")


def test_the_stops_of_another_plant_do_not_count() -> None:
    stops = [
        stop("calamita", date(2030, 1, 1), date(2030, 1, 10), "Impianto 1"),
        stop("calamita", date(2031, 1, 1), date(2031, 1, 20)),
    ]
    found = tuple(tariff_periods(build("cer_ammessa", {"contratto_gse.fermate": stops}), law()))
    assert [item.extension_days for item in found] == [10, 0]


def test_a_plant_added_later_has_its_own_twenty_years() -> None:
    changes = {
        "impianti.1.entrata_in_esercizio": date(2027, 1, 10),
        "variazioni": [
            {"tipo": "aggiunta_impianto", "impianti": ["Impianto 2"], "comunicata_il": date(2027, 3, 1)},
        ],
    }
    found = tariff_period(build("cer_ammessa", changes), 1, law())
    assert found.nominal_end_on == date(2047, 1, 10)


def test_a_plant_without_start_has_no_period() -> None:
    found = tariff_period(build("cer_ammessa", {"impianti.0.entrata_in_esercizio": None}), 0, law())
    assert (found.started_on, found.ask_by_on) == (None, None)


def test_plants_without_tariff_and_dossiers_without_contract_have_none() -> None:
    assert list(tariff_periods(build("aid_ok"), law())) == []
    assert list(tariff_periods(build("cec_ammessa"), law())) == []
    assert valorisation_end(build("aid_ok"), law()) is None


def test_renewals_follow_each_other_from_the_first_end() -> None:
    end_on = date(2048, 2, 29)
    assert next_renewal(end_on, end_on, law()) == date(2049, 2, 28)
    assert next_renewal(end_on, date(2049, 2, 28), law()) == date(2050, 2, 28)
    assert next_renewal(end_on, date(2051, 6, 1), law()) == date(2052, 2, 29)
