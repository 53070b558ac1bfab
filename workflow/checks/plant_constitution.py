"""Rules on the order of things in a CER: first the community in due form, then the plant in operation."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import is_existing, name_of, tariff_plants
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.kind import Kind
from workflow.domain.plant import Plant
from workflow.law import Law

DECREE_IN_FORCE = "richiesta/entrata_in_vigore_decreto"
PORTAL_OPENED = "portale/apertura"
TOLERANCE_TERM = "avvio_anticipato_cer"
EARLY_PLANT_TERM = "richiesta_cer_impianto_2021_2024"


class Precedence(StrEnum):
    """Which sentence of the law judges the order between a CER and its plant, and with what result."""

    CONSTITUTED_BEFORE = "costituita_prima"
    CONSTITUTED_AFTER = "costituita_dopo"
    BEFORE_DECREE = "prima_del_decreto"
    TOLERATED = "tollerata"
    UNKNOWN = "non_nota"


def regular_since(dossier: Dossier) -> date | None:
    """Return the day from which the community exists with a statute that carries every element."""
    community = dossier.community
    if community is None or community.statute.compliant_since_on is None:
        return None
    return max(filter(None, (community.founded_on, community.statute.compliant_since_on)))


def not_regular_before(dossier: Dossier) -> date | None:
    """Return the day before which the community surely was not in due form: one of the two dates is enough."""
    community = dossier.community
    known = (community.founded_on, community.statute.compliant_since_on) if community else ()
    return max((day for day in known if day is not None), default=None)


def lacks_element(dossier: Dossier) -> bool:
    """Whether the signed statute is known to lack one of its essential elements."""
    return dossier.community is not None and False in dossier.community.statute.elements.model_dump().values()


def late_constitution_closed_on(dossier: Dossier, law: Law) -> date | None:
    """Return the last day of operation for which a later constitution is tolerated, if that law already holds."""
    length = law.term(TOLERANCE_TERM).length
    if length is None or law.get(length).find(dossier.sent_on) is None:
        return None
    decree_on = law.value(DECREE_IN_FORCE, dossier.sent_on).day
    return law.due(TOLERANCE_TERM, decree_on, dossier.sent_on).due_on


def precedence_of(dossier: Dossier, plant: Plant, law: Law) -> Precedence:
    """Say how the plant's entry into operation stands to the community's constitution in due form."""
    entered_on = plant.entered_operation_on
    if entered_on is None:
        return Precedence.UNKNOWN
    if entered_on < law.value(DECREE_IN_FORCE, dossier.sent_on).day:
        return Precedence.BEFORE_DECREE
    if lacks_element(dossier):
        return Precedence.CONSTITUTED_AFTER
    earliest_on = not_regular_before(dossier)
    if earliest_on is None or earliest_on <= entered_on:
        return Precedence.UNKNOWN if regular_since(dossier) is None else Precedence.CONSTITUTED_BEFORE
    closed_on = late_constitution_closed_on(dossier, law)
    is_tolerated = closed_on is not None and entered_on <= closed_on and plant.purpose_papers_on is not None
    return Precedence.TOLERATED if is_tolerated else Precedence.CONSTITUTED_AFTER


def order_allows_tariff(dossier: Dossier, plant: Plant, law: Law) -> bool | None:
    """Whether the order between community and plant leaves the tariff open; True for kinds without a statute."""
    if dossier.kind is not Kind.CER:
        return True
    match precedence_of(dossier, plant, law):
        case Precedence.UNKNOWN:
            return None
        case Precedence.BEFORE_DECREE:
            return _early_plant_is_proved(dossier, plant, law)
        case found:
            return found is not Precedence.CONSTITUTED_AFTER


@rule("PLT-20")
def community_precedes_plant(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the community was constituted in due form when the plant entered into operation."""
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "entrata_in_esercizio")
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "entrata_in_esercizio": plant.entered_operation_on,
            "conforme_dal": not_regular_before(dossier),
        }
        match precedence_of(dossier, plant, law):
            case Precedence.UNKNOWN:
                yield unknown(path, **values)
            case Precedence.BEFORE_DECREE:
                yield not_applicable(path)
            case Precedence.CONSTITUTED_AFTER if lacks_element(dossier):
                yield failed(path, "elemento_mancante", **values)
            case Precedence.CONSTITUTED_AFTER:
                yield failed(path, **values)
            case _:
                yield passed(path, **values)


@rule("PLT-21")
def early_plant_is_proved(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether a plant older than the decree has certified papers and was in time for its own term."""
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "documenti_finalita_cer_il")
        if precedence_of(dossier, plant, law) is not Precedence.BEFORE_DECREE or is_existing(dossier, plant, law):
            yield not_applicable(path)
            continue
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "entrata_in_esercizio": plant.entered_operation_on,
            "documenti_finalita_cer_il": plant.purpose_papers_on,
            "inviata_il": dossier.sent_on,
            "termine": _early_deadline(dossier, law),
        }
        fact = _early_plant_is_proved(dossier, plant, law)
        if fact is None:
            yield unknown(path, **values)
        elif fact:
            yield passed(path, **values)
        else:
            late = dossier.sent_on > _early_deadline(dossier, law)
            yield failed(path, "fuori_termine" if late else None, **values)


@rule("PLT-22")
def later_constitution_is_tolerated(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn where a plant precedes its CER under the 150-day tolerance, whose wording is uncertain."""
    closed_on = late_constitution_closed_on(dossier, law)
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "documenti_finalita_cer_il")
        entered_on = plant.entered_operation_on
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "entrata_in_esercizio": entered_on,
            "fino_al": closed_on,
            "documenti_finalita_cer_il": plant.purpose_papers_on,
        }
        standing = precedence_of(dossier, plant, law)
        is_outside = closed_on is None or (entered_on is not None and entered_on > closed_on)
        if is_outside or standing is Precedence.BEFORE_DECREE or lacks_element(dossier):
            yield not_applicable(path)
        elif standing is Precedence.UNKNOWN:
            yield unknown(path_of_plant(index, "entrata_in_esercizio"), **values)
        elif standing is Precedence.CONSTITUTED_BEFORE:
            yield passed(path, **values)
        elif standing is Precedence.TOLERATED:
            yield failed(path, **values)
        else:
            yield unknown(path, **values)


@rule("PLT-23")
def plant_may_stay_without_tariff(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn where a plant may stay for the valorisation alone, which no text says in so many words."""
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "incentivo_richiesto")
        values: dict[str, Any] = {"impianto": name_of(plant, index)}
        if is_existing(dossier, plant, law):
            yield not_applicable(path)
            continue
        fact = order_allows_tariff(dossier, plant, law)
        if fact is None:
            yield unknown(path, **values)
        else:
            yield passed(path, **values) if fact else failed(path, **values)


def _early_deadline(dossier: Dossier, law: Law) -> date:
    opened_on = law.value(PORTAL_OPENED, dossier.sent_on).day
    return law.due(EARLY_PLANT_TERM, opened_on, dossier.sent_on).due_on


def _early_plant_is_proved(dossier: Dossier, plant: Plant, law: Law) -> bool | None:
    if dossier.sent_on > _early_deadline(dossier, law):
        return False
    if plant.purpose_papers_on is None or plant.entered_operation_on is None:
        return None
    return plant.purpose_papers_on < plant.entered_operation_on
