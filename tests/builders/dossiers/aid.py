"""A conforming self-consumer at a distance."""

from typing import Any

from tests.builders.dossiers.papers import attachment, identity_copies, member_papers, plant_papers
from tests.builders.dossiers.people import AS_OF, ON_TIME, TITOLARE, bakery, point
from tests.builders.dossiers.plants import plant
from tests.builders.dossiers.request import configuration, exclusions, request
from tests.builders.identifiers import partita_iva


def aid_facts() -> dict[str, Any]:
    """Return a small firm that shares with itself: one office, one warehouse with the plant."""
    firm = bakery(
        21,
        ruolo="prosumer",
        data_adesione=None,
        poteri_controllo=None,
        punti=[point(21, potenza_impegnata_kw=15), point(22, potenza_impegnata_kw=6)],
    )
    plants = [
        plant(
            1,
            produttore={"codice_fiscale": partita_iva(21), "fa_parte": True},
            presso_utenza_cliente=False,
            titolare_area=partita_iva(21),
        )
    ]
    return {
        "slug": "aid-prova",
        "as_of": AS_OF,
        "configurazione": configuration("aid", "Panificio Torelli a distanza"),
        "referente": {
            "ruolo": "cliente",
            "codice_fiscale": partita_iva(21),
            "nominato_il": ON_TIME,
            "cause_esclusione": exclusions(),
        },
        "impianti": plants,
        "mandati": [],
        "richiesta": request(),
        "scelte": {"uso_eccedenza": "finalita_sociali", "finalita_sociale": "mensa di quartiere"},
        "soci": [firm],
        "allegati": [
            *identity_copies([TITOLARE]),
            *member_papers([firm]),
            attachment("disponibilita_area", "IM_0000001"),
            attachment("cabina_primaria"),
            *plant_papers(plants, with_tariff=True),
        ],
    }
