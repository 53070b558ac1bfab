"""Stops of a plant that the incentive period does not count; source: Regole operative 2024, Allegato 5."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Text


class StopCause(StrEnum):
    """Why the plant stood still; `OTHER` lengthens nothing."""

    GRID = "sicurezza_rete"
    DISASTER = "calamita"
    FORCE_MAJEURE = "forza_maggiore"
    UPGRADE = "potenziamento"
    OTHER = "altro"


class PlantStop(Record):
    """A period in which a plant stood still, with the cause the GSE is asked to recognise."""

    plant: Text | None = Field(None, alias="impianto", description="Nome o CENSIMP dell’impianto")
    cause: StopCause | None = Field(None, alias="causa", description="Perché l’impianto è stato fermo")
    from_on: Day | None = Field(None, alias="dal", description="Primo giorno di fermata")
    until_on: Day | None = Field(None, alias="fino_al", description="Ultimo giorno di fermata")
