"""A conforming group of active clients."""

from datetime import date
from typing import Any

from tests.builders.dossiers.gac import gac_facts
from tests.builders.dossiers.papers import attachment
from tests.builders.dossiers.people import ON_TIME
from tests.builders.dossiers.request import configuration, request


def caac_facts() -> dict[str, Any]:
    """Return a group of active clients: the same building by contract, contents k1-k3, no tariff."""
    facts = gac_facts()
    facts["slug"] = "caac-prova"
    facts["configurazione"] = configuration("caac", "Gruppo di clienti attivi Aurora")
    facts["contratto"] = {
        "forma": "contratto",
        "firme": [date(2026, 3, 1), ON_TIME],
        "firmato_da_tutti": True,
        "contenuti": {"k1": True, "k2": True, "k3": True},
    }
    del facts["referente"]["cause_esclusione"]
    facts["richiesta"] = request(destinazione_eccedenza=None, consensi_rse=None, informativa_preventiva=None)
    facts["impianti"][0]["incentivo_richiesto"] = None
    facts["allegati"].append(attachment("contratto_gruppo"))
    return facts
