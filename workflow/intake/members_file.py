"""Reads `soci.xlsx` or `soci.csv` into members with their points, and findings by sheet, row and column."""

from dataclasses import dataclass
from pathlib import Path

from workflow.domain.finding import Finding
from workflow.domain.member import Member
from workflow.intake.csv_reader import read_csv
from workflow.intake.file_guard import check_workbook
from workflow.intake.header_row import find_header
from workflow.intake.import_findings import ImportFindings
from workflow.intake.member_rows import MemberRows, RowPlaces
from workflow.intake.workbook_reader import read_sheet
from workflow.resources import BrokenFileError

STEM = "soci"
SHEET_NAME = "Soci"
_OTHER_SHEET_NAMES = ("Elenco soci", "Membri", "Elenco membri", "Partecipanti", "Elenco partecipanti", "Soci e POD")
_READABLE = (".xlsx", ".xlsm", ".csv")
# What people call the list when they have it in a format that is not read.
_REFUSED = {
    ".xls": "un file con il nome del vecchio formato di Excel (.xls)",
    ".xlsb": "il formato binario di Excel (.xlsb)",
    ".ods": "il formato di LibreOffice (.ods)",
    ".numbers": "il formato di Numbers",
    ".txt": "un file di testo (.txt)",
    ".pdf": "un PDF",
}


@dataclass(frozen=True)
class ReadMembers:
    """What a list of members says: the members, what could not be read, and where things are written."""

    members: tuple[Member, ...]
    findings: tuple[Finding, ...]
    places: RowPlaces | None


def read_members(path: Path) -> ReadMembers:
    """Read a workbook or a CSV by its extension; raise BrokenFileError if it is not what it claims to be."""
    suffix = path.suffix.lower()
    if suffix in _REFUSED and path.is_file() and path.stat().st_size:
        if suffix == ".xls":
            # The true old format, a page renamed or a locked file: each has its own cure.
            check_workbook(path)
        raise BrokenFileError(
            path,
            f"l'elenco dei soci è in {_REFUSED[suffix]}, che non si legge.",
            "Aprirlo e salvarlo come «Cartella di lavoro di Excel (.xlsx)» o come CSV.",
        )
    sheet = read_csv(path) if suffix == ".csv" else read_sheet(path, SHEET_NAME, *_OTHER_SHEET_NAMES)
    findings = ImportFindings()
    header = find_header(sheet, findings)
    rows = MemberRows(sheet, header, findings)
    members = rows.members()
    if not rows.count:
        findings.add("IMP-20", ("soci",), sheet.place, wording="righe")
    return ReadMembers(members, findings.all, rows.places)


def read_members_of(folder: Path) -> ReadMembers:
    """Read the list of members of a dossier folder, whatever the case of its name; report it missing or double."""
    findings = ImportFindings()
    present = sorted(item for item in folder.iterdir() if item.stem.lower() == STEM and item.is_file())
    readable = [item for item in present if item.suffix.lower() in _READABLE]
    if not readable:
        refused = next((item for item in present if item.suffix.lower() in _REFUSED), None)
        if refused is not None:
            return read_members(refused)
        findings.add("IMP-20", (STEM,), folder.name)
        return ReadMembers((), findings.all, None)
    chosen = min(readable, key=lambda item: _READABLE.index(item.suffix.lower()))
    if len(readable) > 1:
        names = [item.name for item in readable]
        findings.add("IMP-21", (STEM,), chosen.name, nomi=names, letto=chosen.name)
    read = read_members(chosen)
    return ReadMembers(read.members, (*findings.all, *read.findings), read.places)
