"""Officine Brandi: a small company that shares with itself from a leased roof, with honest gaps."""

from datetime import date
from typing import Any

from tests.builders.examples import people_papers, plant_papers
from tests.builders.examples.example import Example
from tests.builders.examples.people import Joining, Town, body, members, person, point
from tests.builders.examples.plant_papers import WITHOUT_SIMPLIFIED, Site
from tests.builders.examples.solar import solar_plant
from tests.builders.identifiers import cabina_primaria, partita_iva
from workflow.domain.kind import Kind

TOWN = Town("Pontedera", "PI", "56025", "0587", cabina_primaria(3101))
NAME = "Officine Brandi S.r.l."
CODE = partita_iva(3100)
JUDGED_ON = date(2026, 11, 16)
SIGNER = person(
    TOWN,
    ("Brandi", "Lorenza", "F", date(1976, 4, 8), "Pontedera"),
    ("Via dei Salici", "27"),
    3100,
    office="amministratrice unica",
)


def _firm() -> dict[str, Any]:
    return body(
        TOWN,
        NAME,
        ("persona_giuridica", "pmi", CODE),
        home=("Via del Tornio", "4"),
        signer=SIGNER,
        seed=3100,
        joining=Joining("prosumer", date(2026, 5, 11), date(2026, 5, 18)),
        points=[
            point(TOWN, 3101, "Via del Tornio, 4", 58400, "60", is_household=False),
            point(TOWN, 3102, "Piazza della Meccanica, 2", 9700, "10", is_household=False),
            point(TOWN, 3103, "Via del Padule, 31", 14200, "20", is_household=False),
        ],
        partita_iva=CODE,
        dimensione="piccola",
        ateco="25.53.00",
        ateco_edizione="2025",
        data_adesione=None,
    )


def _plant() -> dict[str, Any]:
    plant = solar_plant(
        "Copertura via del Canale",
        3101,
        modules=(150, 400),
        inverters=(1, 60000),
        pod_seed=3190,
        kwh=79200,
        works_on=date(2026, 7, 13),
        entered_on=date(2026, 10, 5),
        town=TOWN,
        home=("Via del Canale", "11"),
        parcel=("27", "508"),
        permit=(date(2026, 6, 22), "19350"),
        produttore={"codice_fiscale": CODE, "fa_parte": True},
        presso_utenza_cliente=False,
        titolo_area="locazione",
        edificio="magazzino di terzi",
        modello_unico=False,
        potenza_prelievo_kw=3,
    )
    # Not in GAUDÌ yet: the codes and the power that it shows are still to be had.
    return {key: value for key, value in plant.items() if key not in {"censimp", "sezioni", "potenza_gaudi_kw"}}


def _facts(plant: dict[str, Any]) -> dict[str, Any]:
    return {
        "identificativo": "esempio-aid-officine-brandi",
        "giudizio_al": JUDGED_ON,
        "configurazione": {
            "denominazione": "Officine Brandi a distanza",
            "cabina_primaria": TOWN.cabina_primaria,
            "comune": TOWN.comune,
            "provincia": TOWN.province,
            "costituita_il": date(2026, 5, 18),
            "isola_minore": False,
            "sdc": False,
            "primo_incontro_il": date(2026, 5, 11),
        },
        "referente": {
            "codice_fiscale": CODE,
            "ruolo": "cliente",
            "nominato_il": date(2026, 5, 18),
            "cause_esclusione": {"impresa_in_difficolta": False, "codice_appalti": False, "antimafia": False},
        },
        "impianti": [plant],
        "richiesta": {
            "procedura": "accesso",
            "canale": "spc",
            "rid": True,
            "prezzi_minimi": True,
            "informativa_preventiva": True,
            "destinazione_eccedenza": True,
            "possesso_mandati": True,
            "consensi_sii": True,
            "consensi_rse": True,
        },
        "scelte": {
            "uso_eccedenza": "finalita_sociali",
            "finalita_sociale": "borse di studio per l’istituto tecnico della città",
        },
    }


def _papers(plant: dict[str, Any], firm: dict[str, Any]) -> dict[str, bytes]:
    site = Site(plant, NAME, "Toscana Elettrica S.n.c.", "Via del Canale, 11")
    # The attestation waits for GAUDÌ; the lease that proves the title is still to be registered.
    kinds = tuple(kind for kind in WITHOUT_SIMPLIFIED if kind != "gaudi")
    return {
        **plant_papers.papers(site, kinds),
        **people_papers.identity_copy(SIGNER),
        **people_papers.company_extract(firm, date(2026, 10, 20)),
        **people_papers.bill(firm, date(2026, 10, 12)),
        "allegati/cabina_primaria/mappa cabina primaria.pdf": plant_papers.cabina_map(
            TOWN.cabina_primaria, ["Copertura via del Canale", "officina", "ufficio", "magazzino"], date(2026, 11, 9)
        ),
    }


def example() -> Example:
    """Return the dossier."""
    plant, firm = _plant(), _firm()
    return Example(
        folder="aid-officine-brandi",
        kind=Kind.AID,
        story=(
            "Una piccola impresa con tre forniture (officina, ufficio, magazzino) e un impianto da 60 kW su una "
            "copertura presa in locazione altrove, sotto la stessa cabina primaria. Lacune volute: il titolo "
            "sull'area non è ancora provato, mancano i codici e la potenza di GAUDÌ, una delle cause di esclusione "
            "non ha risposta."
        ),
        facts=_facts(plant),
        members=members([firm]),
        papers=_papers(plant, firm),
    )
