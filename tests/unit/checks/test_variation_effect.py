"""From when a variation counts: the window of 2025, the 120 days, and an oracle that knows nothing of our code."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.checks.variation_effect import (
    VariationEffect,
    added_plant_starts,
    configuration_start,
    effect_of,
    effects,
    notice_deadline,
)
from workflow.domain.finding import Confidence

STARTED_ON = date(2024, 6, 1)


def effect(kind: str = "aggiunta_punto", as_of: date = date(2027, 6, 1), **facts: Any) -> VariationEffect:
    changes = {"contratto_gse.decorrenza": STARTED_ON, "variazioni": [{"tipo": kind, **facts}]}
    return effect_of(build("cer_ammessa", changes, as_of), 0, law())


def test_faq_45_a_point_added_before_the_procedure_and_told_within_the_window_keeps_its_day() -> None:
    found = effect(avvenuta_il=date(2024, 10, 1), comunicata_il=date(2025, 8, 1))
    assert (found.effective_on, found.is_timely, found.lost_days) == (date(2024, 10, 1), True, 0)


def test_faq_45_told_after_the_window_it_counts_from_the_notice() -> None:
    found = effect(avvenuta_il=date(2024, 10, 1), comunicata_il=date(2025, 8, 3))
    assert (found.effective_on, found.is_timely) == (date(2025, 8, 3), False)
    assert (found.lost_from, found.lost_until, found.lost_days) == (date(2024, 10, 1), date(2025, 8, 2), 306)


def test_a_late_removal_keeps_its_day_but_nobody_has_said_so() -> None:
    found = effect("rimozione_punto", avvenuta_il=date(2027, 1, 10), comunicata_il=date(2027, 5, 30))
    assert (found.effective_on, found.confidence) == (date(2027, 1, 10), Confidence.TO_VERIFY)
    assert found.lost_days == 0


def test_a_removal_in_time_is_sure() -> None:
    found = effect("rimozione_impianto", avvenuta_il=date(2027, 1, 10), comunicata_il=date(2027, 2, 1))
    assert found.confidence is Confidence.HIGH


def test_a_new_holder_is_read_as_an_addition_with_less_confidence() -> None:
    found = effect("cambio_titolare_punto", avvenuta_il=date(2027, 1, 10), comunicata_il=date(2027, 5, 30))
    assert (found.effective_on, found.confidence) == (date(2027, 5, 30), Confidence.MEDIUM)


def test_nothing_counts_before_the_configuration() -> None:
    found = effect(avvenuta_il=date(2024, 5, 1), comunicata_il=date(2025, 7, 1))
    assert found.effective_on == STARTED_ON
    assert [reason.day for reason in found.reasons] == [date(2024, 5, 1), STARTED_ON]


def test_a_withdrawn_notice_is_none() -> None:
    notified = {"comunicata_il": date(2027, 2, 1), "ritirata_il": date(2027, 2, 5)}
    found = effect(avvenuta_il=date(2027, 1, 10), **notified)
    assert found.is_timely is None
    assert found.effective_on == date(2027, 6, 1)


def test_without_the_day_of_the_change_nothing_is_said() -> None:
    found = effect()
    assert (found.effective_on, found.missing) == (None, ("avvenuta_il",))


def test_only_points_and_removals_are_dated_by_the_notice() -> None:
    kinds = ["aggiunta_punto", "aggiunta_impianto", "manutenzione", "rimozione_impianto"]
    variations = [{"tipo": kind, "avvenuta_il": date(2027, 1, 1)} for kind in kinds]
    dossier = build("cer_ammessa", {"variazioni": variations})
    assert [found.index for found in effects(dossier, law())] == [0, 3]


def test_without_the_act_the_start_is_that_of_the_plants_of_the_request() -> None:
    changes = {
        "contratto_gse": None,
        "variazioni": [{"tipo": "aggiunta_impianto", "impianti": ["Impianto 1"], "comunicata_il": date(2027, 2, 1)}],
        "impianti.0.entrata_in_esercizio": date(2024, 2, 1),
    }
    assert configuration_start(build("cer_ammessa", changes), law()) == date(2026, 9, 15)


def test_a_plant_told_by_nobody_is_supposed_told_on_the_day_of_judgement() -> None:
    changes = {
        "impianti.1.entrata_in_esercizio": date(2027, 1, 10),
        "variazioni": [
            {"tipo": "rimozione_punto"},
            {"tipo": "aggiunta_impianto", "impianti": ["im_0000002"]},
        ],
    }
    (found,) = added_plant_starts(build("cer_ammessa", changes, date(2027, 6, 1)), law())
    assert (found.index, found.plant_index, found.is_told) == (1, 1, False)
    assert found.start.start_on == date(2027, 6, 2)


@pytest.mark.parametrize(
    ("happened_on", "due_on"),
    [
        (date(2024, 1, 24), date(2025, 8, 2)),
        (date(2025, 4, 3), date(2025, 8, 2)),
        (date(2025, 4, 4), date(2025, 8, 2)),
        (date(2025, 4, 5), date(2025, 8, 3)),
        (date(2026, 7, 25), date(2026, 11, 22)),
    ],
)
def test_the_last_day_for_the_notice(happened_on: date, due_on: date) -> None:
    assert notice_deadline(happened_on, law()).due_on == due_on


days = st.dates(date(2024, 6, 1), date(2027, 6, 1))


@given(days, days)
def test_an_addition_counts_from_the_change_or_from_the_notice(happened_on: date, notified_on: date) -> None:
    found = effect(avvenuta_il=happened_on, comunicata_il=notified_on)
    # Oracle: the GSE's answer in three lines.
    is_kept = (notified_on - happened_on).days <= 120 or (
        happened_on < date(2025, 4, 4) and notified_on <= date(2025, 8, 2)
    )
    assert found.effective_on == (happened_on if is_kept else notified_on)
    assert found.effective_on is not None
    assert found.lost_days == (found.effective_on - happened_on) // timedelta(days=1)
