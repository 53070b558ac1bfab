"""Turns a YAML file into a frozen record and says, in Italian, file, line and column of what it refuses."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from workflow.packaged_yaml import packaged_values
from workflow.resources import BrokenFileError, place_of, plain, read_yaml

Location = tuple[str | int, ...]
Record = TypeVar("Record", bound=BaseModel)

_WRONG_TYPE = {
    "date_type": "deve essere una data (AAAA-MM-GG)",
    "date_parsing": "deve essere una data (AAAA-MM-GG)",
    "date_from_datetime_parsing": "deve essere una data (AAAA-MM-GG)",
    "date_from_datetime_inexact": "deve essere una data senza ora (AAAA-MM-GG)",
    "string_type": "deve essere un testo, tra virgolette se sono solo cifre",
    "string_too_short": "non può essere vuoto",
    "bool_type": "deve essere true o false",
    "bool_parsing": "deve essere true o false",
    "tuple_type": "deve essere un elenco (righe che cominciano con «- »)",
    "too_short": "non può essere vuoto",
    "model_type": "deve essere un gruppo di chiavi",
    "dict_type": "deve essere un gruppo di chiavi",
}


@dataclass(frozen=True)
class YamlFile:
    """A YAML mapping that can say where each of its values was written."""

    path: Path
    document: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "YamlFile":
        """Read the file; raise BrokenFileError if it is not one mapping without duplicate keys."""
        return cls(path, packaged_values(path))

    def refuse(self, location: Location, problem: str, remedy: str) -> BrokenFileError:
        """Build the error for the value at `location`, reading the file again to know where that is."""
        line, column = place_of(read_yaml(self.path), location)
        return BrokenFileError(self.path, problem, remedy, line=line or 1, column=column or 1)

    def as_record(self, record: type[Record], within: Location = (), **given: Any) -> Record:
        """Validate the mapping at `within` as `record`; the `given` fields come from the file name, not its text."""
        node: Any = self.document
        for step in within:
            node = node[step]
        data = settled(node)
        if not isinstance(data, dict):
            raise self.refuse(within, "qui serve un gruppo di chiavi.", "Scrivere righe del tipo «chiave: valore».")
        for key in given:
            if key in data:
                raise self.refuse((*within, key), f"la chiave «{key}» non è prevista.", "Toglierla: la dà il file.")
        try:
            return record.model_validate({**data, **given})
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            location = (*within, *first["loc"])
            raise self.refuse(location, _problem(first["type"], location, first.get("ctx", {})), _REMEDY) from error


_REMEDY = "Il formato è descritto in checklists/README.md."


def settled(node: Any) -> Any:
    """Turn a YAML tree into plain values: text, int, date, bool, list, dict, and Decimal for every decimal."""
    return _settle(plain(node))


def _settle(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _settle(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_settle(item) for item in node]
    if isinstance(node, float):
        return Decimal(repr(float(node)))
    if isinstance(node, str):
        return str(node)
    if isinstance(node, int) and not isinstance(node, bool):
        return int(node)
    return node


def _problem(kind: str, location: Location, context: dict[str, Any]) -> str:
    key = next((str(step) for step in reversed(location) if isinstance(step, str)), "")
    if kind == "missing":
        return f"manca la chiave «{key}»."
    if kind == "extra_forbidden":
        return f"la chiave «{key}» non è prevista."
    if kind in {"enum", "literal_error"}:
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return f"il valore di «{key}» non è ammesso: si può scrivere {allowed}."
    if kind == "value_error":
        return f"il valore di «{key}» non va: {context.get('error', '')}."
    return f"il valore di «{key}» {_WRONG_TYPE.get(kind, 'non è valido')}."
