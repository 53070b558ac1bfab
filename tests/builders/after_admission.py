"""Dossiers already admitted to the service, on which cases put changes, acts of the GSE and stops of the plants."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tests.builders.dossiers.aid import aid_facts
from tests.builders.dossiers.cec import cec_facts
from tests.builders.dossiers.cer import cer_facts

SENT_ON = date(2026, 10, 1)
ADMITTED_ON = date(2026, 12, 15)
STARTED_ON = date(2026, 9, 15)
JUDGED_ON = date(2027, 6, 1)
FIRST_OPERATION = date(2025, 1, 10)
SECOND_OPERATION = date(2025, 6, 1)


def admitted_cer_facts() -> dict[str, Any]:
    """Return the conforming CER, admitted: request, act, contract, nothing changed since."""
    return _admitted(cer_facts())


def admitted_aid_facts() -> dict[str, Any]:
    """Return the conforming self-consumer at a distance, admitted."""
    return _admitted(aid_facts())


def admitted_cec_facts() -> dict[str, Any]:
    """Return the conforming CEC, admitted."""
    return _admitted(cec_facts())


def neighbours_facts() -> dict[str, Any]:
    """Return an admitted CER with two plants of 600 and 450 kW on adjoining parcels, of two producers."""
    facts = _admitted(cer_facts())
    facts["comunita"]["atto_costitutivo_il"] = date(2024, 12, 1)
    facts["comunita"]["statuto"]["conforme_dal"] = date(2024, 12, 1)
    facts["richiesta"]["inviata_il"] = date(2025, 6, 10)
    facts["contratto_gse"].update(accolta_il=date(2025, 9, 1), decorrenza=SECOND_OPERATION)
    facts["atti_gse"] = []
    facts["as_of"] = date(2028, 1, 20)
    for plant, power_kw, entered_on, parcel in zip(
        facts["impianti"], ("600", "450"), (FIRST_OPERATION, SECOND_OPERATION), ("10", "11"), strict=True
    ):
        plant.update(
            potenza_kw=power_kw,
            sezioni=[],
            entrata_in_esercizio=entered_on,
            edificio=None,
            potenza_prelievo_kw=3,
            particella=parcel,
        )
    facts["impianti"][1]["particelle_contigue"] = ["12/10"]
    return facts


def _admitted(facts: dict[str, Any]) -> dict[str, Any]:
    facts["richiesta"]["inviata_il"] = SENT_ON
    facts["as_of"] = JUDGED_ON
    facts["contratto_gse"] = {
        "codice": "ACD-0001",
        "accolta_il": ADMITTED_ON,
        "decorrenza": STARTED_ON,
        "fermate": [],
    }
    facts["atti_gse"] = [{"tipo": "accoglimento", "protocollo": "P-1", "ricevuto_il": ADMITTED_ON}]
    facts["variazioni"] = []
    return facts


AFTER_ADMISSION: Mapping[str, Callable[[], dict[str, Any]]] = {
    "cer_ammessa": admitted_cer_facts,
    "aid_ammesso": admitted_aid_facts,
    "cec_ammessa": admitted_cec_facts,
    "cer_impianti_vicini": neighbours_facts,
}
