"""The first choice: one subject, one building, many buildings; and what stands in the way of the tariff."""

import pytest

from workflow.domain.kind import Kind, LegalForm
from workflow.phases.first_choice import (
    Answers,
    load_kinds,
    load_legal_forms,
    propose_kinds,
    propose_legal_forms,
)
from workflow.resources import BrokenFileError


def first_kind(**answers):
    return propose_kinds(Answers(**answers))[0].choice


def test_one_subject_alone_is_a_remote_self_consumer():
    assert first_kind(has_many_subjects=False) is Kind.AID


def test_many_subjects_in_one_building_are_a_group():
    assert first_kind(has_many_subjects=True, is_one_building=True) is Kind.GAC


def test_many_subjects_in_many_buildings_are_a_community():
    assert first_kind(has_many_subjects=True, is_one_building=False) is Kind.CER


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"has_many_subjects": False}, Kind.CAD),
        ({"has_many_subjects": True, "is_one_building": True}, Kind.CAAC),
        ({"has_many_subjects": True, "is_one_building": False}, Kind.CEC),
    ],
)
def test_plants_that_may_not_have_the_tariff_lead_to_the_kinds_without_it(answers, kind):
    assert first_kind(**answers, may_have_tariff=False) is kind


def test_a_large_firm_may_stay_outside_or_make_it_a_citizen_community():
    proposals = propose_kinds(Answers(has_many_subjects=True, is_one_building=False, has_large_firm=True))
    assert [proposal.choice for proposal in proposals] == [Kind.CER, Kind.CEC]
    assert "produttore terzo" in proposals[0].reason


def test_nothing_known_still_proposes_something():
    assert propose_kinds(Answers())
    assert propose_legal_forms(Answers())


def test_a_public_promoter_with_plants_suggests_a_foundation_first():
    forms = [p.choice for p in propose_legal_forms(Answers(has_public_promoter=True, owns_plants=True))]
    assert forms[0] is LegalForm.FOUNDATION
    assert forms[-1] is LegalForm.ASSOCIATION


def test_every_kind_and_every_legal_form_has_its_words():
    assert set(load_kinds()) == set(Kind)
    assert set(load_legal_forms()) == set(LegalForm)


def test_a_broken_file_of_choices_is_told_with_its_line(tmp_path):
    (tmp_path / "kinds.yaml").write_text(
        "cer:\n  title: CER\n  fits: x\n  pros: [a]\n  cons: [b]\n  refs: []\n  altro: 1\n"
    )
    with pytest.raises(BrokenFileError, match="riga 7"):
        load_kinds(tmp_path)
