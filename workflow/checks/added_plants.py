"""Plants that join after admission: whose notice counts as their sending, and the window for older changes."""

from datetime import date

from workflow.checks.variation_facts import PLANT_ADDITIONS, is_notified, keys_of, variations_of
from workflow.domain.dossier import Dossier
from workflow.domain.plant import Intervention, Plant
from workflow.domain.variation import Variation, VariationKind
from workflow.law import Law

EARLY_CHANGES = "variazioni/modifiche_anteriori"
EARLY_NOTICES_CLOSE = "variazioni/termine_modifiche_anteriori"


def addition_of(dossier: Dossier, plant: Plant) -> Variation | None:
    """Return the variation by which the plant joined, if it was not there at admission.

    A variation of upgrade names the plant that was there already: it brings one in only where the dossier holds the
    added section as a plant of its own.
    """
    for _, variation in variations_of(dossier, *PLANT_ADDITIONS):
        brings_in = variation.kind is VariationKind.PLANT_ADDED or plant.intervention is Intervention.UPGRADE
        if brings_in and keys_of(plant) & {_key(name) for name in variation.plants}:
            return variation
    return None


def notice_day(dossier: Dossier, variation: Variation) -> date:
    """Return the day of the notice; one not sent yet, or withdrawn, is supposed to leave on the assumed day."""
    if variation.notified_on is not None and is_notified(variation, dossier.as_of):
        return variation.notified_on
    return dossier.assumed_sent_on or dossier.as_of


def early_notice_closed_on(entered_on: date, law: Law, notified_on: date) -> date | None:
    """Return the last day that kept the real date of a change older than the GSE's notice procedure, if it is one."""
    first, last = law.get(EARLY_CHANGES).find(notified_on), law.get(EARLY_NOTICES_CLOSE).find(notified_on)
    if first is None or last is None or entered_on >= first.day:
        return None
    return last.day


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
