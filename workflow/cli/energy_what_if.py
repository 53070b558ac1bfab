"""`energy what-if`: what a member, a plant, a battery or another sending date would change, as ranges."""

from collections.abc import Mapping
from typing import Any

import typer
from rich.table import Table

from workflow.cli.console import console, print_json
from workflow.cli.energy_project import PVGIS, USES, YEAR, number, refuse
from workflow.cli.italian import ItalianCommand
from workflow.cli.options import AS_OF, JSON, TARGET, parse_day
from workflow.energy.projection.named_assumption import Level
from workflow.energy.projection.rounding import significant
from workflow.law import Law
from workflow.services.energy_figures import load_figures
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.opening import open_dossier
from workflow.services.projecting import prepare
from workflow.services.projection_choices import Given, choices_of
from workflow.services.projection_json import NOTE
from workflow.services.what_if import Change, Comparison, NewBattery, NewMember, NewPlant, compare
from workflow.services.what_if_json import what_if_json
from workflow.services.what_if_search import (
    Delay,
    OrderStep,
    SizeSearch,
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
        None, "--beside", metavar="IMPIANTO", help="Impianto della batteria (predefinito: il primo)."
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
    json: bool = JSON,
) -> None:
    """Che cosa cambierebbe con un membro, un impianto, una batteria o un altro giorno di invio."""
    opened = open_dossier(target, as_of=parse_day(as_of))
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
    beside_name = beside or next(iter(prepared.outputs))
    changes = _changes(member, plant, battery, beside_name)
    comparison, assumptions = compare(prepared, changes) if changes else (None, prepared.ledger.all)
    day = parse_day(sent_on)
    lost = delays(prepared, opened.dossier, day) if day is not None else ()
    searches = []
    if plant_up_to is not None:
        searches.append(best_plant(prepared, _positive(plant_up_to)))
    if battery_up_to is not None:
        searches.append(best_battery(prepared, beside_name, _positive(battery_up_to)))
    order = order_of(prepared, [_candidate(text) for text in candidate])
    if not (changes or lost or searches or order):
        raise typer.BadParameter("dire che cosa provare: --member, --plant, --battery, --sent-on, --candidate…")
    if json:
        print_json(
            what_if_json(
                prepared.dossier.slug,
                prepared.grid.year,
                comparison=comparison,
                delays=lost,
                searches=tuple(searches),
                order=order,
                assumptions=assumptions,
            )
        )
        return
    out = console()
    out.print(f"{prepared.dossier.title}: che cosa cambierebbe nel {prepared.grid.year}, a regime.", style="bold")
    if comparison is not None:
        _show_comparison(comparison)
    if lost:
        _show_delays(lost)
    for search in searches:
        _show_search(search)
    if order:
        _show_order(order)
    out.print(NOTE)
    out.print("Le ipotesi, una per una, sono in --json e in «energy project».", style="dim")


def _changes(member: list[str], plant: str | None, battery: str | None, beside: str) -> list[Change]:
    found: list[Change] = [_member(f"membro {place}", text) for place, text in enumerate(member, start=1)]
    if plant is not None:
        power, _, province = plant.partition(":")
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
    value = float(number(text))
    if value <= 0:
        raise typer.BadParameter(f"«{text}» deve essere maggiore di zero")
    return value


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
        note = "" if one.is_tariff_open else " (tariffa chiusa)"
        table.add_row(f"{one.on:%d/%m/%Y}, {one.lost_days} giorni{note}", *_shown(one.lost_eur, "€"))
    console().print(table)


def _show_search(found: SizeSearch) -> None:
    out = console()
    table = _table(f"Dimensione migliore: {found.what}, fino a {found.limit:g} {found.unit}")
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
    return [f"{significant(values[level]):,f} {unit}".replace(",", "\0").replace(".", ",").replace("\0", ".")
            for level in Level]  # fmt: skip


def register(group: typer.Typer) -> None:
    """Add the command of this module to the group `energy`."""
    group.command("what-if", cls=ItalianCommand)(energy_what_if)
