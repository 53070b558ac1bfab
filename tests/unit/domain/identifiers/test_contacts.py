"""CAP, PEC, e-mail, telephone and cadastral data."""

from types import ModuleType

import pytest

from workflow.domain.identifiers import cap, catasto, cell_text, email_address, pec, phone


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("00184", None),
        (" 12100 ", None),
        ("184", "zeri_persi"),
        ("184.0", "zeri_persi"),
        ("001840", "forma"),
        ("I-12100", "forma"),
        ("", "vuoto"),
    ],
)
def test_a_cap_has_five_digits_and_lost_zeros_are_not_guessed(text: str, fault: str | None) -> None:
    problem = cap.problem(text)
    assert (problem.fault if problem else None) == fault
    assert problem is None or (problem.code, problem.is_warning) == ("ANA-17", False)
    assert cap.is_valid(text) is (fault is None)
    assert "00184" not in cap.compact("184")


def test_a_cap_that_was_a_number_says_that_excel_took_its_zeros() -> None:
    problem = cap.problem(cell_text.text_of(184.0))
    assert problem is not None
    assert "Excel" in problem.message


@pytest.mark.parametrize("module", [pec, email_address])
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("cer@pec.example.it", None),
        ("mailto:CER@PEC.Example.it;", None),
        (" <cer@pec.example.it> ", None),
        ("", "vuoto"),
        ("cer.pec.example.it", "senza_chiocciola"),
        ("cer@example", "forma"),
        ("cer@@pec.it", "piu_indirizzi"),
        ("a@pec.example.it; b@pec.example.it", "piu_indirizzi"),
        ("cer @pec.example.it", "spazi"),
        ("comunità@pec.example.it", "accenti"),
        ("cer@pec..it", "forma"),
    ],
)
def test_one_address_with_a_good_syntax_is_asked(module: ModuleType, text: str, fault: str | None) -> None:
    problem = module.problem(text)
    assert (problem.fault if problem else None) == fault
    assert module.is_valid(text) is (fault is None)
    if problem is not None:
        assert (problem.code, problem.is_warning) == (("ANA-18", False) if module is pec else ("ANA-20", True))


def test_the_domain_is_written_small_and_the_name_as_given() -> None:
    assert pec.compact("mailto:CER.Valle@PEC.Example.IT, ") == "CER.Valle@pec.example.it"
    assert email_address.compact("Mario@Example.IT") == "Mario@example.it"


def test_an_ordinary_mailbox_is_no_pec_but_only_warns() -> None:
    problem = pec.problem("cer@Gmail.com")
    assert problem is not None
    assert (problem.code, problem.is_warning, problem.values["dominio"]) == ("ANA-19", True, "gmail.com")
    assert pec.is_valid("cer@gmail.com")
    assert email_address.problem("cer@gmail.com") is None
    assert pec.problem("cer@pec.libero.it") is None


@pytest.mark.parametrize(
    ("text", "canonical", "fault"),
    [
        ("+39 0171 000000", "+390171000000", None),
        ("0039 0171/000000", "+390171000000", None),
        ("(0171) 000-000", "0171000000", None),
        ("333 0000000", "3330000000", None),
        ("171000000", "171000000", None),
        ("612345678", "612345678", "zeri_persi"),
        ("12345", "12345", "forma"),
        ("interno 4", "INTERNO4", "forma"),
        ("3,33E+09", "333E+09", "notazione_scientifica"),
        ("", "", "vuoto"),
    ],
)
def test_a_telephone_number_is_digits_with_its_zero(text: str, canonical: str, fault: str | None) -> None:
    problem = phone.problem(text)
    assert phone.compact(text) == canonical
    assert (problem.fault if problem else None) == fault
    assert problem is None or (problem.code, problem.is_warning) == ("ANA-21", True)


def test_a_telephone_number_is_valid_by_its_shape() -> None:
    assert phone.is_valid("0171 000000")
    assert not phone.is_valid("0171")


def test_a_complete_cadastral_reference_has_no_problem() -> None:
    assert catasto.problems("12", "345/2", "6") == ()
    assert catasto.problems("12.0", "345") == ()
    assert catasto.problems("12", "345", " ") == ()
    assert catasto.is_valid("12", "345", "6")


@pytest.mark.parametrize(
    ("foglio", "particella", "subalterno", "faults"),
    [
        ("", "345", "6", [("foglio", "vuoto")]),
        ("12345", "123456", "A", [("foglio", "forma"), ("particella", "forma"), ("subalterno", "forma")]),
        ("12", "12/03/2026", None, [("particella", "data")]),
    ],
)
def test_each_element_of_a_cadastral_reference_warns_for_itself(
    foglio: str, particella: str, subalterno: str | None, faults: list[tuple[str, str]]
) -> None:
    found = catasto.problems(foglio, particella, subalterno)
    assert [(p.values.get("elemento", "foglio"), p.fault) for p in found] == faults
    assert all((p.code, p.is_warning) == ("ANA-22", True) for p in found)
    assert not catasto.is_valid(foglio, particella, subalterno)
