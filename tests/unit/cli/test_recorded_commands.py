"""The commands that record facts, as a person types them: what they print, and with which code they end."""

import json

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.builders.in_process import exit_code_of
from workflow.cli.entry import main
from workflow.domain.kind import Phase
from workflow.store.archive import Archive

SENT = {"richiesta.inviata_il": "2026-10-01"}


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Give a function that runs a command on a folder and returns its code and what it printed."""
    monkeypatch.setenv("DOSSIER_CER_ARCHIVE", str(tmp_path / "archivio.sqlite"))
    folder = tmp_path / "fascicolo"
    write_folder(folder, mini_dossier("aid", {"slug": "aid-prova", **SENT}), is_dated=False)

    def command(*words, as_of="2026-11-22"):
        code = exit_code_of(*words[:2], str(folder), *words[2:], *(["--as-of", as_of] if as_of else []))
        printed = capsys.readouterr()
        return code, " ".join(printed.out.split()), printed.err

    command.folder = folder
    return command


def test_an_act_is_registered_and_the_next_term_told(run):
    code, said, _ = run("gse", "receive", "--kind", "richiesta_integrazione", "--on", "02/11/2026", "--number", "P1")
    assert code == 0
    assert "Richiesta di integrazioni arrivata il 02/11/2026 (prot. P1)." in said
    assert "integrazione richiesta dal 02/11/2026, termine del GSE sospeso" in said
    assert "entro il 02/12/2026 (Referente)" in said
    code, said, _ = run("gse", "answer", "--on", "10/12/2026", "--incomplete", as_of="2026-12-10")
    assert code == 0
    assert "8 giorni dopo il termine del 02/12/2026" in said


def test_what_cannot_be_ends_with_the_article_the_cure_and_who_must_act(run):
    before = (run.folder / "fascicolo.yaml").read_bytes()
    code, said, _ = run("gse", "receive", "--kind", "rigetto", "--on", "2026-09-01")
    assert code == 5
    assert "FAS-02" in said
    assert "fonte: Regole operative GSE 23/02/2024, Parte II, par. 2.1.3" in said
    assert "rimedio: Registrare ciò che manca" in said
    assert "tocca a: referente" in said
    assert (run.folder / "fascicolo.yaml").read_bytes() == before


def test_the_machine_envelope_says_it_all(run):
    code, said, _ = run("gse", "receive", "--kind", "ricevuta", "--on", "2026-10-02", "--json")
    told = json.loads(said)
    assert code == 0
    assert (told["event"], told["subject"], told["to"]) == ("gse_act", "richiesta", "in_istruttoria")
    assert (told["is_written"], told["is_blocked"], told["is_empty"]) == (True, False, False)
    assert told["practice"]["open_term"] == {
        "term": "decisione_gse", "due_on": "2027-01-31", "rolled_on": None, "actor": "gse",
    }  # fmt: skip
    assert [event["event"] for event in told["practice"]["events"]] == ["send", "receipt"]


def test_a_rehearsal_says_what_it_would_write(run):
    code, said, _ = run("request", "withdraw", "--on", "2026-11-01", "--reason", "prova", "--dry-run")
    assert code == 0
    assert "Prova: nulla è stato scritto. Si scriverebbe fascicolo.yaml." in said
    code, said, _ = run("request", "withdraw", "--on", "2026-11-01", "--reason", "la pratica si rifà")
    assert "ritirata dal 01/11/2026" in said
    code, said, _ = run("request", "withdraw", "--on", "2026-11-01", "--reason", "la pratica si rifà")
    assert (code, said) == (0, "È già registrato: nulla da scrivere.")


def test_an_exceptional_move_wants_a_reason(run):
    code, _, err = run("request", "withdraw", "--on", "2026-11-01")
    assert code == 2
    assert "--reason" in err


def test_a_date_that_is_none_is_a_wrong_use(run):
    code, _, err = run("gse", "answer", "--on", "31/02/2027")
    assert code == 2
    assert "31/02/2027" in err


def test_variations_are_added_told_and_listed(run):
    run("gse", "receive", "--kind", "accoglimento", "--on", "2026-11-10", "--code", "CTR-1", "--start", "01/10/2026")
    code, said, _ = run("variation", "add", "--kind", "aggiunta_punto", "--on", "2026-11-15", "--pod", "IT001E00000001")
    assert code == 0
    assert "«aggiunta punto 1»" in said
    code, said, _ = run("variation", "notify", "aggiunta punto 1", "--on", "2026-11-20")
    assert (code, "comunicata dal 20/11/2026" in said) == (0, True)
    code, said, _ = run("variation", "list", "--json")
    assert [(one["name"], one["state"]) for one in json.loads(said)["variations"]] == [("aggiunta punto 1", "inviata")]
    code, said, _ = run("variation", "list")
    assert "Avvenuta il 15/11/2026" in said
    code, said, _ = run("variation", "withdraw", "aggiunta punto 1", "--on", "2026-11-21", "--reason", "non serve")
    assert "ritirata dal 21/11/2026" in said


def test_plants_and_members_are_added(run):
    code, said, _ = run("plant", "add", "--name", "Tetto", "--power", "19,8", "--source", "fotovoltaico")
    assert code == 0
    assert "Impianto «Tetto» aggiunto ai dati." in said
    assert 'nome: "Tetto"' in (run.folder / "fascicolo.yaml").read_text(encoding="utf-8")
    assert run("plant", "add", "--name", "Tetto", "--power", "tanti")[0] == 2
    assert run("member", "add", "--surname", "Bruni")[0] == 2
    code, said, _ = run("member", "leave", "RSSMRA80A01H501U", "--on", "2026-11-20")
    assert code == 3


def status(run, capsys, *options):
    main(["status", str(run.folder), "--as-of", "2026-11-22", *options])
    return capsys.readouterr().out


def test_status_shows_phases_plants_practices_and_tasks(run, capsys):
    said = status(run, capsys)
    assert "◉┄┄┄" in said
    assert "Impianti (impianti ── pratiche GSE ── gestione)" in said
    assert "●──◉──○" in said
    assert "Prossimo termine: 31/01/2027, Attendere la decisione (GSE)." in said
    told = json.loads(status(run, capsys, "--json"))
    assert told["phase"] == Phase.ENGAGEMENT.value
    assert [practice["state"] for practice in told["practices"]] == ["inviata"]
    assert {plant["phase"] for plant in told["plants"]} == {"pratiche_gse"}
    assert all(task["owner"] for task in told["tasks"])


def test_status_is_drawn_upright_on_a_narrow_terminal(run, capsys, monkeypatch):
    monkeypatch.setattr("workflow.cli.console._WIDTH_WITHOUT_TERMINAL", 80)
    assert "░" in status(run, capsys)


def test_status_is_printed_in_word_and_refuses_other_formats(run, capsys, tmp_path):
    status(run, capsys, "--print", str(tmp_path / "stato.docx"))
    assert (tmp_path / "stato.docx").read_bytes()[:2] == b"PK"
    with pytest.raises(SystemExit) as refused:
        status(run, capsys, "--print", str(tmp_path / "stato.odt"))
    assert refused.value.code == 2


def test_the_phase_of_the_archive_is_the_one_in_the_picture(run, capsys, tmp_path):
    status(run, capsys, "--json")
    with Archive.open() as archive:
        assert archive.get("aid-prova").phase is Phase.ENGAGEMENT
    main(["suspend", str(run.folder), "--reason", "prova"])
    capsys.readouterr()
    assert "Il fascicolo è sospeso." in status(run, capsys)
