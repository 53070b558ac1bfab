"""Each file that comes back signed finds its document, its person and its version; of two, the better is kept."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.builders import signing
from tests.builders.collection_desk import Desk, codes, signer, text_pdf
from tests.builders.folders import small_pdf
from tests.builders.scans import as_pdf, page_image, photograph, scanned
from workflow.bundle.signatures.rules import Method
from workflow.domain.finding import Outcome
from workflow.services.collecting import Fate
from workflow.services.signature_paper_names import paper_stem


class TestRecognised:
    def test_a_scan_finds_its_document_its_person_and_its_place(self, desk: Desk) -> None:
        desk.put("Scan 00017.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C"), skew=2, noise=6))
        one = desk.only()
        assert one.fate is Fate.COLLECTED
        assert one.item is not None
        assert (one.item.order.output, one.item.order.key) == ("scheda_adesione", "MTTBRN68S20D205C")
        assert one.targets[0][1] == "allegati/adesione/MTTBRN68S20D205C scheda adesione firmato.pdf"
        assert one.judged is not None
        assert one.judged.method is Method.HAND
        assert codes(one) == ["SIG-33"]

    def test_a_pades_by_the_right_person_is_verified(self, desk: Desk) -> None:
        who = signer(desk, "dichiarazione_referente")
        desk.put("x.pdf", signing.signed_pdf(desk.printed("dichiarazione_referente"), who))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, [])
        assert one.judged is not None
        assert (one.judged.method, one.judged.outcome) == (Method.PADES, Outcome.PASSED)

    def test_a_nested_p7m_carries_both_signatures(self, desk: Desk) -> None:
        inner = signing.signed_p7m(desk.printed("mandato_produttore"), signer(desk, "mandato_produttore"))
        desk.put("m.pdf.p7m", signing.signed_p7m(inner, signer(desk, "mandato_produttore", 1, number=4)))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, [])
        assert one.judged is not None
        assert (one.judged.method, len(one.judged.signers)) == (Method.CADES, 2)
        assert one.targets[0][1].endswith("mandato produttore firmato.pdf.p7m")

    @pytest.mark.parametrize(
        ("name", "form", "ending"),
        [("m.pdf", "p7m", ".pdf.p7m"), ("m", "p7m", ".p7m"), ("d.pdf.p7m", "pdf", ".pdf"), ("d.p7m", "pdf", ".pdf")],
    )
    def test_a_file_that_is_not_what_its_name_says_is_taken_for_what_it_is(
        self, desk: Desk, name: str, form: str, ending: str
    ) -> None:
        pdf, who = desk.printed("dichiarazione_referente"), signer(desk, "dichiarazione_referente")
        desk.put(name, signing.signed_p7m(pdf, who) if form == "p7m" else signing.signed_pdf(pdf, who))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, [])
        assert [target.rpartition("/")[2] for _, target in one.targets] == [f"dichiarazione referente firmato{ending}"]

    def test_a_photograph_with_the_name_of_a_pdf_goes_by_its_own(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_partecipante", "MTTBRN68S20D205C")
        for page in range(2):
            desk.put(f"{page}.pdf", photograph(pdf, page))
        found = desk.look().of(Fate.COLLECTED)
        assert {target.rpartition(".")[2] for one in found for _, target in one.targets} == {"jpg"}

    def test_one_of_two_signatures_is_a_beginning(self, desk: Desk) -> None:
        desk.put("m.p7m", signing.signed_p7m(desk.printed("mandato_produttore"), signer(desk, "mandato_produttore")))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, ["SIG-14"])
        assert one.judged is not None
        assert one.judged.missing_signatures == ("Anna Giordano (mandatario)",)

    def test_an_unknown_issuer_leaves_it_unverifiable(self, desk: Desk) -> None:
        (desk.trust / "ca.pem").unlink()
        who = signer(desk, "dichiarazione_referente")
        desk.put("x.pdf", signing.signed_pdf(desk.printed("dichiarazione_referente"), who))
        one = desk.only()
        assert one.judged is not None
        assert (one.fate, one.judged.outcome, codes(one)) == (Fate.COLLECTED, Outcome.UNKNOWN, ["SIG-07"])

    def test_the_agreement_goes_under_each_plant_of_the_producer(self, desk: Desk) -> None:
        desk.put("a.pdf", scanned(desk.printed("accordo_produttore", "90000901216"), dpi=150))
        one = desk.only()
        assert one.fate is Fate.COLLECTED
        assert [target for _, target in one.targets] == [
            "allegati/accordo_controllo/IM_0000002 accordo produttore firmato.pdf"
        ]

    def test_pages_out_of_order_are_kept_and_told(self, desk: Desk) -> None:
        desk.put("a.pdf", scanned(desk.printed("dichiarazione_partecipante", "GRDNNA75E43D205F"), [1, 0]))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, ["SIG-23", "SIG-33"])

    def test_a_blank_page_and_a_copy_of_a_card_are_told(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_partecipante", "GRDNNA75E43D205F")
        card = page_image(small_pdf("carta di identita"), 0, dpi=150)
        blank = scanned(pdf, blank_after=True)
        desk.put("bianca.pdf", blank)
        assert codes(desk.only()) == ["SIG-31", "SIG-33"]
        (desk.back / "bianca.pdf").unlink()
        desk.put("carta.pdf", as_pdf([page_image(pdf, 0), page_image(pdf, 1), card]))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, ["SIG-32", "SIG-33"])

    def test_photographs_of_all_the_pages_are_one_paper(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_partecipante", "MTTBRN68S20D205C")
        desk.put("IMG_1.jpg", photograph(pdf, 1))
        (one,) = desk.look().placements
        assert (one.fate, codes(one)[0]) == (Fate.ASIDE, "SIG-22")
        desk.put("IMG_2.jpg", photograph(pdf, 0))
        found = desk.look().of(Fate.COLLECTED)
        assert [one.name for one in found] == ["IMG_1.jpg", "IMG_2.jpg"]

    def test_a_detached_signature_goes_with_what_it_signs(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_referente")
        desk.put("d.pdf", pdf)
        desk.put("d.pdf.p7s", signing.signed_p7m(pdf, signer(desk, "dichiarazione_referente"), is_detached=True))
        plan = desk.look()
        assert {one.name: one.fate for one in plan.placements} == {
            "d.pdf": Fate.COMPANION, "d.pdf.p7s": Fate.COLLECTED,
        }  # fmt: skip
        (kept,) = plan.of(Fate.COLLECTED)
        assert [target.rpartition("/")[2] for _, target in kept.targets] == [
            "dichiarazione referente firmato.pdf.p7s", "dichiarazione referente firmato.pdf",
        ]  # fmt: skip

    def test_by_its_words_where_somebody_has_printed_the_word_file(self, desk: Desk) -> None:
        item = desk.item("dichiarazione_referente")
        desk.put("stampata.pdf", signing.signed_pdf(text_pdf(item.expected.text), signer(desk, item.order.output)))
        one = desk.only()
        assert (one.fate, one.item) == (Fate.COLLECTED, item)

    def test_in_a_zip(self, desk: Desk) -> None:
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a/b.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
        desk.put("tutto.zip", buffer.getvalue())
        one = desk.only()
        assert (one.name, one.fate) == ("tutto.zip › b.pdf", Fate.COLLECTED)


class TestDoubles:
    def test_equal_files_are_one(self, desk: Desk) -> None:
        scan = scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C"))
        desk.put("a.pdf", scan)
        desk.put("b.pdf", scan)
        assert {one.name: one.fate for one in desk.look().placements} == {
            "a.pdf": Fate.COLLECTED, "b.pdf": Fate.DUPLICATE,
        }  # fmt: skip

    def test_of_a_scan_and_an_electronic_signature_the_latter_is_kept(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_referente")
        desk.put("a.pdf", scanned(pdf))
        desk.put("b.pdf", signing.signed_pdf(pdf, signer(desk, "dichiarazione_referente")))
        assert {one.name: one.fate for one in desk.look().placements} == {
            "a.pdf": Fate.DUPLICATE, "b.pdf": Fate.COLLECTED,
        }  # fmt: skip


@pytest.mark.parametrize("owner", ["../../fuori", "Tetto 1/2", "C:\\impianto", "a" * 300, "/etc"])
def test_a_name_of_the_dossier_never_leads_out_of_its_folder(desk: Desk, owner: str) -> None:
    stem = paper_stem(desk.item("accordo_produttore").order, owner)
    assert Path(stem).name == stem
    assert len(stem.encode()) < 200
    assert not set(stem) & set("/\\:")
