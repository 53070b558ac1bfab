"""The flows of the Sistema Informativo Integrato: quarter-hours, changes of the clock, K factors, corrections."""

import gc
import tracemalloc
import zipfile
from datetime import date

import numpy as np
import pytest

from tests.builders import measures as built
from tests.unit.intake.measures.reading import OTHER, POD, Read
from workflow.intake.measures.reading import Asked, MeasureNotes
from workflow.intake.measures.recognise import recognised
from workflow.resources import BrokenFileError

JANUARY = date(2025, 1, 1)
SPRING, AUTUMN = date(2025, 3, 30), date(2025, 10, 26)


def flat(_day, _slot):
    return 0.25


def counting(_day, slot):
    return slot / 1000


def write(folder, content, name="flusso.xml"):
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("code", ["PDO", "RFO"])
def test_a_first_generation_flow_is_already_multiplied(tmp_path, code):
    read = Read(write(tmp_path, built.sii(code, built.dati_pod(POD, JANUARY, flat, ka="20"))))
    assert read.formats == ["sii"]
    assert read.total() == pytest.approx(31 * 24)
    assert read.codes == []


@pytest.mark.parametrize("code", ["PDO2G", "RFO2G"])
@pytest.mark.parametrize(("ka", "factor"), [("1", 1), ("20", 20), ("1,500", 1.5), ("0,100", 0.1)])
def test_a_second_generation_flow_is_multiplied_by_ka(tmp_path, code, ka, factor):
    read = Read(write(tmp_path, built.sii(code, built.dati_pod(POD, JANUARY, flat, ka=ka))))
    assert read.total() == pytest.approx(31 * 24 * factor)
    assert read.codes == []


def test_a_second_generation_flow_without_ka_warns_and_takes_one(tmp_path):
    read = Read(write(tmp_path, built.sii("PDO2G", built.dati_pod(POD, JANUARY, flat, ka=None))))
    assert read.total() == pytest.approx(31 * 24)
    assert read.codes == ["IMP-65"]


@pytest.mark.parametrize("ka", ["0", "-1", "venti"])
def test_an_impossible_ka_is_refused_and_its_values_are_not_taken(tmp_path, ka):
    read = Read(write(tmp_path, built.sii("PDO2G", built.dati_pod(POD, JANUARY, flat, ka=ka))))
    assert read.total() == 0
    assert read.finding("IMP-64").values["valore"] == ka


def test_reactive_energy_is_not_counted(tmp_path):
    content = built.sii("PDO", built.dati_pod(POD, JANUARY, flat, days=[JANUARY]))
    assert b"<Er " in content
    assert Read(write(tmp_path, content)).total() == pytest.approx(24)


def test_the_short_day_has_23_hours_and_none_of_its_energy_is_lost(tmp_path):
    points = built.dati_pod(POD, date(2025, 3, 1), counting, days=[SPRING])
    assert b'Dst="1"' in built.sii("PDO", points)
    read = Read(write(tmp_path, built.sii("PDO", points)))
    hours = read.day(SPRING)
    assert len(hours) == 23
    assert hours[0] == pytest.approx((0 + 1 + 2 + 3) / 1000)
    assert hours[2] == pytest.approx((8 + 9 + 10 + 11) / 1000)
    assert hours[22] == pytest.approx((88 + 89 + 90 + 91) / 1000)
    assert read.codes == []


def test_the_long_day_has_25_hours_in_its_two_rows(tmp_path):
    points = built.dati_pod(POD, date(2025, 10, 1), counting, days=[AUTUMN])
    text = built.sii("PDO", points)
    assert b'Dst="2"' in text
    assert b'Dst="3"' in text
    read = Read(write(tmp_path, text))
    hours = read.day(AUTUMN)
    assert len(hours) == 25
    assert hours.tolist() == pytest.approx([(4 * h + 4 * h + 1 + 4 * h + 2 + 4 * h + 3) / 1000 for h in range(25)])
    assert read.codes == []


def test_the_two_rows_of_the_long_day_may_come_in_either_order(tmp_path):
    text = built.sii("PDO", built.dati_pod(POD, date(2025, 10, 1), counting, days=[AUTUMN])).decode()
    first, second = (text.index('<Ea Dst="2"'), text.index('<Ea Dst="3"'))
    end = text.index("<Er")
    swapped = text[:first] + text[second:end] + text[first:second] + text[end:]
    read = Read(write(tmp_path, swapped.encode()))
    assert read.day(AUTUMN).sum() == pytest.approx(sum(range(100)) / 1000)


def test_the_second_row_may_number_its_88_quarters_from_one(tmp_path):
    def row(dst, numbers, first):
        cells = " ".join(f'E{n}="{built.comma((first + i) / 1000)}"' for i, n in enumerate(numbers))
        return f'<Ea Dst="{dst}" {cells}>26</Ea>'

    rows = row(2, range(1, 13), 0) + row(3, range(1, 89), 12)
    pod = f"<DatiPod><Pod>{POD}</Pod><MeseAnno>10/2025</MeseAnno><Misura>{rows}</Misura></DatiPod>"
    read = Read(write(tmp_path, built.sii("PDO", pod)))
    assert read.day(AUTUMN).tolist() == pytest.approx([(16 * h + 6) / 1000 for h in range(25)])


@pytest.mark.parametrize("month", [date(2025, 3, 1), date(2025, 10, 1)])
def test_a_short_day_with_zeros_in_the_hour_that_is_not_there_is_read_the_same(tmp_path, month):
    text = built.sii("PDO", built.dati_pod(POD, month, flat)).decode()
    if month.month == 3:
        zeros = " ".join(f'E{n}="0,000"' for n in range(9, 13))
        text = text.replace('Dst="1" E1=', f'Dst="1" {zeros} E1=')
        assert 'E9="0,000"' in text
    read = Read(write(tmp_path, text.encode()))
    assert read.total() == pytest.approx(sum(built.hours_in(day) for day in built.days_of(2025, month.month)))
    assert "IMP-59" not in read.codes


def test_energy_in_the_hour_that_does_not_exist_is_told_and_not_taken(tmp_path):
    text = built.sii("PDO", built.dati_pod(POD, date(2025, 3, 1), flat, days=[SPRING])).decode()
    text = text.replace('Dst="1" E1=', 'Dst="1" E9="7,000" E1=')
    read = Read(write(tmp_path, text.encode()))
    assert read.day(SPRING).sum() == pytest.approx(23)
    finding = read.finding("IMP-59")
    assert finding.values["valore"] == "7"
    assert "30/03/2025" in finding.message


def test_older_files_without_dst_are_read_by_their_numbers(tmp_path):
    march = built.dati_pod(POD, date(2025, 3, 1), flat, with_dst=False)
    read = Read(write(tmp_path, built.sii("PDO", march)))
    assert read.day(SPRING).sum() == pytest.approx(23)
    assert read.codes == []


def test_a_long_day_with_96_quarters_and_no_dst_lacks_its_repeated_hour(tmp_path):
    cells = " ".join(f'E{n}="1,000"' for n in range(1, 97))
    pod = f"<DatiPod><Pod>{POD}</Pod><MeseAnno>10/2025</MeseAnno><Misura><Ea {cells}>26</Ea></Misura></DatiPod>"
    read = Read(write(tmp_path, built.sii("PDO", pod)))
    hours = read.day(AUTUMN)
    assert np.isnan(hours).tolist() == [index == 3 for index in range(25)]
    assert read.finding("IMP-59").values["giorno"] == AUTUMN


def test_a_short_day_by_the_clock_whose_last_quarters_are_missing_keeps_its_place(tmp_path):
    text = built.sii("PDO", built.dati_pod(POD, date(2025, 3, 1), counting, days=[SPRING])).decode()
    cut = text[: text.index("<Er")].replace(' E93="0,088" E94="0,089" E95="0,090" E96="0,091"', "")
    assert "E92" in cut
    assert "E93" not in cut
    hours = Read(write(tmp_path, (cut + text[text.index("<Er") :]).encode())).day(SPRING)
    assert hours[2] == pytest.approx((8 + 9 + 10 + 11) / 1000)
    assert np.isnan(hours).tolist() == [hour == 22 for hour in range(23)]


@pytest.mark.parametrize("count", [92, 100])
def test_quarters_may_run_on_through_the_change_of_the_clock(tmp_path, count):
    day = SPRING if count == 92 else AUTUMN
    cells = " ".join(f'E{n}="{built.comma(n / 1000)}"' for n in range(1, count + 1))
    pod = (
        f"<DatiPod><Pod>{POD}</Pod><MeseAnno>{day:%m/%Y}</MeseAnno><Misura><Ea {cells}>{day:%d}</Ea></Misura></DatiPod>"
    )
    read = Read(write(tmp_path, built.sii("PDO", pod)))
    assert len(read.day(day)) == count // 4
    assert read.day(day).sum() == pytest.approx(sum(range(1, count + 1)) / 1000)
    assert read.codes == []


def test_a_correction_wins_over_the_periodic_flow_whatever_comes_first(tmp_path):
    wrong = write(tmp_path, built.sii("PDO", built.dati_pod(POD, JANUARY, flat)), "a.xml")
    right = write(tmp_path, built.sii("RFO", built.dati_pod(POD, JANUARY, lambda *_: 0.5, days=[JANUARY])), "b.xml")
    for files in ((wrong, right), (right, wrong)):
        read = Read(*files)
        assert read.total() == pytest.approx(30 * 24 + 48)
        assert "IMP-52" not in read.codes
    assert Read(wrong, right).finding("IMP-61").values["volte"] == 24


def test_of_two_corrections_the_one_issued_later_wins(tmp_path):
    files = [
        write(tmp_path, built.sii("RFO", built.dati_pod(POD, JANUARY, lambda *_, kwh=kwh: kwh, days=[JANUARY])),
              built.sii_name("RFO", issued))
        for kwh, issued in ((0.5, "20250310120000"), (0.75, "20250410120000"))
    ]  # fmt: skip
    for order in (files, files[::-1]):
        assert Read(*order).total() == pytest.approx(24 * 3)


def test_two_corrections_of_the_same_moment_that_differ_are_a_conflict(tmp_path):
    files = [
        write(tmp_path, built.sii("RFO", built.dati_pod(POD, JANUARY, lambda *_, kwh=kwh: kwh, days=[JANUARY])), name)
        for kwh, name in ((0.5, "a.xml"), (0.75, "b.xml"))
    ]
    finding = Read(*files).finding("IMP-52")
    assert (finding.values["valore"], finding.values["altro"], finding.values["volte"]) == ("3", "2", 24)
    assert "a.xml" in finding.message
    assert finding.place.startswith("b.xml")
    assert finding.is_blocking


def test_the_same_file_twice_counts_once(tmp_path):
    one = write(tmp_path, built.sii("PDO", built.dati_pod(POD, JANUARY, flat)), "a.xml")
    read = Read(one, one)
    assert read.total() == pytest.approx(31 * 24)
    assert read.codes == ["IMP-53"]
    assert read.finding("IMP-53").values["volte"] == 31 * 24


def test_a_day_twice_in_a_point_with_other_values_is_a_conflict(tmp_path):
    points = built.dati_pod(POD, JANUARY, flat, days=[JANUARY, JANUARY]).replace('E5="0,250"', 'E5="9,000"', 1)
    read = Read(write(tmp_path, built.sii("PDO", points)))
    assert read.finding("IMP-52").place.endswith("E5")


def test_estimated_and_unvalidated_days_are_told_and_give_way_to_real_ones(tmp_path):
    guess = built.dati_pod(POD, JANUARY, flat, days=[JANUARY], kind="S", validated="N")
    first = write(tmp_path, built.sii("PDO", guess), "a.xml")
    read = Read(first)
    assert read.year().is_estimated.sum() == 24
    assert [finding.values["volte"] for finding in read.notes.findings()] == [1, 1]
    second = write(tmp_path, built.sii("PDO", built.dati_pod(POD, JANUARY, lambda *_: 0.5, days=[JANUARY])), "b.xml")
    both = Read(first, second)
    assert both.total() == pytest.approx(48)
    assert both.year().is_estimated is None


def test_a_file_has_several_points_and_several_flows(tmp_path):
    one = built.sii("PDO", built.dati_pod(POD, JANUARY, flat) + built.dati_pod(OTHER, JANUARY, lambda *_: 0.5))
    two = built.sii("PDO2G", built.dati_pod(OTHER, date(2025, 2, 1), flat, ka="2"))
    body = b"".join(text.split(b"?>\n")[1] for text in (one, two))
    read = Read(write(tmp_path, b"<Flussi>" + body + b"</Flussi>"))
    assert read.total() == pytest.approx(31 * 24)
    assert read.total(key=OTHER) == pytest.approx(31 * 48 + 28 * 48)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1", "windows-1252"])
@pytest.mark.parametrize("namespace", ["", "http://www.acquirenteunico.it/schemas/SII/misure"])
def test_namespaces_and_encodings_do_not_matter(tmp_path, encoding, namespace):
    points = built.dati_pod(POD, JANUARY, flat)
    read = Read(write(tmp_path, built.sii("PDO", points, namespace=namespace, encoding=encoding), "senza_estensione"))
    assert read.total() == pytest.approx(31 * 24)


def test_a_zip_of_flows_is_read_file_by_file_and_keeps_their_dates(tmp_path):
    path = tmp_path / "misure.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for code, kwh, issued in (("RFO", 0.75, "20250410"), ("RFO", 0.5, "20250310"), ("PDO", 0.25, "20250201")):
            points = built.dati_pod(POD, JANUARY, lambda *_, kwh=kwh: kwh, days=[JANUARY])
            archive.writestr(f"cartella/{built.sii_name(code, issued)}", built.sii(code, points))
        archive.writestr("__MACOSX/cartella/._x.xml", b"leftover")
    read = Read(path)
    assert read.formats == ["sii"] * 3
    assert read.total() == pytest.approx(72)
    assert "IMP-52" not in read.codes


def test_the_older_layout_calls_the_curve_by_another_name(tmp_path):
    read = Read(write(tmp_path, built.sii("PDO", built.dati_pod(POD, JANUARY, flat, curve="Curva"))))
    assert read.total() == pytest.approx(31 * 24)


def test_a_point_may_give_the_day_instead_of_the_month(tmp_path):
    points = built.dati_pod(POD, JANUARY, flat, days=[date(2025, 1, 7)])
    points = points.replace("<MeseAnno>01/2025</MeseAnno>", "<DataMisura>07/01/2025</DataMisura>")
    read = Read(write(tmp_path, built.sii("PDO2G", points)))
    assert read.day(date(2025, 1, 7)).sum() == pytest.approx(24)


@pytest.mark.parametrize("code", ["PNO", "PNO2G", "SNM2G", "VNO"])
def test_a_flow_that_is_not_hourly_is_refused_by_name(tmp_path, code):
    read = Read(write(tmp_path, built.sii(code, built.dati_pod(POD, JANUARY, flat))))
    assert read.book.keys == ()
    assert read.finding("IMP-56").values["valore"] == code


def test_a_negative_quarter_is_told_and_its_hour_is_missing(tmp_path):
    points = built.dati_pod(POD, JANUARY, flat, days=[JANUARY]).replace('E6="0,250"', 'E6="-0,250"', 1)
    read = Read(write(tmp_path, built.sii("PDO", points)))
    assert np.isnan(read.day(JANUARY)[1])
    assert read.finding("IMP-51").values["valore"] == "-0,25"


def test_a_missing_quarter_makes_its_hour_missing(tmp_path):
    points = built.dati_pod(POD, JANUARY, lambda _day, slot: None if slot == 4 else 0.25, days=[JANUARY])
    read = Read(write(tmp_path, built.sii("PDO", points)))
    assert np.isnan(read.day(JANUARY)).tolist() == [hour == 1 for hour in range(24)]
    assert read.finding("IMP-62").values["volte"] == 1


def test_an_unreadable_quarter_is_told_with_its_place(tmp_path):
    points = built.dati_pod(POD, JANUARY, flat, days=[JANUARY]).replace('E6="0,250"', 'E6="zero"', 1)
    finding = Read(write(tmp_path, built.sii("PDO", points))).finding("IMP-50")
    assert finding.values["valore"] == "zero"
    assert finding.place.endswith(f"POD {POD}, giorno 01/01/2025, E6")


@pytest.mark.parametrize("day", ["32", "0", "x"])
def test_a_day_that_does_not_exist_is_told(tmp_path, day):
    points = built.dati_pod(POD, JANUARY, flat, days=[JANUARY]).replace(">01</Ea>", f">{day}</Ea>")
    assert "IMP-63" in Read(write(tmp_path, built.sii("PDO", points))).codes


def day_of(points, folder):
    return Read(write(folder, built.sii("PDO", points))).day(date(2025, 1, 7))


@pytest.mark.parametrize(
    ("month", "text"), [("<MeseAnno>202501</MeseAnno>", "07"), ("<MeseAnno>01/2025</MeseAnno>", "07/01/2025"),
                        ("<DataMisura>07/01/2025</DataMisura>", ""), ("", "07/01/2025")]
)  # fmt: skip
def test_the_day_is_written_in_many_ways(tmp_path, month, text):
    points = built.dati_pod(POD, JANUARY, flat, days=[date(2025, 1, 7)])
    points = points.replace("<MeseAnno>01/2025</MeseAnno>", month).replace(">07</Ea>", f">{text}</Ea>")
    assert day_of(points, tmp_path).sum() == pytest.approx(24)


@pytest.mark.parametrize(("month", "text"), [("<MeseAnno>gennaio</MeseAnno>", "07"), ("", "7/gennaio")])
def test_a_day_without_a_month_is_told(tmp_path, month, text):
    points = built.dati_pod(POD, JANUARY, flat, days=[date(2025, 1, 7)])
    points = points.replace("<MeseAnno>01/2025</MeseAnno>", month).replace(">07</Ea>", f">{text}</Ea>")
    assert Read(write(tmp_path, built.sii("PDO", points))).codes == ["IMP-63"]


def test_a_point_without_its_code_is_told(tmp_path):
    points = built.dati_pod("", JANUARY, flat, days=[JANUARY])
    assert Read(write(tmp_path, built.sii("PDO", points))).codes == ["IMP-56"]


def test_a_change_of_the_clock_on_a_common_day_is_told(tmp_path):
    points = built.dati_pod(POD, JANUARY, flat, days=[JANUARY]).replace('Dst="0"', 'Dst="1"')
    read = Read(write(tmp_path, built.sii("PDO", points)))
    assert read.finding("IMP-59").values["valore"] == "1"
    assert read.total() == pytest.approx(24)


def test_a_long_day_with_its_second_row_only_lacks_the_first_hours(tmp_path):
    text = built.sii("PDO", built.dati_pod(POD, date(2025, 10, 1), flat, days=[AUTUMN])).decode()
    first, second = text.index('<Ea Dst="2"'), text.index('<Ea Dst="3"')
    hours = Read(write(tmp_path, (text[:first] + text[second:]).encode())).day(AUTUMN)
    assert np.isnan(hours).tolist() == [hour < 3 for hour in range(25)]


def test_entities_are_refused(tmp_path):
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "ciao">]><FlussoMisure CodFlusso="PDO">&e;</FlussoMisure>'
    with pytest.raises(BrokenFileError, match="entità"):
        Read(write(tmp_path, text.encode()))


def test_a_truncated_file_is_refused_with_its_line(tmp_path):
    content = built.sii("PDO", built.dati_pod(POD, JANUARY, flat))
    with pytest.raises(BrokenFileError, match="tronco") as raised:
        Read(write(tmp_path, content[:-200]))
    assert raised.value.line == 2


def test_a_person_may_say_that_a_flow_is_of_injection(tmp_path):
    path = write(tmp_path, built.sii("PDO", built.dati_pod(POD, JANUARY, flat)))
    read = Read(path, asked=Asked(direction="immissione"))
    assert [direction for _, direction in read.book.keys] == ["immissione"]


def test_the_memory_of_reading_does_not_grow_with_the_file(tmp_path):
    def peak(count):
        point = built.dati_pod(POD, JANUARY, flat, days=built.days_of(2025, 1)[:10])
        path = write(tmp_path, built.sii("PDO", point * count), f"{count}.xml")
        gc.collect()
        tracemalloc.start()
        days = sum(1 for part in recognised(path, (), Asked(), MeasureNotes()) for _ in part.readings)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert days == 10 * count
        return most

    assert peak(20) < 1.3 * peak(4)
