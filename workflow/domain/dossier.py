"""The dossier: everything known of one configuration on one day, frozen."""

from datetime import date

from pydantic import Field

from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.benefit_estimate import BenefitEstimate
from workflow.domain.community import Building, Community, Configuration, GroupContract
from workflow.domain.finding import FieldPath
from workflow.domain.gse_act import GseAct
from workflow.domain.gse_contract import GseContract
from workflow.domain.kind import Kind
from workflow.domain.mandate import Mandate
from workflow.domain.member import Member, MemberTitle, WithdrawalPoint
from workflow.domain.member_exit import MemberExit
from workflow.domain.other_use import OtherUse
from workflow.domain.paper_reading import PaperReading
from workflow.domain.plant import Plant, Producer
from workflow.domain.pnrr_project import PnrrProject
from workflow.domain.record import Record
from workflow.domain.referente import Referente, ReferenteRole
from workflow.domain.request import Choices, Override, Request
from workflow.domain.scalars import Day, Text
from workflow.domain.subject import Subject, SubjectKind
from workflow.domain.variation import Variation

FORMAT_VERSION = 1
_BUILDING_ROLES = {
    ReferenteRole.ADMINISTRATOR,
    ReferenteRole.CONDOMINIUM_REPRESENTATIVE,
    ReferenteRole.BUILDING_REPRESENTATIVE,
}


class Fascicolo(Record):
    """The facts a person edits in `fascicolo.yaml`; its aliases are the file's keys."""

    version: int = Field(FORMAT_VERSION, ge=1, le=FORMAT_VERSION, alias="versione", description="Versione del formato")
    identifier: Text | None = Field(
        None,
        alias="identificativo",
        pattern=r"^[a-z0-9][a-z0-9-]{2,79}$",
        description="Nome del fascicolo nell’archivio: minuscole, cifre e trattini; non cambiarlo",
    )
    judged_on: Day | None = Field(
        None,
        alias="giudizio_al",
        description="Giorno a cui giudicare sempre questo fascicolo (esempi, fascicoli chiusi); vuoto = oggi",
    )
    configuration: Configuration = Field(alias="configurazione", description="La configurazione")
    community: Community | None = Field(None, alias="comunita", description="La comunità (cer, cec)")
    building: Building | None = Field(None, alias="edificio", description="L’edificio o condominio (gac, caac)")
    contract: GroupContract | None = Field(None, alias="contratto", description="Il contratto del gruppo (gac, caac)")
    referente: Referente | None = Field(None, alias="referente", description="Il Referente")
    plants: tuple[Plant, ...] = Field((), alias="impianti", description="Gli impianti")
    mandates: tuple[Mandate, ...] = Field((), alias="mandati", description="I mandati")
    request: Request = Field(Request(), alias="richiesta", description="La richiesta al GSE")
    choices: Choices = Field(Choices(), alias="scelte", description="Le scelte della comunità o del gruppo")
    pnrr_projects: tuple[PnrrProject, ...] = Field((), alias="pnrr", description="Progetti PNRR già presentati")
    gse_contract: GseContract | None = Field(
        None, alias="contratto_gse", description="Il contratto con il GSE, dopo l’accoglimento"
    )
    gse_acts: tuple[GseAct, ...] = Field((), alias="atti_gse", description="Atti ricevuti dal GSE")
    variations: tuple[Variation, ...] = Field((), alias="variazioni", description="Variazioni dopo l’accoglimento")
    exits: tuple[MemberExit, ...] = Field((), alias="uscite", description="Membri che escono o sono esclusi")
    benefit_estimate: BenefitEstimate | None = Field(
        None, alias="stima_benefici", description="Stima dei benefici da mostrare nell’informativa preventiva"
    )
    readings: tuple[PaperReading, ...] = Field(
        (), alias="riscontri", description="Dati letti sulle carte, da confrontare con quelli del fascicolo"
    )
    overrides: tuple[Override, ...] = Field((), alias="deroghe", description="Dichiarazioni motivate")


class Dossier(Fascicolo):
    """A snapshot: the facts of `fascicolo.yaml`, the members of `soci.xlsx`, the files of `allegati/`, the clock."""

    slug: str = Field("fascicolo", description="Nome breve del fascicolo")
    members: tuple[Member, ...] = Field((), alias="soci", description="Membri e punti di prelievo")
    attachments: tuple[Attachment, ...] = Field((), alias="allegati", description="File consegnati")
    found_in_papers: tuple[PaperReading, ...] = Field((), description="Dati che il programma ha letto nei PDF allegati")
    other_uses: tuple[OtherUse, ...] | None = Field(
        None, description="Punti e impianti che stanno anche in altri fascicoli; None = senza archivio"
    )
    as_of: date = Field(description="Giorno a cui si giudica: età, scadenze, termini aperti")
    assumed_sent_on: date | None = Field(None, description="Invio ipotizzato con --sent-on")

    @property
    def kind(self) -> Kind:
        """The kind of configuration."""
        return self.configuration.kind

    @property
    def sent_on(self) -> date:
        """The day of sending: the true one, else the assumed one, else the day of judgement."""
        return self.request.sent_on or self.assumed_sent_on or self.as_of

    @property
    def is_sending_assumed(self) -> bool:
        """Whether the sending is a hypothesis, as reports must say."""
        return self.request.sent_on is None

    @property
    def title(self) -> str:
        """The name printed on covers and headers."""
        return self.configuration.name or (self.community.name if self.community and self.community.name else self.slug)

    @property
    def active_members(self) -> tuple[Member, ...]:
        """Members proper, neither gone on the day of judgement nor outside by liberatoria."""
        day = self.as_of
        members = (m for m in self.members if m.title is not MemberTitle.RELEASE)
        return tuple(m for m in members if m.left_on is None or m.left_on > day)

    @property
    def points(self) -> tuple[tuple[Member, WithdrawalPoint], ...]:
        """Every withdrawal point with its holder, liberatorie included."""
        return tuple((member, point) for member in self.members for point in member.points)

    def represented(self, member: Member) -> Member:
        """Return the member; a condominium without a representative of its own gets the building's administrator."""
        administrator = self.building.administrator if self.building else None
        if member.kind is not SubjectKind.CONDOMINIUM or member.representative is not None or administrator is None:
            return member
        office = administrator.office or "amministratore"
        return member.model_copy(update={"representative": administrator.model_copy(update={"office": office})})

    def find_member(self, key: str | None) -> Member | None:
        """Return the member whose codice fiscale or partita IVA is `key`."""
        if key is None:
            return None
        found = next((m for m in self.members if key in {m.codice_fiscale, m.partita_iva}), None)
        return None if found is None else self.represented(found)

    def producer_of(self, plant: Plant) -> Producer | None:
        """Return the plant's producer with the data of the member or community it points to filled in."""
        producer = plant.producer
        if producer is None:
            return None
        known = self.find_subject(producer.key)
        return producer if known is None else producer.model_copy(update=_missing(producer, known))

    def get_referente(self) -> Referente | None:
        """Return the Referente with the data of the member, community or administrator it points to filled in."""
        referente = self.referente
        if referente is None:
            return None
        known = self.find_subject(referente.key)
        if known is None and referente.role is ReferenteRole.COMMUNITY:
            known = self.community_subject()
        if known is None and referente.role in _BUILDING_ROLES:
            known = self.administrator_subject()
        return referente if known is None else referente.model_copy(update=_missing(referente, known))

    def find_subject(self, key: str | None) -> Subject | None:
        """Return the member or community that `key` identifies."""
        member = self.find_member(key)
        if member is not None:
            return member
        community = self.community_subject()
        return community if community is not None and key is not None and key == community.key else None

    def find_party(self, key: str | None) -> Subject | None:
        """Return the member, community or producer, third ones included, that `key` identifies."""
        known = self.find_subject(key)
        if known is not None or key is None:
            return known
        producers = (plant.producer for plant in self.plants if plant.producer is not None)
        return next((p for p in producers if key in {p.codice_fiscale, p.partita_iva}), None)

    def community_subject(self) -> Subject | None:
        """Return the community in the shape of a subject that signs and is paid."""
        if self.community is None:
            return None
        c = self.community
        return Subject(
            kind=SubjectKind.LEGAL_PERSON,
            company_name=c.name,
            codice_fiscale=c.codice_fiscale,
            partita_iva=c.partita_iva,
            address=c.address,
            pec=c.pec,
            email=c.email,
            iban=c.iban,
            representative=c.representative,
        )

    def administrator_subject(self) -> Subject | None:
        """Return the building's administrator or representative in the shape of a subject that signs and is paid."""
        if self.building is None or self.building.administrator is None:
            return None
        person = self.building.administrator
        return Subject(
            kind=SubjectKind.PERSON,
            name=person.name,
            surname=person.surname,
            codice_fiscale=person.codice_fiscale,
            sex=person.sex,
            born_on=person.born_on,
            birth_place=person.birth_place,
            birth_province=person.birth_province,
            address=person.address,
            identity_document=person.identity_document,
            pec=self.building.pec,
            iban=self.building.iban,
        )

    def is_third_producer(self, plant: Plant) -> bool | None:
        """Whether the plant's producer is outside the community, group or client; None while unknown."""
        producer = plant.producer
        if producer is None:
            return None
        if producer.is_member is not None:
            return not producer.is_member
        if producer.key is None:
            return None
        return self.find_subject(producer.key) is None

    def attachments_of(self, kind: AttachmentKind, key: str | None = None) -> tuple[Attachment, ...]:
        """Return the attachments of a kind, or those among them whose file name carries `key`."""
        return tuple(a for a in self.attachments if a.kind is kind and (key is None or a.key == key))


def path_of_plant(index: int, field: str | None = None) -> FieldPath:
    """Return the path of a plant, or of one of its keys, in `fascicolo.yaml`."""
    return ("impianti", index) if field is None else ("impianti", index, field)


def path_of_row(index: int, column: str | None = None) -> FieldPath:
    """Return the path of a data row, or of one of its columns, in `soci.xlsx`."""
    return ("soci", index) if column is None else ("soci", index, column)


def _missing(record: Subject, known: Subject) -> dict[str, object]:
    """Return the fields that `record` leaves empty and `known` knows."""
    empty = Subject()
    return {
        name: getattr(known, name)
        for name in Subject.model_fields
        if getattr(record, name) == getattr(empty, name) and getattr(known, name) != getattr(empty, name)
    }
