"""Who shares in a year's sums: members with points, producers, each with its figures, and what lacks as findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import Finding
from workflow.domain.member import Member
from workflow.domain.plant import Plant
from workflow.domain.subject import Subject, SubjectKind
from workflow.energy.riparto.cents import Rank, apportion, cents_of, euro_of
from workflow.energy.riparto.players import PlantOutput, Player
from workflow.energy.riparto.rule import Criterion, RipartoRule
from workflow.intake.received_file import ReceivedMember, ReceivedPlant, ReceivedSums
from workflow.services.energy_year import plant_keys
from workflow.services.participation import Participation, of_member, year_of_service
from workflow.services.split_energy import YearEnergy, energy_of_member, energy_of_plant
from workflow.services.split_rule import AgreedRule, missing
from workflow.services.split_sums import YearSums

_NOTHING = Decimal(0)
_ONE = Decimal(1)
# After the members of the register come those without a number, in the order of the list.
_UNNUMBERED = 10**6
_ENERGY_OF = {
    Criterion.BY_CONSUMPTION: "prelevata_kwh",
    Criterion.BY_COINCIDENT_WITHDRAWAL: "condivisa_kwh",
}


@dataclass(frozen=True)
class Participant:
    """A player with the person behind it; `member` is None for a producer outside, or the community itself."""

    player: Player
    label: str
    subject: Subject
    member: Member | None
    participation: Participation
    withheld_eur: Decimal | None = None
    has_energy: bool = False


@dataclass(frozen=True, eq=False)
class SplitFrame:
    """What the participants of one year are made from."""

    dossier: Dossier
    year: int
    agreed: AgreedRule
    rule: RipartoRule
    sums: YearSums
    energy: YearEnergy | None
    received: ReceivedSums


def participants_of(frame: SplitFrame) -> tuple[tuple[Participant, ...], tuple[Finding, ...]]:
    """Return who shares, in the order of the register, and what lacks."""
    findings: list[Finding] = [*_strangers(frame)]
    plants = _plants(frame, findings)
    found = [one for one in (_member(frame, member, plants, findings) for member in _insiders(frame)) if one]
    findings = _told_once(frame, found, findings)
    service = year_of_service(frame.dossier, frame.year)
    known = {one.player.key for one in found}
    for plant in frame.dossier.plants:
        producer = frame.dossier.producer_of(plant)
        key = producer.key if producer is not None else None
        if producer is None or key is None or key in known or key not in plants or service is None:
            continue
        known.add(key)
        player = Player(
            key, None, is_member=False, is_consumer=False, is_enterprise=producer.is_enterprise, plants=plants[key]
        )
        found.append(Participant(player, producer.full_name or key, producer, None, service))
    return tuple(sorted(found, key=lambda one: one.player.rank)), tuple(findings)


def _told_once(frame: SplitFrame, found: Sequence[Participant], findings: list[Finding]) -> list[Finding]:
    """Say once, and not for each member, that nobody's energy is known."""
    consumers = [one for one in found if one.player.is_consumer]
    each = [one for one in findings if one.values.get("dato") in _ENERGY_OF.values()]
    if len(consumers) < 2 or len(each) < len(consumers):  # noqa: PLR2004 - of one member it is said by name
        return findings
    whole = missing(("soci",), "energia", frame.year, criterio=frame.rule.criterion)
    return [whole, *(one for one in findings if one not in each)]


def _insiders(frame: SplitFrame) -> Iterator[Member]:
    """Yield the members proper; whoever gave only a liberatoria, or only supports, receives nothing."""
    return (member for member in frame.dossier.members if member.takes_part)


def _member(
    frame: SplitFrame, member: Member, plants: Mapping[str, tuple[PlantOutput, ...]], findings: list[Finding]
) -> Participant | None:
    dossier, year, rule = frame.dossier, frame.year, frame.rule
    label = member.full_name or member.key or f"riga di dati {member.index + 1}"
    inside = of_member(dossier, member, year)
    if inside is None:
        return None
    if member.key is None:
        findings.append(missing(path_of_row(member.index, "codice_fiscale"), "codice", year, chi=label))
        return None
    is_consumer = any(point.only_auxiliaries is not True for point in member.points)
    told = _told(frame.received.members, member)
    withdrawn, shared = _energy(frame, member, told) if is_consumer else (None, None)
    if is_consumer:
        findings.extend(_gaps(frame, member, label, withdrawn, shared))
    player = Player(
        key=member.key,
        number=_number(member),
        is_consumer=is_consumer,
        is_enterprise=member.is_enterprise,
        presence=Decimal(inside.whole_months if frame.agreed.is_by_months else inside.days),
        presence_share=inside.share,
        withdrawn_kwh=withdrawn or _NOTHING,
        shared_kwh=shared or _NOTHING,
        millesimi=_millesimi(frame, member),
        plants=plants.get(member.key, ()) or plants.get(member.partita_iva or "", ()),
    )
    if rule.criterion is Criterion.MILLESIMI and is_consumer and player.millesimi is None:
        findings.append(missing(path_of_row(member.index, "millesimi"), "millesimi", year, chi=label))
    withheld = told.withheld_eur if told is not None else None
    has_energy = withdrawn is not None or shared is not None
    return Participant(player, label, member, member, inside, withheld, has_energy)


def _told(members: Sequence[ReceivedMember], member: Member) -> ReceivedMember | None:
    return next((one for one in members if one.member in {member.codice_fiscale, member.partita_iva}), None)


def _energy(frame: SplitFrame, member: Member, told: ReceivedMember | None) -> tuple[Decimal | None, Decimal | None]:
    """Return what a member withdrew and shared: as the file of sums says, else as the hours say."""
    hours = None if frame.energy is None else energy_of_member(frame.energy, frame.dossier, member)
    withdrawn = told.withdrawn_kwh if told is not None else None
    shared = told.shared_kwh if told is not None else None
    if hours is not None:
        withdrawn = hours.withdrawn_kwh if withdrawn is None else withdrawn
        shared = hours.shared_kwh if shared is None else shared
    return withdrawn, shared


def _gaps(
    frame: SplitFrame, member: Member, label: str, withdrawn: Decimal | None, shared: Decimal | None
) -> Iterator[Finding]:
    """Yield what a consumer lacks for the criterion, and for its right to the surplus."""
    key = _ENERGY_OF.get(frame.rule.criterion)
    known = {"prelevata_kwh": withdrawn, "condivisa_kwh": shared}
    if key is not None and known[key] is None:
        yield missing(path_of_row(member.index, "pod"), "energia_membro", frame.year, chi=label, dato=key)
    if frame.sums.pots.surplus_eur and frame.rule.surplus_to_consumers_percent and member.is_enterprise is None:
        yield missing(path_of_row(member.index, "categoria"), "impresa", frame.year, chi=label)


def _number(member: Member) -> int:
    return int(member.number) if member.number and member.number.isdecimal() else _UNNUMBERED + member.index


def _millesimi(frame: SplitFrame, member: Member) -> Decimal | None:
    """Return the millesimi; the condominium has none of its own in a group: they are its owners' already."""
    is_building = frame.dossier.kind.is_group and member.kind is SubjectKind.CONDOMINIUM
    return _NOTHING if is_building else member.millesimi


def _strangers(frame: SplitFrame) -> Iterator[Finding]:
    """Yield a finding for each member and plant of the file of sums that the dossier does not know."""
    for one in frame.received.members:
        if frame.dossier.find_member(one.member) is None:
            yield missing(("soci",), "sconosciuto", frame.year, chi=one.member)
    pairs = zip(frame.dossier.plants, plant_keys(frame.dossier), strict=True)
    names = {name for plant, key in pairs for name in _names(plant, key)}
    for plant in frame.received.plants:
        if plant.name not in names:
            yield missing(("impianti",), "sconosciuto", frame.year, chi=plant.name)


def _names(plant: Plant, key: str) -> set[str]:
    """Return what a plant is called in the file of sums: of two with the same name each by its key or its CENSIMP."""
    return {name for name in (plant.censimp, key) if name}


def _plants(frame: SplitFrame, findings: list[Finding]) -> dict[str, tuple[PlantOutput, ...]]:
    """Return the plants of each producer, with their shared energy and what their sale paid."""
    outputs: list[tuple[int, PlantOutput]] = []
    written: dict[int, Decimal] = {}
    for index, (plant, name) in enumerate(zip(frame.dossier.plants, plant_keys(frame.dossier), strict=True)):
        told = next((one for one in frame.received.plants if one.name in _names(plant, name)), None)
        outputs.append((index, _output(frame, plant, name, told)))
        if told is not None and told.sale_eur is not None:
            written[index] = euro_of(cents_of(told.sale_eur))
    needs_energy = frame.rule.quotas.producers > 0 and not frame.rule.criterion.is_game
    if needs_energy and len(outputs) == 1:  # the only plant has the whole quota, whatever it made
        outputs = [(index, replace(one, shared_kwh=one.shared_kwh or _ONE)) for index, one in outputs]
    elif needs_energy and not any(one.shared_kwh for _, one in outputs):
        findings.append(missing(("impianti",), "energia", frame.year, criterio="quota ai produttori"))
    outputs = _with_sales(frame, outputs, written, findings)
    owned: dict[str, tuple[PlantOutput, ...]] = {}
    for index, output in outputs:
        producer = frame.dossier.producer_of(frame.dossier.plants[index])
        key = producer.key if producer is not None else None
        if key is not None:
            owned[key] = (*owned.get(key, ()), output)
        elif needs_energy or output.sale_eur or frame.rule.criterion.is_game:
            path = path_of_plant(index, "produttore")
            findings.append(missing(path, "produttore", frame.year, impianto=output.name))
    return owned


def _output(frame: SplitFrame, plant: Plant, name: str, told: ReceivedPlant | None) -> PlantOutput:
    shared = told.shared_kwh if told is not None else None
    if shared is None and frame.energy is not None:
        shared = energy_of_plant(frame.energy, name)
    has_tariff = told.has_tariff if told is not None else None
    if has_tariff is None and frame.energy is not None:
        settled = next((one for one in frame.energy.settlement.plants if one.key == name), None)
        has_tariff = settled is not None and settled.tip_eur > 0
    if has_tariff is None:
        has_tariff = frame.dossier.kind.has_tariff and plant.is_tariff_requested is not False
    sale = told.sale_eur if told is not None and told.sale_eur is not None else _NOTHING
    return PlantOutput(name, shared or _NOTHING, has_tariff=has_tariff, sale_eur=sale)


def _with_sales(
    frame: SplitFrame, outputs: list[tuple[int, PlantOutput]], written: Mapping[int, Decimal], findings: list[Finding]
) -> list[tuple[int, PlantOutput]]:
    """Give each plant what is written of its sale, and the others the rest, as the settlement divides it."""
    total = cents_of(frame.sums.sale_eur)
    rest = total - sum(map(cents_of, written.values()))
    others = [(index, one) for index, one in outputs if index not in written]
    if not rest:
        return outputs
    if rest < 0 or not others:
        of_plants = euro_of(total - rest)
        findings.append(
            missing(("impianti",), "ritiro_diverso", frame.year, totale_eur=frame.sums.sale_eur, impianti_eur=of_plants)
        )
        return outputs
    weights = [Fraction(_settled_sale(frame, one.name)) for _, one in others]
    if not any(weights) and len(others) == 1:
        weights = [Fraction(1)]
    if not any(weights):
        findings.append(missing(("impianti",), "ritiro", frame.year))
        return outputs
    ranks = [Rank(is_fund=False, number=index, key=one.name) for index, one in others]
    parts = apportion(rest, weights, ranks)
    sales = {index: euro_of(part) for (index, _), part in zip(others, parts, strict=True)}
    return [(index, replace(one, sale_eur=sales.get(index, one.sale_eur))) for index, one in outputs]


def _settled_sale(frame: SplitFrame, name: str) -> Decimal:
    if frame.energy is None or not frame.energy.is_priced:
        return _NOTHING
    found = next((one for one in frame.energy.settlement.plants if one.key == name), None)
    return max(_NOTHING, found.rid_eur) if found is not None else _NOTHING
