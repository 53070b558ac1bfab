"""The lists of the law speak the words of the domain: a value that no record can have would be a dead rule."""

from datetime import date

import ateco
import pytest

from workflow.domain.kind import Kind
from workflow.domain.plant import Intervention, SiteTitle, Siting, Source
from workflow.domain.referente import Exclusions, ReferenteRole
from workflow.domain.subject import AtecoEdition, Category, FirmSize
from workflow.law import Law

TODAY = date(2026, 11, 22)
CATEGORIES = [
    "membri/cer_categorie_ammesse",
    "membri/cer_categorie_con_riserva",
    "membri/cer_categorie_controllo",
    "membri/cec_categorie_controllo",
    "tariffa/esenti_decurtazione",
]


@pytest.mark.parametrize("name", CATEGORIES)
def test_categories_are_those_a_member_can_have(law: Law, name: str) -> None:
    for value in law.get(name).history:
        assert set(value.ids) <= {category.value for category in Category}


@pytest.mark.parametrize("name", ["membri/cer_dimensioni_ammesse", "membri/cec_dimensioni_controllo"])
def test_sizes_are_those_a_firm_can_have(law: Law, name: str) -> None:
    assert set(law.value(name, TODAY).ids) < {size.value for size in FirmSize}


def test_kinds_are_the_six_of_the_service(law: Law) -> None:
    kinds = {kind.value for kind in Kind}
    assert set(law.value("configurazione/tipologie_servizio", TODAY).ids) == kinds
    assert set(law.value("configurazione/tipologie_tariffa_premio", TODAY).ids) == {
        k.value for k in Kind if k.has_tariff
    }
    assert set(law.value("configurazione/punti_minimi", TODAY).table) == kinds
    people = set(law.value("configurazione/membri_minimi", TODAY).table)
    assert people | set(law.value("configurazione/clienti_finali_distanza", TODAY).table) == kinds


def test_sources_interventions_and_places_of_a_plant(law: Law) -> None:
    assert set(law.value("impianto/fonti_ammesse", TODAY).ids) == {s.value for s in Source} - {"non_rinnovabile"}
    assert set(law.value("impianto/interventi_ammessi", TODAY).ids) < {i.value for i in Intervention}
    assert set(law.value("impianto/collocazioni_fotovoltaico", TODAY).ids) == {s.value for s in Siting}
    assert set(law.value("impianto/titoli_disponibilita", TODAY).ids) == {t.value for t in SiteTitle} - {"servitu"}


def test_roles_of_the_referente_and_causes_of_exclusion(law: Law) -> None:
    rows = law.value("referente/ruoli", TODAY).items
    assert {row["ruolo"] for row in rows} == {role.value for role in ReferenteRole}
    assert {kind for row in rows for kind in row["configurazioni"]} == {kind.value for kind in Kind}
    causes = {field.alias for field in Exclusions.model_fields.values()}
    assert set(law.value("referente/cause_esclusione", TODAY).ids) == causes


def test_the_statute_has_elements_a_to_f_and_the_contract_k1_to_k4(law: Law) -> None:
    for value in law.get("statuto/elementi_cer").history:
        assert value.ids == ("a", "b", "c", "d", "e", "f")
    assert law.value("statuto/elementi_cec", TODAY).ids == ("a", "b", "c", "d", "e")
    assert law.value("contratto/contenuti_gac", TODAY).ids == ("k1", "k2", "k3", "k4")
    assert law.value("contratto/contenuti_caac", TODAY).ids == ("k1", "k2", "k3")


def test_only_element_b_of_the_statute_changed_in_2025(law: Law) -> None:
    before, after = (
        {item["id"]: item["testo"] for item in law.value("statuto/elementi_cer", on).items}
        for on in (date(2025, 4, 29), date(2025, 4, 30))
    )
    assert [key for key in before if before[key] != after[key]] == ["b"]


def test_excluded_ateco_codes_exist_in_their_edition_and_mean_energy(law: Law) -> None:
    editions = {edition.value for edition in AtecoEdition}
    for value in law.get("membri/ateco_esclusi").history:
        for item in value.items:
            assert item["edizione"] in editions
            node = ateco.lookup(item["codice"], edition=item["edizione"])
            assert node is not None
            assert "energia elettrica" in node.title
            assert node.title.startswith(("Produzione", "Commercio"))
