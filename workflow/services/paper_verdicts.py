"""Says of each collected paper whether it still counts: today's text, an untouched file, all its signatures."""

from collections.abc import Iterable, Mapping

from workflow.bundle.manifest import sha256_of
from workflow.bundle.paper_verdict import PaperVerdict
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.documents.compiled import TemplateCache
from workflow.domain.finding import Finding, Severity
from workflow.law import Law
from workflow.services.collecting_register import Collected, read_register
from workflow.services.opening import Opened
from workflow.services.printed_codes import code_of, is_to_sign, undated_documents
from workflow.services.writing import Order

_SUPERSEDED, _MISSING_SIGNATURES = "SIG-21", "SIG-14"
_UNVERIFIED = "non verificabile"


def verdicts_of(
    opened: Opened, law: Law, orders: Iterable[Order], cache: TemplateCache | None = None
) -> Mapping[str, PaperVerdict]:
    """Return the verdict on each collected paper of these documents, by its path in the dossier.

    A paper that people put in `allegati` by themselves has none. Only the documents that have a collected paper are
    written again, to know their text of today.
    """
    papers = read_register(opened.folder).papers
    if not papers:
        return {}
    collected = {(paper.output, paper.key) for paper in papers}
    wanted = [order for order in orders if is_to_sign(order) and (order.output, order.key) in collected]
    versions = {
        (document.order.output, document.order.key): code_of(opened.dossier, document).version
        for document in undated_documents(opened.dossier, law, wanted, cache)
    }
    there = {attachment.path for attachment in opened.dossier.attachments}
    found: dict[str, PaperVerdict] = {}
    for paper in sorted(papers, key=lambda one: one.collected_on):
        if (paper.output, paper.key) in versions:
            version = versions[paper.output, paper.key]
            for path, digest in paper.files.items():
                if path in there:
                    is_untouched = sha256_of(opened.folder / path) == digest
                    found[path] = _verdict(paper, path, version) if is_untouched else _touched(paper, path)
    return found


def findings_of_verdicts(verdicts: Mapping[str, PaperVerdict]) -> list[Finding]:
    """Return what a bundle has to say of the papers that do not count, each thing once."""
    found = [verdict.finding for verdict in verdicts.values() if verdict.finding is not None]
    return list({(finding.code, finding.path): finding for finding in found}.values())


def _verdict(paper: Collected, path: str, version: str) -> PaperVerdict:
    name = path.rpartition("/")[2]
    if paper.version != version:
        finding = _finding(_SUPERSEDED, name, paper, edizione="")
        return PaperVerdict(
            (paper.output, paper.key), is_signed=False, is_void=True, warning=finding.message, finding=finding
        )
    if paper.missing_signatures:
        finding = _finding(_MISSING_SIGNATURES, name, paper, mancanti=", ".join(paper.missing_signatures))
        return PaperVerdict((paper.output, paper.key), is_signed=False, warning=finding.message, finding=finding)
    if paper.outcome == _UNVERIFIED:
        return PaperVerdict((paper.output, paper.key), is_signed=True, warning=_doubts(paper, name))
    return PaperVerdict((paper.output, paper.key), is_signed=True)


def _touched(paper: Collected, path: str) -> PaperVerdict:
    name = path.rpartition("/")[2]
    return PaperVerdict(
        (paper.output, paper.key),
        is_signed=False,
        warning=f"«{name}» è cambiato dopo la raccolta: non vale più come firmato. Raccoglierlo di nuovo.",
    )


def _doubts(paper: Collected, name: str) -> str:
    """Say what could not be verified of an electronic signature, such as the term of its certificate."""
    cards = [packaged_card(code) for code in paper.findings if code < _SUPERSEDED]
    titles = dict.fromkeys(
        card.title[0].lower() + card.title[1:] for card in cards if card.severity is not Severity.NOTE
    )
    why = f" ({'; '.join(titles)})" if titles else ""
    return f"La firma di «{name}» è integra ma non verificata{why}: vedere «bundle sign-check»."


def _finding(code: str, name: str, paper: Collected, **values: object) -> Finding:
    path = ("firme", name, paper.title)
    told = {"file": name, "documento": paper.title, **values}
    return finding_of(packaged_card(code), path, told, place=name)
