"""How variations are called, found and read, and who produced when the request was sent."""

from datetime import date
from typing import Any

from tests.builders.dossiers import build
from tests.builders.identifiers import partita_iva, pod
from workflow.checks.roster import codes_of
from workflow.checks.variation_facts import (
    find_plant,
    notices_of_points,
    producer_called,
    producer_on_sending,
    title_of,
)
from workflow.domain.dossier import Dossier
from workflow.domain.variation import Variation, VariationKind

SOLD = {"tipo": "cambio_produttore", "avvenuta_il": date(2027, 1, 9), "impianti": ["impianto  2"]}


def admitted(**variation: Any) -> Dossier:
    return build("cer_ammessa", {"variazioni": [variation]})


def test_a_variation_is_called_by_its_name_its_kind_or_its_place() -> None:
    assert title_of(Variation(name="voltura"), 0) == "voltura"
    assert title_of(Variation(kind=VariationKind.POINT_ADDED), 1) == "aggiunta punto (n. 2)"
    assert title_of(Variation(), 2) == "n. 3"


def test_a_plant_is_found_by_name_censimp_or_pod_whatever_the_case() -> None:
    dossier = admitted(**SOLD)
    assert find_plant(dossier, "IMPIANTO 2") == find_plant(dossier, "im_0000002") == 1
    assert find_plant(dossier, pod(502)) == 1
    assert find_plant(dossier, "Impianto 9") is None


def test_points_are_found_by_their_pod_in_the_variations_of_the_right_kind() -> None:
    dossier = admitted(tipo="aggiunta_punto", punti=[pod(99).lower()])
    assert notices_of_points(dossier, VariationKind.POINT_ADDED) == {pod(99): dossier.variations[0]}
    assert notices_of_points(dossier, VariationKind.POINT_REMOVED) == {}


def test_the_first_variation_that_names_a_point_wins() -> None:
    added = {"tipo": "aggiunta_punto", "punti": [pod(99)]}
    dossier = build("cer_ammessa", {"variazioni": [{**added, "nome": "prima"}, {**added, "nome": "seconda"}]})
    assert notices_of_points(dossier, VariationKind.POINT_ADDED)[pod(99)].name == "prima"


def test_the_producer_on_sending_is_the_seller() -> None:
    bought = {"nuovo_soggetto": partita_iva(90), "soggetto_precedente": partita_iva(21)}
    dossier = admitted(**SOLD, **bought)
    assert codes_of(producer_on_sending(dossier, dossier.plants[1])) == {partita_iva(21)}


def test_without_the_seller_nobody_knows_who_produced() -> None:
    dossier = admitted(**SOLD, nuovo_soggetto=partita_iva(90))
    assert producer_on_sending(dossier, dossier.plants[1]) is None


def test_a_sale_older_than_the_request_is_in_the_request() -> None:
    dossier = admitted(**{**SOLD, "avvenuta_il": date(2026, 9, 1)}, nuovo_soggetto=partita_iva(90))
    assert codes_of(producer_on_sending(dossier, dossier.plants[1])) == {partita_iva(90)}


def test_before_the_request_the_producer_is_the_one_written() -> None:
    dossier = build("cer_ok")
    assert producer_on_sending(dossier, dossier.plants[1]) == dossier.producer_of(dossier.plants[1])


def test_a_buyer_is_known_from_the_plants_the_members_or_only_by_code() -> None:
    dossier = build("cer_ok")
    assert producer_called(dossier, partita_iva(90)).company_name == "Sole Terzo S.r.l."
    assert codes_of(producer_called(dossier, partita_iva(22))) == {partita_iva(22)}
    assert codes_of(producer_called(dossier, partita_iva(97))) == {partita_iva(97)}
