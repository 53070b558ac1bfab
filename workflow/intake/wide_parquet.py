"""Reads wide Parquet files, a column for each withdrawal point and a row for each hour, so many columns at a time."""

import hashlib
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars.exceptions import PolarsError

from workflow.resources import BrokenFileError

HOURS_COLUMN = "hours"
CHARGE_SUFFIX = "/storage_charge_kWh"
# What a chunk holds of a file, whatever its size.
BYTES_AT_ONCE = 24 * 1024 * 1024
_BYTES_OF_VALUE = 8
_BYTES_OF_END = 65_536
_SHOWN = 5
_SHARED = "Ogni macchina deve vedere gli stessi file, con lo stesso percorso"

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PointColumns:
    """What the files say of one point."""

    withdrawn_kwh: Floats
    storage_charge_kwh: Floats | None


@dataclass(frozen=True)
class SeenFile:
    """A file as it was when it was opened: where, how large, how it ends (a Parquet file describes itself there)."""

    path: Path
    size: int
    end_sha256: str

    @classmethod
    def of(cls, path: Path) -> "SeenFile":
        """Look at a file; raise OSError if it is not there."""
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _BYTES_OF_END))
            return cls(path, size, hashlib.sha256(file.read()).hexdigest())

    def reader(self) -> pl.LazyFrame:
        """Return a reader of the file, the one of before if there is one.

        Raises BrokenFileError if this machine does not see the file, or sees another.
        """
        try:
            now = SeenFile.of(self.path)
        except OSError as error:
            problem = f"la macchina «{platform.node()}» non vede il file."
            raise BrokenFileError(
                self.path, problem, f"{_SHARED} ({error.strerror or type(error).__name__})."
            ) from error
        if now != self:
            problem = f"la macchina «{platform.node()}» vede un altro file, o è cambiato durante il conto."
            raise BrokenFileError(self.path, problem, f"{_SHARED}.")
        return _reader(self)


# The columns of ten thousand points take the library some ms and tens of MB to describe.
@lru_cache(maxsize=1)
def _reader(file: SeenFile) -> pl.LazyFrame:
    return pl.scan_parquet(file.path, glob=False)


@dataclass(frozen=True)
class WideFile:
    """One file, of which only names, types and length have been read."""

    path: Path
    names: tuple[str, ...]
    seen: SeenFile


def open_wide(
    folder: Path, names: Sequence[str], ids: Sequence[str], hours: Sequence[datetime]
) -> tuple[WideFile, ...]:
    """Return the files named, which lie in the folder; they must hold the points asked for and no others, once each.

    Raises BrokenFileError for what cannot be read, columns that are not numbers or not double, another number of rows
    than the hours, or a column `hours` with other hours.
    """
    files = tuple(_opened(_inside(folder, name), hours) for name in names)
    owner: dict[str, Path] = {}
    for file in files:
        for name in file.names:
            if name in owner:
                raise BrokenFileError(file.path, f"la colonna «{name}» è anche in {owner[name].name}.", "Tenerne una.")
            owner[name] = file.path
    known = set(ids)
    strangers = [name for name in owner if name.removesuffix(CHARGE_SUFFIX) not in known]
    if strangers:
        path = owner[strangers[0]]
        problem = f"colonne che nessun punto di withdrawal_points porta: {_list(strangers)}."
        raise BrokenFileError(path, problem, "Dichiarare il punto con lo stesso id, o togliere la colonna.")
    missing = [one for one in ids if one not in owner]
    if missing:
        problem = f"mancano le colonne di {len(missing)} punti: {_list(missing)}."
        raise BrokenFileError(files[0].path, problem, "Aggiungerle, o scrivere withdrawn_kWh nel punto.")
    return files


@dataclass(frozen=True)
class Chunk:
    """Some points of one file, not read yet: whoever sees the same files can read them, in any thread or process."""

    file: SeenFile
    points: tuple[str, ...]
    charges: tuple[tuple[SeenFile, tuple[str, ...]], ...] = ()
    """The columns of storages of these points, by the file that has them."""

    def read(self) -> dict[str, PointColumns]:
        """Return the series of the points by id; raise BrokenFileError for an hour that lacks."""
        withdrawn = _columns(self.file, self.points)
        charges: dict[str, Floats] = {}
        for file, names in self.charges:
            charges |= _columns(file, names)
        return {point: PointColumns(withdrawn[point], charges.get(point + CHARGE_SUFFIX)) for point in self.points}


def chunks(files: Sequence[WideFile], rows: int, bytes_at_once: int = BYTES_AT_ONCE) -> Iterator[Chunk]:
    """Yield the points, so many at a time that the values of a chunk fit the bytes given."""
    size = max(1, bytes_at_once // (max(1, rows) * _BYTES_OF_VALUE))
    of_charge = {name: file for file in files for name in file.names if name.endswith(CHARGE_SUFFIX)}
    for file in files:
        points = tuple(name for name in file.names if name not in of_charge)
        for start in range(0, len(points), size):
            some = points[start : start + size]
            wanted = [point + CHARGE_SUFFIX for point in some if point + CHARGE_SUFFIX in of_charge]
            owners = dict.fromkeys(of_charge[name].seen for name in wanted)
            charges = tuple((one, tuple(name for name in wanted if of_charge[name].seen == one)) for one in owners)
            yield Chunk(file.seen, some, charges)


def _columns(file: SeenFile, names: Sequence[str]) -> dict[str, Floats]:
    try:
        frame = file.reader().select(names).collect().cast(pl.Float64).rechunk()
    except (PolarsError, OSError) as error:
        raise _unreadable(file.path) from error
    gaps = {name: int(count) for name, count in frame.null_count().row(0, named=True).items() if count}
    if gaps:
        name, count = next(iter(gaps.items()))
        problem = f"nella colonna «{name}» mancano {count} ore."
        raise BrokenFileError(file.path, problem, "Una misura che manca non si inventa: completarla.")
    return {column.name: column.to_numpy() for column in frame.iter_columns()}


def _opened(path: Path, hours: Sequence[datetime]) -> WideFile:
    if not path.is_file():
        raise BrokenFileError(path, "il file non c'è.", "Metterlo accanto al file del conto.")
    try:
        seen = SeenFile.of(path.resolve())
        reader = pl.scan_parquet(path, glob=False)
        schema = reader.collect_schema()
        rows = int(reader.select(pl.len()).collect().item())
        if HOURS_COLUMN in schema and rows == len(hours):
            _check_hours(path, reader.select(HOURS_COLUMN).collect().to_series(), hours)
    except (PolarsError, OSError) as error:
        raise _unreadable(path) from error
    names = tuple(name for name in schema if name != HOURS_COLUMN)
    wrong = [name for name in names if not (schema[name].is_numeric() and schema[name] != pl.Float32)]
    if wrong:
        problem = f"colonne che non sono numeri in doppia precisione: {_list(wrong)}."
        raise BrokenFileError(path, problem, "Scriverle come Float64: con meno cifre si perdono centesimi.")
    if rows != len(hours):
        raise BrokenFileError(path, f"le ore sono {len(hours)} ma le righe {rows}.", "Dare una riga per ogni ora.")
    return WideFile(path, names, seen)


def _check_hours(path: Path, column: pl.Series, hours: Sequence[datetime]) -> None:
    if not (isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone):
        problem = f"la colonna «{HOURS_COLUMN}» non è di istanti con il fuso orario."
        raise BrokenFileError(path, problem, "Scriverla come istanti UTC, o toglierla.")
    wanted = pl.Series([hour.astimezone(UTC) for hour in hours]).dt.epoch("s")
    different = (column.dt.epoch("s") != wanted).fill_null(value=True)
    if different.any():
        problem = f"la riga {int(different.arg_max() or 0) + 1} ha un'ora diversa da quella del conto."
        raise BrokenFileError(path, problem, "Mettere le righe nell'ordine di «hours».")


def _inside(folder: Path, name: str) -> Path:
    pure = PurePosixPath(name)
    if not name or pure.is_absolute() or ".." in pure.parts or PureWindowsPath(name).drive or "\\" in name:
        problem = f"withdrawal_points_parquet «{name}» non è un nome dentro la cartella del conto."
        raise BrokenFileError(folder, problem, "Mettere il file accanto a quello del conto.")
    return folder / pure


def _unreadable(path: Path) -> BrokenFileError:
    return BrokenFileError(path, "non si legge come Parquet.", "Scriverlo di nuovo con una colonna per punto.")


def _list(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(f"«{name}»" for name in names[:_SHOWN]) + (f" e altre {more}" if more > 0 else "")
