"""Bills and load profiles in CSV: what they say, and what is wrong in them with its line."""

import pytest

from workflow.intake.energy_bills import read_bills
from workflow.intake.energy_profiles import read_profiles
from workflow.resources import BrokenFileError

POD = "IT001E00000021"


def write(folder, content):
    path = folder / "bollette.csv"
    path.write_text(content, encoding="utf-8-sig")
    return path


def test_bills_are_of_the_point_however_its_code_is_written(tmp_path):
    found = read_bills(write(tmp_path, "POD;Mese;kWh\r\nit001e 0000 0021;2;80\r\nIT001E00000021;1;1.234,5 kWh\r\n"))
    assert {pod: bill.months for pod, bill in found.items()} == {POD: {1: {"total": 1234.5}, 2: {"total": 80.0}}}


def test_the_energies_of_the_three_bands_stay_apart(tmp_path):
    found = read_bills(write(tmp_path, f"pod;mese;f1;f2;f3\n{POD};3;1;0;2,5\n"))
    assert found[POD].months == {3: {"f1": 1.0, "f2": 0.0, "f3": 2.5}}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["POD;Mese", f"{POD};1"], "riga 1: mancano delle colonne"),
        (["POD;Mese;kWh"], "nessuna bolletta"),
        (["POD;Mese;kWh", f"{POD};1;1.234"], "riga 2: «1.234» può essere 1234 o 1,234"),
        (["POD;Mese;kWh", f"{POD};1;"], "riga 2: mancano i kWh"),
        (["POD;Mese;kWh", f"{POD};1;tanti"], "riga 2: «tanti» non è un numero"),
        (["POD;Mese;kWh", f"{POD};1;-1"], "riga 2: «-1» è negativo"),
        (["POD;Mese;kWh", f"{POD};13;1"], "riga 2: «13» non è un mese"),
        (["POD;Mese;kWh", ";1;1"], "riga 2: manca il POD"),
        (["POD;Mese;kWh", f"{POD};1;1", f"{POD.lower()};1;1"], "riga 3: il mese 1 di .* due volte"),
    ],
)
def test_what_is_wrong_in_a_bill_is_told_with_its_line(tmp_path, rows, said):
    with pytest.raises(BrokenFileError, match=said):
        read_bills(write(tmp_path, "\n".join(rows)))


def test_an_hour_without_weight_is_told_with_its_line(tmp_path):
    with pytest.raises(BrokenFileError, match="riga 2: «» non è un numero"):
        read_profiles(write(tmp_path, "mese;tipo_giorno;ora;peso\n1;feriale;0;\n"))
