"""Builds files of measures as distributors, portals and markets write them, from kWh that a test knows."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from workflow.energy.hours import ROME

PIVA_DSO = "01234567897"
PIVA_USER = "12345678903"
Value = Callable[[date, int], float | None]


def hours_in(day: date) -> int:
    """Count the hours of a local day by the clock of the system's time zones, not by ours."""
    start = datetime(day.year, day.month, day.day, tzinfo=ROME)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=ROME)
    return round((end.timestamp() - start.timestamp()) / 3600)


def days_of(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    return [day for day in (first + timedelta(days=n) for n in range(31)) if day.month == month]


def comma(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")


def ea_rows(day: date, value: Value, tag: str = "Ea", *, with_dst: bool = True) -> str:
    """Return the rows of a day as layout 1.8 wants them: `value` is asked for each quarter of the day, from 0."""
    hours = hours_in(day)

    def row(dst: int, numbered: Mapping[int, int]) -> str:
        cells = {number: value(day, slot) for number, slot in numbered.items()}
        written = " ".join(f'E{number}="{comma(kwh)}"' for number, kwh in cells.items() if kwh is not None)
        mark = f'Dst="{dst}" ' if with_dst else ""
        return f"<{tag} {mark}{written}>{day:%d}</{tag}>"

    if hours == 23:
        return row(1, {n: (n - 1 if n <= 8 else n - 5) for n in range(1, 97) if not 9 <= n <= 12})
    if hours == 25:
        return row(2, {n: n - 1 for n in range(1, 13)}) + row(3, {n: n + 3 for n in range(9, 97)})
    return row(0, {n: n - 1 for n in range(1, 97)})


def dati_pod(
    pod: str,
    month: date,
    value: Value,
    *,
    days: Sequence[date] | None = None,
    ka: str | None = "1",
    kind: str = "E",
    validated: str = "S",
    curve: str = "Misura",
    with_dst: bool = True,
) -> str:
    factor = "" if ka is None else f"<Ka>{ka}</Ka><Kr>{ka}</Kr><Kp>{ka}</Kp>"
    rows = "".join(
        ea_rows(day, value, with_dst=with_dst) + ea_rows(day, lambda _d, _s: 9.0, "Er", with_dst=with_dst)
        for day in (days or days_of(month.year, month.month))
    )
    return (
        f"<DatiPod><Pod>{pod}</Pod><MeseAnno>{month:%m/%Y}</MeseAnno>"
        f"<DatiPdp><Trattamento>O</Trattamento><Tensione>230</Tensione><Forfait>NO</Forfait><GruppoMis>SI</GruppoMis>"
        f"{factor}</DatiPdp><{curve}><Raccolta>T</Raccolta><TipoDato>{kind}</TipoDato>"
        f"<Validato>{validated}</Validato><PotMax>3,000</PotMax>{rows}</{curve}></DatiPod>"
    )


def sii(code: str, points: str, *, namespace: str = "", encoding: str = "UTF-8") -> bytes:
    mark = f' xmlns="{namespace}"' if namespace else ""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<FlussoMisure{mark} CodFlusso="{code}">'
        f"<IdentificativiFlusso><PIvaUtente>{PIVA_USER}</PIvaUtente><PIvaDistributore>{PIVA_DSO}</PIvaDistributore>"
        f"<CodContrDisp>DP0001</CodContrDisp></IdentificativiFlusso>{points}</FlussoMisure>"
    )
    return text.encode(encoding)


def sii_name(code: str, issued: str) -> str:
    return f"{PIVA_DSO}_{PIVA_USER}_202501_{code}_{issued}_1DP0001_NR.xml"


def portale(rows: Sequence[tuple[str, date, str, str, Sequence[float | None]]]) -> str:
    """Return a CSV of the Portale Consumi: (pod, day, received dd/mm/yyyy, flow, quarters) a row."""
    heads = ["pod", "data_lettura", "data_ricezione", "motivazione", "lettura_monoraria"]
    heads += [f"lettura_f{n}" for n in range(1, 7)] + ["tipo_flusso", "annomese_riferimento"]
    heads += [f"ea{n}" for n in range(1, 97)] + [f"er{n}" for n in range(1, 97)]
    lines = [";".join(heads)]
    for pod, day, received, flow, quarters in rows:
        cells = ["" if kwh is None else comma(kwh) for kwh in quarters]
        cells += [""] * (96 - len(cells))
        known = [pod, f"{day:%d/%m/%Y}", received, "1", "", *[""] * 6, flow, f"{day:%Y%m}"]
        lines.append(";".join([*known, *cells, *["0,000"] * 96]))
    return "\r\n".join(lines) + "\r\n"


def workbook(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "Foglio1") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path


def distributor(days: Sequence[tuple[date, str, Sequence[float]]], pod: str | None = None) -> str:
    readings = [
        {
            "energyType": kind,
            "sampleDate": f"{day:%Y%m%d}",
            "sampleFrequency": 15,
            "sampleValues": [{"id": str(n), "val": kwh} for n, kwh in enumerate(quarters, start=1)],
        }
        for day, kind, quarters in days
    ]
    return json.dumps({"readings": readings, **({"pod": pod} if pod else {})})


def gme_rows(
    year: int, months: Sequence[int], price: Value, *, quarters: bool = False, zones: Sequence[str] = ("PUN", "NORD")
) -> list[list[Any]]:
    """Return a table of the GME: its hours run on through the changes of the clock."""
    heads = ["Data/Date (YYYYMMDD)", "Ora /Hour", *(["Periodo"] if quarters else []), *zones]
    rows: list[list[Any]] = [heads]
    for month in months:
        for day in days_of(year, month):
            count = hours_in(day) * (4 if quarters else 1)
            for slot in range(count):
                hour = slot // 4 + 1 if quarters else slot + 1
                cells: list[Any] = [int(f"{day:%Y%m%d}"), hour, *([slot + 1] if quarters else [])]
                rows.append([*cells, *[price(day, slot)] * len(zones)])
    return rows


def gme_xml(rows: Sequence[Sequence[Any]]) -> bytes:
    names = {"Data/Date (YYYYMMDD)": "Data", "Ora /Hour": "Ora"}
    heads = [names.get(str(name), str(name)) for name in rows[0]]
    body = "".join(
        "<Prezzi><Mercato>MGP</Mercato>"
        + "".join(
            f"<{name}>{comma(cell) if isinstance(cell, float) else cell}</{name}>"
            for name, cell in zip(heads, row, strict=True)
        )
        + "</Prezzi>"
        for row in rows[1:]
    )
    return f'<?xml version="1.0" encoding="utf-8"?><NewDataSet>{body}</NewDataSet>'.encode()


def pvgis_csv(rows: Sequence[tuple[str, float]], *, with_power: bool = True) -> str:
    head = "Latitude (decimal degrees):\t45.000\nLongitude (decimal degrees):\t8.000\nElevation (m):\t250\n"
    head += "Radiation database:\tPVGIS-SARAH2\n\n\nSlope: 30 deg. \nAzimuth: 0 deg. \n"
    head += "Nominal power of the PV system (c-Si) (kWp):\t10.0\nSystem losses (%):\t14.0\n\n"
    names = "time,P,G(i),H_sun,T2m,WS10m,Int" if with_power else "time,G(i),H_sun,T2m,WS10m,Int"
    power = [
        f"{time},{watts},1.0,2.0,3.0,4.0,0.0" if with_power else f"{time},1.0,2.0,3.0,4.0,0.0" for time, watts in rows
    ]
    return head + names + "\n" + "\n".join(power) + "\n\nP: PV system power (W)\nPVGIS (c) European Union\n"
