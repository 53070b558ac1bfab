"""The register of acts: what each source is, whether anybody read its text, and how to cite it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import Confidence
from workflow.law.reading import YamlFile


class SourceKind(StrEnum):
    """What sort of act a source is."""

    LAW = "legge"
    LEGISLATIVE_DECREE = "decreto_legislativo"
    DECREE_LAW = "decreto_legge"
    PRESIDENTIAL_DECREE = "decreto_presidente_repubblica"
    MINISTERIAL_DECREE = "decreto_ministeriale"
    OPERATING_RULES = "regole_operative"
    REGULATOR_ACT = "delibera"
    EU_REGULATION = "regolamento_ue"
    EU_RECOMMENDATION = "raccomandazione_ue"
    CODE = "codice"
    TAX_RULING = "risoluzione"
    PRACTICE = "prassi"
    STANDARD = "norma_tecnica"
    CLASSIFICATION = "classificazione"
    INTERNAL = "interno"


class ReadAs(StrEnum):
    """How the act is known to us."""

    TEXT = "testo"
    SECONDARY = "secondaria"
    NOT_READ = "non_letto"


class Source(BaseModel):
    """One act of the register."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    title: str = Field(min_length=1)
    cite: str = Field(min_length=1)
    kind: SourceKind
    dated_on: date | None = Field(alias="date")
    number: str | None
    publisher: str | None
    in_force_on: date | None = Field(alias="in_force")
    consulted_on: date = Field(alias="consulted")
    read: ReadAs
    confidence: Confidence
    note: str | None = None

    @property
    def is_act(self) -> bool:
        """Whether it binds by itself: neither practice, nor a classification, nor a check of ours."""
        return self.kind not in {SourceKind.PRACTICE, SourceKind.CLASSIFICATION, SourceKind.INTERNAL}


def read_sources(path: Path) -> Mapping[str, Source]:
    """Read the register; raise BrokenFileError with line and column for anything out of form."""
    file = YamlFile.read(path)
    sources = {}
    for key in file.document:
        source = file.as_record(Source, (str(key),), id=str(key))
        if source.in_force_on is None and source.note is None:
            raise file.refuse(
                (key, "in_force"), "manca la data di entrata in vigore.", "Scriverla, o dire perché in «note»."
            )
        sources[str(key)] = source
    return MappingProxyType(sources)
