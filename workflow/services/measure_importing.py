"""Brings files of measures into a dossier: the plan first, then originals, register, series and history."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from workflow import clock
from workflow.bundle.folder_lock import FolderBusyError, folder_lock
from workflow.domain.finding import Finding, Severity
from workflow.energy.series import Direction, HourlySeries
from workflow.intake.measures.mapping_file import read_mapping
from workflow.intake.measures.reading import Asked
from workflow.law import Law
from workflow.services.author import current_user
from workflow.services.known_meters import KnownMeters
from workflow.services.measure_cache import CachedMeasures, find_cached, no_measures, write_cache
from workflow.services.measure_folder import MeasureFolder, Original, Registered, sha256_of
from workflow.services.measure_reading import FileRead, MeasureReader, tell_odd_series
from workflow.services.measure_thresholds import load_measure_figures
from workflow.services.opening import Opened
from workflow.services.recording import LOCK, FolderInUseError, Recorded
from workflow.store.archive import Archive

SUBJECT = "misure"


@dataclass(frozen=True)
class Wanted:
    """What a person asks of an import beside the files: whose they are, which mapping, which year."""

    pod: str | None = None
    plant: str | None = None
    direction: Direction | None = None
    mapping: Path | None = None
    year: int | None = None
    supersedes: bool = False


@dataclass(frozen=True)
class ImportedFile:
    """One file: what it was recognised as, and whether it was already among the originals."""

    name: str
    sha256: str
    formats: tuple[str, ...]
    mappings: tuple[str, ...]
    hours: int
    is_known: bool


@dataclass(frozen=True)
class TouchedSeries:
    """A year of a series as it would be, or is, after the import."""

    key: str
    direction: Direction
    year: int
    known_hours: int
    missing_hours: int
    estimated_hours: int
    total: float

    @classmethod
    def of(cls, series: HourlySeries) -> "TouchedSeries":
        """Measure a series."""
        missing = int(series.is_missing.sum())
        known = series.kwh[~series.is_missing]
        total = float(known.mean()) if series.direction is Direction.PRICE else float(known.sum())
        estimated = 0 if series.is_estimated is None else int(series.is_estimated.sum())
        return cls(series.key, series.direction, series.year, len(known), missing, estimated, total)


@dataclass(frozen=True)
class MeasureImport:
    """What an import would do, or has done."""

    files: tuple[ImportedFile, ...]
    series: tuple[TouchedSeries, ...]
    findings: tuple[Finding, ...]
    is_written: bool

    @property
    def is_refused(self) -> bool:
        """Whether errors or conflicts kept everything as it was."""
        return any(finding.severity is Severity.BLOCKING for finding in self.findings)

    @property
    def is_empty(self) -> bool:
        """Whether every file was already there."""
        return all(file.is_known for file in self.files)


def import_measures(
    opened: Opened,
    files: Sequence[Path],
    wanted: Wanted,
    *,
    archive: Archive | None,
    law: Law,
    dry_run: bool = False,
) -> MeasureImport:
    """Read the files together with those already there; write unless something blocks or it is a rehearsal.

    Raises BrokenFileError for a file that cannot be read, FolderInUseError if another command is writing.
    """
    plan = _planned(opened, files, wanted)
    reader, new_files = plan.reader, [done for done, _ in plan.read.values()]
    excess = load_measure_figures().measures.power_excess_ratio
    tell_odd_series(reader, new_files, plan.meters, clock.today(), excess_ratio=excess, year=wanted.year)
    parts = frozenset(part for done in new_files for part in done.parts)
    touched = sorted({key for done in new_files for key in done.keys})
    series = tuple(
        TouchedSeries.of(reader.book.series(key, year)) for key in touched for year in reader.book.years_of(key)
    )
    outcome = MeasureImport(tuple(plan.told), series, reader.notes.findings(parts), is_written=False)
    if dry_run or outcome.is_refused or outcome.is_empty:
        return outcome
    with _held(opened.folder):
        _write(plan, wanted)
        if archive is not None:
            _tell(opened, archive, law, outcome)
    return MeasureImport(outcome.files, outcome.series, outcome.findings, is_written=True)


@dataclass(frozen=True, eq=False)
class _Plan:
    """The folder as it was, and the new files as they were read: each by its fingerprint, with the name to keep."""

    folder: MeasureFolder
    meters: KnownMeters
    register: dict[str, Registered]
    already: Mapping[str, Original]
    reader: MeasureReader
    asked: Asked
    read: dict[str, tuple[FileRead, str]] = field(default_factory=dict)
    told: list[ImportedFile] = field(default_factory=list)


def _planned(opened: Opened, files: Sequence[Path], wanted: Wanted) -> _Plan:
    folder, meters = MeasureFolder(opened.folder), KnownMeters(opened.dossier)
    register = folder.register()
    mappings = folder.mappings()
    new_mapping: str | None = None
    if wanted.mapping is not None:
        new = read_mapping(wanted.mapping)
        new_mapping = folder.mapping_name_for(wanted.mapping)
        new = new.model_copy(update={"name": new_mapping})
        mappings = (new, *(one for one in mappings if one.name != new_mapping))
    reader = MeasureReader(meters, mappings)
    precedence = 1 + max((one.precedence for one in register.values()), default=0) if wanted.supersedes else 0
    asked = Asked(wanted.pod, wanted.plant, wanted.direction, precedence, new_mapping)
    plan = _Plan(folder, meters, register, {one.sha256: one for one in folder.originals()}, reader, asked)
    for one in plan.already.values():
        reader.read(one.path, one.asked, only=one.mappings)
    for path in files:
        sha256 = sha256_of(path) if path.is_file() else ""
        known = plan.already.get(sha256)
        if known is not None:
            plan.told.append(ImportedFile(known.path.name, sha256, (), (), 0, is_known=True))
        elif sha256 not in plan.read:
            name = folder.name_for(path, sha256, [name for _, name in plan.read.values()])
            done = reader.read(path, asked, kept_as=name)
            plan.read[sha256] = done, name
            formats, names = tuple(done.formats), tuple(done.mappings)
            plan.told.append(ImportedFile(name, sha256, formats, names, done.hours, is_known=False))
    return plan


def _write(plan: _Plan, wanted: Wanted) -> None:
    """Keep mapping, register, originals, series; the originals after what explains them, whatever stops this."""
    folder, register = plan.folder, plan.register
    if {one.sha256 for one in folder.originals()} != plan.already.keys() or folder.register() != register:
        raise FolderInUseError(f"Un altro comando ha scritto in {folder.path}: ripetere l'importazione.")
    used = {name for done, _ in plan.read.values() for name in done.mappings}
    if wanted.mapping is not None and plan.asked.mapping in used:
        folder.keep_mapping(wanted.mapping, plan.asked.mapping)
    first = 1 + max((one.order for one in register.values()), default=-1)
    new = {
        name: Registered(
            sha256=sha256, imported_on=clock.today(), order=first + place, pod=wanted.pod, plant=wanted.plant,
            direction=wanted.direction, precedence=plan.asked.precedence, mapping=plan.asked.mapping,
            mappings=tuple(done.mappings),
        )
        for place, (sha256, (done, name)) in enumerate(plan.read.items())
    }  # fmt: skip
    folder.keep_register(register | new)
    for done, name in plan.read.values():
        folder.keep_original(done.path, name)
    series = plan.reader.book.all_series()
    write_cache(folder, folder.digest(plan.meters.digest_keys), series, _problems(plan.reader))


def measures_of(opened: Opened) -> CachedMeasures:
    """Return the series of a dossier, made again from the originals if they have changed since.

    Raises BrokenFileError for an original that can no longer be read.
    """
    folder, meters = MeasureFolder(opened.folder), KnownMeters(opened.dossier)
    digest = folder.digest(meters.digest_keys)
    found = find_cached(folder, digest)
    if found is not None:
        return found
    if not folder.originals():
        return no_measures(folder)
    reader = MeasureReader(meters, folder.mappings())
    for one in folder.originals():
        reader.read(one.path, one.asked, only=one.mappings)
    with _held(opened.folder):
        return write_cache(folder, digest, reader.book.all_series(), _problems(reader))


def _problems(reader: MeasureReader) -> tuple[Finding, ...]:
    return tuple(finding for finding in reader.notes.findings() if finding.severity is Severity.BLOCKING)


def _tell(opened: Opened, archive: Archive, law: Law, outcome: MeasureImport) -> None:
    stored = archive.find(opened.dossier.slug)
    if stored is None:
        return
    new = [file for file in outcome.files if not file.is_known]
    words = "Importato un file di misure." if len(new) == 1 else f"Importati {len(new)} file di misure."
    archive.record_practice(
        opened.dossier.slug,
        subject=SUBJECT,
        at=clock.now(),
        who=current_user(),
        event=Recorded.MEASURES_IMPORTED.value,
        to_state=f"{len(outcome.series)} serie",
        reason=words,
        law_digest=law.digest,
        findings=(),  # their paths hold PODs, which the history does not keep
        expected_version=stored.version,
        details={"files": [{"sha256": file.sha256, "formats": list(file.formats)} for file in new]},
    )


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    try:
        with folder_lock(folder / LOCK):
            yield
    except FolderBusyError as error:
        raise FolderInUseError(f"Un altro comando sta scrivendo in {folder}: riprovare tra poco.") from error
