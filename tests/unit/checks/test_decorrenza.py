"""The decorrenza engine against the cases of the Regole operative 2024 (Parte II, par. 2.2.1.1) and a slow oracle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.dossiers import build
from workflow.checks.decorrenza import (
    PlantStart,
    deadline_of,
    has_been_sent,
    last_useful_day,
    sending_day,
    sending_day_of,
    start_of,
    start_of_configuration,
)
from workflow.domain.dossier import Dossier
from workflow.law import Law

DECREE = date(2024, 1, 24)
PORTAL = date(2024, 4, 8)
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


LAW = Law.load()


def starts(base: str, sent_on: date, law: Law, **changes: object) -> tuple[PlantStart, ...]:
    dossier = build(base, {key.replace("__", "."): value for key, value in changes.items()})
    return tuple(start_of(dossier, plant, law, sent_on) for plant in dossier.plants)


def start(base: str, entered_on: date, sent_on: date, law: Law, **changes: object) -> PlantStart:
    return starts(base, sent_on, law, impianti__0__entrata_in_esercizio=entered_on, **changes)[0]


def test_case_1_the_120th_day_keeps_the_start_at_operation(law: Law) -> None:
    found = start("aid_ok", date(2026, 7, 25), date(2026, 11, 22), law)
    assert found.start_on == date(2026, 7, 25)
    assert found.deadline_on == date(2026, 11, 22)
    assert found.is_timely
    assert found.is_tariff
    assert (found.lost_from, found.lost_until, found.lost_days) == (None, None, 0)


def test_the_121st_day_loses_every_day_up_to_sending(law: Law) -> None:
    found = start("aid_ok", date(2026, 7, 25), date(2026, 11, 23), law)
    assert found.start_on == date(2026, 11, 24)
    assert (found.lost_from, found.lost_until, found.lost_days) == (date(2026, 7, 25), date(2026, 11, 23), 122)


def test_a_deadline_on_a_sunday_shows_the_next_working_day_without_counting_on_it(law: Law) -> None:
    found = start("aid_ok", date(2026, 7, 25), date(2026, 11, 23), law)
    assert found.deadline_on is not None
    assert found.deadline_on.isoweekday() == 7
    assert found.rolled_deadline_on == date(2026, 11, 23)
    assert not found.is_timely


@pytest.mark.parametrize(
    ("chosen_on", "expected_on"), [(date(2026, 10, 1), date(2026, 10, 1)), (date(2026, 7, 1), date(2026, 7, 25))]
)
def test_case_3_a_chosen_start_can_only_be_later(law: Law, chosen_on: date, expected_on: date) -> None:
    found = start("aid_ok", date(2026, 7, 25), date(2026, 11, 22), law, impianti__0__decorrenza_richiesta=chosen_on)
    assert found.start_on == expected_on
    assert "EFF-04" in [reason.code for reason in found.reasons]


def test_a_chosen_start_equal_to_the_first_possible_day_needs_no_word(law: Law) -> None:
    found = start(
        "aid_ok", date(2026, 7, 25), date(2026, 11, 22), law, impianti__0__decorrenza_richiesta=date(2026, 7, 25)
    )
    assert [reason.code for reason in found.reasons] == ["EFF-02"]


@pytest.mark.parametrize(
    ("sent_on", "expected_on"),
    [
        (date(2024, 8, 6), DECREE),
        (date(2024, 8, 7), date(2024, 8, 8)),
        (date(2026, 11, 22), date(2026, 11, 23)),
    ],
)
def test_case_5_an_existing_plant_starts_with_the_decree_or_after_sending(
    law: Law, sent_on: date, expected_on: date
) -> None:
    found = start("aid_ok", date(2019, 3, 10), sent_on, law)
    assert found.start_on == expected_on
    assert found.is_tariff is False
    assert found.reasons[0].code == "EFF-01"
    assert found.lost_days == (0 if found.is_timely else (sent_on - DECREE).days + 1)


def test_case_7_a_group_starts_no_earlier_than_its_contract(law: Law) -> None:
    found = start("gac_ok", date(2026, 6, 1), date(2026, 9, 20), law, contratto__firme=[date(2026, 7, 10)])
    assert found.start_on == date(2026, 7, 10)


def test_case_9_the_last_signature_counts(law: Law) -> None:
    signatures = [date(2026, 7, 1), date(2026, 7, 12)]
    found = start("gac_ok", date(2026, 6, 1), date(2026, 9, 20), law, contratto__firme=signatures)
    assert found.start_on == date(2026, 7, 12)


def test_a_late_group_loses_only_the_days_after_its_contract(law: Law) -> None:
    found = start("gac_ok", date(2026, 3, 1), date(2026, 7, 15), law, contratto__firme=[date(2026, 7, 10)])
    assert (found.start_on, found.lost_from, found.lost_days) == (date(2026, 7, 16), date(2026, 7, 10), 6)


def test_a_late_request_on_the_day_before_the_contract_loses_nothing(law: Law) -> None:
    found = start("gac_ok", date(2026, 3, 1), date(2026, 7, 15), law, contratto__firme=[date(2026, 7, 16)])
    assert (found.start_on, found.lost_from, found.lost_days) == (date(2026, 7, 16), None, 0)


def test_case_11_a_cec_starts_no_earlier_than_its_complete_statute(law: Law) -> None:
    changes = {"comunita__statuto__conforme_dal": date(2026, 4, 1)}
    found = start("cec_ok", date(2026, 2, 5), date(2026, 5, 20), law, **changes)
    assert found.start_on == date(2026, 4, 1)
    assert found.is_tariff is False


def test_case_13_a_cer_whose_statute_comes_after_the_plant_has_no_tariff(law: Law) -> None:
    changes = {"comunita__statuto__conforme_dal": date(2026, 6, 20)}
    found = start("cer_ok", date(2026, 5, 10), date(2026, 8, 1), law, **changes)
    assert found.is_tariff is False
    assert found.start_on == date(2026, 6, 20)
    assert "deduzione" in found.reasons[-1].text


def test_a_cer_plant_with_tariff_has_no_floor_of_its_own(law: Law) -> None:
    found = start("cer_ok", date(2026, 9, 15), date(2026, 11, 22), law)
    assert found.is_tariff
    assert [reason.code for reason in found.reasons] == ["EFF-02"]


def test_case_15_scambio_sul_posto_holds_the_start_back(law: Law) -> None:
    changes = {"impianti__0__ssp_attivo": True, "impianti__0__ssp_fine": date(2026, 12, 31)}
    found = start("aid_ok", date(2023, 5, 10), date(2026, 11, 22), law, **changes)
    assert found.start_on == date(2027, 1, 1)


def test_case_17_each_plant_has_its_own_clock_and_the_configuration_the_earliest(law: Law) -> None:
    dossier = build(
        "cec_ok",
        {
            "impianti.0.entrata_in_esercizio": date(2026, 3, 5),
            "impianti.1.entrata_in_esercizio": date(2026, 6, 1),
        },
    )
    whole = start_of_configuration(dossier, law, date(2026, 7, 15))
    assert [plant.start_on for plant in whole.plants] == [date(2026, 7, 16), date(2026, 6, 1)]
    assert whole.start_on == date(2026, 6, 1)


def test_the_configuration_has_no_start_while_one_plant_has_none(law: Law) -> None:
    dossier = build("cer_ok", {"impianti.1.entrata_in_esercizio": None})
    whole = start_of_configuration(dossier, law)
    assert whole.start_on is None
    assert whole.plants[0].start_on == date(2026, 9, 15)
    assert whole.plants[1].missing == ("entrata_in_esercizio",)
    assert whole.plants[1].is_tariff is None


def test_a_configuration_without_plants_has_no_start(law: Law) -> None:
    assert start_of_configuration(build("aid_ok", {"impianti": []}), law).start_on is None


def test_case_95_what_went_by_pec_was_not_sent(law: Law) -> None:
    changes = {
        "impianti.0.entrata_in_esercizio": date(2026, 7, 25),
        "richiesta.inviata_il": date(2026, 11, 21),
        "richiesta.canale": "pec",
    }
    dossier = build("aid_ok", changes, as_of=date(2026, 11, 23))
    assert sending_day(dossier) == date(2026, 11, 23)
    assert start_of_configuration(dossier, law).start_on == date(2026, 11, 24)
    assumed = dossier.model_copy(update={"assumed_sent_on": date(2026, 11, 22)})
    assert start_of_configuration(assumed, law).start_on == date(2026, 7, 25)


@pytest.mark.parametrize(
    ("base", "changes", "missing"),
    [
        ("aid_ok", {"impianti__0__ssp_attivo": None}, "ssp_attivo"),
        ("aid_ok", {"impianti__0__ssp_attivo": True}, "ssp_fine"),
        ("gac_ok", {"contratto__firme": []}, "contratto.firme"),
        ("gac_ok", {"contratto": None}, "contratto.firme"),
        ("cec_ok", {"comunita__statuto__conforme_dal": None}, "comunita.statuto.conforme_dal"),
        ("cec_ok", {"comunita": None}, "comunita.statuto.conforme_dal"),
    ],
)
def test_a_missing_date_leaves_the_start_open_and_says_which(
    law: Law, base: str, changes: dict[str, object], missing: str
) -> None:
    found = starts(base, date(2026, 11, 22), law, **changes)[0]
    assert found.start_on is None
    assert found.missing == (missing,)
    assert found.not_before_on == date(2026, 9, 15)


def test_faq_43_the_last_useful_day_ends_with_the_scheme_or_with_the_5_gw(law: Law) -> None:
    entered_on = date(2027, 10, 1)
    assert last_useful_day(entered_on, law, date(2027, 10, 2)) == date(2027, 12, 31)
    assert deadline_of(entered_on, law, date(2027, 10, 2)).due_on == date(2028, 1, 29)
    for started_on in (entered_on, date(2027, 1, 1)):
        assert last_useful_day(started_on, law, date(2027, 10, 2), date(2027, 3, 1)) == date(2027, 3, 31)


def slow_start(
    entered_on: date, sent_on: date, chosen_on: date | None, ssp_end_on: date | None, contract_on: date | None
) -> date:
    """Count the days one by one, as the paragraph reads."""
    is_early = entered_on < DECREE
    day = PORTAL if is_early or entered_on < PORTAL else entered_on
    for _ in range(120):
        day += ONE_DAY
    candidates = [(DECREE if is_early else entered_on) if sent_on <= day else sent_on + ONE_DAY]
    candidates += [chosen_on] if chosen_on else []
    candidates += [ssp_end_on + ONE_DAY] if ssp_end_on else []
    candidates += [contract_on] if contract_on else []
    return max(candidates)


DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))
SENDINGS = st.dates(PORTAL, date(2027, 12, 31))


@given(DAYS, SENDINGS, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS)
def test_the_engine_agrees_with_a_slow_reading_of_the_paragraph(
    entered_on: date, sent_on: date, chosen_on: date | None, ssp_end_on: date | None, contract_on: date | None
) -> None:
    base = GROUP if contract_on else CLIENT
    plant = base.plants[0].model_copy(
        update={"entered_operation_on": entered_on, "chosen_start_on": chosen_on, "ssp_ends_on": ssp_end_on}
    )
    update: dict[str, object] = {"plants": (plant,)}
    if contract_on and base.contract:
        update["contract"] = base.contract.model_copy(update={"signatures": (contract_on,)})
    dossier = base.model_copy(update=update)
    found = start_of(dossier, plant, LAW, sent_on)
    assert found.start_on == slow_start(entered_on, sent_on, chosen_on, ssp_end_on, contract_on)
    assert found.start_on is not None
    assert found.lost_days >= 0
    if found.lost_until:
        assert found.lost_until == sent_on < found.start_on


GROUP: Dossier = build("caac_ok")
CLIENT: Dossier = build("cad_ok")


def added(kind: str, entered_on: date, notified_on: date | None, **changes: object) -> Dossier:
    variation = {"tipo": kind, "impianti": ["im_0000002"], "comunicata_il": notified_on}
    facts = {
        "impianti.1.entrata_in_esercizio": entered_on,
        "richiesta.inviata_il": date(2026, 9, 20),
        "variazioni": [variation],
        **{key.replace("__", "."): value for key, value in changes.items()},
    }
    return build("cer_ok", facts)


def test_an_added_plant_is_judged_by_its_own_notice(law: Law) -> None:
    dossier = added("aggiunta_impianto", date(2026, 10, 1), date(2026, 11, 10))
    assert sending_day_of(dossier, dossier.plants[0]) == date(2026, 9, 20)
    assert sending_day_of(dossier, dossier.plants[1]) == date(2026, 11, 10)
    found = start_of_configuration(dossier, law).plants[1]
    assert (found.start_on, found.is_timely, found.is_added) == (date(2026, 10, 1), True, True)
    assert [reason.code for reason in found.reasons] == ["EFF-02", "VAR-05"]


def test_an_added_plant_never_precedes_the_configuration(law: Law) -> None:
    dossier = added("aggiunta_impianto", date(2026, 8, 1), date(2026, 11, 10))
    found = start_of_configuration(dossier, law).plants[1]
    assert found.start_on == date(2026, 9, 15)
    assert [reason.code for reason in found.reasons] == ["EFF-02", "VAR-05", "VAR-03"]
    written = added(
        "aggiunta_impianto", date(2026, 8, 1), date(2026, 11, 10), contratto_gse={"decorrenza": date(2026, 10, 5)}
    )
    assert start_of_configuration(written, law).plants[1].start_on == date(2026, 10, 5)


def test_an_upgrade_of_a_plant_that_was_there_moves_nothing(law: Law) -> None:
    dossier = added("potenziamento", date(2026, 9, 15), date(2026, 11, 10))
    assert start_of_configuration(dossier, law).plants[1].is_added is False
    section = added("potenziamento", date(2026, 10, 1), date(2026, 11, 10), impianti__1__intervento="potenziamento")
    assert start_of_configuration(section, law).plants[1].is_added is True


@pytest.mark.parametrize(
    ("notified_on", "expected_on"), [(date(2025, 8, 2), date(2025, 3, 1)), (date(2025, 8, 3), date(2025, 8, 4))]
)
def test_additions_older_than_the_notice_procedure_had_a_window_of_their_own(
    law: Law, notified_on: date, expected_on: date
) -> None:
    changes = {
        "impianti__0__entrata_in_esercizio": date(2024, 9, 1),
        "richiesta__inviata_il": date(2024, 12, 1),
        "comunita__statuto__conforme_dal": date(2024, 8, 1),
        "comunita__atto_costitutivo_il": date(2024, 8, 1),
    }
    dossier = added("aggiunta_impianto", date(2025, 3, 1), notified_on, **changes)
    found = start_of_configuration(dossier, law).plants[1]
    assert found.start_on == expected_on
    assert found.deadline_on == date(2025, 8, 2)
    assert [reason.code for reason in found.reasons] == ["EFF-02", "VAR-05", "VAR-03"]


def test_a_notice_not_sent_or_withdrawn_leaves_on_the_assumed_day() -> None:
    waiting = added("aggiunta_impianto", date(2026, 10, 1), None)
    assert sending_day_of(waiting, waiting.plants[1]) == waiting.as_of
    assert not has_been_sent(waiting, waiting.plants[1])
    assert has_been_sent(waiting, waiting.plants[0])
    later = waiting.model_copy(update={"assumed_sent_on": date(2026, 12, 1)})
    assert sending_day_of(later, later.plants[1]) == date(2026, 12, 1)
    assert sending_day_of(later, later.plants[0]) == date(2026, 9, 20)


def test_a_withdrawn_request_was_not_sent(law: Law) -> None:
    changes = {
        "impianti.0.entrata_in_esercizio": date(2026, 7, 25),
        "richiesta.inviata_il": date(2026, 11, 1),
        "richiesta.ritirata_il": date(2026, 11, 10),
    }
    dossier = build("aid_ok", changes, as_of=date(2026, 11, 23))
    assert not has_been_sent(dossier, dossier.plants[0])
    assert start_of_configuration(dossier, law).start_on == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("chosen_on", "lost_days"),
    [(date(2026, 7, 26), 121), (date(2026, 11, 23), 1), (date(2026, 11, 24), 0), (date(2026, 12, 31), 0)],
)
def test_days_that_the_chosen_start_leaves_out_are_not_lost_by_the_delay(
    law: Law, chosen_on: date, lost_days: int
) -> None:
    found = start("aid_ok", date(2026, 7, 25), date(2026, 11, 23), law, impianti__0__decorrenza_richiesta=chosen_on)
    assert found.lost_days == lost_days
    assert found.start_on == max(chosen_on, date(2026, 11, 24))


def test_the_whole_is_known_when_the_open_plant_cannot_come_first(law: Law) -> None:
    changes = {"impianti.1.entrata_in_esercizio": date(2026, 10, 1), "impianti.1.ssp_attivo": True}
    whole = start_of_configuration(build("cer_ok", changes), law)
    assert (whole.plants[1].start_on, whole.start_on) == (None, date(2026, 9, 15))
    changes["impianti.1.entrata_in_esercizio"] = date(2026, 9, 14)
    assert start_of_configuration(build("cer_ok", changes), law).start_on is None
