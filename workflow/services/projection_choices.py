"""Gathers what a projection can use of a dossier: PVGIS files, monthly bills, measured years, zonal prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from workflow.domain.dossier import Dossier
from workflow.domain.plant import Source
from workflow.energy.hours import Floats
from workflow.energy.projection.load import Bill
from workflow.energy.series import Direction, HourlySeries
from workflow.intake.energy_bills import read_bills
from workflow.intake.energy_profiles import read_profiles
from workflow.intake.measures.pvgis_site import looks_like_pvgis
from workflow.resources import ProgramError
from workflow.services.energy_year import plant_keys
from workflow.services.measure_cache import CachedMeasures, no_measures
from workflow.services.measure_folder import FOLDER, ORIGINALS, MeasureFolder
from workflow.services.opening import Opened
from workflow.services.plant_places import find_zone
from workflow.services.projecting import ProjectionChoices
from workflow.services.projection_demand import LEAST_COVERAGE
from workflow.services.projection_supply import name_matches

BILLS = "bollette.csv"
PROFILES = "profili.csv"


class UnknownPlantError(ProgramError):
    """A plant that is named and is not in the dossier."""

    exit_code = 3


@dataclass(frozen=True)
class Given:
    """What the person gives by options, as written: «name=value»."""

    pvgis: Sequence[str] = ()
    uses: Sequence[str] = ()
    mean_price_eur_mwh: float | None = None
    trase_eur_mwh: Decimal | None = None
    btau_eur_mwh: Decimal | None = None
    is_full_year: bool = True


class MalformedPairError(ProgramError):
    """An option that should be «name=value»."""

    exit_code = 2


def choices_of(opened: Opened, given: Given) -> ProjectionChoices:
    """Return what the projection uses: what is given first, then what lies in the folder `misure`."""
    measures = _measures(opened)
    return ProjectionChoices(
        pvgis=_pvgis(opened, given.pvgis),
        uses=dict(_pair(text) for text in given.uses),
        bills=_bills(opened.folder),
        measured=_measured(opened.dossier, measures),
        profiles=_profiles(opened.folder),
        price=_price(opened.dossier, measures),
        mean_price_eur_mwh=given.mean_price_eur_mwh,
        trase_eur_mwh=given.trase_eur_mwh,
        btau_eur_mwh=given.btau_eur_mwh,
        is_full_year=given.is_full_year,
    )


def _measures(opened: Opened) -> CachedMeasures:
    folder = MeasureFolder(opened.folder)
    if not folder.originals():
        return no_measures(folder)
    from workflow.services.measure_importing import measures_of  # noqa: PLC0415 - it brings the database

    return measures_of(opened)


def _pvgis(opened: Opened, pairs: Sequence[str]) -> dict[str, Path]:
    """Return the PVGIS file of each plant: given, called after it, or the only one of the only solar plant."""
    dossier, names = opened.dossier, plant_keys(opened.dossier)
    given = {name: Path(path).expanduser() for name, path in (_pair(text) for text in pairs)}
    for name in given:
        if name not in names:
            raise UnknownPlantError(f"L’impianto «{name}» non è nel fascicolo. Ci sono: {', '.join(names)}.")
    files = _pvgis_files(opened.folder)
    solar = [index for index, plant in enumerate(dossier.plants) if plant.source is Source.SOLAR]
    found: dict[str, Path] = {}
    for index in solar:
        plant, name = dossier.plants[index], names[index]
        mine = [path for path in files if name_matches(path, plant, name)]
        if not mine and len(solar) == 1 and len(files) == 1:
            mine = files
        if mine:
            found[name] = mine[0]
    return found | given


def _pvgis_files(folder: Path) -> list[Path]:
    places = (folder / FOLDER, folder / FOLDER / ORIGINALS)
    files = (path for place in places if place.is_dir() for path in sorted(place.iterdir()) if path.is_file())
    return [path for path in files if looks_like_pvgis(path)]


def _bills(folder: Path) -> Mapping[str, Bill]:
    path = folder / FOLDER / BILLS
    return read_bills(path) if path.is_file() else {}


def _profiles(folder: Path) -> Mapping[str, Floats]:
    path = folder / FOLDER / PROFILES
    return read_profiles(path) if path.is_file() else {}


def _measured(dossier: Dossier, measures: CachedMeasures) -> dict[str, HourlySeries]:
    """Return the latest whole year of withdrawals of each POD; what a plant hides behind the point is not there."""
    behind_plants = {plant.pod for plant in dossier.plants}
    found: dict[str, HourlySeries] = {}
    for year in measures.years:
        found |= {
            pod: series
            for pod, series in measures.of(Direction.WITHDRAWAL, year).items()
            if pod not in behind_plants and series.coverage >= LEAST_COVERAGE
        }
    return found


def _price(dossier: Dossier, measures: CachedMeasures) -> HourlySeries | None:
    """Return the latest whole year of prices of the zone, if there is one."""
    zone = find_zone(dossier)
    years = sorted({one.year for one in measures.index.files.values() if one.direction is Direction.PRICE})
    for year in reversed(years):
        series = measures.of(Direction.PRICE, year).get(zone or "")
        if series is not None and series.coverage >= LEAST_COVERAGE:
            return series
    return None


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise MalformedPairError(f"«{text}» va scritto nella forma nome=valore.")
    return name.strip(), value.strip()
