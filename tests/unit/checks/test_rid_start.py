"""The start of ritiro dedicato (Regole operative 2024, Parte II, par. 2.2.1.2)."""

from datetime import date
from typing import Any

import pytest

from tests.builders.dossiers import build
from workflow.checks.rid_start import RidCase, RidStart, first_operation, rid_start_of
from workflow.law import Law


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def found(law: Law, sent_on: date, index: int = 0, **changes: Any) -> RidStart | None:
    facts = {"richiesta.rid": True, **{key.replace("__", "."): value for key, value in changes.items()}}
    dossier = build("cer_ok", facts)
    return rid_start_of(dossier, dossier.plants[index], law, sent_on)


FIRST = {"impianti__0__entrata_in_esercizio": date(2026, 6, 1)}


def test_case_19_each_plant_starts_with_its_own_operation_when_the_first_is_in_time(law: Law) -> None:
    for index, expected_on in ((0, date(2026, 6, 1)), (1, date(2026, 9, 15))):
        start = found(law, date(2026, 9, 29), index, **FIRST)
        assert start == RidStart(expected_on, date(2026, 9, 29), RidCase.OPERATION)


def test_case_19_an_old_agreement_moves_the_start_to_the_next_month(law: Law) -> None:
    start = found(law, date(2026, 9, 29), **FIRST, impianti__0__rid_fine=date(2026, 10, 20))
    assert start is not None
    assert start.start_on == date(2026, 11, 1)


def test_a_late_request_leaves_every_plant_to_an_agreed_day(law: Law) -> None:
    start = found(law, date(2026, 9, 30), 1, **FIRST)
    assert start is not None
    assert start.is_agreed
    assert start.start_on is None


def test_scambio_sul_posto_without_end_and_missing_operation_leave_it_unknown(law: Law) -> None:
    running = found(law, date(2026, 11, 22), impianti__0__ssp_attivo=True)
    assert running is not None
    assert running.missing == ("ssp_fine",)
    dateless = found(law, date(2026, 11, 22), 1, impianti__0__entrata_in_esercizio=None)
    assert dateless is not None
    assert dateless.missing == ("entrata_in_esercizio",)


def test_without_the_request_there_is_no_start(law: Law) -> None:
    dossier = build("cer_ok")
    assert rid_start_of(dossier, dossier.plants[0], law, date(2026, 11, 22)) is None


def test_without_plants_there_is_no_first_operation() -> None:
    assert first_operation(build("cer_ok", {"impianti": []})) is None


@pytest.mark.parametrize(
    ("ended_on", "expected_on", "case"),
    [
        # Closed before operation: nothing is held back.
        (date(2026, 4, 30), date(2026, 6, 1), RidCase.OPERATION),
        # Closed after operation and before sending: the old agreement still held the first weeks.
        (date(2026, 8, 20), date(2026, 9, 1), RidCase.AFTER_CONTRACT),
        (date(2026, 9, 29), date(2026, 10, 1), RidCase.AFTER_CONTRACT),
        (date(2026, 12, 31), date(2027, 1, 1), RidCase.AFTER_CONTRACT),
    ],
)
def test_an_agreement_holds_back_only_what_comes_before_its_end(
    law: Law, ended_on: date, expected_on: date, case: RidCase
) -> None:
    start = found(law, date(2026, 9, 29), **FIRST, impianti__0__rid_fine=ended_on)
    assert start is not None
    assert (start.start_on, start.case) == (expected_on, case)


def test_a_late_request_is_not_saved_by_an_agreement_closed_long_before(law: Law) -> None:
    start = found(law, date(2026, 9, 30), **FIRST, impianti__0__rid_fine=date(2026, 8, 20))
    assert start is not None
    assert start.case is RidCase.AGREED


def test_a_late_request_waits_for_the_agreement_that_still_runs(law: Law) -> None:
    start = found(law, date(2026, 9, 30), **FIRST, impianti__0__rid_fine=date(2026, 10, 20))
    assert start is not None
    assert (start.start_on, start.case) == (date(2026, 11, 1), RidCase.AFTER_CONTRACT)


def test_ritiro_asked_after_admission_begins_for_all_plants_when_the_gse_says(law: Law) -> None:
    dossier = build("cer_ok", {"variazioni": [{"tipo": "richiesta_rid", "comunicata_il": date(2027, 3, 1)}]})
    start = rid_start_of(dossier, dossier.plants[0], law, date(2026, 11, 22))
    assert start is not None
    assert (start.start_on, start.case, start.is_agreed) == (None, RidCase.ASKED_LATER, True)
