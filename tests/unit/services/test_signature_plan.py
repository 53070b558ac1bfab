"""Who signs each document, how, what goes with it, and where it stands."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders.folders import mini_dossier, write_folder
from workflow.bundle.signatures.rules import Method, signing_rules
from workflow.documents.catalogue import Catalogue
from workflow.domain.attachment import AttachmentKind
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services.opening import Opened, open_dossier
from workflow.services.printed_codes import codes_of
from workflow.services.signature_paper_names import owners_of
from workflow.services.signature_plan import (
    IdentityState,
    SignaturePlan,
    SigningItem,
    SigningState,
    signature_plan,
)
from workflow.services.signature_plan_json import signature_plan_json
from workflow.services.signature_prints import judged_as_signed

PAPERS = ("mandato", "adesione", "dichiarazione", "accordo_controllo")


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, law: Law) -> Opened:
    """A community none of whose papers has come back yet."""
    dossier = mini_dossier("cer")
    kept = [
        paper.model_dump(by_alias=True, mode="json") for paper in dossier.attachments if paper.kind.value not in PAPERS
    ]
    folder = write_folder(tmp_path_factory.mktemp("firme") / "cer", mini_dossier("cer", {"allegati": kept}))
    return open_dossier(str(folder), law=law)


@pytest.fixture(scope="module")
def plan(opened: Opened, law: Law) -> SignaturePlan:
    return signature_plan(opened, law)


def find(plan: SignaturePlan, output: str, key: str | None = None) -> SigningItem:
    return next(item for item in plan.items if item.order.output == output and key in {None, item.order.key})


def signs(item: SigningItem) -> list[tuple[str, str | None]]:
    return [(one.role, one.name) for one in item.signatories]


def test_a_member_signs_the_own_declaration_by_hand_with_the_identity_document(plan: SignaturePlan) -> None:
    item = find(plan, "dichiarazione_partecipante")
    assert signs(item) == [("socio", "Anna Giordano")]
    assert item.signatories[0].codice_fiscale == item.order.key
    assert (item.rule.advised, item.rule.identity_copy) == (Method.HAND, True)
    assert any(ref.source == "dpr-445-2000" for ref in item.rule.refs)


def test_for_a_firm_its_representative_signs(plan: SignaturePlan) -> None:
    item = find(plan, "dichiarazione_partecipante", "90000211210")
    assert signs(item) == [("socio", "Gina Torelli")]


def test_the_agreement_with_a_producer_is_signed_by_both(plan: SignaturePlan) -> None:
    item = find(plan, "accordo_produttore", "90000901216")
    assert signs(item) == [("presidente", "Anna Giordano"), ("produttore", "Dino Olivero")]
    assert item.rule.certain_date


def test_a_mandate_is_signed_by_who_gives_it_and_by_the_referente(plan: SignaturePlan) -> None:
    assert signs(find(plan, "mandato_produttore")) == [("mandante", "Dino Olivero"), ("mandatario", "Anna Giordano")]


def test_the_deed_is_signed_by_the_members_of_that_day(plan: SignaturePlan) -> None:
    item = find(plan, "atto_costitutivo")
    assert {role for role, _ in signs(item)} <= {"fondatori", "notaio"}
    assert len([role for role, _ in signs(item) if role == "fondatori"]) >= 2


def test_what_nobody_signs_is_not_in_the_plan(plan: SignaturePlan) -> None:
    outputs = {item.order.output for item in plan.items}
    assert not outputs & {"informativa_privacy", "specchio_istanza", "confronto", "statuto_evidenziato"}


def test_a_letter_nobody_has_asked_for_is_not_in_the_plan(plan: SignaturePlan) -> None:
    assert not {"recesso_contratto_gse", "rinuncia_richiesta"} & {item.order.output for item in plan.items}


def test_before_anything_comes_back_all_is_to_sign(plan: SignaturePlan) -> None:
    states = {item.order.output: item.state for item in plan.items}
    assert states["mandato_produttore"] is SigningState.TO_SIGN
    assert states["dichiarazione_partecipante"] is SigningState.TO_SIGN
    assert SigningState.SIGNED not in states.values()


def test_the_copy_of_the_identity_document_is_looked_for(plan: SignaturePlan, opened: Opened) -> None:
    item = find(plan, "mandato_produttore")
    there = {paper.key for paper in opened.dossier.attachments_of(AttachmentKind.IDENTITY)}
    assert item.signers
    for one in item.signers:
        is_there = one.signatory.codice_fiscale in there
        assert (one.identity is IdentityState.MISSING) == (not is_there)


def test_the_paper_of_a_producer_is_looked_for_under_each_of_its_plants(plan: SignaturePlan, opened: Opened) -> None:
    item = find(plan, "accordo_produttore", "90000901216")
    owners = owners_of(opened.dossier, item.order, AttachmentKind.CONTROL_AGREEMENT)
    own = [
        plant
        for plant in opened.dossier.plants
        if (producer := opened.dossier.producer_of(plant)) is not None and producer.key == "90000901216"
    ]
    assert [keys[0] for keys in owners] == [plant.censimp or plant.pod or plant.name for plant in own]


def test_the_missing_signatures_alone_do_not_make_drafts_of_what_is_to_be_signed(
    plan: SignaturePlan, opened: Opened, law: Law
) -> None:
    assert not judged_as_signed(opened, law, plan.items).is_blocked


def test_the_code_of_a_text_does_not_change_with_the_day(opened: Opened, law: Law, plan: SignaturePlan) -> None:
    later = opened.dossier.model_copy(update={"as_of": date(2027, 1, 15)})
    orders = [find(plan, name).order for name in ("dichiarazione_referente", "mandato_produttore", "elenco_membri")]
    assert codes_of(opened.dossier, law, orders, is_draft=False) == codes_of(later, law, orders, is_draft=False)


def test_the_code_of_a_text_changes_with_its_words(opened: Opened, law: Law, plan: SignaturePlan) -> None:
    item = find(plan, "dichiarazione_referente")
    configuration = opened.dossier.configuration.model_copy(update={"name": "Altro nome"})
    changed = opened.dossier.model_copy(update={"configuration": configuration})
    (code,) = codes_of(changed, law, [item.order], is_draft=False).values()
    assert (code.document, code.edition) == (item.code.document, item.code.edition)
    assert code.version != item.code.version


def test_every_document_has_its_own_code(plan: SignaturePlan) -> None:
    assert len({item.code.document for item in plan.items}) == len(plan.items)


def test_the_machine_form_says_it_all(opened: Opened, plan: SignaturePlan) -> None:
    told = signature_plan_json(opened.dossier, plan.items)
    assert (told["schema"], told["dossier"]) == (1, "cer-prova")
    first = next(one for one in told["documents"] if one["output"] == "mandato_produttore")
    assert [one["role"] for one in first["signers"]] == ["mandante", "mandatario"]
    assert first["folder"] == "mandato"


class TestRules:
    def test_every_document_that_is_listed_exists_and_is_signed(self) -> None:
        signed = {document.id for document in Catalogue.load().all() if document.signed_by}
        listed = {document for group in signing_rules().groups for document in group.documents}
        assert listed <= signed

    def test_a_text_of_the_studio_has_the_rule_of_the_others(self) -> None:
        assert signing_rules().of("testo_dello_studio") is signing_rules().others

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("advised: pades", "advised: timbro"),
            ("  - id: mandati", "  - nome: mandati"),
            ("methods:\n  a_mano:", "x:"),
        ],
    )
    def test_a_file_out_of_form_is_refused_with_its_line(self, old: str, new: str, tmp_path: Path) -> None:
        from workflow.resources import data_folder  # noqa: PLC0415 - used here alone

        text = (data_folder("checklists") / "signatures.yaml").read_text(encoding="utf-8")
        assert old in text
        broken = tmp_path / "signatures.yaml"
        broken.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(BrokenFileError) as caught:
            signing_rules(broken)
        assert "signatures.yaml" in str(caught.value)
