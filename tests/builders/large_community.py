"""A CER of thousands of invented households, each with its own name, code, bank account and two points."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal

from tests.builders.dossiers import ON_TIME, attachment, build, cer_facts, household, point
from tests.builders.identifiers import codice_fiscale, iban, pod
from workflow.domain.dossier import Dossier

POINTS_EACH = 2
_FIRST_NUMBER = 10_000
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
_NAMES = ("Lia", "Nora", "Tino", "Ugo", "Elda", "Remo", "Ines", "Gino", "Dalia", "Silvio")
_WOMEN = {"Lia", "Nora", "Elda", "Ines", "Dalia"}
_PLACES = (
    ("Cuneo", "CN", "D205", "12100"),
    ("Busca", "CN", "B285", "12022"),
    ("Saluzzo", "CN", "H727", "12037"),
    ("Mondovì", "CN", "F351", "12084"),
    ("Bra", "CN", "B111", "12042"),
)
_FIRST_BIRTH = date(1940, 1, 1)
_BIRTHS = 22_000


def community_of(count: int, **changes: Any) -> Dossier:
    """Return the conforming CER with `count` more households; `changes` hold for the facts of each of them."""
    facts = cer_facts()
    rows = households(count, changes)
    papers = [attachment("adesione", row["codice_fiscale"]) for row in rows if row["codice_fiscale"]]
    return build("cer_ok", {"soci": [*facts["soci"], *rows], "allegati": [*facts["allegati"], *papers]})


def households(
    count: int, changes: Mapping[str, Any] = MappingProxyType({}), *, first: int = 0
) -> list[dict[str, Any]]:
    """Return the rows of so many invented households; who has the same number is the same."""
    return [_household(number, changes) for number in range(first, first + count)]


def _household(number: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    surname = _surname(number)
    name = _NAMES[number % len(_NAMES)]
    sex: Literal["M", "F"] = "F" if name in _WOMEN else "M"
    comune, province, belfiore, cap = _PLACES[number % len(_PLACES)]
    born_on = _FIRST_BIRTH + timedelta(days=number * 7919 % _BIRTHS)
    own = _FIRST_NUMBER + number
    person = {
        "nome": name,
        "cognome": surname,
        "codice_fiscale": codice_fiscale(surname, name, born_on, sex, belfiore),
        "sesso": sex,
        "nato_il": born_on,
        "nato_a": comune,
        "nato_provincia": province,
        "residenza": {
            "via": f"Via {surname}",
            "civico": str(number % 200 + 1),
            "cap": cap,
            "comune": comune,
            "provincia": province,
        },
        "documento": {
            "tipo": "carta d'identità",
            "numero": f"CA{own:06d}",
            "rilasciato_da": f"Comune di {comune}",
            "scade_il": date(2033, 5, 1),
        },
    }
    facts = household(person, own, telefono=f"0171 {own:06d}", data_adesione=ON_TIME, iban=iban(own))
    points = [
        point(own, pod=pod(POINTS_EACH * own + place), indirizzo_pod=f"Via {surname}, {number % 200 + 1}")
        for place in range(POINTS_EACH)
    ]
    return {**facts, "punti": points, **changes}


def _surname(number: int) -> str:
    """Return a surname that no other number has: its digits, written in syllables."""
    syllables = []
    rest = number + len(_SYLLABLES) ** 2
    while rest:
        rest, place = divmod(rest, len(_SYLLABLES))
        syllables.append(_SYLLABLES[place])
    return "".join(reversed(syllables)).capitalize()
