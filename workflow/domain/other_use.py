"""Where else in the archive a point or a plant of this dossier stands."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Text


class Utility(StrEnum):
    """What the same code is of: a utility of consumption or one of production."""

    POINT = "punto"
    PLANT = "impianto"


class OtherUse(Record):
    """A point or plant that another dossier of the archive holds too, with the days it is in that configuration."""

    utility: Utility = Field(alias="utenza")
    code: Text = Field(alias="codice", description="POD o CENSIMP, come lo scrive questo fascicolo")
    slug: Text = Field(alias="fascicolo")
    title: Text = Field(alias="denominazione")
    from_on: Day | None = Field(None, alias="dal")
    until_on: Day | None = Field(None, alias="fino_al", description="Primo giorno fuori")
    sections: tuple[Text, ...] = Field((), alias="sezioni", description="Impianto: le sezioni che stanno là")
