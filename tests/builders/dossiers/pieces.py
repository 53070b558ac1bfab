"""Whole records that cases put in place by name, so that a case shows only what it is about."""

from collections.abc import Mapping
from typing import Any

from tests.builders.dossiers.papers import attachment
from tests.builders.dossiers.people import AMMINISTRATORE, ANNA, BRUNO, CARLA, DINO, bakery, household, point
from tests.builders.dossiers.plants import mandate
from tests.builders.identifiers import partita_iva


def _in_building(data: Mapping[str, Any], number: int, **changes: Any) -> dict[str, Any]:
    return household(data, number, punti=[point(number, nell_edificio=True)], **changes)


PIECES: Mapping[str, Any] = {
    "amministratore": AMMINISTRATORE,
    "anna": household(ANNA, 11),
    "anna con due POD": household(ANNA, 11, punti=[point(11), point(12)]),
    "bruno": household(BRUNO, 12),
    "bruno sostenitore": household(BRUNO, 12, punti=[]),
    "dichiarazione di anna": attachment("dichiarazione", ANNA["codice_fiscale"]),
    "dino": DINO,
    "dino con liberatoria": _in_building(DINO, 14, titolo="liberatoria"),
    "anna nell’edificio": _in_building(ANNA, 11),
    "bruno nell’edificio": _in_building(BRUNO, 12),
    "mandato del cliente": mandate("referente", partita_iva(21)),
    "mandato della comunità": mandate("referente", partita_iva(70)),
    "mandato di bruno": mandate("referente", BRUNO["codice_fiscale"]),
    "mandato di carla": mandate("referente", CARLA["codice_fiscale"]),
    "mandato del condominio": mandate("referente", partita_iva(80)),
    "mandato del produttore terzo": mandate("produttore", partita_iva(90)),
    "panificio nell’edificio": bakery(21, punti=[point(21, nell_edificio=True)]),
    "produttore terzo": {
        "denominazione": "Sole Terzo S.r.l.",
        "tipo": "persona_giuridica",
        "codice_fiscale": partita_iva(90),
        "fa_parte": False,
    },
    "punto": point(99),
}
