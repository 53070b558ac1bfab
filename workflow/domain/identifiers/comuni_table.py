"""The table of the Italian comuni, read once from the packaged data (origin and licence in comuni.LICENSE.md)."""

import csv
import gzip
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast

MarketZone = Literal["NORD", "CNOR", "CSUD", "SUD", "CALA", "SICI", "SARD"]
PvClass = Literal["NORD", "CENTRO", "SUD"]


@dataclass(frozen=True, slots=True)
class Comune:
    """One comune: its codes, province and region, its inhabitants, its electricity market zone and photovoltaic class.

    `population` is ISTAT's of 2023; None is unknown (comuni born or moved later) and has to be asked. The market zone
    is that of the region, which a few grid nodes do not follow.
    """

    istat_code: str
    name: str
    province: str
    province_code: str
    region: str
    belfiore: str
    population: int | None
    market_zone: MarketZone
    pv_class: PvClass


@cache
def all_comuni() -> tuple[Comune, ...]:
    """Return every comune of the table, in the order of the ISTAT code."""
    packed = resources.files("workflow.domain.identifiers").joinpath("comuni.csv.gz").read_bytes()
    rows = csv.DictReader(gzip.decompress(packed).decode("utf-8").splitlines())
    return tuple(
        Comune(
            istat_code=row["istat"],
            name=row["comune"],
            province=row["provincia"],
            province_code=row["sigla"],
            region=row["regione"],
            belfiore=row["belfiore"],
            population=int(row["pop2023"]) if row["pop2023"] else None,
            market_zone=cast("MarketZone", row["zona"]),
            pv_class=cast("PvClass", row["classe_fv"]),
        )
        for row in rows
    )
