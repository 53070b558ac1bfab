"""`bundle sign-plan`, `sign-check` and `collect`: who signs, what came back signed, and where it goes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer

from workflow import clock
from workflow.bundle.pdf_engine import choose_engine
from workflow.bundle.signatures.examiner import Asked
from workflow.bundle.signatures.findings import shown_hour, shown_signer
from workflow.bundle.signatures.rules import signing_rules
from workflow.bundle.signatures.signatory import OUTCOME_WORDS
from workflow.cli.console import console, error_console, print_json, show_findings
from workflow.cli.exit_code import ExitCode
from workflow.cli.italian import ItalianCommand
from workflow.cli.options import ARCHIVE, AS_OF, JSON, NO_ARCHIVE, TARGET, opened_archive, parse_day
from workflow.cli.pdf_engines import EngineName
from workflow.domain.finding import Outcome, Severity
from workflow.domain.identifiers import codice_fiscale
from workflow.law import Law
from workflow.services.collecting import CollectPlan, Fate, Placement, plan_collection
from workflow.services.collecting_apply import Applied, apply_collection
from workflow.services.collecting_json import collect_json
from workflow.services.opening import open_dossier
from workflow.services.sign_checking import CheckedFile, SignCheck, check_signatures
from workflow.services.sign_checking_json import sign_check_json
from workflow.services.signature_plan import IdentityState, SignaturePlan, SigningItem, SigningState, signature_plan
from workflow.services.signature_prints import Printed, print_to_sign
from workflow.services.signature_sheets import collection_sheet, plan_sheet, write_sheet

TRUST = typer.Option(
    None,
    "--trust",
    metavar="CARTELLA",
    help="Cartella di fiducia: certificati degli emittenti, CRL, OCSP, elenco nazionale.",
)
XLSX = typer.Option(None, "--xlsx", metavar="FILE", help="Scrive la tabella anche in un foglio Excel.")
_COLOURS = {
    Outcome.PASSED: "bold green",
    Outcome.UNKNOWN: "yellow",
    Outcome.FAILED: "bold red",
    Outcome.NOT_APPLICABLE: "yellow",
}
_FATE_COLOURS = {Fate.COLLECTED: "green", Fate.ASIDE: "bold red"}
_IDENTITY_SHOWN = {IdentityState.MISSING, IdentityState.EXPIRED, IdentityState.UNKNOWN}


def sign_plan(
    target: str = TARGET,
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    as_of: str | None = AS_OF,
    only_open: bool = typer.Option(False, "--open", help="Solo ciò che resta da firmare o da rifare."),
    to_print: bool = typer.Option(False, "--print", help="Fa i PDF da firmare, ciascuno con il codice."),
    out: Path | None = typer.Option(None, "--out", help="Cartella dei PDF da firmare (predefinita: DIR/uscita_firme)."),
    engine: EngineName = typer.Option(EngineName.AUTO, "--engine", help="Motore dei PDF."),
    xlsx: Path | None = XLSX,
    json: bool = JSON,
) -> None:
    """Dice chi firma ogni documento, come, che cosa va con la firma e a che punto è."""
    law = Law.load()
    with opened_archive(archive, without=no_archive) as store:
        opened = open_dossier(target, as_of=parse_day(as_of), archive=store, law=law)
        plan = signature_plan(opened, law)
    items = [item for item in plan.items if not only_open or _is_open(item)]
    if xlsx is not None:
        write_sheet(xlsx, plan_sheet(items))
    printed = print_to_sign(opened, law, choose_engine(engine.value), plan, items, out=out) if to_print else None
    if json:
        from workflow.services.signature_plan_json import signature_plan_json  # noqa: PLC0415 - for machines alone

        print_json(signature_plan_json(opened.dossier, items))
        return
    _show_plan(items, plan)
    if printed is not None:
        _show_printed(printed)


def sign_check(
    paths: list[Path] = typer.Argument(metavar="PERCORSO…", help="File firmati, o cartelle che ne contengono."),
    trust: Path | None = TRUST,
    dossier: str | None = typer.Option(
        None, "--dossier", metavar="DIR|SLUG", help="Fascicolo: chi doveva firmare ogni documento viene da qui."
    ),
    signer: str | None = typer.Option(
        None, "--signer", metavar="CODICE", help="Codice fiscale di chi doveva firmare (al posto di --dossier)."
    ),
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    json: bool = JSON,
) -> None:
    """Apre PDF firmati, .p7m e marche temporali e dice che cosa risulta di ogni firma, senza usare la rete."""
    plan = None
    if signer is not None and not codice_fiscale.is_personal(signer):
        raise typer.BadParameter("non è un codice fiscale di persona valido", param_hint="'--signer'")
    if dossier is not None:
        law = Law.load()
        with opened_archive(archive, without=no_archive) as store:
            plan = signature_plan(open_dossier(dossier, archive=store, law=law), law)
    check = check_signatures(paths, now=clock.now(), trust=trust, plan=plan, signer=signer)
    if json:
        print_json(sign_check_json(check))
    else:
        _show_check(check)
    if check.is_failed:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def collect(
    folder: Path = typer.Argument(metavar="CARTELLA", help="Cartella con i file restituiti, con qualunque nome."),
    target: str = TARGET,
    apply: bool = typer.Option(
        False, "--apply", help="Mette i documenti nel fascicolo; senza, mostra che cosa farebbe."
    ),
    split: bool = typer.Option(False, "--split", help="Divide le scansioni che contengono più documenti."),
    trust: Path | None = TRUST,
    differences: bool = typer.Option(
        False, "--differences", help="Elenca ogni differenza di testo, pagina per pagina."
    ),
    reason: str = typer.Option("", "--reason", help="Nota che resta nella storia."),
    archive: str | None = ARCHIVE,
    no_archive: bool = NO_ARCHIVE,
    as_of: str | None = AS_OF,
    xlsx: Path | None = XLSX,
    json: bool = JSON,
) -> None:
    """Riconosce i documenti tornati firmati e li mette al loro posto, o dice perché no."""
    law = Law.load()
    with opened_archive(archive, without=no_archive) as store, TemporaryDirectory(prefix="dossier-cer-") as work:
        opened = open_dossier(target, as_of=parse_day(as_of), archive=store, law=law)
        plan = signature_plan(opened, law)
        with _watched(quiet=json) as on_done:
            planned = plan_collection(
                opened, plan, folder, Path(work), now=clock.now(), trust=trust, split=split, on_done=on_done
            )
        applied = apply_collection(opened, law, store, planned, reason=reason) if apply else None
    if xlsx is not None:
        write_sheet(xlsx, collection_sheet(planned))
    if json:
        print_json(collect_json(opened.dossier, planned, applied))
    else:
        _show_collection(planned, applied, with_differences=differences)
    if planned.has_leftovers:
        raise typer.Exit(ExitCode.BLOCKING_FINDINGS)


def add_commands(group: typer.Typer) -> None:
    """Add the commands of this module to the group of the bundle."""
    for name, function in (("sign-plan", sign_plan), ("sign-check", sign_check), ("collect", collect)):
        group.command(name, cls=ItalianCommand)(function)


def _is_open(item: SigningItem) -> bool:
    return item.state not in {SigningState.SIGNED, SigningState.GIVEN}


def _show_plan(items: Sequence[SigningItem], plan: SignaturePlan) -> None:
    from rich.table import Table  # noqa: PLC0415 - loaded by who prints for people

    out = console()
    methods = signing_rules().methods
    table = Table(show_lines=True, expand=True)
    for heading, ratio in (("Documento", 5), ("Chi firma", 5), ("Come", 3), ("Stato", 2)):
        table.add_column(heading, ratio=ratio)
    for item in items:
        who = "\n".join(_signer_line(one) for one in item.signers)
        how = methods[item.rule.advised].title
        others = [methods[one].title for one in item.rule.methods if one is not item.rule.advised]
        with_date = "\ncon data certa" if item.rule.certain_date else ""
        table.add_row(item.expected.title, who, f"{how}\n(anche: {', '.join(others)}){with_date}", item.state.value)
    out.print(table)
    counts = {state: sum(item.state is state for item in plan.items) for state in SigningState}
    told = ", ".join(f"{count} {state.value}" for state, count in counts.items() if count)
    out.print(f"{len(plan.items)} documenti: {told}." if plan.items else "Nessun documento da firmare.")


def _show_printed(printed: Printed) -> None:
    out = console()
    show_findings(printed.findings)
    if printed.blocking:
        count = len(printed.blocking)
        words = "un rilievo bloccante" if count == 1 else f"{count} rilievi bloccanti"
        out.print(f"I PDF sono BOZZE, da non firmare: oltre alle firme, {words}:", style="bold red")
        for finding in printed.blocking:
            out.print(f"  {finding.code}  {finding.message}")
    elif printed.drafts:
        out.print(f"BOZZE, perché mancano dati: {', '.join(printed.drafts)}.", style="yellow")
    if printed.is_preview:
        out.print("L’impaginazione è un’anteprima: per il definitivo usare --engine libreoffice.", style="yellow")
    out.print(f"{len(printed.files)} PDF in {printed.out}.", style="bold green")


def _signer_line(one: Any) -> str:
    mark = {True: "✓ ", False: "", None: "? "}[one.has_signed]
    identity = f" – documento d’identità: {one.identity.value}" if one.identity in _IDENTITY_SHOWN else ""
    return f"{mark}{one.signatory.shown}{identity}"


def _show_check(check: SignCheck) -> None:
    out = console()
    for one in check.files:
        out.print(f"{one.path.name}: {OUTCOME_WORDS[one.outcome]}", style=_COLOURS[one.outcome])
        _show_file(one)
        show_findings(one.findings, notes=True)
    if check.trust is None or not check.found_in_trust.anchors:
        out.print(
            "Nessun elenco di fiducia: di chi garantisce i certificati non si può dire nulla. "
            "Indicare con --trust la cartella con i certificati degli emittenti.",
            style="yellow",
        )
    for name in check.found_in_trust.unread:
        out.print(f"Nella cartella di fiducia «{name}» non è un certificato né una lista leggibile.", style="yellow")
    out.print(
        "«Verificata» vuol dire integra, di chi doveva firmare, con un certificato valido e garantito dalla cartella "
        "di fiducia: non è un parere sulla validità legale della firma.",
        style="dim",
    )


def _show_file(one: CheckedFile) -> None:
    out = console()
    if one.document is not None:
        out.print(f"  documento: {one.document}")
    if one.seen.envelopes:
        out.print(f"  buste: {' › '.join(one.seen.envelopes)}")
    for signature in one.seen.signatures:
        signer = signature.signer
        code = f", {signer.codice_fiscale} ({signer.codice_fiscale_from})" if signer.codice_fiscale else ""
        out.print(f"  {signature.form.value}: {shown_signer(signature)}{code}")
        hour = f"dichiarata {shown_hour(signature.claimed_at)}"
        if signature.stamped_at is not None:
            hour += f", con marca {shown_hour(signature.stamped_at)}"
        words = ", ".join(
            f"{label} {value.value.replace('_', ' ')}"
            for label, value in (
                ("integrità:", signature.integrity), ("copre:", signature.coverage),
                ("certificato:", signature.certificate), ("catena:", signature.chain),
            )
        )  # fmt: skip
        out.print(f"    {words}; ora {hour}")


def _show_collection(planned: CollectPlan, applied: Applied | None, *, with_differences: bool) -> None:
    from rich.table import Table  # noqa: PLC0415 - likewise

    out = console()
    table = Table(show_lines=True, expand=True)
    for heading, ratio in (("File", 4), ("Documento", 4), ("Esito", 2), ("Dove, o perché no", 6)):
        table.add_column(heading, ratio=ratio)
    for one in planned.placements:
        title = one.item.expected.title if one.item is not None else ""
        told = [target for _, target in one.targets] or []
        told += _sentences(one)
        table.add_row(one.name, title, one.fate.value, "\n".join(told), style=_FATE_COLOURS.get(one.fate))
    out.print(table)
    if with_differences:
        for one in planned.placements:
            for page in one.judged.differences if one.judged is not None else ():
                for sentence in page.sentences():
                    out.print(f"{one.name}: {sentence}")
    counts = ", ".join(f"{len(planned.of(fate))} {fate.value}" for fate in Fate if planned.of(fate))
    out.print(f"{len(planned.placements)} file: {counts}." if planned.placements else "La cartella è vuota.")
    if applied is None:
        out.print("Prova: nulla è stato scritto. Ripetere con --apply.", style="bold")
    elif applied.papers:
        out.print(f"Nel fascicolo: {len(applied.papers)} documenti firmati.", style="bold green")
    else:
        out.print("Nulla di nuovo da mettere nel fascicolo.")


def _sentences(one: Placement) -> list[str]:
    """Return what people must know of a file; notes only where there is nothing else to say of one not kept."""
    weighty = [finding.message for finding in one.findings if finding.severity is not Severity.NOTE]
    if weighty or one.fate is Fate.COLLECTED:
        return weighty
    return [finding.message for finding in one.findings]


@contextmanager
def _watched(*, quiet: bool) -> Iterator[Callable[[Asked], None] | None]:
    """Show how many files were looked at, to who is watching."""
    out = error_console()
    if quiet or not out.is_terminal:
        yield None
        return
    with out.status("Esame dei file…") as status:
        done: list[Asked] = []

        def one_more(asked: Asked) -> None:
            done.append(asked)
            status.update(f"Esame dei file… {len(done)}")

        yield one_more
