"""Named conditions answer yes, no, or nothing while a fact that decides is unknown."""

from datetime import date
from typing import Any

import pytest

from tests.builders.dossiers import ANNA, BASES, PIECES, build
from tests.builders.rulebook import law
from workflow.checks.conditions import CONDITIONS, UnknownConditionError, find_condition, holds
from workflow.domain.dossier import Dossier

CHANGES = tuple[str, str, dict[str, Any], bool | None]

OF_THE_DOSSIER: tuple[CHANGES, ...] = (
    ("act_announces_rejection", "cer_ammessa", {}, False),
    ("act_announces_rejection", "cer_ammessa", {"atti_gse": [{"tipo": "preavviso_rigetto"}]}, True),
    ("act_asks_integrations", "cer_ammessa", {"atti_gse": [{"tipo": "richiesta_integrazione"}]}, True),
    ("act_asks_integrations", "cer_ammessa", {"atti_gse": [{"tipo": None}]}, None),
    ("always", "cad_ok", {}, True),
    ("building_is_condominium", "gac_ok", {}, True),
    ("building_is_condominium", "gac_ok", {"edificio.tipo": "edificio_unico_proprietario"}, False),
    ("building_is_condominium", "gac_ok", {"edificio.tipo": None}, None),
    ("building_is_condominium", "cer_ok", {}, False),
    ("community_is_association", "cer_ok", {}, True),
    ("community_is_cooperative", "cer_ok", {}, False),
    ("community_is_association", "gac_ok", {}, None),
    ("exit_is_expulsion", "cer_ok", {"uscite": [{"tipo": "perdita_requisiti"}]}, True),
    ("exit_is_expulsion", "cer_ok", {"uscite": [{"tipo": "recesso"}]}, False),
    ("exit_is_withdrawal", "cer_ok", {"uscite": [{"tipo": "recesso"}]}, True),
    ("exit_is_withdrawal", "cer_ok", {"uscite": [{}]}, None),
    ("has_joint_controllers", "cer_ok", {}, False),
    ("has_joint_controllers", "cer_ok", {"referente.ruolo": "membro_cliente"}, True),
    ("has_joint_controllers", "aid_ok", {}, False),
    ("has_joint_controllers", "cer_ok", {"referente.ruolo": None}, None),
    ("founding_assembly_is_told", "cer_ok", {}, False),
    ("founding_assembly_is_told", "cer_ok", {"comunita.assemblea_costitutiva": {"presenti": 7}}, True),
    ("ordinary_assembly_is_told", "cer_ok", {}, False),
    ("ordinary_assembly_is_told", "cec_ok", {"comunita.assemblea_ordinaria": {"presenti": 7}}, True),
    ("group_by_contract", "caac_ok", {}, True),
    ("group_by_contract", "gac_ok", {}, False),
    ("group_by_contract", "cer_ok", {}, False),
    ("group_by_minutes", "gac_ok", {}, True),
    ("group_by_minutes", "gac_ok", {"contratto": None}, None),
    ("has_mandates", "cer_ok", {}, True),
    ("has_mandates", "aid_ok", {}, False),
    ("has_releases", "gac_ok", {}, True),
    ("has_releases", "cer_ok", {}, False),
    ("has_storage", "cer_ok", {}, False),
    ("has_storage", "cer_ok", {"impianti.1.accumulo": {"capacita_kwh": 10}}, True),
    ("has_third_producers", "cer_ok", {}, True),
    ("has_third_producers", "aid_ok", {}, False),
    ("has_third_producers", "aid_ok", {"impianti.0.produttore": None}, None),
    ("has_third_producers", "aid_ok", {"impianti": []}, False),
    ("mandate_is_from_producer", "cer_ok", {}, True),
    ("mandate_is_for_role", "cer_ok", {}, False),
    ("mandate_is_for_role", "cer_ok", {"mandati.0.tipo": None}, None),
    ("is_preliminary_check", "cer_ok", {"richiesta.procedura": "verifica_preliminare"}, True),
    ("is_variation", "cer_ok", {}, False),
    ("referente_is_administrator", "gac_ok", {}, True),
    ("referente_is_community", "cer_ok", {}, True),
    ("referente_is_not_community", "cer_ok", {}, False),
    ("referente_is_not_community", "cer_ok", {"referente.ruolo": "membro_cliente"}, True),
    ("referente_is_not_community", "cer_ok", {"referente": None}, None),
    ("referente_is_esco_producer", "cer_ok", {"referente.ruolo": "produttore_esco"}, True),
    ("referente_needs_mandate", "cer_ok", {}, False),
    ("referente_needs_mandate", "cer_ok", {"referente.ruolo": "membro_cliente"}, True),
    ("referente_needs_mandate", "cer_ok", {"referente.ruolo": None}, None),
    ("referente_needs_mandate", "cer_ok", {"referente.ruolo": "cliente"}, None),
    ("signer_is_attorney", "cer_ok", {}, False),
    ("signer_is_attorney", "cer_ok", {"referente.procuratore": {"nome": "Dino"}}, True),
    ("signer_is_attorney", "cer_ok", {"referente": None}, None),
    ("tariff_requested", "cer_ok", {}, True),
    ("tariff_requested", "cec_ok", {}, False),
    ("wants_rid", "cer_ok", {}, False),
    ("wants_rid", "cer_ok", {"richiesta.rid": None}, None),
    ("artato_conditions_occur", "cer_ok", {}, False),
)
FIRST = "impianti.0."
OF_THE_FIRST_PLANT: tuple[CHANGES, ...] = (
    ("plant_has_grant", "cer_ok", {}, False),
    ("plant_has_grant", "cer_ok", {FIRST + "contributi": [{"percentuale": 40}]}, True),
    ("plant_has_grant", "cer_ok", {FIRST + "contributi": [{"percentuale": 0}]}, False),
    ("plant_has_grant", "cer_ok", {FIRST + "contributi": None}, None),
    ("plant_has_pumping", "cer_ok", {FIRST + "pompaggio": True}, False),
    ("plant_has_pumping", "cer_ok", {FIRST + "pompaggio": True, FIRST + "fonte": "idroelettrico"}, True),
    ("plant_has_pumping", "cer_ok", {FIRST + "fonte": None}, None),
    ("plant_permit_is_kept", "cer_ok", {}, True),
    ("plant_permit_is_kept", "cer_biogas", {}, False),
    ("plant_permit_is_kept", "cer_biogas", {FIRST + "incentivo_richiesto": False}, True),
    ("plant_permit_is_kept", "cer_ok", {FIRST + "fonte": None}, None),
    ("plant_has_regenerated_components", "cer_ok", {FIRST + "componenti": "rigenerati"}, False),
    (
        "plant_has_regenerated_components",
        "cer_ok",
        {FIRST + "componenti": "rigenerati", FIRST + "fonte": "idroelettrico"},
        True,
    ),
    ("plant_has_regenerated_components", "cer_ok", {FIRST + "componenti": None, FIRST + "fonte": "eolico"}, None),
    ("plant_is_not_thermal", "cer_ok", {}, True),
    ("plant_is_photovoltaic", "cer_ok", {}, True),
    ("plant_is_photovoltaic", "cer_ok", {FIRST + "fonte": None}, None),
    ("plant_is_thermal", "cer_ok", {FIRST + "fonte": "biogas"}, True),
    ("plant_is_thermal", "cer_ok", {FIRST + "fonte": None}, None),
    ("plant_is_thermal_with_tariff", "cec_ok", {FIRST + "fonte": "biogas"}, False),
    ("plant_is_third_party", "cer_ok", {}, False),
    ("plant_is_upgrade", "cer_ok", {FIRST + "intervento": "potenziamento"}, True),
    ("plant_is_upgrade", "cer_ok", {FIRST + "intervento": None}, None),
    ("plant_needs_licence", "cer_ok", {FIRST + "potenza_kw": "20"}, False),
    ("plant_needs_licence", "cer_ok", {FIRST + "potenza_kw": "20.01"}, True),
    ("plant_needs_licence", "cer_ok", {FIRST + "potenza_kw": "20.01", FIRST + "modello_unico": True}, False),
    ("plant_needs_licence", "cec_ok", {FIRST + "potenza_kw": "20.01"}, False),
    ("plant_needs_licence", "cer_ok", {FIRST + "potenza_kw": None}, None),
    ("plant_needs_operation_rules", "cer_ok", {FIRST + "potenza_kw": "20"}, True),
    ("plant_needs_operation_rules", "cer_ok", {FIRST + "potenza_kw": "20.01"}, False),
    ("plant_needs_meter_reports", "cer_ok", {}, True),
    ("plant_needs_meter_reports", "cer_ok", {FIRST + "modello_unico": None}, None),
    ("plant_needs_purpose_papers", "cer_ok", {}, False),
    ("plant_needs_purpose_papers", "cer_ok", {FIRST + "entrata_in_esercizio": None}, None),
    ("plant_needs_purpose_papers", "cer_ok", {FIRST + "entrata_in_esercizio": date(2023, 5, 1)}, True),
    ("plant_needs_purpose_papers", "gac_ok", {FIRST + "entrata_in_esercizio": date(2023, 5, 1)}, False),
    ("plant_not_on_client_site", "aid_ok", {}, True),
    ("plant_not_on_client_site", "aid_ok", {FIRST + "presso_utenza_cliente": None}, None),
    ("plant_not_owned_by_community", "cer_ok", {}, True),
    ("plant_not_owned_by_community", "cer_ok", {FIRST + "proprieta_comunita": True}, False),
    ("plant_not_owned_by_community", "gac_ok", {}, None),
    ("plant_not_simplified", "cer_ok", {}, True),
    ("plant_outside_building", "gac_ok", {}, False),
    ("plant_over_20_kw", "cer_ok", {}, False),
    ("plant_has_storage", "cer_ok", {}, False),
    ("plant_pnrr_beneficiary_is_body", "cer_pnrr", {}, True),
    ("plant_pnrr_beneficiary_is_body", "cer_ok", {}, None),
    ("plant_pnrr_beneficiary_is_person", "cer_pnrr", {}, False),
    ("plant_pnrr_beneficiary_is_person", "cer_pnrr", {"pnrr.0.beneficiario": ANNA["codice_fiscale"]}, True),
    ("plant_pnrr_beneficiary_is_person", "cer_pnrr", {"pnrr.0.beneficiario": None}, None),
    ("plant_pnrr_has_other_grants", "cer_pnrr", {}, False),
    ("plant_pnrr_has_other_grants", "cer_pnrr", {"pnrr.0.altri_contributi_eur": 1}, True),
    ("plant_pnrr_has_other_grants", "cer_pnrr", {"pnrr.0.altri_contributi_eur": None}, None),
    ("plant_ssp_active", "cer_ok", {FIRST + "ssp_attivo": True}, True),
    ("plant_tariff_requested", "cer_ok", {FIRST + "incentivo_richiesto": None}, None),
    ("plant_tariff_requested_photovoltaic", "cer_ok", {}, True),
    ("producer_needs_agreement", "cer_ok", {FIRST + "proprieta_comunita": True}, False),
    ("producer_needs_agreement", "aid_ok", {}, False),
)
OF_THE_FIRST_MEMBER: tuple[CHANGES, ...] = (
    ("client_is_enterprise", "aid_ok", {}, True),
    ("member_has_control", "cer_ok", {}, True),
    ("member_has_points", "cer_ok", {}, True),
    ("member_is_body", "cer_ok", {}, False),
    ("member_is_enterprise", "cer_ok", {}, False),
    ("member_is_enterprise", "cer_ok", {"soci.0.tipo": None, "soci.0.categoria": None}, None),
    ("member_is_person", "cer_ok", {}, True),
    ("member_is_person", "cer_ok", {"soci.0.tipo": None}, None),
    ("member_is_public_body", "cer_ok", {"soci.0.tipo": "ente_pubblico"}, True),
    ("member_is_release", "cer_ok", {}, False),
)


@pytest.mark.parametrize(("name", "base", "changes", "expected"), OF_THE_DOSSIER)
def test_a_condition_on_the_whole_dossier(name: str, base: str, changes: dict[str, Any], expected: bool | None) -> None:
    assert holds(name, build(base, changes), law()) is expected


@pytest.mark.parametrize(("name", "base", "changes", "expected"), OF_THE_FIRST_PLANT)
def test_a_condition_on_a_plant(name: str, base: str, changes: dict[str, Any], expected: bool | None) -> None:
    dossier = build(base, changes)
    assert holds(name, dossier, law(), dossier.plants[0]) is expected


@pytest.mark.parametrize(("name", "base", "changes", "expected"), OF_THE_FIRST_MEMBER)
def test_a_condition_on_a_member(name: str, base: str, changes: dict[str, Any], expected: bool | None) -> None:
    dossier = build(base, changes)
    assert holds(name, dossier, law(), dossier.members[0]) is expected


def test_every_condition_is_tested() -> None:
    tested = {name for name, *_ in (*OF_THE_DOSSIER, *OF_THE_FIRST_PLANT, *OF_THE_FIRST_MEMBER)}
    assert set(CONDITIONS) - tested == set()


def test_every_condition_answers_on_every_kind_and_on_an_empty_dossier() -> None:
    for base in BASES:
        full = build(base)
        empty = Dossier.model_validate({"configurazione": {"tipologia": full.kind}, "as_of": full.as_of})
        for name in CONDITIONS:
            assert holds(name, full, law()) in {True, False, None}
            assert holds(name, empty, law()) in {True, False, None}


def test_without_an_item_a_plant_condition_asks_of_any_plant() -> None:
    dossier = build("cer_ok", {"impianti.1.potenza_kw": 50})
    assert holds("plant_needs_licence", dossier, law()) is True
    assert holds("plant_needs_licence", dossier, law(), dossier.plants[0]) is False


def test_a_mandate_stands_for_itself_and_for_the_plant_it_names() -> None:
    changes = {"mandati.1": {"tipo": "referente"}, "impianti.0.potenza_kw": 50}
    dossier = build("cer_ok", changes)
    about_plant, for_role = dossier.mandates
    assert holds("mandate_is_from_producer", dossier, law(), about_plant) is True
    assert holds("mandate_is_from_producer", dossier, law(), for_role) is False
    assert holds("plant_is_third_party", dossier, law(), about_plant) is True
    assert holds("plant_over_20_kw", dossier, law(), about_plant) is False


def test_a_producer_stands_for_its_plants() -> None:
    dossier = build("cer_ok", {"impianti.1.proprieta_comunita": True})
    first, second = (dossier.producer_of(plant) for plant in dossier.plants)
    assert holds("producer_needs_agreement", dossier, law(), first) is True
    assert holds("producer_needs_agreement", dossier, law(), second) is False


def test_outside_a_community_only_third_producers_need_an_agreement() -> None:
    dossier = build("gac_ok", put={"impianti.0.produttore": "produttore terzo"})
    assert PIECES["produttore terzo"]["fa_parte"] is False
    assert holds("producer_needs_agreement", dossier, law(), dossier.plants[0]) is True


def test_two_plants_of_one_producer_on_one_parcel_count_as_one() -> None:
    same = {
        "impianti.1.produttore": {"codice_fiscale": build("cer_ok").plants[0].producer.codice_fiscale},
        "impianti.1.particella": "110",
        "impianti.1.edificio": None,
        "impianti.0.edificio": None,
        "impianti.0.potenza_prelievo_kw": 3,
        "impianti.1.potenza_prelievo_kw": 3,
    }
    assert holds("artato_conditions_occur", build("cer_ok", same), law()) is True
    assert holds("artato_conditions_occur", build("cer_ok", {**same, "impianti.1.particella": None}), law()) is None


def test_no_name_means_always_and_a_wrong_name_is_refused() -> None:
    dossier = build("cer_ok")
    assert holds(None, dossier, law()) is True
    assert find_condition("se_piove") is None
    with pytest.raises(UnknownConditionError, match="se_piove"):
        holds("se_piove", dossier, law())
