"""Reads plants from another YAML file: the list `impianti:`, alone or inside a whole `fascicolo.yaml`."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from workflow.domain.finding import Finding
from workflow.domain.plant import Plant
from workflow.domain.record import Record
from workflow.intake.fascicolo_file import read_place, validated
from workflow.intake.import_findings import ImportFindings
from workflow.intake.yaml_tree import YamlTree
from workflow.resources import BrokenFileError

_KEY = "impianti"


class _PlantList(Record):
    """The part of the file that is read."""

    plants: tuple[Plant, ...] = Field((), alias=_KEY, description="Gli impianti")


@dataclass(frozen=True)
class ReadPlants:
    """The plants of a file and what could not be read of them."""

    plants: tuple[Plant, ...]
    findings: tuple[Finding, ...]


def read_plants(path: Path) -> ReadPlants:
    """Read the file; raise BrokenFileError if it is not YAML or has no list of plants."""
    place = read_place(path)
    if place.document.get(_KEY) is None:
        raise BrokenFileError(
            path, f"manca l'elenco «{_KEY}:».", "Scrivere gli impianti come in un fascicolo.yaml, sotto «impianti:»."
        )
    findings = ImportFindings()
    data = YamlTree(place, findings, _PlantList).record(_PlantList, {_KEY: place.document[_KEY]})
    return ReadPlants(validated(_PlantList, data, findings, place).plants, findings.all)
