"""Turns the estimate of the benefits into the preview of the prior information, with a total for each scenario."""

from decimal import Decimal
from typing import Any

from workflow.documents.record_view import plain_record
from workflow.domain.benefit_estimate import ScenarioFigures
from workflow.domain.dossier import Dossier
from workflow.domain.member import Member


def benefit_view(dossier: Dossier) -> dict[str, Any] | None:
    """Return the keys of the estimate; None while no estimate has been made."""
    estimate = dossier.benefit_estimate
    if estimate is None:
        return None
    return plain_record(estimate) | {
        "scenari": [_scenario(one, has_tariff=dossier.kind.has_tariff) for one in estimate.scenarios]
    }


def member_estimate(dossier: Dossier, member: Member) -> dict[str, Any] | None:
    """Return the range that concerns a member, if the estimate has one."""
    codes = {code for code in (member.codice_fiscale, member.partita_iva) if code}
    lines = dossier.benefit_estimate.members if dossier.benefit_estimate else ()
    return next((plain_record(one) for one in lines if one.member in codes), None)


def _scenario(figures: ScenarioFigures, *, has_tariff: bool) -> dict[str, Any]:
    """Return the figures with what is left to share out; None while a figure that counts is unknown."""
    tariff = figures.tariff_eur if has_tariff else Decimal(0)
    total = None
    if tariff is not None and figures.valorisation_eur is not None and figures.costs_eur is not None:
        total = tariff + figures.valorisation_eur - figures.costs_eur
    return plain_record(figures) | {"da_ripartire_eur": total}
