"""What the one-page comparison for the assembly prints: kinds and legal forms, for and against."""

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.domain.dossier import Dossier
from workflow.domain.kind import Kind, LegalForm
from workflow.domain.subject import Category
from workflow.phases.first_choice import (
    Answers,
    Option,
    load_kinds,
    load_legal_forms,
    propose_kinds,
    propose_legal_forms,
)


def choice_view(dossier: Dossier, answers: Answers | None = None) -> dict[str, Any]:
    """Return the comparison for the answers given in the interview, else for what the dossier itself tells."""
    facts = answers or answers_of(dossier)
    kinds = propose_kinds(facts)
    chosen = [proposal.choice for proposal in kinds]
    forms = propose_legal_forms(facts) if dossier.kind.is_community else []
    return {
        "motivo": " ".join(proposal.reason for proposal in kinds[:1]),
        "tipologie": [_row(kind, load_kinds()) for kind in _first(dossier.kind, chosen)],
        "forme": [_row(proposal.choice, load_legal_forms()) for proposal in forms],
    }


def answers_of(dossier: Dossier) -> Answers:
    """Return the first questions' answers as far as the dossier tells them."""
    members = dossier.active_members
    return Answers(
        has_many_subjects=not dossier.kind.is_remote,
        is_one_building=dossier.kind.is_group,
        may_have_tariff=dossier.kind.has_tariff,
        has_large_firm=any(member.category is Category.LARGE_ENTERPRISE for member in members),
        has_social_purpose=dossier.choices.social_purpose is not None,
        has_public_promoter=any(member.category is Category.TERRITORIAL_BODY for member in members),
        owns_plants=any(plant.is_owned_by_community for plant in dossier.plants),
    )


def _first(kind: Kind, proposed: Sequence[Kind]) -> list[Kind]:
    """Put the dossier's own kind first, since that is the one being discussed."""
    return [kind, *(other for other in proposed if other is not kind)]


def _row(choice: Kind | LegalForm, options: Mapping[Any, Option]) -> dict[str, Any]:
    option = options[choice]
    return {
        "titolo": option.title,
        "adatta": option.fits,
        "pro": "\n".join(f"– {line}" for line in option.pros),
        "contro": "\n".join(f"– {line}" for line in option.cons),
    }
