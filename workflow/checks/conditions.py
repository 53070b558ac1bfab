"""Named conditions: the only words that `when:` may use in checklists, submissions and document.yaml.

A condition looks at the dossier, the law and, for papers due once per plant, producer or member, at that item; without
an item it asks whether the fact holds for any plant or member. It answers None while a fact that decides is unknown.
"""

from collections.abc import Callable, Mapping

from workflow.checks.plant_constitution import Precedence, precedence_of
from workflow.checks.plant_facts import is_existing
from workflow.checks.plant_splitting import grouped_with
from workflow.checks.roster import codes_of
from workflow.checks.three_valued import all_of, any_of, negation
from workflow.domain.community import BuildingKind, ContractForm
from workflow.domain.dossier import Dossier
from workflow.domain.gse_act import GseAct, GseActKind
from workflow.domain.kind import Kind, LegalForm
from workflow.domain.mandate import Mandate, MandateKind
from workflow.domain.member import Member
from workflow.domain.member_exit import ExitKind, MemberExit
from workflow.domain.plant import Components, Intervention, Plant, Source
from workflow.domain.pnrr_project import PnrrProject
from workflow.domain.referente import ReferenteRole
from workflow.domain.request import Procedure
from workflow.domain.subject import Subject, SubjectKind
from workflow.law.law import Law
from workflow.resources import ProgramError

Item = Plant | Subject | Mandate | GseAct | MemberExit | None
Condition = Callable[[Dossier, Law, Item], bool | None]
PlantFact = Callable[[Dossier, Law, Plant], bool | None]
MemberFact = Callable[[Subject], bool | None]

LICENCE_ABOVE = "documenti/soglia_licenza_officina"
SELF_GIVEN_ROLES = "referente/ruoli"
NOBODY = "nessuno"


def _plant(fact: PlantFact) -> Condition:
    """Make a condition of a fact about a plant: the item, the plants of a producer, or any plant of the dossier."""

    def condition(dossier: Dossier, law: Law, item: Item) -> bool | None:
        return any_of(*(fact(dossier, law, plant) for plant in _plants_of(dossier, item)))

    return condition


def _member(fact: MemberFact) -> Condition:
    """Make a condition of a fact about a member: the item, or any member of the dossier."""

    def condition(dossier: Dossier, _law: Law, item: Item) -> bool | None:
        return fact(item) if isinstance(item, Subject) else any_of(*(fact(member) for member in dossier.active_members))

    return condition


def _dossier(fact: Callable[[Dossier], bool | None]) -> Condition:
    """Make a condition of a fact about the dossier as a whole."""
    return lambda dossier, _law, _item: fact(dossier)


def _not(condition: Condition) -> Condition:
    return lambda dossier, law, item: negation(condition(dossier, law, item))


def _plants_of(dossier: Dossier, item: Item) -> tuple[Plant, ...]:
    if isinstance(item, Plant):
        return (item,)
    if item is None:
        return dossier.plants
    if isinstance(item, GseAct | MemberExit):
        return dossier.plants
    if isinstance(item, Mandate):
        return tuple(plant for plant in dossier.plants if item.plant in {plant.name, plant.censimp})
    return tuple(plant for plant in dossier.plants if codes_of(dossier.producer_of(plant)) & codes_of(item))


def _wants_tariff(dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    return plant.is_tariff_requested if dossier.kind.has_tariff else False


def _with_tariff(fact: PlantFact) -> PlantFact:
    return lambda dossier, law, plant: all_of(_wants_tariff(dossier, law, plant), fact(dossier, law, plant))


def _is_over_licence_limit(dossier: Dossier, law: Law, plant: Plant) -> bool | None:
    limit_kw = law.value(LICENCE_ABOVE, dossier.sent_on).number
    return None if plant.power_kw is None else plant.power_kw > limit_kw


def _is_not_simplified(_dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    return negation(plant.is_simplified)


def _needs_licence(dossier: Dossier, law: Law, plant: Plant) -> bool | None:
    of_the_tariff = dossier.kind.has_tariff
    return all_of(of_the_tariff, _is_not_simplified(dossier, law, plant), _is_over_licence_limit(dossier, law, plant))


def _needs_operation_rules(dossier: Dossier, law: Law, plant: Plant) -> bool | None:
    is_small = negation(_is_over_licence_limit(dossier, law, plant))
    return all_of(dossier.kind.has_tariff, _is_not_simplified(dossier, law, plant), is_small)


def _is_of_source(source: Source) -> PlantFact:
    return lambda _dossier, _law, plant: None if plant.source is None else plant.source is source


def _is_thermal(_dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    return None if plant.source is None else plant.is_thermal


def _keeps_permit(dossier: Dossier, law: Law, plant: Plant) -> bool | None:
    """Whether the permit is kept instead of uploaded: it goes with the request only for a thermal plant with tariff."""
    return negation(_with_tariff(_is_thermal)(dossier, law, plant))


def _has_pumping(_dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    if plant.source is None:
        return None
    return plant.has_pumping if plant.source is Source.HYDRO else False


def _has_regenerated(_dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    other = None if plant.source is None else plant.source is not Source.SOLAR
    return all_of(other, None if plant.components is None else plant.components is Components.REGENERATED)


def _has_grant(_dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    return None if plant.grants is None else any(grant.share != 0 for grant in plant.grants)


def _is_not_owned(dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    return negation(plant.is_owned_by_community) if dossier.kind.is_community else None


def _needs_agreement(dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    """Whether an agreement ties the producer: a community's plant that it does not own, else a third producer's."""
    if dossier.kind.is_community:
        return negation(plant.is_owned_by_community)
    return dossier.is_third_producer(plant)


def _needs_purpose_papers(dossier: Dossier, law: Law, plant: Plant) -> bool | None:
    if dossier.kind is not Kind.CER or is_existing(dossier, plant, law):
        return False
    standing = precedence_of(dossier, plant, law)
    fact = standing in {Precedence.BEFORE_DECREE, Precedence.TOLERATED}
    return all_of(_wants_tariff(dossier, law, plant), None if standing is Precedence.UNKNOWN else fact)


def _is_upgrade(_dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    return None if plant.intervention is None else plant.intervention is Intervention.UPGRADE


def _counts_with_another(dossier: Dossier, law: Law, plant: Plant) -> bool | None:
    """Whether the plant counts as one with another for the rules on splitting."""
    index = next(place for place, one in enumerate(dossier.plants) if one is plant)
    if len(grouped_with(dossier, index, sure=True)) > 1:
        return _wants_tariff(dossier, law, plant)
    return None if len(grouped_with(dossier, index, sure=False)) > 1 else False


def _project_of(dossier: Dossier, plant: Plant) -> PnrrProject | None:
    """Return the PNRR project of a plant."""
    return next((one for one in dossier.pnrr_projects if one.plant in {plant.name, plant.censimp, plant.pod}), None)


def _has_personal_beneficiary(dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    """Whether who bears the investment is a natural person, also as a sole trader."""
    project = _project_of(dossier, plant)
    party = None if project is None else dossier.find_party(project.beneficiary)
    if party is None or party.kind is None:
        return None
    return party.kind in {SubjectKind.PERSON, SubjectKind.SOLE_TRADER}


def _has_other_project_grants(dossier: Dossier, _law: Law, plant: Plant) -> bool | None:
    project = _project_of(dossier, plant)
    return None if project is None or project.other_grants_eur is None else project.other_grants_eur > 0


def _role_is(*roles: ReferenteRole) -> Condition:
    def fact(dossier: Dossier) -> bool | None:
        role = dossier.referente.role if dossier.referente else None
        return None if role is None else role in roles

    return _dossier(fact)


def _needs_role_mandate(dossier: Dossier, law: Law, _item: Item) -> bool | None:
    """Whether somebody must give the Referente a mandate for the role itself."""
    role = dossier.referente.role if dossier.referente else None
    rows = [row for row in law.value(SELF_GIVEN_ROLES, dossier.sent_on).items if dossier.kind in row["configurazioni"]]
    sources = [row["mandato_da"] for row in rows if role is not None and row["ruolo"] == role.value]
    return None if not sources else sources[0] != NOBODY


def _form_is(form: ContractForm) -> Condition:
    def fact(dossier: Dossier) -> bool | None:
        if not dossier.kind.is_group:
            return False
        given = dossier.contract.form if dossier.contract else None
        return None if given is None else given is form

    return _dossier(fact)


def _is_condominium(dossier: Dossier) -> bool | None:
    if not dossier.kind.is_group:
        return False
    kind = dossier.building.kind if dossier.building else None
    return None if kind is None else kind is not BuildingKind.SINGLE_OWNER


def _has_signing_attorney(dossier: Dossier) -> bool | None:
    return None if dossier.referente is None else dossier.referente.attorney is not None


def _legal_form_is(form: LegalForm) -> Condition:
    def fact(dossier: Dossier) -> bool | None:
        given = dossier.community.legal_form if dossier.community else None
        return None if given is None else given is form

    return _dossier(fact)


def _kind_is(*kinds: SubjectKind) -> Condition:
    return _member(lambda subject: None if subject.kind is None else subject.kind in kinds)


def _mandate_is_of(*kinds: MandateKind) -> Condition:
    """Make a condition of what a mandate is for: the item, or any mandate of the dossier."""

    def condition(dossier: Dossier, _law: Law, item: Item) -> bool | None:
        mandates = (item,) if isinstance(item, Mandate) else dossier.mandates
        return any_of(*(None if each.kind is None else each.kind in kinds for each in mandates))

    return condition


def _act_is(kind: GseActKind) -> Condition:
    """Make a condition of what an act of the GSE is: the item, or any act of the dossier."""

    def condition(dossier: Dossier, _law: Law, item: Item) -> bool | None:
        acts = (item,) if isinstance(item, GseAct) else dossier.gse_acts
        return any_of(*(None if act.kind is None else act.kind is kind for act in acts))

    return condition


def _has_joint_controllers(dossier: Dossier) -> bool | None:
    """Whether the Referente decides on personal data with another: community, condominium or client."""
    role = dossier.referente.role if dossier.referente else None
    if role is None:
        return None
    return role not in {ReferenteRole.COMMUNITY, ReferenteRole.CLIENT, ReferenteRole.BUILDING_REPRESENTATIVE}


def _exit_is(*kinds: ExitKind) -> Condition:
    """Make a condition of why a member leaves: the item, or any exit of the dossier."""

    def condition(dossier: Dossier, _law: Law, item: Item) -> bool | None:
        exits = (item,) if isinstance(item, MemberExit) else dossier.exits
        return any_of(*(None if one.kind is None else one.kind in kinds for one in exits))

    return condition


def _is_client(subject: Subject) -> bool | None:
    return bool(subject.points) if isinstance(subject, Member) else None


_TARIFF = _plant(_wants_tariff)
_THIRD = _plant(lambda dossier, _law, plant: dossier.is_third_producer(plant))
_STORAGE = _plant(lambda _dossier, _law, plant: plant.storage is not None)

CONDITIONS: Mapping[str, Condition] = {
    "act_announces_rejection": _act_is(GseActKind.REJECTION_NOTICE),
    "act_asks_integrations": _act_is(GseActKind.INTEGRATION),
    "always": _dossier(lambda _: True),
    "artato_conditions_occur": _plant(_counts_with_another),
    "building_is_condominium": _dossier(_is_condominium),
    "client_is_enterprise": _member(lambda subject: subject.is_enterprise),
    "community_is_association": _legal_form_is(LegalForm.ASSOCIATION),
    "community_is_cooperative": _legal_form_is(LegalForm.COOPERATIVE),
    "founding_assembly_is_told": _dossier(
        lambda d: d.community is not None and d.community.founding_assembly is not None
    ),
    "exit_is_expulsion": _exit_is(ExitKind.EXCLUSION, ExitKind.LOSS),
    "exit_is_withdrawal": _exit_is(ExitKind.WITHDRAWAL),
    "group_by_contract": _form_is(ContractForm.CONTRACT),
    "group_by_minutes": _form_is(ContractForm.MINUTES),
    "has_joint_controllers": _dossier(_has_joint_controllers),
    "has_mandates": _dossier(lambda dossier: bool(dossier.mandates)),
    "has_releases": _dossier(lambda dossier: any(member.is_release for member in dossier.members)),
    "has_storage": _STORAGE,
    "has_third_producers": _THIRD,
    "is_preliminary_check": _dossier(lambda dossier: dossier.request.procedure is Procedure.PRELIMINARY),
    "is_variation": _dossier(lambda dossier: dossier.request.procedure is Procedure.VARIATION),
    "mandate_is_for_role": _mandate_is_of(MandateKind.ROLE),
    "mandate_is_from_producer": _mandate_is_of(MandateKind.PRODUCER, MandateKind.RID, MandateKind.SSP),
    "member_has_control": _member(lambda subject: subject.has_control if isinstance(subject, Member) else None),
    "member_has_points": _member(_is_client),
    "member_is_body": _kind_is(SubjectKind.LEGAL_PERSON, SubjectKind.PUBLIC_BODY, SubjectKind.CONDOMINIUM),
    "member_is_enterprise": _member(lambda subject: subject.is_enterprise),
    "member_is_person": _kind_is(SubjectKind.PERSON),
    "member_is_public_body": _kind_is(SubjectKind.PUBLIC_BODY),
    "member_is_release": _member(lambda subject: subject.is_release if isinstance(subject, Member) else None),
    "ordinary_assembly_is_told": _dossier(
        lambda d: d.community is not None and d.community.ordinary_assembly is not None
    ),
    "plant_has_grant": _plant(_with_tariff(_has_grant)),
    "plant_has_pumping": _plant(_has_pumping),
    "plant_has_regenerated_components": _plant(_with_tariff(_has_regenerated)),
    "plant_has_storage": _STORAGE,
    "plant_is_not_thermal": _plant(lambda dossier, law, plant: negation(_is_thermal(dossier, law, plant))),
    "plant_is_photovoltaic": _plant(_is_of_source(Source.SOLAR)),
    "plant_is_thermal": _plant(_is_thermal),
    "plant_is_thermal_with_tariff": _plant(_with_tariff(_is_thermal)),
    "plant_is_third_party": _THIRD,
    "plant_is_upgrade": _plant(_is_upgrade),
    "plant_needs_licence": _plant(_needs_licence),
    "plant_needs_meter_reports": _plant(_with_tariff(_is_not_simplified)),
    "plant_needs_operation_rules": _plant(_needs_operation_rules),
    "plant_needs_purpose_papers": _plant(_needs_purpose_papers),
    "plant_not_on_client_site": _plant(lambda _dossier, _law, plant: negation(plant.on_client_site)),
    "plant_not_owned_by_community": _plant(_is_not_owned),
    "plant_not_simplified": _plant(_is_not_simplified),
    "plant_outside_building": _plant(lambda _dossier, _law, plant: negation(plant.in_building)),
    "plant_over_20_kw": _plant(_is_over_licence_limit),
    "plant_pnrr_beneficiary_is_body": _not(_plant(_has_personal_beneficiary)),
    "plant_pnrr_beneficiary_is_person": _plant(_has_personal_beneficiary),
    "plant_pnrr_has_other_grants": _plant(_has_other_project_grants),
    "plant_permit_is_kept": _plant(_keeps_permit),
    "plant_ssp_active": _plant(lambda _dossier, _law, plant: plant.ssp_active),
    "plant_tariff_requested": _TARIFF,
    "plant_tariff_requested_photovoltaic": _plant(_with_tariff(_is_of_source(Source.SOLAR))),
    "producer_needs_agreement": _plant(_needs_agreement),
    "referente_is_administrator": _role_is(ReferenteRole.ADMINISTRATOR, ReferenteRole.CONDOMINIUM_REPRESENTATIVE),
    "referente_is_community": _role_is(ReferenteRole.COMMUNITY),
    "referente_is_esco_producer": _role_is(ReferenteRole.THIRD_PRODUCER_ESCO),
    "referente_is_not_community": _not(_role_is(ReferenteRole.COMMUNITY)),
    "referente_needs_mandate": _needs_role_mandate,
    "signer_is_attorney": _dossier(_has_signing_attorney),
    "tariff_requested": _TARIFF,
    "wants_rid": _dossier(lambda dossier: dossier.request.wants_rid),
}


class UnknownConditionError(ProgramError):
    """A `when:` that names no condition; whoever reads the file says where."""

    exit_code = 4


def find_condition(name: str) -> Condition | None:
    """Return the condition of that name, or None."""
    return CONDITIONS.get(name)


def holds(name: str | None, dossier: Dossier, law: Law, item: Item = None) -> bool | None:
    """Say whether a condition holds; no name means always. Raises UnknownConditionError for a name unknown here."""
    if name is None:
        return True
    condition = find_condition(name)
    if condition is None:
        raise UnknownConditionError(f"La condizione «{name}» non esiste in workflow/checks/conditions.py.")
    return condition(dossier, law, item)
