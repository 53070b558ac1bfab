"""Finds the energy that a riparto weighs: the measured year, else its projection where something depends on it."""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding
from workflow.domain.request import SplitRule
from workflow.energy.inputs import UnitTariffs
from workflow.energy.projection.named_assumption import Level
from workflow.energy.riparto.rule import Criterion
from workflow.energy.settlement import Settlement, settle
from workflow.intake.received_file import ReceivedSums
from workflow.law import Law
from workflow.services.energy_figures import load_figures
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.energy_year import dossier_year
from workflow.services.measure_folder import MeasureFolder
from workflow.services.measured_year import (
    NO_MEASURES,
    PRICE_MISSING,
    TARIFF_UNKNOWN,
    ZONE_UNKNOWN,
    MeasuredChoices,
    MeasuredSeries,
    measured,
)
from workflow.services.opening import Opened
from workflow.services.projecting import project
from workflow.services.projection_choices import Given, choices_of
from workflow.services.split_energy import EnergySource, Origin, YearEnergy
from workflow.services.split_rule import is_by_energy
from workflow.services.split_sums import sums_of

_OF_EURO = {PRICE_MISSING, TARIFF_UNKNOWN, ZONE_UNKNOWN}


def default_year(dossier: Dossier, received: ReceivedSums | None) -> int:
    """Return the year of the sums received; else the last one whole under the contract, or the next, to project."""
    if received is not None and received.year is not None:
        return received.year
    last = dossier.as_of.year - 1
    contract = dossier.gse_contract
    has_run = contract is not None and contract.started_on is not None and contract.started_on.year <= last
    has_accounts = contract is not None and any(report.year == last for report in contract.reports)
    return last if has_run or has_accounts else dossier.as_of.year + 1


def energy_for(
    opened: Opened,
    year: int,
    law: Law,
    source: EnergySource,
    *,
    received: ReceivedSums | None = None,
    requested: SplitRule | Criterion | None = None,
    choices: MeasuredChoices | None = None,
) -> tuple[YearEnergy | None, tuple[Finding, ...]]:
    """Return the energy of the year, and what keeps it from being known where the riparto depends on it.

    Measures that are there and incomplete are never replaced by a projection, unless it is asked for.
    """
    if source is EnergySource.NONE:
        return None, ()
    is_needed = needs_energy(opened.dossier, year, received, requested)
    findings: tuple[Finding, ...] = ()
    if source is not EnergySource.PROJECTION:
        if source is EnergySource.MEASURES or MeasureFolder(opened.folder).path.is_dir():
            has_sums = sums_of(opened.dossier, year, received, None)[0] is not None
            energy, findings = _measured(opened, year, law, choices, has_sums=has_sums)
            if energy is not None:
                return energy, findings
        is_absent = not findings or any(finding.code == NO_MEASURES for finding in findings)
        if source is EnergySource.MEASURES or not is_absent:
            return None, findings if is_needed or source is EnergySource.MEASURES else ()
    return _projected(opened, year, law) if is_needed or source is EnergySource.PROJECTION else (None, ())


def needs_energy(
    dossier: Dossier, year: int, received: ReceivedSums | None, requested: SplitRule | Criterion | None
) -> bool:
    """Whether the sums, or the weights of members or plants, cannot be told without the year's hours."""
    if sums_of(dossier, year, received, None)[0] is None or isinstance(requested, Criterion):
        return True
    criterion = requested or dossier.choices.split_rule
    has_members = received is not None and bool(received.members)
    has_plants = received is not None and bool(received.plants)
    if criterion is not None and is_by_energy(criterion) and not has_members:
        return not dossier.kind.is_remote
    return bool(dossier.choices.producers_share) and len(dossier.plants) > 1 and not has_plants


def _measured(
    opened: Opened, year: int, law: Law, choices: MeasuredChoices | None, *, has_sums: bool
) -> tuple[YearEnergy | None, tuple[Finding, ...]]:
    """Return the measured year; where the sums are known, prices and tariffs that lack do not matter to the weights."""
    found = measured(opened, year, law, choices)
    settlement, is_priced = found.settlement, True
    if settlement is None and has_sums and {one.code for one in found.findings} <= _OF_EURO:
        settlement, is_priced = _of_energies(opened.dossier, found.series, law), False
    if settlement is None:
        return None, found.findings
    energy = YearEnergy(
        settlement, found.series.withdrawn, Origin.MEASURED, f"misure del {year}", opened.dossier, is_priced
    )
    return energy, () if not is_priced else found.findings


def _of_energies(dossier: Dossier, series: MeasuredSeries, law: Law) -> Settlement | None:
    """Settle measures without price and tariffs, for their energies alone."""
    injected, withdrawn = (
        {key: np.nan_to_num(values) for key, values in each.items()} for each in (series.injected, series.withdrawn)
    )
    nothing = UnitTariffs(Decimal(0), Decimal(0))
    price = np.zeros(len(series.grid))
    try:
        return settle(dossier_year(dossier, series.grid, injected, withdrawn, price, nothing, law))
    except IncompleteYearError:
        return None


def _projected(opened: Opened, year: int, law: Law) -> tuple[YearEnergy | None, tuple[Finding, ...]]:
    """Return the expected scenario, everybody inside for the whole year."""
    try:
        found = project(opened.dossier, law, load_figures(), year, choices_of(opened, Given()))
    except IncompleteYearError as error:
        return None, error.findings
    label = f"proiezione del {year}, scenario atteso, anno intero (ipotesi in «dossier-cer energy project»)"
    whole = _whole_year(found.dossier)
    expected, *others = (
        YearEnergy(one.settlement, one.withdrawn, Origin.PROJECTED, label, whole)
        for one in (found.scenarios[level] for level in (Level.EXPECTED, Level.LOW, Level.HIGH))
    )
    return replace(expected, others=tuple(others)), ()


def _whole_year(dossier: Dossier) -> Dossier:
    """Return the dossier of a projection with nobody who comes in late: so is the energy it supposes."""
    contract = dossier.gse_contract
    if contract is not None:
        contract = contract.model_copy(update={"started_on": None, "ended_on": None})
    members = tuple(member.model_copy(update={"joined_on": None}) for member in dossier.members)
    return dossier.model_copy(update={"gse_contract": contract, "members": members})
