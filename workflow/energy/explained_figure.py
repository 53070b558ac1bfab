"""A figure with its formula, its inputs and its article, and the writer that puts the figures of a settlement so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workflow.domain.finding import LegalRef
from workflow.energy.explanation_texts import ExplanationTexts
from workflow.energy.hours import Floats
from workflow.energy.settlement import Settlement

PERCENT = 100.0
MEASURES = "misure orarie"
DOSSIER = "dati dell’impianto"
LAW = "norma"


@dataclass(frozen=True)
class InputFigure:
    """One thing a figure is made of: another figure by its code, a datum, or a value of the law with its article."""

    code: str
    label: str
    value: float
    unit: str
    origin: str
    ref: LegalRef | None = None


@dataclass(frozen=True)
class ExplainedFigure:
    """A figure, how it is made and of what; `recomputed` is the formula done again on the inputs alone."""

    code: str
    kind: str
    label: str
    subject: str
    value: float
    unit: str
    formula: str
    inputs: tuple[InputFigure, ...]
    recomputed: float
    ref: LegalRef
    assumptions: tuple[str, ...]


@dataclass(frozen=True)
class FigureWriter:
    """Puts figures into words."""

    settled: Settlement
    texts: ExplanationTexts

    def figure(
        self, code: str, kind: str, value: float, inputs: Sequence[InputFigure], recomputed: float, *, subject: str = ""
    ) -> ExplainedFigure:
        """Return the figure of a kind."""
        words = self.texts.figures[kind]
        return ExplainedFigure(
            code,
            kind,
            words.label,
            subject,
            value,
            words.unit,
            words.formula,
            tuple(inputs),
            recomputed,
            words.ref,
            words.assumptions,
        )

    def label(self, kind: str) -> str:
        """Return what a kind of figure is called."""
        return self.texts.figures[kind].label

    @property
    def months(self) -> list[int]:
        """The months that have hours."""
        return [int(month) for month in np.unique(self.settled.hours.months)]

    def month_inputs(self, code: str, label: str, unit: str, series: Floats) -> list[InputFigure]:
        """Return the sums by month of an hourly series: the step between a year and its hours."""
        found = []
        for month in self.months:
            here = self.settled.hours.months == month
            origin = f"somma di {int(np.count_nonzero(here))} ore"
            found.append(
                InputFigure(
                    f"{code}.mese.{month:02}", f"{label}, mese {month}", float(series[here].sum()), unit, origin
                )
            )
        return found

    def summed(self, code: str, kind: str, value: float, series: Floats, subject: str = "") -> ExplainedFigure:
        """Return a yearly figure as the sum of its months."""
        words = self.texts.figures[kind]
        inputs = self.month_inputs(code, words.label, words.unit, series)
        return self.figure(code, kind, value, inputs, sum(one.value for one in inputs), subject=subject)

    def law_value(self, code: str, label: str, value: float, unit: str, parameter: str) -> InputFigure:
        """Return a value of the law with the article it comes from."""
        year = self.settled.year
        dated = year.law.value(parameter, year.rates.first_day)
        return InputFigure(code, label, value, unit, LAW, dated.ref)

    def from_figure(self, figure: ExplainedFigure) -> InputFigure:
        """Return a figure as the input of another."""
        label = f"{figure.label}, {figure.subject}" if figure.subject else figure.label
        return InputFigure(figure.code, label, figure.value, figure.unit, "cifra spiegata sopra")
