"""The terms around the request: the 120 days of each plant, the RID, the statute, the contract, the scheme's end."""

from collections.abc import Iterator
from datetime import date

from workflow.checks.decorrenza import EARLY_REQUEST_TERM, QUOTA_TERM, REQUEST_TERM, TARIFF_CLOSES
from workflow.checks.plant_constitution import DECREE_IN_FORCE, PORTAL_OPENED, regular_since
from workflow.checks.plant_facts import is_existing, name_of, wants_tariff
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.kind import Kind
from workflow.domain.plant import Plant
from workflow.domain.request import Channel
from workflow.domain.variation import VariationKind
from workflow.law import Law
from workflow.phases.tracking.occurrence import Occurrence

CER_REQUEST_TERM = "richiesta_cer_impianto_2021_2024"
RID_TERM = "richiesta_ritiro_dedicato"
GAUDI_TERM = "correzione_gaudi"
STATUTE_TERM = "statuto_cer"
CONTRACT_TERM = "contratto_gruppo"
SCHEME_TERM = "termine_tariffa_premio"
_ADDED = frozenset({VariationKind.PLANT_ADDED, VariationKind.UPGRADE})


def sent_on(dossier: Dossier) -> date | None:
    """Return the day the request was really sent through the portal; None while it was not."""
    return None if dossier.request.channel is Channel.PEC else dossier.request.sent_on


def request_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield the 120 days of each plant that entered operation: of the request, or of the notice that added it."""
    for index, plant in enumerate(dossier.plants):
        entered_on = plant.entered_operation_on
        if entered_on is None:
            continue
        done_on = _asked_on(dossier, plant)
        decree_on = law.value(DECREE_IN_FORCE, dossier.sent_on).day
        opened_on = law.value(PORTAL_OPENED, dossier.sent_on).day
        term = REQUEST_TERM
        if entered_on < decree_on:
            existing = is_existing(dossier, plant, law)
            waits = dossier.kind is Kind.CER and wants_tariff(dossier, plant) and not existing
            term = CER_REQUEST_TERM if waits else EARLY_REQUEST_TERM
        yield Occurrence(
            term,
            name_of(plant, index),
            name_of(plant, index),
            opened_on if entered_on < decree_on else max(entered_on, opened_on),
            path_of_plant(index, "entrata_in_esercizio"),
            law_on=dossier.sent_on,
            done_on=done_on,
        )


def rid_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield the 120 days of the ritiro dedicato, which run from the first plant of the configuration."""
    entered = [(p.entered_operation_on, i) for i, p in enumerate(dossier.plants) if p.entered_operation_on is not None]
    if dossier.request.wants_rid and entered:
        first_on, index = min(entered)
        # The ritiro can be asked with the tariff only since the portal opened: before, its own rules apply.
        if first_on >= law.value(PORTAL_OPENED, dossier.sent_on).day:
            path = path_of_plant(index, "entrata_in_esercizio")
            yield Occurrence(
                RID_TERM, "rid", "ritiro dedicato", first_on, path, law_on=dossier.sent_on, done_on=sent_on(dossier)
            )


def preparation_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield what must be done before a known day: statute, contract, a correction in GAUDÌ, the end of the scheme."""
    if dossier.kind is Kind.CER:
        for index, plant in enumerate(dossier.plants):
            day = plant.entered_operation_on
            if day is not None and wants_tariff(dossier, plant):
                path = ("comunita", "statuto", "conforme_dal")
                yield Occurrence(
                    STATUTE_TERM,
                    name_of(plant, index),
                    name_of(plant, index),
                    day,
                    path,
                    due_on=day,
                    done_on=regular_since(dossier),
                )
    asked_on = sent_on(dossier)
    if dossier.kind.is_group and asked_on is not None:
        signatures = dossier.contract.signatures if dossier.contract else ()
        done_on = max(signatures) if signatures else None
        yield Occurrence(
            CONTRACT_TERM,
            "contratto",
            "contratto del gruppo",
            asked_on,
            ("contratto", "firme"),
            due_on=asked_on,
            done_on=done_on,
        )
    for index, plant in enumerate(dossier.plants):
        if plant.gaudi_fixed_on is not None:
            yield Occurrence(
                GAUDI_TERM,
                name_of(plant, index),
                name_of(plant, index),
                plant.gaudi_fixed_on,
                path_of_plant(index, "gaudi_corretto_il"),
            )
    if dossier.kind.has_tariff and any(wants_tariff(dossier, plant) for plant in dossier.plants):
        closes_on = law.value(TARIFF_CLOSES, dossier.sent_on).day
        yield Occurrence(
            SCHEME_TERM,
            "misura",
            "tariffa premio",
            closes_on,
            ("richiesta", "inviata_il"),
            law_on=dossier.sent_on,
            done_on=asked_on,
        )
        if dossier.request.quota_reached_on is not None:
            yield Occurrence(
                QUOTA_TERM,
                "contingente",
                "tariffa premio",
                dossier.request.quota_reached_on,
                ("richiesta", "contingente_raggiunto_il"),
                law_on=dossier.sent_on,
                done_on=asked_on,
            )


def _asked_on(dossier: Dossier, plant: Plant) -> date | None:
    """Return the day the plant was asked for: by the variation that added it, else by the request."""
    names = {plant.name, plant.censimp} - {None}
    for variation in dossier.variations:
        if variation.kind in _ADDED and names & set(variation.plants):
            return variation.notified_on
    return sent_on(dossier)
