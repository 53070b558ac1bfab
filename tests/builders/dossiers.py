"""Conforming dossiers of the six kinds, complete and invented: the ground on which each test breaks one thing.

`facts(kind)` gives the dossier as plain data, by the keys people write; `build` changes some of them and makes the
snapshot. Every person, body and code is built, never found.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from tests.builders.identifiers import codice_fiscale, iban, partita_iva, pod
from workflow.domain.dossier import Dossier

AS_OF = date(2026, 11, 22)
CABINA = "AC001E00001"
CUNEO = {"via": "Via Roma", "civico": "4", "cap": "12100", "comune": "Cuneo", "provincia": "CN"}
CUNEO_BELFIORE = "D205"
ON_TIME = date(2026, 3, 2)


def identity(number: int) -> dict[str, Any]:
    """Return an identity card valid for years."""
    return {
        "tipo": "carta d'identità",
        "numero": f"CA{number:05d}AA",
        "rilasciato_da": "Comune di Cuneo",
        "scade_il": date(2033, 5, 1),
    }


def person(name: str, surname: str, sex: str, born_on: date, number: int) -> dict[str, Any]:
    """Return the personal data of somebody born in Cuneo, as a representative has them."""
    return {
        "nome": name,
        "cognome": surname,
        "codice_fiscale": codice_fiscale(surname, name, born_on, sex, CUNEO_BELFIORE),
        "sesso": sex,
        "nato_il": born_on,
        "nato_a": "Cuneo",
        "nato_provincia": "CN",
        "residenza": {**CUNEO, "civico": str(number)},
        "documento": identity(number),
    }


ANNA = person("Anna", "Giordano", "F", date(1975, 5, 3), 11)
BRUNO = person("Bruno", "Mattei", "M", date(1968, 11, 20), 12)
CARLA = person("Carla", "Ferrero", "F", date(1983, 2, 14), 13)
DINO = person("Dino", "Olivero", "M", date(1990, 8, 9), 14)
ELSA = person("Elsa", "Ramondi", "F", date(1959, 1, 30), 15)
SINDACO = {**person("Franco", "Berardi", "M", date(1971, 7, 7), 16), "qualifica": "sindaco"}
TITOLARE = {**person("Gina", "Torelli", "F", date(1980, 4, 25), 17), "qualifica": "amministratrice unica"}
AMMINISTRATORE = {**person("Ivo", "Sartoris", "M", date(1964, 10, 2), 18), "qualifica": "amministratore"}


def _participation(role: str, number: int) -> dict[str, Any]:
    return {
        "numero": str(number),
        "titolo": "membro",
        "ruolo": role,
        "poteri_controllo": False,
        "data_adesione": ON_TIME,
        "informativa_il": date(2026, 2, 20),
        "consenso_sii": True,
        "consenso_rse": True,
        "dichiarazione_il": ON_TIME,
    }


def point(number: int, **changes: Any) -> dict[str, Any]:
    """Return a household's withdrawal point."""
    return {
        "pod": pod(number),
        "indirizzo_pod": f"Via Roma, {number}",
        "cabina_primaria": CABINA,
        "ssp_attivo": False,
        "solo_ausiliari": False,
        "altra_configurazione": False,
        "consumo_annuo_kwh": 2700,
        "potenza_impegnata_kw": 3,
        "tensione": "BT",
        "dal": date(2026, 9, 15),
        **changes,
    }


def household(data: Mapping[str, Any], number: int, role: str = "consumatore", **changes: Any) -> dict[str, Any]:
    """Return a natural person as a member with one point."""
    own = {key: value for key, value in data.items() if key not in {"residenza", "qualifica"}}
    return {
        **own,
        "tipo": "persona_fisica",
        "categoria": "persona_fisica",
        "indirizzo": data["residenza"],
        "email": f"socio{number}@esempio.it",
        "telefono": "0171 000000",
        "iban": iban(number),
        **_participation(role, number),
        "punti": [point(number)],
        **changes,
    }


def body(name: str, kind: str, category: str, number: int, signer: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a body or firm as a member with one point."""
    code = partita_iva(number)
    return {
        "denominazione": name,
        "tipo": kind,
        "categoria": category,
        "codice_fiscale": code,
        "indirizzo": {**CUNEO, "civico": str(number)},
        "pec": f"ente{number}@pec.esempio.it",
        "email": f"ente{number}@esempio.it",
        "iban": iban(number),
        "rappresentante": dict(signer),
        **_participation("consumatore", number),
        "punti": [point(number, potenza_impegnata_kw=15, consumo_annuo_kwh=18000)],
        **changes,
    }


def bakery(number: int, **changes: Any) -> dict[str, Any]:
    """Return a small firm as a member."""
    return body(
        "Panificio Torelli S.r.l.",
        "persona_giuridica",
        "pmi",
        number,
        TITOLARE,
        **{
            "partita_iva": partita_iva(number),
            "dimensione": "micro",
            "ateco": "10.71.10",
            "ateco_edizione": "2007",
            **changes,
        },
    )


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


def attachment(kind: str, key: str | None = None, name: str = "copia") -> dict[str, Any]:
    """Return an attachment as the reader of `allegati/` records it."""
    stem = name if key is None else f"{key}_{name}"
    return {
        "tipo": kind,
        "file": f"allegati/{kind}/{stem}.pdf",
        "chiave": key,
        "sha256": "0" * 64,
        "byte": 1024,
    }


def _identity_copies(people: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [attachment("documento_identita", someone["codice_fiscale"]) for someone in people]


def _plant_papers(plants: list[dict[str, Any]], *, with_tariff: bool) -> list[dict[str, Any]]:
    always = (
        "schema_unifilare",
        "dichiarazione_conformita",
        "titolo_autorizzativo",
        "gaudi",
        "preventivo_connessione",
    )
    tariff = ("regolamento_esercizio", "verbale_contatori", "foto_targhe", "matricole_moduli", "dnsh")
    kinds = (*always, *tariff) if with_tariff else always
    return [attachment(kind, one["censimp"]) for one in plants for kind in kinds]


def _member_papers(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = [one for one in members if one["titolo"] == "membro"]
    return [attachment("adesione", one["codice_fiscale"]) for one in own]


def _request(**changes: Any) -> dict[str, Any]:
    return {
        "procedura": "accesso",
        "canale": "spc",
        "rid": False,
        "informativa_preventiva": True,
        "destinazione_eccedenza": True,
        "possesso_mandati": True,
        "consensi_sii": True,
        "consensi_rse": True,
        **changes,
    }


def _exclusions() -> dict[str, bool]:
    return {"impresa_in_difficolta": False, "codice_appalti": False, "deggendorf": False, "antimafia": False}


def _configuration(kind: str, name: str) -> dict[str, Any]:
    return {
        "tipologia": kind,
        "denominazione": name,
        "cabina_primaria": CABINA,
        "comune": "Cuneo",
        "provincia": "CN",
        "costituita_il": ON_TIME,
        "isola_minore": False,
        "sdc": False,
        "primo_incontro_il": date(2026, 1, 10),
    }


def _community(name: str, number: int, elements: str) -> dict[str, Any]:
    code = partita_iva(number)
    return {
        "denominazione": name,
        "forma_giuridica": "associazione_non_riconosciuta",
        "codice_fiscale": code,
        "sede": CUNEO,
        "pec": "comunita@pec.esempio.it",
        "email": "comunita@esempio.it",
        "iban": iban(number),
        "atto_costitutivo_il": ON_TIME,
        "atto_costitutivo_a": "Cuneo",
        "rappresentante": {**ANNA, "qualifica": "presidente"},
        "consiglio": [{**ANNA, "qualifica": "presidente"}, BRUNO, CARLA],
        "statuto": {
            "approvato_il": ON_TIME,
            "conforme_dal": ON_TIME,
            "elementi": dict.fromkeys(elements, True),
            "registrato_il": date(2026, 3, 10),
            "estremi_registrazione": "Cuneo, serie 3, n. 100",
        },
    }


def cer_facts() -> dict[str, Any]:
    """Return a CER of families, a bakery, a comune and a parish, with two plants, one of a third producer."""
    third = {
        "denominazione": "Sole Terzo S.r.l.",
        "tipo": "persona_giuridica",
        "categoria": "pmi",
        "dimensione": "piccola",
        "codice_fiscale": partita_iva(90),
        "partita_iva": partita_iva(90),
        "indirizzo": CUNEO,
        "ateco": "35.11.00",
        "ateco_edizione": "2007",
        "pec": "terzo@pec.esempio.it",
        "iban": iban(90),
        "rappresentante": DINO,
        "fa_parte": False,
    }
    plants = [
        plant(
            1,
            produttore={"codice_fiscale": partita_iva(21), "fa_parte": True},
            proprieta_comunita=False,
            accordo_controllo_il=date(2026, 4, 1),
            titolare_area=partita_iva(21),
        ),
        plant(
            2,
            produttore=third,
            proprieta_comunita=False,
            accordo_controllo_il=date(2026, 4, 2),
            titolare_area=partita_iva(90),
        ),
    ]
    town = body("Comune di Cuneo", "ente_pubblico", "ente_territoriale", 22, SINDACO, poteri_controllo=True)
    parish = body("Parrocchia San Rocco", "persona_giuridica", "ente_religioso", 23, ELSA)
    members = [
        household(ANNA, 11, poteri_controllo=True),
        household(BRUNO, 12, poteri_controllo=True),
        household(CARLA, 13, poteri_controllo=True),
        household(ELSA, 15),
        bakery(21, ruolo="prosumer"),
        town,
        parish,
    ]
    return {
        "slug": "cer-prova",
        "as_of": AS_OF,
        "configurazione": _configuration("cer", "CER di prova"),
        "comunita": _community("CER di prova", 70, "abcdef"),
        "referente": {
            "ruolo": "comunita",
            "codice_fiscale": partita_iva(70),
            "tipo": "persona_giuridica",
            "nominato_il": ON_TIME,
            "cause_esclusione": _exclusions(),
        },
        "impianti": plants,
        "mandati": [mandate("produttore", partita_iva(90), impianto="Impianto 2")],
        "richiesta": _request(),
        "scelte": {
            "criterio_riparto": "parti_uguali",
            "uso_eccedenza": "consumatori_e_finalita_sociali",
            "finalita_sociale": "aiuto alle famiglie in povertà energetica",
            "quota_associativa_eur": 10,
            "delegato_riparto": "il Presidente",
            "durata_anni": 30,
            "rendiconto_entro": "30 aprile",
        },
        "soci": members,
        "allegati": [
            *_identity_copies([ANNA, BRUNO, CARLA, ELSA, DINO, SINDACO, TITOLARE]),
            *_member_papers(members),
            attachment("atto_costitutivo"),
            attachment("statuto"),
            attachment("accordo_controllo", "IM_0000001"),
            attachment("accordo_controllo", "IM_0000002"),
            attachment("mandato", partita_iva(90)),
            attachment("informativa_preventiva"),
            attachment("cabina_primaria"),
            *_plant_papers(plants, with_tariff=True),
        ],
    }


def cec_facts() -> dict[str, Any]:
    """Return a CEC: the same people, elements a-e, no tariff."""
    facts = cer_facts()
    facts["slug"] = "cec-prova"
    facts["configurazione"] = _configuration("cec", "CEC di prova")
    facts["comunita"] = _community("CEC di prova", 70, "abcde")
    del facts["referente"]["cause_esclusione"]
    facts["richiesta"] = _request(destinazione_eccedenza=None, consensi_rse=None, informativa_preventiva=None)
    facts["soci"][5]["categoria"] = "amministrazione_locale"
    for one in facts["impianti"]:
        one["incentivo_richiesto"] = None
    return facts


def gac_facts() -> dict[str, Any]:
    """Return a group of condòmini with minutes, the administrator as Referente and a tenant by liberatoria."""
    building = partita_iva(80)
    plants = [
        plant(
            1,
            produttore={
                "denominazione": "Condominio Aurora",
                "tipo": "condominio",
                "codice_fiscale": building,
                "fa_parte": True,
            },
            nell_edificio=True,
            titolare_area=building,
            edificio="Condominio Aurora",
        )
    ]
    owners = [
        household(
            data,
            11 + index,
            unita_immobiliare=f"interno {index + 1}",
            millesimi=200,
            proprietario=True,
            punti=[point(11 + index, nell_edificio=True)],
        )
        for index, data in enumerate((ANNA, BRUNO, CARLA))
    ]
    common = body(
        "Condominio Aurora",
        "condominio",
        "condominio",
        80,
        AMMINISTRATORE,
        ruolo="prosumer",
        punti=[point(80, nell_edificio=True, potenza_impegnata_kw=6)],
    )
    tenant = household(
        DINO,
        14,
        titolo="liberatoria",
        numero=None,
        poteri_controllo=None,
        data_adesione=None,
        proprietario=False,
        unita_immobiliare="interno 4",
        punti=[point(14, nell_edificio=True)],
    )
    return {
        "slug": "gac-prova",
        "as_of": AS_OF,
        "configurazione": _configuration("gac", "Gruppo Aurora"),
        "edificio": {
            "tipo": "condominio",
            "denominazione": "Condominio Aurora",
            "codice_fiscale": building,
            "indirizzo": {**CUNEO, "civico": "21"},
            "foglio": "12",
            "particella": "110",
            "unita": 5,
            "condomini": 5,
            "pec": "aurora@pec.esempio.it",
            "iban": iban(80),
            "amministratore": AMMINISTRATORE,
        },
        "contratto": {
            "forma": "verbale_assemblea",
            "firme": [ON_TIME],
            "firmato_da_tutti": True,
            "contenuti": {"k1": True, "k2": True, "k3": True, "k4": True},
            "assemblea": {
                "tenuta_il": ON_TIME,
                "convocata_il": date(2026, 2, 20),
                "luogo": "Cuneo",
                "ora_inizio": "18:30",
                "ora_fine": "20:00",
                "convocazione": 2,
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
            },
        },
        "referente": {
            "ruolo": "amministratore_condominio",
            "tipo": "persona_fisica",
            "nome": AMMINISTRATORE["nome"],
            "cognome": AMMINISTRATORE["cognome"],
            "codice_fiscale": AMMINISTRATORE["codice_fiscale"],
            "sesso": "M",
            "nato_il": AMMINISTRATORE["nato_il"],
            "nato_a": "Cuneo",
            "nato_provincia": "CN",
            "indirizzo": AMMINISTRATORE["residenza"],
            "pec": "sartoris@pec.esempio.it",
            "email": "sartoris@esempio.it",
            "telefono": "0171 000001",
            "iban": iban(80),
            "documento": identity(18),
            "nominato_il": ON_TIME,
            "cause_esclusione": _exclusions(),
        },
        "impianti": plants,
        "mandati": [mandate("produttore", building, impianto="Impianto 1")],
        "richiesta": _request(),
        "scelte": {
            "criterio_riparto": "millesimi",
            "uso_eccedenza": "consumatori_non_imprese",
            "delegato_riparto": "l'amministratore",
            "durata_anni": 20,
            "rendiconto_entro": "30 aprile",
        },
        "soci": [*owners, common, tenant],
        "allegati": [
            *_identity_copies([ANNA, BRUNO, CARLA, DINO, AMMINISTRATORE]),
            *_member_papers([*owners, common]),
            attachment("verbale_assemblea"),
            attachment("liberatoria", DINO["codice_fiscale"]),
            attachment("mandato", building),
            attachment("informativa_preventiva"),
            attachment("cabina_primaria"),
            attachment("planimetria"),
            *_plant_papers(plants, with_tariff=True),
        ],
    }


def caac_facts() -> dict[str, Any]:
    """Return a group of active clients: the same building by contract, contents k1-k3, no tariff."""
    facts = gac_facts()
    facts["slug"] = "caac-prova"
    facts["configurazione"] = _configuration("caac", "Gruppo di clienti attivi Aurora")
    facts["contratto"] = {
        "forma": "contratto",
        "firme": [date(2026, 3, 1), ON_TIME],
        "firmato_da_tutti": True,
        "contenuti": {"k1": True, "k2": True, "k3": True},
    }
    del facts["referente"]["cause_esclusione"]
    facts["richiesta"] = _request(destinazione_eccedenza=None, consensi_rse=None, informativa_preventiva=None)
    facts["impianti"][0]["incentivo_richiesto"] = None
    facts["allegati"].append(attachment("contratto_gruppo"))
    return facts


def aid_facts() -> dict[str, Any]:
    """Return a small firm that shares with itself: one office, one warehouse with the plant."""
    firm = bakery(
        21,
        ruolo="prosumer",
        data_adesione=None,
        poteri_controllo=None,
        punti=[point(21, potenza_impegnata_kw=15), point(22, potenza_impegnata_kw=6)],
    )
    plants = [
        plant(
            1,
            produttore={"codice_fiscale": partita_iva(21), "fa_parte": True},
            presso_utenza_cliente=False,
            titolare_area=partita_iva(21),
        )
    ]
    return {
        "slug": "aid-prova",
        "as_of": AS_OF,
        "configurazione": _configuration("aid", "Panificio Torelli a distanza"),
        "referente": {
            "ruolo": "cliente",
            "codice_fiscale": partita_iva(21),
            "nominato_il": ON_TIME,
            "cause_esclusione": _exclusions(),
        },
        "impianti": plants,
        "mandati": [],
        "richiesta": _request(),
        "scelte": {"uso_eccedenza": "finalita_sociali", "finalita_sociale": "mensa di quartiere"},
        "soci": [firm],
        "allegati": [
            *_identity_copies([TITOLARE]),
            *_member_papers([firm]),
            attachment("disponibilita_area", "IM_0000001"),
            attachment("cabina_primaria"),
            *_plant_papers(plants, with_tariff=True),
        ],
    }


def cad_facts() -> dict[str, Any]:
    """Return the same firm as an active client at a distance: no tariff."""
    facts = aid_facts()
    facts["slug"] = "cad-prova"
    facts["configurazione"] = _configuration("cad", "Panificio Torelli cliente attivo a distanza")
    del facts["referente"]["cause_esclusione"]
    facts["richiesta"] = _request(destinazione_eccedenza=None, consensi_rse=None, informativa_preventiva=None)
    facts["impianti"][0]["incentivo_richiesto"] = None
    return facts


BASES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "cer_ok": cer_facts,
    "gac_ok": gac_facts,
    "aid_ok": aid_facts,
    "cec_ok": cec_facts,
    "caac_ok": caac_facts,
    "cad_ok": cad_facts,
}


def _in_building(data: Mapping[str, Any], number: int, **changes: Any) -> dict[str, Any]:
    return household(data, number, punti=[point(number, nell_edificio=True)], **changes)


# Whole records that cases put in place by name, so that a case shows only what it is about.
PIECES: Mapping[str, Any] = {
    "amministratore": AMMINISTRATORE,
    "anna": household(ANNA, 11),
    "anna con due POD": household(ANNA, 11, punti=[point(11), point(12)]),
    "bruno": household(BRUNO, 12),
    "bruno sostenitore": household(BRUNO, 12, punti=[]),
    "dichiarazione di anna": attachment("dichiarazione", ANNA["codice_fiscale"]),
    "dino": DINO,
    "dino con liberatoria": _in_building(DINO, 14, titolo="liberatoria"),
    "anna nell’edificio": _in_building(ANNA, 11),
    "bruno nell’edificio": _in_building(BRUNO, 12),
    "mandato del cliente": mandate("referente", partita_iva(21)),
    "mandato della comunità": mandate("referente", partita_iva(70)),
    "mandato di bruno": mandate("referente", BRUNO["codice_fiscale"]),
    "mandato di carla": mandate("referente", CARLA["codice_fiscale"]),
    "mandato del condominio": mandate("referente", partita_iva(80)),
    "panificio nell’edificio": bakery(21, punti=[point(21, nell_edificio=True)]),
    "produttore terzo": {
        "denominazione": "Sole Terzo S.r.l.",
        "tipo": "persona_giuridica",
        "codice_fiscale": partita_iva(90),
        "fa_parte": False,
    },
    "punto": point(99),
}


def build(
    base: str,
    changes: Mapping[str, Any] | None = None,
    as_of: date | None = None,
    put: Mapping[str, Any] | None = None,
) -> Dossier:
    """Return the base dossier, first with the pieces of `put` (dotted path → a name, or a list of names), then with
    `changes` (dotted path → value). In a list, the index after the last one appends.
    """
    facts = deepcopy(BASES[base]())
    for path, names in (put or {}).items():
        piece = PIECES[names] if isinstance(names, str) else [PIECES[name] for name in names]
        _set(facts, path.split("."), piece)
    for path, value in (changes or {}).items():
        _set(facts, path.split("."), value)
    if as_of is not None:
        facts["as_of"] = as_of
    row = 0
    for member in facts["soci"]:
        member["index"] = row
        for one in member.get("punti") or ():
            one["index"] = row
            row += 1
        row = max(row, member["index"] + 1)
    return Dossier.model_validate(facts)


def cer_ok() -> Dossier:
    """Return a conforming CER."""
    return build("cer_ok")


def gac_ok() -> Dossier:
    """Return a conforming group of self-consumers."""
    return build("gac_ok")


def aid_ok() -> Dossier:
    """Return a conforming self-consumer at a distance."""
    return build("aid_ok")


def cec_ok() -> Dossier:
    """Return a conforming CEC."""
    return build("cec_ok")


def caac_ok() -> Dossier:
    """Return a conforming group of active clients."""
    return build("caac_ok")


def cad_ok() -> Dossier:
    """Return a conforming active client at a distance."""
    return build("cad_ok")


def _set(node: Any, steps: list[str], value: Any) -> None:
    step: str | int = int(steps[0]) if steps[0].isdigit() else steps[0]
    if len(steps) > 1:
        if isinstance(node, dict) and node.get(step) is None:
            node[step] = {}
        _set(node[step], steps[1:], value)
    elif isinstance(node, list) and step == len(node):
        node.append(deepcopy(value))
    else:
        node[step] = deepcopy(value)
