"""Brings the members or plants of another file into a dossier: plan first, then one atomic replacement."""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from workflow.domain.finding import Finding
from workflow.domain.member import Member
from workflow.domain.plant import Plant
from workflow.intake.fascicolo_file import FILE_NAME
from workflow.intake.import_merge import MergePlan, plan_members, plan_plants
from workflow.intake.members_file import read_members, read_members_of
from workflow.intake.plants_edit import with_plants
from workflow.intake.plants_file import read_plants
from workflow.intake.workbook_writer import members_workbook
from workflow.resources import ProgramError
from workflow.services.file_replacing import replace_file
from workflow.services.opening import Opened
from workflow.services.source_files import unchanged

MEMBERS_FILE = "soci.xlsx"


class ImportRefusedError(ProgramError):
    """A folder whose list of members cannot be rewritten without losing something."""

    exit_code = 6


Thing = TypeVar("Thing", Member, Plant)


@dataclass(frozen=True)
class Imported(Generic[Thing]):
    """What an import would do, or has done."""

    plan: MergePlan[Thing]
    findings: tuple[Finding, ...]
    is_written: bool

    @property
    def is_refused(self) -> bool:
        """Whether errors or conflicts kept everything as it was."""
        return bool(self.plan.conflicts) or any(finding.is_blocking for finding in self.findings)


def import_members(opened: Opened, file: Path, *, dry_run: bool) -> Imported[Member]:
    """Merge the members of `file` into the folder; with errors, conflicts or `dry_run` nothing is written.

    Raises ImportRefusedError if the folder keeps its members in a CSV, BrokenFileError for a file that cannot be read.
    """
    if not (opened.folder / MEMBERS_FILE).exists() and read_members_of(opened.folder).members:
        raise ImportRefusedError(
            f"La cartella {opened.folder} tiene i soci in un file .csv: salvarlo come {MEMBERS_FILE} e ripetere."
        )
    read = read_members(file)
    plan = plan_members(opened.dossier.members, read.members, file.name)
    findings = (*read.findings, *plan.conflicts)
    outcome = Imported(plan, findings, is_written=False)
    if dry_run or outcome.is_refused or plan.is_empty:
        return outcome
    path = opened.folder / MEMBERS_FILE
    with unchanged(opened.folder, opened.fact_files, path):
        replace_file(path, members_workbook(opened.dossier.kind, plan.merged))
    return Imported(plan, findings, is_written=True)


def import_plants(opened: Opened, file: Path, *, dry_run: bool) -> Imported[Plant]:
    """Merge the plants of `file` (YAML) into `fascicolo.yaml`; with errors, conflicts or `dry_run` nothing is written.

    Raises BrokenFileError for a file that cannot be read.
    """
    read = read_plants(file)
    known = opened.dossier.plants
    plan = plan_plants(known, read.plants, file.name)
    findings = (*read.findings, *plan.conflicts)
    outcome = Imported(plan, findings, is_written=False)
    if dry_run or outcome.is_refused or plan.is_empty:
        return outcome
    path = opened.folder / FILE_NAME
    with unchanged(opened.folder, opened.fact_files, path):
        replace_file(path, with_plants(path, known, plan.merged).encode())
    return Imported(plan, findings, is_written=True)
