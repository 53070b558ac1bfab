"""The papers that are not uploaded: the Referente declares that they exist, keeps them and shows them on request."""

from collections.abc import Iterable, Iterator
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.evidence import papers_of_plant, papers_of_subject, without_papers
from workflow.checks.plant_facts import name_of
from workflow.checks.roster import who
from workflow.checks.three_valued import judged
from workflow.domain.attachment import AttachmentKind
from workflow.domain.community import ContractForm
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.finding import FieldPath
from workflow.domain.member import Member
from workflow.domain.referente import ReferenteRole
from workflow.law import Law

# How the name of a file says whose it is; a paper of the whole configuration needs to say nothing.
_ANY_NAME = "il nome del file è libero"
_NAMED_AFTER_SUBJECT = "il nome del file comincia con il codice fiscale di chi firma"
_NAMED_AFTER_PLANT = "il nome del file comincia con il CENSIMP, il POD o il nome dell’impianto"


@rule("DOC-22")
def kept_papers_are_there(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn of the papers that nobody uploads and everybody may be asked for."""
    if dossier.kind.is_group:
        yield _agreement(dossier)
        yield _kept(dossier, (AttachmentKind.DRAWING,), "planimetria dell’edificio e dei punti")
        yield _of_members(dossier, AttachmentKind.RELEASE, "liberatorie", _released(dossier))
    if dossier.kind.is_community:
        yield _of_members(dossier, AttachmentKind.MEMBERSHIP, "domande di adesione", dossier.active_members)
    for index, plant in enumerate(dossier.plants):
        if not plant.is_thermal:
            yield _of_plant(dossier, AttachmentKind.PERMIT, index, "titolo autorizzativo")
        if plant.is_simplified is False:
            yield _of_plant(dossier, AttachmentKind.QUOTE, index, "preventivo di connessione accettato")


@rule("PRC-07")
def declared_facts_have_their_paper(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether each fact that the istanza declares as proved has its paper among the attachments."""
    for index, plant in enumerate(dossier.plants):
        if plant.is_workmanlike is not False:
            yield _proof(
                dossier,
                AttachmentKind.CONFORMITY,
                index,
                "regola_arte",
                declared=plant.is_workmanlike,
                words="la regola d’arte",
            )
        if dossier.kind.is_community and plant.is_owned_by_community is not True:
            declared = True if plant.control_agreement_on is not None else None
            yield _proof(
                dossier,
                AttachmentKind.CONTROL_AGREEMENT,
                index,
                "accordo_controllo_il",
                declared=declared,
                words="la disponibilità e il controllo dell’impianto",
            )
    for index, mandate in enumerate(dossier.mandates):
        path: FieldPath = ("mandati", index)
        values: dict[str, Any] = {
            "fatto": "il mandato",
            "soggetto": mandate.principal,
            "cartella": "mandato",
            "nome_file": _NAMED_AFTER_SUBJECT,
        }
        if mandate.principal is None:
            yield unknown(path, **values)
        else:
            found = papers_of_subject(dossier, AttachmentKind.MANDATE, _codes(dossier, mandate.principal))
            yield judged(path, bool(found), **values)
    if _owes_information(dossier) and dossier.request.prior_information_given:
        values = {
            "fatto": "l’informativa preventiva",
            "soggetto": None,
            "cartella": "informativa_preventiva",
            "nome_file": _ANY_NAME,
        }
        found = dossier.attachments_of(AttachmentKind.PRIOR_INFORMATION)
        yield judged(("richiesta", "informativa_preventiva"), bool(found), "configurazione", **values)


def _owes_information(dossier: Dossier) -> bool:
    """Whether the Referente informs anybody but itself: a client at a distance does not."""
    is_alone = dossier.referente is not None and dossier.referente.role is ReferenteRole.CLIENT
    return dossier.kind.has_tariff and not is_alone


def _agreement(dossier: Dossier) -> Verdict:
    form = dossier.contract.form if dossier.contract else None
    kinds = {
        ContractForm.CONTRACT: (AttachmentKind.CONTRACT,),
        ContractForm.MINUTES: (AttachmentKind.MINUTES,),
        None: (AttachmentKind.CONTRACT, AttachmentKind.MINUTES),
    }[form]
    return _kept(dossier, kinds, "contratto del gruppo o verbale di assemblea firmato")


def _kept(dossier: Dossier, kinds: tuple[AttachmentKind, ...], words: str) -> Verdict:
    values = {
        "documento": words,
        "cartella": kinds[0].value,
        "mancano": ["tutta la configurazione"],
        "nome_file": _ANY_NAME,
    }
    return judged(("allegati", kinds[0].value), any(dossier.attachments_of(kind) for kind in kinds), **values)


def _of_plant(dossier: Dossier, kind: AttachmentKind, index: int, words: str) -> Verdict:
    values = {
        "documento": words,
        "cartella": kind.value,
        "mancano": [name_of(dossier.plants[index], index)],
        "nome_file": _NAMED_AFTER_PLANT,
    }
    return judged(path_of_plant(index), bool(papers_of_plant(dossier, kind, index)), **values)


def _of_members(dossier: Dossier, kind: AttachmentKind, words: str, members: Iterable[Member]) -> Verdict:
    path: FieldPath = ("allegati", kind.value)
    owing = list(members)
    if not owing:
        return not_applicable(path)
    nameless = [member for member in owing if member.key is None]
    missing = without_papers(dossier, kind, [member for member in owing if member.key is not None])
    values = {"documento": words, "cartella": kind.value, "nome_file": _NAMED_AFTER_SUBJECT}
    if missing:
        return failed(path, **values, mancano=[who(member) for member in missing])
    if nameless:
        return unknown(path, **values, mancano=[who(member, member.index) for member in nameless])
    return passed(path, **values)


def _proof(
    dossier: Dossier, kind: AttachmentKind, index: int, key: str, *, declared: bool | None, words: str
) -> Verdict:
    """Judge a paper that backs a declaration; without the declaration it is not known whether the paper is due."""
    path = path_of_plant(index, key)
    values = {
        "fatto": words,
        "soggetto": name_of(dossier.plants[index], index),
        "cartella": kind.value,
        "nome_file": _NAMED_AFTER_PLANT,
    }
    if papers_of_plant(dossier, kind, index):
        return passed(path, **values)
    return judged(path, False if declared else None, **values)


def _released(dossier: Dossier) -> list[Member]:
    return [member for member in dossier.members if member.is_release]


def _codes(dossier: Dossier, key: str) -> tuple[str | None, ...]:
    """Return every code under which a mandate's principal may have named its file."""
    known = dossier.find_subject(key)
    if known is not None:
        return (key, known.codice_fiscale, known.partita_iva)
    for plant in dossier.plants:
        producer = plant.producer
        if producer is not None and key in {producer.codice_fiscale, producer.partita_iva}:
            return (key, producer.codice_fiscale, producer.partita_iva)
    return (key,)
