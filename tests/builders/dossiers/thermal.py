"""Conforming CERs whose first plant burns: biogas of farms, biomass of the woods."""

from typing import Any

from tests.builders.dossiers.cer import cer_facts
from tests.builders.dossiers.papers import attachment


def _burning(slug: str, source: str, feed: dict[str, Any]) -> dict[str, Any]:
    facts = cer_facts()
    facts["slug"] = slug
    facts["impianti"][0].update(fonte=source, alimentazione=feed)
    code = facts["impianti"][0]["censimp"]
    facts["allegati"] += [attachment("as_built", code), attachment("schema_p_i", code)]
    return facts


def biogas_facts() -> dict[str, Any]:
    """Return a CER with a biogas plant at every limit of Appendice D: 30 days, 80 % of list D1-A, 51 % of own farms."""
    fuels = [
        {"nome": "liquame", "elenco": "d1_a", "percentuale": 51, "ciclo_aziendale": True},
        {"nome": "sansa", "elenco": "d1_a", "percentuale": 29, "ciclo_aziendale": False},
        {"nome": "sorgo", "elenco": "d1_b", "percentuale": 20, "ciclo_aziendale": False},
    ]
    feed = {"giorni_stoccaggio": 30, "vasche_a_tenuta": True, "calore_recuperato": True, "combustibili": fuels}
    return _burning("cer-biogas-prova", "biogas", feed)


def biomass_facts() -> dict[str, Any]:
    """Return a CER with a biomass plant at every limit of Appendice D: 50 mg of dust, 80 % of list D2-A."""
    fuels = [
        {
            "nome": "cippato di residui forestali",
            "elenco": "d2_a",
            "percentuale": 80,
            "voce_d3": "residui_forestali",
            "distanza_km": 40,
        },
        {"nome": "salice", "elenco": "d2_b", "percentuale": 20, "voce_d3": "nessuna", "distanza_km": 60},
    ]
    feed = {
        "calore_recuperato": True,
        "polveri_mg_nm3": 50,
        "pellettizzazione": False,
        "accordi_fornitura": True,
        "combustibili": fuels,
    }
    return _burning("cer-biomassa-prova", "biomassa", feed)
