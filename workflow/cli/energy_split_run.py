"""Runs `energy split` and shows what each member receives, what is written, and what stands in the way."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from workflow.cli.console import console, print_json, show_findings, warn_unread
from workflow.cli.energy_split_options import SplitRequest, StatementEngine
from workflow.cli.exit_code import ExitCode
from workflow.cli.options import opened_archive, parse_day, parse_number
from workflow.cli.recorded import show_guards
from workflow.domain.dossier import Dossier
from workflow.domain.italian_writing import italian
from workflow.energy.projection.rounding import significant
from workflow.energy.riparto.amounts import Pot
from workflow.energy.riparto.rule import Block
from workflow.intake.received_file import read_received
from workflow.law import Law
from workflow.services.measured_year import MeasuredChoices
from workflow.services.opening import open_dossier
from workflow.services.recording import Outcome, record
from workflow.services.split_explained import BLOCK_WORDS, POT_WORDS
from workflow.services.split_json import split_json
from workflow.services.split_measures import default_year, energy_for
from workflow.services.split_parts import RecordingPart
from workflow.services.split_recording import plan_record
from workflow.services.split_rule import AgreedRule, criterion_names, parse_criterion
from workflow.services.splitting_benefits import BenefitSplit, split_benefits

if TYPE_CHECKING:  # papers are made only for who asks for them
    from workflow.services.member_statements import Statements


def run_split(asked: SplitRequest) -> None:
    """Split, write and tell as asked; exit 1 while something is to be put right."""
    try:
        requested = parse_criterion(asked.rule) if asked.rule is not None else None
    except ValueError as error:
        raise typer.BadParameter(f"criteri: {', '.join(criterion_names())}") from error
    sums = read_received(asked.received) if asked.received is not None else None
    choices = MeasuredChoices(
        accepts_gaps=asked.accepts_gaps,
        trase_eur_mwh=parse_number("--trase", asked.trase),
        btau_eur_mwh=parse_number("--btau", asked.btau),
    )
    law = Law.load()
    outcome: Outcome | None = None
    with opened_archive(asked.archive, asked.without_archive) as store:
        opened = open_dossier(asked.target, as_of=parse_day(asked.as_of), archive=store, law=law)
        warn_unread(opened.findings)
        wanted = asked.year if asked.year is not None else default_year(opened.dossier, sums)
        found_energy, problems = energy_for(
            opened, wanted, law, asked.energy, received=sums, requested=requested, choices=choices
        )
        found = split_benefits(
            opened, wanted, energy=found_energy, received=sums, requested=requested, findings=problems
        )
        if asked.writes and store is not None:
            outcome = record(opened, law, store, plan_record(found), dry_run=asked.is_rehearsal)
    papers = None
    if asked.statements is not None and not asked.is_rehearsal:
        is_recorded = outcome is not None and (outcome.is_written or outcome.change.is_empty)
        papers = _statements(found, law, asked.statements, asked.engine, is_draft=not is_recorded)
    if asked.is_json:
        files = papers.files if papers is not None else ()
        print_json(split_json(found, law.cite, _recording(outcome, dry_run=asked.is_rehearsal), files))
    else:
        _show(found)
        if outcome is not None:
            _show_outcome(outcome, law, dry_run=asked.is_rehearsal)
        _show_papers(papers, asked.statements)
    if found.is_blocked or (outcome is not None and outcome.is_blocked):
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _statements(
    found: BenefitSplit, law: Law, folder: Path, engine: StatementEngine, *, is_draft: bool
) -> "Statements | None":
    """Write the statements of what is recorded, or could be; None where guards say that it is not to be told."""
    from workflow.bundle.pdf_engine import choose_engine  # noqa: PLC0415 - only for who asks for papers
    from workflow.services.member_statements import write_statements  # noqa: PLC0415 - likewise

    change = plan_record(found)
    after = change.after
    if change.guards or not isinstance(after, Dossier):
        return None
    wanted: Literal["incorporato", "libreoffice"] = "incorporato"
    if engine is StatementEngine.LIBREOFFICE:
        wanted = "libreoffice"
    converter = None if engine is StatementEngine.NONE else choose_engine(wanted)
    return write_statements(found.opened, after, law, found.year, folder, engine=converter, is_draft=is_draft)


def _show_papers(papers: "Statements | None", folder: Path | None) -> None:
    if folder is None:
        return
    if papers is None:
        console().print("Estratti conto non scritti: il riparto non è da registrare così com'è.", style="yellow")
        return
    show_findings(papers.findings)
    console().print(f"{len(papers.files)} file degli estratti conto in {folder}.", style="bold")


def _recording(outcome: Outcome | None, *, dry_run: bool) -> RecordingPart | None:
    if outcome is None:
        return None
    return RecordingPart(
        is_written=outcome.is_written,
        is_blocked=outcome.is_blocked,
        is_empty=outcome.change.is_empty,
        is_rehearsal=dry_run,
        summary=outcome.change.summary,
        findings=outcome.change.guards,
    )


def _show(found: BenefitSplit) -> None:
    out = console()
    dossier = found.opened.dossier
    out.print(f"Riparto {found.year} – {dossier.title}", style="bold")
    if found.sums is not None and found.agreed.rule is not None:
        out.print(f"Importi {found.sums.origin.value}: {found.sums.label}.")
        out.print(f"Criterio: {_criterion(found.agreed)}.")
    if found.split is not None:
        _show_members(found)
        _show_funds(found)
    if found.game is not None:
        error = (
            f", errore fino a {italian(found.game.error_eur, 2)} € al 95 %" if found.game.error_eur is not None else ""
        )
        method = found.game.method.replace("_", " ")
        out.print(f"Gioco cooperativo: {method}, {found.game.players} partecipanti{error}.")
    show_findings(found.findings)


def _criterion(agreed: AgreedRule) -> str:
    """Return the criterion by the name that people asked for or agreed, and where it is written."""
    chosen = agreed.requested or agreed.agreed
    where = agreed.agreement_words if agreed.is_agreed else "solo una prova"
    return "non indicato" if chosen is None else f"{chosen.value.replace('_', ' ')} ({where})"


def _show_members(found: BenefitSplit) -> None:
    from rich.table import Table  # noqa: PLC0415 - only for who reads on a terminal

    split = found.split
    if split is None:
        return
    table = Table(title="Che cosa riceve ciascuno", title_justify="left")
    for name in ("Chi", "Dal – al", "kWh condivisi", "Tariffa €", "Valorizz. €", "Eccedenza €", "RID €", "Da pagare €"):
        table.add_column(name, justify="left" if name in {"Chi", "Dal – al"} else "right")
    total = Decimal(0)
    for one in found.participants:
        key = one.player.key
        net = split.total_eur(player=key) - (one.withheld_eur or Decimal(0))
        total += net
        inside = one.participation
        shared = italian(one.player.shared_kwh) if one.has_energy else "–"
        sums = [
            italian(split.total_eur(pot, player=key), 2)
            for pot in (Pot.TARIFF, Pot.VALORISATION, Pot.SURPLUS, Pot.SALE)
        ]
        if found.ranges:
            low, high = found.ranges[key]
            due = f"{italian(significant(low))} – {italian(significant(high))}"
        else:
            due = italian(net, 2)
        table.add_row(
            one.label,
            f"{inside.from_on:%d/%m} – {inside.last_day_on:%d/%m}",
            shared,
            *sums,
            due,
            end_section=False,
        )
    whole = f"circa {italian(significant(total))}" if found.ranges else italian(total, 2)
    table.add_section()
    table.add_row("Totale", "", "", *(italian(_members_total(found, pot), 2) for pot in _SHOWN), whole)
    console().print(table)


_SHOWN = (Pot.TARIFF, Pot.VALORISATION, Pot.SURPLUS, Pot.SALE)


def _members_total(found: BenefitSplit, pot: Pot) -> Decimal:
    lines = found.split.lines if found.split is not None else ()
    return sum((line.amount_eur for line in lines if line.pot is pot and line.player is not None), Decimal(0))


def _show_funds(found: BenefitSplit) -> None:
    out = console()
    split = found.split
    if split is None:
        return
    for block in (Block.COSTS, Block.SOCIAL, Block.SOCIAL_SURPLUS, Block.UNASSIGNED):
        for line in split.of_block(block):
            if line.amount_eur:
                words = BLOCK_WORDS[block].capitalize()
                out.print(f"{words}: {italian(line.amount_eur, 2)} € da {POT_WORDS[line.pot]}.")
    if split.costs.saved_eur:
        out.print(f"Della quota spese avanzano {italian(split.costs.saved_eur, 2)} €, a riserva.")


def _show_outcome(outcome: Outcome, law: Law, *, dry_run: bool) -> None:
    out = console()
    change = outcome.change
    if outcome.is_blocked:
        out.print("Il riparto non è stato scritto: prima va sistemato questo.", style="bold red")
        show_guards(change.guards, law)
        return
    if change.is_empty:
        out.print("I conti dell'anno dicono già così: nulla da scrivere.")
        return
    out.print(change.summary, style="bold green" if outcome.is_written else "bold")
    if dry_run:
        out.print(f"Prova: nulla è stato scritto. Si scriverebbe {change.file}.")
        return
    for hint in change.hints:
        out.print(f"→ {hint}")
