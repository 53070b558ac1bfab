"""A conforming active client at a distance."""

from typing import Any

from tests.builders.dossiers.aid import aid_facts
from tests.builders.dossiers.request import configuration, request


def cad_facts() -> dict[str, Any]:
    """Return the same firm as an active client at a distance: no tariff."""
    facts = aid_facts()
    facts["slug"] = "cad-prova"
    facts["configurazione"] = configuration("cad", "Panificio Torelli cliente attivo a distanza")
    del facts["referente"]["cause_esclusione"]
    facts["richiesta"] = request(destinazione_eccedenza=None, consensi_rse=None, informativa_preventiva=None)
    facts["impianti"][0]["incentivo_richiesto"] = None
    return facts
