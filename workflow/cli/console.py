"""What every command prints with: tables of findings, JSON; plain text when nobody is watching."""

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from workflow.domain.finding import Finding, Outcome, Report, Severity

if TYPE_CHECKING:  # who prints for machines does without
    from rich.console import Console

_WIDTH_WITHOUT_TERMINAL = 120
_COLOURS = {Severity.BLOCKING: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_OUTCOMES = {Outcome.FAILED: "non conforme", Outcome.UNKNOWN: "non verificabile"}


def console() -> "Console":
    """Return the console of standard output."""
    return _console(width=None if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL)


def error_console() -> "Console":
    """Return the console of standard error."""
    return _console(stderr=True, width=None if sys.stderr.isatty() else _WIDTH_WITHOUT_TERMINAL)


def _console(*, width: int | None, stderr: bool = False) -> "Console":
    from rich.console import Console  # noqa: PLC0415 - loaded by who prints for people

    return Console(stderr=stderr, width=width, highlight=False, markup=False)


def print_json(value: Any) -> None:
    """Print a machine envelope: sorted keys, UTF-8, one newline at the end."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str))


def show_findings(findings: Sequence[Finding], notes: bool = False) -> None:
    """Print the findings as a table: what, where, cure; notes only if asked."""
    from rich.table import Table  # noqa: PLC0415 - likewise

    shown = [finding for finding in findings if notes or finding.severity is not Severity.NOTE]
    out = console()
    if shown:
        table = Table(show_lines=True, expand=True)
        table.add_column("Codice", no_wrap=True)
        table.add_column("Peso", no_wrap=True)
        table.add_column("Che cosa", ratio=5)
        table.add_column("Rimedio", ratio=4)
        for finding in shown:
            where = f"\n→ {finding.place}" if finding.place else ""
            weight = f"{finding.severity.value}\n{_OUTCOMES.get(finding.outcome, '')}"
            table.add_row(
                finding.code,
                weight,
                finding.message + where,
                finding.remedy or "",
                style=_COLOURS[finding.severity],
            )
        out.print(table)
    hidden = len(findings) - len(shown)
    if hidden:
        out.print(f"{hidden} {'nota' if hidden == 1 else 'note'}: vederle con --notes.", style="dim")


def warn_unread(findings: Sequence[Finding]) -> None:
    """Say on standard error that some facts could not be read, and that what follows does without them."""
    count = sum(finding.is_blocking for finding in findings)
    if count:
        facts = _s(count, "un dato non si è potuto leggere", f"{count} dati non si sono potuti leggere")
        error_console().print(
            f"Nel fascicolo {facts}: il conto ne fa a meno. Quali: dossier-cer check.", style="yellow"
        )


def show_verdict(report: Report) -> None:
    """Print the one line that sums a report up."""
    out = console()
    blocking = len(report.blocking)
    tariff = sum(1 for f in report.findings if f.severity is Severity.BLOCKING and not f.is_blocking)
    warnings = sum(1 for f in report.findings if f.severity is Severity.WARNING)
    if blocking:
        out.print(f"NON PRONTO: {blocking} {_s(blocking, 'rilievo bloccante', 'rilievi bloccanti')}.", style="bold red")
    else:
        out.print("CONFORME: nessun rilievo bloccante.", style="bold green")
    if tariff:
        words = _s(tariff, "rilievo che toglie", "rilievi che tolgono")
        out.print(f"{tariff} {words} la tariffa premio a un impianto.", style="red")
    if warnings:
        out.print(f"{warnings} {_s(warnings, 'avviso', 'avvisi')}.", style="yellow")


def _s(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
