"""Condominio Aurora: a group in a city condominium, with a tenant by liberatoria and honest gaps."""

from datetime import date
from typing import Any, Literal

from tests.builders.examples import people_papers, plant_papers
from tests.builders.examples.example import Example
from tests.builders.examples.papers import Sheet, day, put
from tests.builders.examples.people import Joining, Town, body, full_name, household, members, person, point
from tests.builders.examples.plant_papers import WITH_SIMPLIFIED, Site
from tests.builders.examples.solar import solar_plant
from tests.builders.identifiers import body_codice_fiscale, cabina_primaria, iban, partita_iva
from workflow.bundle.stable_canvas import StableCanvas
from workflow.domain.kind import Kind

TOWN = Town("Bari", "BA", "70124", "080", cabina_primaria(2101))
NAME = "Condominio Aurora"
STREET = "Via delle Ginestre"
HELD_ON = date(2026, 4, 21)
JUDGED_ON = date(2026, 11, 18)
INFORMED_ON = date(2026, 4, 7)
BUILDING = body_codice_fiscale(2100)

ADMINISTRATOR = person(
    TOWN,
    ("Lorusso", "Vincenzo", "M", date(1967, 10, 31), "Bitonto"),
    ("Corso dei Mandorli", "52"),
    2100,
    office="amministratore",
    expires_on=date(2026, 10, 31),
)
OPTICIAN = person(
    TOWN, ("Cassano", "Marilena", "F", date(1980, 2, 6), "Bari"), ("Via del Carrubo", "9"), 2109, office="titolare"
)

# Surname, name, sex, birth day and place; flat; millesimi (None for a tenant); kWh a year; signed the minutes.
FLATS: tuple[tuple[tuple[str, str, Literal["M", "F"], date, str], str, int | None, int, bool], ...] = (
    (("Abbrescia", "Rosanna", "F", date(1958, 5, 12), "Bari"), "1", 84, 2150, True),
    (("De Tullio", "Nicola", "M", date(1964, 8, 29), "Bari"), "2", 91, 3080, True),
    (("Milella", "Grazia", "F", date(1971, 1, 17), "Modugno"), "3", 78, 2640, True),
    (("Sisto", "Gaetano", "M", date(1949, 12, 4), "Bari"), "5", 88, 1820, True),
    (("Colella", "Angela", "F", date(1986, 6, 23), "Taranto"), "6", 76, 3350, True),
    (("Laforgia", "Michele", "M", date(1975, 3, 9), "Bari"), "8", 94, 2910, False),
    (("Petruzzi", "Antonella", "F", date(1982, 9, 14), "Bari"), "9", 73, 2480, False),
    (("Dervishi", "Elona", "F", date(1993, 7, 2), "Albania"), "10", None, 2270, True),
)
OUTSIDE = (("Scarcia", "Fabio", "M", date(1990, 11, 26), "Taranto"), "7", 1940)


def _home(flat: str) -> tuple[str, str]:
    return STREET, f"14, interno {flat}"


def _flat_owner(place: int) -> dict[str, Any]:
    who, flat, millesimi, kwh, _ = FLATS[place]
    seed = 2101 + place
    one = point(TOWN, seed, f"{STREET}, 14, interno {flat}", kwh, "3")
    return household(
        TOWN,
        person(TOWN, who, _home(flat), seed),
        seed,
        Joining("consumatore", INFORMED_ON, HELD_ON),
        [{**one, "nell_edificio": True}],
        unita_immobiliare=f"interno {flat}",
        millesimi=millesimi,
        proprietario=millesimi is not None,
    )


def _members() -> list[dict[str, Any]]:
    common = body(
        TOWN,
        NAME,
        ("condominio", "condominio", BUILDING),
        home=(STREET, "14"),
        signer=ADMINISTRATOR,
        seed=2100,
        joining=Joining("prosumer", INFORMED_ON, HELD_ON),
        points=[
            {**point(TOWN, 2120, f"{STREET}, 14, parti comuni", 6900, "10", is_household=False), "nell_edificio": True}
        ],
        unita_immobiliare="parti comuni",
    )
    shop = body(
        TOWN,
        "Ottica Cassano di Cassano Marilena",
        ("ditta_individuale", "pmi", OPTICIAN["codice_fiscale"]),
        home=(STREET, "14"),
        signer=OPTICIAN,
        seed=2109,
        joining=Joining("consumatore", INFORMED_ON, HELD_ON),
        points=[
            {**point(TOWN, 2121, f"{STREET}, 14, piano terra", 8300, "10", is_household=False), "nell_edificio": True}
        ],
        nome=OPTICIAN["nome"],
        cognome=OPTICIAN["cognome"],
        sesso="F",
        nato_il=OPTICIAN["nato_il"],
        nato_a=OPTICIAN["nato_a"],
        nato_provincia="BA",
        documento=OPTICIAN["documento"],
        partita_iva=partita_iva(2109),
        dimensione="micro",
        ateco="47.74.01",
        ateco_edizione="2025",
        rappresentante=None,
        unita_immobiliare="negozio al piano terra",
        millesimi=112,
        proprietario=True,
    )
    who, flat, kwh = OUTSIDE
    outside = household(
        TOWN,
        person(TOWN, who, _home(flat), 2110),
        2110,
        Joining("consumatore", INFORMED_ON, HELD_ON),
        [{**point(TOWN, 2110, f"{STREET}, 14, interno {flat}", kwh, "3"), "nell_edificio": True}],
        titolo="liberatoria",
        data_adesione=None,
        unita_immobiliare=f"interno {flat}",
        proprietario=False,
    )
    return [common, *(_flat_owner(place) for place in range(len(FLATS))), shop, outside]


def _plant() -> dict[str, Any]:
    return solar_plant(
        "Tetto Aurora",
        2101,
        modules=(40, 465),
        inverters=(1, 20000),
        pod_seed=2120,
        kwh=26000,
        works_on=date(2026, 7, 6),
        entered_on=date(2026, 9, 10),
        town=TOWN,
        home=(STREET, "14"),
        parcel=("58", "233"),
        permit=(date(2026, 6, 15), "11842"),
        produttore={
            "tipo": "condominio",
            "denominazione": NAME,
            "codice_fiscale": BUILDING,
            "fa_parte": True,
        },
        nell_edificio=True,
        titolo_area="proprieta",
        titolare_area=BUILDING,
        edificio=NAME,
        modello_unico=True,
        dnsh=None,
        potenza_prelievo_kw=10,
        accumulo={"capacita_kwh": 10, "potenza_kw": 5, "configurazione": "1", "in_gaudi": True},
    )


def _facts(plant: dict[str, Any]) -> dict[str, Any]:
    return {
        "identificativo": "esempio-gac-condominio-aurora",
        "giudizio_al": JUDGED_ON,
        "configurazione": {
            "denominazione": "Gruppo di autoconsumatori Condominio Aurora",
            "cabina_primaria": TOWN.cabina_primaria,
            "comune": TOWN.comune,
            "provincia": TOWN.province,
            "costituita_il": date(2026, 5, 6),
            "isola_minore": False,
            "sdc": False,
            "primo_incontro_il": date(2026, 2, 18),
        },
        "edificio": {
            "tipo": "condominio",
            "denominazione": NAME,
            "codice_fiscale": BUILDING,
            "indirizzo": TOWN.address(STREET, "14"),
            "foglio": "58",
            "particella": "233",
            "unita": 12,
            "condomini": 11,
            "pec": "condominioaurora@pec.esempio.it",
            "iban": iban(2100),
            "amministratore": ADMINISTRATOR,
            "studio_amministratore": "Studio Lorusso amministrazioni",
        },
        "contratto": {
            "forma": "verbale_assemblea",
            "firme": [HELD_ON, date(2026, 5, 6)],
            "firmato_da_tutti": False,
            "contenuti": dict.fromkeys(("k1", "k2", "k3", "k4"), True),
            "assemblea": {
                "tenuta_il": HELD_ON,
                "convocata_il": INFORMED_ON,
                "prima_convocazione_il": date(2026, 4, 20),
                "prima_convocazione_ora": "6:30",
                "luogo": "Bari",
                "ora_inizio": "18:30",
                "ora_fine": "20:15",
                "convocazione": 2,
                "presidente": "Nicola De Tullio",
                "segretario": full_name(ADMINISTRATOR),
                "presenti": 9,
                "millesimi_presenti": 777,
                "favorevoli": 8,
                "millesimi_favorevoli": 696,
                "contrari": 0,
                "millesimi_contrari": 0,
                "astenuti": 1,
                "millesimi_astenuti": 81,
            },
        },
        "referente": {
            "tipo": "persona_fisica",
            "nome": ADMINISTRATOR["nome"],
            "cognome": ADMINISTRATOR["cognome"],
            "codice_fiscale": ADMINISTRATOR["codice_fiscale"],
            "sesso": "M",
            "nato_il": ADMINISTRATOR["nato_il"],
            "nato_a": ADMINISTRATOR["nato_a"],
            "nato_provincia": ADMINISTRATOR["nato_provincia"],
            "indirizzo": ADMINISTRATOR["residenza"],
            "pec": "lorusso.amministrazioni@pec.esempio.it",
            "email": "lorusso.amministrazioni@esempio.it",
            "telefono": TOWN.phone(100),
            "iban": iban(2100),
            "documento": ADMINISTRATOR["documento"],
            "ruolo": "amministratore_condominio",
            "nominato_il": HELD_ON,
            "cause_esclusione": dict.fromkeys(
                ("impresa_in_difficolta", "codice_appalti", "deggendorf", "antimafia"), False
            ),
        },
        "impianti": [plant],
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
            "quota_produttori": 35,
            "quota_consumatori": 60,
            "quota_fondo_sociale": 0,
            "quota_spese": 5,
            "uso_eccedenza": "consumatori_non_imprese",
            "delegato_riparto": "l’amministratore",
            "durata_anni": 20,
            "rendiconto_entro": "30 aprile",
        },
    }


def _papers(plant: dict[str, Any], facts: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, bytes]:
    site = Site(plant, NAME, "Sud Impianti S.r.l.", f"{STREET}, 14, copertura")
    adhering, outside = rows[:-1], rows[-1]
    missing = [full_name(rows[1 + place]) for place, flat in enumerate(FLATS) if not flat[-1]]
    names = [full_name(one) for one in adhering]
    # The line diagram and the DNSH check-list are the gaps that the dossier is honest about.
    kinds = tuple(kind for kind in WITH_SIMPLIFIED if kind not in {"schema_unifilare", "dnsh"})
    found = {
        **people_papers.minutes(facts["contratto"], NAME, [name for name in names if name not in missing], missing),
        **people_papers.release(NAME, outside, date(2026, 5, 4)),
        **people_papers.prior_information(
            full_name(ADMINISTRATOR), INFORMED_ON, TOWN.comune, [(full_name(one), INFORMED_ON) for one in rows]
        ),
        **plant_papers.papers(site, kinds),
        "allegati/cabina_primaria/mappa cabina primaria.pdf": plant_papers.cabina_map(
            TOWN.cabina_primaria, ["Tetto Aurora", NAME], date(2026, 11, 12)
        ),
        "allegati/planimetria/planimetria del condominio.pdf": _drawing(rows),
    }
    for someone in (ADMINISTRATOR, OPTICIAN, outside, *rows[1:4]):
        found |= people_papers.identity_copy(someone)
    for one in rows:
        found |= people_papers.bill(one, date(2026, 9, 30))
    return found


def _drawing(rows: list[dict[str, Any]]) -> bytes:
    sheet = Sheet("Planimetria del condominio con unità, POD e impianto", (NAME, f"{STREET}, 14 – Bari"))
    canvas, top = sheet.canvas, sheet.y
    _box(canvas, (90, top - 60, 415, 44), "Copertura: 40 moduli, 18,6 kW – inverter e accumulo nel vano tecnico")
    by_flat = {row["unita_immobiliare"]: row["punti"][0]["pod"] for row in rows}
    units = [f"interno {number}" for number in range(11, 0, -1)]
    for place, unit in enumerate(units):
        words = f"{unit}: {by_flat.get(unit, 'non partecipa')}"
        _box(canvas, (90 + 207.5 * (place % 2), top - 112 - 48 * (place // 2), 207.5, 44), words)
    _box(canvas, (297.5, top - 352, 207.5, 44), f"parti comuni: {by_flat['parti comuni']}")
    _box(canvas, (90, top - 400, 415, 44), f"negozio al piano terra: {by_flat['negozio al piano terra']}")
    sheet.y -= 430
    sheet.text("Disegno schematico in prospetto, non in scala. L’interno 7 partecipa con liberatoria.")
    sheet.signed(day(date(2026, 10, 2)), ("Il tecnico", "Geom. Savino Caputo"))
    return sheet.content()


def _box(canvas: StableCanvas, frame: tuple[float, float, float, float], words: str) -> None:
    canvas.rect(*frame)
    put(canvas, frame[0] + 8, frame[1] + 18, words, 9.5)


def example() -> Example:
    """Return the dossier."""
    plant = _plant()
    facts = _facts(plant)
    rows = _members()
    return Example(
        folder="gac-condominio-aurora",
        kind=Kind.GAC,
        story=(
            "Un condominio di dodici unità in città: aderiscono otto famiglie (una in affitto), un negozio e le "
            "parti comuni; un inquilino dà solo la liberatoria. Impianto da 18,6 kW con accumulo; Referente è "
            "l'amministratore. Lacune volute: manca lo schema unifilare, manca la check-list DNSH, il documento "
            "dell'amministratore è scaduto, due aderenti non hanno ancora firmato il verbale."
        ),
        facts=facts,
        members=members(rows),
        papers=_papers(plant, facts, rows),
    )
