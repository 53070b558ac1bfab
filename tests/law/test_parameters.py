"""Every dated value loads, cites a known source and answers for every day, or says why not."""

from datetime import date, timedelta

import pytest

from workflow.domain.finding import Confidence
from workflow.law import Law, UnknownOnThatDayError
from workflow.law.law import LAW_FOLDER, TERMS_AREA
from workflow.law.source import ReadAs
from workflow.resources import data_folder

FOLDER = data_folder("checklists") / LAW_FOLDER
FILES = sorted(path for path in FOLDER.glob("*/*.yaml") if path.parent.name != TERMS_AREA)
NAMES = [f"{path.parent.name}/{path.stem}" for path in FILES]
FIRST_DAY = date(2024, 1, 24)
LAST_DAY = date(2027, 12, 31)
ONE_DAY = timedelta(days=1)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_every_file_of_the_folder_is_a_parameter(law: Law) -> None:
    assert sorted(law.parameters) == sorted(NAMES)
    assert len(NAMES) > 100


@pytest.mark.parametrize("name", NAMES)
def test_every_day_of_the_scheme_has_a_value_or_a_reason(law: Law, name: str) -> None:
    parameter = law.get(name)
    starts = [entry.from_on for entry in parameter.entries]
    for day in days(FIRST_DAY, LAST_DAY):
        held = [index for index, start in enumerate(starts) if start <= day]
        if held and parameter.entries[held[-1]].value is not None:
            assert parameter.on(day).from_on == starts[held[-1]]
        else:
            with pytest.raises(UnknownOnThatDayError, match=f"{day:%d/%m/%Y}") as caught:
                parameter.on(day)
            declared = parameter.entries[held[-1]].note if held else parameter.before
            assert declared, "the file says nothing of the days it does not know"
            assert declared in caught.value.reason


@pytest.mark.parametrize("name", NAMES)
def test_a_change_takes_effect_on_its_day_and_not_one_day_before(law: Law, name: str) -> None:
    parameter = law.get(name)
    for index, entry in enumerate(parameter.entries):
        eve, day, morrow = entry.from_on - ONE_DAY, entry.from_on, entry.from_on + ONE_DAY
        before = parameter.find(eve)
        if index == 0:
            assert before is None
        else:
            previous = parameter.entries[index - 1]
            assert (before.value if before else None) == previous.value
            assert before is None or before.until_on == eve
        for on in (day, morrow):
            found = parameter.find(on)
            assert (found.value if found else None) == entry.value


@pytest.mark.parametrize("name", NAMES)
def test_every_value_cites_an_act_of_the_register_and_a_place_in_it(law: Law, name: str) -> None:
    for entry in law.get(name).entries:
        assert entry.ref.source in law.sources
        assert entry.ref.at.strip()
        assert law.cite(entry.ref).startswith(law.sources[entry.ref.source].cite)


@pytest.mark.parametrize("name", NAMES)
def test_an_act_nobody_read_never_gives_a_sure_value(law: Law, name: str) -> None:
    for value in law.get(name).history:
        if value.confidence is Confidence.HIGH:
            assert law.sources[value.ref.source].read is not ReadAs.NOT_READ


@pytest.mark.parametrize("name", NAMES)
def test_a_sure_value_of_the_decree_says_through_which_text_it_was_read(law: Law, name: str) -> None:
    for value in law.get(name).history:
        if value.ref.source == "dm-mase-414-2023":
            assert "riportato" in value.ref.at


def test_before_any_of_these_laws_nothing_is_known(law: Law) -> None:
    assert [name for name in NAMES if law.get(name).find(date(2021, 12, 14))] == []


def test_a_year_whose_tariff_was_not_found_is_unknown_and_never_the_last_one(law: Law) -> None:
    assert law.value("tariffa/trase", date(2024, 12, 31)).value
    for name in ("tariffa/trase", "tariffa/btau"):
        with pytest.raises(UnknownOnThatDayError, match="ARERA") as caught:
            law.value(name, date(2025, 1, 1))
        assert caught.value.name == name
        assert caught.value.day == date(2025, 1, 1)


def test_every_source_of_the_register_is_dated_or_says_why_not(law: Law) -> None:
    for source in law.sources.values():
        assert source.in_force_on or source.note
        assert source.title
        assert source.cite


@pytest.mark.parametrize(
    "name",
    [
        "dlgs-199-2021 tiad dm-mase-414-2023 regole-2024-02-23 dm-mase-106-2024 regole-2024-04-22 dl-19-2025",
        "dm-mase-59-2025 dm-mase-127-2025 regole-2025-07-17 dl-175-2025 dlgs-3-2026 dlgs-5-2026 dl-19-2026 dl-21-2026",
        "dlgs-210-2021 dlgs-159-2011 dlgs-36-2023 dpr-445-2000 codice-civile l-151-2025 faq-gse racc-ue-2003-361",
        "dm-18-4-2005 gdpr cts ris-ade-18-2021 ris-ade-37-2024 dl-162-2019 dlgs-28-2011 l-241-1990",
        "interno agenzia-entrate-codice-fiscale arera-sii-xsd-1.8 iso-13616 istat-ateco istat-comuni",
    ],
)
def test_the_register_keeps_its_stable_ids(law: Law, name: str) -> None:
    assert [key for key in name.split() if key not in law.sources] == []
