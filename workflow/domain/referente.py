"""The Referente: who manages the request, by which title, and whether a cause of exclusion stands."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.plant import EscoCertificate
from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, YesNo
from workflow.domain.subject import Person, Subject


class ReferenteRole(StrEnum):
    """By which title the Referente acts; source: Regole operative 2024, par. 1.2.2.1, 1.2.3.1, 1.2.4.1."""

    COMMUNITY = "comunita"
    MEMBER_PRODUCER = "membro_produttore"
    MEMBER_CLIENT = "membro_cliente"
    THIRD_PRODUCER_ESCO = "produttore_esco"
    SELF_CONSUMER = "autoconsumatore"
    ADMINISTRATOR = "amministratore_condominio"
    CONDOMINIUM_REPRESENTATIVE = "rappresentante_condominio"
    BUILDING_REPRESENTATIVE = "rappresentante_edificio"
    COMMON_SPACES_BODY = "gestore_spazi_comuni"
    CLIENT = "cliente"


class Exclusions(Record):
    """Causes of exclusion of the Referente; no means that the cause is absent."""

    in_difficulty: YesNo | None = Field(None, alias="impresa_in_difficolta", description="a) impresa in difficoltà")
    procurement: YesNo | None = Field(None, alias="codice_appalti", description="b) artt. 94-98 D.Lgs. 36/2023")
    deggendorf: YesNo | None = Field(None, alias="deggendorf", description="c) ordine di recupero UE pendente")
    antimafia: YesNo | None = Field(None, alias="antimafia", description="d) art. 67 D.Lgs. 159/2011")


class YearlyRatios(Record):
    """Two ratios of one closed year that the difficulty test reads for firms that are not PMI."""

    year: int = Field(ge=2000, le=2100, alias="anno", description="Esercizio chiuso")
    debt_to_equity: Number | None = Field(None, alias="debito_su_patrimonio", description="Debito / patrimonio netto")
    interest_cover: Number | None = Field(
        None, alias="copertura_interessi", description="Margine operativo lordo / interessi"
    )


class Accounts(Record):
    """What the last accounts say of the difficulty test; source: Regole operative 2024, par. 1.2.1.1."""

    subscribed_capital_eur: Number | None = Field(
        None, alias="capitale_sottoscritto_eur", description="Capitale sociale sottoscritto, in euro"
    )
    own_funds_eur: Number | None = Field(
        None,
        alias="fondi_propri_eur",
        description="Fondi propri (società con soci illimitatamente responsabili), in euro",
    )
    has_unlimited_liability: YesNo | None = Field(
        None, alias="responsabilita_illimitata", description="Almeno alcuni soci rispondono illimitatamente"
    )
    accumulated_losses_eur: Number | None = Field(
        None, alias="perdite_cumulate_eur", description="Perdite cumulate al netto delle riserve, in euro; 0 = nessuna"
    )
    is_in_insolvency: YesNo | None = Field(
        None, alias="procedura_insolvenza", description="In procedura di insolvenza, o con le condizioni per aprirla"
    )
    years: tuple[YearlyRatios, ...] = Field((), alias="esercizi", description="Ultimi due esercizi (solo non PMI)")


class Referente(Subject):
    """The Referente; when it is a member or the community, its codice fiscale is enough here."""

    role: ReferenteRole | None = Field(None, alias="ruolo", description="A quale titolo è Referente")
    appointed_on: Day | None = Field(
        None, alias="nominato_il", description="Data di nomina (statuto, verbale o mandato)"
    )
    exclusions: Exclusions = Field(Exclusions(), alias="cause_esclusione", description="Cause di esclusione")
    accounts: Accounts | None = Field(
        None, alias="bilancio", description="Dati di bilancio, per la verifica dell’impresa in difficoltà"
    )
    esco_certificate: EscoCertificate | None = Field(
        None, alias="certificato_esco", description="Certificato UNI CEI 11352"
    )
    attorney: Person | None = Field(None, alias="procuratore", description="Procuratore che firma l’istanza")
    attorney_since_on: Day | None = Field(None, alias="procura_del", description="Data della procura")
    attorney_until_on: Day | None = Field(
        None, alias="procura_scade_il", description="Ultimo giorno di validità della procura, se ne ha uno"
    )
