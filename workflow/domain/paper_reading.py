"""What is written on a paper: the datum somebody, or the program, read there, to be compared with the dossier's own."""

from enum import StrEnum

from pydantic import Field

from workflow.domain.attachment import AttachmentKind
from workflow.domain.record import Record
from workflow.domain.scalars import Text


class PaperField(StrEnum):
    """Which datum was read on the paper."""

    POD = "pod"
    CENSIMP = "censimp"
    POWER = "potenza_kw"
    ATECO = "ateco"


class PaperReading(Record):
    """One datum read on one paper; a paper that says two powers has two readings."""

    paper: AttachmentKind | None = Field(None, alias="documento", description="Cartella di allegati in cui è la carta")
    key: Text | None = Field(
        None, alias="chiave", description="Con che cosa comincia il nome del file: POD, codice fiscale, CENSIMP"
    )
    datum: PaperField | None = Field(None, alias="dato", description="Che cosa si è letto")
    value: Text | None = Field(None, alias="valore", description="Come è scritto sulla carta")
