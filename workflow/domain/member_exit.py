"""A member who leaves or is excluded, and what may be due for an investment shared before."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from pydantic import Field

from workflow.domain.record import Record
from workflow.domain.scalars import Day, Number, Text, YesNo

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


class ExitKind(StrEnum):
    """Why a member goes."""

    WITHDRAWAL = "recesso"
    EXCLUSION = "esclusione"
    LOSS = "perdita_requisiti"


class SharedInvestment(Record):
    """An investment the member had agreed, in a separate act, to share."""

    purpose: Text | None = Field(None, alias="oggetto", description="Che cosa è stato finanziato")
    signed_on: Day | None = Field(None, alias="atto_del", description="Data dell’atto di compartecipazione")
    cost_eur: Number | None = Field(None, alias="costo_eur", description="Costo documentato, in euro")
    grants_eur: Number | None = Field(
        None, alias="contributi_eur", description="Contributi pubblici e detrazioni fruite, in euro"
    )
    share_percent: Number | None = Field(None, alias="quota", description="Parte assunta dal membro, in %")
    total_months: int | None = Field(
        None, ge=1, alias="mesi_ammortamento", description="Mesi di ammortamento scritti nell’atto"
    )
    left_months: int | None = Field(None, ge=0, alias="mesi_residui", description="Mesi che mancano alla fine")
    paid_ahead_eur: Number | None = Field(
        None, alias="anticipato_eur", description="Già versato per i mesi che mancano, in euro"
    )
    is_taken_over: YesNo | None = Field(None, alias="subentro", description="Qualcuno assume la quota")

    @property
    def fee_eur(self) -> Decimal | None:
        """(cost - grants) x share x months left / months - paid ahead, never below zero; None while a term is unknown.

        The formula is the one of our statutes and contracts.
        """
        if self.is_taken_over:
            return Decimal(0)
        if self.cost_eur is None or self.grants_eur is None or self.share_percent is None:
            return None
        if self.total_months is None or self.left_months is None or self.paid_ahead_eur is None:
            return None
        part = (self.cost_eur - self.grants_eur) * self.share_percent / _HUNDRED
        due = part * self.left_months / self.total_months - self.paid_ahead_eur
        return max(Decimal(0), due).quantize(_CENT, ROUND_HALF_UP)


class MemberExit(Record):
    """One exit, of a member or of some of its points only."""

    member: Text | None = Field(None, alias="membro", description="Codice fiscale o partita IVA di chi esce")
    kind: ExitKind | None = Field(None, alias="tipo", description="recesso, esclusione o perdita_requisiti")
    pods: tuple[Text, ...] = Field((), alias="solo_punti", description="Solo questi POD escono; vuoto = il membro")
    received_on: Day | None = Field(None, alias="ricevuta_il", description="Giorno in cui il recesso è arrivato")
    warned_on: Day | None = Field(None, alias="diffida_del", description="Esclusione: giorno dell’invito a rimediare")
    decided_on: Day | None = Field(None, alias="deliberata_il", description="Esclusione: giorno della decisione")
    reason: Text | None = Field(None, alias="motivo", description="Esclusione: fatti e regola violata")
    effective_on: Day | None = Field(None, alias="efficace_dal", description="Giorno da cui ha effetto tra le parti")
    investment: SharedInvestment | None = Field(
        None, alias="investimento", description="Investimento compartecipato, se c’è un atto firmato"
    )

    @property
    def fee_eur(self) -> Decimal | None:
        """What may be due for leaving early: nothing without a signed investment."""
        return Decimal(0) if self.investment is None else self.investment.fee_eur
