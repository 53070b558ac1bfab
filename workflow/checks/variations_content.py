"""Rules on what a change brings: maintenance, a new holder, permits, plants that come from the 2020 scheme."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import name_of
from workflow.checks.roster import code_of, codes_of
from workflow.checks.three_valued import judged
from workflow.checks.variation_facts import is_notified, path_of_variation, title_of, variations_of
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.variation import VariationKind
from workflow.law import Law

ALLOWED_INCREASE = "variazioni/incremento_potenza_ammesso"
REMAINDER = "configurazione/residuo_minimo_vecchio_regime"
OLD_PERIOD = "tariffa/durata"


@rule("VAR-06")
def maintenance_keeps_the_power(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the growth of nominal power that a maintenance brings, the limit included."""
    for index, variation in variations_of(dossier, VariationKind.MAINTENANCE):
        path = path_of_variation(index, "potenza_dopo_kw")
        before_kw, after_kw = variation.power_before_kw, variation.power_after_kw
        values: dict[str, Any] = {
            "variazione": title_of(variation, index),
            "potenza_prima_kw": before_kw,
            "potenza_dopo_kw": after_kw,
            "ammessa_kw": None,
        }
        if before_kw is None or after_kw is None or variation.happened_on is None or not before_kw:
            yield unknown(path, **values)
            continue
        band = law.value(ALLOWED_INCREASE, variation.happened_on).bands.pick(before_kw)
        allowed_kw = before_kw * (1 + band["incremento"])
        yield judged(path, after_kw <= allowed_kw, **{**values, "ammessa_kw": allowed_kw})


@rule("VAR-07")
def new_holder_is_told_where_it_counts(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge a point's change of holder: told to the GSE if it changes the cut of the tariff, with a holder who is in.

    The Regole treat points by their holder; that a change without effects needs no notice is an answer of the GSE.
    """
    for index, variation in variations_of(dossier, VariationKind.POINT_HOLDER):
        path = path_of_variation(index, "comunicata_il")
        values: dict[str, Any] = {
            "variazione": title_of(variation, index),
            "avvenuta_il": variation.happened_on,
            "nuovo_soggetto": variation.new_party,
        }
        if not is_notified(variation, dossier.as_of):
            changes = variation.changes_exemption
            field = path if changes is not None else path_of_variation(index, "cambia_decurtazione")
            yield judged(field, None if changes is None else not changes, **values)
        else:
            yield passed(path, **values)
        holder = path_of_variation(index, "nuovo_soggetto")
        if variation.new_party is None:
            yield unknown(holder, "titolare_ignoto", **values)
        else:
            known = any(code_of(variation.new_party) in codes_of(member) for member in dossier.members)
            yield judged(holder, known, "titolare_fuori", **values)


@rule("VAR-08")
def permit_changes_are_notified(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the GSE has been told of each change, challenge or measure on a plant's permit."""
    for index, variation in variations_of(dossier, VariationKind.PERMIT):
        path = path_of_variation(index, "comunicata_il")
        values: dict[str, Any] = {"variazione": title_of(variation, index), "avvenuta_il": variation.happened_on}
        if is_notified(variation, dossier.as_of):
            yield passed(path, **values)
        elif variation.happened_on is None:
            yield unknown(path_of_variation(index, "avvenuta_il"), **values)
        elif variation.happened_on > dossier.as_of:
            yield not_applicable(path)
        else:
            yield failed(path, **values)


@rule("VAR-12")
def old_scheme_plants_keep_their_own_terms(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say of each plant that comes from the 2020 scheme what it keeps, and what must stay where it was."""
    years = law.value(OLD_PERIOD, dossier.sent_on).whole
    remainder = law.value(REMAINDER, dossier.sent_on)
    for index, plant in enumerate(dossier.plants):
        was_in = plant.was_in_old_scheme
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "anni": years,
            "impianti_minimi": remainder.number_at("impianti"),
            "clienti_minimi": remainder.number_at("clienti_finali"),
        }
        yield judged(path_of_plant(index, "gia_in_regime_2020"), None if was_in is None else not was_in, **values)
