"""The submission plan: what is required, why, whether it is there; and why what is not required is not."""

import pytest

from tests.builders import dossiers, rulebook
from workflow.bundle.plan import ItemState, Written, plan
from workflow.bundle.submission import Section, load_submission
from workflow.domain.filing import FilingKind


def planned(dossier, written=()):
    return plan(load_submission(FilingKind.ACCESS), dossier, rulebook.law(), list(written))


def by_code(dossier, code, written=()):
    return [item for item in planned(dossier, written) if item.item.id == code]


def test_a_community_uploads_its_statute_and_keeps_its_mandates():
    items = {item.item.id: item for item in planned(dossiers.cer_ok())}
    assert items["DOC-04"].item.section is Section.UPLOAD
    assert items["CON-03-PROD"].item.section is Section.KEEP
    assert items["CON-03-COM"].state is ItemState.NOT_REQUIRED


def test_a_group_does_not_upload_its_contract():
    sections = {item.item.id: item.item.section for item in planned(dossiers.gac_ok())}
    assert sections["CON-01"] is sections["CON-02"] is Section.KEEP
    assert "DOC-04" not in sections


def test_each_plant_needs_its_own_diagram():
    items = by_code(dossiers.cer_ok(), "DOC-06")
    assert [item.label for item in items] == ["Impianto 1", "Impianto 2"]
    assert all(item.state is ItemState.GIVEN and len(item.attachments) == 1 for item in items)


def test_a_plant_connected_by_the_simplified_procedure_needs_neither_licence_nor_meter_reports():
    dossier = dossiers.build("cer_ok", {"impianti.0.modello_unico": True})
    for code in ("DOC-07-LIC", "DOC-07-REG", "DOC-08"):
        first = by_code(dossier, code)[0]
        assert first.state is ItemState.NOT_REQUIRED
        assert "Modello Unico" in first.reason


def test_a_missing_paper_is_missing_and_says_who_provides_it():
    facts = dossiers.build("cer_ok", {"allegati": []})
    item = by_code(facts, "DOC-06")[0]
    assert item.state is ItemState.MISSING
    assert item.item.provider == "tecnico"


def test_what_cannot_be_told_is_unknown_and_says_what_would_make_it_due():
    dossier = dossiers.build("cer_ok", {"impianti.0.modello_unico": None})
    item = by_code(dossier, "DOC-08")[0]
    assert item.state is ItemState.UNKNOWN
    assert "mancano dati" in item.reason


@pytest.mark.parametrize(
    ("is_complete", "is_signed", "state"),
    [
        (True, True, ItemState.READY),
        (True, False, ItemState.GIVEN),
        (False, True, ItemState.DRAFT),
    ],
)
def test_a_written_document_waits_for_data_then_for_a_signature(is_complete, is_signed, state):
    written = Written("informativa_privacy", None, "", "informativa", is_complete=is_complete, is_signed=is_signed)
    assert by_code(dossiers.cer_ok(), "CON-11", [written])[0].state is state


def test_a_third_producer_is_called_by_its_name_in_its_mandate():
    assert by_code(dossiers.cer_ok(), "CON-03-PROD")[0].label == "Sole Terzo S.r.l. (produttore)"


@pytest.mark.parametrize("base", ["cer_ok", "gac_ok", "aid_ok", "cec_ok", "caac_ok", "cad_ok"])
def test_every_item_has_a_reason_in_every_kind(base):
    for item in planned(getattr(dossiers, base)()):
        assert item.reason
        assert item.state is not ItemState.UNKNOWN, item.title
