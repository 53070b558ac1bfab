"""The words of explained figures: label, unit, formula and article of each kind, read from data."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import LegalRef
from workflow.energy.assumptions import Assumptions


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureWords(_Words):
    """How one kind of figure is made."""

    label: str = Field(min_length=1)
    unit: str
    formula: str = Field(min_length=1)
    ref: LegalRef
    assumptions: tuple[str, ...]


class ChoiceWords(_Words):
    """One named assumption of the settlement and what its choices mean."""

    id: str = Field(min_length=1)
    label: str = Field(min_length=1)
    words: Mapping[str, str]


class ExplanationTexts(_Words):
    """All the words, by kind of figure and by option."""

    verified: date
    figures: Mapping[str, FigureWords]
    choices: Mapping[str, ChoiceWords]
    holders: Mapping[str, str]
    rounding: str = Field(min_length=1)

    def chosen(self, assumptions: Assumptions) -> list[tuple[str, str, str]]:
        """Return each assumption as identifier, question and choice, in words."""
        found = []
        for name, value in assumptions.shown().items():
            words = self.choices[name]
            parts = [self.holders.get(part, part) for part in value.split(", ")]
            empty = "nessuno" if value == "-" else ", ".join(parts)
            found.append((words.id, words.label, words.words.get(value, empty)))
        return found
