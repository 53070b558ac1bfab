"""Recording a fact: planned and guarded first, then written in the person's file, in the archive, in the history."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tests.builders import rulebook
from workflow.bundle.folder_lock import folder_lock
from workflow.domain.gse_act import GseActKind
from workflow.domain.plant import Plant
from workflow.domain.request import Procedure
from workflow.intake.fascicolo_file import FILE_NAME
from workflow.services import gse_letters, plant_changes, requests
from workflow.services.gse_letters import NothingToAnswerError, Provision, UnknownPracticeError
from workflow.services.moving import FactsNotStoredError
from workflow.services.recording import FACTS_BEFORE, FolderInUseError, record

LAW = rulebook.law()
TODAY = date(2026, 11, 22)
SENT = date(2026, 10, 1)


def test_the_sending_is_written_stored_and_told(draft):
    before = draft.text
    done = draft.do(requests.send, on=TODAY, code="SPC-1")
    assert done.is_written
    assert (done.practice.state.value, done.practice.sent_on) == ("inviata", TODAY)
    assert (draft.facts.request.sent_on, draft.facts.request.code) == (TODAY, "SPC-1")
    assert len(draft.text.splitlines()) == len(before.splitlines())
    (entry,) = draft.entries
    assert (entry.event, entry.subject, entry.to_phase, entry.who) == ("request_sent", "richiesta", "inviata", "prova")
    assert entry.facts_sha256 == draft.opened().facts_sha256
    assert entry.details[FACTS_BEFORE] != entry.facts_sha256
    assert "SPC-1" in entry.reason
    assert entry.law_digest == LAW.digest


def test_a_rehearsal_writes_nothing(draft):
    before = draft.text
    done = draft.do(requests.send, on=TODAY, code="SPC-1", dry_run=True)
    assert (done.is_written, done.is_blocked) == (False, False)
    assert draft.text == before
    assert draft.entries == []


def test_what_is_recorded_twice_is_written_once(draft):
    draft.do(requests.send, on=TODAY, code="SPC-1")
    again = draft.do(requests.send, on=TODAY, code="SPC-1")
    assert again.change.is_empty
    assert len(draft.entries) == 1


def test_a_request_with_blocking_findings_is_not_recorded_as_sent_without_a_reason(desk_of):
    desk = desk_of("blocked", **{"richiesta.inviata_il": None, "impianti.0.potenza_kw": Decimal(1500)})
    blocked = desk.do(requests.send, on=TODAY, code="x")
    assert blocked.is_blocked == bool(blocked.change.guards)
    assert {finding.is_blocking for finding in blocked.change.guards} == {True}
    assert desk.facts.request.sent_on is None
    done = desk.do(requests.send, on=TODAY, code="x", reason="inviata prima che il controllo ci fosse")
    assert done.is_written
    assert done.change.warnings == blocked.change.guards
    assert len(desk.entries[0].findings) == len(blocked.change.guards)


def test_a_second_sending_while_the_first_is_in_hand_cannot_be(sent):
    again = sent.do(requests.send, on=TODAY, code="SPC-2")
    assert [finding.code for finding in again.change.guards][:1] == ["FAS-02"]
    assert sent.facts.request.earlier == ()


def test_a_rejected_request_is_refiled_and_the_first_sending_kept(sent):
    sent.do(gse_letters.receive, GseActKind.REJECTION, on=date(2026, 11, 1))
    done = sent.do(requests.send, on=date(2026, 11, 15), code="SPC-2")
    assert done.practice.state.value == "inviata"
    (former,) = sent.facts.request.earlier
    assert (former.sent_on, former.procedure) == (SENT, Procedure.ACCESS)
    assert sent.facts.request.sent_on == date(2026, 11, 15)


def test_a_withdrawn_request_is_refiled_and_keeps_the_day_of_the_withdrawal(sent):
    sent.do(requests.withdraw, on=date(2026, 11, 1))
    sent.do(requests.send, on=date(2026, 11, 1), code="SPC-2")
    request = sent.facts.request
    assert (request.earlier[0].withdrawn_on, request.withdrawn_on) == (date(2026, 11, 1), None)
    assert sent.do(requests.send, on=date(2026, 11, 1), code="SPC-2").change.is_empty


def test_nothing_sent_nothing_withdrawn(draft):
    refused = draft.do(requests.withdraw, on=TODAY)
    assert [finding.code for finding in refused.change.guards] == ["FAS-02"]


def test_the_request_of_access_after_the_opinion_keeps_the_preliminary_one(desk_of):
    desk = desk_of("preliminary", **{
        "richiesta.procedura": "verifica_preliminare", "richiesta.inviata_il": date(2026, 9, 1),
        "atti_gse": [{"tipo": "parere_preliminare", "ricevuto_il": date(2026, 10, 20)}],
    })  # fmt: skip
    done = desk.do(requests.send, on=TODAY, code="SPC-2", procedure=Procedure.ACCESS, reason="prova")
    assert (done.practice.name, done.practice.state.value) == ("richiesta", "inviata")
    assert desk.facts.request.earlier[0].procedure is Procedure.PRELIMINARY


def test_integrations_are_registered_and_answered(sent):
    done = sent.do(
        gse_letters.receive,
        GseActKind.INTEGRATION,
        on=date(2026, 11, 2),
        number="P1",
        about="manca il timbro: «tecnico»",
    )
    assert done.practice.open_term.due_on == date(2026, 12, 2)
    answered = sent.do(gse_letters.answer, on=date(2026, 11, 20))
    assert answered.practice.state.value == "in_istruttoria"
    assert answered.change.costs == ()
    (act,) = sent.facts.gse_acts
    assert (act.subject, act.answered_on, act.is_answer_complete) == (
        "manca il timbro: «tecnico»", date(2026, 11, 20), True,
    )  # fmt: skip
    assert [entry.event for entry in sent.entries] == ["gse_act", "gse_answer"]
    assert [entry.from_phase for entry in sent.entries] == ["", "integrazione_richiesta"]


def test_a_late_answer_is_recorded_with_what_it_costs(sent):
    sent.do(gse_letters.receive, GseActKind.INTEGRATION, on=date(2026, 10, 10))
    late = sent.do(gse_letters.answer, on=date(2026, 11, 20), is_complete=False)
    assert late.is_written
    assert "11 giorni dopo il termine del 09/11/2026" in late.change.costs[0]
    assert sent.facts.gse_acts[0].is_answer_complete is False


def test_an_answer_to_nothing_or_to_an_unknown_protocol_is_refused(sent):
    with pytest.raises(NothingToAnswerError) as refused:
        sent.do(gse_letters.answer, on=TODAY)
    assert refused.value.exit_code == 5
    sent.do(gse_letters.receive, GseActKind.REJECTION_NOTICE, on=date(2026, 11, 20), number="P1")
    with pytest.raises(NothingToAnswerError, match="protocollo P2"):
        sent.do(gse_letters.answer, on=TODAY, number="P2")
    done = sent.do(gse_letters.answer, on=TODAY, number="P1")
    assert "Osservazioni" in done.change.summary


def test_an_act_of_an_unknown_practice_is_refused(sent):
    with pytest.raises(UnknownPracticeError, match="«richiesta»") as refused:
        sent.do(gse_letters.receive, GseActKind.RECEIPT, on=TODAY, practice="altra")
    assert refused.value.exit_code == 3


def test_admission_writes_the_contract_and_its_end_ends_it(sent):
    provision = Provision(code="CTR-1", starts_on=SENT, rid_starts_on=date(2026, 12, 1))
    done = sent.do(gse_letters.receive, GseActKind.ADMISSION, on=date(2026, 11, 10), provision=provision)
    contract = sent.facts.gse_contract
    assert (contract.code, contract.admitted_on, contract.started_on, contract.rid_started_on) == (
        "CTR-1", date(2026, 11, 10), SENT, date(2026, 12, 1),
    )  # fmt: skip
    assert done.practice.code == "CTR-1"
    ended = sent.do(requests.end_contract, on=date(2026, 11, 20))
    assert ended.practice.state.value == "cessata"
    assert sent.do(requests.end_contract, on=date(2026, 11, 20)).change.is_empty


def test_what_has_happened_on_one_day_does_not_happen_again_on_another(sent):
    sent.do(gse_letters.receive, GseActKind.ADMISSION, on=date(2026, 11, 10))
    sent.do(requests.end_contract, on=date(2026, 11, 15))
    again = sent.do(requests.end_contract, on=date(2026, 11, 20))
    assert not again.is_written
    assert [finding.path for finding in again.change.guards] == [("contratto_gse", "cessato_il")]
    assert sent.facts.gse_contract.ended_on == date(2026, 11, 15)


def test_a_request_that_is_withdrawn_is_not_withdrawn_again_on_another_day(sent):
    sent.do(requests.withdraw, on=date(2026, 11, 10))
    assert sent.do(requests.withdraw, on=date(2026, 11, 10)).change.is_empty
    again = sent.do(requests.withdraw, on=date(2026, 11, 20))
    assert not again.is_written
    assert [finding.path for finding in again.change.guards] == [("richiesta", "ritirata_il")]
    assert sent.facts.request.withdrawn_on == date(2026, 11, 10)


def test_the_same_act_is_registered_once_and_another_protocol_is_another_act(sent):
    first = {"on": date(2026, 11, 2), "number": "P1"}
    sent.do(gse_letters.receive, GseActKind.INTEGRATION, **first)
    assert sent.do(gse_letters.receive, GseActKind.INTEGRATION, **first).change.is_empty
    sent.do(gse_letters.receive, GseActKind.INTEGRATION, on=date(2026, 11, 2), number="P2")
    assert len(sent.facts.gse_acts) == 2


def test_facts_that_the_archive_does_not_hold_are_not_added_to(draft):
    path = draft.folder / FILE_NAME
    misspelt = re.sub(r'(pod: "?)IT', r"\1XX", draft.text)
    assert misspelt != draft.text
    path.write_text(misspelt, encoding="utf-8")
    with pytest.raises(FactsNotStoredError):
        draft.do(requests.send, on=TODAY, code="x", reason="prova")
    assert draft.facts.request.sent_on is None


def test_a_fact_that_the_archive_refuses_is_taken_back_from_the_file(admitted):
    before = admitted.text
    with pytest.raises(FactsNotStoredError):
        admitted.do(plant_changes.add, Plant(name="Tetto nuovo", pod="IT999"))
    assert admitted.text == before
    assert admitted.entries == []


def test_a_file_changed_while_the_command_worked_is_left_alone(draft):
    opened = draft.opened()
    change = requests.send(opened, LAW, on=TODAY, code="x")
    changed = draft.text.replace("rid: no", "rid: sì", 1)
    assert changed != draft.text
    (draft.folder / FILE_NAME).write_text(changed, encoding="utf-8")
    with pytest.raises(FolderInUseError, match="è cambiato"):
        record(opened, LAW, draft.archive, change)
    assert draft.text == changed


def test_two_commands_do_not_write_one_folder_at_once(draft):
    opened = draft.opened()
    change = requests.send(opened, LAW, on=TODAY, code="x")
    with folder_lock(draft.folder / ".dossier-cer.lock"), pytest.raises(FolderInUseError) as refused:
        record(opened, LAW, draft.archive, change)
    assert refused.value.exit_code == 6
    assert draft.entries == []
