"""Tables of one's own, by a mapping of their columns: layouts, units, clocks, and what is wrong in them."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import openpyxl
import pytest

from tests.builders import measures as built
from tests.unit.intake.measures.reading import OTHER, POD, Read
from workflow.energy.hours import ROME
from workflow.energy.series import Direction
from workflow.intake.measures.mapping_file import read_mapping, read_mappings
from workflow.intake.measures.reading import Asked
from workflow.resources import BrokenFileError

SPRING, AUTUMN = date(2025, 3, 30), date(2025, 10, 26)
LONG = """
disposizione: righe
direzione: prelievo
unita: kWh
colonne: {pod: Contatore, istante: Quando, valore: Energia}
"""


@pytest.fixture
def mapped(tmp_path):
    """Read a table of rows by a mapping, from CSV or XLSX."""

    def read(mapping, rows, name="tabella.csv"):
        place = tmp_path / "mappa.yaml"
        place.write_text(mapping, encoding="utf-8")
        path = tmp_path / name
        if name.endswith("xlsx"):
            built.workbook(path, rows)
        else:
            path.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
        return Read(path, mappings=(read_mapping(place),))

    return read


def instants(day, minutes):
    start = datetime(day.year, day.month, day.day, tzinfo=ROME).astimezone(UTC)
    return [start + timedelta(minutes=minutes * n) for n in range(built.hours_in(day) * 60 // minutes)]


def stamp(instant, clock):
    if clock == "utc":
        return f"{instant:%Y-%m-%d %H:%M}"
    if clock == "solare":
        return f"{instant + timedelta(hours=1):%d/%m/%Y %H:%M}"
    local = instant.astimezone(ROME)
    return local.isoformat() if clock == "nel_dato" else f"{local:%d/%m/%Y %H:%M}"


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2025, 6, 1)])
@pytest.mark.parametrize("minutes", [5, 15, 60])
@pytest.mark.parametrize("clock", ["legale", "solare", "utc", "nel_dato"])
@pytest.mark.parametrize("marks", ["inizio", "fine"])
def test_every_hour_falls_in_its_place_whatever_the_clock(mapped, day, minutes, clock, marks):
    later = timedelta(minutes=minutes if marks == "fine" else 0)
    rows = [["Contatore", "Quando", "Energia"]]
    rows += [[POD, stamp(when + later, clock), n] for n, when in enumerate(instants(day, minutes))]
    read = mapped(f"{LONG}fuso: {clock}\nistante_di: {marks}\npasso_minuti: {minutes}\n", rows)
    each = 60 // minutes
    expected = [sum(range(each * hour, each * hour + each)) for hour in range(built.hours_in(day))]
    assert read.day(day).tolist() == pytest.approx(expected)
    assert read.codes == []


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_table_is_told_by_its_headings_below_a_title(mapped, name):
    rows = [["Esportazione del 7 gennaio"], [], ["Energia", "CONTATORE", "quando"], [2, POD, "07/01/2025 00:00"],
            [3, POD, "07/01/2025 01:00"]]  # fmt: skip
    read = mapped(LONG, rows, name)
    assert read.formats == ["tabella"]
    assert read.total() == 5


@pytest.mark.parametrize(
    ("unit", "minutes", "kwh"),
    [("kWh", 60, 6), ("Wh", 60, 0.006), ("MWh", 60, 6000), ("kW", 60, 6), ("kW", 15, 1.5), ("W", 15, 0.0015)],
)
def test_units_become_kwh(mapped, unit, minutes, kwh):
    rows = [["Contatore", "Quando", "Energia"]]
    rows += [
        [POD, f"07/01/2025 00:{n * minutes:02}", 6 / (60 // minutes) if unit == "kWh" else 6]
        for n in range(60 // minutes)
    ]
    read = mapped(LONG.replace("kWh", unit) + f"passo_minuti: {minutes}\n", rows)
    count = 1 if unit == "kWh" else 60 // minutes
    assert read.total() == pytest.approx(kwh * count)


def test_one_meter_in_each_column(mapped):
    mapping = "disposizione: colonne\ndirezione: prelievo\nunita: kWh\npasso_minuti: 60\ncolonne: {istante: Ora}\n"
    read = mapped(mapping, [["Ora", POD, OTHER], ["07/01/2025 00:00", "1,5", "2"], ["07/01/2025 01:00", "", "3"]])
    assert (read.total(), read.total(key=OTHER)) == (1.5, 5)


def test_one_day_in_each_row(mapped):
    names = [f"H{n}" for n in range(1, 25)]
    mapping = "disposizione: giorni\ndirezione: immissione\nunita: Wh\nchiave: Tetto\n"
    mapping += f"colonne: {{giorno: Data, valori: [{', '.join(names)}]}}\n"
    read = mapped(mapping, [["Data", *names], ["07/01/2025", *[1000] * 24]])
    assert read.total(key="Tetto", direction=Direction.INJECTION) == pytest.approx(24)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("keeps_clock", [False, True])
def test_numbered_hours_run_on_or_keep_the_clock(mapped, day, keeps_clock):
    numbers = list(range(1, built.hours_in(day) + 1))
    if keeps_clock:
        numbers = [1, 2, *range(4, 25)] if day == SPRING else [1, 2, 3, 3, *range(4, 25)]
    rows = [["Data", "Ora", "kWh"], *[[f"{day:%d/%m/%Y}", number, n] for n, number in enumerate(numbers)]]
    mapping = f"direzione: prelievo\nunita: kWh\nchiave: {POD}\ncolonne: {{giorno: Data, ora: Ora, valore: kWh}}\n"
    read = mapped(mapping, rows)
    assert read.day(day).tolist() == list(range(built.hours_in(day)))
    assert read.codes == []


@pytest.mark.parametrize("first", [0, 1])
def test_hours_may_be_numbered_from_zero(mapped, first):
    rows = [["Data", "Ora", "kWh"], *[["07/01/2025", hour + first, hour] for hour in range(24)]]
    mapping = f"direzione: prelievo\nunita: kWh\nchiave: {POD}\nprimo_numero: {first}\n"
    read = mapped(mapping + "colonne: {giorno: Data, ora: Ora, valore: kWh}\n", rows)
    assert read.day(date(2025, 1, 7)).tolist() == list(range(24))


def test_hour_and_quarter_columns(mapped):
    rows = [["Data", "Ora", "Q", "kWh"], *[["07/01/2025", n // 4 + 1, n % 4 + 1, 0.25] for n in range(96)]]
    mapping = (
        f"direzione: prelievo\nunita: kWh\nchiave: {POD}\ncolonne: {{giorno: Data, ora: Ora, quarto: Q, valore: kWh}}\n"
    )
    assert mapped(mapping, rows).total() == pytest.approx(24)


def test_equal_duplicates_count_once_and_different_ones_are_a_conflict(mapped):
    head = ["Contatore", "Quando", "Energia"]
    hours = [[POD, f"07/01/2025 {hour:02}:00", 1] for hour in range(3)]
    same = mapped(LONG, [head, *hours, hours[0]])
    assert (same.total(), same.codes) == (3, ["IMP-53"])
    other = mapped(LONG, [head, *hours, [POD, "07/01/2025 00:00", 2]])
    finding = other.finding("IMP-52")
    assert (finding.values["valore"], finding.values["altro"]) == ("2", "1")
    assert finding.place.endswith("riga 5")
    assert other.total() == 3


@pytest.mark.parametrize(
    ("row", "code", "place"),
    [
        ([POD, "07/01/2025 00:00", "-1"], "IMP-51", "riga 2, colonna «Energia»"),
        ([POD, "07/01/2025 00:00", "tanto"], "IMP-50", "riga 2, colonna «Energia»"),
        ([POD, "31/02/2025 00:00", "1"], "IMP-63", "riga 2, colonna «Quando»"),
        ([POD, "07/01/2025 25:00", "1"], "IMP-63", "riga 2, colonna «Quando»"),
        ([POD, "07/01/2025 01:00 PM", "1"], "IMP-63", "riga 2, colonna «Quando»"),
        ([POD, "30/03/2025 02:30", "1"], "IMP-59", "riga 2"),
        (["", "07/01/2025 00:00", "1"], "IMP-56", "riga 2"),
        (["  ", "07/01/2025 00:00", "1"], "IMP-56", "riga 2"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(mapped, row, code, place):
    read = mapped(LONG, [["Contatore", "Quando", "Energia"], row])
    assert read.codes == [code]
    assert read.finding(code).place.endswith(place)


@pytest.mark.parametrize(("unit", "kwh"), [("kWh", 12), ("W", 0.001)])
@pytest.mark.parametrize("minutes", [5, 10])
def test_the_short_pace_of_an_inverter_is_understood_and_an_hour_that_lacks_a_value_is_told(mapped, minutes, unit, kwh):
    each = 60 // minutes
    instants = [f"07/01/2025 {hour:02}:{minute:02}" for hour in (10, 11) for minute in range(0, 60, minutes)]
    rows = [["Contatore", "Quando", "Energia"], *([POD, when, 12 / each if unit == "kWh" else 1] for when in instants)]
    read = mapped(LONG.replace("kWh", unit), rows)
    assert (read.codes, read.total()) == ([], pytest.approx(2 * kwh))
    cut = mapped(LONG.replace("kWh", unit), rows[:-1])
    assert (cut.codes, cut.total()) == (["IMP-62"], pytest.approx(kwh))


def test_instants_out_of_pace_are_told(mapped):
    rows = [["Contatore", "Quando", "Energia"], [POD, "07/01/2025 00:00", 1], [POD, "07/01/2025 01:20", 1]]
    assert "IMP-63" in mapped(f"{LONG}passo_minuti: 60\n", rows).codes


def test_a_stamp_without_offset_where_one_is_promised_is_told(mapped):
    rows = [["Contatore", "Quando", "Energia"], [POD, "07/01/2025 00:00", 1]]
    assert mapped(f"{LONG}fuso: nel_dato\n", rows).finding("IMP-63").values["valore"] == "07/01/2025"


def test_a_typing_error_in_the_year_does_not_ask_for_a_thousand_years_of_memory(mapped):
    rows = [["Contatore", "Quando", "Energia"], [POD, "07/01/1025 00:00", 1], [POD, "07/01/2025 00:00", 2]]
    read = mapped(f"{LONG}passo_minuti: 60\n", rows)
    assert read.book.years_of((POD, Direction.WITHDRAWAL)) == (1025, 2025)
    assert read.total() == 2


@pytest.mark.parametrize(("decimals", "kwh"), [("virgola", 1234.5), ("punto", 1.2345)])
def test_decimals_follow_the_mapping(mapped, decimals, kwh):
    written = "1.234,5" if decimals == "virgola" else "1.2345"
    read = mapped(
        f"{LONG}decimali: {decimals}\n", [["Contatore", "Quando", "Energia"], [POD, "07/01/2025 00:00", written]]
    )
    assert read.total() == pytest.approx(kwh)


def test_a_table_that_nothing_explains_is_refused_with_its_columns(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Tizio;Caio;Sempronio\n1;2;3\n", encoding="utf-8")
    with pytest.raises(BrokenFileError, match=r"«Tizio», «Caio», «Sempronio».*--mapping"):
        Read(path)


def test_the_most_demanding_mapping_is_tried_first(tmp_path):
    (tmp_path / "a.yaml").write_text(LONG.replace("pod: Contatore, ", "") + f"chiave: {OTHER}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(LONG, encoding="utf-8")
    path = tmp_path / "t.csv"
    path.write_text(f"Contatore;Quando;Energia\n{POD};07/01/2025 00:00;1\n", encoding="utf-8")
    assert Read(path, mappings=read_mappings(tmp_path)).total() == 1


@pytest.mark.parametrize(
    ("marks", "estimated"),
    [
        (["sì", "no", ""], [True, False, False]),
        (["E", "R", "R"], [True, False, False]),
        (["E", "S", "E"], [False, True, False]),
        (["E", "E", "A"], [False, False, False]),
        (["Effettivo", "Stimato", "estimated"], [False, True, True]),
    ],
)
def test_rows_marked_estimated_keep_their_mark(mapped, marks, estimated):
    mapping = LONG.replace("valore: Energia", "valore: Energia, stimato: Stima")
    rows = [[POD, f"07/01/2025 0{n}:00", 1, mark] for n, mark in enumerate(marks)]
    flags = mapped(mapping, [["Contatore", "Quando", "Energia", "Stima"], *rows]).year().is_estimated
    found = np.zeros(3, dtype=bool) if flags is None else flags[6 * 24 :][:3]
    assert found.tolist() == estimated


@pytest.mark.parametrize("minutes", [15, 60])
def test_an_end_may_be_the_name_of_its_hour_when_the_clock_goes_back(mapped, minutes):
    """Three o'clock comes twice, and two o'clock once: the intervals are named, the clock on the wall is not read."""
    ends = [f"{n * minutes // 60}:{n * minutes % 60:02}" for n in range(1, 24 * 60 // minutes + 1)]
    repeated = slice(ends.index("2:00") + 1, ends.index("3:00") + 1)
    ends[repeated.stop : repeated.stop] = ends[repeated]
    rows = [["Contatore", "Quando", "Energia"]]
    rows += [[POD, f"26/10/2025 {end}", n] for n, end in enumerate(ends)]
    read = mapped(f"{LONG}istante_di: fine\npasso_minuti: {minutes}\n", rows)
    each = 60 // minutes
    assert read.day(AUTUMN).tolist() == [sum(range(each * hour, each * hour + each)) for hour in range(25)]
    assert read.codes == []


@pytest.mark.parametrize("layout", ["giorni", "righe"])
@pytest.mark.parametrize("clock", ["solare", "utc"])
@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2025, 6, 1)])
def test_a_day_of_a_clock_that_never_changes_has_always_24_hours(mapped, layout, clock, day):
    names = [f"H{n}" for n in range(1, 25)]
    mapping = f"disposizione: {layout}\ndirezione: prelievo\nunita: kWh\nchiave: {POD}\nfuso: {clock}\n"
    if layout == "giorni":
        mapping += f"colonne: {{giorno: Data, valori: [{', '.join(names)}]}}\n"
        rows = [["Data", *names], [f"{day:%d/%m/%Y}", *range(24)]]
    else:
        mapping += "passo_minuti: 60\ncolonne: {giorno: Data, quarto: N, valore: V}\n"
        rows = [["Data", "N", "V"], *[[f"{day:%d/%m/%Y}", n + 1, n] for n in range(24)]]
    read = mapped(mapping, rows)
    assert read.codes == []
    first = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1 if clock == "solare" else 0)
    january = datetime(2024, 12, 31, 23, tzinfo=UTC)
    place = round((first - january).total_seconds()) // 3600
    assert read.year().kwh[place : place + 24].tolist() == list(range(24))
    assert read.total() == sum(range(24))


def test_a_day_may_have_a_column_for_each_of_its_100_quarters(mapped):
    names = [f"Q{n}" for n in range(1, 101)]
    mapping = "disposizione: giorni\ndirezione: prelievo\nunita: kWh\n"
    mapping += f"chiave: {POD}\ncolonne: {{giorno: Data, valori: [{', '.join(names)}]}}\n"
    rows = [[f"{day:%d/%m/%Y}", *[1] * count, *[""] * (100 - count)] for day, count in
            ((SPRING, 92), (date(2025, 6, 1), 96), (AUTUMN, 100))]  # fmt: skip
    read = mapped(mapping, [["Data", *names], *rows])
    assert (read.total(), read.codes) == (288, [])


def test_two_columns_of_the_same_meter_are_not_passed_over(mapped):
    mapping = "disposizione: colonne\ndirezione: prelievo\nunita: kWh\ncolonne: {istante: Ora}\n"
    read = mapped(mapping, [["Ora", POD, POD], ["07/01/2025 00:00", 1, 2], ["07/01/2025 01:00", 1, 1]])
    assert read.codes == ["IMP-52", "IMP-53"]


def test_every_sheet_with_the_same_headings_is_read_and_the_others_are_named(tmp_path):
    book = openpyxl.Workbook()
    head = ["Contatore", "Quando", "Energia"]
    sheets = {"Gennaio": head, "Febbraio": head, "Marzo": ["Contatori", "Quando", "Energia"], "Note": ["a mano"]}
    book.remove(book.active)
    for month, (name, heads) in enumerate(sheets.items(), start=1):
        page = book.create_sheet(name)
        page.append(heads)
        if name != "Note":
            page.append([POD, datetime(2025, month, 1), month])  # noqa: DTZ001 - cells have no zone
    book.save(tmp_path / "anno.xlsx")
    (tmp_path / "m.yaml").write_text(LONG, encoding="utf-8")
    read = Read(tmp_path / "anno.xlsx", mappings=read_mappings(tmp_path))
    assert read.total() == 3
    assert read.year().origin == "anno.xlsx, foglio «Gennaio»; anno.xlsx, foglio «Febbraio»"
    assert read.finding("IMP-55").values["fogli"] == ["«Marzo»"]


def test_two_mappings_that_demand_as_much_are_not_chosen_between(tmp_path):
    text = LONG.replace("pod: Contatore, ", "")
    (tmp_path / "a.yaml").write_text(f"{text}chiave: {POD}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(f"{text}chiave: {OTHER}\n", encoding="utf-8")
    path = tmp_path / "t.csv"
    path.write_text("Quando;Energia\n07/01/2025 00:00;1\n", encoding="utf-8")
    with pytest.raises(BrokenFileError, match=r"«a», «b».*--mapping"):
        Read(path, mappings=read_mappings(tmp_path))
    asked = Read(path, mappings=read_mappings(tmp_path), asked=Asked(mapping="b"))
    assert asked.total(key=OTHER) == 1


def test_the_point_that_a_person_names_wins_over_the_one_of_the_mapping(tmp_path):
    (tmp_path / "a.yaml").write_text(LONG.replace("pod: Contatore, ", "") + f"chiave: {POD}\n", encoding="utf-8")
    path = tmp_path / "t.csv"
    path.write_text("Quando;Energia\n07/01/2025 00:00;1\n", encoding="utf-8")
    assert Read(path, mappings=read_mappings(tmp_path), asked=Asked(pod=OTHER)).total(key=OTHER) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("direzione: prelievo\ncolonne: {istante: a, valore: b}\n", "manca la chiave «unita»"),
        ("direzione: prelievo\nunita: litri\ncolonne: {istante: a, valore: b}\n", "«unita» non va bene"),
        ("direzione: prelievo\nunita: kWh\ncolonne: {istante: a, valore: b}\nora: 3\n", "«ora» non è prevista"),
        ("direzione: prelievo\nunita: kWh\ncolonne: {valore: b}\n", "serve la colonna «istante»"),
        ("direzione: prelievo\nunita: kWh\ncolonne: {giorno: a, valore: b}\n", "serve la colonna «ora»"),
        ("direzione: prelievo\nunita: kWh\ncolonne: {istante: a}\n", "serve la colonna «valore»"),
        ("direzione: prezzo\nunita: kWh\ncolonne: {istante: a, valore: b}\n", "non vanno insieme"),
        ("disposizione: giorni\ndirezione: prelievo\nunita: kWh\ncolonne: {istante: a}\n", "«giorno» e «valori»"),
        ("disposizione: giorni\ndirezione: prelievo\nunita: kWh\ncolonne: {giorno: a, valori: [b]}\n", "passo_minuti"),
        (
            "direzione: prelievo\nunita: kWh\nfuso: nel_dato\ncolonne: {giorno: a, ora: b, valore: c}\n",
            "vuole la colonna «istante»",
        ),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(tmp_path, text, said):
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenFileError, match=said) as raised:
        read_mapping(path)
    assert raised.value.line is not None
