"""A dossier whose documents are printed to be signed, and what may come back of them: for the tests of `collect`."""

import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from tests.builders import signing
from tests.builders.folders import small_pdf
from tests.builders.scans import as_pdf, page_image
from workflow.bundle.stamp import Marks, stamp_file
from workflow.law import Law
from workflow.services.collecting import CollectPlan, Placement, plan_collection
from workflow.services.opening import Opened, open_dossier
from workflow.services.signature_plan import SignaturePlan
from workflow.store.archive import Archive

CA = signing.authority()
NOW = signing.NOW


class Desk:
    """A dossier whose documents are printed, a folder for what comes back, a trust list."""

    def __init__(self, base: Path, plan: SignaturePlan, law: Law, place: Path) -> None:
        self.law, self.place = law, place
        self.dossier = place / "cer"
        shutil.copytree(base, self.dossier)
        self.prints = self.dossier / "uscita_firme"
        self.plan = plan
        self.back = place / "ritorno"
        self.back.mkdir()
        self.trust = place / "fiducia"
        self.trust.mkdir()
        (self.trust / "ca.pem").write_bytes(CA.pem)
        (self.trust / "ca.crl").write_bytes(signing.revocation_list(CA))

    def printed(self, output: str, key: str | None = None) -> bytes:
        item = self.item(output, key)
        return (self.prints / f"{item.expected.stem}.pdf").read_bytes()

    def item(self, output: str, key: str | None = None):
        return next(one for one in self.plan.items if one.order.output == output and key in {None, one.order.key})

    def put(self, name: str, content: bytes) -> None:
        (self.back / name).write_bytes(content)

    def opened(self, archive: Archive | None = None) -> Opened:
        return open_dossier(str(self.dossier), archive=archive, law=self.law)

    def look(self, *, split: bool = False, plan: SignaturePlan | None = None) -> CollectPlan:
        work = self.place / "lavoro"
        shutil.rmtree(work, ignore_errors=True)
        return plan_collection(
            self.opened(), plan or self.plan, self.back, work, now=NOW, trust=self.trust, split=split
        )  # fmt: skip

    def only(self, **options: bool) -> Placement:
        (placement,) = self.look(**options).placements
        return placement


def signer(desk: Desk, output: str, place: int = 0, key: str | None = None, number: int = 2) -> signing.Identity:
    """Return the certificate of who signs a document."""
    who = desk.item(output, key).signatories[place]
    name, surname = (who.name or "").split(" ", 1)
    return signing.signer_of(
        CA, name=name, surname=surname, serial_number=f"TINIT-{who.codice_fiscale}", key_number=number
    )


def codes(one: Placement) -> list[str]:
    """Return the codes of what was found."""
    return [finding.code for finding in one.findings]


def text_pdf(text: str) -> bytes:
    """Return a PDF of a text as another program lays it out."""
    buffer = BytesIO()
    style = getSampleStyleSheet()["Normal"]
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.splitlines())
    SimpleDocTemplate(buffer, invariant=1).build([Paragraph(line, style) for line in escaped])
    return buffer.getvalue()


def zipped_and_signed() -> bytes:
    """Return a signed envelope around a zip, as some portals hand out."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.pdf", small_pdf("a"))
    return signing.signed_p7m(buffer.getvalue(), signing.signer_of(CA))


def replaced_version(desk: Desk, output: str, **changes: object) -> bytes:
    """Return a document as it was printed when its text, or something else of it, was another."""
    path = desk.place / "vecchio.pdf"
    path.write_bytes(small_pdf("versione di prima"))
    stamp_file(path, Marks(), replace(desk.item(output).code, **(changes or {"version": "AAAAAAAA"})))
    return path.read_bytes()


def two_in_one(desk: Desk) -> bytes:
    first = desk.printed("dichiarazione_partecipante", "MTTBRN68S20D205C")
    second = desk.printed("scheda_adesione", "MTTBRN68S20D205C")
    return as_pdf([*(page_image(first, n) for n in range(2)), *(page_image(second, n) for n in range(3))])
