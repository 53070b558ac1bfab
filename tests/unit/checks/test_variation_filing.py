"""What to file for a variation: the way, the last day, the day it counts from; and whom and what it regards."""

from datetime import date
from typing import Any

import pytest

from tests.builders.dossiers import build
from tests.builders.identifiers import partita_iva
from tests.builders.rulebook import law
from workflow.checks.filing_scope import Scope, scope_of
from workflow.checks.variation_filing import VariationFiling, variation_filing
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingChannel, FilingKind

HAPPENED_ON = date(2027, 5, 10)


def varied(kind: str, **facts: Any) -> Dossier:
    return build("cer_ammessa", {"variazioni": [{"nome": "prova", "tipo": kind, "avvenuta_il": HAPPENED_ON, **facts}]})


def filed(kind: str, **facts: Any) -> VariationFiling:
    return variation_filing(varied(kind, **facts), 0, law())


def scope(kind: str, **facts: Any) -> Scope:
    return scope_of(varied(kind, **facts), Filing(FilingKind.VARIATION, 0))


@pytest.mark.parametrize("kind", ["aggiunta_punto", "rimozione_impianto", "richiesta_rid", "manutenzione", "altro"])
def test_changes_go_by_pec_to_the_address_of_the_law(kind: str) -> None:
    assert (filed(kind).channel, filed(kind).address) == (
        FilingChannel.PEC,
        law().value("variazioni/canale", HAPPENED_ON).text,
    )


@pytest.mark.parametrize("kind", ["cambio_referente", "cessazione_rid"])
def test_what_the_portal_does_has_no_address(kind: str) -> None:
    assert (filed(kind).channel, filed(kind).address) == (FilingChannel.PORTAL, None)


def test_before_the_gse_opened_a_way_there_is_no_address() -> None:
    found = filed("aggiunta_punto", avvenuta_il=date(2025, 3, 1), comunicata_il=date(2025, 4, 3))
    assert (found.channel, found.address) == (FilingChannel.PEC, None)


def test_a_point_told_within_its_days_counts_from_the_day_it_was_added() -> None:
    found = filed("aggiunta_punto", comunicata_il=date(2027, 5, 20))
    assert (found.due_on, found.effective_on, found.lost_days) == (date(2027, 9, 7), HAPPENED_ON, 0)


def test_a_point_told_late_counts_from_the_notice_and_says_what_is_lost() -> None:
    found = filed("aggiunta_punto", avvenuta_il=date(2027, 1, 10), comunicata_il=date(2027, 5, 20))
    assert found.effective_on == date(2027, 5, 20)
    assert (found.lost_from, found.lost_until, found.lost_days) == (date(2027, 1, 10), date(2027, 5, 19), 130)


def test_a_plant_added_has_the_days_of_its_own_entry_into_operation() -> None:
    plants = {"impianti.1.entrata_in_esercizio": date(2027, 4, 1)}
    changes = {**plants, "variazioni": [{"nome": "prova", "tipo": "aggiunta_impianto", "impianti": ["Impianto 2"]}]}
    found = variation_filing(build("cer_ammessa", changes), 0, law())
    assert (found.due_on, found.effective_on) == (date(2027, 7, 30), date(2027, 4, 1))


def test_a_new_producer_is_told_within_the_days_of_splitting() -> None:
    assert filed("cambio_produttore").due_on == date(2027, 6, 9)


def test_no_text_gives_days_for_the_new_referente() -> None:
    assert filed("cambio_referente").due_on is None


@pytest.mark.parametrize("kind", ["richiesta_rid", "cambio_referente", "variazione_titolo_autorizzativo"])
def test_where_the_gse_says_the_day_there_is_a_reason_and_no_day(kind: str) -> None:
    assert filed(kind).effective_on is None
    assert filed(kind).reasons


def test_without_the_day_of_the_change_it_is_asked_for() -> None:
    found = filed("aggiunta_punto", avvenuta_il=None)
    assert (found.due_on, found.effective_on, found.missing) == (None, None, ("avvenuta_il",))
    assert filed("manutenzione", avvenuta_il=None).missing == ("avvenuta_il",)


def test_a_point_regards_its_holder_alone() -> None:
    dossier = varied("aggiunta_punto")
    bruno = dossier.members[1]
    found = scope("aggiunta_punto", punti=[bruno.points[0].pod])
    assert [member.index for member in dossier.members if found.has_member(member)] == [bruno.index]
    assert not found.has_plant(0)
    assert not found.has_mandate(0)


def test_a_plant_regards_its_producer_and_the_mandate_given_for_it() -> None:
    found = scope("aggiunta_impianto", impianti=["im_0000002"])
    assert (found.has_plant(0), found.has_plant(1), found.has_mandate(0)) == (False, True, True)


def test_a_plant_of_another_producer_does_not_regard_that_mandate() -> None:
    found = scope("aggiunta_impianto", impianti=["Impianto 1"])
    bakery = next(one for one in varied("altro").members if one.codice_fiscale == partita_iva(21))
    assert (found.has_plant(0), found.has_mandate(0), found.has_member(bakery)) == (True, False, True)


def test_the_withdrawal_of_energy_regards_every_plant() -> None:
    found = scope("richiesta_rid")
    assert found.plants == frozenset({0, 1})
    assert found.has_mandate(0)


def test_a_new_referente_needs_every_mandate_again_and_no_plant_papers() -> None:
    found = scope("cambio_referente")
    assert (found.has_mandate(0), found.plants) == (True, frozenset())


def test_the_request_regards_everything() -> None:
    assert scope_of(varied("altro"), Filing()) == Scope()


def test_a_pnrr_project_regards_its_plant_alone() -> None:
    found = scope_of(build("cer_pnrr"), Filing(FilingKind.PNRR, 0))
    assert (found.has_plant(0), found.has_plant(1), found.members) == (True, False, frozenset())


def test_a_letter_regards_no_member_and_no_plant() -> None:
    assert scope_of(varied("altro"), Filing(FilingKind.CONTRACT_WITHDRAWAL)).plants == frozenset()
