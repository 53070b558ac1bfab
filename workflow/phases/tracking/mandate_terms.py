"""The terms of mandates and of papers that expire: yearly renewal, identity documents, certificates, guarantees."""

from collections.abc import Iterator
from datetime import date, timedelta

from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.subject import Person, Subject
from workflow.law import Law
from workflow.phases.tracking.occurrence import Occurrence

RENEWAL_TERM = "rinnovo_mandato"
IDENTITY_TERM = "scadenza_documento_identita"
CERTIFICATE_TERM = "scadenza_certificato_esco"
GUARANTEE_TERM = "scadenza_garanzia_pnrr"
# A mandate renews itself every year for ever: only the renewals within this time are worth a place in a list.
_LOOK_AHEAD = timedelta(days=400)
_LOOK_BACK = timedelta(days=31)


def mandate_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield the yearly renewals of each mandate in force, near the day of judgement."""
    for index, mandate in enumerate(dossier.mandates):
        if mandate.given_on is None or mandate.revoked_on is not None:
            continue
        party = dossier.find_party(mandate.principal)
        label = (party.full_name if party else None) or mandate.principal or f"mandato n. {index + 1}"
        begins_on = mandate.given_on
        while begins_on <= dossier.as_of + _LOOK_AHEAD:
            due_on = law.due(RENEWAL_TERM, begins_on, mandate.given_on).due_on
            if due_on >= dossier.as_of - _LOOK_BACK and due_on <= dossier.as_of + _LOOK_AHEAD:
                subject = f"{mandate.kind or 'mandato'}-{mandate.principal or index + 1}-{due_on.year}"
                path = ("mandati", index, "conferito_il")
                yield Occurrence(RENEWAL_TERM, subject, label, begins_on, path, law_on=mandate.given_on)
            begins_on = due_on


def expiry_terms(dossier: Dossier, _law: Law) -> Iterator[Occurrence]:
    """Yield the expiry of the identity document of who signs, of ESCO certificates and of PNRR guarantees."""
    referente = dossier.get_referente()
    if referente is not None:
        yield from _identity(referente, referente.attorney, "referente")
        if referente.esco_certificate is not None and referente.esco_certificate.expires_on is not None:
            path = ("referente", "certificato_esco", "scade_il")
            yield _expiry(
                CERTIFICATE_TERM, "referente", referente.full_name, referente.esco_certificate.expires_on, path
            )
    for index, project in enumerate(dossier.pnrr_projects):
        if project.guarantee_expires_on is not None:
            guarantee_path: FieldPath = ("pnrr", index, "garanzia_scade_il")
            name = project.plant or f"progetto n. {index + 1}"
            yield _expiry(GUARANTEE_TERM, name, name, project.guarantee_expires_on, guarantee_path)


def _identity(subject: Subject, attorney: Person | None, key: str) -> Iterator[Occurrence]:
    signer = attorney or subject.representative or subject
    document = signer.identity_document
    if document is not None and document.expires_on is not None:
        path = (key, "documento", "scade_il")
        yield _expiry(IDENTITY_TERM, key, signer.full_name, document.expires_on, path)


def _expiry(term: str, subject: str, label: str | None, day: date, path: FieldPath) -> Occurrence:
    return Occurrence(term, f"{subject}-{day.isoformat()}", label or subject, day, path, due_on=day)
