"""The named assumptions of a settlement in words: what each asks, what was chosen, which other answers there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflow.energy.assumptions import (
    Assumptions,
    BuildingEnergy,
    EligibleEnergy,
    ExemptMeasure,
    ExemptPriority,
    FeeFraction,
    FeeScope,
    FeeYear,
    LossFloor,
    SurplusDenominator,
    TieRule,
)
from workflow.energy.inputs import Holder

ROUNDING = "A-ROUND"


@dataclass(frozen=True)
class SettlementAssumption:
    """One assumption as a settlement used it; `option` is its key in the settlement file, None if it cannot change."""

    code: str
    question: str
    answer: str
    option: str | None = None
    choice: str | None = None
    others: tuple[str, ...] = ()


# By kind of choice: members of two kinds that are written alike are equal as texts.
_WORDS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    TieRule: {
        TieRule.PRO_RATA: "in proporzione a quanto immettono",
        TieRule.BY_ID: "nell’ordine del nome",
    },
    ExemptMeasure: {
        ExemptMeasure.PRO_RATA: "in proporzione ai prelievi dell’ora",
        ExemptMeasure.FIRST: "gli esenti sono serviti per primi",
        ExemptMeasure.LAST: "gli esenti sono serviti per ultimi",
    },
    ExemptPriority: {
        ExemptPriority.BODIES_ONLY: "degli enti prima agli impianti con contributo, delle persone in proporzione",
        ExemptPriority.ALL_EXEMPT: "tutta prima agli impianti con contributo",
        ExemptPriority.NONE: "a tutti in proporzione",
    },
    EligibleEnergy: {
        EligibleEnergy.AFTER_QUEUE: "dopo la coda, sull’energia condivisa",
        EligibleEnergy.BEFORE_MIN: "prima del minimo orario, sull’energia immessa",
    },
    SurplusDenominator: {
        SurplusDenominator.FULL: "tutta l’energia immessa dagli impianti incentivati",
        SurplusDenominator.ELIGIBLE: "la sola quota che può avere la tariffa",
    },
    BuildingEnergy: {
        BuildingEnergy.RECOMPUTED: "il minimo orario rifatto con i soli impianti dell’edificio",
        BuildingEnergy.QUEUE_SHARES: "ciò che la coda dà agli impianti dell’edificio",
    },
    LossFloor: {
        LossFloor.NONE: "riduce le perdite evitate, fino a renderle negative",
        LossFloor.ZERO: "vale zero",
    },
    FeeScope: {
        FeeScope.ALL_PLANTS: "tutti gli impianti di una configurazione con tariffa",
        FeeScope.TIP_PLANTS: "i soli impianti con tariffa",
    },
    FeeYear: {
        FeeYear.FULL: "per intero",
        FeeYear.PRO_RATA: "in proporzione ai giorni di servizio",
    },
    FeeFraction: {
        FeeFraction.PROPORTIONAL: "in proporzione",
        FeeFraction.WHOLE_KW: "solo i kW interi",
    },
}
_CHOOSABLE: Mapping[str, tuple[str, str]] = {
    "tie_rule": ("A-TIE", "Come si dividono l’energia due impianti entrati in esercizio lo stesso giorno"),
    "eligible_energy": ("A-RHO", "Dove si toglie la potenza senza tariffa (quota d’obbligo e Superbonus)"),
    "exempt_measure": ("A-EXMEAS", "Come si misura l’energia esente dal fattore F in un’ora"),
    "exempt_priority": ("A-EXPRIO", "A quali impianti va prima l’energia esente"),
    "surplus_denominator": ("A-SURDEN", "Su quale immissione si misura l’eccedenza quando una parte non ha tariffa"),
    "building_energy": ("A-ACVC", "Quale energia condividono gli impianti dell’edificio di un gruppo"),
    "loss_floor": ("A-NEGPZ", "Che cosa fa un prezzo zonale negativo alle perdite evitate"),
    "fee_scope": ("A-FEESCOPE", "Quali impianti pagano il corrispettivo annuo"),
    "fee_year": ("A-FEEYEAR", "Come si paga il corrispettivo di un anno di servizio parziale"),
    "fee_fraction": ("A-FEEFRAC", "Che cosa paga una frazione di kW"),
}
_FIXED = (
    ("A-DAY", "Quando agiscono le date", "dalle ore 0 locali; i giorni di fine sono esclusi"),
    ("A-DST", "Come contano i giorni del cambio dell’ora", "per le 23 o 25 ore che hanno"),
    ("A-STO", "Come conta l’energia immessa da un accumulo", "come è misurata"),
    ("A-RHO2", "Come pesa la quota Superbonus", "si toglie dalla potenza insieme alla quota d’obbligo"),
    ("A-CLASS0", "Quale potenza sceglie lo scaglione", "quella scritta per l’impianto, senza togliere l’obbligo"),
    ("A-GPNRR", "Su che cosa si misura il contributo", "sulla quota scritta per l’impianto (costo massimo per kW)"),
    ("A-EXQ", "Se l’energia esente cambia la coda", "no"),
    ("A-SET", "Quali impianti hanno la soglia più bassa", "quelli con un contributo in conto capitale"),
    ("A-YEAR", "Su quale periodo si misura l’eccedenza", "l’anno solare locale, per le ore date"),
    ("A-SDC", "Se la configurazione è in un sistema chiuso solo in parte", "non si conta: o tutta o niente"),
    ("A-CACV20", "Quanto dura la valorizzazione", "finché dura il contratto"),
    ("A-RID", "A che prezzo è l’energia ritirata", "al prezzo zonale, senza minimi né sbilanciamenti"),
    ("A-PZ15", "Quale prezzo ha un’ora pubblicata a quarti d’ora", "la media dei quattro"),
    ("A-ACC", "Com’è l’acconto di un mese di servizio parziale", "non si calcola: quello mostrato è di un mese intero"),
    (ROUNDING, "Dove si arrotonda", "mai nel conto; al centesimo in ciò che si stampa"),
)


def named(assumptions: Assumptions) -> tuple[SettlementAssumption, ...]:
    """Return every assumption of a settlement in words, those that a file can change first."""
    changeable = [_of_choice(name, getattr(assumptions, name)) for name in _CHOOSABLE]
    fixed = [SettlementAssumption(code, question, answer) for code, question, answer in _FIXED]
    return (*changeable, _of_bodies(assumptions), _of_persons(assumptions), *fixed)


def _of_choice(option: str, choice: StrEnum) -> SettlementAssumption:
    code, question = _CHOOSABLE[option]
    words = _WORDS[type(choice)]
    others = tuple(words[other] for other in type(choice) if other is not choice)
    return SettlementAssumption(code, question, words[choice], option, choice.value, others)


def _of_bodies(assumptions: Assumptions) -> SettlementAssumption:
    bodies, question = assumptions.exempt_bodies, "A quali enti non si applica il fattore F"
    choice = ", ".join(sorted(bodies)) or None
    return SettlementAssumption("A-EX", question, _listed(bodies), "exempt_bodies", choice)


def _of_persons(assumptions: Assumptions) -> SettlementAssumption:
    question = "A quali altri titolari, e da quando, non si applica il fattore F"
    persons, since = assumptions.exempt_persons, assumptions.persons_exempt_from_on
    answer = _listed(persons)
    if persons:
        answer += ", per tutte le ore date" if since is None else f", dal {since:%d/%m/%Y}"
    choice = None if since is None else since.isoformat()
    others = ("un altro mese di competenza",)
    return SettlementAssumption("A-PF", question, answer, "persons_exempt_from_on", choice, others)


def _listed(holders: Collection[Holder]) -> str:
    return ", ".join(holder.label for holder in Holder if holder in holders) or "nessuno"
