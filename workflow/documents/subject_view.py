"""How documents name people and bodies: identification in full, who signs and in which capacity."""

from datetime import date
from typing import Any

from stdnum.it import codicefiscale

from workflow.documents.filters import long_date
from workflow.documents.labels import label
from workflow.documents.record_view import plain_record
from workflow.domain.member import Member
from workflow.domain.subject import Address, IdentityDocument, Person, Subject, SubjectKind


def person_view(person: Person | None) -> dict[str, Any] | None:
    """Return the keys of a natural person with gender, full name and presentation."""
    if person is None:
        return None
    gender = _gender(person.sex, person.codice_fiscale)
    return plain_record(person) | {
        "nome_completo": person.full_name,
        "genere": gender,
        "residenza": address_view(person.address),
        "documento": document_view(person.identity_document),
        "presentazione": _natural_person(
            person.full_name,
            gender,
            person.born_on,
            person.birth_place,
            person.birth_province,
            person.address.line,
            person.codice_fiscale,
        ),
    }


def subject_view(subject: Subject | None) -> dict[str, Any] | None:
    """Return the keys of a subject with the words that contracts and declarations open and close with."""
    if subject is None:
        return None
    signer = signer_of(subject)
    gender = _gender(subject.sex, subject.codice_fiscale) if _is_natural(subject) else None
    return plain_record(subject) | {
        "tipo_esteso": label(subject.kind),
        "nome_completo": subject.full_name,
        "genere": gender,
        "categoria_estesa": label(subject.category),
        "indirizzo": address_view(subject.address),
        "rappresentante": person_view(subject.representative),
        "documento": document_view(subject.identity_document),
        "firmatario": person_view(signer),
        "e_persona": subject.is_person,
        "e_impresa": bool(subject.is_enterprise),
        "e_ente": not subject.is_person and not subject.is_enterprise,
        "presentazione": presentation(subject),
        "qualita_firma": _capacity(subject),
    }


def member_view(member: Member) -> dict[str, Any]:
    """Return the keys of a member, with its points of withdrawal."""
    view = subject_view(member) or {}
    points = [point_view(member, index) for index in range(len(member.points))]
    return view | {"ruolo_esteso": label(member.role), "punti": points}


def point_view(member: Member, index: int) -> dict[str, Any]:
    """Return the keys of a point of withdrawal with those of its holder that a table prints."""
    point = member.points[index]
    return plain_record(point) | {
        "intestatario": member.full_name,
        "codice_fiscale": member.codice_fiscale or member.partita_iva,
        "categoria_estesa": label(member.category),
        "titolo": member.title.value,
        "unita_immobiliare": member.unit,
    }


def address_view(address: Address) -> dict[str, Any]:
    """Return the keys of an address with its one-line form."""
    return plain_record(address) | {"riga": address.line}


def document_view(document: IdentityDocument) -> dict[str, Any]:
    """Return the keys of an identity document with its one-line form."""
    line = None
    if document.kind and document.number:
        line = f"{document.kind} n. {document.number}"
        line += f" rilasciato da {document.issued_by}" if document.issued_by else ""
        line += f", valido fino al {document.expires_on:%d/%m/%Y}" if document.expires_on else ""
    return plain_record(document) | {"riga": line}


def signer_of(subject: Subject) -> Person | None:
    """Return who puts the signature: the subject itself when it is a natural person, else its representative."""
    if subject.representative is not None:
        return subject.representative
    if not _is_natural(subject):
        return None
    return Person(
        name=subject.name,
        surname=subject.surname,
        codice_fiscale=subject.codice_fiscale,
        sex=subject.sex,
        born_on=subject.born_on,
        birth_place=subject.birth_place,
        birth_province=subject.birth_province,
        address=subject.address if subject.is_person else Address(),
        identity_document=subject.identity_document,
    )


def presentation(subject: Subject) -> str | None:
    """Identify a subject in full, as a contract's opening does; None while the name or the tax code is unknown."""
    if subject.is_person:
        return _natural_person(
            subject.full_name,
            _gender(subject.sex, subject.codice_fiscale),
            subject.born_on,
            subject.birth_place,
            subject.birth_province,
            subject.address.line,
            subject.codice_fiscale,
        )
    if subject.full_name is None or subject.key is None:
        return None
    parts = [subject.full_name]
    if subject.address.line:
        parts.append(f"con sede in {subject.address.line}")
    parts.append(_tax_codes(subject))
    signer = signer_of(subject)
    if signer is not None and signer.full_name:
        parts.append(f"in persona di {signer.full_name}{_office(subject, signer)}")
    return ", ".join(parts)


def _natural_person(  # noqa: PLR0917 - the seven data by which the law identifies a person
    name: str | None,
    gender: str | None,
    born_on: date | None,
    birth_place: str | None,
    birth_province: str | None,
    address: str | None,
    codice_fiscale: str | None,
) -> str | None:
    if name is None or codice_fiscale is None:
        return None
    ending = {"M": "o", "F": "a"}.get(gender or "", "o/a")
    parts = [name]
    if birth_place and born_on:
        province = f" ({birth_province})" if birth_province else ""
        parts.append(f"nat{ending} a {birth_place}{province} il {long_date(born_on)}")
    if address:
        parts.append(f"residente in {address}")
    parts.append(f"codice fiscale {codice_fiscale}")
    return ", ".join(parts)


def _tax_codes(subject: Subject) -> str:
    if subject.codice_fiscale and subject.codice_fiscale == subject.partita_iva:
        return f"codice fiscale e partita IVA {subject.codice_fiscale}"
    codes = []
    if subject.codice_fiscale:
        codes.append(f"codice fiscale {subject.codice_fiscale}")
    if subject.partita_iva:
        codes.append(f"partita IVA {subject.partita_iva}")
    return ", ".join(codes)


def _office(subject: Subject, signer: Person) -> str:
    office = signer.office or {
        SubjectKind.SOLE_TRADER: "titolare",
        SubjectKind.CONDOMINIUM: "amministratore",
    }.get(subject.kind or SubjectKind.LEGAL_PERSON, "legale rappresentante")
    return f", {office[0].lower()}{office[1:]}"


def _capacity(subject: Subject) -> str | None:
    if subject.is_person:
        return "in proprio"
    if subject.full_name is None:
        return None
    signer = signer_of(subject)
    office = _office(subject, signer or Person()).removeprefix(", ")
    return f"quale {office} di {subject.full_name}"


def _is_natural(subject: Subject) -> bool:
    return subject.kind in {SubjectKind.PERSON, SubjectKind.SOLE_TRADER}


def _gender(sex: str | None, codice_fiscale: str | None) -> str | None:
    if sex is not None:
        return str(sex)
    if codice_fiscale is None:
        return None
    try:
        return str(codicefiscale.get_gender(codice_fiscale))
    except (ValueError, codicefiscale.InvalidComponent):
        return None
