"""An assembly of a community: its call, who was there, and the votes on each item."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Text


class AssemblyItem(StrEnum):
    """What an assembly of a community decides on, one vote each."""

    CONSTITUTION = "costituzione"
    STATUTE = "statuto"
    OFFICES = "cariche"
    REFERENTE = "referente"
    FEE = "quota"
    DUTIES = "incarichi"
    RULES = "regolamento"
    SPLIT = "riparto"
    SURPLUS = "eccedenza"


class Ballot(Record):
    """The votes on one item, counted by heads."""

    item: AssemblyItem = Field(
        alias="punto",
        description=(
            "costituzione, statuto, cariche, referente, quota, incarichi (assemblea costitutiva); "
            "regolamento, riparto, eccedenza (assemblea ordinaria)"
        ),
    )
    in_favour_count: int | None = Field(None, ge=0, alias="favorevoli", description="Voti favorevoli")
    against_count: int | None = Field(None, ge=0, alias="contrari", description="Voti contrari")
    abstained_count: int | None = Field(None, ge=0, alias="astenuti", description="Astenuti")
    control_in_favour_count: int | None = Field(
        None,
        ge=0,
        alias="favorevoli_controllo",
        description="Di cui favorevoli con poteri di controllo (ente del Terzo settore e cooperativa)",
    )
    control_against_count: int | None = Field(
        None,
        ge=0,
        alias="contrari_controllo",
        description="Di cui contrari con poteri di controllo (ente del Terzo settore e cooperativa)",
    )


class CommunityAssembly(Record):
    """The founding assembly of a community, or the ordinary one that approves rules and split."""

    called_on: Day | None = Field(None, alias="convocata_il", description="Data dell’avviso di convocazione")
    place: Text | None = Field(None, alias="luogo", description="Luogo della riunione")
    remote_link: Text | None = Field(None, alias="collegamento", description="Come ci si collega a distanza")
    first_call_on: Day | None = Field(
        None, alias="prima_convocazione_il", description="Giorno della prima convocazione"
    )
    first_call_at: Text | None = Field(
        None, alias="prima_convocazione_ora", description="Ora della prima convocazione, «18:30»"
    )
    second_call_on: Day | None = Field(
        None, alias="seconda_convocazione_il", description="Giorno della seconda convocazione"
    )
    second_call_at: Text | None = Field(
        None, alias="seconda_convocazione_ora", description="Ora della seconda convocazione"
    )
    held_on: Day | None = Field(None, alias="tenuta_il", description="Giorno in cui si è tenuta")
    call_number: int | None = Field(None, ge=1, le=2, alias="convocazione", description="1 o 2")
    starts_at: Text | None = Field(None, alias="ora_inizio", description="Ora di inizio, «18:30»")
    ends_at: Text | None = Field(None, alias="ora_fine", description="Ora di chiusura")
    chair: Text | None = Field(None, alias="presidente", description="Presidente dell’assemblea")
    secretary: Text | None = Field(None, alias="segretario", description="Segretario, o notaio che verbalizza")
    entitled_count: int | None = Field(
        None,
        ge=1,
        alias="aventi_diritto",
        description="Aventi diritto al voto; vuoto = contati tra i soci (fondatori, o soci con poteri di controllo)",
    )
    present_count: int | None = Field(None, ge=0, alias="presenti", description="Presenti, in proprio o per delega")
    by_proxy_count: int | None = Field(None, ge=0, alias="per_delega", description="Di cui per delega")
    ballots: tuple[Ballot, ...] = Field((), alias="votazioni", description="Voti su ciascun punto")
