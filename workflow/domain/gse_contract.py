"""The contract with the GSE that the admission activates, and its yearly duties."""

from pydantic import Field

from workflow.domain.plant_stop import PlantStop
from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, Text, YesNo
from workflow.domain.year_accounts import YearAccounts


class AnnualReport(Record):
    """What the Referente owes for one year; source: Regole operative 2024, par. 2.2.2.2."""

    year: int = Field(ge=2000, le=2100, alias="anno", description="Anno a cui si riferisce")
    sent_on: Day | None = Field(None, alias="relazione_inviata_il", description="Relazione annuale inviata al GSE")
    has_separate_accounts: YesNo | None = Field(
        None, alias="contabilita_separata", description="Contabilità separata per tipo di contributo"
    )
    is_surplus_used: YesNo | None = Field(
        None, alias="eccedenza_impiegata", description="Eccedenza impiegata come promesso"
    )
    accounts: YearAccounts | None = Field(None, alias="conti", description="Conti dell’anno e riparto")


class GseContract(Record):
    """The contract active since the act of admission; source: Regole operative 2024, par. 2.1.3 and 2.2."""

    code: Text | None = Field(None, alias="codice", description="Codice del contratto")
    admitted_on: Day | None = Field(None, alias="accolta_il", description="Data del provvedimento di accoglimento")
    started_on: Day | None = Field(
        None, alias="decorrenza", description="Decorrenza della configurazione scritta nel provvedimento"
    )
    rid_started_on: Day | None = Field(
        None, alias="decorrenza_rid", description="Decorrenza del ritiro dedicato scritta nel provvedimento"
    )
    total_paid_eur: Number | None = Field(
        None, alias="pagamenti_previsti_eur", description="Pagamenti previsti per tutta la durata, in euro"
    )
    withdrawal_sent_on: Day | None = Field(
        None, alias="recesso_inviato_il", description="Giorno di invio della disdetta"
    )
    withdrawal_effective_on: Day | None = Field(
        None, alias="recesso_efficace_il", description="Giorno da cui il recesso ha effetto"
    )
    ended_on: Day | None = Field(None, alias="cessato_il", description="Giorno in cui il contratto è finito")
    stops: tuple[PlantStop, ...] | None = Field(
        None, alias="fermate", description="Fermate degli impianti che allungano il periodo; elenco vuoto [] = nessuna"
    )
    extension_asked_on: Day | None = Field(
        None, alias="proroga_chiesta_il", description="Giorno in cui si è chiesta per iscritto l’estensione del periodo"
    )
    reports: tuple[AnnualReport, ...] = Field((), alias="rendiconti", description="Relazioni e conti, anno per anno")
