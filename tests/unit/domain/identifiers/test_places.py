"""Comuni, provinces and their codes, as people write them."""

import pytest

from workflow.domain.identifiers import belfiore, comune, istat_code, province
from workflow.domain.identifiers.comuni_table import all_comuni


@pytest.mark.parametrize(
    ("text", "in_province", "istat", "name"),
    [
        ("Roma", None, "058091", "Roma"),
        ("  roma ", "RM", "058091", "Roma"),
        ("L’AQUILA", "AQ", "066049", "L'Aquila"),
        ("l aquila", None, "066049", "L'Aquila"),
        ("FORLI'", "Forlì-Cesena", "040012", "Forlì"),
        ("Forlì", "FO", "040012", "Forlì"),
        ("Bolzano/Bozen", None, "021008", "Bolzano"),
        ("Reggio Emilia", None, "035033", "Reggio nell'Emilia"),
        ("Reggio Calabria", "RC", "080063", "Reggio di Calabria"),
        ("Tre Ville", None, "022247", "Tre Ville"),
        ("Treville", None, "006175", "Treville"),
        ("Paternò", None, "087033", "Paternò"),
        ("PATERNO'", None, "087033", "Paternò"),
        ("Samone (TN)", None, "022165", "Samone"),
        ("Samone", "TO", "001235", "Samone"),
        ("Roma", "provincia nata ieri", "058091", "Roma"),
    ],
)
def test_a_comune_is_found_however_it_is_written(text: str, in_province: str | None, istat: str, name: str) -> None:
    found = comune.find_comune(text, in_province)
    assert found is not None
    assert (found.istat_code, found.name) == (istat, name)
    assert comune.problem(text, in_province) is None
    assert comune.is_valid(text, in_province)


@pytest.mark.parametrize(
    ("text", "in_province", "rule", "fault"),
    [
        ("", None, "ANA-15", "vuoto"),
        ("Samone", None, "ANA-16", "omonimi"),
        ("PATERNO", None, "ANA-16", "omonimi"),
        ("Roma", "MI", "ANA-15", "altra_provincia"),
        ("Roma (MI)", None, "ANA-15", "altra_provincia"),
        ("Torrino", None, "ANA-15", "sconosciuto"),
        ("Zzzz", "MI", "ANA-15", "sconosciuto"),
    ],
)
def test_a_comune_that_cannot_be_told_warns(text: str, in_province: str | None, rule: str, fault: str) -> None:
    problem = comune.problem(text, in_province)
    assert problem is not None
    assert (problem.code, problem.fault, problem.is_warning) == (rule, fault, True)
    assert problem.is_unknown is (fault in {"vuoto", "omonimi"})
    assert not comune.is_valid(text, in_province)


def test_a_misspelt_comune_gets_a_suggestion_and_a_strange_one_does_not() -> None:
    near, far = comune.problem("Torrino"), comune.problem("Zzzz")
    assert near is not None
    assert far is not None
    assert "Torino" in near.values["simili"]
    assert far.values["simili"] == []


def test_an_accent_that_no_homonym_has_excludes_nobody() -> None:
    assert {found.province_code for found in comune.find_all("Sàmone")} == {"TO", "TN"}


def test_codes_keep_their_zeros() -> None:
    found = comune.find_by_istat("001001")
    assert found is not None
    assert found.belfiore == "A074"
    assert comune.find_by_istat("1001") is None
    assert comune.find_by_belfiore("a074") == found
    assert comune.find_by_belfiore("I560") is None


def test_each_comune_carries_region_zone_class_and_population() -> None:
    naples = comune.find_comune("Napoli")
    assert naples is not None
    assert (naples.region, naples.market_zone, naples.pv_class) == ("Campania", "CSUD", "SUD")
    assert naples.population is not None
    assert naples.population > 900_000


def test_zone_and_class_are_two_separate_maps() -> None:
    assert {found.pv_class for found in all_comuni() if found.market_zone == "CSUD"} == {"CENTRO", "SUD"}


def test_comuni_born_after_the_count_have_no_population_rather_than_zero() -> None:
    unknown = [found.name for found in all_comuni() if found.population is None]
    assert len(all_comuni()) == 7896
    assert len(unknown) == 9
    assert "Sovizzo" in unknown


def test_the_name_is_kept_without_its_province() -> None:
    assert comune.compact(" Samone  (TN) ") == "Samone"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("to", "TO"),
        ("(TO)", "TO"),
        ("T.O.", "TO"),
        ("Torino", "TO"),
        ("FO", "FC"),
        ("PS", "PU"),
        ("forli cesena", "FC"),
        ("Bolzano", "BZ"),
        ("Valle d'Aosta", "AO"),
        ("NA", "NA"),
    ],
)
def test_a_province_is_found_by_code_or_name(text: str, code: str) -> None:
    assert province.compact(text) == code
    assert province.problem(text) is None
    assert province.is_valid(text)


def test_a_province_tells_its_region() -> None:
    found = province.find_province("NA")
    assert found is not None
    assert (found.name, found.region) == ("Napoli", "Campania")


@pytest.mark.parametrize(("text", "fault"), [("", "vuoto"), ("XX", "sconosciuta"), ("Roma nord", "sconosciuta")])
def test_an_unknown_province_warns(text: str, fault: str) -> None:
    problem = province.problem(text)
    assert problem is not None
    assert (problem.code, problem.fault, problem.is_warning) == ("ANA-23", fault, True)
    assert province.compact(text) == text
    assert not province.is_valid(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("058091", None),
        (" 058 091", None),
        ("58091", "zeri_persi"),
        ("58091.0", "zeri_persi"),
        ("999999", "sconosciuto"),
        ("H501", "forma"),
        ("0580911", "forma"),
        ("", "vuoto"),
    ],
)
def test_an_istat_code_has_six_digits_of_the_table(text: str, fault: str | None) -> None:
    problem = istat_code.problem(text)
    assert (problem.fault if problem else None) == fault
    assert problem is None or (problem.code, problem.is_warning) == ("ANA-15", True)
    assert istat_code.is_valid(text) is (fault is None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("H501", None),
        ("h 501", None),
        ("I560", None),
        ("Z110", None),
        ("H5O1", "forma"),
        ("5012", "forma"),
        ("", "vuoto"),
    ],
)
def test_a_belfiore_is_judged_by_shape_only(text: str, fault: str | None) -> None:
    problem = belfiore.problem(text)
    assert (problem.fault if problem else None) == fault
    assert problem is None or (problem.code, problem.is_warning) == ("ANA-15", True)
    assert belfiore.is_valid(text) is (fault is None)


def test_a_belfiore_with_an_o_for_a_zero_is_suggested_mended() -> None:
    mendable, hopeless = belfiore.problem("H5O1"), belfiore.problem("5012")
    assert mendable is not None
    assert hopeless is not None
    assert "H501" in mendable.remedy
    assert "Potrebbe" not in hopeless.remedy
