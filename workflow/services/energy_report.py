"""Makes the energy report of a dossier: on its measures, or on an estimate where there is no measure."""

from dataclasses import dataclass, field

from workflow.domain.finding import Finding
from workflow.law import Law
from workflow.services.energy_figures import load_figures
from workflow.services.energy_reported import ReportedYear, at_hour, of_measured, of_projection, without_names
from workflow.services.measured_year import NO_MEASURES, MeasuredChoices, measured
from workflow.services.opening import Opened
from workflow.services.projecting import project
from workflow.services.projection_choices import Given, choices_of

FOLDER = "rapporti"


@dataclass(frozen=True)
class ReportChoices:
    """What a person chooses: the year, measures or estimate, the hour to do step by step, names or numbers."""

    year: int | None = None
    is_projection: bool = False
    measured: MeasuredChoices = field(default_factory=MeasuredChoices)
    hour: str | None = None
    hides_names: bool = False


def report_of(opened: Opened, choices: ReportChoices, law: Law) -> tuple[ReportedYear | None, tuple[Finding, ...]]:
    """Return the report of a dossier, and the findings; no report where the measures do not let the year be settled.

    A year of which there is no measure at all is projected. Raises IncompleteYearError where an estimate lacks what it
    cannot do without.
    """
    if not choices.is_projection:
        found = measured(opened, choices.year or opened.dossier.as_of.year - 1, law, choices.measured)
        if not found.is_refused:
            return chosen(of_measured(opened, found, law), choices), found.findings
        if not any(one.code == NO_MEASURES for one in found.findings):
            return None, found.findings
    given = Given(trase_eur_mwh=choices.measured.trase_eur_mwh, btau_eur_mwh=choices.measured.btau_eur_mwh)
    year = choices.year or opened.dossier.as_of.year + 1
    projection = project(opened.dossier, law, load_figures(), year, choices_of(opened, given))
    return chosen(of_projection(opened, projection, law), choices), ()


def chosen(reported: ReportedYear, choices: ReportChoices) -> ReportedYear:
    """Return the report with the hour and the names as chosen."""
    found = reported if choices.hour is None else at_hour(reported, choices.hour)
    return without_names(found) if choices.hides_names else found
