"""The configuration of the conforming dossiers and their request to the GSE."""

from datetime import date
from typing import Any

from tests.builders.dossiers.people import CABINA, ON_TIME


def request(**changes: Any) -> dict[str, Any]:
    return {
        "procedura": "accesso",
        "canale": "spc",
        "rid": False,
        "informativa_preventiva": True,
        "destinazione_eccedenza": True,
        "possesso_mandati": True,
        "consensi_sii": True,
        "consensi_rse": True,
        **changes,
    }


def exclusions() -> dict[str, bool]:
    return {"impresa_in_difficolta": False, "codice_appalti": False, "deggendorf": False, "antimafia": False}


def configuration(kind: str, name: str) -> dict[str, Any]:
    return {
        "tipologia": kind,
        "denominazione": name,
        "cabina_primaria": CABINA,
        "comune": "Cuneo",
        "provincia": "CN",
        "costituita_il": ON_TIME,
        "isola_minore": False,
        "sdc": False,
        "primo_incontro_il": date(2026, 1, 10),
    }
