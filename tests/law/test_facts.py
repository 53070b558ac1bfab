"""The figures of the law, written here a second time from the acts, so that a slip in a file is seen."""

from datetime import date
from decimal import Decimal

import pytest

from workflow.domain.finding import Confidence
from workflow.domain.key_date import KeyDate
from workflow.law import Law

TODAY = date(2026, 11, 22)

# Regole operative 23/02/2024 unless said otherwise.
NUMBERS = {
    "impianto/potenza_massima": "1000",
    "impianto/quota_massima_esistenti": "0.30",
    "impianto/quota_massima_non_rinnovabile": "0.05",
    "impianto/emissioni_idrogeno_massime": "3",
    "impianto/anni_sito_libero": "5",
    "impianto/anni_osservazione_frazionamento": "3",
    "impianto/giorni_avvio_anticipato_cer": "150",
    "impianto/soglia_aerogeneratore": "500",
    "impianto/potenza_massima_grandi_imprese": "6000",
    "impianto/biogas_quota_ciclo_aziendale": "0.51",
    "impianto/biomassa_risparmio_emissivo_minimo": "0.70",
    "richiesta/giorni": "120",
    "richiesta/giorni_ritiro_dedicato": "120",
    "procedura/integrazione": "30",
    "procedura/osservazioni_preavviso": "10",
    "procedura/decisione": "3",
    "procedura/verifica_preliminare": "60",
    "procedura/controllo": "180",
    "procedura/preavviso_recesso": "60",
    "procedura/antimafia_soglia": "150000",
    "mandato/durata": "12",
    "tariffa/durata": "20",
    "tariffa/intensita_massima_contributo": "0.40",
    "tariffa/decurtazione_massima": "0.50",
    "tariffa/soglia_prezzo_zonale": "180",
    "tariffa/acconto_contemporaneita": "0.60",
    "tariffa/acconto_parte_variabile": "20",
    "pagamenti/importo_minimo": "50",
    "pagamenti/rettifiche_misure": "61",
    "oneri/verifica_preliminare": "100",
    "referente/difficolta_debito_patrimonio": "7.5",
    "referente/difficolta_copertura_interessi": "1",
    "variazioni/giorni": "120",
    "variazioni/giorni_frazionamento": "30",
    "documenti/soglia_licenza_officina": "20",
    "pnrr/quota_contributo": "0.40",
}
DATES = {
    "impianto/data_minima_esercizio": date(2021, 12, 16),
    "portale/apertura": date(2024, 4, 8),
    "richiesta/entrata_in_vigore_decreto": date(2024, 1, 24),
    "richiesta/termine_tariffa_premio": date(2027, 12, 31),
    "pnrr/chiusura_sportello": date(2025, 11, 30),
    "pnrr/saldo": date(2026, 8, 31),
    "variazioni/termine_modifiche_anteriori": date(2025, 8, 2),
}


@pytest.mark.parametrize(("name", "expected"), NUMBERS.items())
def test_the_number_is_the_one_of_the_act(law: Law, name: str, expected: str) -> None:
    assert law.value(name, TODAY).number == Decimal(expected)


@pytest.mark.parametrize(("name", "expected"), DATES.items())
def test_the_date_is_the_one_of_the_act(law: Law, name: str, expected: date) -> None:
    assert law.value(name, TODAY).day == expected


def test_shares_read_as_people_read_them(law: Law) -> None:
    assert str(law.value("impianto/quota_massima_esistenti", TODAY).percentage) == "30"
    assert str(law.value("tariffa/soglia_eccedenza", TODAY).percentage_at("solo_tariffa")) == "55"
    assert str(law.value("tariffa/soglia_eccedenza", TODAY).percentage_at("con_contributo")) == "45"
    assert str(law.value("tariffa/perdite_evitate", TODAY).percentage_at("bassa_tensione")) == "2.6"
    assert str(law.value("tariffa/perdite_evitate", TODAY).percentage_at("media_tensione")) == "1.2"


@pytest.mark.parametrize(
    ("power", "fixed", "cap"),
    [
        ("0.01", 80, 120),
        ("200.00", 80, 120),
        ("200.01", 70, 110),
        ("600", 70, 110),
        ("600.01", 60, 100),
        ("1000", 60, 100),
    ],
)
def test_the_boundary_of_a_tariff_band_belongs_to_the_band_below(law: Law, power: str, fixed: int, cap: int) -> None:
    band = law.value("tariffa/scaglioni", TODAY).bands.pick(Decimal(power))
    assert (band["parte_fissa"], band["tetto"]) == (fixed, cap)


@pytest.mark.parametrize(
    ("power", "fee"), [("3", "0"), ("3.01", "15"), ("20", "15"), ("20.01", "15.01"), ("100", "95"), ("1000", "995")]
)
def test_the_yearly_fee_is_the_one_of_the_decree_of_march_2024(law: Law, power: str, fee: str) -> None:
    power_kw = Decimal(power)
    band = law.value("oneri/gse_annuo", TODAY).bands.pick(power_kw)
    assert band["fisso"] + band["per_kw"] * max(Decimal(0), power_kw - band["franchigia_kw"]) == Decimal(fee)


@pytest.mark.parametrize(
    ("power", "fee", "cost"),
    [("20", 50, 1500), ("21", 450, 1200), ("200", 450, 1200), ("600", 1300, 1100), ("1000", 2300, 1050)],
)
def test_pnrr_fees_and_ceilings_by_power(law: Law, power: str, fee: int, cost: int) -> None:
    assert law.value("oneri/pnrr", TODAY).bands.pick(Decimal(power))["importo"] == fee
    assert law.value("pnrr/costo_massimo", TODAY).bands.pick(Decimal(power))["massimo"] == cost
    assert law.value("oneri/pnrr", TODAY).bands.find(Decimal("1000.01")) is None


def test_modules_may_grow_by_five_per_cent_up_to_twenty_kilowatt_and_by_one_above(law: Law) -> None:
    bands = law.value("variazioni/incremento_potenza_ammesso", TODAY).bands
    assert bands.pick(Decimal(20))["incremento"] == Decimal("0.05")
    assert bands.pick(Decimal("20.01"))["incremento"] == Decimal("0.01")


def test_the_correction_for_photovoltaic_is_of_every_region_once(law: Law) -> None:
    zones = law.value("tariffa/zone_fotovoltaico", TODAY).table
    assert {key: len(zones[key]) for key in zones} == {"nord": 8, "centro": 5, "sud": 7}
    assert len({region for key in zones for region in zones[key]}) == 20
    correction = law.value("tariffa/correzione_fotovoltaico", TODAY)
    assert [correction.number_at(key) for key in ("nord", "centro", "sud")] == [10, 4, 0]


def test_small_and_medium_firms_have_the_thresholds_of_the_recommendation(law: Law) -> None:
    small = law.value("membri/soglie_piccola_impresa", TODAY).table
    medium = law.value("membri/soglie_media_impresa", TODAY).table
    assert (small["addetti_sotto"], small["fatturato_massimo_eur"], small["bilancio_massimo_eur"]) == (50, 10**7, 10**7)
    assert (medium["addetti_sotto"], medium["fatturato_massimo_eur"]) == (250, 50 * 10**6)
    assert medium["bilancio_massimo_eur"] == 43 * 10**6


def test_the_obligation_share_of_a_new_building_is_twice_that_of_an_old_one(law: Law) -> None:
    k = law.value("edificio/coefficiente_obbligo", TODAY)
    assert (k.number_at("esistente"), k.number_at("nuovo")) == (Decimal("0.025"), Decimal("0.05"))
    public = 1 + law.value("edificio/maggiorazione_pubblici", TODAY).number
    assert k.number_at("esistente") * public == law.value("edificio/coefficiente_obbligo_gse", TODAY).number_at(
        "pubblico"
    )


def test_what_each_parameter_is_keyed_by(law: Law) -> None:
    assert law.get("impianto/potenza_massima").keyed_by is KeyDate.REQUEST
    assert law.get("variazioni/giorni").keyed_by is KeyDate.NOTICE
    assert law.get("tariffa/scaglioni").keyed_by is KeyDate.MONTH
    assert law.get("pnrr/costo_massimo").keyed_by is KeyDate.PNRR_REQUEST


def test_the_member_list_of_a_cer_closes_on_30_april_2025(law: Law) -> None:
    eve, day = date(2025, 4, 29), date(2025, 4, 30)
    assert law.value("membri/cer_portata_elenco", eve).text == "solo_controllo"
    assert law.value("membri/cer_portata_elenco", day).text == "membri_e_controllo"
    before, after = (law.value("membri/cer_categorie_ammesse", on) for on in (eve, day))
    assert "grande_impresa" not in before.ids + after.ids
    assert "amministrazione_centrale" in before.ids
    assert "amministrazione_centrale" not in after.ids
    assert {"ater", "ipab", "asp", "consorzio_bonifica", "associazione"} <= set(after.ids)
    assert after.confidence is Confidence.MEDIUM
    assert after.ids == law.value("membri/cer_categorie_controllo", day).ids


def test_the_place_of_control_is_the_comune_and_then_the_territory_of_the_plants(law: Law) -> None:
    name = "configurazione/prova_territorio_controllo"
    assert law.value(name, date(2025, 4, 29)).text == "comuni_impianti"
    assert law.value(name, date(2025, 4, 30)).text == "territorio_impianti"


def test_an_association_without_personality_controls_a_cer_only_since_30_april_2025(law: Law) -> None:
    name = "membri/cer_categorie_controllo"
    assert "associazione" not in law.value(name, date(2025, 4, 29)).ids
    assert "associazione_personalita_giuridica" in law.value(name, date(2025, 4, 29)).ids
    assert "associazione" in law.value(name, date(2025, 4, 30)).ids


def test_ateco_2025_is_read_with_doubt_and_its_3514_means_distribution(law: Law) -> None:
    before = law.value("membri/ateco_esclusi", date(2025, 3, 31)).items
    after = law.value("membri/ateco_esclusi", date(2025, 4, 1)).items
    assert {item["edizione"] for item in before} == {"2007", "2022"}
    new = {item["codice"]: item["certezza"] for item in after if item["edizione"] == "2025"}
    assert set(new) == {"35.11.00", "35.12.00", "35.15.00"}
    assert set(new.values()) == {Confidence.TO_VERIFY}
    assert {item["certezza"] for item in after if item["edizione"] != "2025"} == {Confidence.HIGH}


def test_natural_persons_are_free_from_the_cut_only_since_26_june_2025(law: Law) -> None:
    assert "persona_fisica" not in law.value("tariffa/esenti_decurtazione", date(2025, 6, 25)).ids
    assert "persona_fisica" in law.value("tariffa/esenti_decurtazione", date(2025, 6, 26)).ids


def test_the_preliminary_check_asks_less_since_the_rules_of_july_2025(law: Law) -> None:
    before = law.value("procedura/verifica_preliminare_presupposti", date(2025, 7, 16)).table
    after = law.value("procedura/verifica_preliminare_presupposti", date(2025, 7, 17)).table
    assert (before["autorizzazione"], before["preventivo"]) == ("ottenuta", "accettato")
    assert (after["autorizzazione"], after["preventivo"]) == ("richiesta", "ottenuto")


def test_a_heating_system_brings_the_obligation_share_only_from_3_august_2026(law: Law) -> None:
    name = "edificio/interventi_soggetti"
    assert "ristrutturazione_impianto_termico" not in law.value(name, date(2026, 8, 2)).ids
    assert "ristrutturazione_impianto_termico" in law.value(name, date(2026, 8, 3)).ids


def test_a_biomass_at_standard_distance_has_the_saving_of_the_table(law: Law) -> None:
    rows = law.value("impianto/risparmio_emissivo_standard", TODAY).items
    bark = [row["risparmio"] for row in rows if row["materiale"] == "corteccia"]
    assert bark == [Decimal("0.88"), Decimal("0.82"), Decimal("0.68"), Decimal("0.42")]
    assert min(row["risparmio"] for row in rows) == Decimal("-0.33")
