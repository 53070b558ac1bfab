"""How verdicts become findings: weight, words, gates, overrides, silence of the law, and crashes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.builders import rulebook
from tests.builders.dossiers import BASES, build, cer_ok
from workflow.checks.card import Card
from workflow.checks.catalogue import Catalogue
from workflow.checks.engine import Rule, Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.run import place_of_path, run
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, Effect, Finding, Outcome, Severity
from workflow.domain.kind import Phase
from workflow.law.law import Law
from workflow.resources import BrokenFileError


def card(**changes: Any) -> Card:
    given = {
        "code": "XXX-01",
        "title": "Prova",
        "kinds": ["cer"],
        "severity": "bloccante",
        "effect": "pratica",
        "confidence": "alta",
        "gate": "impianti",
        "key_date": "data_richiesta",
        "message": "Potenza {potenza_kw} kW dal {dal}.",
        "messages": {"altra": "Altre parole per {potenza_kw}."},
        "unknown": "Manca la potenza.",
        "remedy": "Correggere {potenza_kw}.",
        "refs": [{"source": "interno", "at": "prova"}],
        "in_force": {"from": date(2024, 1, 24)},
        **changes,
    }
    return Card.model_validate(given)


VALUES = {"potenza_kw": Decimal("1000.010"), "dal": date(2026, 11, 2)}
PATH = ("impianti", 1, "potenza_kw")


def findings_of(law: Law, verdicts: list[Verdict], dossier: Dossier | None = None, **changes: Any) -> list[Finding]:
    until = changes.pop("until", Phase.GSE_PRACTICE)
    one = Rule(("XXX-01",), lambda _dossier, _law: verdicts)
    report = run(dossier or cer_ok(), law, {"XXX-01": card(**changes)}, [one], until)
    return list(report.findings)


@pytest.fixture(scope="module")
def law() -> Law:
    return rulebook.law()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return rulebook.catalogue()


def test_a_failed_verdict_takes_words_weight_and_article_from_its_card(law: Law) -> None:
    (found,) = findings_of(law, [failed(PATH, **VALUES)])
    assert found.message == "Potenza 1.000,01 kW dal 02/11/2026."
    assert found.remedy == "Correggere 1.000,01."
    assert (found.severity, found.effect) == (Severity.BLOCKING, Effect.PRACTICE)
    assert found.path == PATH
    assert found.place == "fascicolo.yaml › impianti › n. 2 › potenza_kw"
    assert found.values == VALUES
    assert found.refs[0].source == "interno"
    assert found.phase == "impianti"


def test_a_verdict_may_choose_another_wording(law: Law) -> None:
    (found,) = findings_of(law, [failed(PATH, "altra", **VALUES)])
    assert found.message == "Altre parole per 1.000,01."


def test_passes_and_rules_that_do_not_apply_leave_no_finding(law: Law) -> None:
    assert findings_of(law, [passed(PATH), not_applicable()]) == []


def test_a_card_to_be_verified_warns_and_never_blocks(law: Law) -> None:
    (found,) = findings_of(law, [failed(PATH, **VALUES)], confidence="da_verificare")
    assert found.severity is Severity.WARNING


def test_a_verdict_resting_on_a_doubtful_value_lowers_the_confidence_of_its_card(law: Law) -> None:
    (found,) = findings_of(law, [failed(PATH, **VALUES).resting_on(Confidence.TO_VERIFY)])
    assert (found.severity, found.confidence) == (Severity.WARNING, Confidence.TO_VERIFY)


def test_a_verdict_never_raises_the_confidence_of_its_card(law: Law) -> None:
    (found,) = findings_of(law, [failed(PATH, **VALUES).resting_on(Confidence.HIGH)], confidence="media")
    assert found.confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("until", "severity"),
    [
        (Phase.CONSTITUTION, Severity.NOTE),
        (Phase.PLANTS, Severity.BLOCKING),
        (Phase.GSE_PRACTICE, Severity.BLOCKING),
    ],
)
def test_a_missing_datum_blocks_only_from_the_gate_of_its_card_on(law: Law, until: Phase, severity: Severity) -> None:
    (found,) = findings_of(law, [unknown(PATH, **VALUES)], until=until)
    assert (found.severity, found.outcome) == (severity, Outcome.UNKNOWN)
    assert found.message == "Manca la potenza."


def test_a_missing_datum_of_a_warning_is_a_note(law: Law) -> None:
    (found,) = findings_of(law, [unknown(PATH, **VALUES)], severity="avviso")
    assert found.severity is Severity.NOTE


def test_a_card_of_another_kind_is_evaluated_as_not_applicable_without_calling_its_rule(law: Law) -> None:
    def never(_dossier: Dossier, _law: Law) -> Iterator[Verdict]:
        raise AssertionError

    report = run(cer_ok(), law, {"XXX-01": card(kinds=["gac"])}, [Rule(("XXX-01",), never)])
    assert [item.outcome for item in report.evaluated] == [Outcome.NOT_APPLICABLE]
    assert report.findings == ()


@pytest.mark.parametrize(
    ("sent_on", "outcome"),
    [
        (date(2025, 4, 29), Outcome.NOT_APPLICABLE),
        (date(2025, 4, 30), Outcome.PASSED),
        (date(2025, 12, 31), Outcome.PASSED),
        (date(2026, 1, 1), Outcome.NOT_APPLICABLE),
    ],
)
def test_a_card_holds_from_its_first_day_until_the_day_before_its_end(
    law: Law, sent_on: date, outcome: Outcome
) -> None:
    held = card(in_force={"from": date(2025, 4, 30), "until": date(2026, 1, 1)})
    dossier = build("cer_ok", {"richiesta.inviata_il": sent_on})
    report = run(dossier, law, {"XXX-01": held}, [Rule(("XXX-01",), lambda _d, _l: [passed(PATH)])])
    assert [item.outcome for item in report.evaluated] == [outcome]


def test_a_rule_that_says_nothing_is_evaluated_as_not_applicable(law: Law) -> None:
    report = run(cer_ok(), law, {"XXX-01": card()}, [Rule(("XXX-01",), lambda _d, _l: [])])
    assert [(item.path, item.outcome) for item in report.evaluated] == [((), Outcome.NOT_APPLICABLE)]


def test_one_function_may_judge_several_cards(law: Law) -> None:
    cards = {"XXX-01": card(), "XXX-02": card(code="XXX-02"), "XXX-03": card(code="XXX-03", kinds=["gac"])}

    @rule("XXX-01", "XXX-02", "XXX-03")
    def both(_dossier: Dossier, _law: Law) -> Iterator[Verdict]:
        yield Verdict((), Outcome.PASSED, code="XXX-01")
        yield Verdict(PATH, Outcome.FAILED, VALUES, code="XXX-02")
        yield Verdict(PATH, Outcome.FAILED, VALUES, code="XXX-03")

    report = run(cer_ok(), law, cards, [both])
    assert [found.code for found in report.findings] == ["XXX-02"]
    assert {item.code: item.outcome for item in report.evaluated} == {
        "XXX-01": Outcome.PASSED,
        "XXX-02": Outcome.FAILED,
        "XXX-03": Outcome.NOT_APPLICABLE,
    }


def test_where_the_law_gives_no_value_for_the_day_the_rule_is_unknown_and_says_so(law: Law) -> None:
    def asks(dossier: Dossier, law: Law) -> Iterator[Verdict]:
        yield passed(PATH)
        law.value("membri/cer_categorie_ammesse", date(2000, 1, 1))
        yield passed(PATH)

    report = run(cer_ok(), law, {"XXX-01": card()}, [Rule(("XXX-01",), asks)])
    (found,) = report.findings
    assert found.outcome is Outcome.UNKNOWN
    assert found.severity is Severity.BLOCKING
    assert "membri/cer_categorie_ammesse" in found.message
    assert "01/01/2000" in found.message
    assert found.remedy


def test_a_crash_becomes_one_blocking_finding_and_the_others_go_on(law: Law, caplog: pytest.LogCaptureFixture) -> None:
    personal_datum = "GRDNNA75E43D205F"

    def crashes(_dossier: Dossier, _law: Law) -> Iterator[Verdict]:
        yield failed(PATH, **VALUES)
        raise ValueError(personal_datum)

    cards = {"XXX-01": card(), "XXX-02": card(code="XXX-02")}
    rules = [Rule(("XXX-01",), crashes), Rule(("XXX-02",), lambda _d, _l: [failed(PATH, **VALUES)])]
    report = run(cer_ok(), law, cards, rules)
    crash = next(found for found in report.findings if found.code == "INT-01")
    assert crash.is_blocking
    assert crash.values == {"regola": "XXX-01", "errore": "ValueError"}
    assert "XXX-02" in {found.code for found in report.findings}
    assert "XXX-01" in caplog.text
    assert "in crashes" in caplog.text
    assert personal_datum not in caplog.text


def test_a_placeholder_without_value_is_an_internal_error_not_a_broken_sentence(law: Law) -> None:
    (found,) = findings_of(law, [failed(PATH)])
    assert found.code == "INT-01"


def test_a_broken_file_of_the_law_stops_everything(law: Law) -> None:
    def broken(_dossier: Dossier, _law: Law) -> Iterator[Verdict]:
        raise BrokenFileError(Path("x.yaml"), "non va.", "Correggere.")

    with pytest.raises(BrokenFileError):
        run(cer_ok(), law, {"XXX-01": card()}, [Rule(("XXX-01",), broken)])


OVERRIDE = {"codice": "XXX-01", "motivo": "risposta del GSE.", "firmata_da": "Anna Giordano", "il": date(2026, 11, 1)}


def test_a_signed_declaration_lifts_an_overridable_rule_into_a_note(law: Law) -> None:
    dossier = build("cer_ok", {"deroghe": [OVERRIDE]})
    (found,) = findings_of(law, [failed(PATH, **VALUES)], dossier, overridable=True)
    assert (found.severity, found.effect, found.is_blocking) == (Severity.NOTE, Effect.NONE, False)
    assert found.outcome is Outcome.FAILED
    assert found.message.endswith("Dichiarazione di Anna Giordano del 01/11/2026: risposta del GSE.")
    assert found.remedy is None


def test_a_declaration_does_not_lift_a_missing_datum(law: Law) -> None:
    dossier = build("cer_ok", {"deroghe": [OVERRIDE]})
    (found,) = findings_of(law, [unknown(PATH, **VALUES)], dossier, overridable=True)
    assert found.severity is Severity.BLOCKING


@pytest.mark.parametrize(("code", "why"), [("XXX-01", "dichiarazione"), ("YYY-09", "non esiste")])
def test_a_declaration_without_effect_is_told(law: Law, code: str, why: str) -> None:
    dossier = build("cer_ok", {"deroghe": [{**OVERRIDE, "codice": code}]})
    found = findings_of(law, [failed(PATH, **VALUES)], dossier)
    idle = next(item for item in found if item.code == "INT-02")
    assert why in idle.message
    assert idle.path == ("deroghe", 0, "codice")
    assert any(item.code == "XXX-01" and item.severity is Severity.BLOCKING for item in found)


def test_rows_without_faults_are_one_pass_for_the_whole_sheet() -> None:
    assert [item.outcome for item in holds_unless(("soci",), [])] == [Outcome.PASSED]
    assert [item.outcome for item in holds_unless(("soci",), [failed(("soci", 3))])] == [Outcome.FAILED]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("soci",), "soci.xlsx"),
        (("soci", 3), "soci.xlsx, riga di dati 4"),
        (("soci", 3, "pod"), "soci.xlsx, riga di dati 4, colonna pod"),
        (("allegati", "dnsh"), "allegati/dnsh"),
        (("comunita", "statuto"), "fascicolo.yaml › comunita › statuto"),
        ((), "fascicolo.yaml"),
    ],
)
def test_a_path_becomes_a_place_for_people(path: tuple[str | int, ...], place: str) -> None:
    assert place_of_path(path) == place


def test_the_report_says_by_which_law_and_for_which_days(law: Law) -> None:
    report = run(build("cer_ok", {"richiesta.inviata_il": date(2026, 11, 1)}), law, {}, [])
    assert (report.as_of, report.sent_on) == (date(2026, 11, 22), date(2026, 11, 1))
    assert report.law_digest == law.digest


@pytest.mark.parametrize("base", BASES)
def test_each_base_dossier_conforms_to_every_rule(base: str, law: Law, catalogue: Catalogue) -> None:
    report = run(build(base), law, catalogue.cards, catalogue.rules)
    assert [found.message for found in report.findings if found.severity is not Severity.NOTE] == []
    assert {item.code for item in report.evaluated} == set(catalogue.codes)


def test_the_default_catalogue_and_the_given_one_judge_alike(law: Law, catalogue: Catalogue) -> None:
    dossier = build("cer_ok", {"soci.0.codice_fiscale": "GRDNNA75E43D205X"})
    given = run(dossier, law, catalogue.cards, catalogue.rules)
    assert run(dossier, law) == given
    assert run(dossier, law, catalogue.cards) == given
    only = [item for item in catalogue.rules if "ANA-01" in item.codes]
    assert {found.code for found in run(dossier, law, rules=only).findings} == {"ANA-01"}


@pytest.mark.parametrize("base", BASES)
def test_an_empty_dossier_crashes_no_rule_and_passes_no_gate(base: str, law: Law, catalogue: Catalogue) -> None:
    kind = build(base).kind
    empty = Dossier.model_validate({"configurazione": {"tipologia": kind}, "as_of": date(2026, 11, 22)})
    report = run(empty, law, catalogue.cards, catalogue.rules)
    assert not [found for found in report.findings if found.code.startswith("INT-")]
    assert report.is_blocked


def test_an_almost_empty_dossier_with_one_plant_and_one_member_crashes_no_rule(law: Law, catalogue: Catalogue) -> None:
    for base in BASES:
        bare = {
            "configurazione": {"tipologia": build(base).kind},
            "as_of": date(2026, 11, 22),
            "comunita": {},
            "edificio": {},
            "contratto": {},
            "referente": {},
            "impianti": [{"sezioni": [{}], "produttore": {}, "accumulo": {}}],
            "mandati": [{}],
            "soci": [{"rappresentante": {}, "punti": [{}]}],
        }
        report = run(Dossier.model_validate(bare), law, catalogue.cards, catalogue.rules)
        assert not [found for found in report.findings if found.code.startswith("INT-")]
        assert report.is_blocked
