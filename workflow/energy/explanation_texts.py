"""The words of explained figures: label, unit, formula and article of each kind, read from data."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import LegalRef


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureWords(_Words):
    """How one kind of figure is made."""

    label: str = Field(min_length=1)
    unit: str
    formula: str = Field(min_length=1)
    ref: LegalRef
    assumptions: tuple[str, ...]


class ExplanationTexts(_Words):
    """All the words, by kind of figure."""

    verified: date
    figures: Mapping[str, FigureWords]
    rounding: str = Field(min_length=1)
