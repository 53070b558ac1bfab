"""Reading `fascicolo.yaml`: what people write is understood, what cannot be is a finding with line and cure."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from workflow.domain.finding import Finding, Severity
from workflow.domain.kind import Kind, LegalForm
from workflow.intake.fascicolo_file import ReadFascicolo, read_fascicolo
from workflow.intake.yaml_tree import MAX_VALUES
from workflow.resources import BrokenFileError


def _read(tmp_path: Path, text: str) -> ReadFascicolo:
    path = tmp_path / "fascicolo.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return read_fascicolo(path)


def _only(read: ReadFascicolo) -> Finding:
    assert len(read.findings) == 1, [finding.message for finding in read.findings]
    return read.findings[0]


def _with(text: str) -> str:
    return "configurazione:\n  tipologia: cer\n" + dedent(text)


def test_values_are_read_as_italians_write_them(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        _with("""
            comunita:
              forma_giuridica: Ente terzo settore
              codice_fiscale: " 007 431 101 57 "
              sede: {civico: 12, cap: "00184", provincia: rm}
              atto_costitutivo_il: 22/11/2026
            richiesta: {rid: sì, inviata_il: 2026-11-22, possesso_mandati: NO}
            impianti:
              - potenza_kw: 19,8
                potenza_gaudi_kw: 19.8
                producibilita_kwh: "22.000,5 kWh"
                moduli: [{quantita: 40}]
        """),
    )
    assert read.findings == ()
    found = read.fascicolo
    assert found is not None
    assert found.community is not None
    assert found.community.legal_form is LegalForm.THIRD_SECTOR
    assert found.community.codice_fiscale == "00743110157"
    assert (found.community.address.number, found.community.address.cap) == ("12", "00184")
    assert found.community.address.province == "RM"
    assert found.community.founded_on == date(2026, 11, 22)
    assert found.request.sent_on == date(2026, 11, 22)
    assert (found.request.wants_rid, found.request.mandates_held) == (True, False)
    plant = found.plants[0]
    assert plant.power_kw == plant.gaudi_power_kw == Decimal("19.8")
    assert plant.annual_production_kwh == Decimal("22000.5")
    assert plant.modules[0].quantity == 40


def test_null_and_blank_keys_are_unknown_and_not_wrong(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        _with("""
            comunita:
              denominazione: ""
              rappresentante:
                nome:
              sede:
              consiglio:
                - nome:
            impianti:
            richiesta:
        """),
    )
    assert read.findings == ()
    assert read.fascicolo is not None
    assert read.fascicolo.community is None
    assert read.fascicolo.plants == ()


def test_an_empty_list_says_that_there_are_none_and_a_blank_one_says_nothing(tmp_path: Path) -> None:
    read = _read(tmp_path, _with("impianti: [{nome: a, contributi: []}, {nome: b, contributi: [{tipo: }]}]"))
    assert read.fascicolo is not None
    assert read.fascicolo.plants[0].grants == ()
    assert read.fascicolo.plants[1].grants is None


def test_a_blank_voice_keeps_the_place_of_those_that_follow(tmp_path: Path) -> None:
    read = _read(tmp_path, _with("impianti: [{nome: }, {nome: Tetto, potenza_kw: tanta}]"))
    assert _only(read).path == ("impianti", 1, "potenza_kw")
    assert read.fascicolo is not None
    assert read.fascicolo.plants[1].name == "Tetto"


@pytest.mark.parametrize(
    ("text", "code", "line", "values"),
    [
        ("comunita:\n  denominazine: X", "IMP-01", 4, {"chiave": "denominazine", "proposta": "denominazione"}),
        ("power_kw: 3", "IMP-01", 3, {"chiave": "power_kw"}),
        ("impianti:\n  - power_kw: 3", "IMP-01", 4, {"chiave": "power_kw", "proposta": "potenza_kw"}),
        ("richiesta:\n  pec: a@b.it", "IMP-01", 4, {"chiave": "pec", "proposta": "comunita"}),
        ("comunita:\n  forma_giuridica: spa", "IMP-03", 4, {"valore": "spa"}),
        ("comunita:\n  atto_costitutivo_il: 31/02/2026", "IMP-04", 4, {"valore": "31/02/2026"}),
        ("comunita:\n  atto_costitutivo_il: 2026", "IMP-04", 4, {"valore": "2026"}),
        ("impianti:\n  - potenza_kw: circa venti", "IMP-05", 4, {"valore": "circa venti"}),
        ("scelte:\n  durata_anni: 2,5", "IMP-05", 4, {"valore": "2,5"}),
        ('impianti:\n  - potenza_kw: "1.234"', "IMP-05", 4, {"intero": "1234", "decimale": "1,234"}),
        ("richiesta:\n  rid: forse", "IMP-06", 4, {"valore": "forse"}),
        ("impianti: uno", "IMP-07", 3, {"chiave": "impianti"}),
        ("comunita: CER Prova", "IMP-07", 3, {"chiave": "comunita", "valore": "CER Prova"}),
        ("comunita:\n  email: [a, b]", "IMP-07", 4, {"chiave": "email"}),
        ("scelte:\n  durata_anni: 0", "IMP-08", 4, {"valore": "0", "limite": 1}),
        ("comunita:\n  email: " + "x" * 501, "IMP-08", 4, {"limite": 500}),
        ("comunita:\n  sede: {cap: 00184}", "IMP-09", 4, {"valore": "184", "proposta": "00184"}),
        ("comunita:\n  codice_fiscale: 00743110157", "IMP-09", 4, {"proposta": "00743110157"}),
        ("comunita:\n  codice_fiscale: 2026-11-22", "IMP-09", 4, {"valore": "22/11/2026"}),
        ("comunita:\n  email: 2026-11-22", "IMP-07", 4, {"valore": "22/11/2026"}),
        ("comunita:\n  email: true", "IMP-07", 4, {"valore": "sì"}),
        ("comunita:\n  sede: {civico: 007}", "IMP-09", 4, {"valore": "7", "proposta": "007"}),
        ("identificativo: Alfa Beta", "IMP-08", 3, {"valore": "Alfa Beta"}),
        ("comunita:\n  sede: {civico: 12.50}", "IMP-09", 4, {"valore": "12.5", "proposta": "12.50"}),
    ],
)
def test_what_cannot_be_read_is_a_blocking_finding_with_its_line(
    tmp_path: Path, text: str, code: str, line: int, values: dict[str, object]
) -> None:
    finding = _only(_read(tmp_path, _with(text)))
    assert finding.code == code
    assert finding.is_blocking
    assert finding.place is not None
    assert finding.place.startswith(f"fascicolo.yaml, riga {line}, colonna ")
    assert {name: finding.values[name] for name in values} == values
    assert finding.remedy
    assert "{" not in finding.message + finding.remedy


def test_a_spoiled_value_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    read = _read(tmp_path, _with("comunita: {denominazione: Prova, codice_fiscale: 123, email: a@b.it}"))
    assert read.fascicolo is not None
    assert read.fascicolo.community is not None
    assert read.fascicolo.community.codice_fiscale is None
    assert read.fascicolo.community.email == "a@b.it"


def test_thousands_with_a_point_are_a_warning_because_yaml_reads_decimals(tmp_path: Path) -> None:
    read = _read(tmp_path, _with("impianti:\n  - producibilita_kwh: 22.000"))
    finding = _only(read)
    assert (finding.code, finding.severity) == ("IMP-10", Severity.WARNING)
    assert finding.values["intero"] == "22000"
    assert read.fascicolo is not None
    assert read.fascicolo.plants[0].annual_production_kwh == 22


def test_an_incomplete_declaration_is_left_out_whole_and_said_once_for_each_key(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        _with("""
            deroghe:
              - {codice: PLT-06, motivo: x}
              - {codice: PLT-07, motivo: y, firmata_da: Anna, il: 1/2/2026}
        """),
    )
    assert [(finding.code, finding.path) for finding in read.findings] == [
        ("IMP-02", ("deroghe", 0, "firmata_da")),
        ("IMP-02", ("deroghe", 0, "il")),
    ]
    assert read.fascicolo is not None
    assert [override.code for override in read.fascicolo.overrides] == ["PLT-07"]


@pytest.mark.parametrize("text", ["versione: 1\n", "configurazione:\n", "configurazione: {tipologia: }\n"])
def test_without_the_kind_there_is_no_dossier(tmp_path: Path, text: str) -> None:
    read = _read(tmp_path, text)
    assert read.fascicolo is None
    assert [finding.code for finding in read.findings] == ["IMP-02"]


def test_an_unknown_kind_names_the_six(tmp_path: Path) -> None:
    read = _read(tmp_path, "configurazione: {tipologia: comunità}")
    assert read.fascicolo is None
    finding = _only(read)
    assert finding.code == "IMP-03"
    assert finding.values["ammessi"] == [kind.value for kind in Kind]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"configurazione:\n\ttipologia: cer\n", "riga 2, colonna 1"),
        (b"configurazione:\n  tipologia: cer\n  tipologia: gac\n", "riga 3"),
        (b"configurazione: {tipologia: cer\n", "riga"),
        (b"", "vuoto"),
        (b"denominazione: Comunit\xe0\n", "UTF-8"),
        (b"- a\n- b\n", "elenco di chiavi"),
        (b"a: " + b"[" * 5000, "annidati"),
        (b"- " * 5000 + b"a", "annidati"),
    ],
)
def test_a_file_that_is_not_yaml_is_broken_and_says_where(tmp_path: Path, content: bytes, place: str) -> None:
    path = tmp_path / "fascicolo.yaml"
    path.write_bytes(content)
    with pytest.raises(BrokenFileError, match=place) as raised:
        read_fascicolo(path)
    assert raised.value.exit_code == 4
    assert raised.value.remedy


def test_anchors_that_multiply_values_are_refused(tmp_path: Path) -> None:
    modules = f"[&m {{marca: A, modello: B}}{', *m' * 500}]"
    text = _with(f"impianti: [&p {{nome: A, moduli: {modules}}}{', *p' * 500}]")
    assert MAX_VALUES < 500 * 500
    assert len(text) < 10_000
    with pytest.raises(BrokenFileError, match="troppi valori"):
        _read(tmp_path, text)


def test_text_is_normal_and_on_one_line(tmp_path: Path) -> None:
    read = _read(tmp_path, _with('comunita: {denominazione: "Comunità\\u200b  d\'Arda\\n Srl"}'))
    assert read.fascicolo is not None
    assert read.fascicolo.community is not None
    assert read.fascicolo.community.name == "Comunità d'Arda Srl"


def test_lone_surrogates_are_refused_as_characters(tmp_path: Path) -> None:
    finding = _only(_read(tmp_path, _with('comunita: {denominazione: "a\\ud800b"}')))
    assert finding.code == "IMP-08"
    assert finding.path == ("comunita", "denominazione")
