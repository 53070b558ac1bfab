"""Plans variations after admission: registered, notified to the GSE, withdrawn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from workflow.checks.variation_effect import effect_of, has_effect_date
from workflow.checks.wording import show
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.variation import Notice, Variation, VariationChannel, VariationKind
from workflow.law import Law, UnknownOnThatDayError
from workflow.phases.plant_path import plant_findings
from workflow.phases.practice import Practices
from workflow.phases.practice_facts import plants_named
from workflow.phases.practice_findings import NOT_ADMITTED, UNKNOWN_PLANT, UNREADY_PLANT, not_yet
from workflow.phases.practice_machine import PracticeState
from workflow.phases.practice_replay import practices_of
from workflow.resources import ProgramError
from workflow.services.opening import Opened, judge
from workflow.services.recording import Change, Recorded, new_guards, state_after, subject_of

_BRINGS_PLANTS = frozenset({VariationKind.PLANT_ADDED, VariationKind.UPGRADE})
_AGAIN = frozenset({PracticeState.REJECTED, PracticeState.WITHDRAWN})


class UnknownVariationError(ProgramError):
    """A variation that the dossier does not have."""

    exit_code = 3


def add(opened: Opened, law: Law, variation: Variation) -> Change:
    """Plan the registration of a variation; without a name it gets one from what changes."""
    dossier = opened.dossier
    named = variation if variation.name else variation.model_copy(update={"name": _free_name(dossier, variation)})
    happened_on = named.happened_on or dossier.as_of
    is_known = named in dossier.variations or any(_is_same(one, variation) for one in dossier.variations)
    after = dossier if is_known else dossier.model_copy(update={"variations": (*dossier.variations, named)})
    kind = named.kind.value.replace("_", " ") if named.kind else "variazione"
    return Change(
        event=Recorded.VARIATION_ADDED,
        subject=subject_of(named.name),
        to_state=PracticeState.DRAFT.value if is_known else state_after(after, law, named.name, happened_on),
        summary=f"Variazione «{named.name}» ({kind}) del {show(named.happened_on)}.",
        after=after,
        guards=(*new_guards(dossier, after, law, happened_on), *_unknown_plants(dossier, named)),
        details={"on": happened_on.isoformat(), "practice": named.name},
        is_empty=is_known,
        hints=(
            f'Per preparare le carte: dossier-cer build … --procedure variazione --about "{named.name}".',
            f'Quando è comunicata al GSE: dossier-cer variation notify … "{named.name}" --on DATA.',
        ),
    )


def notify(
    opened: Opened, law: Law, name: str, *, on: date, channel: VariationChannel = VariationChannel.PEC
) -> Change:
    """Plan the notice to the GSE; after a refusal or a withdrawal it is a new one, and the old is kept."""
    dossier = opened.dossier
    index = _place(dossier, name)
    variation = dossier.variations[index]
    update: dict[str, object] = {"notified_on": on, "channel": channel}
    state = practices_of(dossier.model_copy(update={"as_of": max(dossier.as_of, on)}), law).find(name)
    is_again = state is not None and state.state in _AGAIN
    if variation.notified_on is not None and (variation.notified_on != on or is_again):
        former = Notice(notified_on=variation.notified_on, withdrawn_on=variation.withdrawn_on)
        update |= {"earlier": (*variation.earlier, former), "withdrawn_on": None}
    after = _with(dossier, index, variation.model_copy(update=update))
    return Change(
        event=Recorded.VARIATION_NOTIFIED,
        subject=subject_of(name),
        to_state=state_after(after, law, name, on),
        summary=f"Variazione «{name}» comunicata al GSE il {show(on)} per {channel.value}.",
        after=after,
        guards=(*new_guards(dossier, after, law, on), *_not_ready(opened, law, after, index, on)),
        details={"on": on.isoformat(), "practice": name, "channel": channel.value},
        is_empty=after == dossier,
        costs=tuple(_costs(after, index, law, on)),
        hints=("Salvare la ricevuta di consegna della PEC in allegati/comunicazione_gse.",),
    )


def withdraw(opened: Opened, law: Law, name: str, *, on: date) -> Change:
    """Plan the withdrawal of a variation that the GSE has in hand."""
    dossier = opened.dossier
    index = _place(dossier, name)
    after = _with(dossier, index, dossier.variations[index].model_copy(update={"withdrawn_on": on}))
    return Change(
        event=Recorded.VARIATION_WITHDRAWN,
        subject=subject_of(name),
        to_state=state_after(after, law, name, on),
        summary=f"Variazione «{name}» ritirata il {show(on)}.",
        after=after,
        guards=new_guards(dossier, after, law, on),
        details={"on": on.isoformat(), "practice": name},
        is_empty=after == dossier,
    )


def _not_ready(opened: Opened, law: Law, after: Dossier, index: int, on: date) -> tuple[Finding, ...]:
    """Return what must be put right before the GSE can be told: admission, the plants' own data, the variation's."""
    variation = after.variations[index]
    path: FieldPath = ("variazioni", index, "comunicata_il")
    day = after.model_copy(update={"as_of": max(after.as_of, on)})
    found: list[Finding] = []
    if not _is_admitted(practices_of(day, law)):
        found.append(not_yet(NOT_ADMITTED, path, variazione=variation.name))
    report = judge(replace(opened, dossier=day), law)
    if variation.kind in _BRINGS_PLANTS:
        for place in plants_named(after, variation.plants):
            blocking = plant_findings(report, place)
            if blocking:
                name = after.plants[place].name or f"impianto {place + 1}"
                found += [not_yet(UNREADY_PLANT, path, variazione=variation.name, impianto=name), *blocking]
    found += [one for one in report.blocking if one.path[:2] == ("variazioni", index)]
    return tuple(found)


def _costs(after: Dossier, index: int, law: Law, on: date) -> Iterator[str]:
    """Say what a late notice loses."""
    if not has_effect_date(after.variations[index]):
        return
    try:
        effect = effect_of(after.model_copy(update={"as_of": max(after.as_of, on)}), index, law)
    except UnknownOnThatDayError:
        return
    if effect.lost_days:
        yield (
            f"La comunicazione arriva dopo il {show(effect.deadline_on)}: vale dal {show(effect.effective_on)}, "
            f"{effect.lost_days} giorni persi."
        )


def _is_admitted(practices: Practices) -> bool:
    return practices.request.state is PracticeState.ADMITTED


def _unknown_plants(dossier: Dossier, variation: Variation) -> tuple[Finding, ...]:
    path: FieldPath = ("variazioni", len(dossier.variations), "impianti")
    return tuple(
        not_yet(UNKNOWN_PLANT, path, variazione=variation.name, impianto=name)
        for name in variation.plants
        if not plants_named(dossier, (name,))
    )


def _free_name(dossier: Dossier, variation: Variation) -> str:
    base = variation.kind.value.replace("_", " ") if variation.kind else "variazione"
    taken = {one.name for one in dossier.variations}
    number = 1
    while f"{base} {number}" in taken:
        number += 1
    return f"{base} {number}"


def _is_same(one: Variation, other: Variation) -> bool:
    """Whether an unnamed variation is one that is there: the same things changed on the same day."""
    return other.name is None and one.model_copy(update={"name": None}) == other


def _place(dossier: Dossier, name: str) -> int:
    found = next((index for index, one in enumerate(dossier.variations) if one.name == name), None)
    if found is None:
        names = ", ".join(f"«{one.name}»" for one in dossier.variations) or "nessuna"
        raise UnknownVariationError(f"La variazione «{name}» non c'è. Variazioni del fascicolo: {names}.")
    return found


def _with(dossier: Dossier, index: int, variation: Variation) -> Dossier:
    listed = (*dossier.variations[:index], variation, *dossier.variations[index + 1 :])
    return dossier.model_copy(update={"variations": listed})
