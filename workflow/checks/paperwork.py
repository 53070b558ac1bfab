"""The papers of the whole request: what is uploaded with it, and what the Referente declares and keeps."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from workflow.checks.decorrenza import sending_day
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.evidence import find_signer, papers_of_subject
from workflow.checks.plant_facts import name_of
from workflow.checks.plant_splitting import grouped_with
from workflow.checks.three_valued import judged
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Outcome
from workflow.domain.referente import ReferenteRole
from workflow.domain.request import Procedure
from workflow.law import Law

ANTIMAFIA_ABOVE = "procedura/antimafia_soglia"


@rule("DOC-01")
def identity_copy_is_there(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether a copy of the identity document of who signs the istanza is attached."""
    path = ("allegati", AttachmentKind.IDENTITY.value)
    signer = find_signer(dossier)
    values: dict[str, Any] = {
        "firmatario": signer.name if signer else None,
        "codice_fiscale": signer.codice_fiscale if signer else None,
    }
    if signer is None or signer.codice_fiscale is None:
        yield unknown(path, **values)
    else:
        papers = papers_of_subject(dossier, AttachmentKind.IDENTITY, (signer.codice_fiscale,))
        yield judged(path, bool(papers), **values)


@rule("DOC-02")
def power_of_attorney_is_there(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the power of attorney is attached, where an attorney signs."""
    path = ("allegati", AttachmentKind.POWER_OF_ATTORNEY.value)
    if dossier.referente is None:
        yield unknown(path)
    elif dossier.referente.attorney is None:
        yield not_applicable(path)
    else:
        values = {"procuratore": dossier.referente.attorney.full_name}
        yield judged(path, bool(dossier.attachments_of(AttachmentKind.POWER_OF_ATTORNEY)), **values)


@rule("DOC-03")
def esco_certificate_is_there(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the UNI CEI 11352 certificate is attached, where the Referente is an ESCO producer."""
    path = ("allegati", AttachmentKind.ESCO.value)
    role = dossier.referente.role if dossier.referente else None
    if role is None:
        yield unknown(path)
    elif role is not ReferenteRole.THIRD_PRODUCER_ESCO:
        yield not_applicable(path)
    else:
        yield judged(path, bool(dossier.attachments_of(AttachmentKind.ESCO)))


@rule("DOC-04", "DOC-05")
def statute_is_there(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the signed deed or statute, with its passages highlighted, is attached.

    The copy to upload is the highlighted one: who puts it there says so, unless the facts say the contrary.
    """
    path: FieldPath = ("allegati", AttachmentKind.STATUTE.value)
    kinds = (AttachmentKind.STATUTE, AttachmentKind.DEED)
    verdict = judged(path, any(dossier.attachments_of(kind) for kind in kinds))
    statute = dossier.community.statute if dossier.community else None
    if verdict.outcome is Outcome.PASSED and statute is not None and statute.is_highlighted is False:
        verdict = failed(("comunita", "statuto", "passaggi_evidenziati"), "non_evidenziato")
    for code in ("DOC-04", "DOC-05"):
        yield replace(verdict, code=code)


@rule("DOC-20")
def linked_plants_are_listed(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the list of plants that count as one is attached, where there are any."""
    path = ("allegati", AttachmentKind.LINKED_PLANTS.value)
    indexes = range(len(dossier.plants))
    sure = [index for index in indexes if len(grouped_with(dossier, index, sure=True)) > 1]
    possible = [index for index in indexes if len(grouped_with(dossier, index, sure=False)) > 1]
    names = [name_of(dossier.plants[index], index) for index in sure or possible]
    if not possible or dossier.request.procedure is Procedure.PRELIMINARY:
        yield not_applicable(path)
    elif dossier.attachments_of(AttachmentKind.LINKED_PLANTS):
        yield passed(path, impianti=names)
    else:
        yield judged(path, False if sure else None, impianti=names)


@rule("PRC-03")
def identity_document_is_valid(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the identity document of who signs is still valid on the day of sending, that day included."""
    signer = find_signer(dossier)
    sent_on = sending_day(dossier)
    if signer is None:
        yield unknown(("referente",), firmatario=None, scade_il=None, inviata_il=sent_on)
        return
    expires_on = signer.identity_document.expires_on
    fact = None if expires_on is None else expires_on >= sent_on
    yield judged(signer.path, fact, firmatario=signer.name, scade_il=expires_on, inviata_il=sent_on)


@rule("PRC-10")
def antimafia_papers_are_ready(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the papers are there where the payments of the whole contract pass the limit; it is included."""
    path = ("allegati", AttachmentKind.ANTIMAFIA.value)
    limit_eur = law.value(ANTIMAFIA_ABOVE, sending_day(dossier)).number
    payments_eur = dossier.gse_contract.total_paid_eur if dossier.gse_contract else None
    is_within = None if payments_eur is None else payments_eur <= limit_eur
    ready = True if dossier.attachments_of(AttachmentKind.ANTIMAFIA) else is_within
    yield judged(path, ready, soglia_eur=limit_eur, pagamenti_previsti_eur=payments_eur)
