"""The community, with its statute, and the group, with its building and contract."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.community_assembly import CommunityAssembly
from workflow.domain.kind import Kind, LegalForm
from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, Text, YesNo
from workflow.domain.subject import Address, Person


class Configuration(Record):
    """What the request to the GSE is about."""

    kind: Kind = Field(alias="tipologia", description="cer, gac, aid, cec, caac o cad")
    name: Text | None = Field(None, alias="denominazione", description="Nome della configurazione")
    cabina_primaria: Text | None = Field(None, alias="cabina_primaria", description="Codice dell’area (AC001E00001)")
    comune: Text | None = Field(None, alias="comune", description="Comune principale")
    province: Text | None = Field(None, alias="provincia", description="Sigla della provincia")
    constituted_on: Day | None = Field(
        None, alias="costituita_il", description="Data di costituzione della configurazione"
    )
    is_minor_island: YesNo | None = Field(None, alias="isola_minore", description="Isola minore non interconnessa")
    is_closed_network: YesNo | None = Field(None, alias="sdc", description="Dentro un sistema di distribuzione chiuso")
    first_meeting_on: Day | None = Field(
        None, alias="primo_incontro_il", description="Primo incontro con gli interessati"
    )


class Elements(Record):
    """The essential elements of a CER or CEC statute, as found in the signed text."""

    a: YesNo | None = Field(None, alias="a", description="a) oggetto sociale prevalente: benefici, non profitti")
    b: YesNo | None = Field(None, alias="b", description="b) poteri di controllo ai soggetti ammessi")
    c: YesNo | None = Field(None, alias="c", description="c) autonomia, partecipazione aperta e volontaria")
    d: YesNo | None = Field(None, alias="d", description="d) diritti di cliente finale e uscita in ogni momento")
    e: YesNo | None = Field(None, alias="e", description="e) soggetto delegato responsabile del riparto")
    f: YesNo | None = Field(None, alias="f", description="f) destinazione della tariffa premio eccedentaria")


class Statute(Record):
    """The statute or deed and the day from which it carries every element."""

    approved_on: Day | None = Field(None, alias="approvato_il", description="Data dello statuto")
    compliant_since_on: Day | None = Field(
        None, alias="conforme_dal", description="Giorno da cui contiene tutti gli elementi"
    )
    elements: Elements = Field(Elements(), alias="elementi", description="Elementi essenziali")
    is_highlighted: YesNo | None = Field(
        None,
        alias="passaggi_evidenziati",
        description="No se nella copia in allegati/statuto i passaggi sugli elementi non sono ancora evidenziati",
    )
    registered_on: Day | None = Field(
        None, alias="registrato_il", description="Registrazione all’Agenzia delle Entrate"
    )
    registration: Text | None = Field(None, alias="estremi_registrazione", description="Ufficio, serie e numero")


class Community(Record):
    """A community as a subject of law (CER or CEC)."""

    name: Text | None = Field(None, alias="denominazione", description="Denominazione per esteso")
    legal_form: LegalForm | None = Field(None, alias="forma_giuridica", description="Forma giuridica")
    codice_fiscale: Text | None = Field(
        None, alias="codice_fiscale", description="Codice fiscale, 11 cifre tra virgolette"
    )
    partita_iva: Text | None = Field(None, alias="partita_iva", description="Partita IVA, se c’è")
    address: Address = Field(Address(), alias="sede", description="Sede legale")
    pec: Text | None = Field(None, alias="pec", description="PEC")
    email: Text | None = Field(None, alias="email", description="Posta elettronica")
    iban: Text | None = Field(None, alias="iban", description="IBAN della comunità")
    founded_on: Day | None = Field(None, alias="atto_costitutivo_il", description="Data dell’atto costitutivo")
    deed_place: Text | None = Field(None, alias="atto_costitutivo_a", description="Luogo dell’atto costitutivo")
    representative: Person | None = Field(None, alias="rappresentante", description="Presidente, legale rappresentante")
    board: tuple[Person, ...] = Field((), alias="consiglio", description="Componenti del consiglio direttivo")
    statute: Statute = Field(Statute(), alias="statuto", description="Statuto")
    initial_fund_eur: Number | None = Field(
        None,
        alias="fondo_iniziale_eur",
        description="Fondo di dotazione o patrimonio iniziale in euro (associazione riconosciuta, fondazione, ETS)",
    )
    share_eur: Number | None = Field(
        None, alias="valore_quota_eur", description="Valore di una quota di capitale in euro (cooperativa, SCARL)"
    )
    founding_assembly: CommunityAssembly | None = Field(
        None, alias="assemblea_costitutiva", description="Riunione dei fondatori che costituisce la comunità"
    )
    ordinary_assembly: CommunityAssembly | None = Field(
        None, alias="assemblea_ordinaria", description="Assemblea che approva regolamento e riparto"
    )


class BuildingKind(StrEnum):
    """What the building of a group is; source: Regole operative 2024, par. 1.2.3.4."""

    CONDOMINIUM = "condominio"
    MINIMUM_CONDOMINIUM = "condominio_minimo"
    SUPERCONDOMINIUM = "supercondominio"
    SINGLE_OWNER = "edificio_unico_proprietario"
    SHOPPING_CENTRE = "centro_commerciale"


class Building(Record):
    """The building or condominium of a group."""

    kind: BuildingKind | None = Field(None, alias="tipo", description="Tipo di edificio")
    name: Text | None = Field(None, alias="denominazione", description="Denominazione del condominio o edificio")
    codice_fiscale: Text | None = Field(None, alias="codice_fiscale", description="Codice fiscale del condominio")
    address: Address = Field(Address(), alias="indirizzo", description="Indirizzo")
    cadastral_sheet: Text | None = Field(None, alias="foglio", description="Foglio catastale")
    cadastral_parcel: Text | None = Field(None, alias="particella", description="Particella catastale")
    unit_count: int | None = Field(None, ge=1, alias="unita", description="Numero di unità immobiliari")
    owner_count: int | None = Field(None, ge=1, alias="condomini", description="Numero dei condòmini")
    pec: Text | None = Field(None, alias="pec", description="PEC")
    iban: Text | None = Field(None, alias="iban", description="IBAN del condominio")
    administrator: Person | None = Field(
        None, alias="amministratore", description="Amministratore o legale rappresentante"
    )
    administrator_company: Text | None = Field(
        None, alias="studio_amministratore", description="Studio o società dell’amministratore"
    )


class ContractForm(StrEnum):
    """How a group ties itself: private contract, or signed assembly minutes."""

    CONTRACT = "contratto"
    MINUTES = "verbale_assemblea"


class Contents(Record):
    """The minimum contents of a group's contract or minutes."""

    k1: YesNo | None = Field(None, alias="k1", description="Diritti di cliente finale e scelta del venditore")
    k2: YesNo | None = Field(None, alias="k2", description="Soggetto delegato responsabile del riparto")
    k3: YesNo | None = Field(None, alias="k3", description="Recesso in ogni momento, corrispettivi equi")
    k4: YesNo | None = Field(None, alias="k4", description="Destinazione dell’eccedenza (solo GAC)")


class ItemVote(Record):
    """The votes on one item of the agenda, where they differ from those on the others."""

    item: Text | None = Field(None, alias="punto", description="Lettera del punto all’ordine del giorno: a, b, c…")
    in_favour_count: int | None = Field(None, ge=0, alias="favorevoli", description="Voti favorevoli (teste)")
    in_favour_millesimi: Number | None = Field(None, alias="millesimi_favorevoli", description="Millesimi favorevoli")
    against_count: int | None = Field(None, ge=0, alias="contrari", description="Voti contrari (teste)")
    against_millesimi: Number | None = Field(None, alias="millesimi_contrari", description="Millesimi contrari")
    abstained_count: int | None = Field(None, ge=0, alias="astenuti", description="Astenuti (teste)")
    abstained_millesimi: Number | None = Field(None, alias="millesimi_astenuti", description="Millesimi astenuti")


class Assembly(Record):
    """The condominium assembly whose minutes approve the group."""

    held_on: Day | None = Field(None, alias="tenuta_il", description="Data dell’assemblea")
    called_on: Day | None = Field(None, alias="convocata_il", description="Data dell’avviso di convocazione")
    first_call_on: Day | None = Field(
        None, alias="prima_convocazione_il", description="Data fissata in prima convocazione"
    )
    first_call_at: Text | None = Field(
        None, alias="prima_convocazione_ora", description="Ora fissata in prima convocazione"
    )
    place: Text | None = Field(None, alias="luogo", description="Luogo")
    starts_at: Text | None = Field(None, alias="ora_inizio", description="Ora di inizio, «18:30»")
    ends_at: Text | None = Field(None, alias="ora_fine", description="Ora di chiusura")
    call_number: int | None = Field(None, ge=1, le=2, alias="convocazione", description="1 o 2")
    chair: Text | None = Field(None, alias="presidente", description="Presidente dell’assemblea")
    secretary: Text | None = Field(None, alias="segretario", description="Segretario")
    present_count: int | None = Field(None, ge=0, alias="presenti", description="Condòmini presenti o per delega")
    present_millesimi: Number | None = Field(None, alias="millesimi_presenti", description="Millesimi presenti")
    in_favour_count: int | None = Field(None, ge=0, alias="favorevoli", description="Voti favorevoli (teste)")
    in_favour_millesimi: Number | None = Field(None, alias="millesimi_favorevoli", description="Millesimi favorevoli")
    against_count: int | None = Field(None, ge=0, alias="contrari", description="Voti contrari (teste)")
    against_millesimi: Number | None = Field(None, alias="millesimi_contrari", description="Millesimi contrari")
    abstained_count: int | None = Field(None, ge=0, alias="astenuti", description="Astenuti (teste)")
    abstained_millesimi: Number | None = Field(None, alias="millesimi_astenuti", description="Millesimi astenuti")
    item_votes: tuple[ItemVote, ...] = Field(
        (), alias="votazioni", description="Voti punto per punto; un punto che manca ha i voti scritti qui sopra"
    )


class GroupContract(Record):
    """The agreement of a group, in either form."""

    form: ContractForm | None = Field(None, alias="forma", description="contratto o verbale_assemblea")
    signatures: tuple[Day, ...] = Field((), alias="firme", description="Date delle firme: vale l’ultima")
    is_signed_by_all: YesNo | None = Field(None, alias="firmato_da_tutti", description="Firmato da tutti gli aderenti")
    contents: Contents = Field(Contents(), alias="contenuti", description="Contenuti minimi")
    assembly: Assembly = Field(Assembly(), alias="assemblea", description="Assemblea che ha deliberato")
