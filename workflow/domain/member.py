"""Members and the connection points from which they draw energy."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, Text, YesNo
from workflow.domain.subject import Subject


class MemberRole(StrEnum):
    """How a member takes part."""

    CONSUMER = "consumatore"
    PRODUCER = "produttore"
    PROSUMER = "prosumer"
    SUPPORTER = "sostenitore"


class MemberTitle(StrEnum):
    """By which title the withdrawals count."""

    MEMBER = "membro"
    RELEASE = "liberatoria"


class Voltage(StrEnum):
    """The voltage level of a connection point."""

    LOW = "BT"
    MEDIUM = "MT"
    HIGH = "AT"


class WithdrawalPoint(Record):
    """One connection point with its consumption utility; one row of `soci.xlsx`."""

    index: int = Field(0, ge=0, description="Riga dei dati, da 0")
    pod: Text | None = Field(None, alias="pod", description="Codice POD")
    bill_holder: Text | None = Field(
        None, alias="intestatario_bolletta", description="Codice fiscale scritto sulla bolletta, se diverso"
    )
    address: Text | None = Field(None, alias="indirizzo_pod", description="Indirizzo della fornitura")
    cabina_primaria: Text | None = Field(
        None, alias="cabina_primaria", description="Area della cabina primaria di questo POD"
    )
    in_building: YesNo | None = Field(
        None, alias="nell_edificio", description="Il POD è nell’area dell’edificio o condominio"
    )
    ssp_active: YesNo | None = Field(None, alias="ssp_attivo", description="È attivo lo scambio sul posto")
    only_auxiliaries: YesNo | None = Field(
        None, alias="solo_ausiliari", description="Alimenta solo ausiliari di generazione o pompaggio"
    )
    other_configuration: YesNo | None = Field(
        None, alias="altra_configurazione", description="Il POD è già in un’altra configurazione"
    )
    annual_kwh: Number | None = Field(None, alias="consumo_annuo_kwh", description="Consumo annuo in kWh")
    f1_kwh: Number | None = Field(None, alias="consumo_f1_kwh", description="Consumo in fascia F1")
    f2_kwh: Number | None = Field(None, alias="consumo_f2_kwh", description="Consumo in fascia F2")
    f3_kwh: Number | None = Field(None, alias="consumo_f3_kwh", description="Consumo in fascia F3")
    power_kw: Number | None = Field(None, alias="potenza_impegnata_kw", description="Potenza impegnata in kW")
    voltage: Voltage | None = Field(None, alias="tensione", description="BT, MT o AT")
    from_on: Day | None = Field(None, alias="dal", description="Primo giorno nella configurazione")
    until_on: Day | None = Field(None, alias="fino_al", description="Primo giorno fuori dalla configurazione")


class Member(Subject):
    """A member of the community or group, the single client, or a client who only gives the liberatoria."""

    index: int = Field(0, ge=0, description="Prima riga dei dati, da 0")
    number: Text | None = Field(None, alias="numero", description="Numero nel libro dei soci")
    title: MemberTitle = Field(MemberTitle.MEMBER, alias="titolo", description="membro oppure liberatoria")
    role: MemberRole | None = Field(None, alias="ruolo", description="consumatore, produttore, prosumer o sostenitore")
    has_control: YesNo | None = Field(None, alias="poteri_controllo", description="Esercita poteri di controllo")
    joined_on: Day | None = Field(None, alias="data_adesione", description="Data di adesione")
    left_on: Day | None = Field(None, alias="data_uscita", description="Data di uscita")
    unit: Text | None = Field(None, alias="unita_immobiliare", description="Interno, scala o unità (condominio)")
    millesimi: Number | None = Field(None, alias="millesimi", description="Millesimi di proprietà (condominio)")
    is_owner: YesNo | None = Field(None, alias="proprietario", description="È proprietario dell’unità (no: inquilino)")
    informed_on: Day | None = Field(
        None, alias="informativa_il", description="Data dell’informativa preventiva sui benefici"
    )
    consent_sii: YesNo | None = Field(
        None, alias="consenso_sii", description="Consenso all’acquisizione dei dati dal SII"
    )
    consent_rse: YesNo | None = Field(None, alias="consenso_rse", description="Disponibilità alle campagne RSE")
    declaration_on: Day | None = Field(
        None, alias="dichiarazione_il", description="Data della dichiarazione sostitutiva firmata"
    )
    points: tuple[WithdrawalPoint, ...] = Field((), alias="punti", description="Punti di prelievo")

    @property
    def is_release(self) -> bool:
        """Whether the subject stays outside and only lets its withdrawals count."""
        return self.title is MemberTitle.RELEASE

    @property
    def takes_part(self) -> bool:
        """Whether the member is in the configuration as client or producer, not only as a supporter."""
        return not self.is_release and self.role is not MemberRole.SUPPORTER
