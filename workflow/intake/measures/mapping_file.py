"""A column mapping: what each column of somebody's own table means, kept with the dossier in `misure/mappature/`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workflow.energy.series import Direction
from workflow.intake.measures.stamps import Clock, Marks
from workflow.intake.measures.written_energy import Decimals
from workflow.resources import BrokenFileError, place_of, plain, read_yaml

_REMEDY = "Il formato delle mappature è descritto in docs/misure.md."
Text = Annotated[str, Field(min_length=1, max_length=200)]


class Layout(StrEnum):
    """How the table lies: one value a row, one day a row, or one meter a column."""

    ROWS = "righe"
    DAYS = "giorni"
    COLUMNS = "colonne"


class Unit(StrEnum):
    """The unit of the values; a power is the mean of its interval."""

    KWH = "kWh"
    WH = "Wh"
    MWH = "MWh"
    KW = "kW"
    W = "W"
    EUR_MWH = "EUR/MWh"
    EUR_KWH = "EUR/kWh"

    @property
    def is_price(self) -> bool:
        """Whether it is of a price."""
        return self in {Unit.EUR_MWH, Unit.EUR_KWH}

    def factor(self, per_hour: int) -> float:
        """Return what makes kWh, or EUR/MWh, of a value of one of `per_hour` intervals."""
        return _FACTORS[self] / (per_hour if self in {Unit.KW, Unit.W} else 1)


_FACTORS = {
    Unit.KWH: 1.0,
    Unit.WH: 0.001,
    Unit.MWH: 1000.0,
    Unit.KW: 1.0,
    Unit.W: 0.001,
    Unit.EUR_MWH: 1.0,
    Unit.EUR_KWH: 1000.0,
}


# A day may have an hour less or more: 24 hours, 48 half hours, 96 quarters, each with its short and its long day.
_COLUMNS_OF_A_DAY = frozenset(hours * per_hour for hours in (23, 24, 25) for per_hour in (1, 2, 4))


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class MappedColumns(_Strict):
    """`colonne`: the headings of the columns, as the file writes them."""

    pod: Text | None = None
    plant: Text | None = Field(None, alias="impianto")
    zone: Text | None = Field(None, alias="zona")
    instant: Text | None = Field(None, alias="istante")
    day: Text | None = Field(None, alias="giorno")
    hour: Text | None = Field(None, alias="ora")
    quarter: Text | None = Field(None, alias="quarto")
    value: Text | None = Field(None, alias="valore")
    values: tuple[Text, ...] = Field((), alias="valori")
    estimated: Text | None = Field(None, alias="stimato")

    @property
    def named(self) -> tuple[str, ...]:
        """Every heading that the file must have."""
        single = (
            self.pod, self.plant, self.zone, self.instant, self.day, self.hour, self.quarter, self.value,
            self.estimated,
        )  # fmt: skip
        return (*(name for name in single if name is not None), *self.values)

    @property
    def key(self) -> str | None:
        """The heading of the column that says whose the value is."""
        return self.pod or self.plant or self.zone


class ColumnMapping(_Strict):
    """A whole mapping file."""

    name: str = ""
    description: str = Field("", alias="descrizione")
    layout: Layout = Field(Layout.ROWS, alias="disposizione")
    direction: Direction = Field(alias="direzione")
    sheet: Text | None = Field(None, alias="foglio")
    columns: MappedColumns = Field(alias="colonne")
    key: Text | None = Field(None, alias="chiave")
    unit: Unit = Field(alias="unita")
    step_minutes: Literal[5, 10, 15, 30, 60] | None = Field(None, alias="passo_minuti")
    clock: Clock = Field(Clock.LEGAL, alias="fuso")
    marks: Marks = Field(Marks.BEGINNING, alias="istante_di")
    instant_form: Text | None = Field(None, alias="formato_istante")
    first_number: Literal[0, 1] = Field(1, alias="primo_numero")
    decimals: Decimals | None = Field(None, alias="decimali")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        columns = self.columns
        if (self.direction is Direction.PRICE) != self.unit.is_price:
            raise ValueError("«direzione» e «unita» non vanno insieme: i prezzi sono in EUR/MWh o EUR/kWh")
        if self.layout is Layout.DAYS:
            if columns.day is None or not columns.values:
                raise ValueError("con «disposizione: giorni» servono le colonne «giorno» e «valori»")
            if self.step_minutes is None and len(columns.values) not in _COLUMNS_OF_A_DAY:
                raise ValueError(f"{len(columns.values)} colonne in «valori» non fanno un giorno: dire «passo_minuti»")
        elif columns.instant is None and columns.day is None:
            raise ValueError("serve la colonna «istante», o «giorno» con «ora» o «quarto»")
        elif columns.instant is None and columns.hour is None and columns.quarter is None:
            raise ValueError("con «giorno» serve la colonna «ora» o «quarto»")
        if self.clock is Clock.STATED and columns.instant is None:
            raise ValueError("«fuso: nel_dato» vuole la colonna «istante»")
        if self.layout is Layout.ROWS and columns.value is None:
            raise ValueError("con «disposizione: righe» serve la colonna «valore»")
        return self


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping; raise BrokenFileError with the line of what is wrong in it."""
    document = read_yaml(path)
    values = plain(document)
    try:
        return ColumnMapping.model_validate({**values, "name": path.stem})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        location = tuple(first["loc"])
        line, column = place_of(document, location)
        where = ".".join(map(str, location))
        raise BrokenFileError(path, _problem(where, first), _REMEDY, line=line or 1, column=column or 1) from error


def read_mappings(folder: Path) -> tuple[ColumnMapping, ...]:
    """Return every mapping of a folder, the most demanding first: it recognises its file more surely."""
    if not folder.is_dir():
        return ()
    found = [read_mapping(path) for path in sorted(folder.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda mapping: (-len(mapping.columns.named), mapping.name)))


def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema of a mapping file."""
    schema = ColumnMapping.model_json_schema(by_alias=True)
    schema["properties"].pop("name", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _problem(where: str, error: Any) -> str:
    if error["type"] == "missing":
        return f"manca la chiave «{where}»."
    if error["type"] == "extra_forbidden":
        return f"la chiave «{where}» non è prevista."
    if error["type"] == "value_error":
        return f"{error['ctx']['error']}."
    expected = error.get("ctx", {}).get("expected")
    allowed = f" I valori ammessi sono: {expected.replace(' or ', ', ')}." if expected else ""
    return f"il valore di «{where}» non va bene.{allowed}"
