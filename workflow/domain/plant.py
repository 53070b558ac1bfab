"""Plants: what GAUDÌ, the permits and the makers' labels say of them, and who produces."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.feedstock import Feedstock
from workflow.domain.member import Voltage
from workflow.domain.record import Record
from workflow.domain.regeneration import Regeneration
from workflow.domain.scalars import Day, Number, Text, YesNo
from workflow.domain.subject import Address, Subject


class Source(StrEnum):
    """The energy source of a plant."""

    SOLAR = "fotovoltaico"
    WIND = "eolico"
    HYDRO = "idroelettrico"
    BIOGAS = "biogas"
    BIOMASS = "biomassa"
    GEOTHERMAL = "geotermico"
    MARINE = "marino"
    LANDFILL_GAS = "gas_di_discarica"
    SEWAGE_GAS = "gas_di_depurazione"
    NON_RENEWABLE = "non_rinnovabile"

    @property
    def is_thermal(self) -> bool:
        """Whether it burns something, so that permit, as-built and P&I are asked."""
        return self in {Source.BIOGAS, Source.BIOMASS, Source.LANDFILL_GAS, Source.SEWAGE_GAS, Source.NON_RENEWABLE}


class Intervention(StrEnum):
    """What was built."""

    NEW = "nuova_costruzione"
    UPGRADE = "potenziamento"
    REFURBISHMENT = "rifacimento"
    EXISTING = "esistente"


class Components(StrEnum):
    """Whether the parts are new."""

    NEW = "nuovi"
    REGENERATED = "rigenerati"
    USED = "usati"


class Siting(StrEnum):
    """Where photovoltaic modules stand, with the values of the istanza."""

    REGISTERED_BUILDING = "fabbricato_accatastato"
    CANOPY = "pergola_pensilina_serra"
    NOISE_BARRIER = "barriera_acustica"
    RURAL_BUILDING = "fabbricato_rurale_non_accatastato"
    OTHER_BUILDING = "altro_fabbricato"
    GROUND = "terra"


class SiteTitle(StrEnum):
    """By which right the area is available."""

    OWNERSHIP = "proprieta"
    SURFACE_RIGHT = "diritto_di_superficie"
    USUFRUCT = "usufrutto"
    LOAN = "comodato"
    LEASE = "locazione"
    EASEMENT = "servitu"
    OTHER = "altro_contratto"


class Section(Record):
    """A section or unità di produzione of a plant, as registered in GAUDÌ."""

    section_code: Text | None = Field(None, alias="codice_sezione", description="Codice sezione GAUDÌ (SZ_…)")
    up_code: Text | None = Field(None, alias="codice_up", description="Codice unità di produzione (UP_…)")
    power_kw: Number | None = Field(None, alias="potenza_kw", description="Potenza della sezione in kW")
    is_included: YesNo | None = Field(None, alias="inclusa", description="Sezione per cui si chiede l’inserimento")
    other_configuration: YesNo | None = Field(
        None,
        alias="altra_configurazione",
        description="Sezione chiesta in un’altra configurazione: conta per il limite e per la fascia",
    )


class Device(Record):
    """A model of module, inverter, generator or machine, with its maker's label."""

    maker: Text | None = Field(None, alias="marca", description="Marca")
    model: Text | None = Field(None, alias="modello", description="Modello")
    quantity: int | None = Field(None, ge=0, alias="quantita", description="Numero di pezzi")
    unit_power_w: Number | None = Field(None, alias="potenza_unitaria_w", description="Potenza di un pezzo in W")
    is_aee_registered: YesNo | None = Field(
        None, alias="registro_aee", description="Produttore iscritto al registro AEE"
    )


class Permit(Record):
    """The title under which the plant was built, or the water concession."""

    kind: Text | None = Field(None, alias="tipo", description="Edilizia libera, PAS, AU, Modello Unico, concessione…")
    body: Text | None = Field(None, alias="ente", description="Ente")
    issued_on: Day | None = Field(None, alias="data", description="Data")
    number: Text | None = Field(None, alias="protocollo", description="Protocollo")


class Grant(Record):
    """Public support received for the plant."""

    kind: Text | None = Field(None, alias="tipo", description="PNRR, conto capitale regionale, aiuto di Stato…")
    share: Number | None = Field(
        None, alias="percentuale", description="Percentuale del costo massimo di riferimento (0-100)"
    )
    act: Text | None = Field(None, alias="atto", description="Atto di concessione")
    granted_on: Day | None = Field(None, alias="data", description="Data dell’atto")


class Storage(Record):
    """A storage system behind the plant's connection point."""

    capacity_kwh: Number | None = Field(None, alias="capacita_kwh", description="Capacità utile in kWh")
    power_kw: Number | None = Field(None, alias="potenza_kw", description="Potenza in kW")
    configuration: Text | None = Field(
        None, alias="configurazione", description="Configurazione 1, 2 o 3 delle regole GSE"
    )
    is_in_gaudi: YesNo | None = Field(None, alias="in_gaudi", description="Registrato in GAUDÌ")


class EscoCertificate(Record):
    """A certificate under UNI CEI 11352."""

    number: Text | None = Field(None, alias="numero", description="Numero del certificato UNI CEI 11352")
    body: Text | None = Field(None, alias="organismo", description="Organismo di certificazione")
    expires_on: Day | None = Field(None, alias="scade_il", description="Scadenza")


class Producer(Subject):
    """Who holds the plant's licence; a member needs only its codice fiscale here."""

    is_member: YesNo | None = Field(None, alias="fa_parte", description="Sì se è membro; no se è produttore terzo")
    follows_instructions: YesNo | None = Field(
        None, alias="segue_istruzioni", description="Produttore terzo soggetto alle istruzioni del gruppo o del cliente"
    )
    esco_certificate: EscoCertificate | None = Field(
        None, alias="certificato_esco", description="Certificato UNI CEI 11352"
    )
    linked_producers: tuple[Text, ...] = Field(
        (), alias="produttori_collegati", description="Codici fiscali dei produttori collegati"
    )


class Plant(Record):
    """A plant, or the added section of one, with everything the istanza asks of it."""

    name: Text | None = Field(None, alias="nome", description="Nome con cui la comunità chiama l’impianto")
    source: Source | None = Field(None, alias="fonte", description="Fonte")
    intervention: Intervention | None = Field(None, alias="intervento", description="Tipo di intervento")
    pod: Text | None = Field(None, alias="pod", description="POD di immissione")
    censimp: Text | None = Field(None, alias="censimp", description="Codice CENSIMP di GAUDÌ (IM_…)")
    sections: tuple[Section, ...] = Field((), alias="sezioni", description="Sezioni e unità di produzione")
    cabina_primaria: Text | None = Field(
        None, alias="cabina_primaria", description="Area della cabina primaria dell’impianto"
    )
    power_kw: Number | None = Field(None, alias="potenza_kw", description="Potenza in kW ai sensi delle Regole")
    gaudi_power_kw: Number | None = Field(None, alias="potenza_gaudi_kw", description="Potenza che risulta in GAUDÌ")
    gaudi_fixed_on: Day | None = Field(None, alias="gaudi_corretto_il", description="Ultima correzione fatta in GAUDÌ")
    modules_power_kw: Number | None = Field(None, alias="potenza_moduli_kw", description="Somma dei moduli (STC) in kW")
    inverter_power_kw: Number | None = Field(
        None, alias="potenza_inverter_kw", description="Potenza nominale degli inverter in kW"
    )
    annual_production_kwh: Number | None = Field(
        None, alias="producibilita_kwh", description="Produzione annua attesa in kWh"
    )
    latitude: Number | None = Field(
        None,
        ge=35,
        le=48,
        alias="latitudine",
        description="Latitudine in gradi decimali, per la stima della produzione",
    )
    longitude: Number | None = Field(
        None, ge=6, le=19, alias="longitudine", description="Longitudine in gradi decimali, per la stima"
    )
    tilt_deg: Number | None = Field(
        None, ge=0, le=90, alias="inclinazione", description="Inclinazione dei moduli in gradi: 0 = orizzontali"
    )
    azimuth_deg: Number | None = Field(
        None, ge=0, le=360, alias="orientamento", description="Orientamento dei moduli: gradi dal nord, 180 = sud"
    )
    voltage: Voltage | None = Field(None, alias="tensione", description="Livello del punto di connessione: BT, MT o AT")
    expected_income_eur: Number | None = Field(
        None, alias="incentivo_annuo_eur", description="Tariffa e valorizzazione attese in un anno, in euro (stima)"
    )
    modules: tuple[Device, ...] = Field((), alias="moduli", description="Modelli di modulo")
    inverters: tuple[Device, ...] = Field((), alias="inverter", description="Modelli di inverter")
    machines: tuple[Device, ...] = Field((), alias="macchine", description="Alternatori, generatori, turbine")
    producer: Producer | None = Field(None, alias="produttore", description="Produttore")
    is_tariff_requested: YesNo | None = Field(
        None, alias="incentivo_richiesto", description="Si chiede la tariffa premio per questa sezione"
    )
    chosen_start_on: Day | None = Field(
        None, alias="decorrenza_richiesta", description="Decorrenza scelta, se successiva"
    )
    recognised_start_on: Day | None = Field(
        None, alias="decorrenza_gse", description="Decorrenza dell’impianto scritta nel provvedimento del GSE"
    )
    works_started_on: Day | None = Field(None, alias="inizio_lavori", description="Inizio dei lavori")
    entered_operation_on: Day | None = Field(
        None, alias="entrata_in_esercizio", description="Primo parallelo con la rete, come in GAUDÌ"
    )
    same_source_before: YesNo | None = Field(
        None, alias="stessa_fonte_prima", description="Nei 5 anni prima dei lavori c’era un impianto della stessa fonte"
    )
    only_modules_replaced: YesNo | None = Field(
        None, alias="sola_sostituzione_moduli", description="Sono stati solo sostituiti moduli o generatori"
    )
    was_in_old_scheme: YesNo | None = Field(
        None, alias="gia_in_regime_2020", description="Era in una configurazione del DM 16/9/2020"
    )
    address: Address = Field(Address(), alias="indirizzo", description="Ubicazione")
    cadastral_sheet: Text | None = Field(None, alias="foglio", description="Foglio catastale")
    cadastral_parcel: Text | None = Field(None, alias="particella", description="Particella catastale")
    adjoining_parcels: tuple[Text, ...] = Field(
        (), alias="particelle_contigue", description="Particelle contigue, «foglio/particella»; vuoto = nessuna"
    )
    one_plant_with: tuple[Text, ...] = Field(
        (),
        alias="stesso_impianto_di",
        description="Nomi o CENSIMP degli impianti con cui è uno solo: collegati, o con un solo titolo autorizzativo",
    )
    siting: Siting | None = Field(None, alias="collocazione", description="Dove stanno i moduli")
    building_name: Text | None = Field(None, alias="edificio", description="Edificio su cui sta, se distinto")
    in_building: YesNo | None = Field(
        None, alias="nell_edificio", description="L’impianto è nell’area dell’edificio o condominio"
    )
    on_client_site: YesNo | None = Field(
        None, alias="presso_utenza_cliente", description="L’impianto è su un sito con utenze del cliente"
    )
    site_title: SiteTitle | None = Field(None, alias="titolo_area", description="Titolo di disponibilità dell’area")
    site_holder: Text | None = Field(None, alias="titolare_area", description="Codice fiscale di chi dispone dell’area")
    permit: Permit | None = Field(None, alias="titolo_autorizzativo", description="Titolo autorizzativo")
    concession: Permit | None = Field(
        None, alias="concessione", description="Concessione di derivazione (idroelettrico)"
    )
    is_simplified: YesNo | None = Field(
        None, alias="modello_unico", description="Connessione chiesta con il Modello Unico"
    )
    components: Components | None = Field(None, alias="componenti", description="Componenti nuovi, rigenerati o usati")
    regeneration: Regeneration | None = Field(
        None, alias="rigenerazione", description="Componenti rigenerati: quali, da chi, quando"
    )
    is_workmanlike: YesNo | None = Field(
        None, alias="regola_arte", description="Dichiarazione di conformità alla regola d’arte in possesso"
    )
    dnsh_ready: YesNo | None = Field(None, alias="dnsh", description="Check-list DNSH compilata e rispettata")
    grants: tuple[Grant, ...] | None = Field(
        None, alias="contributi", description="Contributi e aiuti; elenco vuoto [] = nessuno"
    )
    other_tariff: YesNo | None = Field(
        None, alias="altri_incentivi", description="Riceve altri incentivi in conto esercizio"
    )
    superbonus_kw: Number | None = Field(
        None, alias="superbonus_kw", description="Potenza con detrazione 110 %; 0 = nessuna"
    )
    obligation_kw: Number | None = Field(
        None, alias="potenza_obbligo_kw", description="Quota d’obbligo dell’edificio; 0 = nessuna"
    )
    hydrogen_tco2_t: Number | None = Field(
        None, alias="idrogeno_tco2_t", description="Progetti a idrogeno: tCO2eq per t di H2; 0 = nessuno"
    )
    non_renewable_share: Number | None = Field(
        None, alias="quota_non_rinnovabile", description="Energia annua da fonte non rinnovabile, in %"
    )
    feedstock: Feedstock | None = Field(None, alias="alimentazione", description="Biogas e biomassa: di che cosa vive")
    has_pumping: YesNo | None = Field(None, alias="pompaggio", description="Sistemi di pompaggio (idroelettrico)")
    storage: Storage | None = Field(None, alias="accumulo", description="Accumulo")
    ssp_active: YesNo | None = Field(None, alias="ssp_attivo", description="È attivo lo scambio sul posto")
    ssp_ends_on: Day | None = Field(None, alias="ssp_fine", description="Fine della convenzione di scambio sul posto")
    rid_ends_on: Day | None = Field(None, alias="rid_fine", description="Fine di una convenzione RID in corso")
    other_configuration: YesNo | None = Field(
        None, alias="altra_configurazione", description="È già in un’altra configurazione"
    )
    withdrawal_power_kw: Number | None = Field(
        None, alias="potenza_prelievo_kw", description="Potenza in prelievo del POD in kW"
    )
    control_agreement_on: Day | None = Field(
        None, alias="accordo_controllo_il", description="Accordo di disponibilità e controllo con la comunità"
    )
    is_owned_by_community: YesNo | None = Field(
        None, alias="proprieta_comunita", description="L’impianto è della comunità"
    )
    purpose_papers_on: Day | None = Field(
        None, alias="documenti_finalita_cer_il", description="Documenti con data certa sulla finalità CER"
    )

    @property
    def is_thermal(self) -> bool:
        """Whether the plant burns something."""
        return self.source is not None and self.source.is_thermal
