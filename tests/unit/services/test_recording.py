"""Recording a fact: planned and guarded first, then written in the person's file, in the archive, in the history."""

import re
import shutil
from datetime import date
from decimal import Decimal

import pytest

from tests.builders import rulebook
from tests.builders.folders import mini_dossier, write_folder
from workflow.bundle.folder_lock import folder_lock
from workflow.domain.gse_act import GseActKind
from workflow.domain.member import Member, WithdrawalPoint
from workflow.domain.plant import Plant
from workflow.domain.request import Procedure
from workflow.domain.variation import Variation, VariationKind
from workflow.intake.fascicolo_file import FILE_NAME, read_fascicolo
from workflow.intake.members_file import read_members_of
from workflow.services import gse_letters, member_changes, plant_changes, requests, variations
from workflow.services.gse_letters import NothingToAnswerError, Provision, UnknownPracticeError
from workflow.services.member_changes import MemberKnownError, UnknownMemberError
from workflow.services.moving import FactsNotStoredError
from workflow.services.opening import open_dossier
from workflow.services.recording import FACTS_BEFORE, FolderInUseError, record
from workflow.services.variations import UnknownVariationError
from workflow.store.archive import Archive

LAW = rulebook.law()
TODAY = date(2026, 11, 22)
SENT = date(2026, 10, 1)
ADMITTED = {
    "richiesta.inviata_il": SENT,
    "atti_gse": [{"tipo": "accoglimento", "ricevuto_il": date(2026, 11, 10)}],
    "contratto_gse": {"accolta_il": date(2026, 11, 10)},
}


class Desk:
    """A folder, its archive and the clock: each step opens the dossier anew."""

    def __init__(self, place):
        self.folder = place / "fascicolo"
        self.archive = Archive.open(str(place / "archivio.sqlite"))
        self.day = TODAY

    def opened(self, day=None):
        return open_dossier(str(self.folder), as_of=day or self.day, archive=self.archive, law=LAW)

    def do(self, plan, *arguments, day=None, dry_run=False, **options):
        opened = self.opened(day)
        return record(opened, LAW, self.archive, plan(opened, LAW, *arguments, **options), dry_run=dry_run, who="prova")

    @property
    def facts(self):
        return read_fascicolo(self.folder / FILE_NAME).fascicolo

    @property
    def text(self):
        return (self.folder / FILE_NAME).read_text(encoding="utf-8")

    @property
    def entries(self):
        return [entry for entry, _ in self.archive.history("aid-prova")]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Give a folder with some facts; each is written once."""
    made = {}

    def folder(name, facts):
        if name not in made:
            place = tmp_path_factory.mktemp(name)
            made[name] = write_folder(place / "f", mini_dossier("aid", {"slug": "aid-prova", **facts}), is_dated=False)
        return made[name]

    return folder


@pytest.fixture
def desk_of(folders, tmp_path):
    def desk(name, **facts):
        shutil.copytree(folders(name, facts), tmp_path / "fascicolo")
        found = Desk(tmp_path)
        desks.append(found)
        return found

    desks = []
    yield desk
    for one in desks:
        one.archive.close()


@pytest.fixture
def draft(desk_of):
    return desk_of("draft", **{"richiesta.inviata_il": None})


@pytest.fixture
def sent(desk_of):
    return desk_of("sent", **{"richiesta.inviata_il": SENT})


@pytest.fixture
def admitted(desk_of):
    return desk_of("admitted", **ADMITTED)


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


def test_the_same_act_is_registered_once_and_another_protocol_is_another_act(sent):
    first = {"on": date(2026, 11, 2), "number": "P1"}
    sent.do(gse_letters.receive, GseActKind.INTEGRATION, **first)
    assert sent.do(gse_letters.receive, GseActKind.INTEGRATION, **first).change.is_empty
    sent.do(gse_letters.receive, GseActKind.INTEGRATION, on=date(2026, 11, 2), number="P2")
    assert len(sent.facts.gse_acts) == 2


POINT = Variation(kind=VariationKind.POINT_ADDED, happened_on=date(2026, 11, 15), pods=("IT001E00000001",))


def test_a_variation_is_registered_notified_and_takes_effect(admitted):
    added = admitted.do(variations.add, POINT)
    assert added.practice.name == "aggiunta punto 1"
    told = admitted.do(variations.notify, "aggiunta punto 1", on=date(2026, 11, 20))
    assert told.practice.label == "comunicata"
    accepted = admitted.do(
        gse_letters.receive, GseActKind.ADMISSION, on=TODAY, practice="aggiunta punto 1",
        provision=Provision(starts_on=date(2026, 11, 15)),
    )  # fmt: skip
    assert (accepted.practice.state.value, accepted.practice.starts_on) == ("efficace", date(2026, 11, 15))
    assert admitted.facts.gse_acts[-1].practice == "aggiunta punto 1"
    assert {entry.subject for entry in admitted.entries} == {"variazione:aggiunta punto 1"}
    assert admitted.do(variations.add, POINT).change.is_empty is False  # it now has an effect: another would be new


def test_the_same_variation_is_registered_once(admitted):
    admitted.do(variations.add, POINT)
    assert admitted.do(variations.add, POINT).change.is_empty
    other = POINT.model_copy(update={"pods": ("IT001E00000002",)})
    assert admitted.do(variations.add, other).practice.name == "aggiunta punto 2"


def test_a_variation_is_not_notified_before_admission(sent):
    sent.do(variations.add, POINT)
    refused = sent.do(variations.notify, "aggiunta punto 1", on=TODAY)
    assert "FAS-04" in [finding.code for finding in refused.change.guards]
    assert sent.facts.variations[0].notified_on is None


def test_a_late_notice_says_what_it_loses(admitted):
    old = POINT.model_copy(update={"happened_on": date(2026, 11, 11)})
    admitted.do(variations.add, old)
    late = admitted.do(variations.notify, "aggiunta punto 1", on=date(2027, 4, 1), day=date(2027, 4, 1), dry_run=True)
    assert "giorni persi" in late.change.costs[0]


def test_a_variation_of_a_plant_waits_for_the_plants_own_data(admitted):
    unknown = Variation(kind=VariationKind.PLANT_ADDED, happened_on=TODAY, plants=("Tetto nuovo",))
    assert [finding.code for finding in admitted.do(variations.add, unknown).change.guards] == ["FAS-05"]
    admitted.do(plant_changes.add, Plant(name="Tetto nuovo", power_kw=Decimal("19.8")))
    admitted.do(variations.add, unknown)
    refused = admitted.do(variations.notify, "aggiunta impianto 1", on=TODAY)
    codes = [finding.code for finding in refused.change.guards]
    assert codes[0] == "FAS-06"
    assert {finding.path[:2] for finding in refused.change.guards[1:]} == {("impianti", len(admitted.facts.plants) - 1)}


def test_a_withdrawn_variation_may_be_notified_again(admitted):
    admitted.do(variations.add, POINT)
    admitted.do(variations.notify, "aggiunta punto 1", on=date(2026, 11, 18))
    admitted.do(variations.withdraw, "aggiunta punto 1", on=date(2026, 11, 19))
    again = admitted.do(variations.notify, "aggiunta punto 1", on=date(2026, 11, 20))
    assert again.practice.state.value == "inviata"
    (variation,) = admitted.facts.variations
    assert (variation.earlier[0].notified_on, variation.earlier[0].withdrawn_on) == (
        date(2026, 11, 18), date(2026, 11, 19),
    )  # fmt: skip


def test_an_unknown_variation_is_refused_with_the_names_there_are(admitted):
    with pytest.raises(UnknownVariationError, match="nessuna") as refused:
        admitted.do(variations.notify, "x", on=TODAY)
    assert refused.value.exit_code == 3


def test_a_new_plant_leaves_the_others_and_the_phase_as_they_were(admitted):
    before = admitted.text
    done = admitted.do(plant_changes.add, Plant(name="Tetto nuovo", power_kw=Decimal("19.8")))
    assert [plant.name for plant in admitted.facts.plants][-1] == "Tetto nuovo"
    assert [line for line in before.splitlines() if line not in admitted.text.splitlines()] == []
    assert any("variation add" in hint for hint in done.change.hints)
    assert admitted.entries[-1].subject == "impianto:Tetto nuovo"
    assert admitted.archive.get("aid-prova").phase.value == "ingaggio"
    assert admitted.do(plant_changes.add, Plant(name="Tetto nuovo")).change.is_empty


def test_two_plants_of_one_code_are_a_conflict(admitted):
    known = admitted.facts.plants[0]
    refused = admitted.do(plant_changes.add, Plant(name="Altro", pod=known.pod))
    assert [finding.code for finding in refused.change.guards] == ["IMP-40"]


def member(desk):
    return read_members_of(desk.folder).members[0]


def test_who_leaves_is_written_in_the_persons_workbook(admitted):
    key = member(admitted).codice_fiscale or member(admitted).partita_iva
    done = admitted.do(member_changes.leave, f" {key.lower()} ", on=date(2026, 11, 30), day=date(2026, 11, 30))
    assert done.is_written
    assert member(admitted).left_on == date(2026, 11, 30)
    assert any("rimozione_punto" in hint for hint in done.change.hints)
    assert key not in str(admitted.entries[-1])
    assert admitted.do(member_changes.leave, key, on=date(2026, 11, 30)).change.is_empty


def test_nobody_unknown_leaves(admitted):
    for key in ("RSSMRA80A01H501U", "  "):
        with pytest.raises(UnknownMemberError) as refused:
            admitted.do(member_changes.leave, key, on=TODAY)
        assert refused.value.exit_code == 3


def test_who_joins_stands_under_the_others(admitted):
    known = read_members_of(admitted.folder).members
    new = Member(
        name="Ada", surname="Bruni", codice_fiscale=mini_dossier("cer").members[0].codice_fiscale, joined_on=TODAY,
        points=(WithdrawalPoint(pod=mini_dossier("cer").members[0].points[0].pod.replace("0", "7", 1)),),
    )  # fmt: skip
    done = admitted.do(member_changes.add, new)
    found = read_members_of(admitted.folder).members
    assert len(found) == len(known) + 1
    assert found[-1].surname == "Bruni"
    assert done.is_written
    assert admitted.do(member_changes.add, new).change.is_empty
    with pytest.raises(MemberKnownError):
        admitted.do(member_changes.add, new.model_copy(update={"email": "ada@esempio.it"}))


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
