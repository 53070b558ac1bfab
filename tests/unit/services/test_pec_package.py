"""Receipts go back into the dossier: matched to the message, kept byte by byte, the day of delivery recorded."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders.pec_receipts import receipt
from tests.unit.services.conftest import ADMITTED, LAW, Desk
from workflow.domain.attachment import AttachmentKind
from workflow.domain.filing import FilingKind
from workflow.resources import BrokenFileError
from workflow.services.pec_package import (
    Filed,
    PracticeUnclearError,
    ReceiptMissingError,
    file_receipts,
    plan_receipts,
)

NAME = "voltura del titolo"
VARIED = {
    **ADMITTED,
    "variazioni": [
        {"nome": NAME, "tipo": "altro", "avvenuta_il": date(2026, 11, 15), "nota": "Cambio di denominazione"}
    ],
}
DELIVERED_ON = date(2026, 11, 22)


@pytest.fixture
def varied(desk_of: Any) -> Desk:
    return desk_of("varied", **VARIED)


def addresses(desk: Desk) -> dict[str, str]:
    dossier = desk.opened().dossier
    referente = dossier.get_referente()
    assert referente is not None
    assert referente.pec is not None
    subject = "Contratto"
    from workflow.services.filing import practice_of  # noqa: PLC0415 - only the address of the practice is wanted
    from workflow.services.filing_message import message_of  # noqa: PLC0415 - likewise

    practice = practice_of(dossier, LAW, FilingKind.VARIATION, NAME)
    message = message_of(dossier, LAW, practice.facts, ())
    assert message is not None
    subject = message.subject
    return {"sender": referente.pec, "recipient": practice.facts.address or "", "subject": subject}


def saved(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def filed(desk: Desk, *paths: Path, dry_run: bool = False) -> Filed:
    opened = desk.opened()
    plan = plan_receipts(opened, LAW, paths)
    return file_receipts(opened, LAW, desk.archive, plan, dry_run=dry_run)


def kept(desk: Desk) -> list[Path]:
    return sorted((desk.folder / "allegati" / "ricevuta_pec").glob("*"))


def test_the_delivery_is_kept_and_its_day_recorded(varied: Desk, tmp_path: Path) -> None:
    told = addresses(varied)
    accepted = saved(tmp_path, "a.eml", receipt("accettazione", **told))
    delivered = saved(tmp_path, "b.eml", receipt(attached={"lettera.pdf": b"%PDF"}, **told))
    done = filed(varied, accepted, delivered)
    assert done.recording is not None
    assert done.recording.is_written
    variation = varied.facts.variations[0]
    assert (variation.notified_on, variation.channel) == (DELIVERED_ON, "pec")
    assert [path.read_bytes() for path in kept(varied)] == [accepted.read_bytes(), delivered.read_bytes()]
    assert [entry.event for entry in varied.entries][-2:] == ["pec_receipts_filed", "variation_notified"]
    papers = varied.opened().dossier.attachments_of(AttachmentKind.PEC_RECEIPT)
    assert [paper.key for paper in papers] == [NAME, NAME]


def test_the_same_receipts_again_change_nothing(varied: Desk, tmp_path: Path) -> None:
    path = saved(tmp_path, "b.eml", receipt(**addresses(varied)))
    filed(varied, path)
    text, before = varied.text, len(varied.entries)
    again = filed(varied, path)
    assert (again.new_files, again.plan.change.is_empty if again.plan.change else None) == ((), True)
    assert (varied.text, len(varied.entries), len(kept(varied))) == (text, before, 1)


def test_an_acceptance_alone_is_kept_without_a_fact(varied: Desk, tmp_path: Path) -> None:
    done = filed(varied, saved(tmp_path, "a.eml", receipt("accettazione", **addresses(varied))))
    assert done.plan.change is None
    assert len(done.new_files) == 1
    assert varied.facts.variations[0].notified_on is None
    assert any("Manca la ricevuta di consegna" in remark for remark in done.plan.remarks)


def test_a_failure_is_kept_told_and_proves_nothing(varied: Desk, tmp_path: Path) -> None:
    data = receipt("errore-consegna", error="no-dest", why="casella inesistente", **addresses(varied))
    done = filed(varied, saved(tmp_path, "e.eml", data))
    assert [finding.code for finding in done.plan.findings] == ["BUN-28"]
    assert "casella inesistente" in done.plan.findings[0].message
    assert (len(kept(varied)), varied.facts.variations[0].notified_on) == (1, None)


def test_a_notice_of_delay_counts_only_until_the_delivery_comes(varied: Desk, tmp_path: Path) -> None:
    told = addresses(varied)
    late = saved(tmp_path, "p.eml", receipt("preavviso-errore-consegna", **told))
    (finding,) = plan_receipts(varied.opened(), LAW, [late]).findings
    assert "non è ancora stato consegnato" in finding.message
    done = filed(varied, late, saved(tmp_path, "b.eml", receipt(**told)))
    assert done.plan.findings == ()
    assert (len(kept(varied)), varied.facts.variations[0].notified_on) == (2, DELIVERED_ON)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subject": "Auguri"}, "l’oggetto certificato"),
        ({"sender": "altri@pec.esempio.it"}, "il mittente è altri@pec.esempio.it"),
        ({"recipient": "altri@pec.esempio.it"}, "tra i destinatari non c’è"),
    ],
)
def test_a_receipt_of_another_message_is_not_kept(
    varied: Desk, tmp_path: Path, change: dict[str, str], words: str
) -> None:
    path = saved(tmp_path, "b.eml", receipt(**(addresses(varied) | change)))
    opened = varied.opened()
    plan = plan_receipts(opened, LAW, [path], FilingKind.VARIATION, NAME)
    done = file_receipts(opened, LAW, varied.archive, plan)
    assert [finding.code for finding in plan.findings] == ["BUN-27"]
    assert words in plan.findings[0].message
    assert (kept(varied), done.new_files) == ([], ())
    assert varied.facts.variations[0].notified_on is None


def test_receipts_of_two_messages_do_not_go_together(varied: Desk, tmp_path: Path) -> None:
    told = addresses(varied)
    one = saved(tmp_path, "a.eml", receipt("accettazione", **told))
    other = saved(tmp_path, "b.eml", receipt(message_id="altro@pec.esempio.it", **told))
    assert [finding.code for finding in plan_receipts(varied.opened(), LAW, [one, other]).findings] == ["BUN-27"]


def test_a_message_received_is_no_receipt(varied: Desk, tmp_path: Path) -> None:
    path = saved(tmp_path, "p.eml", receipt("posta-certificata", **addresses(varied)))
    (finding,) = plan_receipts(varied.opened(), LAW, [path]).findings
    assert "non una ricevuta" in finding.message


def test_receipts_of_no_known_message_ask_which_practice(varied: Desk, tmp_path: Path) -> None:
    path = saved(tmp_path, "b.eml", receipt(subject="Auguri"))
    with pytest.raises(PracticeUnclearError, match="--about"):
        plan_receipts(varied.opened(), LAW, [path])


def test_a_missing_file_and_a_file_that_is_no_receipt_differ(varied: Desk, tmp_path: Path) -> None:
    with pytest.raises(ReceiptMissingError):
        plan_receipts(varied.opened(), LAW, [tmp_path / "niente.eml"])
    with pytest.raises(BrokenFileError, match=r"daticert\.xml"):
        plan_receipts(varied.opened(), LAW, [saved(tmp_path, "x.eml", b"Subject: x\r\n\r\nciao")])


def test_a_rehearsal_writes_nothing(varied: Desk, tmp_path: Path) -> None:
    done = filed(varied, saved(tmp_path, "b.eml", receipt(**addresses(varied))), dry_run=True)
    assert done.plan.change is not None
    assert (kept(varied), varied.facts.variations[0].notified_on) == ([], None)


def test_a_delivery_on_another_day_than_the_acceptance_is_told(varied: Desk, tmp_path: Path) -> None:
    told = addresses(varied)
    accepted = saved(tmp_path, "a.eml", receipt("accettazione", day="21/11/2026", **told))
    done = filed(varied, accepted, saved(tmp_path, "b.eml", receipt(**told)))
    assert any("la spedizione è del giorno dell’accettazione" in remark for remark in done.plan.remarks)
    assert varied.facts.variations[0].notified_on == DELIVERED_ON


def test_an_answer_to_the_gse_becomes_an_answer(desk_of: Any, tmp_path: Path) -> None:
    acts = [*ADMITTED["atti_gse"], {"tipo": "richiesta_integrazione", "pratica": NAME, "protocollo": "P-7",
                                    "ricevuto_il": date(2026, 11, 20)}]  # fmt: skip
    variation = VARIED["variazioni"][0] | {"comunicata_il": date(2026, 11, 18), "canale": "pec"}
    desk = desk_of("answered", **(ADMITTED | {"atti_gse": acts, "variazioni": [variation]}))
    opened = desk.opened()
    from workflow.services.filing import practice_of  # noqa: PLC0415 - only the message is wanted
    from workflow.services.filing_message import message_of  # noqa: PLC0415 - likewise

    practice = practice_of(opened.dossier, LAW, FilingKind.INTEGRATION_ANSWER)
    message = message_of(opened.dossier, LAW, practice.facts, ())
    referente = opened.dossier.get_referente()
    assert message is not None
    assert referente is not None
    told = {"sender": referente.pec or "", "recipient": practice.facts.address or "", "subject": message.subject}
    filed(desk, saved(tmp_path, "b.eml", receipt(**told)))
    assert desk.facts.gse_acts[-1].answered_on == DELIVERED_ON
    assert kept(desk)[0].name.startswith("P-7 avvenuta_consegna 20261122-101503 ")
