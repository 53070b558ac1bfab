"""Reads the sums received for a year: a small YAML file that a treasurer writes, or a few words on the command line."""

from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from workflow.domain.record import Record
from workflow.domain.scalars import Number, Text, YesNo
from workflow.resources import BrokenFileError, place_of, read_yaml

COMMAND_LINE = "--received"


class ReceivedMember(Record):
    """What the portal of the GSE shows of one member, and what is withheld from it."""

    member: Text = Field(alias="codice_fiscale", description="Codice fiscale o partita IVA del membro")
    withdrawn_kwh: Number | None = Field(None, ge=0, alias="prelevata_kwh", description="Energia prelevata, in kWh")
    shared_kwh: Number | None = Field(
        None, ge=0, alias="condivisa_kwh", description="Energia condivisa attribuita ai suoi prelievi, in kWh"
    )
    withheld_eur: Number | None = Field(
        None, ge=0, alias="trattenute_eur", description="Quote, spese e recuperi da trattenere, in euro"
    )


class ReceivedPlant(Record):
    """What the portal of the GSE shows of one plant, and what its sale paid."""

    name: Text = Field(alias="impianto", description="Nome o CENSIMP dell’impianto")
    shared_kwh: Number | None = Field(
        None, ge=0, alias="condivisa_kwh", description="Energia condivisa attribuita all’impianto, in kWh"
    )
    has_tariff: YesNo | None = Field(
        None, alias="con_tariffa", description="Gli è riconosciuta la tariffa premio; se manca vale il fascicolo"
    )
    sale_eur: Number | None = Field(
        None, ge=0, alias="ritiro_dedicato_eur", description="Ritiro dedicato incassato per l’impianto, in euro"
    )


class ReceivedSums(Record):
    """The file: sums received, costs paid, and whatever figures of energy are known."""

    year: int | None = Field(None, ge=2000, le=2100, alias="anno", description="Anno a cui le somme si riferiscono")
    tariff_eur: Number | None = Field(
        None, ge=0, alias="tariffa_premio_eur", description="Parte ordinaria della tariffa premio, senza eccedenza"
    )
    surplus_eur: Number | None = Field(
        None, ge=0, alias="eccedenza_eur", description="Importo eccedentario comunicato dal GSE"
    )
    valorisation_eur: Number | None = Field(
        None, ge=0, alias="valorizzazione_eur", description="Contributo di valorizzazione"
    )
    sale_eur: Number | None = Field(
        None, ge=0, alias="ritiro_dedicato_eur", description="Ritiro dedicato di tutti gli impianti"
    )
    gse_fees_eur: Number | None = Field(
        None, ge=0, alias="corrispettivi_gse_eur", description="Corrispettivi del GSE, con l’IVA"
    )
    costs_eur: Number | None = Field(None, ge=0, alias="spese_gestione_eur", description="Spese di gestione pagate")
    reserve_eur: Number | None = Field(
        None, ge=0, alias="riserva_eur", description="Accantonamento a riserva deliberato"
    )
    surplus_to_consumers_percent: Number | None = Field(
        None,
        ge=0,
        le=100,
        alias="eccedenza_ai_consumatori",
        description="Parte dell’eccedenza per i consumatori, in %, dove va anche a finalità sociali e non è metà",
    )
    injected_kwh: Number | None = Field(None, ge=0, alias="immessa_kwh", description="Energia immessa da tutti, in kWh")
    shared_kwh: Number | None = Field(
        None, ge=0, alias="condivisa_kwh", description="Energia condivisa da tutti, in kWh"
    )
    incentivised_kwh: Number | None = Field(
        None, ge=0, alias="incentivata_kwh", description="Energia condivisa con tariffa premio, in kWh"
    )
    members: tuple[ReceivedMember, ...] = Field((), alias="membri", description="Dati di ciascun membro")
    plants: tuple[ReceivedPlant, ...] = Field((), alias="impianti", description="Dati di ciascun impianto")

    @model_validator(mode="after")
    def _is_said_once(self) -> Self:
        names = [*(one.member for one in self.members), *(one.name for one in self.plants)]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"«{twice}» è scritto due volte: lasciarne una")
        return self


# What may be written on the command line, and the key of the file it stands for.
_WORDS = {
    "tariffa": "tariffa_premio_eur",
    "eccedenza": "eccedenza_eur",
    "valorizzazione": "valorizzazione_eur",
    "rid": "ritiro_dedicato_eur",
    "corrispettivi": "corrispettivi_gse_eur",
    "spese": "spese_gestione_eur",
    "riserva": "riserva_eur",
}


def read_received(given: str) -> ReceivedSums:
    """Return the sums of a file, or of words like `tariffa=812,40 valorizzazione=120`.

    Raises BrokenFileError naming the key or the word that is wrong.
    """
    if "=" not in given:
        path = Path(given).expanduser()
        return _validated(path, read_yaml(path))
    found: dict[str, Any] = {}
    for word in given.split():
        name, _, amount = word.partition("=")
        key = _WORDS.get(name.strip().lower())
        if key is None or not amount:
            known = ", ".join(_WORDS)
            raise BrokenFileError(COMMAND_LINE, f"«{word}» non si capisce.", f"Scrivere nome=importo; nomi: {known}.")
        if key in found:
            raise BrokenFileError(COMMAND_LINE, f"«{name}» è scritto due volte.", "Lasciarne uno.")
        found[key] = amount
    return _validated(COMMAND_LINE, found)


def received_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file."""
    schema = ReceivedSums.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _validated(place: Path | str, content: Any) -> ReceivedSums:
    try:
        return ReceivedSums.model_validate(content)
    except ValidationError as error:
        wrong = error.errors()[0]
        location = tuple(wrong["loc"])
        line, column = (None, None) if isinstance(place, str) else place_of(content, location)
        key = ".".join(map(str, location))
        why = _WHY.get(wrong["type"], str(wrong.get("ctx", {}).get("error", f"«{wrong['input']}» non va bene")))
        remedy = "Correggere la voce; le chiavi sono in docs/riparto.md."
        raise BrokenFileError(
            place, f"{key}: {why}." if key else f"{why}.", remedy, line=line, column=column
        ) from error


_WHY = {
    "extra_forbidden": "la chiave non esiste",
    "greater_than_equal": "il numero è troppo piccolo: nessuna somma è negativa",
    "less_than_equal": "il numero è troppo grande",
    "missing": "manca",
}
