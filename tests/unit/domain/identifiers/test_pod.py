"""POD: only its shape is judged, and the usual ways of writing it wrong are named."""

import pytest

from tests.builders import identifiers as build
from workflow.domain.identifiers import cell_text, pod


@pytest.mark.parametrize(
    "number",
    [
        "IT123E12345678",
        "IT001E00123456A",
        "it001e 0000 0000",
        "IT-001-E-00000000",
        "IT001E00000000Z",
        build.pod(7),
        build.pod(7, distributor="999"),
    ],
)
def test_a_pod_of_fourteen_or_fifteen_characters_has_no_problem(number: str) -> None:
    assert pod.problem(number) is None
    assert pod.is_valid(number)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "vuoto"),
        ("001E12345678", "senza_it"),
        ("001E123456789", "senza_it"),
        ("IT00000000123456A", "lunghezza"),
        ("IT001E1234567", "lunghezza"),
        ("IT001E1234567890", "lunghezza"),
        ("IT001G12345678", "forma"),
        ("FR001E12345678", "forma"),
        ("IT1E12345678", "zeri_persi"),
        ("12345678", "numero"),
        ("1,00E+123", "numero"),
        ("12345678901234", "pdr"),
        ("ITO01E12345678", "lettera_o_cifra"),
        ("1T001E12345678", "lettera_o_cifra"),
    ],
)
def test_a_bad_pod_says_what_is_wrong(number: str, fault: str) -> None:
    problem = pod.problem(number)
    assert problem is not None
    assert (problem.code, problem.fault, problem.is_warning) == ("ANA-07", fault, False)
    assert not pod.is_valid(number)


def test_a_pod_that_excel_read_as_a_power_of_ten_is_a_number() -> None:
    problem = pod.problem(cell_text.text_of(1e123))
    assert problem is not None
    assert problem.fault == "numero"


def test_the_pod_of_the_meter_display_is_proposed_with_its_country() -> None:
    problem = pod.problem("001E12345678")
    assert problem is not None
    assert "IT" in problem.message
    assert problem.values["proposta"] == "IT001E12345678"


def test_a_letter_o_in_the_last_part_is_only_a_doubt() -> None:
    problem = pod.problem("IT001E1234O678")
    assert problem is not None
    assert (problem.code, problem.is_warning) == ("ANA-08", True)
    assert problem.values["proposta"] == "IT001E12340678"
    assert pod.is_valid("IT001E1234O678")
