"""A conforming CER."""

from datetime import date
from typing import Any

from tests.builders.dossiers.papers import attachment, identity_copies, member_papers, plant_papers
from tests.builders.dossiers.people import (
    ANNA,
    AS_OF,
    BRUNO,
    CARLA,
    CUNEO,
    DINO,
    ELSA,
    ON_TIME,
    SINDACO,
    TITOLARE,
    bakery,
    body,
    household,
)
from tests.builders.dossiers.plants import mandate, plant
from tests.builders.dossiers.request import configuration, exclusions, request
from tests.builders.identifiers import iban, partita_iva


def community(name: str, number: int, elements: str) -> dict[str, Any]:
    code = partita_iva(number)
    return {
        "denominazione": name,
        "forma_giuridica": "associazione_non_riconosciuta",
        "codice_fiscale": code,
        "sede": CUNEO,
        "pec": "comunita@pec.esempio.it",
        "email": "comunita@esempio.it",
        "iban": iban(number),
        "atto_costitutivo_il": ON_TIME,
        "atto_costitutivo_a": "Cuneo",
        "rappresentante": {**ANNA, "qualifica": "presidente"},
        "consiglio": [{**ANNA, "qualifica": "presidente"}, BRUNO, CARLA],
        "statuto": {
            "approvato_il": ON_TIME,
            "conforme_dal": ON_TIME,
            "elementi": dict.fromkeys(elements, True),
            "registrato_il": date(2026, 3, 10),
            "estremi_registrazione": "Cuneo, serie 3, n. 100",
        },
    }


def cer_facts() -> dict[str, Any]:
    """Return a CER of families, a bakery, a comune and a parish, with two plants, one of a third producer."""
    third = {
        "denominazione": "Sole Terzo S.r.l.",
        "tipo": "persona_giuridica",
        "categoria": "pmi",
        "dimensione": "piccola",
        "codice_fiscale": partita_iva(90),
        "partita_iva": partita_iva(90),
        "indirizzo": CUNEO,
        "ateco": "35.11.00",
        "ateco_edizione": "2007",
        "pec": "terzo@pec.esempio.it",
        "iban": iban(90),
        "rappresentante": DINO,
        "fa_parte": False,
    }
    plants = [
        plant(
            1,
            produttore={"codice_fiscale": partita_iva(21), "fa_parte": True},
            proprieta_comunita=False,
            accordo_controllo_il=date(2026, 4, 1),
            titolare_area=partita_iva(21),
        ),
        plant(
            2,
            produttore=third,
            proprieta_comunita=False,
            accordo_controllo_il=date(2026, 4, 2),
            titolare_area=partita_iva(90),
        ),
    ]
    town = body("Comune di Cuneo", "ente_pubblico", "ente_territoriale", 22, SINDACO, poteri_controllo=True)
    parish = body("Parrocchia San Rocco", "persona_giuridica", "ente_religioso", 23, ELSA)
    members = [
        household(ANNA, 11, poteri_controllo=True),
        household(BRUNO, 12, poteri_controllo=True),
        household(CARLA, 13, poteri_controllo=True),
        household(ELSA, 15),
        bakery(21, ruolo="prosumer"),
        town,
        parish,
    ]
    return {
        "slug": "cer-prova",
        "as_of": AS_OF,
        "configurazione": configuration("cer", "CER di prova"),
        "comunita": community("CER di prova", 70, "abcdef"),
        "referente": {
            "ruolo": "comunita",
            "codice_fiscale": partita_iva(70),
            "tipo": "persona_giuridica",
            "nominato_il": ON_TIME,
            "cause_esclusione": exclusions(),
        },
        "impianti": plants,
        "mandati": [mandate("produttore", partita_iva(90), impianto="Impianto 2")],
        "richiesta": request(),
        "scelte": {
            "criterio_riparto": "parti_uguali",
            "uso_eccedenza": "consumatori_e_finalita_sociali",
            "finalita_sociale": "aiuto alle famiglie in povertà energetica",
            "quota_associativa_eur": 10,
            "delegato_riparto": "il Presidente",
            "durata_anni": 30,
            "rendiconto_entro": "30 aprile",
        },
        "soci": members,
        "allegati": [
            *identity_copies([ANNA, BRUNO, CARLA, ELSA, DINO, SINDACO, TITOLARE]),
            *member_papers(members),
            attachment("atto_costitutivo"),
            attachment("statuto"),
            attachment("accordo_controllo", "IM_0000001"),
            attachment("accordo_controllo", "IM_0000002"),
            attachment("mandato", partita_iva(90)),
            attachment("informativa_preventiva"),
            attachment("cabina_primaria"),
            *plant_papers(plants, with_tariff=True),
        ],
    }
