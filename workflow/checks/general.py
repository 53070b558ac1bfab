"""Rules that hold for the whole configuration: the law of the sending, buildings, members outside, closed networks."""

from collections.abc import Iterator

from workflow.checks.decorrenza import sending_day
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.roster import participants, who
from workflow.checks.three_valued import judged, negation
from workflow.domain.community import Building, BuildingKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.law import Law

SMALLEST_CONDOMINIUM = "edificio/condominio_minimo"
SENT: FieldPath = ("richiesta", "inviata_il")
OWNERS: FieldPath = ("edificio", "condomini")
NAMES_SHOWN = 5


@rule("GEN-01")
def law_of_the_sending_is_the_latest(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say which acts came into force after a request was sent: it goes on under the rules of its own day."""
    if dossier.is_sending_assumed:
        yield not_applicable(SENT)
        return
    sent_on = sending_day(dossier)
    later = [act.cite for act in law.acts_between(sent_on, dossier.as_of)]
    yield judged(SENT, not later, inviata_il=sent_on, atti=later)


@rule("GEN-11")
def building_is_what_it_is_called(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether owners and units agree with the kind: one owner makes a building, two or more a condominium."""
    building = dossier.building
    if building is None or building.kind is None:
        yield unknown(("edificio", "tipo"), "tipo")
    elif building.kind is BuildingKind.SHOPPING_CENTRE:
        yield not_applicable(("edificio", "tipo"))
    elif building.kind is BuildingKind.SINGLE_OWNER:
        owners = building.owner_count
        yield judged(OWNERS, owners in {None, 1}, "piu_proprietari", proprietari=owners)
    else:
        yield _condominium(building, dossier, law)


@rule("GEN-14")
def every_member_takes_part(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Name the members who are outside the configuration, as the law allows."""
    inside = {member.index for member in participants(dossier)}
    outside = [member for member in dossier.active_members if member.index not in inside]
    names = [who(member, member.index) for member in outside[:NAMES_SHOWN]]
    yield judged(
        ("soci",), not outside, "molti" if len(outside) > len(names) else None, soci=names, quanti=len(outside)
    )


@rule("POD-09")
def energy_flows_on_the_public_grid(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn that energy self-consumed inside a closed distribution system earns no contributo di valorizzazione."""
    path = ("configurazione", "sdc")
    key = None if dossier.kind.has_tariff else "senza_tariffa"
    yield judged(path, negation(dossier.configuration.is_closed_network), key)


def _condominium(building: Building, dossier: Dossier, law: Law) -> Verdict:
    least = law.value(SMALLEST_CONDOMINIUM, dossier.sent_on)
    owners, units = building.owner_count, building.unit_count
    if owners is None:
        return unknown(OWNERS)
    values = {"proprietari": owners, "unita": units}
    if owners < least.number_at("proprietari"):
        return failed(OWNERS, "un_proprietario", **values)
    if units is not None and units < least.number_at("unita"):
        return failed(("edificio", "unita"), "una_unita", **values)
    return passed(OWNERS, **values)
