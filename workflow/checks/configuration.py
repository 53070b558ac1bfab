"""Rules on the perimeter: one cabina primaria, one configuration a point, two points at least, who holds them."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from workflow.checks.added_plants import addition_of
from workflow.checks.engine import Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.other_uses import plants_in_archive, points_in_archive
from workflow.checks.plant_facts import name_of
from workflow.checks.roster import code_of, codes_of, current_points, third_producers, who
from workflow.checks.three_valued import judged
from workflow.checks.variation_facts import notices_of_points
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import Confidence, FieldPath
from workflow.domain.identifiers import cabina_primaria, pod
from workflow.domain.member import WithdrawalPoint
from workflow.domain.other_use import OtherUse
from workflow.domain.variation import VariationKind
from workflow.law.law import Law

TARIFF_KINDS = "configurazione/tipologie_tariffa_premio"
SITE_TITLES = "impianto/titoli_disponibilita"
MINIMUM_POINTS = "configurazione/punti_minimi"
AREA: FieldPath = ("configurazione", "cabina_primaria")


@rule("POD-01")
def lies_under_one_cabina_primaria(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Every point, of withdrawal and of a plant, lies in the area that the request states."""
    if dossier.configuration.is_minor_island:
        yield not_applicable(AREA)
        return
    area = _area(dossier.configuration.cabina_primaria)
    if area is None:
        known = {found for _, _, found in _areas(dossier)} - {None}
        yield failed(AREA, "aree_diverse", aree=sorted(map(str, known))) if len(known) > 1 else unknown(AREA, punto="")
        return
    if not cabina_primaria.is_valid(area) and any(found not in {None, area} for _, _, found in _areas(dossier)):
        yield unknown(AREA, "codice_errato", cabina_primaria=area)  # which of the two is wrong, ANA-12 says
        return
    yield from holds_unless(AREA, _out_of_area(dossier, area))


@rule("POD-02")
def keeps_proof_of_the_area(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Keep the extract of the map in force on the day of sending, which counts point by point."""
    if dossier.request.sent_on is not None:
        yield from _added_later(dossier, dossier.request.sent_on)
    if dossier.attachments_of(AttachmentKind.CABINA_PRIMARIA):
        yield passed(AREA)
    else:
        yield unknown(AREA)


def _added_later(dossier: Dossier, sent_on: date) -> Iterator[Verdict]:
    """Yield a note for each point and plant that came after the request: its own map is that of its own notice."""
    proved = {pod.compact(paper.key) for paper in dossier.attachments_of(AttachmentKind.CABINA_PRIMARIA) if paper.key}
    notices = notices_of_points(dossier, VariationKind.POINT_ADDED)
    for _, point in current_points(dossier):
        if point.from_on is None or point.from_on <= sent_on:
            continue
        path = path_of_row(point.index, "dal")
        notice = notices.get(pod.compact(point.pod or ""))
        notified_on = notice.notified_on if notice is not None else None
        values = {"pod": point.pod, "dal": point.from_on, "inviata_il": sent_on, "mappa_del": notified_on}
        if point.pod is not None and pod.compact(point.pod) in proved:
            yield passed(path, **values)
        else:
            yield failed(path, "dopo_l_invio" if notified_on is None else "comunicato", **values)
    for index, plant in enumerate(dossier.plants):
        notice = addition_of(dossier, plant)
        if notice is None:
            continue
        path = path_of_plant(index, "cabina_primaria")
        values = {"pod": plant.pod, "dal": plant.entered_operation_on, "inviata_il": sent_on}
        values["mappa_del"] = notice.notified_on
        if plant.pod is not None and pod.compact(plant.pod) in proved:
            yield passed(path, **values)
        else:
            yield failed(path, "dopo_l_invio" if notice.notified_on is None else "comunicato", **values)


@rule("POD-03")
def minor_island_is_one_area(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """On a minor island without interconnection the area is the whole island, whatever the codes say."""
    is_island = dossier.configuration.is_minor_island
    areas = {found for _, _, found in _areas(dossier)} | {_area(dossier.configuration.cabina_primaria)}
    differing = len(areas - {None}) > 1
    path: FieldPath = ("configurazione", "isola_minore")
    if is_island is False or (is_island is None and not differing):
        yield not_applicable(path)
    else:
        yield judged(
            path, None if is_island is None else not differing, aree=sorted(str(area) for area in areas if area)
        )


@rule("POD-04")
def is_in_one_configuration(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Refuse a utility, of consumption or production, that is in another configuration too.

    Somebody says so, or another dossier of the archive holds it on the same days.
    """
    yield from holds_unless(("soci",), chain(_points_elsewhere(dossier), _points_in_archive(dossier)))
    for path, use in plants_in_archive(dossier):
        yield failed(path, "altro_fascicolo", **_use_values(f"L’impianto {use.code}", use))
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "altra_configurazione")
        elsewhere = plant.other_configuration
        yield judged(path, None if elsewhere is None else not elsewhere, utenza=f"L’impianto {name_of(plant, index)}")


@rule("POD-05")
def has_no_active_ssp(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Refuse a client's point with scambio sul posto active.

    For a configuration at a distance the Regole have no sentence of their own: the GSE says so in its answers.
    """
    confidence = Confidence.MEDIUM if dossier.kind.is_remote else None
    yield from holds_unless(("soci",), _marked(dossier, "ssp_attivo", confidence))


@rule("POD-06")
def feeds_more_than_auxiliaries(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Refuse a point that feeds only auxiliaries of generation or pumping."""
    yield from holds_unless(("soci",), _marked(dossier, "solo_ausiliari", None))


@rule("POD-10")
def has_two_distinct_points(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """One point with a consumption utility and another one with a plant, at least."""
    path: FieldPath = ("soci",)
    utilities = [_pod(point.pod) for _, point in current_points(dossier) if point.only_auxiliaries is not True]
    plants = [_pod(plant.pod) for plant in dossier.plants]
    withdrawal, injection = {code for code in utilities if code}, {code for code in plants if code}
    minimum = law.value(MINIMUM_POINTS, dossier.sent_on).number_at(dossier.kind.value)
    values = {"punti_di_prelievo": len(withdrawal), "punti_di_immissione": len(injection), "minimo": minimum}
    if withdrawal and injection and len(withdrawal | injection) >= minimum:
        yield passed(path, **values)
    elif None in [*utilities, *plants] or not utilities or not plants:
        yield unknown(path, **values)
    else:
        yield failed(path, **values)


@rule("GEN-03")
def asks_the_tariff_only_where_it_exists(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """CEC, active clients in a group and active clients at a distance earn the valorisation alone."""
    kinds = law.value(TARIFF_KINDS, dossier.sent_on).ids
    for index, plant in enumerate(dossier.plants):
        asks = plant.is_tariff_requested is True and dossier.kind.value not in kinds
        path = path_of_plant(index, "incentivo_richiesto")
        yield judged(path, not asks, impianto=name_of(plant, index), tipologia=dossier.kind.label)


@rule("GEN-05")
def producer_is_who_the_dossier_says(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare who holds licence, permits and regolamento di esercizio with the rows of the members."""
    for index, plant, producer, _ in third_producers(dossier):
        path = path_of_plant(index, "produttore")
        values = {"impianto": name_of(plant, index)}
        if producer is None or not codes_of(producer):
            yield unknown(path, **values)
            continue
        inside = bool(codes_of(producer) & _inside_codes(dossier))
        agrees = producer.is_member is None or producer.is_member == inside
        key = None if agrees else ("non_compare" if producer.is_member else "compare")
        yield judged(path, agrees, key, produttore=who(producer), **values)


@rule("GEN-06")
def client_holds_the_bill(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Require the final client to be the holder of the point and of the bill, as the SII knows it."""
    yield from holds_unless(("soci",), _held_by_others(dossier))


@rule("GEN-10")
def area_is_fully_available(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require a title that gives full availability of the area of a plant: an easement does not."""
    titles = law.value(SITE_TITLES, dossier.sent_on).ids
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "titolo_area")
        if dossier.kind.is_group and plant.in_building is True:
            yield not_applicable(path)
            continue
        title = plant.site_title
        fact = None if title is None else title.value in titles
        yield judged(path, fact, impianto=name_of(plant, index), titolo_area=title)


def _pod(code: str | None) -> str | None:
    return None if code is None else pod.compact(code)


def _area(code: str | None) -> str | None:
    return None if code is None else cabina_primaria.compact(code)


def _areas(dossier: Dossier) -> Iterator[tuple[FieldPath, str, str | None]]:
    for _, point in current_points(dossier):
        yield (
            path_of_row(point.index, "cabina_primaria"),
            f"il POD {point.pod or 'senza codice'}",
            _area(point.cabina_primaria),
        )
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "cabina_primaria")
        yield path, f"l’impianto {name_of(plant, index)}", _area(plant.cabina_primaria)


def _out_of_area(dossier: Dossier, area: str) -> Iterator[Verdict]:
    for path, point, found in _areas(dossier):
        if found is None:
            yield unknown(path, punto=f" per {point}")
        elif found != area and not cabina_primaria.is_valid(found):
            yield unknown(path, "codice_errato", cabina_primaria=found)
        elif found != area:
            yield failed(path, punto=point, cabina_primaria=found, area_richiesta=area)


def _points_elsewhere(dossier: Dossier) -> Iterator[Verdict]:
    for _, point in current_points(dossier):
        path = path_of_row(point.index, "altra_configurazione")
        utility = f"Il POD {point.pod or 'senza codice'}"
        if point.other_configuration is None:
            yield unknown(path, utenza=utility)
        elif point.other_configuration:
            yield failed(path, utenza=utility)


def _points_in_archive(dossier: Dossier) -> Iterator[Verdict]:
    for path, use in points_in_archive(dossier):
        yield failed(path, "altro_fascicolo", **_use_values(f"Il POD {use.code}", use))


def _use_values(utility: str, use: OtherUse) -> dict[str, Any]:
    return {"utenza": utility, "fascicolo": use.slug, "denominazione": use.title}


def _marked(dossier: Dossier, column: str, confidence: Confidence | None) -> Iterator[Verdict]:
    for member, point in current_points(dossier):
        mark = _mark(point, column)
        if mark is False:
            continue
        path = path_of_row(point.index, column)
        values = {"pod": point.pod or "senza codice", "socio": who(member, member.index)}
        yield unknown(path, **values) if mark is None else failed(path, **values).resting_on(confidence)


def _mark(point: WithdrawalPoint, column: str) -> bool | None:
    return point.ssp_active if column == "ssp_attivo" else point.only_auxiliaries


def _held_by_others(dossier: Dossier) -> Iterator[Verdict]:
    for member, point in current_points(dossier):
        if point.bill_holder is None:
            continue
        path = path_of_row(point.index, "intestatario_bolletta")
        values = {
            "pod": point.pod or "senza codice",
            "socio": who(member, member.index),
            "intestatario_bolletta": point.bill_holder,
        }
        if not codes_of(member):
            yield unknown(path, **values)
        elif code_of(point.bill_holder) not in codes_of(member):
            yield failed(path, **values)


def _inside_codes(dossier: Dossier) -> frozenset[str]:
    """Return the codes of who belongs: members, the community itself, the condominio of a group."""
    codes = {code for member in dossier.active_members for code in codes_of(member)}
    codes |= codes_of(dossier.community_subject())
    building = code_of(dossier.building.codice_fiscale) if dossier.building else None
    return frozenset(codes | ({building} if building else set()))
