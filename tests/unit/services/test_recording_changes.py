"""Recording what changes after admission: variations, plants and people that come and go."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders.folders import mini_dossier
from workflow.domain.gse_act import GseActKind
from workflow.domain.member import Member, WithdrawalPoint
from workflow.domain.plant import Plant
from workflow.domain.variation import Variation, VariationKind
from workflow.intake.members_file import read_members_of
from workflow.services import gse_letters, member_changes, plant_changes, variations
from workflow.services.gse_letters import Provision
from workflow.services.member_changes import MemberKnownError, UnknownMemberError
from workflow.services.variations import UnknownVariationError

TODAY = date(2026, 11, 22)
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
