"""Rules on telling the GSE of a change: what, how, by when, and from when the change counts (par. 2.3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from workflow.checks.added_plants import addition_of
from workflow.checks.engine import Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.istruttoria import variation_clock
from workflow.checks.plant_facts import name_of
from workflow.checks.three_valued import judged
from workflow.checks.variation_effect import (
    ADDITIONS,
    VariationEffect,
    added_plant_starts,
    configuration_start,
    effects,
)
from workflow.checks.variation_facts import (
    PLANT_ADDITIONS,
    is_notified,
    notices_of_points,
    path_of_variation,
    title_of,
    variations_of,
)
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import Confidence, Severity
from workflow.domain.identifiers import pod
from workflow.domain.variation import Variation, VariationChannel, VariationKind
from workflow.law import Law

KINDS = "variazioni/tipi"
CHANNELS = "variazioni/canali"
PORTAL_KINDS = "variazioni/tipi_sul_portale"
ADDRESS = "variazioni/canale"
PORTAL = VariationChannel.PORTAL.value


@rule("VAR-01")
def changes_are_notified(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the GSE has been told of every change that must be told, those seen only in the rows included."""
    for index, variation in enumerate(dossier.variations):
        path = path_of_variation(index, "comunicata_il")
        values: dict[str, Any] = {"variazione": title_of(variation, index), "avvenuta_il": variation.happened_on}
        if variation.kind is None:
            yield unknown(path_of_variation(index, "tipo"), **values)
        elif variation.kind.value in law.value(KINDS, variation.notified_on or dossier.sent_on).ids:
            yield _notice(dossier, variation, path, values)
        else:
            yield not_applicable(path)
    if dossier.request.sent_on is not None:
        yield from holds_unless((), _unregistered(dossier, law, dossier.request.sent_on))


@rule("VAR-02")
def variation_is_decided(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say by when the GSE decides on each variation it was told of; an act must name a variation that exists."""
    names = {variation.name for variation in dossier.variations}
    for index, act in enumerate(dossier.gse_acts):
        if act.practice is not None and act.practice not in names:
            yield unknown(("atti_gse", index, "pratica"), "pratica_ignota", pratica=act.practice)
    for index, variation in enumerate(dossier.variations):
        path = path_of_variation(index, "comunicata_il")
        clock = variation_clock(dossier, index, law)
        if clock is None:
            yield not_applicable(path)
            continue
        values: dict[str, Any] = {
            "variazione": title_of(variation, index),
            "comunicata_il": clock.started_on,
            "esito_entro": clock.due_on,
            "giorni_sospesi": clock.suspended_days,
            "ripresa_il": clock.resumes_on,
        }
        if clock.concluded_on is not None or variation.effective_on is not None:
            yield passed(path, **values)
        elif clock.missing:
            yield unknown(clock.missing[0], **values)
        else:
            yield failed(path, **values)


@rule("VAR-03")
def notice_keeps_the_real_date(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the notice came in time for the change to count from the day it happened."""
    for effect in effects(dossier, law):
        values = _effect_values(effect)
        recognised_on = effect.variation.effective_on
        if effect.effective_on is None:
            yield unknown(path_of_variation(effect.index, "avvenuta_il"), **values)
        elif recognised_on is not None and recognised_on != effect.effective_on:
            verdict = failed(path_of_variation(effect.index, "efficace_dal"), "riconosciuta_diversa", **values)
            yield verdict.resting_on(effect.confidence)
        elif effect.missing and recognised_on is None and effect.is_timely:
            yield unknown(("contratto_gse", "decorrenza"), "decorrenza_ignota", **values)
        else:
            yield _timeliness(dossier, effect, values).resting_on(effect.confidence)


@rule("VAR-04")
def notice_goes_the_right_way(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the notice went by the way the GSE gives: by PEC, save what the portal does itself."""
    for index, variation in enumerate(dossier.variations):
        path = path_of_variation(index, "canale")
        notified_on = variation.notified_on
        if notified_on is None or variation.kind is None:
            yield not_applicable(path)
            continue
        address = law.get(ADDRESS).find(notified_on)
        values: dict[str, Any] = {
            "variazione": title_of(variation, index),
            "canale": variation.channel,
            "pec_gse": address.text if address is not None else None,
        }
        channel = None if variation.channel is None else variation.channel.value
        given = law.get(CHANNELS).find(notified_on)
        if variation.kind.value in law.value(PORTAL_KINDS, notified_on).ids:
            yield judged(path, None if channel is None else channel == PORTAL, "serve_il_portale", **values)
        elif given is None:
            yield not_applicable(path)
        elif channel == PORTAL and PORTAL not in given.ids:
            # The portal may since have got a function of its own: only the post is surely wrong.
            yield failed(path, "portale", **values).resting_on(Confidence.TO_VERIFY)
        else:
            yield judged(path, None if channel is None else channel in given.ids, **values)


@rule("VAR-05")
def added_plant_is_notified_in_time(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the 120 days of each plant added later: they run from its own operation to the notice."""
    starts = tuple(added_plant_starts(dossier, law))
    for index, variation in variations_of(dossier, *PLANT_ADDITIONS):
        if not any(added.index == index for added in starts):
            names = list(variation.plants)
            path = path_of_variation(index, "impianti")
            yield unknown(path, "impianto_ignoto", variazione=title_of(variation, index), impianti=names)
    for added in starts:
        start = added.start
        path = path_of_variation(added.index, "comunicata_il")
        values: dict[str, Any] = {
            "impianto": name_of(dossier.plants[added.plant_index], added.plant_index),
            "comunicata_il": start.sent_on if added.is_told else None,
            "termine": start.deadline_on,
            "decorrenza": start.start_on or start.not_before_on,
            "perso_dal": start.lost_from,
            "perso_al": start.lost_until,
            "giorni_persi": start.lost_days,
        }
        if start.is_timely is None:
            yield unknown(path_of_plant(added.plant_index, "entrata_in_esercizio"), **values)
        elif start.is_timely and not added.is_told:
            yield failed(path, "in_tempo", **values).weighing(Severity.NOTE)
        elif start.is_timely or not start.lost_days:
            yield passed(path, **values)
        else:
            yield failed(path, None if added.is_told else "da_comunicare", **values)


def _notice(dossier: Dossier, variation: Variation, path: tuple[str | int, ...], values: dict[str, Any]) -> Verdict:
    if is_notified(variation, dossier.as_of):
        return passed(path, **values)
    if variation.happened_on is None:
        return unknown(path, **values)
    if variation.happened_on > dossier.as_of:
        return not_applicable(path)
    return failed(path, **values)


def _unregistered(dossier: Dossier, law: Law, sent_on: date) -> Iterator[Verdict]:
    """Yield a warning for each point and plant that changed by its own dates, and that no variation tells of."""
    since_on = max(sent_on, configuration_start(dossier, law) or sent_on)
    added = notices_of_points(dossier, VariationKind.POINT_ADDED, VariationKind.POINT_HOLDER)
    removed = notices_of_points(dossier, VariationKind.POINT_REMOVED, VariationKind.POINT_HOLDER)
    for member, point in dossier.points:
        left_on = min((day for day in (point.until_on, member.left_on) if day is not None), default=None)
        changes = ((point.from_on, added, "punto_aggiunto", "dal"), (left_on, removed, "punto_rimosso", "fino_al"))
        for day, told, key, column in changes:
            if day is None or not since_on < day <= dossier.as_of or pod.compact(point.pod or "") in told:
                continue
            yield failed(path_of_row(point.index, column), key, pod=point.pod, avvenuta_il=day, inviata_il=sent_on)
    for index, plant in enumerate(dossier.plants):
        day = plant.entered_operation_on
        if day is not None and since_on < day <= dossier.as_of and addition_of(dossier, plant) is None:
            values: dict[str, Any] = {"impianto": name_of(plant, index), "avvenuta_il": day, "inviata_il": sent_on}
            yield failed(path_of_plant(index, "entrata_in_esercizio"), "impianto_aggiunto", **values)


def _timeliness(dossier: Dossier, effect: VariationEffect, values: dict[str, Any]) -> Verdict:
    path = path_of_variation(effect.index, "comunicata_il")
    is_addition = effect.variation.kind in ADDITIONS
    if effect.is_timely:
        return passed(path, **values)
    if effect.is_timely is None and effect.deadline_on is not None and dossier.as_of <= effect.deadline_on:
        if effect.variation.happened_on is not None and effect.variation.happened_on > dossier.as_of:
            return not_applicable(path)
        return failed(path, "in_tempo", **values).weighing(Severity.NOTE)
    if not is_addition:
        return failed(path, "rimozione_tardiva", **values)
    if not effect.lost_days:
        return passed(path, **values)
    return failed(path, "da_comunicare" if effect.is_timely is None else None, **values)


def _effect_values(effect: VariationEffect) -> dict[str, Any]:
    variation = effect.variation
    return {
        "variazione": title_of(variation, effect.index),
        "avvenuta_il": variation.happened_on,
        "comunicata_il": variation.notified_on,
        "comunicare_entro": effect.deadline_on,
        "efficace_dal": effect.effective_on,
        "efficace_riconosciuta": variation.effective_on,
        "perso_dal": effect.lost_from,
        "perso_al": effect.lost_until,
        "giorni_persi": effect.lost_days,
    }
