"""The tables for the portal: what the profile says, cell by cell, and what is left to write by hand."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from tests.builders.dossiers import build
from workflow.bundle.exports.portal_facts import known_facts
from workflow.bundle.exports.portal_table import PortalTable, UnknownFactError, fill
from workflow.bundle.exports.profile import ProfileMissingError, Rows, find_profile, load_portal_limits, load_profiles
from workflow.bundle.exports.sheet_table import workbook_bytes
from workflow.domain.finding import Confidence
from workflow.resources import BrokenFileError

# The header row of the only public description of the file, in its order.
POD_HEADER = (
    "CodicePod;Accumulostandalone;TipologiaGiuridica;FormaGiuridica;TipologiaSoggetto;"
    "SottotipologiaAmministrazioneLocaleISTAT;SoggettoDotatoDiPartitaIVA;StudioAssociato/SocietàDiProfessionisti;Nome;"
    "Cognome;CodiceFiscale;PartitaIVA;CodiceAteco;RagioneSociale/NomeDitta"
)
# The table of producers and sections of the fac-simile, Allegato 2, in its order.
SECTIONS_HEADER = (
    "Nome e cognome / ragione sociale produttore",
    "Codice fiscale / P. IVA produttore",
    "Produttore facente parte della / rileva nella configurazione",
    "Tipologia di soggetto produttore",
    "Codice ATECO prevalente produttore",
    "Codice CENSIMP",
    "Codice sezione",
    "Codice POD sezione",
    "Sezione esterna all'edificio / condominio",
    "Sezione per cui si richiede l'incentivo",
)


def own_profile(folder: Path, *columns: str, csv: str = "{}") -> Path:
    """Write a profile of somebody's own, with a row for each point."""
    path = folder / "mio.yaml"
    head = f"name: mio\ntitle: Mio\nlabel: mio\nconfidence: media\nnote: x\nrows: point\ncsv: {csv}\ncolumns:\n"
    path.write_text(head + "".join(f"  - {column}\n" for column in columns), encoding="utf-8")
    return path


def table(name: str, base: str = "cer_ok", changes: dict[str, object] | None = None) -> PortalTable:
    return fill(find_profile(name), build(base, changes))


def rows_of(found: PortalTable) -> list[dict[str, str]]:
    text = found.csv.decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_points_go_in_the_order_of_the_only_known_description() -> None:
    data = table("tracciato_pod").csv
    assert data.decode("utf-8").split("\r\n")[0] == POD_HEADER
    assert not data.startswith(b"\xef\xbb\xbf")


def test_a_household_a_firm_and_a_body_are_written_each_in_its_way() -> None:
    rows = {row["CodicePod"]: row for row in rows_of(table("tracciato_pod"))}
    anna, bakery = rows["IT001E00000011"], rows["IT001E00000021"]
    assert (anna["TipologiaGiuridica"], anna["Nome"], anna["Cognome"]) == ("PF", "Anna", "Giordano")
    assert (anna["SoggettoDotatoDiPartitaIVA"], anna["RagioneSociale/NomeDitta"]) == ("NO", "")
    assert (bakery["TipologiaGiuridica"], bakery["Nome"], bakery["Cognome"]) == ("PG", "", "")
    assert (bakery["SoggettoDotatoDiPartitaIVA"], bakery["RagioneSociale/NomeDitta"]) == (
        "SI",
        "Panificio Torelli S.r.l.",
    )
    assert bakery["CodiceFiscale"] == bakery["PartitaIVA"] == "90000211210"


def test_a_sole_trader_is_a_person_with_a_firm() -> None:
    changes = {
        "soci.0.tipo": "ditta_individuale",
        "soci.0.denominazione": "Forno di Anna",
        "soci.0.partita_iva": "90000211210",
    }
    row = rows_of(table("tracciato_pod", changes=changes))[0]
    assert (row["TipologiaGiuridica"], row["Nome"], row["RagioneSociale/NomeDitta"]) == ("PF", "Anna", "Forno di Anna")


def test_what_no_text_explains_stays_empty_and_is_told() -> None:
    found = table("tracciato_pod")
    assert {gap.heading for gap in found.gaps} == {"Accumulostandalone", "TipologiaSoggetto"}
    assert {row["TipologiaSoggetto"] for row in rows_of(found)} == {""}
    local = table("tracciato_pod", changes={"soci.0.categoria": "amministrazione_locale"})
    assert rows_of(local)[0]["TipologiaSoggetto"] == "AI"


def test_a_datum_that_is_missing_is_told_with_its_row() -> None:
    found = table("tracciato_pod", changes={"soci.0.codice_fiscale": None})
    assert ("IT001E00000011", "CodiceFiscale", "il dato manca nel fascicolo") in [
        (gap.row, gap.heading, gap.reason) for gap in found.gaps
    ]


def test_points_already_out_are_not_there_and_liberatorie_are() -> None:
    gone = table("tabella_a", changes={"soci.0.punti.0.fino_al": "2026-10-01"})
    assert len(gone.rows) == len(table("tabella_a").rows) - 1
    titles = [row["A titolo di"] for row in rows_of(table("tabella_a", "gac_ok"))]
    assert titles.count("liberatoria") == 1


def test_the_sections_begin_with_the_columns_of_the_fac_simile() -> None:
    found = table("tabella_sezioni")
    assert found.headings[: len(SECTIONS_HEADER)] == SECTIONS_HEADER
    first, second = rows_of(found)
    role = "Produttore facente parte della / rileva nella configurazione"
    assert (first[role], second[role]) == ("fa parte della configurazione", "rileva nella configurazione")
    assert (first["Codice sezione"], first["Potenza della sezione (kW)"]) == ("SZ_0000001_01", "19,8")


def test_a_section_left_out_has_no_row_and_a_plant_without_sections_has_one() -> None:
    assert len(table("tabella_sezioni", changes={"impianti.0.sezioni.0.inclusa": False}).rows) == 2
    bare = table("tabella_sezioni", changes={"impianti.0.sezioni": []})
    assert len(bare.rows) == 2
    assert ("Impianto 1", "Codice sezione") in [(gap.row, gap.heading) for gap in bare.gaps]


def test_only_thermal_sections_with_tariff_have_fuels() -> None:
    assert len(table("tabella_combustibili", "cer_biogas").rows) == 3
    assert table("tabella_combustibili").rows == ()
    assert table("tabella_combustibili", "cer_biogas", {"impianti.0.incentivo_richiesto": False}).rows == ()


def test_numbers_and_days_stay_numbers_and_days_in_the_workbook() -> None:
    found = table("tabella_sezioni")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes([found.sheet], "x"))).active
    assert sheet is not None
    heads = [cell.value for cell in sheet[2]]
    row = dict(zip(heads, sheet[3], strict=True))
    assert row["Potenza della sezione (kW)"].value == pytest.approx(19.8)
    assert row["Entrata in esercizio"].is_date
    assert row["Codice CENSIMP"].data_type == "s"
    assert "verificare sul portale" in str(sheet["A1"].value)


def test_the_same_table_has_the_same_bytes() -> None:
    first, second = (workbook_bytes([table("tabella_a").sheet], "x") for _ in range(2))
    assert first == second


def test_every_packaged_profile_says_what_it_is_worth_and_names_facts_that_exist() -> None:
    profiles = load_profiles()
    assert {profile.name for profile in profiles} == {
        "tabella_a",
        "tabella_combustibili",
        "tabella_sezioni",
        "tracciato_pod",
    }
    for profile in profiles:
        assert "verificare sul portale" in profile.label
        assert {column.field for column in profile.columns if column.field} <= known_facts(profile.rows)
    assert find_profile("tracciato_pod").confidence is Confidence.TO_VERIFY
    assert find_profile("tracciato_pod").label.startswith("non ufficiale")


def test_a_person_can_write_a_profile_of_its_own(tmp_path: Path) -> None:
    csv = '{delimiter: ",", encoding: cp1252, line_end: lf, decimal: "."}'
    own = own_profile(tmp_path, "{heading: POD, field: pod}", "{heading: kWh, field: consumo_annuo_kwh}", csv=csv)
    assert fill(find_profile(str(own)), build("cer_ok")).csv.split(b"\n")[:2] == [b"POD,kWh", b"IT001E00000011,2700"]


def test_a_sign_that_the_encoding_lacks_is_told_with_its_row(tmp_path: Path) -> None:
    own = own_profile(tmp_path, "{heading: Nome, field: nome}", csv="{encoding: cp1252}")
    found = fill(find_profile(str(own)), build("cer_ok", {"soci.0.nome": "Đorđe"}))
    assert found.csv.split(b"\r\n")[1] == b"?or?e"
    assert [(gap.heading, gap.reason) for gap in found.gaps] == [
        ("Nome", "nel CSV la codifica cp1252 non ha «Đđ»: al suo posto c'è un punto interrogativo")
    ]


@pytest.mark.parametrize("name", ["niente", "../limits", "/etc/passwd", "niente.yaml", ""])
def test_a_profile_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(ProfileMissingError) as refusal:
        find_profile(name)
    assert refusal.value.exit_code == 3


def test_a_profile_that_names_an_unknown_fact_is_refused_by_name(tmp_path: Path) -> None:
    own = own_profile(tmp_path, "{heading: A, field: potenza}")
    with pytest.raises(UnknownFactError, match="«potenza»"):
        fill(find_profile(str(own)), build("cer_ok"))
    own.write_text("name: Mio!\ntitle: x\n", encoding="utf-8")
    with pytest.raises(BrokenFileError, match=r"mio\.yaml"):
        find_profile(str(own))


def test_the_limits_are_marked_as_to_be_verified() -> None:
    limits = load_portal_limits()
    assert limits.confidence is Confidence.TO_VERIFY
    assert limits.file_megabytes is None
    assert limits.message_bytes == 30_000_000
    assert set(Rows) == {Rows.POINT, Rows.SECTION, Rows.FUEL}
