"""The signature plan and the report of a collection as Excel tables."""

from collections.abc import Sequence
from pathlib import Path

from workflow.bundle.exports.sheet_table import SheetTable, workbook_bytes
from workflow.bundle.signatures.rules import signing_rules
from workflow.resources import ProgramError
from workflow.services.collecting import CollectPlan
from workflow.services.file_replacing import replace_file
from workflow.services.signature_plan import PlannedSigner, SigningItem

_PLAN_HEADINGS = (
    "Documento", "Dove va", "Ruolo", "Chi firma", "Codice fiscale", "Modo consigliato", "Modi ammessi",
    "Copia del documento d’identità", "Data certa", "Stato", "Ha firmato", "Edizione", "Versione",
)  # fmt: skip
_COLLECTION_HEADINGS = (
    "File", "Esito", "Documento", "Di chi", "Versione", "Firmato da", "Messo in", "Rilievi", "Rimedio", "sha256",
)  # fmt: skip


class SheetNameError(ProgramError):
    """A name that does not end with .xlsx."""

    exit_code = 2


def plan_sheet(items: Sequence[SigningItem]) -> SheetTable:
    """Return the signature plan, a row for each signature."""
    methods = signing_rules().methods
    rows = [
        (
            item.expected.title, item.section, one.signatory.label, one.signatory.name, one.signatory.codice_fiscale,
            methods[item.rule.advised].title, ", ".join(methods[way].title for way in item.rule.methods),
            one.identity.value, "sì" if item.rule.certain_date else "no", item.state.value, _has_signed(one),
            item.code.edition, item.code.version,
        )
        for item in items
        for one in item.signers
    ]  # fmt: skip
    return SheetTable("Firme", _PLAN_HEADINGS, tuple(rows))


def collection_sheet(plan: CollectPlan) -> SheetTable:
    """Return the report of a collection, a row for each file."""
    rows = []
    for one in plan.placements:
        item, judged = one.item, one.judged
        rows.append((
            one.name,
            one.fate.value,
            item.expected.title if item is not None else None,
            item.order.key if item is not None else None,
            item.code.version if item is not None else None,
            ", ".join(signer.name for signer in judged.signers) if judged is not None else None,
            ", ".join(target for _, target in one.targets),
            one.reason,
            " ".join(dict.fromkeys(finding.remedy for finding in one.findings if finding.remedy)),
            one.dropped.sha256 if one.dropped is not None else None,
        ))  # fmt: skip
    return SheetTable("Raccolta", _COLLECTION_HEADINGS, tuple(rows))


def write_sheet(path: Path, sheet: SheetTable) -> None:
    """Write the table; raise SheetNameError for a name of another kind of file."""
    if path.suffix.lower() != ".xlsx":
        raise SheetNameError(f"«{path.name}»: il nome deve finire con .xlsx.")
    replace_file(path, workbook_bytes([sheet], sheet.name))


def _has_signed(one: PlannedSigner) -> str:
    return {True: "sì", False: "no", None: "da guardare"}[one.has_signed]
