"""Invented people, firms and bodies as the examples' facts have them: codes built, never found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tests.builders.identifiers import codice_fiscale, iban, pod
from workflow.domain.member import Member

# The code by which the codice fiscale knows the places where the examples' people were born.
BELFIORE = {
    "Albania": "Z100",
    "Marocco": "Z330",
    "Romania": "Z129",
    "Albareto": "A138",
    "Bardi": "A646",
    "Bari": "A662",
    "Bedonia": "A731",
    "Berceto": "A788",
    "Bitonto": "A893",
    "Borgo Val di Taro": "B042",
    "Cascina": "B950",
    "Compiano": "C934",
    "Fornovo di Taro": "D728",
    "La Spezia": "E463",
    "Modugno": "F262",
    "Parma": "G337",
    "Pisa": "G702",
    "Pontedera": "G843",
    "Taranto": "L049",
}
PROVINCES = {
    **dict.fromkeys(("Albareto", "Bardi", "Bedonia", "Berceto", "Borgo Val di Taro", "Compiano"), "PR"),
    **dict.fromkeys(("Fornovo di Taro", "Parma"), "PR"),
    **dict.fromkeys(("Bari", "Bitonto", "Modugno"), "BA"),
    **dict.fromkeys(("Cascina", "Pisa", "Pontedera"), "PI"),
    "La Spezia": "SP",
    "Taranto": "TA",
}


@dataclass(frozen=True)
class Town:
    """Where an example is set."""

    comune: str
    province: str
    cap: str
    dialling_code: str
    cabina_primaria: str

    def address(self, street: str, number: str) -> dict[str, str]:
        return {"via": street, "civico": number, "cap": self.cap, "comune": self.comune, "provincia": self.province}

    def phone(self, number: int) -> str:
        return f"{self.dialling_code} 000{number:03d}"


def identity(number: int, comune: str, expires_on: date) -> dict[str, Any]:
    return {
        "tipo": "carta d’identità",
        "numero": f"CA{number:05d}ZZ",
        "rilasciato_da": f"Comune di {comune}",
        "scade_il": expires_on,
    }


def person(
    town: Town,
    who: tuple[str, str, Literal["M", "F"], date, str],
    home: tuple[str, str],
    number: int,
    *,
    office: str | None = None,
    expires_on: date | None = None,
) -> dict[str, Any]:
    """Return somebody as a representative has them: surname, name, sex, birth day and place; street and number."""
    surname, name, sex, born_on, birth_place = who
    return {
        "nome": name,
        "cognome": surname,
        "codice_fiscale": codice_fiscale(surname, name, born_on, sex, BELFIORE[birth_place]),
        "sesso": sex,
        "nato_il": born_on,
        "nato_a": birth_place,
        "nato_provincia": PROVINCES.get(birth_place),
        "qualifica": office,
        "residenza": town.address(*home),
        "documento": identity(number, town.comune, expires_on or date(2028 + number % 7, born_on.month, born_on.day)),
    }


def full_name(someone: Mapping[str, Any]) -> str:
    """Return the name that papers print, of a person or a body."""
    return someone.get("denominazione") or f"{someone['nome']} {someone['cognome']}"


def point(town: Town, number: int, where: str, kwh: int, kw: str, *, is_household: bool = True) -> dict[str, Any]:
    """Return a withdrawal point with the three time bands that its bill shows."""
    f1 = round(kwh * (0.34 if is_household else 0.58))
    f2 = round(kwh * (0.29 if is_household else 0.22))
    return {
        "pod": pod(number),
        "indirizzo_pod": f"{where}, {town.comune}",
        "cabina_primaria": town.cabina_primaria,
        "ssp_attivo": False,
        "solo_ausiliari": False,
        "altra_configurazione": False,
        "consumo_annuo_kwh": kwh,
        "consumo_f1_kwh": f1,
        "consumo_f2_kwh": f2,
        "consumo_f3_kwh": kwh - f1 - f2,
        "potenza_impegnata_kw": kw,
        "tensione": "BT",
    }


@dataclass(frozen=True)
class Joining:
    """When and as what somebody takes part."""

    role: str
    informed_on: date
    joined_on: date
    has_control: bool | None = None
    number: str | None = None

    def facts(self) -> dict[str, Any]:
        return {
            "numero": self.number,
            "titolo": "membro",
            "ruolo": self.role,
            "poteri_controllo": self.has_control,
            "data_adesione": self.joined_on,
            "informativa_il": self.informed_on,
            "consenso_sii": True,
            "consenso_rse": True,
            "dichiarazione_il": self.joined_on,
        }


def household(
    town: Town, data: Mapping[str, Any], seed: int, joining: Joining, points: list[dict[str, Any]], **changes: Any
) -> dict[str, Any]:
    """Return a natural person as a member."""
    own = {key: value for key, value in data.items() if key not in {"residenza", "qualifica"}}
    return {
        **own,
        "tipo": "persona_fisica",
        "categoria": "persona_fisica",
        "indirizzo": data["residenza"],
        "email": f"{data['nome']}.{data['cognome']}@esempio.it".lower().replace(" ", "").replace("'", ""),
        "telefono": town.phone(seed % 1000),
        "iban": iban(seed),
        **joining.facts(),
        "punti": points,
        **changes,
    }


def body(
    town: Town,
    name: str,
    legal: tuple[str, str, str],
    *,
    home: tuple[str, str],
    signer: Mapping[str, Any],
    seed: int,
    joining: Joining,
    points: list[dict[str, Any]],
    **changes: Any,
) -> dict[str, Any]:
    """Return a body or firm as a member, with who signs for it; `legal` is kind, category and codice fiscale."""
    kind, category, code = legal
    box = "".join(sign for sign in name.lower() if sign.isascii() and sign.isalpha())[:18]
    return {
        "denominazione": name,
        "tipo": kind,
        "categoria": category,
        "codice_fiscale": code,
        "indirizzo": town.address(*home),
        "pec": f"{box}@pec.esempio.it",
        "email": f"{box}@esempio.it",
        "telefono": town.phone(seed % 1000),
        "iban": iban(seed),
        "rappresentante": dict(signer),
        **joining.facts(),
        "punti": points,
        **changes,
    }


def members(facts: list[dict[str, Any]]) -> tuple[Member, ...]:
    """Return the records, each with the row of the sheet in which it begins."""
    found = []
    row = 0
    for fact in facts:
        points = [{**one, "index": row + place} for place, one in enumerate(fact.get("punti", []))]
        found.append(Member.model_validate({**fact, "punti": points, "index": row}))
        row += max(len(points), 1)
    return tuple(found)
