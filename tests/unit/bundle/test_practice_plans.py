"""The papers of each practice: required or not and why, for each kind of variation, preliminary check and project."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.builders.dossiers import ANNA, attachment, build
from tests.builders.rulebook import law
from workflow.bundle.plan import ItemState, PlannedItem, Written, plan
from workflow.bundle.submission import Section, load_submission
from workflow.checks.variation_filing import variation_filing
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingChannel, FilingKind
from workflow.domain.variation import VariationKind

ALWAYS = {"DOC-01", "PRA-20"}
PLANT_KIT = {"DOC-06", "DOC-07-REG", "DOC-08", "DOC-12", "DOC-13", "DOC-15"}
REQUIRED: dict[str, set[str]] = {
    "aggiunta_punto": {
        "PRA-01", "PRA-02", "PRA-04", "CON-05", "CON-06", "CON-10", "CON-11", "CON-18",
    },
    "rimozione_punto": {"PRA-01", "PRA-02", "PRA-04", "PRA-10"},
    "cambio_titolare_punto": {
        "PRA-01", "PRA-02", "PRA-04", "PRA-11", "CON-05", "CON-06", "CON-10", "CON-11", "CON-18",
    },
    "aggiunta_impianto": {
        "PRA-01", "PRA-03", *PLANT_KIT, "CON-03-PROD", "CON-03-DOC", "CON-07", "CON-08", "CON-10", "CON-11", "CON-14",
        "CON-16", "CON-17", "CON-20",
    },
    "potenziamento": {
        "PRA-01", "PRA-03", *PLANT_KIT, "CON-03-PROD", "CON-03-DOC", "CON-07", "CON-08", "CON-14", "CON-16", "CON-17",
        "CON-20",
    },
    "rimozione_impianto": {"PRA-01", "PRA-03", "PRA-12"},
    "manutenzione": {"PRA-01", "PRA-03", "PRA-13", "CON-14", "CON-16", "CON-20"},
    "cambio_produttore": {
        "PRA-01", "PRA-03", "PRA-14", "DOC-20-CAMBI", "CON-03-PROD", "CON-03-DOC", "CON-07", "CON-08", "CON-11",
        "CON-14", "CON-20",
    },
    "variazione_catastale": {"PRA-01", "PRA-03", "PRA-15", "DOC-20-CAMBI"},
    "cambio_referente": {"PRA-16", "PRA-22", "CON-03-PROD", "CON-03-DOC", "CON-09", "CON-11"},
    "richiesta_rid": {"PRA-01", "PRA-03", "CON-03-PROD", "CON-03-DOC"},
    "cessazione_rid": {"PRA-03", "PRA-22"},
    "variazione_titolo_autorizzativo": {"PRA-01", "PRA-03", "PRA-17"},
    "altro": {"PRA-01", "PRA-18"},
}  # fmt: skip
ON_POINTS = {"aggiunta_punto", "rimozione_punto", "cambio_titolare_punto"}


def varied(kind: str, base: str = "cer_ammessa", **changes: Any) -> Dossier:
    pod = next(point.pod for _, point in build(base).points)
    about = {"punti": [pod]} if kind in ON_POINTS else {"impianti": [build(base).plants[-1].name]}
    facts = {"nome": "prova", "tipo": kind, "avvenuta_il": date(2027, 5, 10), **about}
    return build(base, {"variazioni": [facts], **changes})


def planned(dossier: Dossier, written: Sequence[Written] = ()) -> list[PlannedItem]:
    filing = Filing(FilingKind.VARIATION, 0)
    channel = variation_filing(dossier, 0, law()).channel
    return plan(load_submission(filing.kind), dossier, law(), written, filing=filing, channel=channel)


def required(items: Sequence[PlannedItem]) -> set[str]:
    return {item.item.id for item in items if item.is_required}


def by_code(items: Sequence[PlannedItem], code: str) -> list[PlannedItem]:
    return [item for item in items if item.item.id == code]


def test_every_kind_of_variation_is_in_the_table() -> None:
    assert set(REQUIRED) == {kind.value for kind in VariationKind}


@pytest.mark.parametrize("kind", REQUIRED)
def test_each_kind_of_variation_asks_for_its_own_papers(kind: str) -> None:
    assert required(planned(varied(kind))) == REQUIRED[kind] | ALWAYS


@pytest.mark.parametrize("kind", REQUIRED)
def test_every_item_says_why_it_is_asked_for_or_why_not(kind: str) -> None:
    items = planned(varied(kind))
    assert all(item.reason for item in items)
    assert {"DOC-06", "CON-09", "PRA-16"} - required(items) <= {
        item.item.id for item in items if item.state is ItemState.NOT_REQUIRED
    }


def test_a_point_added_asks_only_its_holder() -> None:
    items = planned(varied("aggiunta_punto"))
    assert [item.label for item in by_code(items, "CON-05")] == ["Anna Giordano"]


def test_a_plant_added_asks_only_for_its_own_papers() -> None:
    items = planned(varied("aggiunta_impianto"))
    assert [item.label for item in by_code(items, "DOC-06")] == ["Impianto 2"]
    assert by_code(items, "DOC-06")[0].state is ItemState.GIVEN


def test_what_goes_by_pec_is_sent_and_what_the_portal_does_is_uploaded() -> None:
    assert by_code(planned(varied("aggiunta_punto")), "PRA-01")[0].section is Section.SEND
    assert by_code(planned(varied("cambio_referente")), "DOC-01")[0].section is Section.UPLOAD


def test_the_portal_needs_no_letter() -> None:
    (letter,) = by_code(planned(varied("cambio_referente")), "PRA-01")
    assert letter.state is ItemState.NOT_REQUIRED
    assert "portale" in letter.reason


def test_a_new_referente_who_is_not_the_community_has_its_mandate() -> None:
    items = planned(varied("cambio_referente", **{"referente.ruolo": "membro_cliente"}))
    assert by_code(items, "CON-03-COM")[0].is_required


def test_a_group_asks_the_new_holder_alone_for_a_mandate() -> None:
    codes = [member.codice_fiscale for member in build("gac_ok").members]
    mandates = [{"tipo": "referente", "mandante": code} for code in codes[:2]]
    items = planned(varied("aggiunta_punto", "gac_ok", mandati=mandates))
    holder = next(member for member in build("gac_ok").members if member.points)
    assert [item.key for item in by_code(items, "CON-03")] == [f"referente:{holder.codice_fiscale}"]
    assert by_code(items, "CON-03")[0].is_required
    assert "CON-05" not in {item.item.id for item in items}


def test_the_signed_letter_takes_the_place_of_the_written_one() -> None:
    written = Written("comunicazione_variazione", "prova", "prova", "c", is_complete=True, is_signed=True)
    assert by_code(planned(varied("altro"), [written]), "PRA-01")[0].state is ItemState.READY
    paper = attachment("comunicazione_gse", "prova")
    papers = [*build("cer_ammessa").model_dump(by_alias=True)["allegati"], paper]
    found = by_code(planned(varied("altro", allegati=papers), [written]), "PRA-01")[0]
    assert (found.state, len(found.attachments), found.texts) == (ItemState.GIVEN, 1, ())


def test_the_letter_of_another_variation_is_not_taken() -> None:
    papers = [attachment("comunicazione_gse", "un'altra")]
    assert by_code(planned(varied("altro", allegati=papers)), "PRA-01")[0].attachments == ()


def of_request(kind: FilingKind, dossier: Dossier, index: int | None = None) -> list[PlannedItem]:
    return plan(load_submission(kind), dossier, law(), [], filing=Filing(kind, index))


def test_the_preliminary_check_asks_for_the_quote_and_not_for_what_comes_after_the_works() -> None:
    items = of_request(FilingKind.PRELIMINARY, build("cer_ok"))
    found = required(items)
    assert {"DOC-01", "DOC-04", "DOC-06", "DOC-15", "DOC-24-PREV"} <= found
    assert {"DOC-07-REG", "DOC-08", "DOC-12", "DOC-13"} & {item.item.id for item in items} == set()


def test_a_simplified_connection_has_no_quote() -> None:
    dossier = build("cer_ok", {"impianti.0.modello_unico": True})
    states = [item.state for item in by_code(of_request(FilingKind.PRELIMINARY, dossier), "DOC-24-PREV")]
    assert states == [ItemState.NOT_REQUIRED, ItemState.GIVEN]


def test_the_preliminary_check_of_those_who_cannot_have_it_asks_for_nothing() -> None:
    assert of_request(FilingKind.PRELIMINARY, build("cec_ok")) == []


def test_a_pnrr_project_asks_for_its_plant_and_for_who_stands_behind_the_beneficiary() -> None:
    items = of_request(FilingKind.PNRR, build("cer_pnrr"), 0)
    assert {item.label for item in by_code(items, "DOC-06")} == {"Impianto 1"}
    assert by_code(items, "DOC-25-TIT")[0].is_required
    assert not by_code(items, "DOC-25-PEP")[0].is_required


def test_a_natural_person_declares_its_exposure_instead() -> None:
    dossier = build("cer_pnrr", {"pnrr.0.beneficiario": ANNA["codice_fiscale"]})
    items = of_request(FilingKind.PNRR, dossier, 0)
    assert by_code(items, "DOC-25-PEP")[0].is_required
    assert not by_code(items, "DOC-25-TIT")[0].is_required


def test_an_unknown_beneficiary_leaves_both_in_doubt() -> None:
    items = of_request(FilingKind.PNRR, build("cer_pnrr", {"pnrr.0.beneficiario": None}), 0)
    assert by_code(items, "DOC-25-PEP")[0].state is by_code(items, "DOC-25-TIT")[0].state is ItemState.UNKNOWN


@pytest.mark.parametrize("kind", FilingKind)
def test_every_practice_has_its_list(kind: FilingKind) -> None:
    assert load_submission(kind).items


@pytest.mark.parametrize("channel", FilingChannel)
def test_what_is_kept_is_kept_whatever_the_way(channel: FilingChannel) -> None:
    assert Section.KEEP.by(channel) is Section.KEEP
