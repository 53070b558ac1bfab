"""Reads the sourced figures of the projection from `checklists/energy`."""

from typing import TypeVar

from pydantic import BaseModel

from workflow.energy.projection.figures import EnergyFigures, Loads, OtherSources, Photovoltaic, Places, Prices
from workflow.law.reading import YamlFile
from workflow.resources import data_folder

FOLDER = "energy"
_Record = TypeVar("_Record", bound=BaseModel)


def load_figures() -> EnergyFigures:
    """Return the packaged figures; raise BrokenFileError with file and line for what is out of form."""
    return EnergyFigures(
        photovoltaic=_read("fotovoltaico", Photovoltaic),
        places=_read("luoghi", Places),
        other_sources=_read("altre_fonti", OtherSources),
        loads=_read("carichi", Loads),
        prices=_read("prezzi", Prices),
    )


def _read(name: str, record: type[_Record]) -> _Record:
    return YamlFile.read(data_folder("checklists") / FOLDER / f"{name}.yaml").as_record(record)
