"""The estimate of the benefits that the prior information shows: always a range, never a promise."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, Text


class Scenario(StrEnum):
    """Which of the three hypotheses a column of figures rests on."""

    LOW = "prudente"
    EXPECTED = "atteso"
    HIGH = "favorevole"


class ScenarioFigures(Record):
    """The figures of one year under one hypothesis."""

    scenario: Scenario | None = Field(None, alias="scenario", description="prudente, atteso o favorevole")
    injected_kwh: Number | None = Field(None, alias="immessa_kwh", description="Energia immessa, in kWh l’anno")
    shared_kwh: Number | None = Field(None, alias="condivisa_kwh", description="Energia condivisa, in kWh l’anno")
    tariff_eur: Number | None = Field(
        None, alias="tariffa_premio_eur", description="Tariffa premio senza eccedenza, in euro l’anno"
    )
    surplus_eur: Number | None = Field(
        None, alias="eccedenza_eur", description="Tariffa premio eccedentaria, in euro l’anno"
    )
    valorisation_eur: Number | None = Field(
        None, alias="valorizzazione_eur", description="Contributo di valorizzazione, in euro l’anno"
    )
    costs_eur: Number | None = Field(None, alias="costi_eur", description="Costi comuni, in euro l’anno")


class MemberEstimate(Record):
    """The range that concerns one member."""

    member: Text | None = Field(None, alias="codice_fiscale", description="Codice fiscale o partita IVA del membro")
    low_eur: Number | None = Field(None, alias="minimo_eur", description="Beneficio annuo più basso, in euro")
    high_eur: Number | None = Field(None, alias="massimo_eur", description="Beneficio annuo più alto, in euro")


class BenefitEstimate(Record):
    """What a projection gave, on which day, by which method, and on which hypotheses."""

    made_on: Day | None = Field(None, alias="calcolata_il", description="Giorno del calcolo")
    method: Text | None = Field(None, alias="metodo", description="Come è stata calcolata")
    scenarios: tuple[ScenarioFigures, ...] = Field((), alias="scenari", description="Cifre annue di ogni scenario")
    hypotheses: tuple[Text, ...] = Field((), alias="ipotesi", description="Ipotesi su cui la stima si regge")
    members: tuple[MemberEstimate, ...] = Field((), alias="quote", description="Intervallo di ciascun membro")
