"""Tells documents which mandates a dossier needs, from whom, for what, and whether each is there."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.mandate_facts import by_principal, is_in_force, of_principal
from workflow.checks.mandates import ROLES, YEARLY, role_principals
from workflow.checks.plant_facts import name_of
from workflow.checks.producer_mandates import KIND_OF_CASE, PRODUCER_CASES, mandates_covering
from workflow.checks.roster import codes_of, third_producers, who
from workflow.checks.three_valued import any_of
from workflow.domain.dossier import Dossier
from workflow.domain.mandate import Mandate, MandateKind
from workflow.law import Law, UnknownOnThatDayError

_STATES = {True: "conferito", False: "manca", None: "da verificare"}
_ROLE_REASON = "per svolgere il ruolo di Referente"
_ROLE_PARAGRAPHS = "par. 1.2.2.1, 1.2.3.1, 1.2.4.1, 1.3.1.1, 1.3.2.1 e 1.3.3.1"
_PRODUCER_PARAGRAPHS = "par. 1.1.1 e 2.1.1"
_REASONS = {
    "terzo": "perché l’energia dell’impianto rilevi: il produttore non fa parte della configurazione",
    "ssp": "perché l’impianto è in scambio sul posto",
    "rid": "perché si chiede il ritiro dedicato dell’energia",
}


def mandates_due(dossier: Dossier, law: Law) -> list[dict[str, Any]]:
    """Return each mandate that the rules on the Referente require, with who gives it and its state."""
    if dossier.get_referente() is None:
        return []
    try:
        return [*_for_the_role(dossier, law), *_from_producers(dossier, law)]
    except UnknownOnThatDayError:
        return []


def _for_the_role(dossier: Dossier, law: Law) -> Iterator[dict[str, Any]]:
    referente = dossier.get_referente()
    rows = law.value(ROLES, dossier.sent_on).items
    row = next(
        (
            one
            for one in rows
            if referente is not None
            and referente.role is not None
            and one["ruolo"] == referente.role.value
            and dossier.kind in one["configurazioni"]
        ),
        None,
    )
    if referente is None or row is None:
        return
    given = by_principal(dossier, MandateKind.ROLE)
    form = "senza rappresentanza, annuale, tacitamente rinnovabile, revocabile in ogni momento"
    form = form if row["forma"] == YEARLY else "senza rappresentanza"
    for name, codes in role_principals(dossier, referente, str(row["mandato_da"])) or []:
        mandates = [mandate for _, mandate in of_principal(given, codes)]
        yield _due(dossier, law, name, mandates, perche=_ROLE_REASON, forma=form, paragrafi=_ROLE_PARAGRAPHS)


def _from_producers(dossier: Dossier, law: Law) -> Iterator[dict[str, Any]]:
    own = codes_of(dossier.get_referente())
    cases = law.value(PRODUCER_CASES, dossier.sent_on).ids
    for index, plant, producer, is_third in third_producers(dossier):
        if producer is None or codes_of(producer) & own:
            continue
        arises = {"terzo": is_third, "ssp": plant.ssp_active, "rid": dossier.request.wants_rid}
        for case in cases:
            if arises[case] is False:
                continue
            mandates = mandates_covering(by_principal(dossier, KIND_OF_CASE[case]), producer, plant)
            yield _due(
                dossier,
                law,
                who(producer),
                mandates,
                perche=_REASONS[case] if arises[case] else f"{_REASONS[case]} (da confermare)",
                forma="senza rappresentanza",
                paragrafi=_PRODUCER_PARAGRAPHS,
                impianto=name_of(plant, index),
            )


def _due(
    dossier: Dossier,
    law: Law,
    name: str,
    mandates: list[Mandate],
    *,
    perche: str,
    forma: str,
    paragrafi: str,
    impianto: str | None = None,
) -> dict[str, Any]:
    state = any_of(*(is_in_force(dossier, law, mandate) for mandate in mandates))
    return {
        "mandante_nome": name,
        "perche": perche,
        "forma": forma,
        "paragrafi": paragrafi,
        "impianto": impianto,
        "conferito_il": next((one.given_on for one in mandates if one.given_on is not None), None),
        "stato": _STATES[state],
    }
