"""What the PNRR rules ask of a project: plant, regime, beginning of the works, and a wording for each verdict."""

from datetime import date

import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import catalogue, law
from workflow.checks.card import load_cards
from workflow.checks.engine import Verdict, failed, not_applicable, passed, unknown
from workflow.checks.pnrr_facts import Regime, filed_projects, regimes_of, under_each, was_open, works_began
from workflow.checks.pnrr_timing import works_end
from workflow.checks.run import run
from workflow.domain.finding import Outcome, Severity
from workflow.domain.pnrr_project import PnrrRules

SENT = date(2026, 11, 22)
CARDS = load_cards()


def test_a_project_finds_its_plant_by_name_and_by_censimp() -> None:
    for name in ("Impianto 2", "IM_0000002"):
        (filed,) = filed_projects(build("cer_pnrr", {"pnrr.0.impianto": name}))
        assert (filed.plant_index, filed.name) == (1, name)


def test_a_project_without_name_is_not_given_to_one_of_two_plants() -> None:
    (filed,) = filed_projects(build("cer_pnrr", {"pnrr.0.impianto": None}))
    assert (filed.plant_index, filed.name) == (None, "n. 1")
    assert filed.plant_path("potenza_kw") == ("pnrr", 0, "impianto")


def test_a_known_act_gives_one_regime_and_an_unknown_one_all_of_them() -> None:
    (filed,) = filed_projects(build("cer_pnrr"))
    assert [regime.rules for regime in regimes_of(filed.project, law(), SENT)] == [PnrrRules.DECREE_2025]
    (filed,) = filed_projects(build("cer_pnrr", {"pnrr.0.disciplina": None}))
    assert [regime.rules for regime in regimes_of(filed.project, law(), SENT)] == list(PnrrRules)


def test_only_what_every_regime_says_is_said_while_the_act_is_unknown() -> None:
    (filed,) = filed_projects(build("cer_pnrr", {"pnrr.0.disciplina": None}))
    regimes = regimes_of(filed.project, law(), SENT)
    assert under_each(filed, regimes, lambda _: failed(("x",))).outcome is Outcome.FAILED

    def first_only(regime: Regime) -> Verdict:
        return passed(("x",)) if regime.rules is PnrrRules.DECREE_2023 else failed(("x",))

    verdict = under_each(filed, regimes, first_only)
    assert (verdict.outcome, verdict.path) == (Outcome.UNKNOWN, ("pnrr", 0, "disciplina"))


def test_the_works_begin_with_the_earliest_event_that_counts() -> None:
    dossier = build("cer_pnrr", {"pnrr.0.spese.0.ordinata_il": date(2026, 1, 30)})
    (filed,) = filed_projects(dossier)
    assert list(works_began(filed, law(), SENT).items()) == [
        ("spese", date(2026, 1, 30)),
        ("primo_ordine_il", date(2026, 2, 9)),
        ("inizio_lavori", date(2026, 2, 16)),
    ]


@pytest.mark.parametrize(
    ("ended_on", "entered_on", "outcome"),
    [
        (None, date(2026, 6, 30), Outcome.PASSED),
        (None, date(2026, 7, 1), Outcome.UNKNOWN),
        (None, None, Outcome.UNKNOWN),
        (date(2026, 6, 30), date(2026, 9, 1), Outcome.PASSED),
    ],
)
def test_a_plant_in_operation_has_ended_its_works(
    ended_on: date | None, entered_on: date | None, outcome: Outcome
) -> None:
    dossier = build("cer_pnrr", {"pnrr.0.fine_lavori": ended_on, "impianti.0.entrata_in_esercizio": entered_on})
    (filed,) = filed_projects(dossier)
    (regime,) = regimes_of(filed.project, law(), SENT)
    assert works_end(filed, law(), regime).outcome is outcome


@pytest.mark.parametrize("code", ["PNR-01", "PNR-04", "PNR-05", "PNR-06", "PNR-07", "PNR-08"])
def test_each_card_judged_by_act_has_words_for_an_unknown_act(code: str) -> None:
    assert CARDS[code].messages["disciplina"].format(impianto="Impianto 1")


def test_what_does_not_apply_to_any_regime_does_not_apply() -> None:
    (filed,) = filed_projects(build("cer_pnrr", {"pnrr.0.disciplina": None}))
    regimes = regimes_of(filed.project, law(), SENT)
    assert under_each(filed, regimes, lambda _: not_applicable(("x",))).outcome is Outcome.NOT_APPLICABLE
    assert under_each(filed, regimes, lambda _: unknown(("x",))).path == ("x",)


def test_of_a_project_filed_at_a_closed_desk_nobody_asks_for_more_data() -> None:
    project = {"impianto": "Impianto 1", "domanda_il": date(2026, 5, 1)}
    report = run(build("cer_ok", {"pnrr": [project]}), law(), catalogue().cards, catalogue().rules)
    told = {(found.code, found.path) for found in report.findings if found.severity is Severity.BLOCKING}
    assert told == {("PNR-01", ("pnrr", 0, "domanda_il"))}


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2024, 4, 7), date(2025, 12, 1)])
def test_the_desk_was_not_open_before_nor_after_its_days(day: date) -> None:
    (filed,) = filed_projects(build("cer_pnrr", {"pnrr.0.domanda_il": day}))
    assert was_open(filed.project, law()) is False


def test_whether_the_desk_was_open_is_unknown_without_the_day_of_the_request() -> None:
    (filed,) = filed_projects(build("cer_pnrr", {"pnrr.0.domanda_il": None}))
    assert was_open(filed.project, law()) is None
