"""Reading the list of members as people really keep it."""

import resource
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.builders.dossiers import cer_ok
from tests.builders.identifiers import partita_iva, pod
from tests.unit.intake.sheets import ANNA, BODY, BRUNO, HEADINGS, anna, bruno, list_of, workbook
from workflow.domain.finding import Finding, Severity
from workflow.domain.kind import Kind
from workflow.domain.member import Member, MemberTitle, Voltage
from workflow.domain.subject import Sex, SubjectKind
from workflow.intake.member_rows import renumbered
from workflow.intake.members_file import ReadMembers, read_members, read_members_of
from workflow.intake.workbook_writer import write_members_workbook


def _read(tmp_path: Path, *rows: dict[str, object], headings: tuple[str, ...] = HEADINGS) -> ReadMembers:
    return read_members(list_of(tmp_path / "soci.xlsx", *rows, headings=headings))


def _one(read: ReadMembers) -> Member:
    assert len(read.members) == 1
    return read.members[0]


def _only(read: ReadMembers) -> Finding:
    assert len(read.findings) == 1, [finding.message for finding in read.findings]
    return read.findings[0]


def test_one_row_for_each_pod_and_one_member_for_each_codice_fiscale(tmp_path: Path) -> None:
    read = _read(
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
    assert _one(_read(tmp_path, anna(POD=None))).points == ()


def test_rows_that_say_different_things_of_a_member_name_both_rows(tmp_path: Path) -> None:
    read = _read(tmp_path, anna(), bruno(), anna(CAP="12101", POD=pod(9)))
    finding = _only(read)
    assert (finding.code, finding.path) == ("IMP-15", ("soci", 2, "cap"))
    assert (finding.values["riga"], finding.values["altra_riga"]) == (2, 4)
    assert finding.place == "soci.xlsx, foglio «Soci», riga 4, colonna «CAP» (E)"
    assert read.members[0].address.cap == "12100"


def test_a_partita_iva_joins_rows_and_two_owners_of_one_are_refused(tmp_path: Path) -> None:
    headings = (*HEADINGS, "P. IVA")
    iva = partita_iva(5)
    joined = _read(tmp_path, anna(**{"P. IVA": iva}), {"P. IVA": f"IT{iva}"[2:], "POD": pod(5)}, headings=headings)
    assert len(_one(joined).points) == 2
    shared = _read(tmp_path, anna(**{"P. IVA": iva}), bruno(), bruno(**{"P. IVA": iva}), headings=headings)
    finding = _only(shared)
    assert (finding.code, finding.values["riga"], finding.values["altra_riga"]) == ("IMP-15", 2, 4)
    assert shared.members[1].partita_iva is None


def test_a_second_pod_of_somebody_without_code_goes_with_the_same_name_above(tmp_path: Path) -> None:
    names = {"Cognome": "Giordano", "Nome": "Anna"}
    read = _read(tmp_path, {**names, "POD": pod(1)}, {**names, "POD": pod(2)}, bruno(), {**names, "POD": pod(3)})
    assert [len(member.points) for member in read.members] == [2, 1, 1]


def test_a_row_that_says_nobody_is_refused(tmp_path: Path) -> None:
    finding = _only(_read(tmp_path, anna(), {"POD": pod(3), "Consumo annuo (kWh)": 100}))
    assert (finding.code, finding.path) == ("IMP-16", ("soci", 1))
    assert finding.place == "soci.xlsx, foglio «Soci», riga 3"


def test_a_cell_merged_over_several_rows_holds_for_each(tmp_path: Path) -> None:
    rows = [
        ["Codice fiscale", "Cognome", "Nome", "POD"],
        [ANNA, "Giordano", "Anna", pod(1)],
        [None, None, None, pod(2)],
    ]
    path = workbook(tmp_path / "soci.xlsx", rows, merged=["A2:A3"])
    assert len(_one(read_members(path)).points) == 2


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
    finding = _only(_read(tmp_path, anna(Colore="blu"), headings=(*HEADINGS, "Colore", "Note interne")))
    assert (finding.code, finding.severity) == ("IMP-12", Severity.NOTE)
    assert finding.values["colonne"] == ["«Colore»", "«Note interne»"]
    assert finding.place == "soci.xlsx, foglio «Soci», riga 1"


def test_missing_columns_are_named(tmp_path: Path) -> None:
    read = _read(tmp_path, {"Cognome": "Giordano", "CAP": "12100"}, headings=("Cognome", "CAP"))
    assert {finding.code for finding in read.findings} == {"IMP-11"}
    named = " ".join(str(finding.values["colonna"]) for finding in read.findings)
    assert all(word in named for word in ("«Codice fiscale»", "«Nome»", "«POD»"))
    assert all(finding.is_blocking for finding in read.findings)


def test_name_and_surname_in_one_column_cannot_be_told_apart(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        {"Cognome e nome": "De Luca Maria", "CF": ANNA, "POD": pod(1)},
        headings=("Cognome e nome", "CF", "POD"),
    )
    finding = _only(read)
    assert finding.code == "IMP-14"
    assert finding.remedy is not None
    assert "due colonne" in finding.remedy
    assert _one(read).surname is None


def test_a_column_written_twice_is_refused(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "soci.xlsx", [["Cognome", "Nome", "CF", "POD", "Codice POD"], ["A", "B", ANNA, pod(1), pod(2)]]
    )
    read = read_members(path)
    finding = _only(read)
    assert (finding.code, finding.values["prima"], finding.values["seconda"]) == ("IMP-13", "D", "E")
    assert _one(read).points[0].pod == pod(1)


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("Nato il", "3/5/1975", date(1975, 5, 3)),
        ("Nato il", "03.05.1975", date(1975, 5, 3)),
        ("Nato il", "1975-05-03 00:00:00", date(1975, 5, 3)),
        ("Nato il", "3 maggio 1975", date(1975, 5, 3)),
        ("Nato il", "1° Maggio 1975", date(1975, 5, 1)),
        ("Nato il", datetime(1975, 5, 3), date(1975, 5, 3)),  # noqa: DTZ001 - a cell knows no time zone
        ("Nato il", 27517, date(1975, 5, 3)),
        ("Sesso", "femmina", Sex.FEMALE),
        ("Sesso", "f", Sex.FEMALE),
        ("Tipo", None, None),
        ("Tipo di soggetto", "Persona Fisica", SubjectKind.PERSON),
        ("Tipo di soggetto", "PF", SubjectKind.PERSON),
        ("Tipo di soggetto", "Società", SubjectKind.LEGAL_PERSON),
        ("Liberatoria", "Liberatoria", MemberTitle.RELEASE),
        ("Poteri di controllo", "Sì", True),
        ("Poteri di controllo", "si'", True),
        ("Poteri di controllo", 1, True),
        ("Poteri di controllo", False, False),
        ("Millesimi", "85,5", Decimal("85.5")),
        ("Civico", 12, "12"),
        ("Telefono", 3331234567, "3331234567"),
        ("CAP", 12100, "12100"),
        ("CAP", "00184", "00184"),
        ("Prov.", "cn", "CN"),
        ("Interno", "=1+1", "=1+1"),
    ],
)
def test_cells_are_read_by_what_their_column_means(
    tmp_path: Path, heading: str, cell: object, expected: object
) -> None:
    path = tmp_path / "soci.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Soci"
    page.append(["Cognome", "Denominazione", "Nome", "Codice fiscale", "POD", heading])
    page.append(["Giordano", None, "Anna", ANNA, pod(1), cell])
    if isinstance(cell, str):
        page["F2"].data_type = "s"
    book.save(path)
    read = read_members(path)
    assert [finding for finding in read.findings if finding.is_blocking] == []
    if expected is None:
        return
    data = _one(read).model_dump(by_alias=True)
    flat = [*data.values(), *data["indirizzo"].values()]
    assert expected in flat


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("Consumo annuo (kWh)", 2700, Decimal(2700)),
        ("Consumo annuo (kWh)", "2.700,5", Decimal("2700.5")),
        ("Consumo annuo (kWh)", "2700 kWh", Decimal(2700)),
        ("Consumo annuo (kWh)", "12.345.678", Decimal(12345678)),
        ("Potenza impegnata (kW)", "4,5 kW", Decimal("4.5")),
        ("Potenza impegnata (kW)", 4.5, Decimal("4.5")),
        ("Tensione", "bassa tensione", Voltage.LOW),
        ("Tensione", "bt", Voltage.LOW),
    ],
)
def test_cells_of_a_point(tmp_path: Path, heading: str, cell: object, expected: object) -> None:
    read = _read(
        tmp_path,
        {"Cognome": "Giordano", "Nome": "Anna", "CF": ANNA, "POD": pod(1), heading: cell},
        headings=("Cognome", "Nome", "CF", "POD", heading),
    )
    assert read.findings == ()
    assert expected in _one(read).points[0].model_dump().values()


@pytest.mark.parametrize(
    ("heading", "cell", "code", "values"),
    [
        ("Potenza impegnata (kW)", "tre", "IMP-05", {"valore": "tre"}),
        ("Potenza impegnata (kW)", date(2026, 3, 5), "IMP-05", {"valore": "05/03/2026"}),
        ("Consumo annuo (kWh)", "1.234", "IMP-05", {"intero": "1234", "decimale": "1,234"}),
        ("Consumo annuo (kWh)", "3 MWh", "IMP-05", {"valore": "3 MWh"}),
        ("Nato il", "5/13/1975", "IMP-04", {"valore": "5/13/1975"}),
        ("Nato il", 1980, "IMP-04", {"valore": "1980"}),
        ("Nato il", "3/5/75", "IMP-04", {"valore": "3/5/75"}),
        ("Scambio sul posto", "boh", "IMP-06", {"valore": "boh"}),
        ("Tensione", "BTT", "IMP-03", {"valore": "BTT", "ammessi": ["BT", "MT", "AT"]}),
        ("CAP", 184, "IMP-18", {"valore": "184", "lunghezza": 5}),
        ("CAP", "184", "IMP-18", {"valore": "184", "lunghezza": 5}),
        ("Partita IVA", 743110157, "IMP-18", {"valore": "743110157", "lunghezza": 11}),
        ("Cabina primaria", 100001, "IMP-18", {"valore": "100001"}),
        ("IBAN", 1e26, "IMP-18", {}),
        ("Telefono", "3,33E+09", "IMP-18", {"valore": "3,33E+09"}),
        ("Codice ATECO", 56.1, "IMP-18", {}),
        ("Codice ATECO", date(2010, 11, 1), "IMP-18", {"valore": "01/11/2010"}),
        ("Civico", date(2026, 3, 12), "IMP-18", {"valore": "12/03/2026"}),
        ("Denominazione", "x" * 501, "IMP-08", {"limite": 500}),
        ("Indirizzo POD", "y" * 501, "IMP-08", {"limite": 500}),
    ],
)
def test_what_a_spreadsheet_has_spoiled_is_reported_at_its_cell(
    tmp_path: Path, heading: str, cell: object, code: str, values: dict[str, object]
) -> None:
    read = _read(
        tmp_path,
        {"Cognome": "Giordano", "Nome": "Anna", "CF": ANNA, "POD": pod(1), heading: cell},
        headings=("Cognome", "Nome", "CF", "POD", heading),
    )
    finding = _only(read)
    assert finding.code == code
    assert finding.place == f"soci.xlsx, foglio «Soci», riga 2, colonna «{heading}» (E)"
    assert {name: finding.values[name] for name in values} == values
    assert finding.is_blocking
    assert finding.remedy
    assert "{" not in finding.message + finding.remedy
    assert _one(read).codice_fiscale == ANNA


def test_a_pod_that_became_a_number_says_so(tmp_path: Path) -> None:
    finding = _only(_read(tmp_path, anna(POD=12345678)))
    assert (finding.code, finding.path) == ("IMP-18", ("soci", 0, "pod"))


def test_a_codice_fiscale_that_lost_its_zeros_says_how_long_it_was(tmp_path: Path) -> None:
    row = {"Denominazione": "Ente", "Codice fiscale": 743110157, "POD": pod(1)}
    read = _read(tmp_path, row)
    finding = _only(read)
    assert (finding.values["valore"], finding.values["lunghezza"]) == ("743110157", 11)
    assert _one(read).codice_fiscale is None


def test_an_ateco_kept_as_a_number_with_all_its_digits_is_read(tmp_path: Path) -> None:
    row = {"Cognome": "G", "Nome": "A", "CF": ANNA, "POD": pod(1), "ATECO": 56.11}
    read = _read(tmp_path, row, headings=("Cognome", "Nome", "CF", "POD", "ATECO"))
    assert _one(read).ateco == "56.11"


@pytest.mark.parametrize(("error", "shown"), [("#N/A", "#N/D"), ("#REF!", "#RIF!"), ("#DIV/0!", "#DIV/0!")])
def test_cells_with_errors_are_findings(tmp_path: Path, error: str, shown: str) -> None:
    path = tmp_path / "soci.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Soci"
    page.append(["Cognome", "Nome", "CF", "POD", "CAP"])
    page.append(["Giordano", "Anna", ANNA, pod(1), error])
    page["E2"].data_type = "e"
    book.save(path)
    finding = _only(read_members(path))
    assert (finding.code, finding.values["valore"]) == ("IMP-17", shown)
    assert finding.place == "soci.xlsx, foglio «Soci», riga 2, colonna «CAP» (E)"


def test_a_formula_gives_its_kept_result_and_one_never_calculated_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "soci.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Soci"
    page.append(["Cognome", "Nome", "CF", "POD", "Consumo annuo"])
    page.append(["Giordano", "Anna", ANNA, pod(1), "=1000+1700"])
    book.save(path)
    finding = _only(read_members(path))
    assert (finding.code, finding.path) == ("IMP-17", ("soci", 0, "consumo_annuo_kwh"))


def test_a_list_without_rows_is_said(tmp_path: Path) -> None:
    finding = _only(_read(tmp_path))
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
    member = _one(read)
    assert (member.surname, member.address.comune) == ("D'Àmico", f'Cuneo{delimiter} "centro"'.replace("\t", ""))
    assert member.points[0].annual_kwh == Decimal("2700.5")
    assert read.places is not None
    assert read.places.of(("soci", 0, "pod")) == "soci.csv, riga 2, colonna «POD» (E)"


def test_csv_lines_are_counted_also_where_a_cell_has_two(tmp_path: Path) -> None:
    path = tmp_path / "soci.csv"
    text = f'sep=;\nCognome;Nome;CF;POD\n"Gior\ndano";Anna;{ANNA};{pod(1)}\nMattei;Bruno;{BRUNO};#N/D\n'
    path.write_text(text, encoding="utf-8")
    read = read_members(path)
    finding = _only(read)
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
    assert _one(read).codice_fiscale == ANNA


def test_a_body_needs_only_its_denomination(tmp_path: Path) -> None:
    headings = ("Ragione sociale", "Codice fiscale", "POD")
    read = _read(tmp_path, {"Ragione sociale": "Comune", "Codice fiscale": BODY, "POD": pod(1)}, headings=headings)
    assert read.findings == ()
    assert _one(read).company_name == "Comune"


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
