"""Rules on the statute: the essential elements of a CER or CEC, in force when the request is sent."""

from collections.abc import Iterator

from workflow.checks.engine import Verdict, rule
from workflow.checks.three_valued import judged
from workflow.domain.community import Elements
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.law.law import Law

CER_ELEMENTS = "statuto/elementi_cer"
CEC_ELEMENTS = "statuto/elementi_cec"
STATUTE: FieldPath = ("comunita", "statuto")


@rule("CER-08")
def cer_statute_has_its_elements(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require the elements a-f in the statute or deed of a CER; element b changed on 30/04/2025."""
    yield from _elements(dossier, law, CER_ELEMENTS)


@rule("CEC-04")
def cec_statute_has_its_elements(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require the elements a-e in the statute or deed of a CEC."""
    yield from _elements(dossier, law, CEC_ELEMENTS)


def _elements(dossier: Dossier, law: Law, parameter: str) -> Iterator[Verdict]:
    """Yield a verdict for each element, then one for the day from which the statute has them all."""
    statute = dossier.community.statute if dossier.community else None
    wanted = law.value(parameter, dossier.sent_on)
    found = statute.elements if statute else Elements()
    for element in wanted.items:
        letter = str(element["id"])
        has_it = getattr(found, letter)
        yield judged((*STATUTE, "elementi", letter), has_it, elemento=letter, testo=str(element["testo"]))
    since = statute.compliant_since_on if statute else None
    values = {"conforme_dal": since, "inviata_il": dossier.sent_on}
    is_in_time = None if since is None else since <= dossier.sent_on
    verdict = judged((*STATUTE, "conforme_dal"), is_in_time, "dopo_l_invio", **values)
    yield verdict if is_in_time is not None else verdict.worded("data")
