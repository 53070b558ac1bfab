"""What each plant would produce in a year: from a PVGIS file of its site, its declared output or a regional yield."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from workflow.checks.plant_facts import included_power_kw
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence
from workflow.domain.identifiers import comune, province
from workflow.domain.italian_writing import italian
from workflow.domain.plant import Plant, Source
from workflow.energy.hours import Floats
from workflow.energy.projection.figures import EnergyFigures
from workflow.energy.projection.named_assumption import Level, Span
from workflow.energy.projection.other_output import spread_output
from workflow.energy.projection.sunshine import Site, output_per_kwp
from workflow.energy.year_grid import YearGrid
from workflow.intake.measures.pvgis_site import PvgisSite, read_pvgis_site
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services.energy_gaps import EnergyGaps
from workflow.services.energy_year import plant_keys
from workflow.services.plant_places import area_of, region_of
from workflow.services.projection_ledger import Ledger

# A file asked for another place is another sun: half a degree is about 50 km.
FARTHEST_DEG = 0.5
# PVGIS knows the weather of past years; a plant has shade, faults and dirt besides.
PVGIS_RANGE = Span(0.92, 1.0, 1.05)


@dataclass(frozen=True, eq=False)
class Output:
    """A plant's production at each level."""

    name: str
    kwh: Mapping[Level, Floats]


@dataclass(frozen=True)
class SupplyFrame:
    """What the production of plants is worked out from."""

    dossier: Dossier
    grid: YearGrid
    figures: EnergyFigures
    law: Law
    ledger: Ledger
    gaps: EnergyGaps


def output_of(frame: SupplyFrame, index: int, pvgis: Path | None) -> Output | None:
    """Return the production of a plant; None, with a gap, while what it needs is unknown."""
    plant, name = frame.dossier.plants[index], plant_keys(frame.dossier)[index]
    power_kw = included_power_kw(plant)
    if plant.source is None or power_kw is None:
        frame.gaps.of_plant(index, name, "fonte" if plant.source is None else "potenza_kw")
        return None
    if plant.source is not Source.SOLAR:
        return _declared(frame, index, name)
    site = _find_site(frame, plant, name)
    if site is None:
        frame.gaps.of_plant(index, name, "indirizzo")
        return None
    if pvgis is not None:
        return _from_pvgis(frame, index, power_kw, site, read_pvgis_site(pvgis))
    return _from_sunshine(frame, index, name, power_kw, site)


def _find_site(frame: SupplyFrame, plant: Plant, name: str) -> Site | None:
    """Return where the modules stand: what the plant says, else the capital of its province and usual tilt."""
    area = area_of(frame.dossier, plant, frame.law, frame.grid.year)
    place = _coordinates(frame, plant, name)
    if area is None or place is None:
        return None
    pv = frame.figures.photovoltaic
    tilt, azimuth = plant.tilt_deg, plant.azimuth_deg
    if tilt is None or azimuth is None:
        usual = f"inclinazione {pv.reference_tilt_deg:g}°, orientamento {pv.reference_azimuth_deg:g}° (sud)"
        frame.ledger.add("P-ORIENTAMENTO", f"Moduli di {name}", usual, source="nel fascicolo non sono scritti")
    return Site(
        latitude=place[0],
        longitude=place[1],
        tilt_deg=float(pv.reference_tilt_deg if tilt is None else tilt),
        azimuth_deg=float(pv.reference_azimuth_deg if azimuth is None else azimuth),
        area=area,
    )


def _coordinates(frame: SupplyFrame, plant: Plant, name: str) -> tuple[float, float] | None:
    if plant.latitude is not None and plant.longitude is not None:
        return float(plant.latitude), float(plant.longitude)
    code = _province_of(plant.address.province, plant.address.comune)
    configuration, figures = frame.dossier.configuration, frame.figures.places
    code = code or _province_of(configuration.province, configuration.comune)
    place = None if code is None else figures.provinces.get(code)
    if place is not None:
        value = f"{place[0]:g}° N, {place[1]:g}° E ({code})".replace(".", ",")
        frame.ledger.add(
            "P-LUOGO",
            f"Posizione di {name}",
            value,
            label=figures.label,
            source=figures.source,
            confidence=figures.confidence,
        )
    return place


def _province_of(code: str | None, name: str | None) -> str | None:
    known = province.find_province(code) if code else None
    if known is not None:
        return known.code
    found = comune.find_comune(name) if name else None
    return None if found is None else found.province_code


def _from_sunshine(frame: SupplyFrame, index: int, name: str, power_kw: Decimal, site: Site) -> Output | None:
    pv, plant = frame.figures.photovoltaic, frame.dossier.plants[index]
    region = region_of(frame.dossier, plant)
    regional_kwh = None if region is None else pv.yields_kwh_kwp.get(region)
    if regional_kwh is None:
        frame.gaps.of_plant(index, name, "indirizzo")
        return None
    reference = (pv.reference_tilt_deg, pv.reference_azimuth_deg)
    per_kwp = output_per_kwp(site, frame.grid, pv.sky, regional_kwh, reference)
    peak_kw = float(plant.modules_power_kw or power_kw)
    own_yield = float(per_kwp.sum())
    factors = Span(pv.low, 1.0, pv.high)
    declared = plant.annual_production_kwh
    if declared is not None and peak_kw > 0:
        _compare(frame, name, float(declared) / peak_kw, Span(pv.low * own_yield, own_yield, pv.high * own_yield))
        per_kwp = per_kwp * (float(declared) / peak_kw / own_yield)
        spread, label = factors.times(float(declared) / peak_kw), "producibilità dichiarata"
        source = "producibilita_kwh del fascicolo, con l’intervallo delle rese regionali"
    else:
        spread, label, source = factors.times(own_yield), pv.label, f"{region}: {pv.source} {pv.derivation}"
    frame.ledger.add("P-RESA", f"Resa di {name}", spread, unit="kWh/kWp", label=label, source=source)
    frame.ledger.add("P-CIELO", "Giorni sereni e coperti", site.area.value, label=pv.sky.label, source=pv.sky.source)
    return Output(name, {level: _clipped(per_kwp * (peak_kw * factors.at(level)), plant) for level in Level})


def _compare(frame: SupplyFrame, name: str, declared: float, usual: Span) -> None:
    """Say where the declared output lies outside what the region usually gives."""
    if not usual.low <= declared <= usual.high:
        value = f"{italian(declared, 0)} dichiarati, {italian(usual.low, 0)} – {italian(usual.high, 0)} usuali"
        source = "la producibilità dichiarata è fuori dall’intervallo della regione: controllare il progetto"
        frame.ledger.add("P-RESA-FUORI", f"Resa dichiarata di {name}", value, unit="kWh/kWp", source=source)


def _from_pvgis(frame: SupplyFrame, index: int, power_kw: Decimal, site: Site, found: PvgisSite) -> Output:
    plant, name = frame.dossier.plants[index], plant_keys(frame.dossier)[index]
    far = max(abs(found.latitude - site.latitude), abs(found.longitude - site.longitude))
    if far > FARTHEST_DEG:
        raise BrokenFileError(
            found.file,
            f"è di un altro luogo ({found.latitude:g} N, {found.longitude:g} E) e non di «{name}» "
            f"({site.latitude:g} N, {site.longitude:g} E).",
            "Scaricare da PVGIS la serie oraria del sito dell’impianto.",
        )
    totals = {year: float(np.nansum(table)) for year, table in found.years.items()}
    order = sorted(totals, key=lambda year: totals[year])
    median = order[(len(order) - 1) // 2]
    # The low scenario takes the poorest of the years that the file knows, the high one the richest; of two years in
    # the middle the poorer is expected.
    chosen = {Level.LOW: order[0], Level.EXPECTED: median, Level.HIGH: order[-1]}
    peak_kw = float(plant.modules_power_kw or power_kw)
    kwh = {
        level: _clipped(found.on_grid(year, frame.grid) * peak_kw * PVGIS_RANGE.at(level), plant)
        for level, year in chosen.items()
    }
    spread = Span(*(totals[chosen[level]] * PVGIS_RANGE.at(level) for level in Level))
    years = f"{min(totals)}-{max(totals)}" if len(totals) > 1 else f"{median}"
    frame.ledger.add(
        "P-RESA",
        f"Resa di {name}",
        spread,
        unit="kWh/kWp",
        label="PVGIS del sito",
        source=f"file {found.file}, anni {years}; © Unione europea. Da −8 % a +5 % per ombre, fermi e sporco",
        confidence=Confidence.MEDIUM,
    )
    return Output(name, kwh)


def _declared(frame: SupplyFrame, index: int, name: str) -> Output | None:
    plant, other = frame.dossier.plants[index], frame.figures.other_sources
    if plant.annual_production_kwh is None or plant.source is None:
        frame.gaps.of_plant(index, name, "producibilita_kwh")
        return None
    annual = float(plant.annual_production_kwh)
    series = spread_output(name, plant.source, annual, frame.grid, other)
    factors = Span(other.low, 1.0, other.high)
    frame.ledger.add(
        "P-RESA",
        f"Produzione di {name}",
        factors.times(annual),
        unit="kWh/anno",
        label=other.label,
        source=other.source,
    )
    return Output(name, {level: series * factors.at(level) for level in Level})


def _clipped(series: Floats, plant: Plant) -> Floats:
    """Return the output that the inverters let through."""
    if plant.inverter_power_kw is None:
        return series
    return np.minimum(series, float(plant.inverter_power_kw))


def name_matches(path: Path, plant: Plant, name: str) -> bool:
    """Whether a file is called after a plant: by its name, CENSIMP or POD."""
    wanted = [_letters(text) for text in (name, plant.censimp, plant.pod) if text]
    return any(text and text in _letters(path.stem) for text in wanted)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
