"""CER Val Serena: a complete dossier of an association in a valley town, with two plants, one of a third producer."""

from datetime import date
from typing import Any, Literal

from tests.builders.examples import people_papers, plant_papers
from tests.builders.examples.example import Example
from tests.builders.examples.people import Joining, Town, body, full_name, household, members, person, point
from tests.builders.examples.plant_papers import WITHOUT_SIMPLIFIED, Site
from tests.builders.examples.solar import solar_plant
from tests.builders.examples.valley_households import HOUSEHOLDS
from tests.builders.examples.valley_statute import NAME, STATUTE
from tests.builders.identifiers import body_codice_fiscale, cabina_primaria, iban, partita_iva
from workflow.domain.kind import Kind

TOWN = Town("Borgo Val di Taro", "PR", "43043", "0525", cabina_primaria(1101))
FOUNDED_ON = date(2026, 2, 12)
JUDGED_ON = date(2026, 11, 20)
INFORMED_ON = date(2026, 1, 22)

COMMUNITY = body_codice_fiscale(1100)
COMUNE = body_codice_fiscale(1101)
PARISH = body_codice_fiscale(1102)
SPORTS = body_codice_fiscale(1103)
JOINERY = partita_iva(1104)
BAKERY = partita_iva(1105)
THIRD = partita_iva(1106)


def _local(
    who: tuple[str, str, Literal["M", "F"], date], home: tuple[str, str], number: int, office: str
) -> dict[str, Any]:
    return person(TOWN, (*who, "Borgo Val di Taro"), home, number, office=office)


MAYOR = _local(("Delgrosso", "Aurelia", "F", date(1969, 3, 18)), ("Via Nazionale", "41"), 1121, "sindaca")
PRIEST = _local(("Mariani", "Celso", "M", date(1957, 12, 2)), ("Piazza San Rocco", "2"), 1122, "parroco")
BAKER = _local(("Squeri", "Tiziana", "F", date(1978, 6, 27)), ("Via Cesare Battisti", "15"), 1123, "titolare")
JOINER = _local(
    ("Bozzia", "Ruggero", "M", date(1966, 9, 9)), ("Via Primo Brindani", "30"), 1124, "amministratore unico"
)
COACH = _local(("Leonardi", "Ivana", "F", date(1984, 1, 16)), ("Via Torresana", "7"), 1125, "presidente")
THIRD_SIGNER = person(
    TOWN,
    ("Fornasari", "Elvio", "M", date(1972, 5, 21), "Fornovo di Taro"),
    ("Via Nazionale", "120"),
    1126,
    office="amministratore unico",
)


def _founder(role: str, number: int, *, has_control: bool = False) -> Joining:
    return Joining(role, INFORMED_ON, FOUNDED_ON, has_control=has_control, number=str(number))


def _bodies() -> list[dict[str, Any]]:
    school = point(TOWN, 1101, "Via Piave, 18", 31200, "30", is_household=False)
    comune = body(
        TOWN,
        "Comune di Borgo Val di Taro",
        ("ente_pubblico", "ente_territoriale", COMUNE),
        home=("Piazza del Municipio", "1"),
        signer=MAYOR,
        seed=1121,
        joining=_founder("prosumer", 1, has_control=True),
        points=[
            school,
            point(TOWN, 1102, "Piazza del Municipio, 1", 24800, "25", is_household=False),
            point(TOWN, 1103, "Via dello Sport, 3", 18900, "20", is_household=False),
        ],
    )
    parish = body(
        TOWN,
        "Parrocchia di San Rocco",
        ("persona_giuridica", "ente_religioso", PARISH),
        home=("Piazza San Rocco", "2"),
        signer=PRIEST,
        seed=1122,
        joining=_founder("consumatore", 2, has_control=True),
        points=[
            point(TOWN, 1104, "Piazza San Rocco, 1", 7400, "10", is_household=False),
            point(TOWN, 1105, "Piazza San Rocco, 2", 5200, "6", is_household=False),
        ],
    )
    sports = body(
        TOWN,
        "Polisportiva Alta Valle APS",
        ("persona_giuridica", "terzo_settore", SPORTS),
        home=("Via dello Sport", "5"),
        signer=COACH,
        seed=1125,
        joining=_founder("consumatore", 3),
        points=[point(TOWN, 1106, "Via dello Sport, 5", 9600, "15", is_household=False)],
    )
    joinery = body(
        TOWN,
        "Falegnameria Bozzia S.r.l.",
        ("persona_giuridica", "pmi", JOINERY),
        home=("Via dell’Artigianato", "8"),
        signer=JOINER,
        seed=1124,
        joining=Joining("consumatore", date(2026, 3, 5), date(2026, 3, 19), has_control=False, number="26"),
        points=[
            point(TOWN, 1107, "Via dell’Artigianato, 8", 27500, "40", is_household=False),
            point(TOWN, 1108, "Via Cesare Battisti, 22", 3900, "6", is_household=False),
        ],
        partita_iva=JOINERY,
        dimensione="micro",
        ateco="16.23.10",
        ateco_edizione="2022",
    )
    bakery = body(
        TOWN,
        "Forno Squeri di Squeri Tiziana",
        ("ditta_individuale", "pmi", BAKER["codice_fiscale"]),
        home=("Via Cesare Battisti", "15"),
        signer=BAKER,
        seed=1123,
        joining=_founder("consumatore", 4),
        points=[point(TOWN, 1109, "Via Cesare Battisti, 15", 33800, "30", is_household=False)],
        nome=BAKER["nome"],
        cognome=BAKER["cognome"],
        sesso=BAKER["sesso"],
        nato_il=BAKER["nato_il"],
        nato_a=BAKER["nato_a"],
        nato_provincia="PR",
        documento=BAKER["documento"],
        partita_iva=BAKERY,
        dimensione="micro",
        ateco="10.71.10",
        ateco_edizione="2025",
        rappresentante=None,
    )
    return [comune, parish, sports, bakery, joinery]


def _households() -> list[dict[str, Any]]:
    found = []
    for place, (who, home, kwh, kw, joined_on) in enumerate(HOUSEHOLDS):
        seed = 1130 + place
        is_founder = joined_on == FOUNDED_ON
        # The president and the two councillors come first; the last but one has a second home, the last only supports.
        points = [] if kwh == 0 else [point(TOWN, seed, ", ".join(home), kwh, kw)]
        if place == len(HOUSEHOLDS) - 2:
            points.append(point(TOWN, 1160, "Località Tiedoli, 12", 1150, "3"))
        joining = Joining(
            "consumatore" if points else "sostenitore",
            INFORMED_ON if is_founder else date(joined_on.year, joined_on.month, 2),
            joined_on,
            has_control=place < 3,
            number=str(5 + place if is_founder else 6 + place),
        )
        found.append(household(TOWN, person(TOWN, who, home, seed), seed, joining, points))
    return found


def _plants() -> list[dict[str, Any]]:
    school = solar_plant(
        "Scuola Piave",
        1101,
        modules=(110, 450),
        inverters=(1, 50000),
        pod_seed=1101,
        kwh=57900,
        works_on=date(2026, 5, 18),
        entered_on=date(2026, 8, 4),
        town=TOWN,
        home=("Via Piave", "18"),
        parcel=("31", "412"),
        permit=(date(2026, 3, 30), "2871"),
        modello_unico=False,
        produttore={"codice_fiscale": COMUNE, "fa_parte": True},
        proprieta_comunita=False,
        accordo_controllo_il=date(2026, 4, 20),
        edificio="scuola primaria",
        titolo_area="proprieta",
        titolare_area=COMUNE,
        potenza_prelievo_kw=30,
    )
    shed = solar_plant(
        "Capannone Appennino Solare",
        1102,
        modules=(220, 450),
        inverters=(2, 50000),
        pod_seed=1190,
        kwh=117300,
        works_on=date(2026, 6, 8),
        entered_on=date(2026, 9, 22),
        town=TOWN,
        home=("Via dell’Artigianato", "20"),
        parcel=("44", "187"),
        permit=(date(2026, 4, 13), "3306"),
        modello_unico=False,
        produttore={
            "tipo": "persona_giuridica",
            "denominazione": "Appennino Solare S.r.l.",
            "codice_fiscale": THIRD,
            "partita_iva": THIRD,
            "indirizzo": {**TOWN.address("Via dell’Artigianato", "20")},
            "categoria": "pmi",
            "dimensione": "piccola",
            "ateco": "35.11.00",
            "ateco_edizione": "2022",
            "pec": "appenninosolare@pec.esempio.it",
            "email": "appenninosolare@esempio.it",
            "iban": iban(1126),
            "rappresentante": THIRD_SIGNER,
            "fa_parte": False,
        },
        proprieta_comunita=False,
        accordo_controllo_il=date(2026, 4, 27),
        edificio="capannone",
        titolo_area="proprieta",
        titolare_area=THIRD,
        potenza_prelievo_kw=6,
    )
    return [school, shed]


def _facts(plants: list[dict[str, Any]], president: dict[str, Any], board: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "identificativo": "esempio-cer-val-serena",
        "giudizio_al": JUDGED_ON,
        "configurazione": {
            "denominazione": "CER Val Serena",
            "cabina_primaria": TOWN.cabina_primaria,
            "comune": TOWN.comune,
            "provincia": TOWN.province,
            "costituita_il": FOUNDED_ON,
            "isola_minore": False,
            "sdc": False,
            "primo_incontro_il": date(2025, 10, 9),
        },
        "comunita": {
            "denominazione": NAME,
            "forma_giuridica": "associazione_non_riconosciuta",
            "codice_fiscale": COMMUNITY,
            "sede": TOWN.address("Piazza del Municipio", "1"),
            "pec": "cervalserena@pec.esempio.it",
            "email": "cervalserena@esempio.it",
            "iban": iban(1100),
            "atto_costitutivo_il": FOUNDED_ON,
            "atto_costitutivo_a": TOWN.comune,
            "rappresentante": president,
            "consiglio": board,
            "statuto": {
                "approvato_il": FOUNDED_ON,
                "conforme_dal": FOUNDED_ON,
                "elementi": dict.fromkeys("abcdef", True),
                "registrato_il": date(2026, 2, 24),
                "estremi_registrazione": "Agenzia delle Entrate di Parma, serie 3, n. 0000",
            },
        },
        "referente": {
            "tipo": "persona_giuridica",
            "codice_fiscale": COMMUNITY,
            "ruolo": "comunita",
            "nominato_il": FOUNDED_ON,
            "telefono": TOWN.phone(100),
            "cause_esclusione": dict.fromkeys(
                ("impresa_in_difficolta", "codice_appalti", "deggendorf", "antimafia"), False
            ),
        },
        "impianti": plants,
        "mandati": [
            {
                "tipo": "produttore",
                "mandante": THIRD,
                "impianto": "Capannone Appennino Solare",
                "conferito_il": date(2026, 10, 5),
                "con_rappresentanza": False,
                "durata_mesi": 12,
                "rinnovo_tacito": True,
                "revocabile": True,
                "firmato": True,
            }
        ],
        "richiesta": {
            "procedura": "accesso",
            "canale": "spc",
            "rid": False,
            "informativa_preventiva": True,
            "destinazione_eccedenza": True,
            "possesso_mandati": True,
            "consensi_sii": True,
            "consensi_rse": True,
        },
        "scelte": {
            "criterio_riparto": "quote_produttori_consumatori_fondo",
            "quota_produttori": 40,
            "quota_consumatori": 45,
            "quota_fondo_sociale": 10,
            "quota_spese": 5,
            "uso_eccedenza": "consumatori_e_finalita_sociali",
            "finalita_sociale": "aiuto alle famiglie in povertà energetica e doposcuola della valle",
            "quota_associativa_eur": 10,
            "delegato_riparto": "il Presidente",
            "durata_anni": 30,
            "rendiconto_entro": "30 aprile",
        },
    }


def _papers(plants: list[dict[str, Any]], facts: list[dict[str, Any]], board: list[dict[str, Any]]) -> dict[str, bytes]:
    president = full_name(board[0])
    school = Site(plants[0], "Comune di Borgo Val di Taro", "Elettroimpianti Ghirardi S.n.c.", "Via Piave, 18")
    shed = Site(plants[1], "Appennino Solare S.r.l.", "Elettroimpianti Ghirardi S.n.c.", "Via dell’Artigianato, 20")
    kinds = WITHOUT_SIMPLIFIED
    third = plants[1]["produttore"]
    founders = [fact for fact in facts if fact["data_adesione"] == FOUNDED_ON]
    found = {
        **people_papers.deed(
            NAME,
            signed_on=FOUNDED_ON,
            place=TOWN.comune,
            seat="Borgo Val di Taro, Piazza del Municipio, 1",
            founders=[full_name(one.get("rappresentante") or one) for one in founders],
            registration="Registrato all’Agenzia delle Entrate di Parma il 24/02/2026, serie 3, n. 0000.",
        ),
        **people_papers.statute(
            NAME, STATUTE, signed_on=FOUNDED_ON, place=TOWN.comune, president=president
        ),
        **people_papers.prior_information(
            NAME, INFORMED_ON, TOWN.comune, [(full_name(one), one["informativa_il"]) for one in facts]
        ),
        **people_papers.producer_mandate(third, NAME, "Capannone Appennino Solare", date(2026, 10, 5), TOWN.comune),
        **people_papers.company_extract(third, date(2026, 9, 30)),
        **people_papers.company_extract(facts[4], date(2026, 3, 10)),
        **plant_papers.papers(school, kinds),
        **plant_papers.papers(shed, kinds),
        **plant_papers.control_agreement(school, NAME, president, full_name(MAYOR)),
        **plant_papers.control_agreement(shed, NAME, president, full_name(THIRD_SIGNER)),
        "allegati/cabina_primaria/mappa cabina primaria.pdf": plant_papers.cabina_map(
            TOWN.cabina_primaria, [plant["nome"] for plant in plants] + [full_name(one) for one in facts[:6]],
            date(2026, 11, 18),
        ),
    }  # fmt: skip
    found["allegati/planimetria/planimetria degli impianti.pdf"] = plant_papers.roofs_drawing(
        [school, shed], date(2026, 10, 14)
    )
    for someone in (*board, MAYOR, PRIEST, BAKER, JOINER, COACH, THIRD_SIGNER):
        found |= people_papers.identity_copy(someone)
    for fact in facts:
        found |= people_papers.membership_form(NAME, fact)
    for fact in facts:
        found |= people_papers.bill(fact, date(2026, 10, 8))
    return found


def example() -> Example:
    """Return the dossier."""
    plants = _plants()
    rows = [*_bodies(), *_households()]
    offices = ("presidente", "vicepresidente", "consigliere e tesoriere")
    board = [
        person(TOWN, who, home, 1130 + place, office=offices[place])
        for place, (who, home, *_) in enumerate(HOUSEHOLDS[:3])
    ]
    return Example(
        folder="cer-val-serena",
        kind=Kind.CER,
        story=(
            "Una comunità di trenta soci in un paese di valle: famiglie, Comune, parrocchia, forno, falegnameria, "
            "polisportiva. Due impianti: sulla scuola (49,5 kW, del Comune) e su un capannone (99 kW, di un "
            "produttore terzo che ha dato mandato). Il fascicolo è completo e pronto per l'invio."
        ),
        facts=_facts(plants, board[0], board),
        members=members(rows),
        papers=_papers(plants, rows, board),
    )
