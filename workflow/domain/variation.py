"""Variations after admission: what changed, when, and when and how the GSE was told."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, Text, YesNo


class VariationKind(StrEnum):
    """What changed; source: Regole operative 2024, par. 1.2.1.5, 2.2.1.3 and 2.3."""

    POINT_ADDED = "aggiunta_punto"
    POINT_REMOVED = "rimozione_punto"
    POINT_HOLDER = "cambio_titolare_punto"
    PLANT_ADDED = "aggiunta_impianto"
    PLANT_REMOVED = "rimozione_impianto"
    UPGRADE = "potenziamento"
    MAINTENANCE = "manutenzione"
    PLANT_OWNER = "cambio_produttore"
    CADASTRE = "variazione_catastale"
    REFERENTE = "cambio_referente"
    RID_STARTED = "richiesta_rid"
    RID_STOPPED = "cessazione_rid"
    PERMIT = "variazione_titolo_autorizzativo"
    OTHER = "altro"


class VariationChannel(StrEnum):
    """How the GSE was told."""

    PEC = "pec"
    PORTAL = "portale"
    MAIL = "posta"


class Notice(Record):
    """A communication of the same variation made before the present one: rejected or withdrawn."""

    notified_on: Day | None = Field(None, alias="comunicata_il", description="Giorno della comunicazione")
    withdrawn_on: Day | None = Field(None, alias="ritirata_il", description="Giorno del ritiro, se ritirata")


class Variation(Record):
    """A change after admission, with what the GSE was told of it."""

    name: Text | None = Field(None, alias="nome", description="Nome breve della variazione, unico nel fascicolo")
    kind: VariationKind | None = Field(None, alias="tipo", description="Che cosa è cambiato")
    happened_on: Day | None = Field(None, alias="avvenuta_il", description="Giorno in cui è cambiato")
    notified_on: Day | None = Field(None, alias="comunicata_il", description="Giorno della comunicazione al GSE")
    channel: VariationChannel | None = Field(None, alias="canale", description="Come è stata comunicata")
    withdrawn_on: Day | None = Field(None, alias="ritirata_il", description="Giorno del ritiro della comunicazione")
    earlier: tuple[Notice, ...] = Field(
        (), alias="comunicazioni_precedenti", description="Comunicazioni respinte o ritirate prima di questa"
    )
    pods: tuple[Text, ...] = Field((), alias="punti", description="POD dei punti di prelievo interessati")
    plants: tuple[Text, ...] = Field((), alias="impianti", description="Nomi o CENSIMP degli impianti interessati")
    new_party: Text | None = Field(
        None, alias="nuovo_soggetto", description="Codice fiscale del nuovo titolare, produttore o Referente"
    )
    previous_party: Text | None = Field(
        None, alias="soggetto_precedente", description="Codice fiscale del titolare, produttore o Referente di prima"
    )
    parcels_after: tuple[Text, ...] = Field(
        (),
        alias="particelle_dopo",
        description="Variazione catastale: «foglio/particella» di ogni impianto interessato, nello stesso ordine",
    )
    changes_exemption: YesNo | None = Field(
        None, alias="cambia_decurtazione", description="Cambia l’applicazione della decurtazione F"
    )
    power_before_kw: Number | None = Field(None, alias="potenza_prima_kw", description="Potenza prima, in kW")
    power_after_kw: Number | None = Field(None, alias="potenza_dopo_kw", description="Potenza dopo, in kW")
    effective_on: Day | None = Field(None, alias="efficace_dal", description="Giorno di efficacia riconosciuto dal GSE")
    note: Text | None = Field(None, alias="nota", description="Che cosa è successo, in poche parole")
