"""What a bundle is made for: the request of access, or one of the practices that come before, beside or after it."""

from dataclasses import dataclass
from enum import StrEnum


class FilingKind(StrEnum):
    """The practices for which papers are prepared."""

    ACCESS = "accesso"
    PRELIMINARY = "verifica_preliminare"
    VARIATION = "variazione"
    PNRR = "pnrr"
    INTEGRATION_ANSWER = "risposta_integrazioni"
    OBSERVATIONS = "osservazioni_preavviso"
    CONTRACT_WITHDRAWAL = "recesso_contratto_gse"
    REQUEST_WAIVER = "rinuncia_richiesta"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]

    @property
    def answers_an_act(self) -> bool:
        """Whether it answers an act of the GSE."""
        return self in {FilingKind.INTEGRATION_ANSWER, FilingKind.OBSERVATIONS}


class FilingChannel(StrEnum):
    """The way by which the papers reach the GSE."""

    PORTAL = "portale"
    PEC = "pec"

    @property
    def label(self) -> str:
        """What people read."""
        return {FilingChannel.PORTAL: "portale SPC del GSE", FilingChannel.PEC: "PEC"}[self]


_LABELS = {
    FilingKind.ACCESS: "richiesta di accesso",
    FilingKind.PRELIMINARY: "verifica preliminare",
    FilingKind.VARIATION: "variazione",
    FilingKind.PNRR: "progetto PNRR",
    FilingKind.INTEGRATION_ANSWER: "risposta a una richiesta di integrazioni",
    FilingKind.OBSERVATIONS: "osservazioni a un preavviso di rigetto",
    FilingKind.CONTRACT_WITHDRAWAL: "recesso dal contratto con il GSE",
    FilingKind.REQUEST_WAIVER: "rinuncia alla richiesta",
}


@dataclass(frozen=True)
class Filing:
    """One practice: its kind and, for a variation, a PNRR project or an answer, its place in the dossier's list."""

    kind: FilingKind = FilingKind.ACCESS
    index: int | None = None
