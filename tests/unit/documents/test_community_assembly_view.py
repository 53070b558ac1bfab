"""The sums of a community's assembly: who is entitled, the quorum of our statutes, the outcome of each item."""

from datetime import date
from typing import Any

import pytest

from tests.builders.dossiers import build
from workflow.documents.community_assembly_view import founders_of, founding_view, ordinary_view
from workflow.domain.dossier import Dossier

FOUNDERS = 7
WITH_CONTROL = 4


def dossier(key: str, assembly: dict[str, Any] | None, **changes: Any) -> Dossier:
    return build("cer_ok", {f"comunita.{key}": assembly, **{name.replace("__", "."): v for name, v in changes.items()}})


def founding(*ballots: dict[str, Any], **facts: Any) -> dict[str, Any]:
    one = dossier("assemblea_costitutiva", {"presenti": FOUNDERS, "votazioni": list(ballots), **facts})
    assert one.community is not None
    return founding_view(one, one.community) or {}


def ordinary(*ballots: dict[str, Any], form: str = "associazione_non_riconosciuta", **facts: Any) -> dict[str, Any]:
    one = dossier("assemblea_ordinaria", {"votazioni": list(ballots), **facts}, comunita__forma_giuridica=form)
    assert one.community is not None
    return ordinary_view(one, one.community) or {}


def votes(
    item: str, favour: int | None, against: int | None = 0, abstained: int | None = 0, **more: int
) -> dict[str, Any]:
    return {"punto": item, "favorevoli": favour, "contrari": against, "astenuti": abstained, **more}


def test_who_joined_after_the_deed_is_not_a_founder() -> None:
    later = build("cer_ok", {"soci.3.data_adesione": date(2026, 5, 1)})
    assert len(founders_of(later)) == FOUNDERS - 1


def test_without_the_date_of_the_deed_every_member_is_a_founder() -> None:
    assert len(founders_of(build("cer_ok", {"comunita.atto_costitutivo_il": None}))) == FOUNDERS


def test_a_community_without_assemblies_shows_none() -> None:
    plain = build("cer_ok")
    assert plain.community is not None
    assert founding_view(plain, plain.community) is None
    assert ordinary_view(plain, plain.community) is None


def test_the_statute_wants_the_vote_of_every_founder() -> None:
    assert founding(votes("statuto", FOUNDERS))["votazioni"]["statuto"]["approvata"] is True
    short = founding(votes("statuto", FOUNDERS - 1, 0, 1))["votazioni"]["statuto"]
    assert (short["voti_richiesti"], short["approvata"]) == (FOUNDERS, False)


@pytest.mark.parametrize(
    ("favour", "against", "needed", "passed"), [(4, 3, 4, True), (3, 3, 4, False), (3, 4, 4, False), (1, 0, 1, True)]
)
def test_the_other_items_want_more_than_half_of_the_votes_cast(
    favour: int, against: int, needed: int, *, passed: bool
) -> None:
    ballot = founding(votes("cariche", favour, against))["votazioni"]["cariche"]
    assert (ballot["voti_richiesti"], ballot["approvata"]) == (needed, passed)


def test_who_abstains_does_not_count_among_the_votes_cast() -> None:
    ballot = founding(votes("quota", 2, 1, 4))["votazioni"]["quota"]
    assert (ballot["voti_espressi"], ballot["approvata"], ballot["conti_tornano"]) == (3, True, True)


def test_votes_that_are_not_as_many_as_the_present_do_not_add_up() -> None:
    assert founding(votes("quota", 2, 1, 1))["votazioni"]["quota"]["conti_tornano"] is False


def test_an_item_nobody_has_written_has_no_outcome() -> None:
    ballot = founding()["votazioni"]["referente"]
    assert (ballot["voti_espressi"], ballot["voti_richiesti"], ballot["approvata"]) == (None, None, None)


@pytest.mark.parametrize(("present", "reached"), [(1, False), (2, True), (3, True)])
def test_the_first_call_wants_half_of_those_with_powers_of_control(present: int, *, reached: bool) -> None:
    found = ordinary(convocazione=1, presenti=present)
    assert (found["aventi_diritto"], found["presenti_richiesti"], found["costituita"]) == (WITH_CONTROL, 2, reached)


def test_the_second_call_wants_somebody() -> None:
    assert ordinary(convocazione=2, presenti=1)["costituita"] is True
    assert ordinary(convocazione=2, presenti=0)["costituita"] is False


def test_an_odd_half_is_rounded_up() -> None:
    assert ordinary(convocazione=1, aventi_diritto=5, presenti=2)["costituita"] is False


def test_without_the_call_the_quorum_is_unknown() -> None:
    assert ordinary(presenti=4)["costituita"] is None


def test_the_body_of_a_foundation_wants_half_in_any_call_and_its_size_is_told() -> None:
    body = {"form": "fondazione_partecipazione", "convocazione": 2}
    assert ordinary(**body, presenti=4)["costituita"] is None
    assert ordinary(**body, presenti=3, aventi_diritto=8)["costituita"] is False
    assert ordinary(**body, presenti=4, aventi_diritto=8)["costituita"] is True


@pytest.mark.parametrize("form", ["ente_terzo_settore", "cooperativa"])
def test_where_every_member_votes_those_with_control_must_carry_the_item_too(form: str) -> None:
    def outcome(**control: int) -> Any:
        return ordinary(votes("riparto", 5, 2, **control), form=form)["votazioni"]["riparto"]["approvata"]

    assert ordinary(form=form)["aventi_diritto"] == FOUNDERS
    assert outcome(favorevoli_controllo=3, contrari_controllo=1) is True
    assert outcome(favorevoli_controllo=2, contrari_controllo=2) is False
    assert outcome() is None


def test_a_lost_vote_is_lost_whoever_has_control() -> None:
    ballot = ordinary(votes("riparto", 2, 5), form="cooperativa")["votazioni"]["riparto"]
    assert ballot["approvata"] is False


def test_who_is_entitled_is_unknown_while_somebodys_control_is() -> None:
    one = dossier("assemblea_ordinaria", {"convocazione": 1, "presenti": 4}, soci__0__poteri_controllo=None)
    assert one.community is not None
    found = ordinary_view(one, one.community) or {}
    assert (found["aventi_diritto"], found["costituita"]) == (None, None)
