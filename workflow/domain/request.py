"""The request to the GSE and the choices the community or group has made."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, Text, YesNo


class Procedure(StrEnum):
    """Which procedure the dossier serves."""

    ACCESS = "accesso"
    PRELIMINARY = "verifica_preliminare"
    VARIATION = "variazione"


class Channel(StrEnum):
    """How the request was sent; only the SPC portal counts."""

    SPC = "spc"
    PEC = "pec"


class Sending(Record):
    """A request sent before the present one: rejected, withdrawn, or a preliminary check already answered."""

    procedure: Procedure = Field(Procedure.ACCESS, alias="procedura", description="accesso o verifica_preliminare")
    code: Text | None = Field(None, alias="codice", description="Codice della richiesta sul portale")
    sent_on: Day | None = Field(None, alias="inviata_il", description="Giorno dell’invio")
    withdrawn_on: Day | None = Field(None, alias="ritirata_il", description="Giorno del ritiro, se ritirata")


class Request(Record):
    """The request of access, with what the Referente declares in it."""

    procedure: Procedure = Field(
        Procedure.ACCESS, alias="procedura", description="accesso, verifica_preliminare o variazione"
    )
    code: Text | None = Field(None, alias="codice", description="Codice della richiesta sul portale")
    sent_on: Day | None = Field(None, alias="inviata_il", description="Giorno dell’invio sul portale SPC")
    channel: Channel | None = Field(None, alias="canale", description="spc (pec non è valido)")
    withdrawn_on: Day | None = Field(None, alias="ritirata_il", description="Giorno del ritiro della richiesta")
    earlier: tuple[Sending, ...] = Field(
        (), alias="invii_precedenti", description="Richieste inviate prima di questa (respinte, ritirate, preliminari)"
    )
    quota_reached_on: Day | None = Field(
        None,
        alias="contingente_raggiunto_il",
        description="Giorno in cui, secondo il GSE, si raggiunge il contingente di 5 GW; vuoto = non ancora",
    )
    wants_rid: YesNo | None = Field(None, alias="rid", description="Si chiede il ritiro dedicato")
    wants_minimum_prices: YesNo | None = Field(
        None, alias="prezzi_minimi", description="Con RID: prezzi minimi garantiti"
    )
    prior_information_given: YesNo | None = Field(
        None, alias="informativa_preventiva", description="Informativa preventiva data a tutti"
    )
    surplus_destined: YesNo | None = Field(
        None, alias="destinazione_eccedenza", description="Impegno sulla tariffa premio eccedentaria"
    )
    mandates_held: YesNo | None = Field(
        None, alias="possesso_mandati", description="In possesso di mandati e liberatorie con documenti"
    )
    consents_sii: YesNo | None = Field(None, alias="consensi_sii", description="Consensi SII raccolti")
    consents_rse: YesNo | None = Field(None, alias="consensi_rse", description="Consensi RSE raccolti")


class SplitRule(StrEnum):
    """How the incentive is shared out inside the configuration."""

    EQUAL = "parti_uguali"
    BY_CONSUMPTION = "consumo"
    BY_COINCIDENT_WITHDRAWAL = "prelievo_coincidente"
    BLOCKS = "quote_produttori_consumatori_fondo"
    MILLESIMI = "millesimi"


class SurplusUse(StrEnum):
    """Where the surplus premium goes."""

    CONSUMERS = "consumatori_non_imprese"
    SOCIAL = "finalita_sociali"
    BOTH = "consumatori_e_finalita_sociali"


class Choices(Record):
    """What the assembly or the group decides and the documents print."""

    split_rule: SplitRule | None = Field(None, alias="criterio_riparto", description="Criterio di riparto")
    producers_share: Number | None = Field(None, alias="quota_produttori", description="Quota ai produttori, in %")
    consumers_share: Number | None = Field(None, alias="quota_consumatori", description="Quota ai consumatori, in %")
    social_share: Number | None = Field(None, alias="quota_fondo_sociale", description="Quota al fondo sociale, in %")
    costs_share: Number | None = Field(None, alias="quota_spese", description="Quota alle spese di gestione, in %")
    surplus_use: SurplusUse | None = Field(
        None, alias="uso_eccedenza", description="Destinazione della tariffa premio eccedentaria"
    )
    social_purpose: Text | None = Field(None, alias="finalita_sociale", description="Finalità sociale sostenuta")
    membership_fee_eur: Number | None = Field(
        None, alias="quota_associativa_eur", description="Quota associativa annua in euro"
    )
    delegate: Text | None = Field(
        None, alias="delegato_riparto", description="Chi è responsabile del riparto (nome o carica)"
    )
    duration_years: int | None = Field(
        None, ge=1, alias="durata_anni", description="Durata della comunità o del contratto in anni"
    )
    annual_statement_day: Text | None = Field(
        None, alias="rendiconto_entro", description="Entro quando si approva il rendiconto («30 aprile»)"
    )


class Override(Record):
    """A recorded, reasoned declaration that lifts a rule which allows it."""

    code: Text = Field(alias="codice", description="Codice della regola")
    reason: Text = Field(alias="motivo", description="Motivo, con i documenti che lo provano")
    signed_by: Text = Field(alias="firmata_da", description="Chi se ne assume la responsabilità")
    signed_on: Day = Field(alias="il", description="Data")
