"""Turns a PNRR project into what its declarations may name: the beneficiary in full, and the people behind it."""

from typing import Any

from workflow.documents.record_view import plain_record
from workflow.documents.subject_view import address_view, document_view, subject_view
from workflow.domain.dossier import Dossier
from workflow.domain.pnrr_project import BeneficialOwner, PnrrProject


def project_view(dossier: Dossier, project: PnrrProject) -> dict[str, Any]:
    """Return the keys of a project with its beneficiary as a subject."""
    return plain_record(project) | {
        "beneficiario_dati": subject_view(dossier.find_party(project.beneficiary)),
        "titolari_effettivi": [_owner(owner) for owner in project.beneficial_owners],
    }


def _owner(owner: BeneficialOwner) -> dict[str, Any]:
    return plain_record(owner) | {
        "residenza": address_view(owner.address),
        "documento": document_view(owner.identity_document),
    }
