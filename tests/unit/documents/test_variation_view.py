"""What the letters to the GSE may name: the points that come and go, whose they are, who takes whose place."""

from datetime import date
from typing import Any

from tests.builders.dossiers import ANNA, BRUNO, build
from tests.builders.identifiers import partita_iva
from tests.builders.rulebook import law
from workflow.documents.act_view import act_view
from workflow.documents.contract_view import contract_view
from workflow.documents.variation_view import variation_view

POD = "IT001E00000011"


def view(kind: str, changes: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    one = {"nome": "prova", "tipo": kind, "avvenuta_il": date(2027, 5, 10), **facts}
    return variation_view(build("cer_ammessa", {"variazioni": [one], **(changes or {})}), 0, law())


def holders(points: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(point["pod"], point["intestatario"]) for point in points]


def test_a_point_added_is_shown_with_its_holder_however_the_pod_is_written() -> None:
    found = view("aggiunta_punto", punti=["it001e00000011"])
    assert holders(found["punti_aggiunti"]) == [(POD, "Anna Giordano")]
    assert found["punti_rimossi"] == []


def test_a_point_of_nobody_in_the_list_is_shown_alone() -> None:
    found = view("rimozione_punto", punti=["IT001E99999999"])
    assert holders(found["punti_rimossi"]) == [("IT001E99999999", None)]


def test_a_new_holder_is_a_removal_and_an_addition() -> None:
    changes = {"soci.1.punti.1": {"pod": POD, "dal": date(2027, 5, 10)}}
    found = view("cambio_titolare_punto", changes, punti=[POD], nuovo_soggetto=BRUNO["codice_fiscale"])
    assert holders(found["punti_aggiunti"]) == [(POD, "Bruno Mattei")]
    assert holders(found["punti_rimossi"]) == [(POD, "Anna Giordano")]
    assert found["subentrante"]["nome_completo"] == "Bruno Mattei"


def test_without_the_name_of_the_parties_the_dates_of_the_rows_tell_them() -> None:
    changes = {
        "soci.0.punti.0.fino_al": date(2027, 5, 10),
        "soci.1.punti.1": {"pod": POD, "dal": date(2027, 5, 10)},
    }
    found = view("cambio_titolare_punto", changes, punti=[POD])
    assert holders(found["punti_aggiunti"]) == [(POD, "Bruno Mattei")]
    assert holders(found["punti_rimossi"]) == [(POD, "Anna Giordano")]


def test_the_new_holder_who_is_not_in_the_list_leaves_the_row_to_fill_in() -> None:
    found = view("cambio_titolare_punto", punti=[POD], nuovo_soggetto=partita_iva(99))
    assert holders(found["punti_aggiunti"]) == [(POD, None)]
    assert found["subentrante"]["codice_fiscale"] == partita_iva(99)


def test_the_plants_are_those_named_and_all_of_them_for_the_withdrawal_of_energy() -> None:
    assert [plant["nome"] for plant in view("rimozione_impianto", impianti=["im_0000002"])["impianti_rimossi"]] == [
        "Impianto 2"
    ]
    assert len(view("richiesta_rid")["impianti_interessati"]) == 2


def test_the_referente_who_goes_and_the_one_who_comes_are_in_full() -> None:
    found = view("cambio_referente", nuovo_soggetto=partita_iva(70), soggetto_precedente=ANNA["codice_fiscale"])
    assert found["subentrante"]["nome_completo"] == "CER di prova"
    assert found["uscente"]["presentazione"].startswith("Anna Giordano, nata a")
    assert found["sul_portale"]


def test_an_act_knows_its_practice_its_term_and_what_was_asked_before() -> None:
    acts = [
        {"tipo": "richiesta_integrazione", "pratica": "prova", "protocollo": "P-2", "ricevuto_il": date(2027, 5, 20)},
        {"tipo": "preavviso_rigetto", "pratica": "prova", "protocollo": "P-3", "ricevuto_il": date(2027, 5, 30)},
    ]
    one = {"nome": "prova", "tipo": "altro", "comunicata_il": date(2027, 5, 12), "avvenuta_il": date(2027, 5, 10)}
    dossier = build("cer_ammessa", {"variazioni": [one], "atti_gse": acts})
    found = act_view(dossier, 1, law())
    assert (found["entro"], found["pratica_inviata_il"], found["in_ritardo"]) == (
        date(2027, 6, 9), date(2027, 5, 12), False,
    )  # fmt: skip
    assert [act["protocollo"] for act in found["integrazioni_precedenti"]] == ["P-2"]
    assert found["variazione"]["titolo"] == "prova"
    assert act_view(dossier.model_copy(update={"as_of": date(2027, 6, 10)}), 1, law())["in_ritardo"]


def test_an_act_on_the_request_has_no_variation() -> None:
    found = act_view(build("cer_ammessa"), 0, law())
    assert found["variazione"] is None
    assert found["pratica_inviata_il"] == date(2026, 10, 1)


def test_the_withdrawal_can_count_after_its_notice() -> None:
    found = contract_view(build("cer_ammessa", {"contratto_gse.recesso_inviato_il": date(2027, 3, 1)}), law())
    assert found is not None
    assert found["recesso_possibile_dal"] == date(2027, 4, 30)
    assert contract_view(build("cer_ok"), law()) is None
