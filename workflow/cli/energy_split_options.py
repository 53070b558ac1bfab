"""What a person asks of `energy split`."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workflow.services.split_energy import EnergySource


class StatementEngine(StrEnum):
    """What turns the statements into PDF."""

    EMBEDDED = "incorporato"
    LIBREOFFICE = "libreoffice"
    NONE = "nessuno"


@dataclass(frozen=True)
class SplitRequest:
    """The options, as written."""

    target: str
    year: int | None
    received: str | None
    rule: str | None
    energy: EnergySource
    trase: str | None
    btau: str | None
    accepts_gaps: bool
    writes: bool
    is_rehearsal: bool
    statements: Path | None
    engine: StatementEngine
    as_of: str | None
    archive: str | None
    without_archive: bool
    is_json: bool
