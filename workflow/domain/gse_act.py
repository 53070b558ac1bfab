"""Acts exchanged with the GSE: what it sent, when it arrived, and what was answered."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Text, YesNo


class GseActKind(StrEnum):
    """What the GSE sent; source: Regole operative 2024, par. 2.1.3, 2.1.4, 2.3, 2.4."""

    RECEIPT = "ricevuta"
    INTEGRATION = "richiesta_integrazione"
    REJECTION_NOTICE = "preavviso_rigetto"
    ADMISSION = "accoglimento"
    REJECTION = "rigetto"
    OPINION = "parere_preliminare"
    CONTROL = "avvio_controllo"
    CONTROL_CLOSED = "chiusura_controllo"
    PRESCRIPTION = "prescrizione"
    FORFEITURE = "decadenza"
    OTHER = "altro"


class GseAct(Record):
    """An act of the GSE about the request or a variation, with the answer given to it."""

    kind: GseActKind | None = Field(None, alias="tipo", description="Che cosa ha mandato il GSE")
    practice: Text | None = Field(
        None, alias="pratica", description="Nome della variazione a cui si riferisce; vuoto = la richiesta"
    )
    number: Text | None = Field(None, alias="protocollo", description="Protocollo dell’atto")
    received_on: Day | None = Field(None, alias="ricevuto_il", description="Giorno in cui è arrivato")
    subject: Text | None = Field(None, alias="oggetto", description="Che cosa chiede o dispone")
    answered_on: Day | None = Field(
        None, alias="risposto_il", description="Giorno della risposta o delle osservazioni sul portale"
    )
    is_answer_complete: YesNo | None = Field(
        None, alias="risposta_completa", description="La risposta dà tutto ciò che è chiesto"
    )
