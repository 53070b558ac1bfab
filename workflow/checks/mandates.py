"""Rules on mandates: who may be Referente by which mandate, what producers must give, and what is kept."""

from collections.abc import Iterable, Iterator
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.mandate_facts import by_principal, is_in_force, of_principal
from workflow.checks.referente_title import title_verdicts
from workflow.checks.roster import clients, code_of, codes_of, who
from workflow.checks.three_valued import any_of, judged
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, FieldPath
from workflow.domain.mandate import Mandate, MandateKind
from workflow.domain.referente import Referente
from workflow.law.law import Law

ROLES = "referente/ruoli"
DURATION = "mandato/durata"
YEARLY = "mandato_annuale"
MANDATES: FieldPath = ("mandati",)

Principal = tuple[str, frozenset[str]]


@rule("REF-04")
def referente_has_role_and_mandate(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Match role with configuration and person with role, and require a good mandate from whoever must give it."""
    referente = dossier.get_referente()
    path: FieldPath = ("referente", "ruolo")
    if referente is None or referente.role is None:
        yield unknown(path)
        return
    rows = law.value(ROLES, dossier.sent_on).items
    admitted = [row for row in rows if row["ruolo"] == referente.role.value and dossier.kind in row["configurazioni"]]
    if not admitted:
        yield failed(path, ruolo=referente.role, tipologia=dossier.kind.label)
        return
    yield from title_verdicts(dossier, referente)
    principals = role_principals(dossier, referente, str(admitted[0]["mandato_da"]))
    if principals is None:
        given = any(mandate.kind is MandateKind.ROLE for mandate in dossier.mandates)
        fact = True if given or (dossier.contract and dossier.contract.assembly.held_on) else None
        yield judged(MANDATES, fact, ruolo=referente.role).resting_on(Confidence.TO_VERIFY)
    elif principals:
        is_yearly = admitted[0]["forma"] == YEARLY
        yield from _role_mandates(dossier, law, principals, is_yearly=is_yearly)


@rule("REF-07")
def mandates_are_held(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Mandates and liberatorie, signed and with a copy of the identity document, are kept and declared."""
    path: FieldPath = ("richiesta", "possesso_mandati")
    if not dossier.mandates and not any(member.is_release for member in dossier.members):
        yield not_applicable(path)
        return
    yield judged(path, dossier.request.mandates_held)
    for index, mandate in enumerate(dossier.mandates):
        values = {"mandante": mandate.principal}
        yield judged((*MANDATES, index, "firmato"), mandate.is_signed, "non_firmato", **values)


def role_principals(dossier: Dossier, referente: Referente, source: str) -> list[Principal] | None:
    """Return who must give mandate, each with the codes that identify it; None if the text does not say."""
    if source == "nessuno":
        return []
    if source == "legale_rappresentante_comunita":
        community = dossier.community_subject()
        person = community.representative if community else None
        signer = code_of(person.codice_fiscale) if person else None
        name = who(community) if community else "la comunità"
        return [(name, codes_of(community) | ({signer} if signer else frozenset()))]
    if source in {"tutti_i_membri", "tutti_i_soggetti", "cliente"}:
        owing = clients(dossier) if source == "cliente" else dossier.active_members
        own = codes_of(referente)
        return [(who(member, member.index), codes_of(member)) for member in owing if not codes_of(member) & own]
    return None


def _role_mandates(
    dossier: Dossier, law: Law, principals: Iterable[Principal], *, is_yearly: bool
) -> Iterator[Verdict]:
    """Yield one verdict on who gave the mandate, naming who is missing, and the faults of each mandate given."""
    given = by_principal(dossier, MandateKind.ROLE)
    states = [
        (name, any_of(*(is_in_force(dossier, law, mandate) for _, mandate in of_principal(given, codes))))
        for name, codes in principals
    ]
    missing = [name for name, state in states if state is False]
    doubtful = [name for name, state in states if state is None]
    values: dict[str, Any] = {"necessari": len(states), "ricevuti": len(states) - len(missing) - len(doubtful)}
    if missing:
        yield failed(MANDATES, "mancano", mancanti=missing, **values)
    elif doubtful:
        yield unknown(MANDATES, "mancano", mancanti=doubtful, **values)
    else:
        yield passed(MANDATES, **values)
    for _, codes in principals:
        for index, mandate in of_principal(given, codes):
            yield from _quality(index, mandate, dossier, law, is_yearly=is_yearly)


def _quality(index: int, mandate: Mandate, dossier: Dossier, law: Law, *, is_yearly: bool) -> Iterator[Verdict]:
    months = law.value(DURATION, dossier.sent_on).whole
    without = None if mandate.with_representation is None else not mandate.with_representation
    lasting = None if mandate.duration_months is None else mandate.duration_months == months
    facts = {"con_rappresentanza": without}
    if is_yearly:
        facts |= {
            "durata_mesi": lasting,
            "rinnovo_tacito": mandate.is_tacitly_renewed,
            "revocabile": mandate.is_revocable,
        }
    for key, fact in facts.items():
        verdict = judged((*MANDATES, index, key), fact, key, mandante=mandate.principal, durata_mesi=months)
        yield verdict if fact is not None else verdict.worded("forma")
