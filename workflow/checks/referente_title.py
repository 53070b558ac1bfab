"""Whether the person who acts as Referente is the one the role wants: community, member, client, administrator."""

from collections.abc import Callable, Iterator, Mapping

from workflow.checks.engine import Verdict, passed, unknown
from workflow.checks.roster import clients, code_of, codes_of, producer_codes, who
from workflow.checks.three_valued import judged
from workflow.domain.attachment import AttachmentKind
from workflow.domain.community import BuildingKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.member import Member
from workflow.domain.referente import Referente, ReferenteRole

PATH: FieldPath = ("referente", "codice_fiscale")


def title_verdicts(dossier: Dossier, referente: Referente) -> Iterator[Verdict]:
    """Yield whether the Referente is who its role says, and for a condominium whether minutes name it."""
    role = referente.role
    if role in {ReferenteRole.ADMINISTRATOR, ReferenteRole.CONDOMINIUM_REPRESENTATIVE}:
        yield _judge(referente, _condominium_codes(dossier), own=_with_representative(referente))
        yield _minutes(dossier)
    elif role is ReferenteRole.BUILDING_REPRESENTATIVE:
        kind = dossier.building.kind if dossier.building else None
        owned_by_one = kind in {BuildingKind.SINGLE_OWNER, BuildingKind.SHOPPING_CENTRE}
        path: FieldPath = ("edificio", "tipo")
        yield judged(path, None if kind is None else owned_by_one, "edificio_condominio", ruolo=role)
    elif role is not None and role in _SOURCES:
        for codes in _SOURCES[role](dossier):
            yield _judge(referente, codes, own=codes_of(referente))


def _judge(referente: Referente, codes: frozenset[str], *, own: frozenset[str]) -> Verdict:
    values = {"ruolo": referente.role, "referente": who(referente)}
    known = bool(own) and bool(codes)
    verdict = judged(PATH, bool(own & codes) if known else None, "non_coincide", **values)
    return verdict if known else verdict.worded("non_coincide")


def _minutes(dossier: Dossier) -> Verdict:
    held = dossier.contract is not None and dossier.contract.assembly.held_on is not None
    path: FieldPath = ("contratto", "assemblea", "tenuta_il")
    if held or dossier.attachments_of(AttachmentKind.MINUTES):
        return passed(path)
    return unknown(path, "verbale")


def _condominium_codes(dossier: Dossier) -> frozenset[str]:
    building = dossier.building
    if building is None:
        return frozenset()
    administrator = building.administrator.codice_fiscale if building.administrator else None
    return frozenset(code for code in (code_of(administrator), code_of(building.codice_fiscale)) if code)


def _with_representative(referente: Referente) -> frozenset[str]:
    person = code_of(referente.representative.codice_fiscale) if referente.representative else None
    return codes_of(referente) | ({person} if person else frozenset())


def _all(members: tuple[Member, ...]) -> frozenset[str]:
    return frozenset(code for member in members for code in codes_of(member))


_SOURCES: Mapping[ReferenteRole, Callable[[Dossier], tuple[frozenset[str], ...]]] = {
    ReferenteRole.COMMUNITY: lambda dossier: (codes_of(dossier.community_subject()),),
    ReferenteRole.MEMBER_PRODUCER: lambda dossier: (_all(dossier.active_members), producer_codes(dossier)),
    ReferenteRole.MEMBER_CLIENT: lambda dossier: (_all(clients(dossier)),),
    ReferenteRole.SELF_CONSUMER: lambda dossier: (_all(clients(dossier)),),
    ReferenteRole.CLIENT: lambda dossier: (_all(clients(dossier)),),
    ReferenteRole.THIRD_PRODUCER_ESCO: lambda dossier: (producer_codes(dossier),),
}
