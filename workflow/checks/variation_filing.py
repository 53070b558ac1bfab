"""What to file for a variation: by which way and where, by when, and from when it takes effect."""

from dataclasses import dataclass
from datetime import date

from workflow.checks.decorrenza import PlantStart, Reason
from workflow.checks.variation_effect import added_plant_starts, effect_of, has_effect_date, notice_deadline
from workflow.checks.variation_facts import PLANT_ADDITIONS, SPLITTING_KINDS
from workflow.checks.wording import show
from workflow.domain.dossier import Dossier
from workflow.domain.filing import FilingChannel
from workflow.domain.variation import Variation, VariationKind
from workflow.law import Law, UnknownOnThatDayError
from workflow.law.term import Deadline

ADDRESS = "variazioni/canale"
PORTAL_KINDS = "variazioni/tipi_sul_portale"
SPLITTING_TERM = "comunicazione_frazionamento"
REFERENTE_TERM = "variazione_referente"


@dataclass(frozen=True)
class VariationFiling:
    """The way, the place, the last day and the effect of a notice, with the reasons.

    `due_on` is the last day that costs nothing, None where no text gives a number of days; `rolled_due_on` the
    working day after it when it is a holiday, which no text of the GSE grants. `effective_on` is None where the day
    is the GSE's to say or a datum is missing: `missing` names the keys. While
    there is no notice, the figures are those of one given on the day of judgement.
    """

    channel: FilingChannel
    address: str | None
    due_on: date | None
    rolled_due_on: date | None
    effective_on: date | None
    lost_from: date | None
    lost_until: date | None
    lost_days: int
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]


def variation_filing(dossier: Dossier, index: int, law: Law) -> VariationFiling:
    """Return how and when to tell the GSE of a variation."""
    variation = dossier.variations[index]
    channel, address = _way(dossier, variation, law)
    due = _deadline(variation, law)
    common = (channel, address)
    if has_effect_date(variation):
        effect = effect_of(dossier, index, law)
        return VariationFiling(
            *common,
            effect.deadline_on,
            effect.rolled_deadline_on,
            effect.effective_on,
            effect.lost_from,
            effect.lost_until,
            effect.lost_days,
            effect.reasons,
            effect.missing,
        )
    start = _added(dossier, index, law) if variation.kind in PLANT_ADDITIONS else None
    if start is not None:
        return VariationFiling(
            *common,
            start.deadline_on,
            start.rolled_deadline_on,
            start.start_on,
            start.lost_from,
            start.lost_until,
            start.lost_days,
            start.reasons,
            start.missing,
        )
    due_on, rolled_on = (None, None) if due is None else (due.due_on, due.rolled_on)
    missing = ("avvenuta_il",) if variation.happened_on is None else ()
    return VariationFiling(*common, due_on, rolled_on, None, None, None, 0, tuple(_reasons(variation, due)), missing)


def _way(dossier: Dossier, variation: Variation, law: Law) -> tuple[FilingChannel, str | None]:
    """Return the channel on the day of the notice, else of the judgement, and the address for what goes by PEC."""
    day = variation.notified_on or dossier.as_of
    on_portal = law.get(PORTAL_KINDS).find(day)
    if variation.kind is not None and on_portal is not None and variation.kind.value in on_portal.ids:
        return FilingChannel.PORTAL, None
    address = law.get(ADDRESS).find(day)
    return FilingChannel.PEC, None if address is None else address.text


def _deadline(variation: Variation, law: Law) -> Deadline | None:
    """Return the last day for the notice; None where the change has no day or the text gives no number of days."""
    if variation.happened_on is None or variation.kind in {None, VariationKind.REFERENTE}:
        return None
    try:
        if variation.kind in SPLITTING_KINDS:
            return law.due(SPLITTING_TERM, variation.happened_on)
        return notice_deadline(variation.happened_on, law, variation.notified_on)
    except UnknownOnThatDayError:
        return None


def _added(dossier: Dossier, index: int, law: Law) -> PlantStart | None:
    """Return the start of the plant that the variation brings in; of several, the one whose term ends first."""
    starts = [added.start for added in added_plant_starts(dossier, law) if added.index == index]
    return min(starts, key=lambda start: start.deadline_on or date.max, default=None)


def _reasons(variation: Variation, due: Deadline | None) -> list[Reason]:
    """Say why the effect has no computed day."""
    if variation.kind is VariationKind.REFERENTE:
        text = "contratto e pagamenti passano al nuovo Referente solo con la comunicazione, da fare senza indugio"
        return [Reason("REF-10", variation.happened_on, text)]
    if variation.kind is VariationKind.RID_STARTED:
        text = "il ritiro comincia alla prima data utile in cui tutti gli impianti sono nel contratto di dispacciamento"
        return [Reason("EFF-12", None, text)]
    if variation.kind is VariationKind.RID_STOPPED:
        text = "il giorno in cui gli impianti escono dal contratto di dispacciamento lo comunica il GSE"
        return [Reason("EFF-12", None, text)]
    if variation.kind in SPLITTING_KINDS and due is not None:
        text = f"per impianti sulla stessa area la comunicazione è dovuta entro il {show(due.due_on)}"
        return [Reason("VAR-09", due.due_on, text)]
    return [Reason("VAR-02", None, "la data di efficacia è quella del provvedimento del GSE")]
