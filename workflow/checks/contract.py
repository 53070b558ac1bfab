"""Rules on groups and on plants at a distance: contract or minutes, building, sites, third producers' instructions."""

from collections.abc import Iterator

from workflow.checks.engine import Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import name_of
from workflow.checks.producer_mandates import third_producers_mandates
from workflow.checks.roster import clients, code_of, codes_of, current_points, third_producers, who
from workflow.checks.three_valued import judged
from workflow.domain.community import BuildingKind, Contents, ContractForm
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import FieldPath, Outcome
from workflow.domain.plant import Plant
from workflow.law.law import Law

GAC_CONTENTS = "contratto/contenuti_gac"
CAAC_CONTENTS = "contratto/contenuti_caac"
CONTRACT: FieldPath = ("contratto",)
MEMBERS: FieldPath = ("soci",)


@rule("GAC-02")
def group_holds_points_in_the_building(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Every member of a group, client or producer, holds a connection point in the same building."""
    yield from holds_unless(MEMBERS, _without_point(dossier))


@rule("GAC-04")
def gac_contract_has_its_contents(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require the contents k1-k4 in the contract or minutes of a group of self-consumers."""
    yield from _contents(dossier, law, GAC_CONTENTS)


@rule("CAC-01")
def caac_contract_has_its_contents(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require the contents k1-k3 from a group of active clients, which has no surplus premium."""
    yield from _contents(dossier, law, CAAC_CONTENTS)


@rule("GAC-05")
def minutes_are_signed_in_a_condominium(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """In a condominium the minutes signed by the adhering owners are as good as the contract."""
    contract = dossier.contract
    path: FieldPath = (*CONTRACT, "forma")
    if contract is None or contract.form is None:
        yield unknown(path)
    elif contract.form is ContractForm.CONTRACT:
        yield not_applicable(path)
    elif contract.is_signed_by_all is False:
        yield failed((*CONTRACT, "firmato_da_tutti"))
    elif dossier.building is None or dossier.building.kind is None:
        yield unknown(("edificio", "tipo"), "edificio")
    elif dossier.building.kind is BuildingKind.SINGLE_OWNER:
        yield failed(path, "non_condominio")
    else:
        yield judged((*CONTRACT, "firmato_da_tutti"), contract.is_signed_by_all)


@rule("GAC-06")
def contract_precedes_the_request(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require the agreement to be perfected before the request: the last signature counts."""
    signatures = dossier.contract.signatures if dossier.contract else ()
    last = max(signatures, default=None)
    fact = None if last is None else last <= dossier.sent_on
    yield judged((*CONTRACT, "firme"), fact, firme=last, inviata_il=dossier.sent_on)


@rule("GAC-07")
def group_stays_in_its_building(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Client points lie in the building; plants too, or on a site fully available to one of the self-consumers."""
    yield from holds_unless(MEMBERS, _points_outside(dossier))
    members = frozenset(code for member in clients(dossier) for code in codes_of(member))
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "nell_edificio")
        if plant.in_building is None:
            yield unknown(path, luogo=f"l’impianto {name_of(plant, index)}")
        elif plant.in_building:
            yield passed(path)
        else:
            yield _available_to(members, index, plant)


@rule("AID-02")
def plants_stand_on_sites_of_the_client(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require the single client to have full availability of every area where a plant stands."""
    members = frozenset(code for member in clients(dossier) for code in codes_of(member))
    for index, plant in enumerate(dossier.plants):
        yield _available_to(members, index, plant)


@rule("AID-03")
def third_producer_follows_the_client(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require a third producer to follow the instructions of the single client, and to give its mandate."""
    yield from _instructed(dossier)
    yield from _mandated(dossier, law)


@rule("GAC-09")
def third_producer_follows_the_group(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require a third producer to follow the instructions of the group, and to give its mandate."""
    yield from _instructed(dossier)
    yield from _mandated(dossier, law)


@rule("AID-04")
def surplus_destination_is_declared(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require the declaration on the surplus premium, if a plant may earn the premium."""
    path: FieldPath = ("richiesta", "destinazione_eccedenza")
    if dossier.plants and all(plant.is_tariff_requested is False for plant in dossier.plants):
        yield not_applicable(path)
    else:
        yield judged(path, dossier.request.surplus_destined)


def _without_point(dossier: Dossier) -> Iterator[Verdict]:
    inside: dict[int, list[bool | None]] = {}
    for member, point in current_points(dossier):
        inside.setdefault(member.index, []).append(point.in_building)
    plants = {code for plant in dossier.plants if plant.in_building for code in codes_of(dossier.producer_of(plant))}
    for member in dossier.active_members:
        places = inside.get(member.index, [])
        if True in places or codes_of(member) & plants:
            continue
        path = path_of_row(member.index, "nell_edificio")
        values = {"socio": who(member, member.index)}
        yield unknown(path, **values) if None in places else failed(path, **values)


def _contents(dossier: Dossier, law: Law, parameter: str) -> Iterator[Verdict]:
    found = dossier.contract.contents if dossier.contract else Contents()
    for content in law.value(parameter, dossier.sent_on).items:
        key = str(content["id"])
        path = (*CONTRACT, "contenuti", key)
        yield judged(path, getattr(found, key), contenuto=key, testo=str(content["testo"]))


def _points_outside(dossier: Dossier) -> Iterator[Verdict]:
    for _, point in current_points(dossier):
        path = path_of_row(point.index, "nell_edificio")
        place = f"il POD {point.pod or 'senza codice'}"
        if point.in_building is None:
            yield unknown(path, luogo=place)
        elif not point.in_building:
            yield failed(path, luogo=place)


def _available_to(members: frozenset[str], index: int, plant: Plant) -> Verdict:
    path = path_of_plant(index, "titolare_area")
    holder = code_of(plant.site_holder)
    values = {"luogo": f"l’impianto {name_of(plant, index)}", "titolare_area": plant.site_holder}
    if holder is None or not members:
        return unknown(path, **values)
    return judged(path, holder in members, "altro_sito", **values)


def _instructed(dossier: Dossier) -> Iterator[Verdict]:
    for index, plant, producer, is_third in third_producers(dossier):
        path = path_of_plant(index, "produttore")
        values = {"impianto": name_of(plant, index), "produttore": who(producer) if producer else None}
        if is_third is None:
            yield unknown(path, **values)
        elif not is_third:
            yield not_applicable(path)
        else:
            follows = producer.follows_instructions if producer else None
            yield judged((*path, "segue_istruzioni"), follows, **values)


def _mandated(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Yield the mandates of the third producers; whether a producer is third is asked by its instructions."""
    for verdict in third_producers_mandates(dossier, law):
        if verdict.outcome is Outcome.UNKNOWN:
            yield verdict.worded("mandato_ignoto")
        elif verdict.outcome is not Outcome.NOT_APPLICABLE:
            yield verdict.worded("mandato")
