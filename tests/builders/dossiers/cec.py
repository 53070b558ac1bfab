"""A conforming CEC."""

from typing import Any

from tests.builders.dossiers.cer import cer_facts, community
from tests.builders.dossiers.request import configuration, request


def cec_facts() -> dict[str, Any]:
    """Return a CEC: the same people, elements a-e, no tariff."""
    facts = cer_facts()
    facts["slug"] = "cec-prova"
    facts["configurazione"] = configuration("cec", "CEC di prova")
    facts["comunita"] = community("CEC di prova", 70, "abcde")
    del facts["referente"]["cause_esclusione"]
    facts["richiesta"] = request(destinazione_eccedenza=None, consensi_rse=None, informativa_preventiva=None)
    facts["soci"][5]["categoria"] = "amministrazione_locale"
    for one in facts["impianti"]:
        one["incentivo_richiesto"] = None
    return facts
