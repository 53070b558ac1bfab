"""Checklists are computed: each item is proved by a document, an attachment, a rule or a declared date."""

from functools import cache

import pytest

from tests.builders import dossiers, rulebook
from workflow.checks.run import run
from workflow.domain.finding import Outcome
from workflow.domain.kind import Phase
from workflow.phases.checklist import ItemState, evaluate, load_checklists
from workflow.phases.gate import gate
from workflow.resources import BrokenFileError


@cache
def judged(base):
    """Judge a base dossier once for all the phases."""
    dossier = getattr(dossiers, base)()
    return dossier, report_on(dossier)


def report_on(dossier):
    catalogue = rulebook.catalogue()
    return run(dossier, rulebook.law(), catalogue.cards, catalogue.rules)


def states(dossier, phase, documents=None, report=None):
    law = rulebook.law()
    report = report or report_on(dossier)
    written = dict.fromkeys(("informativa_preventiva", "informativa_privacy", "statuto", "regolamento"), True)
    items = evaluate(load_checklists()[phase], dossier, law, report, written | (documents or {}))
    return {item.item.id: item.state for item in items}, items, report


@pytest.mark.parametrize("base", ["cer_ok", "gac_ok", "aid_ok", "cec_ok", "caac_ok", "cad_ok"])
@pytest.mark.parametrize("phase", list(Phase))
def test_every_item_of_every_phase_can_be_told_for_every_kind(base, phase):
    dossier, report = judged(base)
    found, _, _ = states(dossier, phase, report=report)
    assert ItemState.UNKNOWN not in found.values()


def test_a_conforming_community_has_its_constitution_proved():
    found, items, report = states(dossiers.cer_ok(), Phase.CONSTITUTION)
    assert set(found.values()) <= {ItemState.DONE, ItemState.NOT_REQUIRED}
    status = gate(Phase.CONSTITUTION, "x", items, report)
    assert status.is_complete
    assert status.percentage == 100


def test_an_item_proved_by_a_rule_is_missing_when_the_rule_fails():
    dossier = dossiers.build("cer_ok", {"comunita.statuto.elementi.e": False})
    found, items, report = states(dossier, Phase.CONSTITUTION)
    assert found["elementi_statuto"] is ItemState.MISSING
    codes = [finding.code for finding in gate(Phase.CONSTITUTION, "x", items, report).findings]
    assert codes.count("CER-08") == 1
    assert "FAS-01" not in codes


def test_an_item_proved_by_a_rule_is_unknown_when_the_datum_is_missing():
    dossier = dossiers.build("cer_ok", {"comunita.statuto.elementi.e": None})
    assert states(dossier, Phase.CONSTITUTION)[0]["elementi_statuto"] is ItemState.UNKNOWN


def test_an_item_proved_by_a_document_waits_until_it_can_be_written_in_full():
    found, items, report = states(dossiers.cer_ok(), Phase.GOVERNANCE, {"statuto": False})
    assert found["statuto_redatto"] is ItemState.MISSING
    findings = gate(Phase.GOVERNANCE, "x", items, report).findings
    told = next(finding for finding in findings if finding.path[-1] == "statuto_redatto")
    assert told.code == "FAS-01"
    assert told.outcome is Outcome.FAILED
    assert "consulente" in told.message


def test_an_item_proved_by_a_declaration_waits_for_the_date():
    dossier = dossiers.build("cer_ok", {"configurazione.primo_incontro_il": None})
    assert states(dossier, Phase.ENGAGEMENT)[0]["primo_incontro"] is ItemState.MISSING


def test_a_finding_of_a_later_phase_does_not_shut_an_earlier_gate():
    dossier = dossiers.build("cer_ok", {"comunita.statuto.elementi.e": False})
    _, items, report = states(dossier, Phase.ENGAGEMENT)
    assert gate(Phase.ENGAGEMENT, "x", items, report).is_complete


def test_a_checklist_with_two_proofs_for_an_item_is_refused_with_its_line(tmp_path):
    for phase in Phase:
        text = f"phase: {phase}\ntitle: x\nitems:\n  - id: a\n    title: a\n    evidence: {{rule: X, document: y}}\n"
        (tmp_path / f"{phase}.yaml").write_text(text + "    who: io\n    remedy: x\n")
    with pytest.raises(BrokenFileError, match="una sola"):
        load_checklists(tmp_path)
