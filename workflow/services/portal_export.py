"""Writes what is typed or loaded on the portal: the tables in their profiles, and the fields of the istanza."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow.bundle.exports.portal_table import Gap, PortalTable, fill
from workflow.bundle.exports.profile import Profile, find_profile, load_profiles
from workflow.bundle.exports.sheet_table import SheetTable, workbook_bytes
from workflow.documents.table_reading import TableRow, read_tables
from workflow.domain.sheet_cell import csv_bytes
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.file_replacing import replace_file
from workflow.services.opening import Opened
from workflow.services.own_templates import own_catalogue
from workflow.services.writing import orders, write

EXPORT_FOLDER = "uscita_portale"
WORKBOOK_NAME = "portale.xlsx"
MIRROR_NAME = "istanza"
NOTES_NAME = "LEGGIMI.txt"
_MIRROR = "specchio_istanza"
_MIRROR_LABEL = "l'istanza la genera il portale: questi valori si confrontano, non si caricano"
_MIRROR_HEADINGS = ("Parte", "Riferimento", "Voce", "Valore")
_BOX = "□"
_PRIVATE_FOLDER = 0o700


class SameNameError(ProgramError):
    """Two tables of one export that would have the same name: one would take the place of the other."""

    exit_code = 2


@dataclass(frozen=True)
class Exported:
    """The files written and what they lack."""

    folder: Path
    files: tuple[str, ...]
    tables: tuple[PortalTable, ...]

    @property
    def gaps(self) -> tuple[tuple[PortalTable, Gap], ...]:
        """What must still be written by hand, table by table."""
        return tuple((table, gap) for table in self.tables for gap in table.gaps)


def export_for_portal(opened: Opened, law: Law, names: Sequence[str] = (), out: Path | None = None) -> Exported:
    """Write the tables, a workbook of all of them and a page on what they are worth; by default every table there is.

    `names` are packaged profiles, or files of a person's own. Raises ProfileMissingError, SameNameError,
    UnknownFactError, OSError.
    """
    dossier = opened.dossier
    profiles = [find_profile(name) for name in names] or [one for one in load_profiles() if dossier.kind in one.kinds]
    _assert_told_apart(profiles)
    filled = [fill(profile, dossier) for profile in profiles]
    tables = tuple(table for table in filled if names or table.rows)
    mirror = mirror_table(opened, law)
    folder = out or opened.folder / EXPORT_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    contents = {f"{table.profile.name}.csv": table.csv for table in tables}
    contents[f"{MIRROR_NAME}.csv"] = csv_bytes([mirror.headings, *mirror.rows])
    contents[WORKBOOK_NAME] = workbook_bytes([mirror, *(table.sheet for table in tables)], "Dati per il portale SPC")
    contents[NOTES_NAME] = _notes(tables).encode()
    for name, content in contents.items():
        replace_file(folder / name, content)
    for profile in () if names else load_profiles():
        if f"{profile.name}.csv" not in contents:  # a table of an earlier export, of which nothing is left
            (folder / f"{profile.name}.csv").unlink(missing_ok=True)
    return Exported(folder, tuple(contents), tables)


def _assert_told_apart(profiles: Sequence[Profile]) -> None:
    taken = {MIRROR_NAME}
    for profile in profiles:
        if profile.name in taken:
            raise SameNameError(
                f"Due tabelle si chiamerebbero «{profile.name}.csv»: nel profilo proprio cambiare «name»."
            )
        taken.add(profile.name)


def mirror_table(opened: Opened, law: Law) -> SheetTable:
    """Return the fields of the istanza in the order of the fac-simile, as the mirror sheet prints them."""
    wanted, _ = orders(opened.dossier, law, own_catalogue(opened.folder), only=frozenset({_MIRROR}))
    rows: list[tuple[str, ...]] = []
    for document in write(opened.dossier, law, wanted, is_draft=False):
        rows += [_mirror_row(row) for row in read_tables(document.content) if _is_to_compare(row)]
    return SheetTable("Istanza", _MIRROR_HEADINGS, tuple(rows), f"Valori dell'istanza – {_MIRROR_LABEL}")


def _is_to_compare(row: TableRow) -> bool:
    """Whether the row has a box to tick: the others are for who compares."""
    return _BOX in row.cells


def _mirror_row(row: TableRow) -> tuple[str, ...]:
    """Lay a row of any width in part, reference, field and value."""
    *heads, _ = row.columns
    *cells, _ = row.cells
    if len(cells) == 1:
        return (row.heading, "", cells[0], "")
    if len(cells) == 2:  # noqa: PLR2004 - field and value; the heads may say whose they are
        reference = "" if heads[1] in {"Valore", "Nel fascicolo"} else f"{heads[0]}, {heads[1]}"
        return (row.heading, reference, cells[0], cells[1])
    told = "; ".join(f"{head}: {cell}" for head, cell in zip(heads[1:], cells[1:], strict=True))
    return (row.heading, heads[0], cells[0], told)


def _notes(tables: Sequence[PortalTable]) -> str:
    lines = ["Dati per il portale SPC del GSE", ""]
    lines += [
        f"{MIRROR_NAME}.csv: i valori dell'istanza nell'ordine del fac-simile ({_MIRROR_LABEL}).",
        f"{WORKBOOK_NAME}: gli stessi dati, un foglio per tabella.",
        "",
    ]
    for table in tables:
        lines += _about(table.profile)
        for heading in dict.fromkeys(gap.heading for gap in table.gaps):
            found = [gap for gap in table.gaps if gap.heading == heading]
            rows = "una riga" if len(found) == 1 else f"{len(found)} righe"
            lines.append(f"  da completare: {heading} ({rows}): {found[0].reason}.")
        lines.append("")
    return "\n".join(lines)


def _about(profile: Profile) -> list[str]:
    return [
        f"{profile.name}.csv: {profile.title}. {profile.label[:1].upper()}{profile.label[1:]}.",
        f"  {profile.note}",
    ]
