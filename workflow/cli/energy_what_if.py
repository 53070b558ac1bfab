"""`energy what-if`: what a member, a plant, a battery or another sending date would change, as ranges."""

from collections.abc import Mapping
from typing import Any

import typer
from rich.table import Table

from workflow.cli.console import console, print_json
from workflow.cli.energy_project import PVGIS, USES, YEAR, opened_by_name, refuse
from workflow.cli.italian import ItalianCommand
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, TARGET, parse_day, parse_number
from workflow.domain.identifiers.province import is_valid as is_province
from workflow.domain.italian_writing import italian
from workflow.domain.plant import Source
from workflow.energy.projection.named_assumption import Level
from workflow.energy.projection.rounding import significant
from workflow.law import Law
from workflow.services.energy_figures import load_figures
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.energy_year import plant_keys
from workflow.services.projecting import Prepared, prepare
from workflow.services.projection_choices import Given, choices_of
from workflow.services.projection_json import NOTE
from workflow.services.what_if import Change, Comparison, NewBattery, NewMember, NewPlant, compare
from workflow.services.what_if_json import what_if_json
from workflow.services.what_if_search import (
    Delay,
    OrderStep,
    SizeSearch,
    WhatIf,
    best_battery,
    best_plant,
    delays,
    order_of,
)

_MEMBER = "KWH:TIPO"
_MOST_PARTS = 3


def energy_what_if(
    target: str = TARGET,
    member: list[str] = typer.Option(
        [], "--member", metavar="KWH:TIPO", help="Un membro in più: consumo annuo e tipo di utenza (si può ripetere)."
    ),
    plant: str | None = typer.Option(
        None, "--plant", metavar="KW[:PROVINCIA]", help="Un impianto fotovoltaico in più."
    ),
    battery: str | None = typer.Option(
        None, "--battery", metavar="KWH:KW[:RENDIMENTO]", help="Una batteria dietro un impianto (vedi --beside)."
    ),
    beside: str | None = typer.Option(
        None, "--beside", metavar="IMPIANTO", help="Impianto della batteria (predefinito: il primo fotovoltaico)."
    ),
    sent_on: str | None = typer.Option(
        None, "--sent-on", metavar="DATA", help="Quanto costa inviare quel giorno, e ogni mese dopo."
    ),
    candidate: list[str] = typer.Option(
        [], "--candidate", metavar="NOME=KWH:TIPO", help="Candidato da mettere in ordine di utilità (si può ripetere)."
    ),
    plant_up_to: str | None = typer.Option(
        None, "--best-plant", metavar="KW", help="Cerca la potenza migliore di un impianto nuovo, fino a KW."
    ),
    battery_up_to: str | None = typer.Option(
        None, "--best-battery", metavar="KWH", help="Cerca la capacità migliore di una batteria, fino a KWH."
    ),
    year: int | None = YEAR,
    pvgis: list[str] = PVGIS,
    use: list[str] = USES,
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Che cosa cambierebbe con un membro, un impianto, una batteria o un altro giorno di invio."""
    opened = opened_by_name(target, as_of, archive, without=no_archive)
    day = parse_day(sent_on)
    if day is not None and day < opened.dossier.as_of:
        raise typer.BadParameter(f"--sent-on: il {day:%d/%m/%Y} è già passato")
    try:
        prepared = prepare(
            opened.dossier,
            Law.load(),
            load_figures(),
            year or opened.dossier.as_of.year + 1,
            choices_of(opened, Given(pvgis=pvgis, uses=use)),
        )
    except IncompleteYearError as error:
        refuse(error, json=json)
    beside_name = beside or _first_roof(prepared)
    changes = _changes(member, plant, battery, beside_name)
    comparison, assumptions = compare(prepared, changes) if changes else (None, prepared.ledger.all)
    answers = WhatIf(
        comparison=comparison,
        delays=() if day is None else delays(prepared, opened.dossier, day),
        searches=_searches(prepared, plant_up_to, battery_up_to, beside_name),
        order=order_of(prepared, [_candidate(text) for text in candidate]),
        assumptions=assumptions,
    )
    if answers.is_empty:
        raise typer.BadParameter("dire che cosa provare: --member, --plant, --battery, --sent-on, --candidate…")
    if json:
        print_json(what_if_json(prepared.dossier.slug, prepared.grid.year, answers))
    else:
        _show(prepared, answers)


def _searches(
    prepared: Prepared, plant_up_to: str | None, battery_up_to: str | None, beside: str
) -> tuple[SizeSearch, ...]:
    found = []
    if plant_up_to is not None:
        found.append(best_plant(prepared, _positive(plant_up_to)))
    if battery_up_to is not None:
        found.append(best_battery(prepared, beside, _positive(battery_up_to)))
    return tuple(found)


def _first_roof(prepared: Prepared) -> str:
    """Return the first photovoltaic plant, which a battery may stand beside; the first of all where there is none."""
    plants = dict(zip(plant_keys(prepared.dossier), prepared.dossier.plants, strict=True))
    return next((name for name, plant in plants.items() if plant.source is Source.SOLAR), next(iter(plants)))


def _changes(member: list[str], plant: str | None, battery: str | None, beside: str) -> list[Change]:
    found: list[Change] = [_member(f"membro {place}", text) for place, text in enumerate(member, start=1)]
    if plant is not None:
        power, _, province = plant.partition(":")
        if province.strip() and not is_province(province):
            raise typer.BadParameter(f"«{province.strip()}» non è una provincia: scrivere la sigla, per esempio CN")
        found.append(NewPlant(_positive(power), province.strip() or None))
    if battery is not None:
        parts = [_positive(part) for part in battery.split(":")]
        if not 1 < len(parts) <= _MOST_PARTS:
            raise typer.BadParameter(f"«{battery}»: scrivere KWH:KW oppure KWH:KW:RENDIMENTO")
        efficiency = parts[2] if len(parts) == _MOST_PARTS else None
        if efficiency is not None and efficiency > 1:
            raise typer.BadParameter("il rendimento della batteria va da 0 a 1, per esempio 0,90")
        found.append(NewBattery(beside, parts[0], parts[1], efficiency))
    return found


def _candidate(text: str) -> NewMember:
    name, sign, rest = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"«{text}»: scrivere NOME={_MEMBER}")
    return _member(name.strip(), rest)


def _member(name: str, text: str) -> NewMember:
    kwh, sign, use = text.partition(":")
    if not sign:
        raise typer.BadParameter(f"«{text}»: scrivere {_MEMBER}")
    return NewMember(name, use.strip(), _positive(kwh))


def _positive(text: str) -> float:
    value = float(parse_number("misura", text) or 0)
    if value <= 0:
        raise typer.BadParameter(f"«{text}» deve essere maggiore di zero")
    return value


def _show(prepared: Prepared, answers: WhatIf) -> None:
    out = console()
    out.print(f"{prepared.dossier.title}: che cosa cambierebbe nel {prepared.grid.year}, a regime.", style="bold")
    if answers.comparison is not None:
        _show_comparison(answers.comparison)
    if answers.delays:
        _show_delays(answers.delays)
    for search in answers.searches:
        _show_search(search)
    if answers.order:
        _show_order(answers.order)
    out.print(NOTE)
    out.print("Le ipotesi, una per una, sono in --json e in «energy project».", style="dim")


def _show_comparison(found: Comparison) -> None:
    table = _table("Differenza in un anno")
    for name, field, unit in (
        ("Energia immessa", "injected_kwh", "kWh"),
        ("Energia condivisa", "shared_kwh", "kWh"),
        ("Tariffa premio", "tip_eur", "€"),
        ("Valorizzazione", "valorisation_eur", "€"),
        ("Ritiro dedicato", "rid_eur", "€"),
        ("Corrispettivi al GSE", "fees_eur", "€"),
    ):
        values = {level: getattr(found.after[level], field) - getattr(found.before[level], field) for level in Level}
        table.add_row(name, *_shown(values, unit))
    console().print(table)


def _show_delays(found: tuple[Delay, ...]) -> None:
    table = _table("Quanto si perde inviando", "Invio")
    for one in found:
        lost = _shown(one.lost_eur, "€") if one.is_tariff_open else ["tutta la tariffa"] * len(Level)
        table.add_row(f"{one.on:%d/%m/%Y}, {one.lost_days} giorni", *lost)
    console().print(table)


def _show_search(found: SizeSearch) -> None:
    out = console()
    table = _table(f"Dimensione migliore: {found.what}, fino a {italian(found.limit)} {found.unit}")
    table.add_row("Dimensione", *_shown({level: one.size for level, one in found.best.items()}, found.unit))
    table.add_row("Vale ogni anno", *_shown({level: one.value for level, one in found.best.items()}, "€"))
    out.print(table)
    out.print(f"Si è resa massima questa somma: {found.objective}.")
    if any(one.is_at_limit for one in found.best.values()):
        out.print("La ricerca si è fermata al limite dato: più grande renderebbe ancora.", style="yellow")
    if all(one.size == 0 for one in found.best.values()):
        out.print("Con questi costi nessuna dimensione conviene.", style="yellow")


def _show_order(steps: tuple[OrderStep, ...]) -> None:
    table = _table("Candidati, in ordine di quanto aggiungono", "Candidato")
    for place, step in enumerate(steps, start=1):
        table.add_row(f"{place}. {step.candidate.name}", *_shown(step.added_eur, "€/anno"))
    console().print(table)


def _table(title: str, first: str = "") -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for name in ("Prudente", "Atteso", "Favorevole"):
        table.add_column(name, justify="right")
    return table


def _shown(values: Mapping[Level, Any], unit: str) -> list[str]:
    return [f"{italian(significant(values[level]))} {unit}" for level in Level]


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group `energy`."""
    group.command("what-if", cls=ItalianCommand)(energy_what_if)
