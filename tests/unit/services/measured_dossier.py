"""A dossier with a plant and two points since the beginning of 2024, and a year of measures for it."""

from datetime import UTC, date, datetime, timedelta

from tests.builders import measures as built
from tests.builders import rulebook
from tests.builders.folders import mini_dossier, write_folder
from workflow.services.measure_importing import Wanted, import_measures
from workflow.services.opening import open_dossier

PODS = ("IT001E00000021", "IT001E00000022")
PLANT = "Impianto 1"
PLANT_POD = "IT001E00000501"
YEAR = 2024
START = date(2024, 1, 1)
MAPPING = f"""
disposizione: colonne
direzione: prelievo
unita: kWh
fuso: utc
colonne: {{istante: Istante UTC, valori: [{", ".join(PODS)}]}}
"""
PLANT_MAPPING = """
direzione: immissione
unita: kWh
fuso: utc
chiave: Impianto 1
colonne: {istante: Ora UTC, valore: Immessa}
"""


def instants(year=YEAR):
    """The hours of the local year, counted from Rome's midnight, which is an hour before Greenwich's in winter."""
    first = datetime(year - 1, 12, 31, 23, tzinfo=UTC)
    return [first + timedelta(hours=n) for n in range(8784 if year % 4 == 0 else 8760)]


def sun(instant):
    return max(0.0, 6.0 - abs(instant.hour - 11)) * 1.5


def withdrawn(instant, point):
    return 0.5 + point + (instant.hour % 3) * 0.25


def write(folder):
    changes = {
        "slug": "aid-misure",
        "impianti.0.entrata_in_esercizio": START,
        "impianti.0.decorrenza_gse": START,
        "soci.0.punti.0.dal": START,
        "soci.0.punti.1.dal": START,
    }
    return write_folder(folder, mini_dossier("aid", changes), is_dated=False)


def opened(folder):
    return open_dossier(str(folder), as_of=date(2025, 6, 1))


def point_table(path, *, skip=lambda _instant: False):
    lines = [f"Istante UTC;{PODS[0]};{PODS[1]}"]
    lines += [
        f"{when:%Y-%m-%d %H:%M};{withdrawn(when, 0)};{withdrawn(when, 1)}" for when in instants() if not skip(when)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def plant_table(path, *, value=sun):
    lines = ["Ora UTC;Immessa", *(f"{when:%Y-%m-%d %H:%M};{value(when)}" for when in instants())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def price_table(path, months=range(1, 13)):
    rows = built.gme_rows(YEAR, list(months), lambda *_: 100.0, zones=("NORD",))
    path.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
    return path


def mapping(path, text=MAPPING):
    path.write_text(text, encoding="utf-8")
    return path


def bring(folder, *files, **wanted):
    """Import files that are good."""
    done = import_measures(opened(folder), list(files), Wanted(**wanted), archive=None, law=rulebook.law())
    assert done.is_written, done.findings


def write_measured(place):
    """Write a dossier with a year of its meters, and no price."""
    folder = write(place / "fascicolo")
    bring(folder, point_table(place / "prelievi.csv"), mapping=mapping(place / "punti.yaml"))
    bring(folder, plant_table(place / "immessa.csv"), mapping=mapping(place / "tetto.yaml", PLANT_MAPPING))
    return folder


def expected_shared_kwh():
    """The sum of the hourly minima, added one by one."""
    return sum(min(sun(when), withdrawn(when, 0) + withdrawn(when, 1)) for when in instants())
