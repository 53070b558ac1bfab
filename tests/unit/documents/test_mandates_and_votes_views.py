"""The matrix of the mandates that a dossier needs, and the votes of a condominium's assembly item by item."""

from typing import Any

import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.documents import context
from workflow.documents.condominium_votes import group_contract_view
from workflow.documents.mandate_view import mandates_due

ASSEMBLY = "contratto.assemblea."


def due(base: str, changes: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """Return for whom and in which state each mandate is due."""
    return [(row["mandante_nome"], row["stato"]) for row in mandates_due(build(base, changes), law())]


def test_nobody_owes_a_mandate_where_client_producer_and_referente_are_one() -> None:
    assert due("aid_ok") == []


def test_a_third_producer_of_a_community_owes_one_and_has_given_it() -> None:
    assert [state for _, state in due("cer_ok")] == ["conferito"]


def test_a_mandate_not_yet_given_is_shown_as_missing() -> None:
    assert [state for _, state in due("cer_ok", {"mandati": []})] == ["manca"]


def test_a_mandate_whose_signature_is_not_known_is_to_be_verified() -> None:
    assert [state for _, state in due("cer_ok", {"mandati.0.firmato": None})] == ["da verificare"]


def test_who_gives_a_mandate_unknown_is_no_producer_without_vat_number() -> None:
    person = build("cer_ok").members[0]
    unknown = {"mandati.0.mandante": None, "mandati.0.impianto": None}
    dossier = build("cer_ok", {"impianti.0.produttore": {"codice_fiscale": person.codice_fiscale}, **unknown})
    producer = dossier.producer_of(dossier.plants[0])
    assert producer is not None
    assert (producer.codice_fiscale, producer.partita_iva) == (person.codice_fiscale, None)
    assert context.for_mandate(dossier, dossier.mandates[0])["mandato"]["impianti"] == []


def test_a_member_as_referente_needs_the_mandate_of_the_community() -> None:
    changes = {"referente.ruolo": "membro_cliente", "referente.codice_fiscale": build("cer_ok").members[1].key}
    rows = mandates_due(build("cer_ok", changes), law())
    assert rows[0]["stato"] == "manca"
    assert "annuale" in rows[0]["forma"]


def test_a_self_consumer_as_referente_needs_that_of_all_the_others() -> None:
    group = build("gac_ok")
    changes = {"referente.ruolo": "autoconsumatore", "referente.codice_fiscale": group.members[0].key}
    names = [row["mandante_nome"] for row in mandates_due(build("gac_ok", changes), law()) if row["impianto"] is None]
    assert set(names) == {member.full_name for member in group.active_members[1:]}


def test_without_a_referente_nothing_can_be_said() -> None:
    assert due("cer_ok", {"referente": None}) == []


def votes(changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    contract = group_contract_view(build("gac_ok", changes), law())
    assert contract is not None
    found: dict[str, dict[str, Any]] = contract["assemblea"]["voti"]
    return found


def test_an_item_without_votes_of_its_own_has_those_written_for_all() -> None:
    own = {"punto": "c)", "favorevoli": 2, "millesimi_favorevoli": 400, "contrari": 2, "millesimi_contrari": 400}
    found = votes({ASSEMBLY + "votazioni": [own]})
    assert (found["a"]["favorevoli"], found["a"]["raggiunta"]) == (4, True)
    assert (found["c"]["favorevoli"], found["c"]["contrari"], found["c"]["raggiunta"]) == (2, 2, False)


@pytest.mark.parametrize(
    ("heads", "millesimi", "carried"),
    [(3, 500, True), (2, 800, False), (3, 499, False), (3, None, None), (None, 100, False)],
)
def test_an_item_is_carried_by_most_of_those_present_and_half_of_the_value(
    heads: int | None, millesimi: int | None, *, carried: bool | None
) -> None:
    found = votes({ASSEMBLY + "favorevoli": heads, ASSEMBLY + "millesimi_favorevoli": millesimi})
    assert found["b"]["raggiunta"] is carried


def test_outside_groups_there_is_no_contract() -> None:
    assert group_contract_view(build("cer_ok"), law()) is None
