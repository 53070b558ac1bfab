"""Where each sum of a riparto is written: the paragraphs, as data that a lawyer can edit."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from workflow.domain.finding import LegalRef
from workflow.energy.riparto.amounts import Pot
from workflow.law.reading import YamlFile
from workflow.resources import data_folder

FILE = "fonti_riparto.yaml"


class SplitSources(BaseModel):
    """The file: a paragraph for each kind of contribution, and one for the fees of the GSE."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verified: date
    sums: Mapping[Pot, LegalRef]
    fees: LegalRef


@cache
def split_sources() -> SplitSources:
    """Return the packaged paragraphs, read once."""
    return YamlFile.read(data_folder("checklists") / "energy" / FILE).as_record(SplitSources)
