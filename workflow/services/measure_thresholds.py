"""Reads the thresholds by which measures are judged and watched from `checklists/energy/misure.yaml`."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.finding import Confidence
from workflow.energy.monitoring import Thresholds
from workflow.law.reading import YamlFile
from workflow.resources import data_folder

Ratio = Annotated[float, Field(gt=0)]
Days = Annotated[int, Field(ge=1)]


class _Sourced(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    confidence: Confidence
    source: str


class MeasureLimits(_Sourced):
    """When an hour is more than its point can take."""

    power_excess_ratio: Ratio


class MonitoringLimits(_Sourced):
    """When a difference between measured and projected is an alarm."""

    share_fall_ratio: Ratio
    share_fall_months: Days
    stopped_days: Days
    missing_days: Days
    low_production_ratio: Ratio
    least_covered_ratio: Ratio

    @property
    def thresholds(self) -> Thresholds:
        """What the comparison takes."""
        return Thresholds(
            share_fall_ratio=self.share_fall_ratio,
            share_fall_months=self.share_fall_months,
            stopped_days=self.stopped_days,
            missing_days=self.missing_days,
            low_production_ratio=self.low_production_ratio,
            least_covered_ratio=self.least_covered_ratio,
        )


class MeasureFigures(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verified: date
    measures: MeasureLimits
    monitoring: MonitoringLimits


def load_measure_figures() -> MeasureFigures:
    """Return the packaged thresholds; raise BrokenFileError with file and line for what is out of form."""
    return YamlFile.read(data_folder("checklists") / "energy" / "misure.yaml").as_record(MeasureFigures)
