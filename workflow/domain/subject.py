"""Who people and bodies are: subjects of law, their address, identity document and representative."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Text


class SubjectKind(StrEnum):
    """The variants of a signature block and of a data sheet."""

    PERSON = "persona_fisica"
    SOLE_TRADER = "ditta_individuale"
    PROFESSIONAL_STUDIO = "studio_professionale"
    LEGAL_PERSON = "persona_giuridica"
    PUBLIC_BODY = "ente_pubblico"
    CONDOMINIUM = "condominio"


class Category(StrEnum):
    """What a subject is for membership, control and factor F; the lists that use it are dated law."""

    PERSON = "persona_fisica"
    SMALL_MEDIUM_ENTERPRISE = "pmi"
    LARGE_ENTERPRISE = "grande_impresa"
    TERRITORIAL_BODY = "ente_territoriale"
    LOCAL_ADMINISTRATION = "amministrazione_locale"
    RESEARCH_TRAINING_BODY = "ente_ricerca_formazione"
    RELIGIOUS_BODY = "ente_religioso"
    THIRD_SECTOR = "terzo_settore"
    ENVIRONMENTAL_PROTECTION = "protezione_ambientale"
    ASSOCIATION = "associazione"
    ASSOCIATION_WITH_PERSONALITY = "associazione_personalita_giuridica"
    ATER = "ater"
    IPAB = "ipab"
    ASP = "asp"
    RECLAMATION_CONSORTIUM = "consorzio_bonifica"
    CENTRAL_ADMINISTRATION = "amministrazione_centrale"
    CONDOMINIUM = "condominio"
    OTHER = "altro"


class FirmSize(StrEnum):
    """The size of a firm under Raccomandazione 2003/361/CE, linked and partner firms counted."""

    MICRO = "micro"
    SMALL = "piccola"
    MEDIUM = "media"
    LARGE = "grande"


class AtecoEdition(StrEnum):
    """The edition an ATECO code belongs to; the same code changes meaning between editions."""

    E2007 = "2007"
    E2022 = "2022"
    E2025 = "2025"


class Sex(StrEnum):
    """The sex written in official papers, for grammatical agreement."""

    MALE = "M"
    FEMALE = "F"


class Address(Record):
    """A postal address in Italy."""

    street: Text | None = Field(None, alias="via", description="Via o piazza, senza numero")
    number: Text | None = Field(None, alias="civico", description="Numero civico")
    cap: Text | None = Field(None, alias="cap", description="CAP di 5 cifre, tra virgolette: «00184»")
    comune: Text | None = Field(None, alias="comune", description="Comune")
    province: Text | None = Field(None, alias="provincia", description="Sigla della provincia")

    @property
    def line(self) -> str | None:
        """The address on one line, or None while street or comune is unknown."""
        if self.street is None or self.comune is None:
            return None
        street = f"{self.street}, {self.number}" if self.number else self.street
        place = " ".join(
            part for part in (self.cap, self.comune, f"({self.province})" if self.province else None) if part
        )
        return f"{street} – {place}"


class IdentityDocument(Record):
    """The identity document whose copy goes with a signature."""

    kind: Text | None = Field(None, alias="tipo", description="Carta d’identità, passaporto…")
    number: Text | None = Field(None, alias="numero", description="Numero del documento")
    issued_by: Text | None = Field(None, alias="rilasciato_da", description="Chi lo ha rilasciato")
    expires_on: Day | None = Field(None, alias="scade_il", description="Data di scadenza")


class Person(Record):
    """A natural person who signs for somebody else."""

    name: Text | None = Field(None, alias="nome", description="Nome")
    surname: Text | None = Field(None, alias="cognome", description="Cognome")
    codice_fiscale: Text | None = Field(None, alias="codice_fiscale", description="Codice fiscale di 16 caratteri")
    sex: Sex | None = Field(None, alias="sesso", description="M o F; se manca si ricava dal codice fiscale")
    born_on: Day | None = Field(None, alias="nato_il", description="Data di nascita")
    birth_place: Text | None = Field(None, alias="nato_a", description="Comune (o Stato estero) di nascita")
    birth_province: Text | None = Field(None, alias="nato_provincia", description="Sigla della provincia di nascita")
    office: Text | None = Field(None, alias="qualifica", description="Presidente, sindaco, titolare, procuratore…")
    address: Address = Field(Address(), alias="residenza", description="Residenza")
    identity_document: IdentityDocument = Field(
        IdentityDocument(), alias="documento", description="Documento d’identità"
    )

    @property
    def full_name(self) -> str | None:
        """Name and surname, or None while one is unknown."""
        return f"{self.name} {self.surname}" if self.name and self.surname else None


class Subject(Record):
    """A person or body: who it is, where it can be reached, who signs for it."""

    kind: SubjectKind | None = Field(None, alias="tipo", description="Tipo di soggetto")
    name: Text | None = Field(None, alias="nome", description="Nome (persona fisica o titolare)")
    surname: Text | None = Field(None, alias="cognome", description="Cognome (persona fisica o titolare)")
    company_name: Text | None = Field(None, alias="denominazione", description="Ditta, ragione sociale o denominazione")
    codice_fiscale: Text | None = Field(
        None, alias="codice_fiscale", description="Codice fiscale (16 caratteri o 11 cifre)"
    )
    partita_iva: Text | None = Field(None, alias="partita_iva", description="Partita IVA, 11 cifre tra virgolette")
    sex: Sex | None = Field(None, alias="sesso", description="M o F; se manca si ricava dal codice fiscale")
    born_on: Day | None = Field(None, alias="nato_il", description="Data di nascita")
    birth_place: Text | None = Field(None, alias="nato_a", description="Comune (o Stato estero) di nascita")
    birth_province: Text | None = Field(None, alias="nato_provincia", description="Sigla della provincia di nascita")
    address: Address = Field(Address(), alias="indirizzo", description="Residenza o sede legale")
    category: Category | None = Field(
        None, alias="categoria", description="Categoria ai fini di partecipazione, controllo e fattore F"
    )
    size: FirmSize | None = Field(
        None, alias="dimensione", description="Dimensione dell’impresa, contando collegate e associate"
    )
    ateco: Text | None = Field(None, alias="ateco", description="Codice ATECO prevalente, tra virgolette")
    ateco_edition: AtecoEdition | None = Field(
        None, alias="ateco_edizione", description="Edizione ATECO: «2007», «2022» o «2025»"
    )
    pec: Text | None = Field(None, alias="pec", description="Posta elettronica certificata")
    email: Text | None = Field(None, alias="email", description="Posta elettronica ordinaria")
    phone: Text | None = Field(None, alias="telefono", description="Telefono, tra virgolette")
    iban: Text | None = Field(None, alias="iban", description="IBAN per accrediti")
    representative: Person | None = Field(
        None, alias="rappresentante", description="Chi firma: legale rappresentante o procuratore"
    )
    identity_document: IdentityDocument = Field(
        IdentityDocument(), alias="documento", description="Documento d’identità (persona fisica, titolare)"
    )

    @property
    def full_name(self) -> str | None:
        """The name a document prints: denomination for bodies and firms, name and surname for persons."""
        if self.kind is SubjectKind.PERSON or self.company_name is None:
            return f"{self.name} {self.surname}" if self.name and self.surname else self.company_name
        return self.company_name

    @property
    def key(self) -> str | None:
        """What identifies the subject across files: codice fiscale, else partita IVA."""
        return self.codice_fiscale or self.partita_iva

    @property
    def is_person(self) -> bool:
        """Whether it acts as a natural person, outside any business."""
        return self.kind is SubjectKind.PERSON

    @property
    def is_enterprise(self) -> bool | None:
        """Whether it is a firm for the rules on ATECO, size and surplus; None while kind and category are unknown."""
        if self.category is not None:
            return self.category in {Category.SMALL_MEDIUM_ENTERPRISE, Category.LARGE_ENTERPRISE}
        if self.kind is None:
            return None
        if self.kind in {SubjectKind.SOLE_TRADER, SubjectKind.PROFESSIONAL_STUDIO}:
            return True
        return False if self.kind in {SubjectKind.PERSON, SubjectKind.PUBLIC_BODY, SubjectKind.CONDOMINIUM} else None
