"""`bundle plan`, `export`, `zip`, `receipt`: what a practice asks for, what the portal takes, what is handed over."""

from pathlib import Path

import typer
from rich.table import Table

from workflow.bundle.plan import ItemState, PlannedItem
from workflow.bundle.zip_bundle import NotIntactError, zip_bundle
from workflow.checks.wording import show
from workflow.cli.console import console, print_json, show_findings
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, SENT_ON, TARGET, opened_archive, parse_day
from workflow.cli.recorded import DRY_RUN, show_guards
from workflow.domain.filing import FilingKind
from workflow.law import Law
from workflow.services.file_replacing import replace_file
from workflow.services.filing import practice_of
from workflow.services.opening import open_dossier
from workflow.services.pec_package import Filed, file_receipts, plan_receipts
from workflow.services.portal_export import Exported, export_for_portal
from workflow.services.submission_plan import SubmissionPlan, plan_json, plan_workbook, submission_plan

_STATE_STYLES = {
    ItemState.MISSING: "bold red",
    ItemState.EXPIRED: "bold red",
    ItemState.DRAFT: "yellow",
    ItemState.UNKNOWN: "yellow",
    ItemState.READY: "yellow",
    ItemState.NOT_REQUIRED: "dim",
}
_SHOWN_LABELS = 3
_PROCEDURE = typer.Option(None, "--procedure", help="Pratica (predefinita: quella della richiesta).")
_ABOUT = typer.Option(
    None, "--about", metavar="NOME", help="Quale: nome della variazione, impianto del PNRR, protocollo dell'atto."
)


def add_commands(group: typer.Typer) -> None:
    """Add the commands of this module to the group `bundle`."""
    for name, function in (("plan", plan), ("export", export), ("zip", make_zip), ("receipt", receipt)):
        group.command(name, cls=ItalianCommand)(function)


def plan(
    target: str = TARGET,
    procedure: FilingKind | None = _PROCEDURE,
    about: str | None = _ABOUT,
    as_of: str | None = AS_OF,
    sent_on: str | None = SENT_ON,
    xlsx: Path | None = typer.Option(None, "--xlsx", metavar="FILE", help="Scrive il piano anche in un foglio .xlsx."),
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Dice che cosa chiede una pratica: ogni carta, perché serve o no, a che punto è, chi la dà, fino a quando vale."""
    law = Law.load()
    with opened_archive(archive, no_archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), sent_on=parse_day(sent_on), archive=store, law=law)
    found = submission_plan(opened, law, practice_of(opened.dossier, law, procedure, about))
    if xlsx is not None:
        replace_file(xlsx, plan_workbook(found))
    if json:
        print_json(plan_json(found))
        return
    _show_plan(found)
    if xlsx is not None:
        console().print(f"Piano scritto in {xlsx}.")


def export(
    target: str = TARGET,
    profile: list[str] = typer.Option(
        [],
        "--profile",
        metavar="NOME|FILE",
        help="Tabella da scrivere: un profilo, o un file .yaml proprio (ripetibile).",
    ),
    out: Path | None = typer.Option(None, "--out", help="Cartella (predefinita: DIR/uscita_portale)."),
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Scrive le tabelle e i valori da riportare sul portale, in CSV e in un foglio .xlsx."""
    law = Law.load()
    with opened_archive(archive, no_archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), archive=store, law=law)
    done = export_for_portal(opened, law, profile, out)
    if json:
        print_json(_export_json(opened.dossier.slug, done))
    else:
        _show_export(done)


def make_zip(
    path: Path = typer.Argument(metavar="CARTELLA", help="Cartella del fascicolo (di solito DIR/uscita)."),
    out: Path | None = typer.Option(None, "--out", metavar="FILE", help="Zip da scrivere (predefinito: accanto)."),
    json: bool = JSON,
) -> None:
    """Mette un fascicolo intatto in un solo zip: stesso fascicolo, stessi byte."""
    try:
        done = zip_bundle(path, out)
    except NotIntactError as error:
        if json:
            print_json(
                {"schema": 1, "refused": str(error), "findings": [f.model_dump(mode="json") for f in error.findings]}
            )
        else:
            show_findings(error.findings, notes=True)
            console().print(str(error), style="bold red")
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS) from error
    if json:
        print_json(
            {"schema": 1, "zip": str(done.path), "sha256": done.sha256, "manifest_sha256": done.manifest_sha256,
             "files": done.files}
        )  # fmt: skip
        return
    console().print(f"{done.files} file in {done.path}.", style="bold green", soft_wrap=True)
    console().print(f"Impronta dello zip: {done.sha256}", style="dim")
    console().print(f"Impronta del manifesto: {done.manifest_sha256}", style="dim")


def receipt(
    target: str = TARGET,
    files: list[Path] = typer.Argument(metavar="FILE…", help="Ricevute PEC (.eml), come escono dalla casella."),
    procedure: FilingKind | None = typer.Option(
        None, "--procedure", help="Pratica (predefinita: quella del cui messaggio sono le ricevute)."
    ),
    about: str | None = _ABOUT,
    reason: str = typer.Option("", "--reason", help="Motivo, che resta nella storia."),
    as_of: str | None = AS_OF,
    archive: str | None = ARCHIVE,
    json: bool = JSON,
    dry_run: bool = DRY_RUN,
) -> None:
    """Archivia le ricevute PEC di una pratica e registra il giorno della consegna."""
    law = Law.load()
    with opened_archive(archive) as store:
        if store is None:  # pragma: no cover - this command always has its archive
            raise AssertionError("no archive")
        opened = open_dossier(target, as_of=parse_day(as_of), archive=store, law=law)
        done = file_receipts(
            opened, law, store, plan_receipts(opened, law, files, procedure, about), dry_run=dry_run, reason=reason
        )
    if json:
        print_json(_receipt_json(opened.dossier.slug, done, dry_run=dry_run))
    else:
        _show_receipts(done, law, dry_run=dry_run)
    if done.plan.findings or done.plan.is_blocked:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def _show_plan(found: SubmissionPlan) -> None:
    out = console()
    for is_required, title in ((True, "Che cosa serve"), (False, "Che cosa non serve, e perché")):
        table = Table(title=title, expand=True, show_lines=True)
        table.add_column("Codice", no_wrap=True)
        table.add_column("Voce", ratio=4)
        table.add_column("Stato", ratio=2)
        table.add_column("Perché", ratio=5)
        table.add_column("Dove va", ratio=2)
        table.add_column("Chi la dà", ratio=2)
        for group in _grouped([item for item in found.items if item.is_required is is_required]):
            first = group[0]
            warnings = "".join(f"\n⚠ {text}" for text in dict.fromkeys(w for item in group for w in item.warnings))
            table.add_row(
                first.item.id, _title(group), first.state.value, f"{first.reason}\n{found.sources(first)}{warnings}",
                first.section.label, first.item.provider, style=_STATE_STYLES.get(first.state, ""),
            )  # fmt: skip
        if table.row_count:
            out.print(table)
    counts = ", ".join(f"{count} {state.value}" for state, count in found.counts.items() if count)
    out.print(f"{found.practice.facts.title}: {counts}.", style="bold")
    when = f"Inviata il {show(found.sent_on)}" if found.is_sent else f"Invio ipotizzato il {show(found.sent_on)}"
    last = f"; ultimo giorno utile {show(found.last_day_on)}" if found.last_day_on else ""
    out.print(f"{when}{last}.")


def _grouped(items: list[PlannedItem]) -> list[list[PlannedItem]]:
    """Return the items that say the same of several people or plants, so that thirty bills are one row."""
    groups: dict[tuple[str, str, str, bool], list[PlannedItem]] = {}
    for item in items:
        groups.setdefault((item.item.id, item.state.value, item.reason, bool(item.warnings)), []).append(item)
    return list(groups.values())


def _title(group: list[PlannedItem]) -> str:
    labels = [item.label for item in group if item.label]
    optional = " (facoltativa)" if group[0].item.is_optional else ""
    if not labels:
        return f"{group[0].item.title}{optional}"
    others = len(labels) - _SHOWN_LABELS
    more = "" if others <= 0 else (" e un altro" if others == 1 else f" e altri {others}")
    return f"{group[0].item.title}{optional} – {', '.join(labels[:_SHOWN_LABELS])}{more}"


def _show_export(done: Exported) -> None:
    out = console()
    for table in done.tables:
        profile = table.profile
        out.print(f"{profile.name}.csv: {profile.title}, {len(table.rows)} righe ({profile.label}).", soft_wrap=True)
        for heading in dict.fromkeys(gap.heading for gap in table.gaps):
            found = [gap for gap in table.gaps if gap.heading == heading]
            rows = "una riga" if len(found) == 1 else f"{len(found)} righe"
            out.print(f"  da completare: {heading} ({rows}): {found[0].reason}.", style="yellow", soft_wrap=True)
    out.print(f"{len(done.files)} file in {done.folder}.", style="bold green", soft_wrap=True)


def _export_json(slug: str, done: Exported) -> dict[str, object]:
    return {
        "schema": 1,
        "dossier": slug,
        "out": str(done.folder),
        "files": list(done.files),
        "tables": [
            {
                "name": table.profile.name,
                "title": table.profile.title,
                "label": table.profile.label,
                "confidence": table.profile.confidence.value,
                "rows": len(table.rows),
                "gaps": [{"row": gap.row, "column": gap.heading, "reason": gap.reason} for gap in table.gaps],
            }
            for table in done.tables
        ],
    }


def _show_receipts(done: Filed, law: Law, *, dry_run: bool) -> None:
    out = console()
    found = done.plan
    for one in found.files:
        at = one.receipt.at
        out.print(
            f"{one.path.name}: {one.receipt.kind.label}, {at:%d/%m/%Y %H:%M:%S} ({one.receipt.provider}).",
            soft_wrap=True,
        )
    show_findings(found.findings, notes=True)
    if found.change is not None and found.change.guards:
        show_guards(found.change.guards, law)
    if found.is_blocked:
        out.print("Nulla è stato scritto: prima va sistemato questo.", style="bold red")
        return
    if found.change is not None:
        is_known = found.change.is_empty
        out.print("È già registrato." if is_known else found.change.summary, style="bold green")
        for cost in found.change.costs:
            out.print(cost, style="bold yellow")
    for remark in found.remarks:
        out.print(f"→ {remark}", soft_wrap=True)
    if dry_run:
        out.print("Prova: nulla è stato scritto.")
    elif done.new_files:
        out.print(f"Archiviate: {', '.join(done.new_files)}.", soft_wrap=True)
    else:
        out.print("Le ricevute erano già archiviate.")


def _receipt_json(slug: str, done: Filed, *, dry_run: bool) -> dict[str, object]:
    found = done.plan
    return {
        "schema": 1,
        "dossier": slug,
        "procedure": found.practice.filing.kind.value,
        "about": found.practice.facts.name or None,
        "receipts": [
            {
                "file": one.path.name,
                "kind": one.receipt.kind.value,
                "at": one.receipt.at.isoformat(),
                "sender": one.receipt.sender,
                "recipients": list(one.receipt.recipients),
                "subject": one.receipt.subject,
                "provider": one.receipt.provider,
                "message_id": one.receipt.message_id,
                "sha256": one.receipt.sha256,
                "kept_as": target,
            }
            for one, target in zip(found.files, found.targets, strict=True)
        ],
        "is_provider_signature_verified": False,
        "fact": None
        if found.change is None
        else {"event": found.change.event.value, "summary": found.change.summary, **dict(found.change.details)},
        "new_files": list(done.new_files),
        "is_recorded": done.recording is not None and done.recording.is_written,
        "is_blocked": found.is_blocked,
        "is_rehearsal": dry_run,
        "remarks": list(found.remarks),
        "findings": [
            finding.model_dump(mode="json")
            for finding in (*found.findings, *(found.change.guards if found.change is not None else ()))
        ],
    }
