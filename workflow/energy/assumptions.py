"""The named assumptions of the settlement: where the text is silent, what we do by default and what one may choose."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from workflow.energy.inputs import Holder


class TieRule(StrEnum):
    """A-TIE: how plants of equal date share what the queue leaves them."""

    PRO_RATA = "pro_rata"
    BY_ID = "by_id"


class ExemptMeasure(StrEnum):
    """A-EXMEAS: how the exempt energy of an hour is measured."""

    PRO_RATA = "pro_rata"
    FIRST = "first"
    LAST = "last"


class ExemptPriority(StrEnum):
    """A-EXPRIO: whose exempt energy goes first to the plants with a grant."""

    BODIES_ONLY = "bodies_only"
    ALL_EXEMPT = "all_exempt"
    NONE = "none"


class SurplusDenominator(StrEnum):
    """A-SURDEN: which injection the surplus ratio is over."""

    FULL = "full"
    ELIGIBLE = "eligible"


class FeeScope(StrEnum):
    """A-FEESCOPE: which plants pay the yearly fee of a configuration with tariff."""

    ALL_PLANTS = "all_plants"
    TIP_PLANTS = "tip_plants"


class LossFloor(StrEnum):
    """A-NEGPZ: what a negative zonal price does to the avoided losses."""

    NONE = "none"
    ZERO = "zero"


class EligibleEnergy(StrEnum):
    """A-RHO: where the power without tariff is taken away."""

    AFTER_QUEUE = "after_queue"
    BEFORE_MIN = "before_min"


class BuildingEnergy(StrEnum):
    """A-ACVC: which energy the plants in the building share."""

    RECOMPUTED = "recomputed"
    QUEUE_SHARES = "queue_shares"


class FeeYear(StrEnum):
    """A-FEEYEAR: what part of a year pays."""

    FULL = "full"
    PRO_RATA = "pro_rata"


class FeeFraction(StrEnum):
    """A-FEEFRAC: what a fraction of a kW pays."""

    PROPORTIONAL = "proportional"
    WHOLE_KW = "whole_kw"


@dataclass(frozen=True)
class Assumptions:
    """One choice for each assumption; the defaults are those of the documentation.

    `persons_exempt_from_on` is the first day on which the exempt persons are exempt (A-PF), None for always.
    """

    exempt_bodies: frozenset[Holder] = frozenset(
        {Holder.PUBLIC_BODY, Holder.RELIGIOUS, Holder.THIRD_SECTOR, Holder.ENVIRONMENTAL}
    )
    exempt_persons: frozenset[Holder] = frozenset()
    persons_exempt_from_on: date | None = None
    tie_rule: TieRule = TieRule.PRO_RATA
    exempt_measure: ExemptMeasure = ExemptMeasure.PRO_RATA
    exempt_priority: ExemptPriority = ExemptPriority.BODIES_ONLY
    eligible_energy: EligibleEnergy = EligibleEnergy.AFTER_QUEUE
    surplus_denominator: SurplusDenominator = SurplusDenominator.FULL
    building_energy: BuildingEnergy = BuildingEnergy.RECOMPUTED
    loss_floor: LossFloor = LossFloor.NONE
    fee_scope: FeeScope = FeeScope.ALL_PLANTS
    fee_year: FeeYear = FeeYear.FULL
    fee_fraction: FeeFraction = FeeFraction.PROPORTIONAL

    def shown(self) -> dict[str, str]:
        """Return every choice in words that a report can print, by name."""
        return {field.name: _words(getattr(self, field.name)) for field in fields(self)}


def _words(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(str(item) for item in value)) or "-"
    return "-" if value is None else str(value)
