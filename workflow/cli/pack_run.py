"""Runs `render --pack` and shows what became of the packs: written, kept, worked on by hand, lacking data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.cli.console import console, print_json, show_findings
from workflow.cli.progress import progress
from workflow.documents.engine.verification import Verification
from workflow.domain.finding import Finding
from workflow.law import Law
from workflow.services.opening import Opened
from workflow.services.packs import MISSING_NAME, Gap, SubjectPack, WrittenPacks, write_packs

_SHOWN = 20
_SHOWN_FILES = 5


@dataclass(frozen=True)
class PackRun:
    """What is to be written, and where; `is_whole` where it is for everybody and every document."""

    opened: Opened
    law: Law
    packs: Sequence[SubjectPack]
    out: Path
    is_whole: bool
    verification: Verification | None = None


def render_packs(run: PackRun, findings: Sequence[Finding], *, replace_edited: bool, dry_run: bool, json: bool) -> None:
    """Write the packs, or with `dry_run` only say which."""
    result = WrittenPacks() if dry_run else _written(run, replace_edited=replace_edited)
    if json:
        _print_json(run, result, findings, dry_run=dry_run)
        return
    show_findings(findings)
    if dry_run:
        for pack in run.packs:
            console().print(f"{pack.label}: {', '.join(order.document.title for order in pack.orders)}")
        total = sum(len(pack.orders) for pack in run.packs)
        console().print(f"{total} documenti per {len(run.packs)} persone da scrivere in {run.out}.", style="bold")
        return
    _show_gaps(result.gaps)
    _show_left(result)
    written = _count(len(result.written), "documento scritto", "documenti scritti")
    kept = f", {len(result.kept)} già pronti" if result.kept else ""
    people = _count(len(run.packs), "persona", "persone")
    console().print(f"{written}{kept} per {people} in {run.out}.", style="bold")


def _written(run: PackRun, *, replace_edited: bool) -> WrittenPacks:
    with progress() as bar:
        task = bar.add_task("documenti", total=sum(len(pack.orders) for pack in run.packs))
        return write_packs(
            run.opened,
            run.law,
            run.packs,
            run.out,
            is_whole=run.is_whole,
            replace_edited=replace_edited,
            verification=run.verification,
            on_done=lambda _order: bar.advance(task),
        )


def _show_gaps(gaps: Sequence[Gap]) -> None:
    """Show who lacks what, once for each datum however many documents want it."""
    from rich.table import Table  # noqa: PLC0415 - only where something is missing

    if not gaps:
        return
    documents: dict[tuple[str, str], set[str]] = defaultdict(set)
    for gap in gaps:
        documents[gap.label, gap.row[4]].add(gap.document)
    table = Table(title=f"Dati mancanti (tutti in {MISSING_NAME})", title_justify="left", expand=True)
    for name in ("Chi", "Dove si scrive", "Documenti in cui resta in bianco"):
        table.add_column(name)
    for (label, where), titles in list(documents.items())[:_SHOWN]:
        table.add_row(label, where, "\n".join(sorted(titles)))
    console().print(table)
    if len(documents) > _SHOWN:
        console().print(f"… e altri {len(documents) - _SHOWN} dati.")


def _show_left(result: WrittenPacks) -> None:
    if result.edited:
        console().print(
            f"Modificati a mano e lasciati com'erano: {_some(result.edited)}. "
            "Per riscriverli dai dati: --replace-edited.",
            style="yellow",
        )
    if result.superseded:
        console().print(f"Cartelle di chi non è più tra i destinatari: {_some(result.superseded)}.", style="yellow")


def _some(names: Sequence[str]) -> str:
    more = f" e altri {len(names) - _SHOWN_FILES}" if len(names) > _SHOWN_FILES else ""
    return ", ".join(names[:_SHOWN_FILES]) + more


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _print_json(run: PackRun, result: WrittenPacks, findings: Sequence[Finding], *, dry_run: bool) -> None:
    print_json(
        {
            "schema": 1,
            "out": str(run.out),
            "is_dry_run": dry_run,
            "subjects": [
                {
                    "key": pack.key,
                    "label": pack.label,
                    "documents": [order.document.id for order in pack.orders],
                }
                for pack in run.packs
            ],
            "written": result.written,
            "kept": result.kept,
            "edited": result.edited,
            "superseded": result.superseded,
            "missing": [
                {
                    "folder": gap.folder,
                    "label": gap.label,
                    "document": gap.document,
                    "variable": gap.missing.variable,
                    "paragraph": gap.missing.paragraph,
                }
                for gap in result.gaps
            ],
            "findings": [finding.model_dump(mode="json") for finding in findings],
        }
    )
