"""For which days a member takes part: contract, points and membership, whichever begins last and ends first."""

from datetime import date
from decimal import Decimal

from tests.builders import splits
from workflow.services.participation import Participation, of_member, of_point, year_of_service


def test_a_year_without_contract_dates_is_whole_and_before_the_contract_there_is_none():
    dossier = splits.community(contratto_gse__decorrenza=None)
    assert year_of_service(dossier, 2028) == Participation(date(2028, 1, 1), date(2029, 1, 1))
    assert year_of_service(splits.community(), 2025) is None
    assert year_of_service(splits.community(contratto_gse__cessato_il=date(2026, 4, 1)), 2026) is None


def test_a_point_without_a_day_of_its_own_counts_from_its_member_s_membership():
    joined = {"soci__0__data_adesione": date(2026, 10, 1)}
    for own, days in ((None, 92), (date(2026, 7, 1), 184)):
        dossier = splits.community(**joined, soci__0__punti__0__dal=own)
        member = dossier.members[0]
        assert of_point(dossier, member, member.points[0], 2026).days == days
    left = splits.community(**joined, soci__0__data_uscita=date(2026, 10, 11))
    assert of_member(left, left.members[0], 2026).days == 10


def test_the_first_day_outside_is_not_counted():
    dossier = splits.community(soci__0__punti__0__fino_al=date(2026, 4, 2))
    member = dossier.members[0]
    inside = of_point(dossier, member, member.points[0], 2026)
    assert (inside.days, inside.last_day_on) == (1, date(2026, 4, 1))
    gone = splits.community(soci__0__punti__0__fino_al=date(2026, 4, 1))
    assert of_member(gone, gone.members[0], 2026) is None


def test_a_month_counts_whole_or_not_at_all():
    assert Participation(date(2026, 1, 1), date(2027, 1, 1)).whole_months == 12
    assert Participation(date(2026, 2, 1), date(2026, 3, 1)).whole_months == 1
    assert Participation(date(2026, 2, 2), date(2026, 3, 31)).whole_months == 0
    assert Participation(date(2024, 2, 1), date(2024, 2, 29)).whole_months == 0


def test_a_leap_year_has_a_day_more():
    assert Participation(date(2024, 1, 1), date(2025, 1, 1)).share == 1
    assert Participation(date(2024, 1, 1), date(2024, 7, 1)).share == Decimal("0.497268")


def test_without_points_a_member_takes_part_for_its_own_days():
    dossier = splits.community(soci__0__punti=[], soci__0__data_adesione=date(2026, 10, 1))
    assert of_member(dossier, dossier.members[0], 2026).days == 92
