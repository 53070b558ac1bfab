"""Rules on the order of dates: constitution, signatures, works, operation, mandates and sending."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from workflow.checks.decorrenza import sending_day, sending_day_of
from workflow.checks.engine import Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import name_of
from workflow.checks.roster import who
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import FieldPath
from workflow.domain.member import Member
from workflow.domain.request import Procedure
from workflow.law import Law


@rule("COE-03")
def constitution_precedes_sending(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require that the community, or the configuration, exists by the day of sending."""
    if dossier.kind.is_community:
        path: FieldPath = ("comunita", "atto_costitutivo_il")
        founded_on = dossier.community.founded_on if dossier.community else None
    else:
        path = ("configurazione", "costituita_il")
        founded_on = dossier.configuration.constituted_on
    sent_on = sending_day(dossier)
    yield judged(path, _in_order(founded_on, sent_on), costituita_il=founded_on, inviata_il=sent_on)


@rule("COE-04")
def works_precede_operation(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn of works that start after the plant's entry into operation."""
    for index, plant in enumerate(dossier.plants):
        yield judged(
            path_of_plant(index, "inizio_lavori"),
            _in_order(plant.works_started_on, plant.entered_operation_on),
            impianto=name_of(plant, index),
            inizio_lavori=plant.works_started_on,
            entrata_in_esercizio=plant.entered_operation_on,
        )


@rule("COE-05")
def mandates_hold_on_sending(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require that each mandate is given by the day of sending, and not revoked by then."""
    sent_on = sending_day(dossier)
    for index, mandate in enumerate(dossier.mandates):
        values: dict[str, Any] = {
            "mandante": mandate.principal,
            "conferito_il": mandate.given_on,
            "revocato_il": mandate.revoked_on,
            "inviata_il": sent_on,
        }
        if mandate.revoked_on is not None and mandate.revoked_on <= sent_on:
            yield failed(("mandati", index, "revocato_il"), "revocato", **values)
        else:
            yield judged(("mandati", index, "conferito_il"), _in_order(mandate.given_on, sent_on), **values)


@rule("COE-06")
def members_join_an_existing_community(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn of members who joined before the community existed."""
    founded_on = dossier.community.founded_on if dossier.community else None
    if founded_on is None:
        yield unknown(("comunita", "atto_costitutivo_il"), "atto")
        return
    yield from holds_unless(("soci",), _early_members(dossier, founded_on))


def _early_members(dossier: Dossier, founded_on: date) -> Iterator[Verdict]:
    for member in dossier.active_members:
        path = path_of_row(member.index, "data_adesione")
        values = {
            "socio": who(member, member.index),
            "data_adesione": member.joined_on,
            "costituita_il": founded_on,
        }
        if member.joined_on is None:
            yield unknown(path, **values)
        elif member.joined_on < founded_on:
            yield failed(path, **values)


@rule("COE-10")
def plants_are_in_operation(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require that each plant is in operation by the day of sending, or of its own notice if it joined later.

    The preliminary check is for projects.
    """
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "entrata_in_esercizio")
        sent_on = sending_day_of(dossier, plant)
        if dossier.request.procedure is Procedure.PRELIMINARY:
            yield not_applicable(path)
            continue
        yield judged(
            path,
            _in_order(plant.entered_operation_on, sent_on),
            impianto=name_of(plant, index),
            entrata_in_esercizio=plant.entered_operation_on,
            inviata_il=sent_on,
        )


@rule("COE-14")
def members_leave_after_joining(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn of members and points whose last day comes before the first."""
    yield from holds_unless(("soci",), _reversed_rows(dossier))


def _reversed_rows(dossier: Dossier) -> Iterator[Verdict]:
    for member in dossier.members:
        yield from _reversed_row(member, path_of_row(member.index, "data_uscita"), member.joined_on, member.left_on)
        for point in member.points:
            yield from _reversed_row(member, path_of_row(point.index, "fino_al"), point.from_on, point.until_on)


def _reversed_row(member: Member, path: FieldPath, first_on: date | None, last_on: date | None) -> Iterator[Verdict]:
    if last_on is None:
        return
    values = {"socio": who(member, member.index), "inizio": first_on, "fine": last_on}
    if first_on is None:
        yield unknown(path, **values)
    elif last_on < first_on:
        yield failed(path, **values)


@rule("COE-15")
def permit_precedes_operation(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn of a permit later than the plant's entry into operation."""
    for index, plant in enumerate(dossier.plants):
        issued_on = plant.permit.issued_on if plant.permit else None
        yield judged(
            path_of_plant(index, "titolo_autorizzativo"),
            _in_order(issued_on, plant.entered_operation_on),
            impianto=name_of(plant, index),
            data=issued_on,
            entrata_in_esercizio=plant.entered_operation_on,
        )


@rule("COE-16")
def constitution_is_told_once(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn where the configuration's date is not that of the last signature, or comes before the community's deed."""
    path: FieldPath = ("configurazione", "costituita_il")
    told_on = dossier.configuration.constituted_on
    if dossier.kind.is_group:
        signatures = dossier.contract.signatures if dossier.contract else ()
        written_on = max(signatures) if signatures else None
    else:
        written_on = dossier.community.founded_on if dossier.community else None
    values = {"costituita_il": told_on, "atto_del": written_on}
    if told_on is None or written_on is None:
        yield unknown(path, **values)
    elif dossier.kind.is_group:
        yield judged(path, told_on == written_on, **values)
    else:
        yield passed(path, **values) if told_on >= written_on else failed(path, "prima_dell_atto", **values)


@rule("COE-20")
def statute_agrees_with_plants(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn where the statute is said to be complete before it was there, on the day a plant entered into operation."""
    path: FieldPath = ("comunita", "statuto", "conforme_dal")
    community = dossier.community
    founded_on = community.founded_on if community else None
    approved_on = community.statute.approved_on if community else None
    complete_on = community.statute.compliant_since_on if community else None
    values: dict[str, Any] = {"atto_del": founded_on, "approvato_il": approved_on, "conforme_dal": complete_on}
    yield judged(path, _in_order(founded_on, complete_on), "prima_dell_atto", impianto=None, **values)
    for index, plant in enumerate(dossier.plants):
        entered_on = plant.entered_operation_on
        place = path_of_plant(index, "entrata_in_esercizio")
        known = {**values, "impianto": name_of(plant, index), "entrata_in_esercizio": entered_on}
        if entered_on is None or approved_on is None or complete_on is None:
            yield unknown(place, **known)
        else:
            yield judged(place, not complete_on <= entered_on < approved_on, **known)


def _in_order(first_on: date | None, second_on: date | None) -> bool | None:
    return None if first_on is None or second_on is None else first_on <= second_on
