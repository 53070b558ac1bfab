"""What a biogas or biomass plant burns and how; source: Regole operative 2024, Appendice D."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Number, Text, YesNo


class FuelList(StrEnum):
    """The list of Appendice D in which a product or by-product stands."""

    D1_A = "d1_a"
    D1_B = "d1_b"
    D2_A = "d2_a"
    D2_B = "d2_b"
    NONE = "nessuno"


class Fuel(Record):
    """One product or by-product that feeds the plant, over a year."""

    name: Text | None = Field(None, alias="nome", description="Prodotto o sottoprodotto")
    listed_in: FuelList | None = Field(None, alias="elenco", description="Elenco dell’Appendice D in cui compare")
    share: Number | None = Field(None, alias="percentuale", description="Percentuale in peso sull’anno")
    is_from_own_farms: YesNo | None = Field(
        None, alias="ciclo_aziendale", description="Viene dal ciclo delle aziende agricole che fanno l’impianto"
    )
    distance_km: Number | None = Field(
        None, alias="distanza_km", description="Distanza di trasporto in linea d’aria, km"
    )
    d3_entry: Text | None = Field(
        None, alias="voce_d3", description="Voce della tabella D3 per il risparmio emissivo standard"
    )


class Feedstock(Record):
    """The yearly feed of a thermal plant and the measures that go with it."""

    digestate_days: Number | None = Field(
        None,
        alias="giorni_stoccaggio",
        description="Biogas: giorni di produzione che le vasche del digestato contengono",
    )
    is_gas_tight: YesNo | None = Field(
        None, alias="vasche_a_tenuta", description="Biogas: vasche a tenuta di gas con recupero"
    )
    is_heat_recovered: YesNo | None = Field(None, alias="calore_recuperato", description="Il calore è recuperato")
    dust_mg_nm3: Number | None = Field(
        None, alias="polveri_mg_nm3", description="Biomassa: polveri in mg/Nm3 all’ossigeno di riferimento"
    )
    is_pelletised: YesNo | None = Field(None, alias="pellettizzazione", description="Biomassa: si usa pellet")
    has_supply_agreements: YesNo | None = Field(
        None, alias="accordi_fornitura", description="Biomassa: accordi con aree e siti di provenienza"
    )
    fuels: tuple[Fuel, ...] = Field((), alias="combustibili", description="Prodotti e sottoprodotti, uno per uno")
