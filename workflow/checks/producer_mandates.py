"""Rules on the mandates that producers give to the Referente."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.mandate_facts import Given, by_principal, is_in_force, of_principal
from workflow.checks.plant_facts import name_of
from workflow.checks.roster import codes_of, third_producers, who
from workflow.checks.three_valued import any_of
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.finding import FieldPath
from workflow.domain.mandate import Mandate, MandateKind
from workflow.domain.plant import Plant
from workflow.domain.subject import Subject
from workflow.law.law import Law

PRODUCER_CASES = "mandato/casi_produttore"


@rule("REF-05")
def producers_gave_their_mandate(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require mandate from a producer who is third, in scambio sul posto, or to be sold through the RID."""
    yield from _producer_mandates(dossier, law, lambda _: True)


@rule("CEC-06")
def third_producers_of_a_cec_gave_their_mandate(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require mandate from a producer outside a CEC."""
    yield from third_producers_mandates(dossier, law)


def third_producers_mandates(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Yield, for each plant, whether a producer outside the configuration gave mandate to the Referente."""
    yield from _producer_mandates(dossier, law, lambda case: case == "terzo")


def _producer_mandates(dossier: Dossier, law: Law, regards: Callable[[str], bool]) -> Iterator[Verdict]:
    referente = dossier.get_referente()
    cases = [case for case in law.value(PRODUCER_CASES, dossier.sent_on).ids if regards(case)]
    given = {kind: by_principal(dossier, kind) for kind in KIND_OF_CASE.values()}
    for index, plant, producer, is_third in third_producers(dossier):
        path = path_of_plant(index, "produttore")
        values = {"impianto": name_of(plant, index), "produttore": who(producer) if producer else None}
        if producer is None or not codes_of(producer) or not codes_of(referente):
            yield unknown(path, motivo="chi è il produttore o il Referente", **values)
            continue
        if codes_of(producer) & codes_of(referente):
            yield not_applicable(path)
            continue
        arises = {"terzo": is_third, "ssp": plant.ssp_active, "rid": dossier.request.wants_rid}
        for case in cases:
            covering = mandates_covering(given[KIND_OF_CASE[case]], producer, plant)
            held = any_of(*(is_in_force(dossier, law, mandate) for mandate in covering))
            yield _case_verdict(path, case, arises[case], held, values)


def _case_verdict(
    path: FieldPath,
    case: str,
    arises: bool | None,
    held: bool | None,
    values: Mapping[str, Any],
) -> Verdict:
    if arises is False:
        return not_applicable(path)
    if held:
        return passed(path, **values)
    reason = _REASONS[case]
    if arises is None:
        return unknown(path, motivo=f"se {reason}", **values)
    if held is None:
        return unknown(path, motivo="se il mandato è firmato e in vigore", **values)
    return failed(path, motivo=reason, tipo=KIND_OF_CASE[case], **values)


def mandates_covering(given: Given, producer: Subject, plant: Plant) -> list[Mandate]:
    """Return the mandates of a producer that regard a plant, or all its plants."""
    names = {plant.name, plant.censimp, plant.pod}
    return [
        mandate
        for _, mandate in of_principal(given, codes_of(producer))
        if mandate.plant is None or mandate.plant in names
    ]


KIND_OF_CASE = {"terzo": MandateKind.PRODUCER, "ssp": MandateKind.SSP, "rid": MandateKind.RID}
_REASONS = {
    "terzo": "il produttore non fa parte della configurazione",
    "ssp": "l’impianto è in scambio sul posto",
    "rid": "si chiede il ritiro dedicato",
}
