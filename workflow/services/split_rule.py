"""The rule of riparto that a dossier states: criterion, quotas, costs, surplus, and who takes the last cents."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.checks.run import place_of_path
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Finding, LegalRef, Outcome
from workflow.domain.kind import Kind
from workflow.domain.request import Choices, SplitRule, SurplusUse
from workflow.energy.riparto.rule import WHOLE_PERCENT, CostMethod, Criterion, Quotas, RipartoRule

NOT_AGREED = "ENE-40"
MISSING = "ENE-41"
_NOTHING = Decimal(0)
_HALF = WHOLE_PERCENT / 2
_CRITERIA = {
    SplitRule.EQUAL: Criterion.EQUAL,
    SplitRule.BY_CONSUMPTION: Criterion.BY_CONSUMPTION,
    SplitRule.BY_COINCIDENT_WITHDRAWAL: Criterion.BY_COINCIDENT_WITHDRAWAL,
    SplitRule.BLOCKS: Criterion.BY_COINCIDENT_WITHDRAWAL,
    SplitRule.MILLESIMI: Criterion.MILLESIMI,
}
_BY_ENERGY = {
    Criterion.BY_CONSUMPTION,
    Criterion.BY_COINCIDENT_WITHDRAWAL,
    Criterion.SHAPLEY,
    Criterion.NUCLEOLUS,
}
# Each agreement that the tool writes says it in its own article on the riparto.
_AGREEMENTS = {
    Kind.CER: (
        "regolamento_cer",
        "regolamento interno, articoli «Costi», «Criteri di riparto», «Importo eccedentario»",
    ),
    Kind.CEC: ("regolamento_cec", "regolamento interno, articoli «Spese» e «Come si divide il contributo»"),
    Kind.GAC: (
        "contratto_gac",
        "contratto del gruppo, articoli «Riparto dei benefici» e «Tariffa premio eccedentaria»",
    ),
    Kind.CAAC: ("contratto_caac", "contratto del gruppo, articoli «Divisione del contributo» e «Spese»"),
    Kind.AID: ("dichiarazione_eccedenza", "un solo cliente; la destinazione dell’eccedenza è nella sua dichiarazione"),
    Kind.CAD: ("mandato_distanza", "un solo cliente"),
}
INTERNAL = "interno"


@dataclass(frozen=True)
class AgreedRule:
    """What is applied, beside what was asked and what was agreed."""

    rule: RipartoRule | None
    agreed: SplitRule | None
    requested: SplitRule | Criterion | None
    agreement: str
    agreement_words: str
    is_by_months: bool
    findings: tuple[Finding, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether what is applied is what the members agreed."""
        return self.rule is not None and not any(finding.code == NOT_AGREED for finding in self.findings)

    @property
    def ref(self) -> LegalRef:
        """The agreement as the source of a figure."""
        return LegalRef(source=INTERNAL, at=self.agreement_words)


def missing(path: FieldPath, wording: str, year: int, **values: Any) -> Finding:
    """Return the finding of something the riparto lacks."""
    place = place_of_path(path) if path else None
    return finding_of(packaged_card(MISSING), path, {"anno": year, **values}, place=place, wording=wording)


def parse_criterion(text: str) -> SplitRule | Criterion:
    """Return the criterion of an option; raise ValueError for a word that is none."""
    try:
        return SplitRule(text)
    except ValueError:
        return Criterion(text)


def criterion_names() -> list[str]:
    """Return what may be asked."""
    return [*(rule.value for rule in SplitRule), *(one.value for one in Criterion if one.is_game)]


def is_by_energy(criterion: SplitRule | Criterion) -> bool:
    """Whether a criterion weighs the energy of each member."""
    return (criterion if isinstance(criterion, Criterion) else _CRITERIA[criterion]) in _BY_ENERGY


def rule_of(
    dossier: Dossier,
    year: int,
    *,
    requested: SplitRule | Criterion | None = None,
    surplus_to_consumers: Decimal | None = None,
) -> AgreedRule:
    """Return the rule of the dossier, or the one asked for with a finding that it is not the one agreed."""
    choices, kind = dossier.choices, dossier.kind
    agreed = SplitRule.EQUAL if kind.is_remote and choices.split_rule is None else choices.split_rule
    wanted = requested or agreed
    findings = list(_findings(choices, year, wanted, agreed, requested))
    name, words = _AGREEMENTS[kind]
    rule = None
    if wanted is not None and not any(finding.code == MISSING for finding in findings):
        quotas = _quotas(choices)
        is_within = kind.is_community and quotas.costs > 0
        rule = RipartoRule(
            criterion=wanted if isinstance(wanted, Criterion) else _CRITERIA[wanted],
            quotas=quotas,
            costs=CostMethod.WITHIN_QUOTA if is_within else CostMethod.FIRST,
            surplus_to_consumers_percent=_surplus(choices, surplus_to_consumers),
        )
    return AgreedRule(
        rule=rule,
        agreed=agreed,
        requested=requested,
        agreement=name,
        agreement_words=words,
        is_by_months=kind in {Kind.CEC, Kind.CAAC},
        findings=tuple(findings),
    )


def _findings(
    choices: Choices,
    year: int,
    wanted: SplitRule | Criterion | None,
    agreed: SplitRule | None,
    requested: SplitRule | Criterion | None,
) -> Iterator[Finding]:
    if wanted is None:
        yield missing(("scelte", "criterio_riparto"), "criterio", year)
    if requested is not None and requested != agreed:
        values = {"chiesto": requested, "deliberato": agreed}
        outcome = Outcome.FAILED if agreed is not None else Outcome.UNKNOWN
        yield finding_of(packaged_card(NOT_AGREED), ("scelte", "criterio_riparto"), values, outcome=outcome)
    shares = {
        "quota_produttori": choices.producers_share,
        "quota_consumatori": choices.consumers_share,
        "quota_fondo_sociale": choices.social_share,
        "quota_spese": choices.costs_share,
    }
    lacking = [name for name, share in shares.items() if share is None]
    given = [share for share in shares.values() if share is not None]
    total = sum(given, _NOTHING)
    is_whole = total == WHOLE_PERCENT or (choices.consumers_share is None and total < WHOLE_PERCENT)
    if wanted is SplitRule.BLOCKS and lacking:
        yield missing(("scelte", lacking[0]), "quote", year, mancano=lacking)
    elif given and (not is_whole or min(given) < 0):
        yield missing(("scelte",), "somma_quote", year, somma=total)


def _quotas(choices: Choices) -> Quotas:
    """Return the quotas as the documents print them: what is not written is nothing, and consumers have the rest."""
    producers, social, costs = (
        share or _NOTHING for share in (choices.producers_share, choices.social_share, choices.costs_share)
    )
    rest = WHOLE_PERCENT - producers - social - costs
    return Quotas(producers, rest if choices.consumers_share is None else choices.consumers_share, social, costs)


def _surplus(choices: Choices, given: Decimal | None) -> Decimal | None:
    """Return the part of the surplus for consumers: half where it is for both and nobody voted otherwise."""
    if choices.surplus_use is None:
        return None
    if choices.surplus_use is SurplusUse.BOTH:
        return _HALF if given is None else given
    return WHOLE_PERCENT if choices.surplus_use is SurplusUse.CONSUMERS else _NOTHING
