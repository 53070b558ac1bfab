"""The separate accounts of one year: energy, what came in by kind of contribution, what went out, who received what."""

from decimal import Decimal

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, Text

_NOTHING = Decimal(0)


class MemberShare(Record):
    """What one member is given for the year, by kind of contribution."""

    member: Text | None = Field(None, alias="codice_fiscale", description="Codice fiscale o partita IVA del membro")
    withdrawn_kwh: Number | None = Field(
        None, alias="prelevata_kwh", description="Energia prelevata dai suoi punti, in kWh"
    )
    shared_kwh: Number | None = Field(None, alias="condivisa_kwh", description="Energia condivisa attribuita, in kWh")
    tariff_eur: Number | None = Field(
        None, alias="tariffa_premio_eur", description="Parte ordinaria della tariffa premio, in euro"
    )
    surplus_eur: Number | None = Field(
        None, alias="eccedenza_eur", description="Parte eccedentaria della tariffa premio, in euro"
    )
    valorisation_eur: Number | None = Field(
        None, alias="valorizzazione_eur", description="Contributo di valorizzazione, in euro"
    )
    sale_eur: Number | None = Field(
        None, alias="ritiro_dedicato_eur", description="Ritiro dedicato riversato al produttore, in euro"
    )
    withheld_eur: Number | None = Field(
        None, alias="trattenute_eur", description="Quote, spese e recuperi trattenuti, in euro"
    )
    paid_on: Day | None = Field(None, alias="pagata_il", description="Giorno del pagamento")

    @property
    def gross_eur(self) -> Decimal:
        """The sum of what is attributed; a kind of contribution that is not written is none."""
        given = (self.tariff_eur, self.surplus_eur, self.valorisation_eur, self.sale_eur)
        return sum((amount for amount in given if amount is not None), _NOTHING)

    @property
    def net_eur(self) -> Decimal:
        """What is paid."""
        return self.gross_eur - (self.withheld_eur or _NOTHING)


class SocialSpending(Record):
    """A use of the surplus for social purposes."""

    purpose: Text | None = Field(None, alias="finalita", description="Che cosa è stato sostenuto")
    recipient: Text | None = Field(None, alias="destinatario", description="A chi è andata la somma")
    comune: Text | None = Field(None, alias="comune", description="Comune in cui ricade il beneficio")
    amount_eur: Number | None = Field(None, alias="importo_eur", description="Importo, in euro")
    paid_on: Day | None = Field(None, alias="pagata_il", description="Giorno del pagamento")


class YearAccounts(Record):
    """The accounts of one year, kept apart by kind of contribution; source: Regole operative 2024, par. 2.2.2.1.3."""

    injected_kwh: Number | None = Field(None, alias="immessa_kwh", description="Energia immessa, in kWh")
    shared_kwh: Number | None = Field(None, alias="condivisa_kwh", description="Energia condivisa, in kWh")
    incentivised_kwh: Number | None = Field(
        None, alias="incentivata_kwh", description="Energia condivisa con tariffa premio, in kWh"
    )
    tariff_eur: Number | None = Field(
        None, alias="tariffa_premio_eur", description="Parte ordinaria della tariffa premio, in euro"
    )
    surplus_eur: Number | None = Field(
        None, alias="eccedenza_eur", description="Parte eccedentaria della tariffa premio, in euro"
    )
    valorisation_eur: Number | None = Field(
        None, alias="valorizzazione_eur", description="Contributo di valorizzazione, in euro"
    )
    sale_eur: Number | None = Field(None, alias="ritiro_dedicato_eur", description="Ritiro dedicato, in euro")
    other_income_eur: Number | None = Field(
        None, alias="altre_entrate_eur", description="Quote associative e altre entrate, in euro"
    )
    gse_fees_eur: Number | None = Field(
        None, alias="corrispettivi_gse_eur", description="Corrispettivi dovuti al GSE, in euro"
    )
    costs_eur: Number | None = Field(None, alias="spese_gestione_eur", description="Spese di gestione, in euro")
    set_aside_eur: Number | None = Field(
        None, alias="accantonamenti_eur", description="Accantonamenti e fondo sociale, in euro"
    )
    recovered_eur: Number | None = Field(
        None, alias="recuperi_gse_eur", description="Somme restituite al GSE nell’anno, in euro"
    )
    approved_on: Day | None = Field(None, alias="approvati_il", description="Giorno dell’approvazione dei conti")
    social_spending: tuple[SocialSpending, ...] = Field(
        (), alias="impieghi_sociali", description="Impieghi dell’eccedenza per finalità sociali"
    )
    split: tuple[MemberShare, ...] = Field((), alias="riparto", description="Che cosa riceve ciascun membro")
