"""The facts of an invented photovoltaic plant on a roof, as its maker's labels and its permit give them."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.builders.examples.people import Town
from tests.builders.identifiers import censimp, pod, section, up


def solar_plant(
    name: str,
    seed: int,
    *,
    modules: tuple[int, int],
    inverters: tuple[int, int],
    pod_seed: int,
    kwh: int,
    works_on: date,
    entered_on: date,
    town: Town,
    home: tuple[str, str],
    parcel: tuple[str, str],
    permit: tuple[date, str],
    **changes: Any,
) -> dict[str, Any]:
    """Return a new plant; modules and inverters are number and watts, permit is day and protocol."""
    modules_kw, inverters_kw = (Decimal(count * watts) / 1000 for count, watts in (modules, inverters))
    power_kw = min(modules_kw, inverters_kw)
    return {
        "nome": name,
        "fonte": "fotovoltaico",
        "intervento": "nuova_costruzione",
        "pod": pod(pod_seed),
        "censimp": censimp(seed),
        "sezioni": [{"codice_sezione": section(seed), "codice_up": up(seed), "potenza_kw": power_kw, "inclusa": True}],
        "cabina_primaria": town.cabina_primaria,
        "potenza_kw": power_kw,
        "potenza_gaudi_kw": power_kw,
        "potenza_moduli_kw": modules_kw,
        "potenza_inverter_kw": inverters_kw,
        "producibilita_kwh": kwh,
        "moduli": [
            {
                "marca": "Heliolux",
                "modello": f"HX-{modules[1]}",
                "quantita": modules[0],
                "potenza_unitaria_w": modules[1],
                "registro_aee": True,
            }
        ],
        "inverter": [
            {
                "marca": "Invertis",
                "modello": f"TR-{inverters[1] // 1000}",
                "quantita": inverters[0],
                "potenza_unitaria_w": inverters[1],
            }
        ],
        "incentivo_richiesto": True,
        "inizio_lavori": works_on,
        "entrata_in_esercizio": entered_on,
        "stessa_fonte_prima": False,
        "sola_sostituzione_moduli": False,
        "gia_in_regime_2020": False,
        "indirizzo": town.address(*home),
        "foglio": parcel[0],
        "particella": parcel[1],
        "collocazione": "fabbricato_accatastato",
        "titolo_autorizzativo": {
            "tipo": "attività libera, con comunicazione",
            "ente": f"Comune di {town.comune}",
            "data": permit[0],
            "protocollo": permit[1],
        },
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
        **changes,
    }
