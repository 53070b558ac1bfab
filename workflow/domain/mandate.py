"""Mandates given to the Referente."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Text, YesNo


class MandateKind(StrEnum):
    """For what the mandate is given."""

    ROLE = "referente"
    PRODUCER = "produttore"
    RID = "rid"
    SSP = "ssp"


class Mandate(Record):
    """A mandate without representation, kept by the Referente and declared in the istanza."""

    kind: MandateKind | None = Field(None, alias="tipo", description="referente, produttore, rid o ssp")
    principal: Text | None = Field(None, alias="mandante", description="Codice fiscale di chi dà il mandato")
    plant: Text | None = Field(
        None, alias="impianto", description="Nome o CENSIMP dell’impianto, se riguarda un impianto"
    )
    given_on: Day | None = Field(None, alias="conferito_il", description="Data di conferimento")
    with_representation: YesNo | None = Field(
        None, alias="con_rappresentanza", description="Con rappresentanza (deve essere no)"
    )
    duration_months: int | None = Field(None, ge=0, alias="durata_mesi", description="Durata in mesi")
    is_tacitly_renewed: YesNo | None = Field(None, alias="rinnovo_tacito", description="Si rinnova tacitamente")
    is_revocable: YesNo | None = Field(None, alias="revocabile", description="Revocabile in qualsiasi momento")
    is_signed: YesNo | None = Field(None, alias="firmato", description="Firmato, con copia del documento d’identità")
    revoked_on: Day | None = Field(None, alias="revocato_il", description="Data di revoca")
