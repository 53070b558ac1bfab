"""A conforming CER with a PNRR project filed in time, under the decree of 2025."""

from datetime import date
from typing import Any

from tests.builders.dossiers.cer import cer_facts
from tests.builders.dossiers.gac import gac_facts
from tests.builders.dossiers.people import CUNEO, identity
from tests.builders.dossiers.request import exclusions
from tests.builders.identifiers import codice_fiscale, partita_iva

FOUNDED_ON = date(2025, 9, 10)
WORKS_ON = date(2026, 2, 16)


def expense(item: str, amount_eur: int, **changes: Any) -> dict[str, Any]:
    """Return an invoice paid and documented as it must be."""
    return {
        "voce": item,
        "importo_eur": amount_eur,
        "iva_eur": amount_eur // 10,
        "ordinata_il": date(2026, 2, 9),
        "pagata_il": date(2026, 5, 20),
        "bonifico": True,
        "fattura_elettronica": True,
        "codici_in_fattura": True,
        "quietanzata": True,
        **changes,
    }


def project(beneficiary: str, **changes: Any) -> dict[str, Any]:
    """Return the project of the plant of 19.8 kW: 27,000 € of spending, of which the grant is 40 %."""
    return {
        "impianto": "Impianto 1",
        "disciplina": "dm_127_2025",
        "domanda_il": date(2025, 11, 10),
        "beneficiario": beneficiary,
        "cause_esclusione": exclusions(),
        "abitanti_comune": 3200,
        "titolo_posseduto": True,
        "preventivo_accettato": True,
        "primo_ordine_il": date(2026, 2, 9),
        "inizio_lavori": WORKS_ON,
        "avvio_comunicato_il": date(2026, 3, 2),
        "fine_lavori": date(2026, 6, 20),
        "ammesso_il": date(2026, 1, 20),
        "potenza_kw": "19.8",
        "spesa_eur": 27000,
        "spese_tecniche_eur": 2500,
        "contributo_eur": 10800,
        "altri_contributi_eur": 0,
        "altri_fondi_ue": False,
        "detrazione_fiscale": False,
        "altri_aiuti": False,
        "leasing": False,
        "iva_recuperabile": True,
        "spesa_sostenuta_eur": 27000,
        "spese": [expense("impianto", 24500), expense("direzione_lavori_sicurezza", 2500)],
        "titolari_effettivi": [
            {
                "nominativo": "Gina Torelli",
                "codice_fiscale": codice_fiscale("Torelli", "Gina", date(1980, 4, 25), "F", "D205"),
                "quota": 100,
                "per_controllo": False,
                "legale_rappresentante": True,
                "nato_il": date(1980, 4, 25),
                "nato_a": "Cuneo",
                "nato_provincia": "CN",
                "residenza": CUNEO,
                "documento": identity(25),
                "esposto_politicamente": False,
            }
        ],
        **changes,
    }


def cer_pnrr_facts() -> dict[str, Any]:
    """Return a CER founded before the desk closed, whose bakery has a grant for its plant."""
    facts = cer_facts()
    facts["slug"] = "cer-pnrr-prova"
    facts["configurazione"]["costituita_il"] = FOUNDED_ON
    facts["comunita"]["atto_costitutivo_il"] = FOUNDED_ON
    facts["comunita"]["statuto"].update(approvato_il=FOUNDED_ON, conforme_dal=FOUNDED_ON)
    facts["impianti"][0]["inizio_lavori"] = WORKS_ON
    facts["pnrr"] = [project(partita_iva(21))]
    return facts


def gac_pnrr_facts() -> dict[str, Any]:
    """Return a group that signed before the desk closed, with a grant for the condominium's plant."""
    facts = gac_facts()
    facts["slug"] = "gac-pnrr-prova"
    facts["configurazione"]["costituita_il"] = FOUNDED_ON
    facts["contratto"]["firme"] = [FOUNDED_ON]
    facts["impianti"][0]["inizio_lavori"] = WORKS_ON
    facts["pnrr"] = [project(partita_iva(80))]
    return facts
