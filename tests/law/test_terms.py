"""The terms of the law: last days worked out by hand, rolling shown beside, fixed closings never moved."""

from datetime import date

import pytest

from workflow.law import Law, UnknownOnThatDayError, UnknownParameterError
from workflow.law.term import Actor, Counting

ROWS = [
    "richiesta_tariffa_premio",
    "richiesta_impianto_anteriore",
    "richiesta_cer_impianto_2021_2024",
    "richiesta_ritiro_dedicato",
    "contratto_gruppo",
    "statuto_cer",
    "correzione_gaudi",
    "integrazioni",
    "osservazioni_preavviso",
    "decisione_gse",
    "parere_preliminare",
    "comunicazione_frazionamento",
    "variazione_referente",
    "variazioni",
    "primo_acconto",
    "pubblicazione_acconto",
    "pagamento",
    "conguaglio",
    "ricalcolo",
    "misure_gestore",
    "profili_standard",
    "ritiro_pagamento",
    "controllo",
    "recesso",
    "proroga_incentivo",
    "richieste_vecchio_regime",
    "rinnovo_mandato",
    "pnrr_avvio_lavori",
    "pnrr_saldo",
    "termine_tariffa_premio",
]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_table_of_terms_is_a_term(law: Law, row: str) -> None:
    assert law.term(row).missed
    assert law.term(row).actor in Actor


# (term, event, key date of the length, exact last day, rolled day)
WORKED = [
    ("richiesta_impianto_anteriore", date(2024, 4, 8), date(2024, 4, 8), date(2024, 8, 6), None),
    ("richiesta_tariffa_premio", date(2026, 7, 25), date(2026, 11, 22), date(2026, 11, 22), date(2026, 11, 23)),
    ("richiesta_tariffa_premio", date(2026, 6, 1), date(2026, 9, 20), date(2026, 9, 29), None),
    ("integrazioni", date(2026, 9, 4), date(2026, 9, 4), date(2026, 10, 4), date(2026, 10, 5)),
    ("osservazioni_preavviso", date(2026, 12, 15), date(2026, 12, 15), date(2026, 12, 25), date(2026, 12, 28)),
    ("osservazioni_preavviso", date(2026, 7, 1), date(2026, 7, 1), date(2026, 7, 11), None),
    ("ripresa_istruttoria", date(2026, 7, 8), date(2026, 7, 8), date(2026, 7, 18), None),
    ("decisione_gse", date(2026, 3, 10), date(2026, 3, 10), date(2026, 6, 30), None),
    ("decisione_gse", date(2026, 11, 22), date(2026, 11, 22), date(2027, 2, 28), None),
    ("decisione_gse", date(2026, 11, 30), date(2026, 11, 30), date(2027, 2, 28), None),
    ("parere_preliminare", date(2026, 6, 1), date(2026, 6, 1), date(2026, 7, 31), None),
    ("comunicazione_frazionamento", date(2028, 1, 9), date(2028, 1, 9), date(2028, 2, 8), None),
    ("osservazione_frazionamento", date(2025, 1, 10), date(2025, 1, 10), date(2028, 1, 10), None),
    ("avvio_anticipato_cer", date(2024, 1, 24), date(2025, 4, 30), date(2024, 6, 22), None),
    ("correzione_gaudi", date(2026, 9, 10), date(2026, 9, 10), date(2026, 9, 11), None),
    ("rinnovo_mandato", date(2026, 1, 10), date(2026, 1, 10), date(2027, 1, 10), None),
    ("pubblicazione_acconto", date(2026, 10, 1), date(2026, 10, 1), date(2026, 11, 25), None),
    ("pagamento", date(2026, 11, 25), date(2026, 11, 25), date(2026, 12, 31), None),
    ("conguaglio", date(2026, 3, 1), date(2026, 3, 1), date(2027, 5, 15), None),
    ("richieste_vecchio_regime", date(2024, 2, 24), date(2024, 2, 24), date(2024, 4, 24), None),
    ("termine_tariffa_premio", date(2026, 11, 22), date(2026, 11, 22), date(2027, 12, 31), None),
    ("pnrr_sportello", date(2025, 3, 1), date(2025, 3, 1), date(2025, 11, 30), None),
    ("fine_incentivo", date(2026, 6, 15), date(2026, 6, 15), date(2046, 6, 15), None),
    ("fine_valorizzazione", date(2026, 6, 15), date(2026, 6, 15), date(2046, 6, 15), None),
    ("rinnovo_contratto", date(2046, 6, 15), date(2046, 6, 15), date(2047, 6, 15), None),
    ("variazioni", date(2026, 7, 25), date(2026, 7, 25), date(2026, 11, 22), date(2026, 11, 23)),
    ("variazioni_anteriori", date(2024, 10, 1), date(2025, 4, 4), date(2025, 8, 2), None),
    ("controllo", date(2027, 2, 1), date(2027, 2, 1), date(2027, 7, 31), None),
    ("recesso", date(2027, 3, 1), date(2027, 3, 1), date(2027, 4, 30), None),
]


@pytest.mark.parametrize("worked", WORKED, ids=lambda row: f"{row[0]} {row[1]}")
def test_the_last_day(law: Law, worked: tuple[str, date, date, date, date | None]) -> None:
    name, event_on, law_on, due_on, rolled_on = worked
    deadline = law.due(name, event_on, law_on)
    assert (deadline.due_on, deadline.rolled_on) == (due_on, rolled_on)
    assert deadline.latest_on == (rolled_on or due_on)


def test_a_desk_that_closed_on_a_sunday_stayed_closed(law: Law) -> None:
    deadline = law.due("pnrr_sportello", date(2025, 3, 1))
    assert deadline.due_on.weekday() == 6
    assert deadline.rolled_on is None


def test_no_term_fixed_by_the_portal_rolls(law: Law) -> None:
    fixed = [term for term in law.terms.values() if term.counting is Counting.FIXED]
    assert fixed
    assert not [term.id for term in fixed if term.rolls.value]


def test_the_rolling_of_a_term_is_never_sure_because_no_gse_text_says_it(law: Law) -> None:
    assert not [term.id for term in law.terms.values() if term.rolls.value and term.rolls.confidence == "alta"]


def test_every_length_resolves_on_the_day_it_starts_to_hold(law: Law) -> None:
    for term in law.terms.values():
        if term.length:
            first = law.get(term.length).entries[0].from_on
            assert term.due(first, law.value(term.length, first)).due_on


def test_a_term_without_a_number_of_days_says_so(law: Law) -> None:
    with pytest.raises(UnknownParameterError, match="tempestivamente"):
        law.due("variazione_referente", date(2026, 11, 22))


def test_a_term_is_unknown_before_its_law(law: Law) -> None:
    with pytest.raises(UnknownOnThatDayError):
        law.due("variazioni", date(2025, 4, 3))
