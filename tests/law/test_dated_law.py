"""Later acts stand as new dated values: a request of 2024 is judged by the law of 2024."""

from datetime import date, timedelta

import pytest

from workflow.law import Law

ONE_DAY = timedelta(days=1)
DAY_OF_2024 = date(2024, 9, 1)

# (parameter, value of 2024 if any, first day of the later value, the act) as read in the acts and in their summaries.
LATER = [
    ("membri/cer_portata_elenco", "solo_controllo", date(2025, 4, 30), "dl-19-2025"),
    ("membri/cer_categorie_ammesse", None, date(2025, 4, 30), "dl-19-2025"),
    ("membri/cer_categorie_controllo", None, date(2025, 4, 30), "dl-19-2025"),
    ("configurazione/prova_territorio_controllo", "comuni_impianti", date(2025, 4, 30), "dl-19-2025"),
    ("statuto/elementi_cer", None, date(2025, 4, 30), "dl-19-2025"),
    ("impianto/giorni_avvio_anticipato_cer", "unknown", date(2025, 4, 30), "dl-19-2025"),
    ("pnrr/abitanti_comune_sotto", 5000, date(2025, 6, 26), "dm-mase-127-2025"),
    ("pnrr/anticipazione", None, date(2025, 6, 26), "dm-mase-127-2025"),
    ("pnrr/mesi_entrata_in_esercizio", 18, date(2025, 6, 26), "dm-mase-127-2025"),
    ("pnrr/fine_lavori", "unknown", date(2025, 6, 26), "dm-mase-127-2025"),
    ("tariffa/esenti_decurtazione", None, date(2025, 6, 26), "dm-mase-127-2025"),
    ("procedura/verifica_preliminare_presupposti", None, date(2025, 7, 17), "faq-gse"),
    ("impianto/potenza_massima_grandi_imprese", "unknown", date(2026, 1, 24), "dlgs-3-2026"),
    ("impianto/potenza_condivisione_domestica", "unknown", date(2026, 1, 24), "dlgs-3-2026"),
    ("tariffa/periodo_condivisione", 60, date(2026, 1, 24), "dlgs-3-2026"),
    ("edificio/interventi_soggetti", None, date(2026, 8, 3), "dlgs-5-2026"),
    ("edificio/quote_rinnovabili", "unknown", date(2026, 8, 3), "dlgs-5-2026"),
    ("pnrr/facility_accordi", "unknown", date(2026, 2, 20), "dl-19-2026"),
    ("pnrr/facility_mesi_esercizio", "unknown", date(2026, 2, 20), "dl-19-2026"),
    ("pnrr/facility_regole", "unknown", date(2026, 2, 20), "dl-19-2026"),
]


@pytest.mark.parametrize(("name", "old", "changed_on", "act"), LATER, ids=str)
def test_the_later_act_rules_from_its_day_and_2024_keeps_its_own_value(
    law: Law, name: str, old: object, changed_on: date, act: str
) -> None:
    parameter = law.get(name)
    entry = next(entry for entry in parameter.entries if entry.from_on == changed_on)
    assert entry.ref.source == act
    eve, day = parameter.find(changed_on - ONE_DAY), parameter.find(changed_on)
    assert day is not None
    assert day.value == entry.value
    then = parameter.find(DAY_OF_2024)
    if old == "unknown":
        assert (then, eve) == (None, None)
        return
    assert then is not None
    assert eve is not None
    assert then.ref.source != act
    assert then.value == eve.value
    assert old is None or then.value == old


@pytest.mark.parametrize("act", ["dl-19-2025", "dm-mase-127-2025", "dlgs-3-2026", "dlgs-5-2026", "dl-19-2026"])
def test_no_value_of_an_act_starts_before_the_act_does(law: Law, act: str) -> None:
    in_force_on = law.sources[act].in_force_on
    assert in_force_on is not None
    starts = [e.from_on for p in law.parameters.values() for e in p.entries if e.ref.source == act]
    assert starts
    assert min(starts) >= in_force_on


def test_the_value_of_each_day_is_the_last_that_started_step_by_step(law: Law) -> None:
    for parameter in law.parameters.values():
        for before, after in zip(parameter.entries, parameter.entries[1:], strict=False):
            eve = parameter.find(after.from_on - ONE_DAY)
            assert (eve.value if eve else None) == before.value
            for day in (after.from_on, after.from_on + ONE_DAY):
                found = parameter.find(day)
                assert (found.value if found else None) == after.value


def test_the_acts_between_two_days_leave_out_the_first_day_and_take_the_last(law: Law) -> None:
    in_force_on = date(2026, 2, 4)
    assert [act.id for act in law.acts_between(in_force_on - ONE_DAY, in_force_on)] == ["dlgs-5-2026"]
    assert law.acts_between(in_force_on, in_force_on + ONE_DAY) == ()
    known = {act.id for act in law.acts_between(date(2025, 1, 1), date(2026, 12, 31))}
    assert {"dl-19-2025", "dm-mase-127-2025", "regole-2025-07-17", "dlgs-3-2026", "dl-19-2026"} <= known
    assert "gse-modifiche-2025" not in known


def test_the_share_of_renewables_of_a_building_is_a_value_of_its_own(law: Law) -> None:
    value = law.value("edificio/quote_rinnovabili", date(2026, 8, 3))
    assert value.percentage_at("nuovo") == 60
    assert value.percentage_at("ristrutturazione_primo_livello") == 40
    assert value.percentage_at("ristrutturazione_impianto_termico") == 15
