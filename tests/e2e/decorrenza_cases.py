"""Plants, days of sending and the starts that par. 2.2.1.1 and 2.2.1.2 give: every branch, a day before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """Facts changed in a conforming dossier, the day of sending, and when each plant and the whole then start."""

    name: str
    base: str
    facts: Mapping[str, Any]
    sent: str
    starts: tuple[str | None, ...]
    whole: str | None = None
    lost: tuple[int, ...] | None = None
    codes: tuple[str, ...] = ()
    also: Mapping[str, Any] = field(default_factory=dict)


def aid(entered: str, **more: Any) -> dict[str, Any]:
    return {"impianti.0.entrata_in_esercizio": entered, **{key.replace("__", "."): more[key] for key in more}}


def gac(entered: str, *signed: str) -> dict[str, Any]:
    return {"impianti.0.entrata_in_esercizio": entered, "contratto.firme": list(signed)}


def cec(entered: str, compliant: str) -> dict[str, Any]:
    return {
        "impianti.0.entrata_in_esercizio": entered,
        "impianti.1.entrata_in_esercizio": entered,
        "comunita.statuto.conforme_dal": compliant,
    }


# The odd ones are of a collection of cases written on the text; the even ones stand a day before or after them.
CASES = (
    Case("1: day 120", "aid_ok", aid("2026-07-25"), "2026-11-22", ("2026-07-25",), codes=("EFF-02",), lost=(0,)),
    Case("2: day 121", "aid_ok", aid("2026-07-25"), "2026-11-23", ("2026-11-24",), codes=("EFF-02",), lost=(122,)),
    Case("2: day 119", "aid_ok", aid("2026-07-25"), "2026-11-21", ("2026-07-25",), lost=(0,)),
    Case(
        "3: a later choice", "aid_ok", aid("2026-07-25", impianti__0__decorrenza_richiesta="2026-10-01"),
        "2026-11-22", ("2026-10-01",), codes=("EFF-02", "EFF-04"),
    ),
    Case(
        "3: an earlier choice", "aid_ok", aid("2026-07-25", impianti__0__decorrenza_richiesta="2026-07-01"),
        "2026-11-22", ("2026-07-25",), codes=("EFF-02", "EFF-04"),
    ),
    Case(
        "4: the first possible day chosen", "aid_ok", aid("2026-07-25", impianti__0__decorrenza_richiesta="2026-07-25"),
        "2026-11-22", ("2026-07-25",), codes=("EFF-02",),
    ),
    Case(
        "4: late, and a choice after sending", "aid_ok",
        aid("2026-07-25", impianti__0__decorrenza_richiesta="2026-12-01"),
        "2026-11-23", ("2026-12-01",), codes=("EFF-02", "EFF-04"), lost=(0,),
    ),
    Case("5: old plant, last day", "aid_ok", aid("2019-03-10"), "2024-08-06", ("2024-01-24",), codes=("EFF-01",)),
    Case("5: old plant, a day late", "aid_ok", aid("2019-03-10"), "2024-08-07", ("2024-08-08",), lost=(197,)),
    Case("5: old plant, today", "aid_ok", aid("2019-03-10"), "2026-11-22", ("2026-11-23",), codes=("EFF-01",)),
    Case("6: the day before the decree", "aid_ok", aid("2024-01-23"), "2024-08-06", ("2024-01-24",), codes=("EFF-01",)),
    Case("6: the day of the decree", "aid_ok", aid("2024-01-24"), "2024-08-06", ("2024-01-24",), codes=("EFF-02",)),
    Case("6: before the portal, its day 121", "aid_ok", aid("2024-03-01"), "2024-08-07", ("2024-08-08",), lost=(160,)),
    Case("6: before the portal, its day 120", "aid_ok", aid("2024-03-01"), "2024-08-06", ("2024-03-01",)),
    Case("6: on the day of the portal", "aid_ok", aid("2024-04-08"), "2024-08-06", ("2024-04-08",)),
    Case("6: the day after the portal", "aid_ok", aid("2024-04-09"), "2024-08-07", ("2024-04-09",)),
    Case("7: contract after operation", "gac_ok", gac("2026-06-01", "2026-07-10"), "2026-09-20", ("2026-07-10",),
         codes=("EFF-02", "EFF-06")),
    Case("8: contract on the day of operation", "gac_ok", gac("2026-06-01", "2026-06-01"), "2026-09-20",
         ("2026-06-01",), codes=("EFF-02",)),
    Case("8: contract the day after operation", "gac_ok", gac("2026-06-01", "2026-06-02"), "2026-09-20",
         ("2026-06-02",), codes=("EFF-02", "EFF-06")),
    Case("9: the last of the signatures", "gac_ok", gac("2026-06-01", "2026-07-01", "2026-07-12"), "2026-09-20",
         ("2026-07-12",), codes=("EFF-02", "EFF-06")),
    Case("10: a late group loses only since its contract", "gac_ok", gac("2026-03-01", "2026-07-10"), "2026-07-15",
         ("2026-07-16",), lost=(6,)),
    Case("11: statute made complete", "cec_ok", cec("2026-02-05", "2026-04-01"), "2026-05-20",
         ("2026-04-01", "2026-04-01"), codes=("EFF-02", "EFF-07"), also={"tariff": "non_prevista"}),
    Case("12: statute complete the day before", "cec_ok", cec("2026-04-02", "2026-04-01"), "2026-05-20",
         ("2026-04-02", "2026-04-02"), codes=("EFF-02",)),
    Case("13: a CER completed after its plant", "cer_ok",
         {"impianti.0.entrata_in_esercizio": "2026-05-10", "comunita.statuto.conforme_dal": "2026-06-20",
          "comunita.statuto.approvato_il": "2026-06-20"},
         "2026-08-01", ("2026-06-20", None), codes=("EFF-02", "EFF-07"), also={"tariff": "esclusa"}),
    Case("14: a CER completed on the day of its plant", "cer_ok",
         {"impianti.0.entrata_in_esercizio": "2026-06-20", "comunita.statuto.conforme_dal": "2026-06-20",
          "comunita.statuto.approvato_il": "2026-06-20"},
         "2026-08-01", ("2026-06-20", None), codes=("EFF-02",)),
    Case("15: scambio sul posto", "aid_ok",
         aid("2023-05-10", impianti__0__ssp_attivo=True, impianti__0__ssp_fine="2026-12-31"),
         "2026-11-22", ("2027-01-01",), codes=("EFF-01", "EFF-05"), lost=(0,)),
    Case("16: scambio closed the day before sending", "aid_ok",
         aid("2023-05-10", impianti__0__ssp_attivo=True, impianti__0__ssp_fine="2026-11-21"),
         "2026-11-22", ("2026-11-23",), codes=("EFF-01",), lost=(1,)),
    Case("16: scambio without an end", "aid_ok", aid("2023-05-10", impianti__0__ssp_attivo=True), "2026-11-22",
         (None,), also={"missing": ["ssp_fine"]}),
    Case("17: two plants, two clocks", "cec_ok",
         {"impianti.0.entrata_in_esercizio": "2026-03-01", "impianti.1.entrata_in_esercizio": "2026-06-01",
          "comunita.statuto.conforme_dal": "2026-02-01", "comunita.statuto.approvato_il": "2026-02-01",
          "comunita.atto_costitutivo_il": "2026-02-01"},
         "2026-07-15", ("2026-07-16", "2026-06-01"), whole="2026-06-01", lost=(137, 0)),
    Case("18: both in time, the earliest is the whole", "cec_ok",
         {"impianti.0.entrata_in_esercizio": "2026-03-17", "impianti.1.entrata_in_esercizio": "2026-06-01",
          "comunita.statuto.conforme_dal": "2026-02-01", "comunita.statuto.approvato_il": "2026-02-01",
          "comunita.atto_costitutivo_il": "2026-02-01"},
         "2026-07-15", ("2026-03-17", "2026-06-01"), whole="2026-03-17", lost=(0, 0)),
    Case("19: ritiro from operation", "aid_ok", aid("2026-06-01", richiesta__rid=True), "2026-09-29", ("2026-06-01",),
         also={"rid": "2026-06-01"}),
    Case("19: ritiro after the old agreement", "aid_ok",
         aid("2026-06-01", richiesta__rid=True, impianti__0__rid_fine="2026-10-20"), "2026-09-29", ("2026-06-01",),
         also={"rid": "2026-11-01"}),
    Case("20: ritiro a day late", "aid_ok", aid("2026-06-01", richiesta__rid=True), "2026-09-30", ("2026-10-01",),
         also={"rid": None}),
    Case("95: by PEC on day 119, on the portal on day 121", "aid_ok",
         aid("2026-07-25", richiesta__canale="pec", richiesta__inviata_il="2026-11-21"), "2026-11-23",
         ("2026-11-24",), codes=("EFF-02",)),
    Case("a plant added later, noticed on day 120", "cer_ok",
         {"impianti.1.entrata_in_esercizio": "2026-07-25", "richiesta.inviata_il": "2026-09-20",
          "variazioni": [{"tipo": "aggiunta_impianto", "impianti": ["Impianto 2"], "comunicata_il": "2026-11-22"}]},
         "2026-11-22", ("2026-09-15", "2026-09-15"), also={"added": [False, True]}),
    Case("a plant added later, noticed on day 121", "cer_ok",
         {"impianti.1.entrata_in_esercizio": "2026-07-24", "richiesta.inviata_il": "2026-09-20",
          "variazioni": [{"tipo": "aggiunta_impianto", "impianti": ["IM_0000002"], "comunicata_il": "2026-11-22"}]},
         "2026-11-22", ("2026-09-15", "2026-11-23"), lost=(0, 69)),
    Case("a CER plant of the 150 days starts after its late request", "cer_ok",
         {"impianti.0.entrata_in_esercizio": "2024-06-22", "impianti.0.inizio_lavori": "2024-02-01",
          "impianti.0.documenti_finalita_cer_il": "2024-03-01",
          "allegati.0.file": "allegati/finalita_cer/IM_0000001_delibera.pdf"},
         "2026-11-22", ("2026-11-23", "2026-09-15"), whole="2026-09-15", codes=("EFF-02",), lost=(884, 0),
         also={"tariff": "ammessa"}),
    Case("a CER plant of the 151st day has no tariff", "cer_ok",
         {"impianti.0.entrata_in_esercizio": "2024-06-23", "impianti.0.inizio_lavori": "2024-02-01",
          "impianti.0.documenti_finalita_cer_il": "2024-03-01",
          "allegati.0.file": "allegati/finalita_cer/IM_0000001_delibera.pdf"},
         "2026-11-22", ("2026-11-23", "2026-09-15"), also={"tariff": "esclusa"}),
    Case("a CER plant older than the decree, proved and in time", "cer_ok",
         {"impianti.0.entrata_in_esercizio": "2023-10-01", "impianti.1.entrata_in_esercizio": "2024-03-01",
          "impianti.0.inizio_lavori": "2023-05-01", "impianti.0.documenti_finalita_cer_il": "2023-05-02",
          "comunita.atto_costitutivo_il": "2024-02-01", "comunita.statuto.conforme_dal": "2024-02-01",
          "comunita.statuto.approvato_il": "2024-02-01"},
         "2024-08-06", ("2024-01-24", "2024-03-01"), codes=("EFF-01",)),
)  # fmt: skip
