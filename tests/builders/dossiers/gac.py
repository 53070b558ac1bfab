"""A conforming group of self-consumers."""

from datetime import date
from typing import Any

from tests.builders.dossiers.papers import attachment, identity_copies, member_papers, plant_papers
from tests.builders.dossiers.people import (
    AMMINISTRATORE,
    ANNA,
    AS_OF,
    BRUNO,
    CARLA,
    CUNEO,
    DINO,
    ON_TIME,
    body,
    household,
    identity,
    point,
)
from tests.builders.dossiers.plants import mandate, plant
from tests.builders.dossiers.request import configuration, exclusions, request
from tests.builders.identifiers import iban, partita_iva


def gac_facts() -> dict[str, Any]:
    """Return a group of condòmini with minutes, the administrator as Referente and a tenant by liberatoria."""
    building = partita_iva(80)
    plants = [
        plant(
            1,
            produttore={
                "denominazione": "Condominio Aurora",
                "tipo": "condominio",
                "codice_fiscale": building,
                "fa_parte": True,
            },
            nell_edificio=True,
            titolare_area=building,
            edificio="Condominio Aurora",
        )
    ]
    owners = [
        household(
            data,
            11 + index,
            unita_immobiliare=f"interno {index + 1}",
            millesimi=200,
            proprietario=True,
            punti=[point(11 + index, nell_edificio=True)],
        )
        for index, data in enumerate((ANNA, BRUNO, CARLA))
    ]
    common = body(
        "Condominio Aurora",
        "condominio",
        "condominio",
        80,
        AMMINISTRATORE,
        ruolo="prosumer",
        punti=[point(80, nell_edificio=True, potenza_impegnata_kw=6)],
    )
    tenant = household(
        DINO,
        14,
        titolo="liberatoria",
        numero=None,
        poteri_controllo=None,
        data_adesione=None,
        proprietario=False,
        unita_immobiliare="interno 4",
        punti=[point(14, nell_edificio=True)],
    )
    return {
        "slug": "gac-prova",
        "as_of": AS_OF,
        "configurazione": configuration("gac", "Gruppo Aurora"),
        "edificio": {
            "tipo": "condominio",
            "denominazione": "Condominio Aurora",
            "codice_fiscale": building,
            "indirizzo": {**CUNEO, "civico": "21"},
            "foglio": "12",
            "particella": "110",
            "unita": 5,
            "condomini": 5,
            "pec": "aurora@pec.esempio.it",
            "iban": iban(80),
            "amministratore": AMMINISTRATORE,
        },
        "contratto": {
            "forma": "verbale_assemblea",
            "firme": [ON_TIME],
            "firmato_da_tutti": True,
            "contenuti": {"k1": True, "k2": True, "k3": True, "k4": True},
            "assemblea": {
                "tenuta_il": ON_TIME,
                "convocata_il": date(2026, 2, 20),
                "prima_convocazione_il": date(2026, 2, 28),
                "prima_convocazione_ora": "8:00",
                "luogo": "Cuneo",
                "ora_inizio": "18:30",
                "ora_fine": "20:00",
                "convocazione": 2,
                "presidente": "Anna Giordano",
                "segretario": "Ivo Sartoris",
                "presenti": 4,
                "millesimi_presenti": 800,
                "favorevoli": 4,
                "millesimi_favorevoli": 800,
                "contrari": 0,
                "millesimi_contrari": 0,
                "astenuti": 0,
                "millesimi_astenuti": 0,
            },
        },
        "referente": {
            "ruolo": "amministratore_condominio",
            "tipo": "persona_fisica",
            "nome": AMMINISTRATORE["nome"],
            "cognome": AMMINISTRATORE["cognome"],
            "codice_fiscale": AMMINISTRATORE["codice_fiscale"],
            "sesso": "M",
            "nato_il": AMMINISTRATORE["nato_il"],
            "nato_a": "Cuneo",
            "nato_provincia": "CN",
            "indirizzo": AMMINISTRATORE["residenza"],
            "pec": "sartoris@pec.esempio.it",
            "email": "sartoris@esempio.it",
            "telefono": "0171 000001",
            "iban": iban(80),
            "documento": identity(18),
            "nominato_il": ON_TIME,
            "cause_esclusione": exclusions(),
        },
        "impianti": plants,
        "mandati": [mandate("produttore", building, impianto="Impianto 1")],
        "richiesta": request(),
        "scelte": {
            "criterio_riparto": "millesimi",
            "uso_eccedenza": "consumatori_non_imprese",
            "delegato_riparto": "l'amministratore",
            "durata_anni": 20,
            "rendiconto_entro": "30 aprile",
        },
        "soci": [*owners, common, tenant],
        "allegati": [
            *identity_copies([ANNA, BRUNO, CARLA, DINO, AMMINISTRATORE]),
            *member_papers([*owners, common]),
            attachment("verbale_assemblea"),
            attachment("liberatoria", DINO["codice_fiscale"]),
            attachment("mandato", building),
            attachment("informativa_preventiva"),
            attachment("cabina_primaria"),
            attachment("planimetria"),
            *plant_papers(plants, with_tariff=True),
        ],
    }
