"""Rules on control: who may steer a CER or a CEC, and from where."""

from collections.abc import Iterator

from workflow.checks.engine import Verdict, failed, holds_unless, rule, unknown
from workflow.checks.roster import who
from workflow.domain.dossier import Dossier, path_of_row
from workflow.domain.finding import Confidence, FieldPath
from workflow.domain.identifiers import place_name
from workflow.domain.member import Member
from workflow.domain.subject import Category
from workflow.law.law import Law

CER_CATEGORIES = "membri/cer_categorie_controllo"
CEC_CATEGORIES = "membri/cec_categorie_controllo"
CEC_SIZES = "membri/cec_dimensioni_controllo"
TERRITORY = "configurazione/prova_territorio_controllo"
SAME_COMUNI = "comuni_impianti"
MEMBERS: FieldPath = ("soci",)


@rule("CER-04")
def cer_is_steered_by_the_listed(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Control powers of a CER belong only to the subjects that the law lists."""
    listed = law.value(CER_CATEGORIES, dossier.sent_on)
    verdicts = (verdict.resting_on(listed.confidence) for verdict in _outside(dossier, listed.ids))
    yield from holds_unless(MEMBERS, verdicts)


@rule("CEC-02")
def cec_is_steered_by_the_listed(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Control powers of a CEC belong only to the subjects that the law lists; of the firms, to small ones."""
    listed = law.value(CEC_CATEGORIES, dossier.sent_on)
    sizes = law.value(CEC_SIZES, dossier.sent_on).ids
    yield from holds_unless(MEMBERS, (*_outside(dossier, listed.ids), *_not_small(dossier, sizes)))


@rule("CER-05")
def cer_is_steered_from_nearby(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Who steers a CER is located where its plants are.

    Until 29/04/2025 the same Comuni; since then the territory of the plants, whose extent nobody has defined:
    another Comune is then a doubt, not a breach.
    """
    yield from holds_unless(MEMBERS, _from_elsewhere(dossier, law))


def _possible_holders(dossier: Dossier) -> Iterator[Member]:
    """Yield the members who steer, and those who do not say whether they do."""
    return (member for member in dossier.active_members if member.has_control is not False)


def _outside(dossier: Dossier, listed: tuple[str, ...]) -> Iterator[Verdict]:
    """Yield who steers without being listed; who may not be listed and does not say whether it steers is unknown."""
    for member in dossier.active_members:
        if member.has_control is False or (member.category is not None and member.category.value in listed):
            continue
        path = path_of_row(member.index, "poteri_controllo")
        values = {"socio": who(member, member.index), "categoria": member.category}
        if member.has_control is None or member.category is None:
            yield unknown(path, **values)
        else:
            yield failed(path, **values)


def _not_small(dossier: Dossier, sizes: tuple[str, ...]) -> Iterator[Verdict]:
    for member in _possible_holders(dossier):
        if member.category is not Category.SMALL_MEDIUM_ENTERPRISE:
            continue
        path = path_of_row(member.index, "dimensione")
        values = {"socio": who(member, member.index), "categoria": member.category, "dimensione": member.size}
        if member.size is None:
            yield unknown(path, "dimensione", **values)
        elif member.size.value not in sizes:
            yield unknown(path, **values) if member.has_control is None else failed(path, "dimensione", **values)


def _from_elsewhere(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    test = law.value(TERRITORY, dossier.sent_on)
    is_exact = test.text == SAME_COMUNI
    places = [plant.address.comune for plant in dossier.plants]
    known = {place_name.key(place) for place in places if place is not None}
    for member in _possible_holders(dossier):
        path = path_of_row(member.index, "comune")
        comune = member.address.comune
        values = {
            "socio": who(member, member.index),
            "comune": comune,
            "comuni_impianti": sorted({place for place in places if place is not None}),
        }
        if comune is not None and place_name.key(comune) in known:
            continue
        if member.has_control is None or comune is None or None in places or not places:
            yield unknown(path, **values)
        elif is_exact:
            yield failed(path, **values)
        else:
            yield failed(path, "territorio", **values).resting_on(Confidence.TO_VERIFY)
