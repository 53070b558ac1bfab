"""A PNRR project already filed: the request, the works, the costs and who stands behind the beneficiary."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.referente import Exclusions
from workflow.domain.scalars import Day, Number, Text, YesNo
from workflow.domain.subject import Address, IdentityDocument


class PnrrRules(StrEnum):
    """Under which act the project's own concession was given; it picks terms and limits."""

    DECREE_2023 = "dm_414_2023"
    DECREE_2025 = "dm_127_2025"
    FACILITY = "dl_19_2026"


class CostItem(StrEnum):
    """The eligible cost items; source: Regole operative 2024, Parte III and Appendice E."""

    PLANT = "impianto"
    STORAGE = "accumulo"
    EQUIPMENT = "macchinari_hardware_software"
    BUILDING = "opere_edili"
    CONNECTION = "connessione"
    FEASIBILITY = "prefattibilita"
    DESIGN = "progettazione_indagini"
    SUPERVISION = "direzione_lavori_sicurezza"
    TESTING = "collaudi_consulenze"


class Expense(Record):
    """One invoice of the project."""

    item: CostItem | None = Field(None, alias="voce", description="Voce di costo")
    amount_eur: Number | None = Field(None, alias="importo_eur", description="Importo senza IVA, in euro")
    vat_eur: Number | None = Field(None, alias="iva_eur", description="IVA, in euro")
    ordered_on: Day | None = Field(None, alias="ordinata_il", description="Giorno dell’ordine vincolante")
    paid_on: Day | None = Field(None, alias="pagata_il", description="Giorno del pagamento")
    is_traceable: YesNo | None = Field(
        None, alias="bonifico", description="Pagata con bonifico bancario o postale tracciabile"
    )
    is_electronic: YesNo | None = Field(None, alias="fattura_elettronica", description="Fattura elettronica")
    has_codes: YesNo | None = Field(
        None, alias="codici_in_fattura", description="CUP, CIG se dovuto, codice progetto e dicitura PNRR in fattura"
    )
    is_receipted: YesNo | None = Field(None, alias="quietanzata", description="Quietanzata")


class BeneficialOwner(Record):
    """A natural person behind the beneficiary."""

    name: Text | None = Field(None, alias="nominativo", description="Nome e cognome")
    codice_fiscale: Text | None = Field(None, alias="codice_fiscale", description="Codice fiscale")
    share: Number | None = Field(None, alias="quota", description="Quota di partecipazione, in %")
    is_by_control: YesNo | None = Field(None, alias="per_controllo", description="Titolare per altro controllo")
    is_representative: YesNo | None = Field(None, alias="legale_rappresentante", description="Legale rappresentante")
    born_on: Day | None = Field(None, alias="nato_il", description="Data di nascita")
    birth_place: Text | None = Field(None, alias="nato_a", description="Comune (o Stato estero) di nascita")
    birth_province: Text | None = Field(None, alias="nato_provincia", description="Sigla della provincia di nascita")
    address: Address = Field(Address(), alias="residenza", description="Residenza")
    identity_document: IdentityDocument = Field(
        IdentityDocument(), alias="documento", description="Documento d’identità"
    )
    is_politically_exposed: YesNo | None = Field(
        None, alias="esposto_politicamente", description="È persona politicamente esposta"
    )
    political_office: Text | None = Field(None, alias="carica", description="Carica da cui deriva l’esposizione")


class PnrrProject(Record):
    """A project filed within the window for the PNRR grant, one for each plant."""

    plant: Text | None = Field(None, alias="impianto", description="Nome o CENSIMP dell’impianto")
    rules: PnrrRules | None = Field(None, alias="disciplina", description="Atto citato nella concessione del progetto")
    requested_on: Day | None = Field(None, alias="domanda_il", description="Giorno della domanda")
    beneficiary: Text | None = Field(
        None, alias="beneficiario", description="Codice fiscale di chi sostiene l’investimento"
    )
    is_beneficiary_politically_exposed: YesNo | None = Field(
        None,
        alias="beneficiario_esposto_politicamente",
        description="Il beneficiario, se persona fisica, è politicamente esposto",
    )
    beneficiary_political_office: Text | None = Field(
        None, alias="beneficiario_carica", description="Carica da cui deriva l’esposizione del beneficiario"
    )
    exclusions: Exclusions = Field(
        Exclusions(),
        alias="cause_esclusione",
        description="Cause di esclusione del beneficiario, se non è il Referente",
    )
    comune_population: int | None = Field(
        None, ge=0, alias="abitanti_comune", description="Abitanti del comune dell’impianto (dato ISTAT)"
    )
    is_permit_held: YesNo | None = Field(
        None, alias="titolo_posseduto", description="Titolo autorizzativo posseduto, se dovuto"
    )
    is_quote_accepted: YesNo | None = Field(
        None, alias="preventivo_accettato", description="Preventivo di connessione accettato, se dovuto"
    )
    first_order_on: Day | None = Field(
        None, alias="primo_ordine_il", description="Primo ordine vincolante di apparecchi o impegno irreversibile"
    )
    works_started_on: Day | None = Field(None, alias="inizio_lavori", description="Inizio dei lavori di costruzione")
    works_notified_on: Day | None = Field(
        None, alias="avvio_comunicato_il", description="Comunicazione al GSE dell’avvio dei lavori"
    )
    works_ended_on: Day | None = Field(None, alias="fine_lavori", description="Fine dei lavori")
    admitted_on: Day | None = Field(None, alias="ammesso_il", description="Data dell’ammissione al contributo")
    agreement_notified_on: Day | None = Field(
        None, alias="accordo_comunicato_il", description="Comunicazione dell’accordo di concessione (dal 2026)"
    )
    power_kw: Number | None = Field(
        None, alias="potenza_kw", description="Potenza al netto della quota d’obbligo, in kW"
    )
    eligible_cost_eur: Number | None = Field(None, alias="spesa_eur", description="Spesa ammissibile, in euro")
    technical_cost_eur: Number | None = Field(
        None, alias="spese_tecniche_eur", description="Spese tecniche (studi, progetto, direzione, collaudo), in euro"
    )
    grant_eur: Number | None = Field(None, alias="contributo_eur", description="Contributo chiesto o concesso, in euro")
    other_grants_eur: Number | None = Field(
        None,
        alias="altri_contributi_eur",
        description="Altri contributi in conto capitale non UE, in euro; 0 = nessuno",
    )
    has_other_eu_funds: YesNo | None = Field(
        None, alias="altri_fondi_ue", description="Altri fondi dell’Unione sugli stessi costi"
    )
    has_tax_deduction: YesNo | None = Field(
        None,
        alias="detrazione_fiscale",
        description="Detrazione fiscale (art. 16-bis TUIR, Superbonus) sugli stessi costi",
    )
    has_other_state_aid: YesNo | None = Field(
        None, alias="altri_aiuti", description="Aiuti di Stato non in conto capitale sugli stessi costi"
    )
    is_leased: YesNo | None = Field(None, alias="leasing", description="Impianto in leasing")
    vat_is_recoverable: YesNo | None = Field(None, alias="iva_recuperabile", description="L’IVA si può recuperare")
    advance_eur: Number | None = Field(None, alias="anticipo_eur", description="Anticipo chiesto, in euro")
    guarantee_eur: Number | None = Field(None, alias="garanzia_eur", description="Importo della garanzia, in euro")
    guarantee_expires_on: Day | None = Field(None, alias="garanzia_scade_il", description="Scadenza della garanzia")
    interim_eur: Number | None = Field(
        None, alias="quota_intermedia_eur", description="Quota intermedia chiesta, in euro"
    )
    spent_eur: Number | None = Field(None, alias="spesa_sostenuta_eur", description="Spesa già sostenuta, in euro")
    balance_requested_on: Day | None = Field(
        None, alias="saldo_chiesto_il", description="Giorno della richiesta di saldo"
    )
    expenses: tuple[Expense, ...] = Field((), alias="spese", description="Fatture, una per una")
    beneficial_owners: tuple[BeneficialOwner, ...] = Field(
        (), alias="titolari_effettivi", description="Titolari effettivi del beneficiario"
    )
