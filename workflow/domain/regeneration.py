"""Regenerated parts of a plant that is not photovoltaic: which, by whom and when."""

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Text, YesNo
from workflow.domain.subject import Subject


class RegeneratedPart(Record):
    """One part already used elsewhere."""

    name: Text | None = Field(None, alias="nome", description="Che cosa è: turbina, alternatore, moltiplicatore…")
    maker: Text | None = Field(None, alias="marca", description="Marca")
    model: Text | None = Field(None, alias="modello", description="Modello")
    serial: Text | None = Field(None, alias="matricola", description="Numero di serie")


class Regeneration(Record):
    """The work by which used parts were brought back to normal operation; source: Regole operative 2024, Allegato 2."""

    parts: tuple[RegeneratedPart, ...] = Field((), alias="componenti", description="Componenti rigenerati")
    completed_on: Day | None = Field(None, alias="conclusa_il", description="Giorno in cui la rigenerazione è finita")
    needed_works: YesNo | None = Field(None, alias="con_lavorazioni", description="Sono servite lavorazioni specifiche")
    workshop: Subject | None = Field(None, alias="officina", description="Officina che ha rigenerato i componenti")
