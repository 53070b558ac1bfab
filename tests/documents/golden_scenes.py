"""The dossiers on which every template is read: each kind complete, each legal form, and what comes after admission."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.builders.dossiers import BRUNO, PIECES, build
from tests.builders.identifiers import partita_iva
from workflow.domain.filing import Filing, FilingKind
from workflow.domain.kind import LegalForm

# Written on the state of a dossier at a day, or on the energy of a year: read in the tests of `status` and `energy`.
READ_ELSEWHERE = frozenset({"stato_avanzamento", "rapporto_energia"})

CUNEO = {"via": "Via Roma", "civico": "3", "cap": "12100", "comune": "Cuneo", "provincia": "CN"}
DIRECTOR = {**BRUNO, "nome": "Bruno", "cognome": "Bianco", "qualifica": "amministratore unico", "residenza": CUNEO}
THIRD_PRODUCER = {
    **PIECES["produttore terzo"],
    "partita_iva": PIECES["produttore terzo"]["codice_fiscale"],
    "indirizzo": CUNEO,
    "pec": "sole@pec.esempio.it",
    "rappresentante": DIRECTOR,
    "certificato_esco": {"numero": "E-1", "organismo": "Ente di prova", "scade_il": date(2029, 1, 1)},
}
ESCO = {
    **{key: value for key, value in THIRD_PRODUCER.items() if key != "fa_parte"},
    "ruolo": "produttore_esco",
    "nominato_il": date(2026, 3, 2),
}
BALLOT = {"favorevoli": 7, "contrari": 0, "astenuti": 0, "favorevoli_controllo": 4, "contrari_controllo": 0}
MEETING = {
    "convocata_il": date(2025, 12, 10),
    "luogo": "sala consiliare del Comune di Cuneo, Via Roma, 28",
    "prima_convocazione_il": date(2026, 1, 10),
    "prima_convocazione_ora": "18:30",
    "seconda_convocazione_il": date(2026, 1, 11),
    "seconda_convocazione_ora": "18:30",
    "tenuta_il": date(2026, 1, 10),
    "convocazione": 1,
    "ora_inizio": "18:30",
    "ora_fine": "20:15",
    "presidente": "Anna Giordano",
    "segretario": "Bruno Bianco",
    "aventi_diritto": 7,
    "presenti": 7,
    "per_delega": 1,
}
FOUNDING_ITEMS = ("costituzione", "statuto", "cariche", "referente", "quota", "incarichi")
ORDINARY_ITEMS = ("regolamento", "riparto", "eccedenza")


@dataclass(frozen=True)
class Scene:
    """A dossier of the builders, changed; `only` names the documents for which the scene is there, empty for all."""

    base: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    put: Mapping[str, Any] = field(default_factory=dict)
    as_of: date | None = None
    filing: Filing = field(default_factory=Filing)
    only: frozenset[str] = frozenset()


def _yearly(base: str) -> dict[str, Any]:
    """Return the accounts of a year, two who withdraw and one who is excluded."""
    members = [member for member in build(base).members if not member.is_release]
    keys = [member.key for member in members]
    lines = [
        {
            "codice_fiscale": key,
            "prelevata_kwh": 2700,
            "condivisa_kwh": 1200,
            "tariffa_premio_eur": str(80 + number),
            "valorizzazione_eur": "12.10",
            "trattenute_eur": "10",
            "pagata_il": date(2027, 7, 20),
        }
        for number, key in enumerate(keys)
    ]
    accounts = {
        "immessa_kwh": 21000,
        "condivisa_kwh": 13800,
        "incentivata_kwh": 13800,
        "tariffa_premio_eur": "1180.35",
        "valorizzazione_eur": "138.20",
        "corrispettivi_gse_eur": "18.30",
        "spese_gestione_eur": "150.00",
        "approvati_il": date(2027, 4, 20),
        "riparto": lines,
    }
    investment = {
        "oggetto": "impianto sul tetto della scuola",
        "atto_del": date(2026, 2, 1),
        "costo_eur": 30000,
        "contributi_eur": 15000,
        "quota": 10,
        "mesi_ammortamento": 120,
        "mesi_residui": 72,
        "anticipato_eur": "300",
    }
    left_on = date(2026, 10, 1)
    return {
        "contratto_gse": {
            "codice": "AD0001234",
            "accolta_il": date(2026, 6, 30),
            "decorrenza": date(2026, 3, 15),
            "rendiconti": [
                {"anno": 2026, "contabilita_separata": True, "eccedenza_impiegata": True, "conti": accounts}
            ],
        },
        "uscite": [
            {
                "membro": keys[0],
                "tipo": "recesso",
                "ricevuta_il": left_on,
                "efficace_dal": left_on,
                "investimento": investment,
            },
            {
                "membro": keys[1],
                "tipo": "esclusione",
                "diffida_del": date(2026, 8, 1),
                "deliberata_il": date(2026, 9, 15),
                "motivo": "mancato versamento della quota per due anni consecutivi",
                "efficace_dal": date(2026, 9, 15),
            },
        ],
    }


def _regenerated() -> dict[str, Any]:
    workshop = {
        "tipo": "persona_giuridica",
        "denominazione": "Officine Meccaniche Stura S.r.l.",
        "codice_fiscale": partita_iva(64),
        "partita_iva": partita_iva(64),
        "indirizzo": CUNEO,
        "rappresentante": DIRECTOR,
    }
    return {
        "impianti.0.fonte": "idroelettrico",
        "impianti.0.componenti": "rigenerati",
        "impianti.0.rigenerazione": {
            "componenti": [{"nome": "turbina", "marca": "Alfa", "modello": "T20", "matricola": "123"}],
            "conclusa_il": date(2019, 5, 1),
            "con_lavorazioni": True,
            "officina": workshop,
        },
    }


def _mandate(base: str) -> dict[str, Any]:
    return {
        "tipo": "referente",
        "mandante": build(base).members[0].key,
        "conferito_il": date(2026, 3, 2),
        "firmato": True,
        "con_rappresentanza": False,
        "durata_mesi": 12,
        "rinnovo_tacito": True,
        "revocabile": True,
    }


def _estimated(base: str) -> dict[str, Any]:
    """Return an estimate of the benefits, with the range of the first member."""
    figures = [("prudente", "900"), ("atteso", "1250.5"), ("favorevole", "1600")]
    scenarios = [
        {
            "scenario": name,
            "immessa_kwh": 21000,
            "condivisa_kwh": 13800,
            "tariffa_premio_eur": tariff,
            "eccedenza_eur": 120,
            "valorizzazione_eur": 140,
            "costi_eur": 90,
        }
        for name, tariff in figures
    ]
    return {
        "stima_benefici": {
            "calcolata_il": date(2026, 2, 1),
            "metodo": "proiezione oraria di un anno tipo",
            "scenari": scenarios,
            "ipotesi": [
                "Prezzo zonale medio: 90 – 110 – 130 €/MWh (ordine di grandezza)",
                "Produzione, consumi e potenze: quelli dichiarati",
                "Anno a regime: tutto il 2027",
            ],
            "quote": [{"codice_fiscale": build(base).members[0].key, "minimo_eur": 60, "massimo_eur": 140}],
        }
    }


def _led_by_an_esco(base: str) -> dict[str, Any]:
    return {"referente": ESCO, "impianti.0.produttore": THIRD_PRODUCER, "mandati": [_mandate(base)]}


def _forms() -> Iterator[tuple[str, Scene]]:
    """Yield a community in each legal form that changes the text, with the meetings that found and run it."""
    for kind in ("cer", "cec"):
        for form in LegalForm:
            facts = {
                "comunita.forma_giuridica": form.value,
                "comunita.fondo_iniziale_eur": 30000,
                "comunita.valore_quota_eur": 50,
                "comunita.assemblea_costitutiva": {
                    **MEETING, "votazioni": [{"punto": item, **BALLOT} for item in FOUNDING_ITEMS]
                },
                "comunita.assemblea_ordinaria": {
                    **MEETING, "votazioni": [{"punto": item, **BALLOT} for item in ORDINARY_ITEMS]
                },
            }  # fmt: skip
            yield f"{kind}_{form.value}", Scene(f"{kind}_ok", facts, only=PAPERS_OF_A_FORM)


PAPERS_OF_A_FORM = frozenset(
    {
        *(f"{paper}_{kind}{form}"
          for paper in ("statuto", "atto_costitutivo", "regolamento") for kind in ("cer", "cec")
          for form in ("", "_cooperativa", "_fondazione", "_scarl", "_societa")),
        "convocazione_assemblea_costitutiva", "verbale_assemblea_costitutiva", "convocazione_assemblea",
        "verbale_assemblea_membri",
    }
)  # fmt: skip
AFTER_ADMISSION = frozenset(
    {
        "comunicazione_esclusione", "comunicazione_recesso_socio", "estratto_conto_socio", "presa_atto_recesso",
        "relazione_annuale_gse", "rendiconto_contabilita_separata",
    }
)  # fmt: skip
OF_A_VARIATION = frozenset(
    {"comunicazione_variazione", "scheda_variazione", "tabella_impianti_variazione", "tabella_punti_variazione"}
)
OF_MANDATES = frozenset(
    {
        "accordo_produttore_distanza", "accordo_produttore_gruppo", "contratto_gac", "contratto_caac",
        "dichiarazione_area_gruppo", "mandato_comunita", "mandato_distanza", "mandato_gruppo",
    }
)  # fmt: skip
CONTRACT = {"forma": "contratto", "firme": [date(2026, 3, 2)], "firmato_da_tutti": True}
CONDOMINIUM_MEETING = {
    "tenuta_il": date(2026, 3, 2),
    "convocata_il": date(2026, 2, 20),
    "luogo": "Cuneo",
    "ora_inizio": "18:30",
    "ora_fine": "20:00",
    "convocazione": 2,
    "prima_convocazione_il": date(2026, 3, 1),
    "prima_convocazione_ora": "7:00",
    "presidente": "Anna Giordano",
    "segretario": "Ivo Sartoris",
    "presenti": 4,
    "millesimi_presenti": 800,
    "favorevoli": 4,
    "millesimi_favorevoli": 800,
    "contrari": 0,
    "millesimi_contrari": 0,
    "astenuti": 0,
    "millesimi_astenuti": 0,
}
PRIOR_INFORMATION = frozenset(f"informativa_preventiva_{name}" for name in ("cer", "cec", "gac", "caac", "distanza"))
ACTS = [
    {"tipo": "richiesta_integrazione", "protocollo": "P-2", "ricevuto_il": date(2026, 10, 20)},
    {"tipo": "preavviso_rigetto", "protocollo": "P-3", "ricevuto_il": date(2026, 11, 10)},
]


def _variation(kind: str) -> dict[str, Any]:
    base = build("cer_ammessa")
    points = [next(point.pod for _, point in base.points)]
    return {
        "nome": "prova", "tipo": kind, "avvenuta_il": date(2027, 5, 10), "punti": points,
        "impianti": [base.plants[-1].name],
    }  # fmt: skip


SCENES: Mapping[str, Scene] = {
    "cer": Scene("cer_ok"),
    "gac": Scene("gac_ok"),
    "aid": Scene("aid_ok"),
    "cec": Scene("cec_ok"),
    "caac": Scene("caac_ok"),
    "cad": Scene("cad_ok"),
    **dict(_forms()),
    "cer_gestione": Scene("cer_ok", _yearly("cer_ok"), only=AFTER_ADMISSION),
    "gac_gestione": Scene("gac_ok", _yearly("gac_ok"), only=AFTER_ADMISSION),
    "cec_gestione": Scene("cec_ok", _yearly("cec_ok"), only=AFTER_ADMISSION),
    **{
        f"{kind}_stima": Scene(f"{kind}_ok", _estimated(f"{kind}_ok"), only=PRIOR_INFORMATION)
        for kind in ("cer", "gac", "aid", "cec", "caac")
    },
    "cer_rigenerati": Scene(
        "cer_ok",
        _regenerated(),
        only=frozenset({"dichiarazione_rigenerati"}),
    ),
    "cer_esco": Scene("cer_ok", _led_by_an_esco("cer_ok"), only=OF_MANDATES),
    "aid_esco": Scene("aid_ok", _led_by_an_esco("aid_ok"), only=OF_MANDATES),
    "gac_esco": Scene(
        "gac_ok",
        {
            **_led_by_an_esco("gac_ok"),
            "contratto": CONTRACT,
            "impianti.0.nell_edificio": False,
            "impianti.0.titolo_area": "locazione",
        },
        only=OF_MANDATES,
    ),
    "caac_verbale": Scene(
        "caac_ok",
        {"contratto": {"forma": "verbale_assemblea", "firme": [date(2026, 3, 2)], "assemblea": CONDOMINIUM_MEETING}},
        only=frozenset({"verbale_assemblea_caac"}),
    ),
    "cer_variazione": Scene(
        "cer_ammessa",
        {"variazioni": [_variation("aggiunta_impianto")]},
        filing=Filing(FilingKind.VARIATION, 0),
        only=OF_A_VARIATION,
    ),
    "cer_punto": Scene(
        "cer_ammessa",
        {"variazioni": [_variation("aggiunta_punto")]},
        filing=Filing(FilingKind.VARIATION, 0),
        only=OF_A_VARIATION,
    ),
    "cer_integrazione": Scene(
        "cer_ammessa",
        {"atti_gse": ACTS},
        as_of=date(2026, 11, 1),
        filing=Filing(FilingKind.INTEGRATION_ANSWER, 0),
        only=frozenset({"risposta_integrazioni"}),
    ),
    "cer_preavviso": Scene(
        "cer_ammessa",
        {"atti_gse": ACTS},
        as_of=date(2026, 11, 15),
        filing=Filing(FilingKind.OBSERVATIONS, 1),
        only=frozenset({"osservazioni_preavviso"}),
    ),
}
