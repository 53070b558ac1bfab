"""Rules on who takes part: how many, of which kind and size, with which main activity, informed beforehand."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.checks.engine import Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import name_of
from workflow.checks.roster import current_points, distinct, participants, who
from workflow.checks.three_valued import judged
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import Confidence, FieldPath
from workflow.domain.identifiers import ateco
from workflow.domain.member import Member
from workflow.domain.subject import Category, FirmSize
from workflow.law.law import Law

MINIMUM_MEMBERS = "configurazione/membri_minimi"
ONE_CLIENT = "configurazione/clienti_finali_distanza"
ADMITTED_SIZES = "membri/cer_dimensioni_ammesse"
ADMITTED_CATEGORIES = "membri/cer_categorie_ammesse"
DOUBTFUL_CATEGORIES = "membri/cer_categorie_con_riserva"
EXCLUDED_ACTIVITIES = "membri/ateco_esclusi"
LARGE_FIRMS_POWER = "impianto/potenza_massima_grandi_imprese"
MEMBERS: FieldPath = ("soci",)
INFORMATION: FieldPath = ("richiesta", "informativa_preventiva")


@rule("CER-01")
def cer_has_two_participants(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require two members who take part in a CER as clients or producers."""
    yield _enough(dossier, law)


@rule("CEC-01")
def cec_has_two_participants(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require two members who take part in a CEC as clients or producers."""
    yield _enough(dossier, law)


@rule("GAC-01")
def group_has_two_signatories(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require two distinct subjects who signed the contract or the minutes of a group."""
    yield _enough(dossier, law)
    signed = None if dossier.contract is None else dossier.contract.is_signed_by_all
    yield judged(("contratto", "firmato_da_tutti"), signed, "non_firmato", **_count(dossier, law))


@rule("AID-01")
def self_consumer_is_one_client(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """One final client holds every withdrawal point."""
    yield from _one_client(dossier, law)


@rule("CAD-01")
def active_client_is_one(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """One active client holds every withdrawal point."""
    yield from _one_client(dossier, law)


@rule("CER-02")
def cer_controls_its_plants(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require the CER to own each plant, or an agreement that gives it availability and control."""
    yield from _controlled(dossier)


@rule("CEC-05")
def cec_controls_its_plants(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require the CEC to own each plant, or an agreement that gives it availability and control."""
    yield from _controlled(dossier)


@rule("CER-03")
def no_large_firm_is_member(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Refuse a large firm as member of a CER, with or without control."""
    yield from holds_unless(MEMBERS, _too_large(dossier, law))


@rule("CER-06")
def members_are_of_an_admitted_kind(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Since 30/04/2025 the list of the law says who may be a member; before, it only limited control.

    Some kinds are barred by the GSE's answers alone, or by a doubtful reading: how sure that is lies with the list.
    """
    yield from holds_unless(MEMBERS, _outside_the_list(dossier, law))


@rule("CER-07")
def energy_is_not_the_main_activity_in_a_cer(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Refuse in a CER a firm whose prevalent activity is to produce or trade power."""
    yield from holds_unless(MEMBERS, _energy_firms(dossier, law))


@rule("GAC-03")
def energy_is_not_the_main_activity_in_a_group(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Refuse in a group a firm whose prevalent activity is to produce or trade power; size does not matter."""
    yield from holds_unless(MEMBERS, _energy_firms(dossier, law))


@rule("CEC-03")
def energy_is_not_the_main_activity_in_a_cec(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Refuse in a CEC a firm whose prevalent activity is to produce or trade power.

    Large firms may: then, since 24/01/2026, the plants tied to the sharing have a limit of power.
    """
    yield from holds_unless(MEMBERS, _energy_firms(dossier, law))
    limit = law.get(LARGE_FIRMS_POWER).find(dossier.sent_on)
    large = [m for m in dossier.active_members if Category.LARGE_ENTERPRISE is m.category or m.size is FirmSize.LARGE]
    if limit is None or not large:
        return
    powers = [plant.power_kw for plant in dossier.plants]
    total = sum(power for power in powers if power is not None)
    values = {"potenza_kw": total, "massimo_kw": limit.number, "socio": who(large[0])}
    if total > limit.number:
        yield failed(("impianti",), "grandi_imprese", **values).resting_on(Confidence.TO_VERIFY)
    elif None in powers:
        yield unknown(("impianti",), "potenza", **values)


@rule("CER-11")
def participants_were_informed(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require the declaration of complete, adequate and prior information on the benefits."""
    yield from _informed(dossier)


@rule("GAC-10")
def group_was_informed(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require from a group the declaration of complete, adequate and prior information on the benefits."""
    yield from _informed(dossier)


@rule("GAC-08")
def releases_belong_to_groups_only(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Admit a liberatoria only in a group, from a client who did not sign the contract, and on paper."""
    released = [member for member in dossier.members if member.is_release]
    if not released:
        yield not_applicable(MEMBERS)
        return
    signed = {member.key for member in dossier.active_members}
    papers = {paper.key for paper in dossier.attachments_of(AttachmentKind.RELEASE)}
    for member in released:
        path = path_of_row(member.index, "titolo")
        values = {"socio": who(member, member.index)}
        if not dossier.kind.is_group:
            yield failed(path, **values)
        elif member.key in signed:
            yield failed(path, "anche_membro", **values)
        elif member.key is None or member.key not in papers:
            yield unknown(path, **values)
        else:
            yield passed(path, **values)


def _count(dossier: Dossier, law: Law) -> dict[str, Any]:
    minimum = law.value(MINIMUM_MEMBERS, dossier.sent_on).number_at(dossier.kind.value)
    return {"partecipanti": distinct(participants(dossier)), "minimo": minimum}


def _enough(dossier: Dossier, law: Law) -> Verdict:
    values = _count(dossier, law)
    return judged(MEMBERS, None if not dossier.members else values["partecipanti"] >= values["minimo"], **values)


def _one_client(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    holders = tuple({member.index: member for member, _ in current_points(dossier)}.values())
    admitted = law.value(ONE_CLIENT, dossier.sent_on).number_at(dossier.kind.value)
    number = distinct(holders)
    names = [who(member, member.index) for member in holders]
    yield judged(MEMBERS, number <= admitted if holders else None, clienti=names, numero=number)


def _controlled(dossier: Dossier) -> Iterator[Verdict]:
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "accordo_controllo_il")
        values = {"impianto": name_of(plant, index), "accordo_controllo_il": plant.control_agreement_on}
        if plant.is_owned_by_community:
            yield passed(path, **values)
        elif plant.control_agreement_on is not None:
            yield judged(path, plant.control_agreement_on <= dossier.sent_on, inviata_il=dossier.sent_on, **values)
        else:
            yield unknown(path, **values)


def _too_large(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    sizes = law.value(ADMITTED_SIZES, dossier.sent_on).ids
    for member in dossier.active_members:
        path = path_of_row(member.index, "dimensione")
        values = {"socio": who(member, member.index)}
        is_outside = member.size is not None and member.size.value not in sizes
        if member.category is Category.LARGE_ENTERPRISE or (is_outside and member.is_enterprise is not False):
            yield failed(path, **values)
        elif member.is_enterprise is None or (member.is_enterprise and member.size is None and member.category is None):
            yield unknown(path, **values)


def _outside_the_list(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    admitted = law.value(ADMITTED_CATEGORIES, dossier.sent_on)
    listed = admitted.ids
    doubtful = law.value(DOUBTFUL_CATEGORIES, dossier.sent_on)
    for member in dossier.active_members:
        path = path_of_row(member.index, "categoria")
        values = {"socio": who(member, member.index), "categoria": member.category}
        if member.category is None:
            yield unknown(path, **values)
        elif member.category.value in doubtful.ids:
            yield failed(path, "con_riserva", **values).resting_on(doubtful.confidence)
        elif member.category is not Category.LARGE_ENTERPRISE and member.category.value not in listed:
            yield failed(path, **values).resting_on(admitted.confidence)


def _energy_firms(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    excluded = law.value(EXCLUDED_ACTIVITIES, dossier.sent_on).items
    for member in dossier.active_members:
        if member.is_enterprise is False:
            continue
        verdict = _energy_firm(member, excluded)
        if verdict is not None:
            yield verdict


def _energy_firm(member: Member, excluded: tuple[Mapping[str, str], ...]) -> Verdict | None:
    path = path_of_row(member.index, "ateco")
    edition = member.ateco_edition.value if member.ateco_edition else None
    values = {"socio": who(member, member.index), "ateco": member.ateco, "ateco_edizione": edition}
    if member.ateco is None:
        return unknown(path, **values)
    same = [bar for bar in excluded if _is_within(member.ateco, bar["codice"])]
    if edition is None:
        return unknown(path_of_row(member.index, "ateco_edizione"), "edizione", **values) if same else None
    hit = next((bar for bar in same if bar["edizione"] == edition), None)
    return None if hit is None else failed(path, **values).resting_on(Confidence(hit["certezza"]))


def _is_within(code: str, bar: str) -> bool:
    """Whether a prevalent code is the barred one, written in full or cut short (35.11 for 35.11.00)."""
    digits, barred = ateco.compact(code).replace(".", ""), bar.replace(".", "")
    return digits.ljust(len(barred), "0") == barred


def _informed(dossier: Dossier) -> Iterator[Verdict]:
    given = dossier.request.prior_information_given
    yield judged(INFORMATION, given, socio="ai partecipanti")
    for member in dossier.active_members:
        if member.informed_on is None:
            continue
        limits = [day for day in (member.joined_on, dossier.sent_on) if day is not None]
        if member.informed_on > min(limits):
            values = {"informativa_il": member.informed_on, "entro_il": min(limits)}
            path = path_of_row(member.index, "informativa_il")
            yield failed(path, "tardiva", socio=who(member, member.index), **values)
