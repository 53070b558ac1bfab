"""What every reader of measures gives: hours of one meter, plant or zone, with their place and how much they weigh."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workflow.domain.finding import FieldPath, Finding
from workflow.energy.hours import Floats
from workflow.energy.series import Direction
from workflow.intake.import_findings import ImportFindings

_STAMP_DIGITS = len("20250131235959")


class Rank(NamedTuple):
    """What wins when two files say different things of the same hour: the greater; equals are a conflict."""

    precedence: int = 0
    correction: int = 0
    issued: int = 0
    is_validated: int = 0
    is_actual: int = 1


LOWEST = Rank()


@dataclass(frozen=True, eq=False)
class Reading:
    """Hours in a row from an instant on: kWh, or EUR/MWh for prices, NaN where unknown.

    `starts_at` is in seconds since 1970 and is the beginning of an hour.
    """

    key: str
    direction: Direction
    starts_at: int
    values: Floats
    file: str
    place: str
    rank: Rank = LOWEST
    is_estimated: bool = False


def issue_stamp(written: str) -> int:
    """Return when a flow was issued as a number to compare: year to second, however much of it is written."""
    return int(written[:_STAMP_DIGITS].ljust(_STAMP_DIGITS, "0"))


@dataclass(frozen=True)
class Asked:
    """What a person said of the files, for what the files do not say themselves."""

    pod: str | None = None
    plant: str | None = None
    direction: Direction | None = None
    precedence: int = 0
    mapping: str | None = None


@dataclass
class _Note:
    place: str
    values: Mapping[str, Any]
    wording: str | None
    count: int = 0


@dataclass
class MeasureNotes:
    """What readers and merging find, told once per file and meter with its first place and how often it happens."""

    _notes: dict[tuple[str, str, str, str | None], _Note] = field(default_factory=dict)

    def add(
        self, code: str, file: str, key: str, place: str, *, wording: str | None = None, count: int = 1, **values: Any
    ) -> None:
        """Note that something of card `code` was met; later places of the same only count."""
        if count == 0:
            return
        note = self._notes.setdefault((code, file, key, wording), _Note(place, values, wording))
        note.count += count

    def findings(self, files: frozenset[str] | None = None) -> tuple[Finding, ...]:
        """Return the findings of some files, or of all, in the order in which they were first met."""
        found = ImportFindings()
        for (code, file, key, _), note in self._notes.items():
            if files is None or file in files:
                path: FieldPath = ("misure", file, key) if key else ("misure", file)
                where = f"{file}, {note.place}" if note.place else file
                found.add(code, path, where, wording=note.wording, chi=key, volte=note.count, **note.values)
        return found.all
