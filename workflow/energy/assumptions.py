"""The named assumptions of the settlement: where the text is silent, what we do by default and what one may choose."""

from dataclasses import dataclass, fields
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


@dataclass(frozen=True)
class Assumptions:
    """One choice for each assumption; the defaults are those of the documentation."""

    exempt_bodies: frozenset[Holder] = frozenset(
        {Holder.PUBLIC_BODY, Holder.RELIGIOUS, Holder.THIRD_SECTOR, Holder.ENVIRONMENTAL}
    )
    exempt_persons: frozenset[Holder] = frozenset()
    tie_rule: TieRule = TieRule.PRO_RATA
    exempt_measure: ExemptMeasure = ExemptMeasure.PRO_RATA
    exempt_priority: ExemptPriority = ExemptPriority.BODIES_ONLY
    surplus_denominator: SurplusDenominator = SurplusDenominator.FULL
    fee_scope: FeeScope = FeeScope.ALL_PLANTS
    loss_floor: LossFloor = LossFloor.NONE

    def shown(self) -> dict[str, str]:
        """Return every choice in words that a report can print, by name."""
        return {field.name: _words(getattr(self, field.name)) for field in fields(self)}


def _words(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(str(item) for item in value)) or "-"
    return str(value)
