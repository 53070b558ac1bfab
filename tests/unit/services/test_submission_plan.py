"""The plan of a practice before anything is built: every item with reason, source, state, place and provider."""

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.bundle.plan import ItemState
from workflow.domain.dossier import Dossier
from workflow.domain.filing import FilingKind
from workflow.services.filing import practice_of
from workflow.services.opening import Opened
from workflow.services.portal_export import mirror_table
from workflow.services.submission_plan import SubmissionPlan, plan_json, plan_workbook, submission_plan


def opened(dossier: Dossier) -> Opened:
    return Opened(Path("/fascicolo"), dossier, (), "0" * 64, lambda _path: "")


def plan_of(base: str, kind: FilingKind | None = None, **changes: object) -> SubmissionPlan:
    dossier = build(base, changes)
    return submission_plan(opened(dossier), law(), practice_of(dossier, law(), kind))


@pytest.mark.parametrize("kind", ["cer", "gac", "aid", "cec", "caac", "cad"])
def test_every_item_says_why_where_from_whom_and_by_which_article(kind: str) -> None:
    found = plan_of(f"{kind}_ok")
    content = json.loads(json.dumps(plan_json(found), default=str))
    assert content["kind"] == kind
    assert content["items"]
    for item in content["items"]:
        assert item["reason"]
        assert all(", " in source for source in item["sources"])
        assert item["part"] in {"upload", "keep", "studio"}
        assert item["who"]
        assert item["required"] in {True, False}
    assert sum(content["counts"].values()) == len(content["items"])


def test_a_document_with_gaps_is_a_draft_and_a_whole_one_waits_for_a_signature() -> None:
    states = {item.item.id: item.state for item in plan_of("cer_ok").items}
    assert states["CON-09"] is ItemState.READY
    lacking = {item.item.id: item.state for item in plan_of("cer_ok", **{"comunita.rappresentante.nome": None}).items}
    assert lacking["CON-09"] is ItemState.DRAFT


@pytest.mark.parametrize("kind", [FilingKind.PRELIMINARY, FilingKind.PNRR])
def test_the_other_practices_have_their_plan(kind: FilingKind) -> None:
    found = plan_of("cer_pnrr", kind)
    assert found.practice.filing.kind is kind
    assert any(item.item.id == "DOC-06" and item.is_required for item in found.items)


def test_the_days_of_the_plan_are_those_of_the_sending() -> None:
    waiting = plan_of("cer_ok", **{"richiesta.inviata_il": None})
    assert (waiting.is_sent, waiting.last_day_on) == (False, date(2027, 1, 13))
    sent = plan_of("cer_ok", **{"richiesta.inviata_il": date(2026, 11, 2)})
    assert (sent.is_sent, sent.sent_on, sent.last_day_on) == (True, date(2026, 11, 2), None)


def test_the_workbook_parts_what_is_asked_from_what_is_not() -> None:
    found = plan_of("cer_ok")
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(found)))
    assert book.sheetnames == ["Richieste", "Non richieste"]
    asked = [row[0] for row in book["Richieste"].iter_rows(min_row=3, values_only=True)]
    assert asked == [item.item.id for item in found.items if item.is_required]
    assert book["Richieste"]["A2"].value == "Codice"
    assert plan_workbook(found) == plan_workbook(plan_of("cer_ok"))


# The fields of the fac-simile of the istanza (Allegato 2), in its order, as the mirror sheet calls them.
ISTANZA = (
    "Codice richiesta", "Nome e cognome", "Comune e provincia di nascita", "Data di nascita", "Qualità di chi firma",
    "Ragione sociale o denominazione", "Codice fiscale", "Partita IVA", "Sede legale: indirizzo e numero civico",
    "Sede legale: comune (provincia)", "Sede legale: CAP", "A quale titolo dichiara", "Tipologia di configurazione",
    "Data di costituzione della configurazione", "Entrata in esercizio del primo impianto o sezione", "Comunità",
    "Adeguamento o redazione dello statuto o atto costitutivo: data", "a) impresa in difficoltà", "Produttore",
    "Fa parte della configurazione o rileva", "Tipologia di soggetto", "Codice ATECO prevalente", "Codice CENSIMP",
    "Codice sezione (unità di produzione)", "Codice POD della sezione", "Sezione per cui si richiede l’incentivo",
    "IT001E00000011", "SZ_0000001_01", "Tipologia di impianto (fonte)", "Comune (provincia)",
    "Indirizzo e numero civico", "Foglio catastale", "Particella", "Data di entrata in esercizio",
    "Potenza ai sensi del TIAD", "Regola d’arte: dichiarazione di conformità in possesso, se prevista",
    "Moduli: marca e modello (matricole in elenco allegato)", "Iscrizione del produttore dei moduli al registro AEE",
    "Installata su", "Intervento", "Progetti relativi all’idrogeno oltre il limite di emissioni",
    "Contributi in conto capitale o altri aiuti", "Detrazione al 110 %",
    "Potenza d’obbligo (integrazione negli edifici)",
    "Componenti", "Titolo autorizzativo: tipo", "Titolo autorizzativo: rilasciato da", "Titolo autorizzativo: data",
    "Check-list DNSH allegata e rispettata",
    "Informativa completa, adeguata e preventiva a tutti i partecipanti",
    "Disponibilità a fornire gli elementi per valutazione e monitoraggio",
    "Tutti i punti e le sezioni sono sottesi alla cabina primaria",
    "Clienti e produttori della configurazione sono membri o soci della comunità",
    "L’importo eccedentario della tariffa premio è destinato come vuole il Decreto", "Indirizzo PEC",
    "Indirizzo postale: indirizzo e numero civico", "Indirizzo postale: CAP",
    "Accertamento dei requisiti, anche con autocertificazioni dei partecipanti",
    "Comunicazione tempestiva del cambio di Referente e delle modifiche",
    "Consenso dei clienti ai dati del Sistema informativo integrato",
    "Copia del documento d’identità del sottoscrittore",
    "Ritiro dedicato dell’energia immessa da tutti gli impianti",
    "È dovuto al GSE il contributo annuo a copertura dei costi.",
    "Accesso agli impianti per le verifiche, informandone prima i produttori.",
    "Informativa del GSE sui dati personali, letta e accettata anche per i mandanti.",
    "ACCETTA: le condizioni generali del servizio, anche ai sensi degli articoli 1341 e 1342 del codice civile.",
)  # fmt: skip


def test_the_fields_of_the_istanza_come_in_the_order_of_the_fac_simile() -> None:
    rows = mirror_table(opened(build("cer_ok")), law()).rows
    fields = [row[2] for row in rows]
    at = -1
    for name in ISTANZA:
        assert name in fields[at + 1 :], f"«{name}» is missing, or comes too early"
        at = fields.index(name, at + 1)


def test_the_fuels_of_a_thermal_section_are_in_the_istanza() -> None:
    rows = mirror_table(opened(build("cer_biogas")), law()).rows
    fuels = [row[1] for row in rows if row[2] == "Percentuale di utilizzo"]
    assert fuels == ["Combustibile 1, liquame", "Combustibile 2, sansa", "Combustibile 3, sorgo"]


@pytest.mark.parametrize("kind", ["cer", "gac", "aid", "cec", "caac", "cad"])
def test_every_row_of_the_istanza_has_its_part_and_no_box(kind: str) -> None:
    rows = mirror_table(opened(build(f"{kind}_ok")), law()).rows
    assert rows
    for part, _, name, value in rows:
        assert part[:1].isdigit()
        assert name
        assert "□" not in f"{name}{value}"
