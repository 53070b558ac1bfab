"""The plants of the conforming dossiers and the mandates of their producers."""

from datetime import date
from typing import Any

from tests.builders.dossiers.people import CABINA, CUNEO
from tests.builders.identifiers import pod


def plant(number: int, **changes: Any) -> dict[str, Any]:
    """Return a new photovoltaic plant of 19.8 kW on a building, in operation since 15/09/2026."""
    return {
        "nome": f"Impianto {number}",
        "fonte": "fotovoltaico",
        "intervento": "nuova_costruzione",
        "pod": pod(500 + number),
        "censimp": f"IM_{number:07d}",
        "sezioni": [
            {
                "codice_sezione": f"SZ_{number:07d}_01",
                "codice_up": f"UP_{number:07d}_1",
                "potenza_kw": "19.8",
                "inclusa": True,
            }
        ],
        "cabina_primaria": CABINA,
        "potenza_kw": "19.8",
        "potenza_gaudi_kw": "19.8",
        "potenza_moduli_kw": "19.8",
        "potenza_inverter_kw": "20",
        "producibilita_kwh": 22000,
        "moduli": [
            {"marca": "Heliolux", "modello": "HX-450", "quantita": 44, "potenza_unitaria_w": 450, "registro_aee": True}
        ],
        "inverter": [{"marca": "Invertis", "modello": "TR-20", "quantita": 1, "potenza_unitaria_w": 20000}],
        "incentivo_richiesto": True,
        "inizio_lavori": date(2026, 6, 1),
        "entrata_in_esercizio": date(2026, 9, 15),
        "stessa_fonte_prima": False,
        "sola_sostituzione_moduli": False,
        "gia_in_regime_2020": False,
        "indirizzo": {**CUNEO, "civico": str(20 + number)},
        "foglio": "12",
        "particella": str(100 + 10 * number),
        "collocazione": "fabbricato_accatastato",
        "edificio": f"edificio {number}",
        "titolo_area": "proprieta",
        "titolo_autorizzativo": {
            "tipo": "edilizia libera",
            "ente": "Comune di Cuneo",
            "data": date(2026, 5, 2),
            "protocollo": "1234",
        },
        "modello_unico": False,
        "componenti": "nuovi",
        "regola_arte": True,
        "dnsh": True,
        "contributi": [],
        "altri_incentivi": False,
        "superbonus_kw": 0,
        "potenza_obbligo_kw": 0,
        "idrogeno_tco2_t": 0,
        "quota_non_rinnovabile": 0,
        "ssp_attivo": False,
        "altra_configurazione": False,
        "potenza_prelievo_kw": 20,
        **changes,
    }


def mandate(kind: str, principal: str, **changes: Any) -> dict[str, Any]:
    """Return a mandate as the Regole want it, given in time for the base request."""
    return {
        "tipo": kind,
        "mandante": principal,
        "conferito_il": date(2026, 9, 20),
        "con_rappresentanza": False,
        "durata_mesi": 12,
        "rinnovo_tacito": True,
        "revocabile": True,
        "firmato": True,
        **changes,
    }
