"""Rules on facts written in two places: producers and members, PODs and holders, codes, sums and shares."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from workflow.checks.engine import Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.evidence import folded
from workflow.checks.plant_facts import name_of, total
from workflow.checks.roster import codes_of, current_points, who
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import FieldPath
from workflow.domain.plant import Device, Plant
from workflow.domain.request import SplitRule
from workflow.law import Law

WHOLE_BUILDING = Decimal(1000)  # millesimi are thousandths
WHOLE_SHARE = Decimal(100)
WATTS_PER_KILOWATT = Decimal(1000)


@rule("COE-01")
def producer_is_where_declared(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare what a plant says of its producer, member or third, with the list of members."""
    for index, plant in enumerate(dossier.plants):
        path: FieldPath = ("impianti", index, "produttore", "fa_parte")
        producer = plant.producer
        values = {"impianto": name_of(plant, index), "produttore": who(producer) if producer else None}
        if producer is None or producer.key is None:
            yield unknown(path, **values)
            continue
        is_known = any(
            dossier.find_subject(code) is not None for code in _written(producer.codice_fiscale, producer.partita_iva)
        )
        if producer.is_member is None:
            yield passed(path, **values) if is_known else unknown(path, **values)
        elif producer.is_member:
            yield judged(path, is_known, **values)
        else:
            yield judged(path, not is_known, "terzo", **values)


@rule("COE-02")
def plant_point_belongs_to_producer(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn of a plant behind the withdrawal point of somebody who is not its producer."""
    holders = {folded(point.pod): member for member, point in current_points(dossier) if point.pod}
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "pod")
        holder = holders.get(folded(plant.pod)) if plant.pod else None
        producer = codes_of(dossier.producer_of(plant))
        values = {"impianto": name_of(plant, index), "pod": plant.pod, "titolare": who(holder) if holder else None}
        if plant.pod is None or (holder is not None and not producer):
            yield unknown(path, **values)
        elif holder is None:
            yield not_applicable(path)
        else:
            yield judged(path, bool(codes_of(holder) & producer), **values)


@rule("COE-07")
def registered_codes_are_there_once(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require of every section its GAUDÌ codes, and that no two sections carry the same."""
    written = Counter(code for plant in dossier.plants for code in _section_codes(plant))
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "censimp")
        codes = _section_codes(plant)
        twice = sorted({" ".join(code) for code in codes if written[code] > 1})
        values = {"impianto": name_of(plant, index), "codici": twice}
        complete = all(section.section_code and section.up_code for section in plant.sections)
        if twice:
            yield failed(path, **values)
        elif plant.censimp is None:
            yield unknown(path, **values)
        elif not plant.sections or not complete:
            yield unknown(path_of_plant(index, "sezioni"), **values)
        else:
            yield passed(path, **values)


@rule("COE-08")
def millesimi_fit_in_the_whole(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require that the thousandths of the adhering owners do not exceed the whole building."""
    path: FieldPath = ("soci",)
    owners = [member for member in dossier.active_members if member.is_owner is not False]
    parts = [member.millesimi for member in owners]
    is_needed = dossier.choices.split_rule is SplitRule.MILLESIMI
    if not any(parts) and not is_needed:
        yield not_applicable(path)
        return
    known = sum((part for part in parts if part is not None), Decimal(0))
    missing = [who(member, member.index) for member in owners if member.millesimi is None and member.is_owner]
    values = {"somma": known, "totale": WHOLE_BUILDING, "mancano": missing}
    if known > WHOLE_BUILDING:
        yield failed(path, **values)
    else:
        yield unknown(path, **values) if missing else passed(path, **values)


@rule("COE-09")
def shares_make_the_whole(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require that the chosen shares sum to the whole incentive."""
    path: FieldPath = ("scelte",)
    chosen = dossier.choices
    shares = {
        "quota_produttori": chosen.producers_share,
        "quota_consumatori": chosen.consumers_share,
        "quota_fondo_sociale": chosen.social_share,
        "quota_spese": chosen.costs_share,
    }
    given = [share for share in shares.values() if share is not None]
    if not given and chosen.split_rule is not SplitRule.BLOCKS:
        yield not_applicable(path)
        return
    known = sum(given, Decimal(0))
    values = {"somma": known, "mancano": [key for key, share in shares.items() if share is None]}
    if known > WHOLE_SHARE or min(given, default=Decimal(0)) < 0:
        yield failed(path, **values)
    else:
        yield judged(path, None if len(given) < len(shares) else known == WHOLE_SHARE, **values)


@rule("COE-11")
def tariff_choice_fits_the_kind(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require for every section the yes or no of the istanza on the tariff, and no yes where there is no tariff."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "incentivo_richiesto")
        values = {"impianto": name_of(plant, index), "tipologia": dossier.kind.label}
        asked = plant.is_tariff_requested
        if dossier.kind.has_tariff:
            yield unknown(path, **values) if asked is None else passed(path, **values)
        else:
            yield judged(path, not asked, **values)


@rule("COE-12")
def models_make_the_declared_power(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare the power of modules and inverters with number and power of their models."""
    for index, plant in enumerate(dossier.plants):
        if not plant.modules and not plant.inverters:
            yield not_applicable(path_of_plant(index, "moduli"))
        for key, models, declared_kw in (
            ("moduli", plant.modules, plant.modules_power_kw),
            ("inverter", plant.inverters, plant.inverter_power_kw),
        ):
            if models:
                found_kw = _power_of(models)
                values = {
                    "impianto": name_of(plant, index),
                    "pezzi": key,
                    "somma_kw": found_kw,
                    "dichiarata_kw": declared_kw,
                }
                is_equal = None if found_kw is None or declared_kw is None else found_kw == declared_kw
                yield judged(path_of_plant(index, key), is_equal, **values)


@rule("COE-13")
def sections_make_the_plant(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare the power of the plant with the sum of its sections."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "sezioni")
        if not plant.sections:
            yield not_applicable(path)
            continue
        found_kw = total(section.power_kw for section in plant.sections)
        values: dict[str, Any] = {"impianto": name_of(plant, index), "somma_kw": found_kw, "potenza_kw": plant.power_kw}
        yield judged(path, None if None in (found_kw, plant.power_kw) else found_kw == plant.power_kw, **values)


@rule("COE-17")
def each_member_has_one_place(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn of a subject that is both a member and outside by liberatoria."""
    released = [member for member in dossier.members if member.is_release]
    if not released:
        yield not_applicable(("soci",))
        return
    inside = {code for member in dossier.active_members for code in codes_of(member)}
    yield from holds_unless(("soci",), _in_two_places(released, inside))


def _in_two_places(released: list[Any], inside: set[str]) -> Iterator[Verdict]:
    for member in released:
        path = path_of_row(member.index, "titolo")
        if not codes_of(member):
            yield unknown(path, soggetto=who(member, member.index))
        elif codes_of(member) & inside:
            yield failed(path, soggetto=who(member, member.index))


def _section_codes(plant: Plant) -> list[tuple[str, str]]:
    """Return what identifies each section: CENSIMP with section and UP, or CENSIMP alone."""
    if plant.censimp is None:
        return []
    censimp = plant.censimp.upper()
    own = [(section.section_code or "", section.up_code or "") for section in plant.sections]
    return [(censimp, f"{section} {up}".strip().upper()) for section, up in own] or [(censimp, "")]


def _power_of(models: tuple[Device, ...]) -> Decimal | None:
    watts = total(
        None if model.quantity is None or model.unit_power_w is None else model.quantity * model.unit_power_w
        for model in models
    )
    return None if watts is None else watts / WATTS_PER_KILOWATT


def _written(*codes: str | None) -> list[str]:
    return [code for code in codes if code]
