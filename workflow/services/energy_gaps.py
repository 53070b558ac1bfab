"""Collects what a dossier or its measures lack for the energy of a year, each lack as a finding with its place."""

from typing import Any

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.checks.run import place_of_path
from workflow.domain.dossier import path_of_plant, path_of_row
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.member import Member, WithdrawalPoint
from workflow.resources import ProgramError

PLANT = "ENE-01"
POINT = "ENE-02"
SERIES = "ENE-03"


class IncompleteYearError(ProgramError):
    """A year that cannot be settled because the dossier or the measures lack something; the findings say what."""

    exit_code = 1

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the findings, which the door shows."""
        super().__init__("Il conto dell’energia non si può fare: mancano dei dati.")
        self.findings = findings
        self.details = tuple(f"{finding.code}  {finding.message}" for finding in findings)


class EnergyGaps:
    """The lacks of one year, in the order in which they were met."""

    def __init__(self, year: int) -> None:
        self._year = year
        self._found: list[Finding] = []

    def of_plant(self, index: int, name: str, key: str, wording: str | None = None) -> None:
        """Add a datum that a plant lacks; `key` is that of the file."""
        self._add(PLANT, path_of_plant(index, key), wording, impianto=name, dato=key)

    def of_point(self, member: Member, point: WithdrawalPoint, key: str, wording: str | None = None) -> None:
        """Add a datum that a withdrawal point, or who holds it, lacks."""
        holder = member.full_name or member.key or f"riga di dati {point.index + 1}"
        self._add(POINT, path_of_row(point.index, key), wording, titolare=holder, dato=key)

    def of_series(self, whose: str, wanted: int, valid: int | None) -> None:
        """Add an hourly series that is not there (`valid` None), or that is short or has holes."""
        wording = None if valid is None else "ore"
        self._add(SERIES, (), wording, di_chi=whose, attese=wanted, trovate=valid)

    def of_nothing(self, *, plants: bool) -> None:
        """Add that there is no plant at all, or no withdrawal point."""
        code, path = (PLANT, ("impianti",)) if plants else (POINT, ("soci",))
        self._add(code, path, "nessuno")

    @property
    def found(self) -> tuple[Finding, ...]:
        """Everything that lacks."""
        return tuple(self._found)

    def refuse_if_any(self) -> None:
        """Raise IncompleteYearError with the findings, if there are any."""
        if self._found:
            raise IncompleteYearError(self.found)

    def _add(self, code: str, path: FieldPath, wording: str | None, **values: Any) -> None:
        place = place_of_path(path) if path else None
        card = packaged_card(code)
        self._found.append(finding_of(card, path, {"anno": self._year, **values}, place=place, wording=wording))
