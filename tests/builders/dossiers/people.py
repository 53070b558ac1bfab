"""The people, bodies and points of the conforming dossiers: invented, with codes that are built, never found."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.builders.identifiers import codice_fiscale, iban, partita_iva, pod

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
