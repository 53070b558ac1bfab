"""Reading the list of members as people really keep it: rows, headings, files."""

import resource
import time
from decimal import Decimal
from pathlib import Path

import pytest

from tests.builders.dossiers import cer_ok
from tests.builders.identifiers import partita_iva, pod
from tests.unit.intake.sheets import (
    ANNA,
    BODY,
    BRUNO,
    HEADINGS,
    anna,
    bruno,
    list_of,
    only_finding,
    only_member,
    read_rows,
    workbook,
)
from workflow.domain.finding import Severity
from workflow.domain.kind import Kind
from workflow.intake.member_rows import renumbered
from workflow.intake.members_file import read_members, read_members_of
from workflow.intake.workbook_writer import write_members_workbook


def test_one_row_for_each_pod_and_one_member_for_each_codice_fiscale(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path,
        anna(),
        bruno(),
        {"Codice fiscale": ANNA.lower(), "POD": pod(3)},
        {"Codice fiscale": f" {ANNA[:6]} {ANNA[6:]} ", "POD": pod(4)},
    )
    assert read.findings == ()
    assert [(member.index, member.codice_fiscale) for member in read.members] == [(0, ANNA), (1, BRUNO)]
    assert [(point.index, point.pod) for point in read.members[0].points] == [(0, pod(1)), (2, pod(3)), (3, pod(4))]


def test_a_member_may_have_no_pod(tmp_path: Path) -> None:
    assert only_member(read_rows(tmp_path, anna(POD=None))).points == ()


def test_rows_that_say_different_things_of_a_member_name_both_rows(tmp_path: Path) -> None:
    read = read_rows(tmp_path, anna(), bruno(), anna(CAP="12101", POD=pod(9)))
    finding = only_finding(read)
    assert (finding.code, finding.path) == ("IMP-15", ("soci", 2, "cap"))
    assert (finding.values["riga"], finding.values["altra_riga"]) == (2, 4)
    assert finding.place == "soci.xlsx, foglio «Soci», riga 4, colonna «CAP» (E)"
    assert read.members[0].address.cap == "12100"


def test_a_partita_iva_joins_rows_and_two_owners_of_one_are_refused(tmp_path: Path) -> None:
    headings = (*HEADINGS, "P. IVA")
    iva = partita_iva(5)
    joined = read_rows(tmp_path, anna(**{"P. IVA": iva}), {"P. IVA": f"IT{iva}"[2:], "POD": pod(5)}, headings=headings)
    assert len(only_member(joined).points) == 2
    shared = read_rows(tmp_path, anna(**{"P. IVA": iva}), bruno(), bruno(**{"P. IVA": iva}), headings=headings)
    finding = only_finding(shared)
    assert (finding.code, finding.values["riga"], finding.values["altra_riga"]) == ("IMP-15", 2, 4)
    assert shared.members[1].partita_iva is None


def test_a_second_pod_of_somebody_without_code_goes_with_the_same_name_above(tmp_path: Path) -> None:
    names = {"Cognome": "Giordano", "Nome": "Anna"}
    read = read_rows(tmp_path, {**names, "POD": pod(1)}, {**names, "POD": pod(2)}, bruno(), {**names, "POD": pod(3)})
    assert [len(member.points) for member in read.members] == [2, 1, 1]


def test_a_row_that_says_nobody_is_refused(tmp_path: Path) -> None:
    finding = only_finding(read_rows(tmp_path, anna(), {"POD": pod(3), "Consumo annuo (kWh)": 100}))
    assert (finding.code, finding.path) == ("IMP-16", ("soci", 1))
    assert finding.place == "soci.xlsx, foglio «Soci», riga 3"


def test_a_cell_merged_over_several_rows_holds_for_each(tmp_path: Path) -> None:
    rows = [
        ["Codice fiscale", "Cognome", "Nome", "POD"],
        [ANNA, "Giordano", "Anna", pod(1)],
        [None, None, None, pod(2)],
    ]
    path = workbook(tmp_path / "soci.xlsx", rows, merged=["A2:A3"])
    assert len(only_member(read_members(path)).points) == 2


def test_titles_empty_rows_and_reordered_columns_do_not_matter(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "soci.xlsx",
        [
            [],
            [None, "COMUNITÀ ENERGETICA DI PROVA"],
            [None, "aggiornato al 3 marzo"],
            [None, "cod. pod:", None, "NOME *", "C. F.", "cognome"],
            [],
            [None, pod(1).lower(), None, "  Anna ", f"{ANNA} ", "Giordano"],
            [],
            [None, f"{pod(2)[:5]} {pod(2)[5:]}", None, "Bruno", BRUNO, "Mattei"],
        ],
        sheet=" SOCI ",
        merged=["B2:F2", "B3:F3"],
    )
    read = read_members(path)
    assert read.findings == ()
    assert [(member.name, member.index, member.points[0].pod) for member in read.members] == [
        ("Anna", 0, pod(1)),
        ("Bruno", 1, pod(2)),
    ]
    assert read.places is not None
    assert read.places.of(("soci", 1, "pod")) == "soci.xlsx, foglio « SOCI », riga 8, colonna «cod. pod» (B)"
    assert read.places.of(("soci", 1, "cap")).endswith("riga 8, colonna «CAP» (che manca)")


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("CF", "codice_fiscale"),
        ("Cod. Fisc.", "codice_fiscale"),
        ("CODICE  FISCALE", "codice_fiscale"),
        ("codice_fiscale", "codice_fiscale"),
        ("P.IVA", "partita_iva"),
        ("Citta", "comune"),
        ("Unita Immobiliare", "unita_immobiliare"),
        ("Data di Nascita", "nato_il"),
        ("Nato/a il", "nato_il"),
        ("Potenza impegnata [kW]", "potenza_impegnata_kw"),
        ("Potenza (kW)", "potenza_impegnata_kw"),
        ("Consumo annuo", "consumo_annuo_kwh"),
        ("Codice POD", "pod"),
        ("C.F. legale rappresentante:", "rappresentante_codice_fiscale"),
        ("Colore preferito", None),
        ("Codice fiscale del legale rappresentante", "rappresentante_codice_fiscale"),
    ],
)
def test_headings_are_understood_in_many_words(tmp_path: Path, heading: str, key: str | None) -> None:
    read = read_members(workbook(tmp_path / "soci.xlsx", [["Cognome", "Nome", "CF", "POD", heading]]))
    assert read.places is not None
    column = read.places.header.columns.get(4)
    codes = [finding.code for finding in read.findings]
    if key in {"codice_fiscale", "pod"}:
        assert "IMP-13" in codes
    elif key is None:
        assert column is None
        assert "IMP-12" in codes
    else:
        assert column is not None
        assert column.key == key


def test_unknown_columns_are_a_note_that_names_them(tmp_path: Path) -> None:
    finding = only_finding(read_rows(tmp_path, anna(Colore="blu"), headings=(*HEADINGS, "Colore", "Note interne")))
    assert (finding.code, finding.severity) == ("IMP-12", Severity.NOTE)
    assert finding.values["colonne"] == ["«Colore»", "«Note interne»"]
    assert finding.place == "soci.xlsx, foglio «Soci», riga 1"


def test_missing_columns_are_named(tmp_path: Path) -> None:
    read = read_rows(tmp_path, {"Cognome": "Giordano", "CAP": "12100"}, headings=("Cognome", "CAP"))
    assert {finding.code for finding in read.findings} == {"IMP-11"}
    named = " ".join(str(finding.values["colonna"]) for finding in read.findings)
    assert all(word in named for word in ("«Codice fiscale»", "«Nome»", "«POD»"))
    assert all(finding.is_blocking for finding in read.findings)


def test_name_and_surname_in_one_column_cannot_be_told_apart(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path,
        {"Cognome e nome": "De Luca Maria", "CF": ANNA, "POD": pod(1)},
        headings=("Cognome e nome", "CF", "POD"),
    )
    finding = only_finding(read)
    assert finding.code == "IMP-14"
    assert finding.remedy is not None
    assert "due colonne" in finding.remedy
    assert only_member(read).surname is None


def test_a_column_written_twice_is_refused(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "soci.xlsx", [["Cognome", "Nome", "CF", "POD", "Codice POD"], ["A", "B", ANNA, pod(1), pod(2)]]
    )
    read = read_members(path)
    finding = only_finding(read)
    assert (finding.code, finding.values["prima"], finding.values["seconda"]) == ("IMP-13", "D", "E")
    assert only_member(read).points[0].pod == pod(1)


def test_a_list_without_rows_is_said(tmp_path: Path) -> None:
    finding = only_finding(read_rows(tmp_path))
    assert finding.code == "IMP-20"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_every_make_is_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "soci.csv"
    lines = [
        ["Cognome", "Nome", "Codice fiscale", "Città", "POD", '"Consumo annuo"'],
        ["D'Àmico", "Anna", ANNA, f'"Cuneo{delimiter} ""centro"""', pod(1), '"2.700,5"'],
    ]
    path.write_text("\n".join(delimiter.join(line) for line in lines) + "\n", encoding=encoding)
    read = read_members(path)
    assert read.findings == ()
    member = only_member(read)
    assert (member.surname, member.address.comune) == ("D'Àmico", f'Cuneo{delimiter} "centro"'.replace("\t", ""))
    assert member.points[0].annual_kwh == Decimal("2700.5")
    assert read.places is not None
    assert read.places.of(("soci", 0, "pod")) == "soci.csv, riga 2, colonna «POD» (E)"


def test_csv_lines_are_counted_also_where_a_cell_has_two(tmp_path: Path) -> None:
    path = tmp_path / "soci.csv"
    text = f'sep=;\nCognome;Nome;CF;POD\n"Gior\ndano";Anna;{ANNA};{pod(1)}\nMattei;Bruno;{BRUNO};#N/D\n'
    path.write_text(text, encoding="utf-8")
    read = read_members(path)
    finding = only_finding(read)
    assert (finding.code, finding.place) == ("IMP-17", "soci.csv, riga 5, colonna «POD» (D)")
    assert read.members[0].surname == "Gior dano"


def test_the_folder_list_is_found_whatever_its_case_and_two_lists_are_refused(tmp_path: Path) -> None:
    missing = read_members_of(tmp_path)
    assert [finding.code for finding in missing.findings] == ["IMP-20"]
    list_of(tmp_path / "Soci.XLSX", anna())
    assert len(read_members_of(tmp_path).members) == 1
    (tmp_path / "soci.csv").write_text(f"CF;Cognome;Nome;POD\n{BRUNO};Mattei;Bruno;{pod(2)}\n", encoding="utf-8")
    read = read_members_of(tmp_path)
    assert [finding.code for finding in read.findings] == ["IMP-21"]
    assert only_member(read).codice_fiscale == ANNA


def test_a_body_needs_only_its_denomination(tmp_path: Path) -> None:
    headings = ("Ragione sociale", "Codice fiscale", "POD")
    read = read_rows(tmp_path, {"Ragione sociale": "Comune", "Codice fiscale": BODY, "POD": pod(1)}, headings=headings)
    assert read.findings == ()
    assert only_member(read).company_name == "Comune"


def test_ten_thousand_rows_take_three_seconds_of_computing_at_most(tmp_path: Path) -> None:
    base = cer_ok().members[0]
    code = str(base.codice_fiscale)
    many = renumbered(
        base.model_copy(
            update={
                "codice_fiscale": f"{code[:-5]}{number:05}",
                "points": (base.points[0].model_copy(update={"pod": pod(number)}),),
            }
        )
        for number in range(10_000)
    )
    path = tmp_path / "soci.xlsx"
    write_members_workbook(path, Kind.CER, many)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.process_time()
    read = read_members(path)
    spent = time.process_time() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent += after.ru_utime - children.ru_utime
    assert len(read.members) == 10_000
    assert spent <= 3
