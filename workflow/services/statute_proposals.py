"""The clauses proposed for a missing element: the text of our own template, with visible gaps for what is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.documents import context
from workflow.documents.catalogue import Catalogue, DocumentType
from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.package import read_package
from workflow.documents.properties import DocumentProperties
from workflow.documents.reading import ReadDocument, read_document
from workflow.documents.renderer import render_draft
from workflow.documents.statute.cards import KindCard
from workflow.documents.wordml import paragraphs, parse_part, tag
from workflow.domain.dossier import Dossier
from workflow.domain.kind import Kind, LegalForm
from workflow.domain.referente import ReferenteRole
from workflow.domain.request import SurplusUse
from workflow.law import Law

_GAP = "[da completare]"
_BOUNDARIES = frozenset({"TitoloDocumento", "TitoloSezione", "Articolo", "ArticoloLibero"})


@dataclass(frozen=True)
class Proposal:
    """The clauses of our template that answer an element."""

    document: str
    edition: date
    text: str


def proposals(card: KindCard, law: Law, day: date) -> Mapping[str, Proposal]:
    """Return the proposal for each element of a kind, from the edition in force on the day."""
    document = Catalogue.load().get(card.document)
    edition = document.edition_on(day)
    dossier = _nobody(card.kind, day)
    foot = {"documento": document.title, "edizione": f"{edition.from_:%d/%m/%Y}", "dossier": ""}
    draft = render_draft(
        edition.path,
        {**context.build(dossier, law), "pie": foot, "bozza": False},
        properties=DocumentProperties(title=document.title, as_of=day),
        gap=_GAP,
    )
    read = read_document(draft.content)
    marked = _highlighted(draft.content)
    found = {}
    for element in card.elements:
        clauses = _clauses(document, f"{card.rule}.{element.id}")
        text = "\n".join(filter(None, (_clause_text(read, marked, clause) for clause in clauses)))
        if text:
            found[element.id] = Proposal(document.id, edition.from_, text)
    return found


def _clauses(document: DocumentType, requirement: str) -> list[str]:
    return [clause.id for clause in document.clauses if requirement in clause.answers]


def _clause_text(read: ReadDocument, marked: frozenset[int], clause: str) -> str:
    """Return the heading of a clause and its paragraphs, only the highlighted ones where the template marks them."""
    lines: list[tuple[int, str]] = []
    for place, paragraph in enumerate(read.paragraphs):
        if clause in paragraph.clauses:
            lines = [(place, paragraph.line)]
        elif lines and paragraph.style in _BOUNDARIES:
            break
        elif lines and paragraph.line:
            lines.append((place, paragraph.line))
    if not lines:
        return ""
    chosen = [line for place, line in lines[1:] if place in marked]
    return "\n".join([lines[0][1], *(chosen or [line for _, line in lines[1:]])])


def _highlighted(content: bytes) -> frozenset[int]:
    root = parse_part(read_package(content)[DOCUMENT_PART])
    return frozenset(
        place
        for place, paragraph in enumerate(paragraphs(root))
        if any(True for _ in paragraph.iter(tag("w:highlight"), tag("w:shd")))
    )


def _nobody(kind: Kind, day: date) -> Dossier:
    """Return a dossier of which only the kind is known, so that every other datum is a gap."""
    facts: dict[str, object] = {
        "configurazione": {"tipologia": kind},
        "as_of": day,
        "richiesta": {"inviata_il": day},
        "scelte": {"delegato_riparto": "[nome o carica del delegato]", "uso_eccedenza": SurplusUse.CONSUMERS},
        "referente": {"ruolo": ReferenteRole.COMMUNITY if kind.is_community else ReferenteRole.SELF_CONSUMER},
    }
    if kind.is_community:
        facts["comunita"] = {"forma_giuridica": LegalForm.ASSOCIATION}
    else:
        facts["edificio"] = {"tipo": "condominio"}
    return Dossier.model_validate(facts)
