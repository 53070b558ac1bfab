"""Editing `fascicolo.yaml` changes the facts asked for and nothing else: comments, order and quotes stay."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders.folders import fascicolo_yaml, mini_dossier
from workflow.domain.dossier import Fascicolo
from workflow.domain.kind import Kind
from workflow.intake.fascicolo_edit import UneditableFileError, edited
from workflow.intake.fascicolo_file import read_fascicolo
from workflow.intake.scaffold_yaml import fascicolo_text

ACT = {"tipo": "richiesta_integrazione", "ricevuto_il": date(2026, 4, 1), "oggetto": "manca lo schema: «unifilare»"}


def read(path):
    found = read_fascicolo(path)
    assert [finding.code for finding in found.findings if finding.code != "IMP-02"] == []
    return found.fascicolo


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "fascicolo.yaml"
    file.write_text(fascicolo_yaml(mini_dossier("cer"), is_dated=False), encoding="utf-8")
    return file


def change(path, **changes):
    """Write the changes, by dotted key with `__`, and return the lines that are no longer there and the new ones."""
    before = read(path)
    data = before.model_dump(by_alias=True)
    for name, value in changes.items():
        *steps, last = name.split("__")
        node = data
        for step in steps:
            key = int(step) if step.isdigit() else step
            if isinstance(node, dict) and node[key] is None:
                node[key] = {}
            node = node[key]
        node[int(last) if last.isdigit() else last] = value
    after = Fascicolo.model_validate(data)
    old = path.read_text(encoding="utf-8")
    new = edited(path, old, before, after)
    path.write_text(new, encoding="utf-8")
    assert read(path) == after
    gone = [line for line in old.splitlines() if line not in new.splitlines()]
    return gone, [line for line in new.splitlines() if line not in old.splitlines()]


def test_an_empty_value_is_filled_and_its_explanation_stays_in_its_column(path):
    gone, new = change(path, richiesta__inviata_il=date(2026, 3, 10))
    assert [line.split("#")[0].rstrip() for line in gone] == ["  inviata_il:"]
    assert len(new) == 1
    assert new[0].startswith("  inviata_il: 10/03/2026 ")
    assert new[0].index("#") == gone[0].index("#")


def test_a_key_commented_out_comes_back_with_its_explanation(path):
    gone, new = change(path, richiesta__codice="SPC-1")
    assert gone[0].startswith("  # codice:")
    assert new[0].startswith('  codice: "SPC-1"')
    assert new[0].endswith("# Codice della richiesta sul portale")


def test_a_value_taken_away_leaves_the_key_with_its_explanation(path):
    gone, new = change(path, richiesta__canale=None)
    assert [line.split("#")[1] for line in gone] == [line.split("#")[1] for line in new]
    assert new[0].split("#")[0].strip() == "canale:"


def test_the_first_voice_of_a_list_stands_under_its_title_above_the_sample(path):
    gone, new = change(path, atti_gse=[ACT])
    assert gone == []
    assert new == [
        "atti_gse:", "  - tipo: richiesta_integrazione", "    ricevuto_il: 01/04/2026",
        '    oggetto: "manca lo schema: «unifilare»"',
    ]  # fmt: skip
    text = path.read_text(encoding="utf-8")
    assert text.index("GLI ATTI DEL GSE") < text.index("\natti_gse:") < text.index("# atti_gse:")


def test_a_second_voice_comes_after_the_first_and_an_answer_goes_into_its_own(path):
    change(path, atti_gse=[ACT])
    gone, new = change(path, atti_gse=[{**ACT, "risposto_il": date(2026, 4, 20), "risposta_completa": True},
                                       {"tipo": "accoglimento", "ricevuto_il": date(2026, 6, 1)}])  # fmt: skip
    assert gone == []
    assert new == [
        "    risposto_il: 20/04/2026", "    risposta_completa: sì",
        "  - tipo: accoglimento", "    ricevuto_il: 01/06/2026",
    ]  # fmt: skip


def test_a_group_that_was_not_there_is_written_whole(path):
    _, new = change(path, contratto_gse={"codice": "C1", "pagamenti_previsti_eur": Decimal("1234.5")})
    assert new == ["contratto_gse:", '  codice: "C1"', "  pagamenti_previsti_eur: 1234,5"]
    gone, new = change(path, contratto_gse__decorrenza=date(2026, 3, 10))
    assert (gone, new) == ([], ["  decorrenza: 10/03/2026"])


def test_a_list_of_plain_values_stands_between_brackets(path):
    change(path, variazioni=[{"nome": "a", "tipo": "aggiunta_punto", "punti": ["IT001E00000001", "IT001E00000002"]}])
    _, new = change(path, variazioni__0__punti=["IT001E00000003"])
    assert new == ['    punti: ["IT001E00000003"]']


def test_a_voice_taken_away_leaves_the_others_as_they_were(path):
    before = path.read_text(encoding="utf-8")
    change(path, atti_gse=[ACT, {"tipo": "altro", "ricevuto_il": date(2026, 6, 1)}])
    two = path.read_text(encoding="utf-8")
    change(path, atti_gse=[ACT])
    change(path, atti_gse=[ACT, {"tipo": "altro", "ricevuto_il": date(2026, 6, 1)}])
    assert path.read_text(encoding="utf-8") == two
    change(path, atti_gse=[])
    assert path.read_text(encoding="utf-8").replace("atti_gse:\n", "", 1) == before


def test_a_new_plant_stands_after_the_others_and_touches_none(path):
    plant = {
        "nome": "Tetto nuovo",
        "fonte": "fotovoltaico",
        "potenza_kw": Decimal("19.8"),
        "produttore": {"fa_parte": True},
    }
    gone, new = change(path, impianti=[*read(path).model_dump(by_alias=True)["impianti"], plant])
    assert gone == []
    assert [line.strip() for line in new] == [
        '- nome: "Tetto nuovo"', "fonte: fotovoltaico", "potenza_kw: 19,8", "produttore:", "fa_parte: sì",
    ]  # fmt: skip


def test_the_blank_plant_of_the_scaffold_is_filled_in_place(tmp_path):
    path = tmp_path / "fascicolo.yaml"
    path.write_text(fascicolo_text(Kind.CER), encoding="utf-8")
    lines = len(path.read_text(encoding="utf-8").splitlines())
    change(path, impianti=[{"nome": "Tetto", "potenza_kw": Decimal(10), "indirizzo": {"comune": "Cuneo"}}])
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) == lines
    assert '  - nome: "Tetto"' in text


@pytest.mark.parametrize("ending", ["", "\n", "\n\n# fine\n"])
def test_a_bare_file_without_explanations_or_last_newline_is_edited_too(tmp_path, ending):
    path = tmp_path / "fascicolo.yaml"
    path.write_text(f"configurazione:\n  tipologia: cer\nrichiesta:\n  rid: no{ending}", encoding="utf-8")
    change(path, richiesta__inviata_il=date(2026, 3, 10), atti_gse=[ACT], contratto_gse={"codice": "x"})
    change(path, richiesta__codice="abc", atti_gse=[ACT, ACT], deroghe=[])


@pytest.mark.parametrize("written", ["atti_gse: []", "atti_gse:", "atti_gse: ~  # niente"])
def test_an_empty_list_is_filled_however_it_is_written(tmp_path, written):
    path = tmp_path / "fascicolo.yaml"
    path.write_text(f"configurazione:\n  tipologia: cer\n{written}\nderoghe: []\n", encoding="utf-8")
    change(path, atti_gse=[ACT])
    assert "deroghe: []" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("written", ["atti_gse: [{tipo: altro, ricevuto_il: 2026-01-01}]", "richiesta: {rid: no}"])
def test_what_is_written_between_brackets_is_refused_rather_than_spoilt(tmp_path, written):
    path = tmp_path / "fascicolo.yaml"
    text = f"configurazione:\n  tipologia: cer\n{written}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UneditableFileError, match="non modifica") as refused:
        change(path, richiesta__codice="x", atti_gse=[*read(path).model_dump(by_alias=True)["atti_gse"], ACT])
    assert refused.value.exit_code == 6
    assert path.read_text(encoding="utf-8") == text
