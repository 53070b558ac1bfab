"""Tax notes are said only of whom the resolutions speak of: never of firms, nor of who is not known."""

import pytest

from workflow.domain.kind import Kind
from workflow.domain.subject import Category, Subject, SubjectKind
from workflow.energy.riparto.amounts import Pot
from workflow.services.tax_notes import BODY, FIRM, PERSON, find_tax_note, nature_of


@pytest.mark.parametrize(
    ("subject", "nature"),
    [
        (Subject(kind=SubjectKind.PERSON), PERSON),
        (Subject(kind=SubjectKind.PERSON, category=Category.SMALL_MEDIUM_ENTERPRISE), FIRM),
        (Subject(kind=SubjectKind.SOLE_TRADER), FIRM),
        (Subject(kind=SubjectKind.CONDOMINIUM), BODY),
        (Subject(category=Category.THIRD_SECTOR), BODY),
        (Subject(), None),
    ],
)
def test_what_a_recipient_is(subject, nature):
    assert nature_of(subject) == nature
    has_note = find_tax_note(Kind.CER, subject, Pot.TARIFF) is not None
    assert has_note is (nature in {PERSON, BODY})


def test_in_a_group_only_natural_persons_have_a_note():
    body, person = Subject(category=Category.THIRD_SECTOR), Subject(kind=SubjectKind.PERSON)
    assert find_tax_note(Kind.GAC, body, Pot.SALE) is None
    assert "reddito diverso" in find_tax_note(Kind.GAC, person, Pot.SALE).text
    assert find_tax_note(Kind.AID, person, Pot.TARIFF) is None
