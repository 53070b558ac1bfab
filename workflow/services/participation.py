"""For which part of a year a member takes part: from the days of its points, of itself and of the contract."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workflow.domain.dossier import Dossier
from workflow.domain.member import Member, WithdrawalPoint

_MONTHS = range(1, 13)
_SHARE_STEP = Decimal("0.000001")


@dataclass(frozen=True)
class Participation:
    """A stretch of one year: the first day inside and the first one outside."""

    from_on: date
    until_on: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until_on - self.from_on).days

    @property
    def last_day_on(self) -> date:
        """The last day inside."""
        return self.until_on - timedelta(days=1)

    @property
    def whole_months(self) -> int:
        """How many months of the calendar are wholly inside."""
        year = self.from_on.year
        return sum(
            self.from_on <= date(year, month, 1)
            and date(year, month, calendar.monthrange(year, month)[1]) < self.until_on
            for month in _MONTHS
        )

    @property
    def share(self) -> Decimal:
        """Its part of the year, from 0 to 1."""
        whole = (date(self.from_on.year + 1, 1, 1) - date(self.from_on.year, 1, 1)).days
        return (Decimal(self.days) / whole).quantize(_SHARE_STEP)


def year_of_service(dossier: Dossier, year: int) -> Participation | None:
    """Return the part of the year in which the contract with the GSE runs; None where it does not."""
    contract = dossier.gse_contract
    starts = contract.started_on if contract is not None else None
    ends = contract.ended_on if contract is not None else None
    return _stretch(year, [starts], [ends])


def of_point(dossier: Dossier, member: Member, point: WithdrawalPoint, year: int) -> Participation | None:
    """Return when a point counts for its member; None for a point that is never inside in that year."""
    service = year_of_service(dossier, year)
    if service is None:
        return None
    return _stretch(
        year, [service.from_on, point.from_on or member.joined_on], [service.until_on, point.until_on, member.left_on]
    )


def of_member(dossier: Dossier, member: Member, year: int) -> Participation | None:
    """Return when a member takes part: from its first point inside to the last; without points, its own days."""
    stretches = [one for point in member.points if (one := of_point(dossier, member, point, year)) is not None]
    if stretches:
        return Participation(min(one.from_on for one in stretches), max(one.until_on for one in stretches))
    service = year_of_service(dossier, year)
    if member.points or service is None:
        return None
    return _stretch(year, [service.from_on, member.joined_on], [service.until_on, member.left_on])


def _stretch(year: int, starts: Iterable[date | None], ends: Iterable[date | None]) -> Participation | None:
    first = max([date(year, 1, 1), *(day for day in starts if day is not None)])
    until = min([date(year, 12, 31) + timedelta(days=1), *(day for day in ends if day is not None)])
    return Participation(first, until) if first < until else None
