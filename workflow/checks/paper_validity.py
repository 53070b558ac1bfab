"""Until when a paper of the dossier is valid: identity documents, certificates, mandates and powers of attorney."""

from dataclasses import dataclass
from datetime import date

from workflow.checks.evidence import find_signer
from workflow.checks.mandate_facts import RENEWAL
from workflow.checks.roster import codes_of
from workflow.checks.wording import show
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.mandate import Mandate
from workflow.domain.member import Member
from workflow.domain.plant import EscoCertificate, Plant
from workflow.domain.subject import IdentityDocument, Subject
from workflow.law import Law, UnknownOnThatDayError

# What an item is asked for, as the submission plan knows it.
Thing = Plant | Member | Mandate | None


@dataclass(frozen=True)
class Validity:
    """Until when a paper is valid, that day included; None while nobody has written it.

    `words` says it to people; `is_lasting` is set where it has no end, so that no day is missing.
    """

    until_on: date | None
    words: str
    is_lasting: bool = False

    def is_expired(self, day: date) -> bool:
        """Whether it is no longer valid on a day."""
        return self.until_on is not None and self.until_on < day


def validity_of(dossier: Dossier, law: Law, kind: AttachmentKind, thing: Thing, day: date) -> Validity | None:
    """Return until when the paper of that kind is valid, seen from a day; None for papers that have no end."""
    if kind is AttachmentKind.IDENTITY:
        return _identity(dossier, thing)
    if kind is AttachmentKind.POWER_OF_ATTORNEY:
        return _power_of_attorney(dossier)
    if kind is AttachmentKind.ESCO:
        return _dated(find_esco_certificate(dossier), "Il certificato UNI CEI 11352")
    if kind is AttachmentKind.MANDATE:
        mandate = thing if isinstance(thing, Mandate) else _mandate_of_community(dossier)
        return None if mandate is None else mandate_validity(mandate, law, day)
    return None


def find_esco_certificate(dossier: Dossier) -> EscoCertificate | None:
    """Return the certificate of a Referente who is an ESCO: its own, else the one it holds as a producer."""
    referente = dossier.referente
    if referente is None:
        return None
    if referente.esco_certificate is not None:
        return referente.esco_certificate
    codes = codes_of(dossier.get_referente())
    producers = (plant.producer for plant in dossier.plants if codes_of(plant.producer) & codes)
    return next((one.esco_certificate for one in producers if one is not None and one.esco_certificate), None)


def mandate_validity(mandate: Mandate, law: Law, day: date) -> Validity | None:
    """Return until when a mandate holds: to its revocation, or to the end of its year if it does not renew itself."""
    if mandate.revoked_on is not None:
        return Validity(
            date.fromordinal(mandate.revoked_on.toordinal() - 1),
            f"Il mandato è revocato dal {show(mandate.revoked_on)}.",
        )
    if mandate.is_tacitly_renewed:
        return Validity(None, "Il mandato si rinnova tacitamente di anno in anno.", is_lasting=True)
    due_on = _end_of_year(mandate, law, day)
    if due_on is None:
        return None
    if mandate.is_tacitly_renewed is None and due_on >= day:
        return Validity(due_on, f"Il mandato dura fino al {show(due_on)}; non è scritto se si rinnova tacitamente.")
    if mandate.is_tacitly_renewed is None:
        return Validity(None, f"L’anno del mandato è finito il {show(due_on)} e non è scritto se si è rinnovato.")
    return Validity(due_on, f"Il mandato, che non si rinnova tacitamente, dura fino al {show(due_on)}.")


def _end_of_year(mandate: Mandate, law: Law, day: date) -> date | None:
    if mandate.given_on is None:
        return None
    try:
        return law.due(RENEWAL, mandate.given_on, day).due_on
    except UnknownOnThatDayError:
        return None


def identity_of(subject: Subject | None) -> tuple[str | None, IdentityDocument] | None:
    """Return the name and the identity document of who signs for a subject: its representative, else the person."""
    if subject is None:
        return None
    if subject.representative is not None:
        return subject.representative.full_name, subject.representative.identity_document
    return subject.full_name, subject.identity_document


def principal_of(dossier: Dossier, thing: Thing) -> Subject | None:
    """Return who gives a mandate, or the member itself."""
    if isinstance(thing, Member):
        return dossier.represented(thing)
    return dossier.find_party(thing.principal) if isinstance(thing, Mandate) else None


def codes_of_signer(dossier: Dossier, thing: Thing) -> tuple[str, ...]:
    """Return the codes that may head the name of the identity document of who signs for a member or a giver."""
    subject = principal_of(dossier, thing)
    person = subject.representative if subject is not None else None
    codes = (person.codice_fiscale if person is not None else None, *sorted(codes_of(subject)))
    return tuple(code for code in codes if code)


def _identity(dossier: Dossier, thing: Thing) -> Validity:
    if thing is None:
        signer = find_signer(dossier)
        found = None if signer is None else (signer.name, signer.identity_document)
    else:
        found = identity_of(principal_of(dossier, thing))
    name, document = found or (None, IdentityDocument())
    whose = f" di {name}" if name else " di chi firma"
    if document.expires_on is None:
        return Validity(None, f"La scadenza del documento d’identità{whose} non è scritta nel fascicolo.")
    return Validity(document.expires_on, f"Il documento d’identità{whose} vale fino al {show(document.expires_on)}.")


def _power_of_attorney(dossier: Dossier) -> Validity:
    until_on = dossier.referente.attorney_until_on if dossier.referente is not None else None
    if until_on is None:
        return Validity(None, "La procura non risulta avere una scadenza.", is_lasting=True)
    return Validity(until_on, f"La procura vale fino al {show(until_on)}.")


def _dated(certificate: EscoCertificate | None, what: str) -> Validity:
    if certificate is None or certificate.expires_on is None:
        return Validity(None, f"{what}: la scadenza non è scritta nel fascicolo.")
    return Validity(certificate.expires_on, f"{what} vale fino al {show(certificate.expires_on)}.")


def _mandate_of_community(dossier: Dossier) -> Mandate | None:
    """Return the mandate that the community gives to the Referente, the latest one if there are several."""
    community = dossier.community_subject()
    person = community.representative if community is not None else None
    codes = codes_of(community) | ({person.codice_fiscale} if person and person.codice_fiscale else set())
    given = [one for one in dossier.mandates if one.principal in codes]
    return max(given, key=lambda one: one.given_on or date.min, default=None)
