"""Which practice a bundle is made for, where it goes, and what of the dossier stops it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.bundle.plan import plan
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingChannel, FilingKind
from workflow.domain.finding import Confidence, Effect, Finding, Outcome, Report, Severity
from workflow.services.filing import (
    FilingNotFoundError,
    FilingUnclearError,
    Practice,
    choose_filing,
    output_of,
    practice_of,
)
from workflow.services.filing_report import MISSING_PAPER, missing_papers, report_for
from workflow.services.opening import Opened

ACTS = [
    {"tipo": "richiesta_integrazione", "protocollo": "P-2", "ricevuto_il": date(2027, 5, 20)},
    {"tipo": "preavviso_rigetto", "pratica": "uno", "protocollo": "P-3", "ricevuto_il": date(2027, 5, 28)},
]


def varied(*names: str, **facts: Any) -> Dossier:
    listed = [{"nome": name, "tipo": "altro", "avvenuta_il": date(2027, 5, 10), **facts} for name in names]
    return build("cer_ammessa", {"variazioni": listed, "atti_gse": ACTS})


def opened(dossier: Dossier) -> Opened:
    return Opened(Path("/fascicolo"), dossier, (), "0" * 64, lambda _path: "")


def out_of(dossier: Dossier, kind: FilingKind, about: str | None = None) -> str:
    found = output_of(opened(dossier), law(), practice_of(dossier, law(), kind, about).facts)
    return found.relative_to("/fascicolo").as_posix()


def test_the_request_declares_its_own_procedure() -> None:
    assert choose_filing(build("cer_ok"), law()) == Filing(FilingKind.ACCESS)
    preliminary = build("cer_ok", {"richiesta.procedura": "verifica_preliminare"})
    assert choose_filing(preliminary, law()) == Filing(FilingKind.PRELIMINARY)


def test_a_dossier_that_declares_a_variation_means_the_only_one_not_yet_told() -> None:
    dossier = build(
        "cer_ammessa",
        {
            "richiesta.procedura": "variazione",
            "variazioni": [{"nome": "uno", "comunicata_il": date(2027, 1, 1)}, {"nome": "due"}],
        },
    )
    assert choose_filing(dossier, law()) == Filing(FilingKind.VARIATION, 1)


def test_a_variation_is_called_by_its_name() -> None:
    assert choose_filing(varied("uno", "due"), law(), FilingKind.VARIATION, "DUE") == Filing(FilingKind.VARIATION, 1)


def test_of_several_one_must_be_named() -> None:
    with pytest.raises(FilingUnclearError, match="«uno», «due»"):
        choose_filing(varied("uno", "due"), law(), FilingKind.VARIATION)


def test_a_name_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(FilingNotFoundError, match=r"«tre».*«uno»"):
        choose_filing(varied("uno"), law(), FilingKind.VARIATION, "tre")


def test_an_answer_means_the_act_that_awaits_one() -> None:
    dossier = varied("uno")
    assert choose_filing(dossier, law(), FilingKind.INTEGRATION_ANSWER) == Filing(FilingKind.INTEGRATION_ANSWER, 0)
    assert choose_filing(dossier, law(), FilingKind.OBSERVATIONS, "P-3") == Filing(FilingKind.OBSERVATIONS, 1)


def test_an_act_of_the_other_kind_cannot_be_answered_so() -> None:
    with pytest.raises(FilingNotFoundError):
        choose_filing(varied("uno"), law(), FilingKind.OBSERVATIONS, "P-2")


def test_where_there_is_nothing_to_file_it_is_said() -> None:
    for kind in (FilingKind.VARIATION, FilingKind.PNRR, FilingKind.INTEGRATION_ANSWER, FilingKind.CONTRACT_WITHDRAWAL):
        with pytest.raises(FilingNotFoundError):
            choose_filing(build("cer_ok"), law(), kind)


def test_the_request_is_waived_only_while_it_is_in_hand() -> None:
    with pytest.raises(FilingNotFoundError, match="non risulta inviata"):
        choose_filing(build("cer_ok"), law(), FilingKind.REQUEST_WAIVER)
    with pytest.raises(FilingNotFoundError, match="recesso_contratto_gse"):
        choose_filing(build("cer_ammessa"), law(), FilingKind.REQUEST_WAIVER)
    sent = build("cer_ok", {"richiesta.inviata_il": date(2026, 10, 1)})
    assert choose_filing(sent, law(), FilingKind.REQUEST_WAIVER) == Filing(FilingKind.REQUEST_WAIVER)


def test_a_name_is_no_use_where_there_is_only_one() -> None:
    with pytest.raises(FilingUnclearError):
        choose_filing(build("cer_ok"), law(), FilingKind.ACCESS, "uno")


def test_each_practice_has_a_folder_of_its_own() -> None:
    dossier = varied("Prosumer 1", "due")
    assert out_of(dossier, FilingKind.ACCESS) == "uscita"
    assert out_of(dossier, FilingKind.VARIATION, "Prosumer 1") == "uscita_variazioni/prosumer_1"
    assert out_of(dossier, FilingKind.INTEGRATION_ANSWER) == "uscita_lettere/risposta_integrazioni_p_2"
    assert out_of(dossier, FilingKind.CONTRACT_WITHDRAWAL) == "uscita_lettere/recesso_contratto_gse"
    assert out_of(build("cer_pnrr"), FilingKind.PNRR) == "uscita_pnrr/impianto_1"


def test_two_names_alike_do_not_share_a_folder() -> None:
    dossier = varied("prosumer-1", "prosumer 1")
    assert out_of(dossier, FilingKind.VARIATION, "prosumer-1") == "uscita_variazioni/prosumer_1_1"
    assert out_of(dossier, FilingKind.VARIATION, "prosumer 1") == "uscita_variazioni/prosumer_1_2"


def test_what_is_asked_of_a_request_is_given_on_the_portal_and_of_a_variation_by_pec() -> None:
    dossier = varied("uno")
    answer = practice_of(dossier, law(), FilingKind.INTEGRATION_ANSWER).facts
    assert (answer.channel, answer.address, answer.due_on) == (FilingChannel.PORTAL, None, date(2027, 6, 19))
    acts = [{**ACTS[0], "pratica": "uno"}]
    of_variation = practice_of(
        dossier.model_copy(update={"gse_acts": build("cer_ammessa", {"atti_gse": acts}).gse_acts}),
        law(),
        FilingKind.INTEGRATION_ANSWER,
    )
    assert of_variation.facts.channel is FilingChannel.PEC


def test_a_withdrawal_says_from_when_it_can_count() -> None:
    facts = practice_of(varied("uno"), law(), FilingKind.CONTRACT_WITHDRAWAL).facts
    assert facts.effective_on == date(2027, 7, 31)
    assert facts.title == "Recesso dal contratto con il GSE"


def finding(*path: str | int, code: str = "VAR-09", severity: Severity = Severity.BLOCKING) -> Finding:
    return Finding(
        code=code, severity=severity, effect=Effect.PRACTICE, outcome=Outcome.FAILED, confidence=Confidence.HIGH,
        message="prova", refs=({"source": "interno", "at": "prova"},), path=path, phase="gestione",
    )  # fmt: skip


def blocking(practice: Practice, *findings: Finding) -> list[tuple[str | int, ...]]:
    return [one.path for one in report_for(Report.of(findings), practice.facts).blocking]


def test_a_notice_not_yet_given_does_not_stop_its_own_bundle() -> None:
    practice = practice_of(varied("uno", "due"), law(), FilingKind.VARIATION, "uno")
    own, other = ("variazioni", 0, "comunicata_il"), ("variazioni", 1, "comunicata_il")
    content, plant = ("variazioni", 0, "potenza_dopo_kw"), ("impianti", 0, "potenza_kw")
    assert blocking(practice, finding(*own), finding(*other), finding(*content), finding(*plant)) == [
        plant, content, other,
    ]  # fmt: skip


def test_nothing_of_the_dossier_stops_who_wants_to_leave_or_to_answer() -> None:
    for kind in (FilingKind.CONTRACT_WITHDRAWAL, FilingKind.INTEGRATION_ANSWER):
        practice = practice_of(varied("uno"), law(), kind)
        assert blocking(practice, finding("impianti", 0, "potenza_kw")) == []


def test_the_request_is_stopped_by_everything() -> None:
    practice = practice_of(varied("uno"), law(), FilingKind.ACCESS)
    assert blocking(practice, finding("impianti", 0, "potenza_kw")) == [("impianti", 0, "potenza_kw")]


def missing(dossier: Dossier, kind: FilingKind, report: Report | None = None) -> dict[str, Finding]:
    practice = practice_of(dossier, law(), kind)
    filing, channel = practice.filing, practice.facts.channel
    items = plan(practice.submission, dossier, law(), [], filing=filing, channel=channel)
    found = missing_papers(items, practice.facts, report or Report())
    return {str(one.path[3]): one for one in found}


def test_a_paper_for_the_gse_that_is_missing_stops_the_practice_and_one_that_is_kept_warns() -> None:
    found = missing(varied("uno", tipo="variazione_titolo_autorizzativo"), FilingKind.VARIATION)
    assert found["PRA-17"].is_blocking
    assert found["PRA-17"].code == MISSING_PAPER
    assert (found["PRA-17"].values["chi"], found["PRA-17"].values["cartella"]) == ("produttore", "carte_pratica")
    assert found["PRA-17"].values["chiave"] == "uno"
    found = missing(varied("uno", tipo="rimozione_punto"), FilingKind.VARIATION)
    assert found["PRA-10"].severity is Severity.WARNING


def test_what_may_be_left_out_only_warns() -> None:
    found = missing(varied("uno"), FilingKind.INTEGRATION_ANSWER)
    assert found["PRA-40"].is_blocking
    assert found["PRA-41"].severity is Severity.WARNING


def test_what_a_rule_has_told_is_not_told_again() -> None:
    dossier = build(
        "cer_ammessa",
        {"variazioni": [{"nome": "uno", "tipo": "aggiunta_impianto", "impianti": ["Impianto 2"]}], "allegati": []},
    )
    assert "DOC-06" in missing(dossier, FilingKind.VARIATION)
    told = Report.of([finding("impianti", 1, code="DOC-06")])
    assert "DOC-06" not in missing(dossier, FilingKind.VARIATION, told)


def test_a_project_already_filed_only_warns() -> None:
    found = missing(build("cer_pnrr", {"allegati": []}), FilingKind.PNRR)
    assert "DOC-25-TIT" in found
    assert not any(one.is_blocking for one in found.values())


def test_the_rules_on_documents_speak_for_the_request() -> None:
    assert missing(build("cer_ok", {"allegati": []}), FilingKind.ACCESS) == {}
