"""The series of a dossier in Parquet: made from the originals, and made again when they no longer agree with them."""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflow.domain.finding import Finding
from workflow.energy.series import Direction, HourlySeries
from workflow.services.file_replacing import replace_file
from workflow.services.measure_folder import MeasureFolder, sha256_of

if TYPE_CHECKING:
    import polars as pl

INDEX = "indice.json"
_PRIVATE_FOLDER = 0o700
_PARQUET = ".parquet"


class _CachedSeries(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    origin: str
    column: str
    is_estimated: bool


class _CachedFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    direction: Direction
    year: int
    sha256: str
    series: tuple[_CachedSeries, ...]


class _Index(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    edition: int = Field(1, alias="schema")
    digest: str
    files: dict[str, _CachedFile]
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class CachedMeasures:
    """The series as they lie in Parquet; each year of each direction is read when it is asked for."""

    folder: Path
    index: _Index

    @property
    def years(self) -> tuple[int, ...]:
        """The years with any measure of energy."""
        return tuple(sorted({one.year for one in self.index.files.values() if one.direction is not Direction.PRICE}))

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What in the originals keeps them from being trusted: conflicts and spoilt values of files put by hand."""
        return self.index.problems

    def of(self, direction: Direction, year: int) -> dict[str, HourlySeries]:
        """Return the series of a year by key."""
        import polars as pl  # noqa: PLC0415 - loaded by who works on measures

        found: dict[str, HourlySeries] = {}
        for name, one in self.index.files.items():
            if one.direction is direction and one.year == year:
                frame = pl.read_parquet(self.folder / name)
                found |= {told.key: _series(frame, told, one) for told in one.series}
        return found


def _series(frame: "pl.DataFrame", told: _CachedSeries, one: _CachedFile) -> HourlySeries:
    estimated = frame[_estimated(told.column)].to_numpy().astype(np.bool_) if told.is_estimated else None
    values = frame[told.column].to_numpy().astype(np.float64)
    return HourlySeries(told.key, one.direction, one.year, values, told.origin, estimated)


def find_cached(folder: MeasureFolder, digest: str) -> CachedMeasures | None:
    """Return the series if they are those of the digest and their files are whole, else None."""
    path = folder.series_path / INDEX
    try:
        index = _Index.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValidationError, json.JSONDecodeError, UnicodeDecodeError):
        return None
    if index.digest != digest:
        return None
    for name, one in index.files.items():
        file = folder.series_path / name
        if not file.is_file() or sha256_of(file) != one.sha256:
            return None
    return CachedMeasures(folder.series_path, index)


def no_measures(folder: MeasureFolder) -> CachedMeasures:
    """Return what a dossier without measures has."""
    return CachedMeasures(folder.series_path, _Index(digest="", files={}))


def write_cache(
    folder: MeasureFolder, digest: str, series: Iterable[HourlySeries], problems: tuple[Finding, ...] = ()
) -> CachedMeasures:
    """Write the series, the index last: what is interrupted is no cache."""
    place = folder.series_path
    place.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    by_file: dict[tuple[Direction, int], list[HourlySeries]] = {}
    for one in series:
        by_file.setdefault((one.direction, one.year), []).append(one)
    files: dict[str, _CachedFile] = {}
    for (direction, year), group in sorted(by_file.items()):
        name = f"{direction.value}-{year}{_PARQUET}"
        columns: dict[str, Any] = {}
        told = []
        for number, one in enumerate(group):
            column = f"s{number}"
            columns[column] = one.kwh
            if one.is_estimated is not None:
                columns[_estimated(column)] = one.is_estimated
            told.append(
                _CachedSeries(key=one.key, origin=one.origin, column=column, is_estimated=one.is_estimated is not None)
            )
        replace_file(place / name, _parquet(columns))
        files[name] = _CachedFile(direction=direction, year=year, sha256=sha256_of(place / name), series=tuple(told))
    index = _Index(digest=digest, files=files, problems=problems)
    text = json.dumps(index.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1, sort_keys=True)
    replace_file(place / INDEX, text.encode())
    for path in place.glob(f"*{_PARQUET}"):
        if path.name not in files:
            path.unlink()
    return CachedMeasures(place, index)


def _parquet(columns: dict[str, Any]) -> bytes:
    import polars as pl  # noqa: PLC0415 - loaded by who works on measures

    stream = io.BytesIO()
    pl.DataFrame(columns).write_parquet(stream)
    return stream.getvalue()


def _estimated(column: str) -> str:
    return f"{column}_stimato"
