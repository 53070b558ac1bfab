"""Makes the workbooks and folders that people hand over, for the tests of the intake."""

import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from tests.builders.identifiers import body_codice_fiscale, codice_fiscale, pod
from workflow.domain.finding import Finding
from workflow.domain.member import Member
from workflow.intake.members_file import ReadMembers, read_members

ANNA = codice_fiscale("Giordano", "Anna", date(1975, 5, 3), "F", "D205")
BRUNO = codice_fiscale("Mattei", "Bruno", date(1968, 11, 20), "M", "D205")
BODY = body_codice_fiscale(7)
HEADINGS = ("Cognome", "Nome", "Denominazione", "Codice fiscale", "CAP", "POD", "Consumo annuo (kWh)")


def workbook(path: Path, rows: Sequence[Sequence[Any]], *, sheet: str = "Soci", merged: Sequence[str] = ()) -> Path:
    """Write rows as they are: numbers as numbers, texts as texts."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    book.save(path)
    return path


def list_of(path: Path, *rows: Mapping[str, Any], headings: Sequence[str] = HEADINGS) -> Path:
    """Write a list of members with some headings; a row names only what it fills."""
    return workbook(path, [headings, *([row.get(heading) for heading in headings] for row in rows)])


def anna(**more: Any) -> dict[str, Any]:
    return {"Cognome": "Giordano", "Nome": "Anna", "Codice fiscale": ANNA, "CAP": "12100", "POD": pod(1), **more}


def bruno(**more: Any) -> dict[str, Any]:
    return {"Cognome": "Mattei", "Nome": "Bruno", "Codice fiscale": BRUNO, "CAP": "12100", "POD": pod(2), **more}


def converted(profile: Path, target: str, folder: Path, *files: Path) -> None:
    """Open files with LibreOffice Calc and save them in another format, in a profile of its own."""
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", target]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=120)


def read_rows(folder: Path, *rows: dict[str, object], headings: tuple[str, ...] = HEADINGS) -> ReadMembers:
    return read_members(list_of(folder / "soci.xlsx", *rows, headings=headings))


def only_member(read: ReadMembers) -> Member:
    assert len(read.members) == 1
    return read.members[0]


def only_finding(read: ReadMembers) -> Finding:
    assert len(read.findings) == 1, [finding.message for finding in read.findings]
    return read.findings[0]
