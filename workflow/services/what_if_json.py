"""A what-if in its published form: the year without and with the changes, the searches, and what they suppose."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from workflow.energy.projection.named_assumption import Level
from workflow.energy.whatif.search import BestSize
from workflow.services.projection_json import NOTE, SCHEMA_VERSION, AssumptionJson, assumption_json
from workflow.services.what_if import Comparison, YearFigures
from workflow.services.what_if_search import SizeSearch, WhatIf


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FiguresJson(_Part):
    """The sums of a year, or the difference of two."""

    produced_kwh: float
    injected_kwh: float
    shared_kwh: float
    tip_eur: float
    valorisation_eur: float
    rid_eur: float
    fees_eur: float


class ComparisonJson(_Part):
    """One scenario without and with the changes."""

    before: FiguresJson
    after: FiguresJson
    difference: FiguresJson


class DelayJson(_Part):
    """What sending on a day loses; `lost_eur` by scenario, beside the whole tariff once that is closed."""

    on: date
    is_tariff_open: bool
    lost_days: int
    lost_eur: dict[str, float]


class BestJson(_Part):
    """The best size of one scenario, and what the objective is worth there."""

    size: float
    value_eur_year: float
    is_at_limit: bool
    tried: list[tuple[float, float]]


class SearchJson(_Part):
    """A search of the best size."""

    what: str
    unit: str
    limit: float
    objective: str
    best: dict[str, BestJson]


class StepJson(_Part):
    """A candidate in its place; `added_eur` by scenario."""

    name: str
    use: str
    annual_kwh: float
    added_eur: dict[str, float]


class WhatIfJson(_Part):
    """The whole document of `energy what-if --json`; what was not asked is null or empty."""

    schema_version: int
    dossier: str
    year: int
    note: str
    comparison: dict[str, ComparisonJson] | None
    delays: list[DelayJson]
    searches: list[SearchJson]
    order: list[StepJson]
    assumptions: list[AssumptionJson]


def what_if_json(slug: str, year: int, answers: WhatIf) -> dict[str, Any]:
    """Return the answers with the keys of the published format."""
    found = WhatIfJson(
        schema_version=SCHEMA_VERSION,
        dossier=slug,
        year=year,
        note=NOTE,
        comparison=None if answers.comparison is None else _comparison(answers.comparison),
        delays=[
            DelayJson(
                on=one.on, is_tariff_open=one.is_tariff_open, lost_days=one.lost_days, lost_eur=_by_level(one.lost_eur)
            )
            for one in answers.delays
        ],
        searches=[_search(one) for one in answers.searches],
        order=[
            StepJson(
                name=step.candidate.name,
                use=step.candidate.use,
                annual_kwh=step.candidate.annual_kwh,
                added_eur=_by_level(step.added_eur),
            )
            for step in answers.order
        ],
        assumptions=[assumption_json(one) for one in answers.assumptions],
    )
    return found.model_dump(mode="json")


def what_if_schema() -> dict[str, Any]:
    """Return the JSON Schema of the document."""
    schema = WhatIfJson.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _comparison(found: Comparison) -> dict[str, ComparisonJson]:
    return {
        level.value: ComparisonJson(
            before=_figures(found.before[level]),
            after=_figures(found.after[level]),
            difference=_difference(found.before[level], found.after[level]),
        )
        for level in Level
    }


def _figures(one: YearFigures) -> FiguresJson:
    return FiguresJson(**vars(one))


def _difference(before: YearFigures, after: YearFigures) -> FiguresJson:
    return FiguresJson(**{name: value - getattr(before, name) for name, value in vars(after).items()})


def _search(one: SizeSearch) -> SearchJson:
    return SearchJson(
        what=one.what,
        unit=one.unit,
        limit=one.limit,
        objective=one.objective,
        best={level.value: _best(found) for level, found in one.best.items()},
    )


def _best(one: BestSize) -> BestJson:
    return BestJson(size=one.size, value_eur_year=one.value, is_at_limit=one.is_at_limit, tried=list(one.tried))


def _by_level(values: Mapping[Level, float]) -> dict[str, float]:
    return {level.value: value for level, value in values.items()}
