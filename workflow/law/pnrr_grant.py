"""How much a PNRR grant may be: the cost admitted within the limit per kW, and the share of it that is paid."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from workflow.domain.finding import Confidence
from workflow.law.law import Law

UNIT_COST = "pnrr/costo_massimo"
GRANT_SHARE = "pnrr/quota_contributo"
TECHNICAL_SHARE = "pnrr/quota_spese_tecniche"
CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class GrantLimit:
    """The most a project may get (PNR-04), and what leads to it; euro to the cent.

    `cost_limit_eur` is the limit per kW times the power, `admitted_eur` the part of the spending that counts,
    `technical_eur` the most that studies, design, supervision and tests may weigh in it.
    """

    code: str
    unit_cost_eur_kw: Decimal
    cost_limit_eur: Decimal
    admitted_eur: Decimal
    technical_eur: Decimal
    share: Decimal
    maximum_eur: Decimal
    confidence: Confidence

    def beside(self, other_grants_eur: Decimal) -> Decimal:
        """Return the most the project may get beside other capital grants (PNR-05): they lower the share of the limit.

        Never below zero, never above what the spending gives.
        """
        left_eur = self.share * self.cost_limit_eur - other_grants_eur
        return _cents(max(NOTHING, min(self.maximum_eur, left_eur)))


def grant_limit(
    power_kw: Decimal,
    law: Law,
    day: date,
    spending_eur: Decimal | None = None,
    technical_eur: Decimal = NOTHING,
) -> GrantLimit | None:
    """Return the limit for a power net of the building's own duty; None for a power that the grant does not admit.

    `spending_eur` is the whole eligible spending, technical items included; without it the cost is taken at its limit.
    """
    unit_cost, share = law.value(UNIT_COST, day), law.value(GRANT_SHARE, day)
    technical_share = law.value(TECHNICAL_SHARE, day)
    band = unit_cost.bands.find(power_kw)
    if band is None:
        return None
    cost_limit_eur = band["massimo"] * power_kw
    admitted_eur = cost_limit_eur
    if spending_eur is not None:
        # technical items may be a share of what is admitted, themselves included
        carried_eur = (spending_eur - technical_eur) / (1 - technical_share.number)
        admitted_eur = max(NOTHING, min(cost_limit_eur, spending_eur, carried_eur))
    return GrantLimit(
        code="PNR-04",
        unit_cost_eur_kw=band["massimo"],
        cost_limit_eur=_cents(cost_limit_eur),
        admitted_eur=_cents(admitted_eur),
        technical_eur=_cents(technical_share.number * admitted_eur),
        share=share.number,
        maximum_eur=_cents(share.number * admitted_eur),
        confidence=max(
            (unit_cost.confidence, share.confidence, technical_share.confidence), key=list(Confidence).index
        ),
    )


def _cents(amount_eur: Decimal) -> Decimal:
    return amount_eur.quantize(CENT, ROUND_HALF_UP)
