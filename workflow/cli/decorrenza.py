"""`decorrenza`: from when each plant is paid and why, and what sending on one day or another costs."""

from datetime import date
from decimal import Decimal

import typer
from rich.table import Table

from workflow.checks.decorrenza import REQUEST_TERM, Reason
from workflow.checks.rid_start import RidCase, RidStart
from workflow.checks.sending_cost import DayLabel, Mark, PlantCost, Sending
from workflow.checks.wording import show
from workflow.cli.console import console, print_json, show_findings, show_verdict
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import add_command
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, SENT_ON, TARGET, opened_archive, parse_day
from workflow.domain.finding import Report
from workflow.domain.italian_writing import italian
from workflow.law import Law
from workflow.services import decorrenza as service
from workflow.services.decorrenza import Decorrenza, PlantView, TariffOutcome, configuration_reason, refs_of
from workflow.services.decorrenza_json import decorrenza_json
from workflow.services.opening import UnreadableDossierError, judge, open_dossier
from workflow.services.report_json import unreadable_json

_LABEL_WIDTH = 17
_NOTHING = "niente"
_SMALL_EUR = 100
_LABELS = {
    DayLabel.SENT: "invio",
    DayLabel.ASKED: "giorno chiesto",
    DayLabel.TODAY: "oggi",
    DayLabel.SCHEME_END: "chiude la tariffa premio",
}
_TARIFF = {
    TariffOutcome.NOT_ASKED: "non richiesta: resta la valorizzazione.",
    TariffOutcome.NOT_FORESEEN: "non prevista per questa tipologia: c'è la sola valorizzazione.",
}
_MISSING = {
    "comunita.statuto.conforme_dal": "il giorno da cui lo statuto è completo",
    "contratto.firme": "le firme del contratto del gruppo",
    "contratto_gse.decorrenza": "la decorrenza della configurazione",
    "entrata_in_esercizio": "l'entrata in esercizio",
    "ssp_attivo": "se c'è lo scambio sul posto",
    "ssp_fine": "la fine dello scambio sul posto",
}


def decorrenza(
    target: str = TARGET,
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Da quando decorrono tariffa e valorizzazione, perché, e che cosa costa inviare un giorno o un altro."""
    law, asked_on = Law.load(), parse_day(sent_on)
    with opened_archive(archive, no_archive) as store:
        try:
            opened = open_dossier(target, as_of=parse_day(as_of), sent_on=asked_on, archive=store, law=law)
        except UnreadableDossierError as error:
            if json:
                print_json(unreadable_json(error.findings))
            else:
                show_findings(error.findings)
                show_verdict(Report.of(error.findings))
            raise typer.Exit(ExitCode.BLOCKING_FINDINGS) from error
    view = service.decorrenza(opened.dossier, law, judge(opened, law), asked_on)
    if json:
        print_json(decorrenza_json(view))
    else:
        _show(view)


def _show(view: Decorrenza) -> None:
    out, dossier = console(), view.dossier
    out.print(f"{dossier.title} – {dossier.kind.label}", style="bold")
    hypothesis = " (ipotesi: non è ancora inviata)" if view.is_sending_assumed else ""
    out.print(f"Giudicato al {show(dossier.as_of)}; invio {show(view.sent_on)}{hypothesis}.")
    if not view.plants:
        out.print("Non ci sono impianti: la decorrenza non si può calcolare.")
        return
    out.print()
    out.print(f"La configurazione decorre dal: {_day(view.start_on)}", style="bold")
    out.print(f"  EFF-08: {configuration_reason(view).text}.")
    if view.recognised_start_on is not None:
        out.print(f"  Il provvedimento del GSE dice: {show(view.recognised_start_on)}.")
    for plant in view.plants:
        _show_plant(view, plant)
    _show_sendings(view)


def _show_plant(view: Decorrenza, plant: PlantView) -> None:
    out = console()
    out.print()
    power = f", {show(plant.plant.power_kw)} kW" if plant.plant.power_kw is not None else ""
    entered_on = plant.plant.entered_operation_on
    since = f", in esercizio dal {show(entered_on)}" if entered_on is not None else ""
    out.print(f"«{plant.name}»{power}{since}", style="bold")
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(width=_LABEL_WIDTH, no_wrap=True)
    grid.add_column(ratio=1)
    for label, text in (
        ("  Valorizzazione", _service(plant)),
        ("  Tariffa premio", _tariff(plant)),
        *(("  Perché" if number == 0 else "", text) for number, text in enumerate(_whys(view, plant))),
        ("  Termine", _deadline(view, plant)),
        ("  Perso", _lost(plant)),
        ("  Ritiro dedicato", _rid(plant.rid)),
    ):
        if text:
            grid.add_row(label, text)
    out.print(grid)


def _service(plant: PlantView) -> str:
    start = plant.start
    if plant.plant.recognised_start_on is not None:
        own = "" if start.start_on == plant.plant.recognised_start_on else f" (qui si calcola {_day(start.start_on)})"
        begin = f"dal {show(plant.plant.recognised_start_on)}, come scrive il GSE{own}"
    elif start.start_on is not None:
        begin = f"dal {show(start.start_on)}"
    else:
        least = f"; non prima del {show(start.not_before_on)}" if start.not_before_on is not None else ""
        return f"non si può calcolare: manca {_missing(start.missing)}{least}."
    return f"{begin} al {_day(plant.service_last_day_on)}, poi rinnovata di anno in anno [EFF-14]."


def _tariff(plant: PlantView) -> str:
    tariff = plant.tariff
    if tariff.outcome in _TARIFF:
        return _TARIFF[tariff.outcome]
    codes = ", ".join(sorted({finding.code for finding in tariff.findings}))
    period = f"dal {_day(tariff.start_on)} al {_day(tariff.last_day_on)}"
    if tariff.outcome is TariffOutcome.EXCLUDED:
        words = " ".join(dict.fromkeys(finding.message for finding in tariff.findings))
        return f"esclusa [{codes}]: {words}" if codes else "esclusa per l'età dell'impianto: resta la valorizzazione."
    if tariff.outcome is TariffOutcome.UNKNOWN:
        open_ = f" [{codes}]" if codes else ""
        when = f"; se spetta, {period}" if tariff.start_on is not None else ""
        return f"non verificabile: mancano dati{open_}{when}."
    return f"{period} [EFF-13]; le fermate riconosciute la allungano."


def _whys(view: Decorrenza, plant: PlantView) -> list[str]:
    return [_why(view.law, reason) for reason in plant.start.reasons]


def _why(law: Law, reason: Reason) -> str:
    cited = "; ".join(law.cite(ref) for ref in refs_of(reason.code)[:1])
    return f"{reason.code}: {reason.text}." + (f" ({cited})" if cited else "")


def _deadline(view: Decorrenza, plant: PlantView) -> str:
    start = plant.start
    if start.deadline_on is None:
        return ""
    length = view.law.term(REQUEST_TERM).length
    days = view.law.value(length, start.sent_on).whole if length else ""
    text = f"{days} giorni: fino al {show(start.deadline_on)}"
    if start.rolled_deadline_on is not None:
        text += f" (festivo; nessun testo del GSE dice che slitta al {show(start.rolled_deadline_on)})"
    if start.is_tariff is not False and start.last_useful_on and start.last_useful_on < start.deadline_on:
        text += f", ma per la tariffa premio fino al {show(start.last_useful_on)}, quando la misura chiude"
    late = (start.sent_on - start.deadline_on).days
    when = "all'invio" if not plant.is_sending_assumed else f"inviando il {show(start.sent_on)}"
    if late > 0:
        return f"{text}: {when} è passato da {_days(late)}."
    return f"{text}: {when} è rispettato" + (f", con {_days(-late)} di margine." if late else ", l'ultimo giorno.")


def _lost(plant: PlantView) -> str:
    start = plant.start
    if start.is_timely is None:
        return ""
    if not start.lost_days:
        return f"{_NOTHING}." if start.is_timely else f"{_NOTHING}: altre date non facevano comunque partire prima."
    return (
        f"{_days(start.lost_days)} di contributi, dal {_day(start.lost_from)} al {_day(start.lost_until)}: "
        f"{_euro(plant.lost_eur)}."
    )


def _rid(rid: RidStart | None) -> str:
    if rid is None:
        return "non richiesto."
    if rid.case is RidCase.ASKED_LATER:
        return "chiesto dopo l'accoglimento: dalla prima data utile per tutti gli impianti insieme [EFF-12]."
    if rid.case is RidCase.AGREED:
        return f"dalla data che si concorda con il GSE: il termine era il {_day(rid.deadline_on)} [EFF-11]."
    if rid.start_on is None:
        return f"non si può calcolare: manca {_missing(rid.missing)} [EFF-11]."
    if rid.case is RidCase.AFTER_CONTRACT:
        return f"dal {show(rid.start_on)}, il mese dopo la fine del contratto in corso [EFF-11]."
    return f"dal {show(rid.start_on)}, dall'entrata in esercizio [EFF-11]."


def _show_sendings(view: Decorrenza) -> None:
    out = console()
    out.print()
    has_money = any(plant.eur_per_day is not None for plant in view.plants)
    has_many = len(view.plants) > 1
    table = Table(title="Che cosa costa inviare un giorno o un altro", expand=True)
    table.add_column("Inviando il", ratio=5)
    if has_many:
        table.add_column("Impianto", ratio=5)
    table.add_column("Decorre\ndal", no_wrap=True)
    table.add_column("Giorni\npersi", justify="right", no_wrap=True)
    if has_money:
        table.add_column("Euro persi\n(stima)", justify="right", no_wrap=True)
    table.add_column("Un giorno\ndopo", justify="right", no_wrap=True)
    for row in view.sendings:
        style = "dim" if row.on < view.dossier.as_of else None
        for number, cost in enumerate(row.costs):
            day = [_when(view, row) if number == 0 else ""]
            name = [view.plants[cost.index].name] if has_many else []
            table.add_row(*day, *name, *_cells(cost, has_money=has_money), style=style)
        table.add_section()
    out.print(table)
    nameless = [plant.name for plant in view.plants if plant.eur_per_day is None]
    if nameless:
        names = ", ".join(f"«{name}»" for name in nameless)
        out.print(f"Euro non stimabili per {names}: manca incentivo_annuo_eur.")
    if has_money:
        out.print("Gli euro sono una stima: incentivo_annuo_eur diviso per i giorni dell'anno.")
    out.print("«Un giorno dopo» è ciò che si perde in più se l'invio slitta al giorno seguente.", style="dim")


def _when(view: Decorrenza, row: Sending) -> str:
    labels = [_label(view, mark) for mark in row.marks]
    if view.dossier.kind.has_tariff and not row.is_tariff_open:
        labels.append("la tariffa premio è chiusa")
    return "\n".join([show(row.on), *labels])


def _cells(cost: PlantCost, *, has_money: bool) -> list[str]:
    start_on = cost.start.start_on
    days = "manca" if start_on is None else show(start_on)
    money = [_rounded(cost.lost_eur)] if has_money else []
    return [days, str(cost.start.lost_days), *money, _next_day(cost, has_money=has_money)]


def _next_day(cost: PlantCost, *, has_money: bool) -> str:
    if not cost.next_day_lost_days:
        return _NOTHING
    if has_money and cost.next_day_lost_eur is not None:
        return _rounded(cost.next_day_lost_eur)
    return f"+{cost.next_day_lost_days} {'giorno' if cost.next_day_lost_days == 1 else 'giorni'}"


def _label(view: Decorrenza, mark: Mark) -> str:
    if mark.label is DayLabel.AHEAD:
        return f"{mark.days} giorni più avanti"
    if mark.label in _LABELS:
        return _LABELS[mark.label]
    words = "ultimo giorno utile" if mark.label is DayLabel.LAST_USEFUL else "primo giorno di ritardo"
    if len(mark.plants) == len(view.plants):
        return words
    return f"{words}: {', '.join(view.plants[index].name for index in mark.plants)}"


def _missing(keys: tuple[str, ...]) -> str:
    return ", ".join(f"{_MISSING.get(key, key)} ({key})" for key in keys)


def _day(day: date | None) -> str:
    return "non calcolabile" if day is None else show(day)


def _days(count: int) -> str:
    return "un giorno" if count == 1 else f"{count} giorni"


def _euro(value: Decimal | None) -> str:
    return "non stimabile" if value is None else f"{italian(value, 2)} € (stima)"


def _rounded(value: Decimal | None) -> str:
    """Write an estimate for a table: cents only where the sum is small."""
    if value is None:
        return "?"
    return f"{italian(value, 2 if abs(value) < _SMALL_EUR and value else 0)} €"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    add_command(app, "decorrenza", decorrenza)
