"""The clock of a practice against days worked out by hand and an oracle that counts the days one by one."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.checks.istruttoria import (
    AnswerState,
    DecisionClock,
    answer_clock,
    answer_clocks,
    request_clock,
    variation_clock,
)
from workflow.domain.dossier import Dossier

SENT_ON = date(2026, 3, 10)
BASE_DUE_ON = date(2026, 6, 30)


def integration(received_on: date | None, answered_on: date | None = None, **more: Any) -> dict[str, Any]:
    return {"tipo": "richiesta_integrazione", "ricevuto_il": received_on, "risposto_il": answered_on, **more}


def notice(received_on: date | None, answered_on: date | None = None, **more: Any) -> dict[str, Any]:
    return {"tipo": "preavviso_rigetto", "ricevuto_il": received_on, "risposto_il": answered_on, **more}


def sent(*acts: dict[str, Any], as_of: date = date(2026, 6, 1), **more: Any) -> Dossier:
    return build("aid_ok", {"richiesta.inviata_il": SENT_ON, "atti_gse": list(acts), **more}, as_of)


def clock(*acts: dict[str, Any], as_of: date = date(2026, 6, 1), **more: Any) -> DecisionClock:
    found = request_clock(sent(*acts, as_of=as_of, **more), law())
    assert found is not None
    return found


def test_a_request_not_sent_has_no_clock() -> None:
    assert request_clock(build("aid_ok"), law()) is None


def test_a_withdrawn_request_has_no_clock() -> None:
    dossier = build("aid_ok", {"richiesta.inviata_il": SENT_ON, "richiesta.ritirata_il": date(2026, 4, 1)})
    assert request_clock(dossier, law()) is None


def test_without_acts_the_gse_has_until_the_end_of_the_third_month() -> None:
    found = clock()
    assert (found.due_on, found.suspended_days, found.resumes_on) == (BASE_DUE_ON, 0, None)
    assert [reason.code for reason in found.reasons] == ["SCD-01"]


def test_the_days_between_receipt_and_answer_are_added() -> None:
    found = clock(integration(date(2026, 5, 4), date(2026, 5, 24), risposta_completa=True))
    assert (found.due_on, found.suspended_days) == (date(2026, 7, 20), 20)
    assert found.reasons[-1].code == "SCD-02"


def test_without_answer_the_term_runs_again_at_the_thirtieth_day() -> None:
    found = clock(integration(date(2026, 5, 4)), as_of=date(2026, 6, 20))
    assert found.pauses[0].resumes_on == date(2026, 6, 3)
    assert found.due_on == BASE_DUE_ON + timedelta(days=30)
    assert found.resumes_on is None


def test_a_late_answer_does_not_lengthen_the_pause() -> None:
    found = clock(integration(date(2026, 5, 4), date(2026, 6, 15), risposta_completa=True), as_of=date(2026, 6, 20))
    assert found.pauses[0].state is AnswerState.LATE
    assert found.suspended_days == 30


def test_case_67_the_term_restarts_ten_days_after_the_observations() -> None:
    dossier = build(
        "aid_ok",
        {"richiesta.inviata_il": date(2026, 5, 10), "atti_gse": [notice(date(2026, 7, 1), date(2026, 7, 8))]},
        date(2026, 7, 9),
    )
    found = answer_clock(dossier, 0, law())
    assert (found.due_on, found.resumes_on) == (date(2026, 7, 11), date(2026, 7, 18))
    assert found.is_open(date(2026, 7, 17))
    assert not found.is_open(date(2026, 7, 18))
    assert not found.is_open(date(2026, 6, 30))


def test_while_observations_may_come_the_latest_restart_follows_the_last_day() -> None:
    dossier = sent(notice(date(2026, 5, 1)), as_of=date(2026, 5, 5))
    assert answer_clock(dossier, 0, law()).resumes_on == date(2026, 5, 21)


def test_without_observations_the_term_restarts_at_expiry() -> None:
    dossier = sent(notice(date(2026, 5, 1)), as_of=date(2026, 5, 12))
    found = answer_clock(dossier, 0, law())
    assert (found.state, found.resumes_on) == (AnswerState.MISSED, date(2026, 5, 11))


def test_a_last_day_on_a_holiday_shows_the_next_one_without_counting_on_it() -> None:
    dossier = sent(integration(date(2026, 4, 24)), as_of=date(2026, 5, 25))
    found = answer_clock(dossier, 0, law())
    assert (found.due_on, found.rolled_due_on) == (date(2026, 5, 24), date(2026, 5, 25))
    assert found.state is AnswerState.MISSED


def test_an_act_without_day_leaves_the_decision_open() -> None:
    found = clock(integration(None))
    assert found.due_on is None
    assert found.missing == (("atti_gse", 0, "ricevuto_il"),)
    assert not found.is_late(date(2030, 1, 1))
    assert answer_clock(sent(integration(None)), 0, law()).suspended_days == 0


def test_an_answer_before_the_question_is_not_believed() -> None:
    dossier = sent(integration(date(2026, 5, 4), date(2026, 5, 3)))
    assert answer_clock(dossier, 0, law()).state is AnswerState.UNKNOWN
    assert clock(integration(date(2026, 5, 4), date(2026, 5, 3))).suspended_days == 0


def test_an_answer_after_the_day_of_judgement_is_not_there_yet() -> None:
    dossier = sent(integration(date(2026, 5, 4), date(2026, 5, 20)), as_of=date(2026, 5, 10))
    found = answer_clock(dossier, 0, law())
    assert (found.state, found.answered_on) == (AnswerState.OPEN, None)


def test_an_act_still_to_come_has_no_clock() -> None:
    assert list(answer_clocks(sent(integration(date(2026, 7, 1))), law())) == []


def test_acts_older_than_the_sending_answer_an_earlier_one() -> None:
    assert clock(integration(date(2026, 2, 1))).suspended_days == 0


def test_an_act_that_comes_after_the_term_does_not_stop_it() -> None:
    found = clock(integration(date(2026, 7, 1)), as_of=date(2026, 7, 2))
    assert (found.due_on, found.pauses) == (BASE_DUE_ON, ())
    assert found.is_late(date(2026, 7, 2))


def test_the_admission_written_in_the_contract_ends_the_wait() -> None:
    found = clock(contratto_gse={"accolta_il": date(2026, 5, 20)})
    assert found.concluded_on == date(2026, 5, 20)
    assert not found.is_late(date(2027, 1, 1))


def test_a_variation_has_its_own_clock_and_its_own_acts() -> None:
    dossier = build(
        "cer_ammessa",
        {
            "variazioni": [{"nome": "nuovo socio", "tipo": "aggiunta_punto", "comunicata_il": date(2027, 3, 1)}],
            "atti_gse": [
                integration(date(2027, 3, 20), date(2027, 3, 30), pratica="nuovo socio", risposta_completa=True),
                integration(date(2027, 4, 1), date(2027, 4, 6), risposta_completa=True),
            ],
        },
        date(2027, 4, 10),
    )
    found = variation_clock(dossier, 0, law())
    assert found is not None
    assert (found.practice, found.due_on, found.suspended_days) == ("nuovo socio", date(2027, 7, 10), 10)


@pytest.mark.parametrize(
    "facts",
    [{"comunicata_il": None}, {"comunicata_il": date(2027, 7, 1)}, {"ritirata_il": date(2027, 4, 1)}],
)
def test_a_variation_not_told_or_withdrawn_has_no_clock(facts: dict[str, Any]) -> None:
    variation = {"tipo": "aggiunta_punto", "comunicata_il": date(2027, 3, 1), **facts}
    dossier = build("cer_ammessa", {"variazioni": [variation]}, date(2027, 6, 1))
    assert variation_clock(dossier, 0, law()) is None


@given(
    st.lists(st.tuples(st.integers(0, 112), st.integers(0, 30)), max_size=4, unique_by=lambda item: item[0]),
)
def test_the_decision_moves_by_as_many_days_as_stand_still(pauses: list[tuple[int, int]]) -> None:
    days = [(SENT_ON + timedelta(days=start), length) for start, length in sorted(pauses)]
    acts = [integration(day, day + timedelta(days=length), risposta_completa=True) for day, length in days]
    found = clock(*acts, as_of=date(2026, 12, 31))
    # Slow oracle: walk day by day; each day that stands still pushes the end by one, while the end is not passed.
    end, still = BASE_DUE_ON, set()
    for day, length in days:
        if day > end:
            continue
        new = {day + timedelta(days=step) for step in range(length)} - still
        still |= new
        end += timedelta(days=len(new))
    assert found.due_on == end
    assert found.suspended_days == len(still)
