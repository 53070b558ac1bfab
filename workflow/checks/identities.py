"""Identity rules: every code well formed, persons in agreement with their codice fiscale, no doubles."""

from collections import defaultdict
from collections.abc import Iterator

from workflow.checks.engine import Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.identity_fields import Check, PersonData, identifiers, people
from workflow.checks.roster import code_of, current_points, who
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import FieldPath, Outcome
from workflow.domain.identifiers import censimp, personal_data, pod
from workflow.domain.identifiers.problem import Problem
from workflow.domain.member import Member
from workflow.law.law import Law

FORM_CODES = (
    *("ANA-01", "ANA-05", "ANA-06", "ANA-07", "ANA-08", "ANA-09", "ANA-10", "ANA-11", "ANA-12", "ANA-13", "ANA-14"),
    *("ANA-15", "ANA-16", "ANA-17", "ANA-18", "ANA-19", "ANA-20", "ANA-21", "ANA-22", "ANA-23"),
)
PERSON_CODES = ("ANA-02", "ANA-03", "ANA-04")
_COLUMN_OF_FAULT = {
    "cognome": "cognome",
    "nome": "nome",
    "scambiati": "cognome",
    "data_nascita": "nato_il",
    "sesso": "sesso",
    "luogo_nascita": "nato_a",
}
# Which cards a check answers for: the first is that of the form, the others are its doubts.
_CARDS_OF_CHECK = {
    "codice_fiscale": ("ANA-01",),
    "partita_iva": ("ANA-05",),
    "iban": ("ANA-06",),
    "pod": ("ANA-07", "ANA-08"),
    "censimp": ("ANA-09",),
    "section": ("ANA-10",),
    "up": ("ANA-11",),
    "cabina_primaria": ("ANA-12",),
    "ateco": ("ANA-13", "ANA-14"),
    "comune": ("ANA-15", "ANA-16"),
    "cap": ("ANA-17",),
    "pec": ("ANA-18", "ANA-19"),
    "email_address": ("ANA-20",),
    "phone": ("ANA-21",),
    "catasto": ("ANA-22",),
    "province": ("ANA-23",),
}


@rule(*FORM_CODES)
def codes_are_well_formed(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Pass each code once to the check of its kind; a repeated one (a CAP, a comune) is checked only once."""
    known: dict[Check, dict[tuple[str, str | None], Problem | None]] = defaultdict(dict)
    faulty: set[str] = set()
    for item in identifiers(dossier):
        judged = known[item.check]
        written = item.text, item.beside
        if written not in judged:
            judged[written] = item.problem()
        problem = judged[written]
        if problem is not None:
            faulty.add(problem.code)
            yield _verdict(item.path, problem)
    seen = {code for check in known for code in _cards_of(check)}
    for code in sorted(seen - faulty):
        yield Verdict((), Outcome.PASSED, code=code)


@rule(*PERSON_CODES)
def people_agree_with_their_code(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare name, birth and sex of each person with the codice fiscale."""
    faulty: set[str] = set()
    compared: set[str] = set()
    for person in people(dossier):
        compared.update(_compared(person))
        for problem in _disagreements(person):
            faulty.add(problem.code)
            yield _verdict(person.path_of(_COLUMN_OF_FAULT[problem.fault]), problem)
    for code in sorted(compared - faulty):
        yield Verdict((), Outcome.PASSED, code=code)


@rule("ANA-24")
def no_pod_is_written_twice(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Refuse a POD that two rows, or two plants with different CENSIMP, both claim."""
    rows: dict[str, list[tuple[Member, int]]] = defaultdict(list)
    for member, point in current_points(dossier):
        if point.pod is not None:
            rows[pod.compact(point.pod)].append((member, point.index))
    doubles = (
        failed(
            path_of_row(index, "pod"),
            pod=code,
            primo_socio=who(first, first.index),
            socio=who(member, member.index),
            prima_riga=first_index + 1,
            riga=index + 1,
        )
        for code, ((first, first_index), *others) in rows.items()
        for member, index in others
    )
    yield from holds_unless(("soci",), doubles)


@rule("ANA-25")
def no_code_has_two_names(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Refuse a codice fiscale that two members with different names both claim."""
    yield from holds_unless(("soci",), _homonymous_codes(dossier))


@rule("ANA-26")
def no_plant_is_written_twice(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Refuse a CENSIMP that two plants both claim, unless they are different sections of one."""
    first: dict[str, int] = {}
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "censimp")
        if plant.censimp is None:
            yield unknown(path, censimp=None) if len(dossier.plants) > 1 else not_applicable(path)
            continue
        code = censimp.compact(plant.censimp)
        sections = {part.section_code for part in plant.sections} - {None}
        other = first.setdefault(code, index)
        before = {part.section_code for part in dossier.plants[other].sections} - {None}
        distinct = other == index or (sections and before and not sections & before)
        yield passed(path) if distinct else failed(path, censimp=code, primo=other + 1, secondo=index + 1)


def _cards_of(check: Check) -> tuple[str, ...]:
    return _CARDS_OF_CHECK[check.__module__.rpartition(".")[2]]


def _verdict(path: FieldPath, problem: Problem) -> Verdict:
    """Carry a problem's own words: the cards of this family print `messaggio` and `rimedio` as they are."""
    outcome = Outcome.UNKNOWN if problem.is_unknown else Outcome.FAILED
    values = {**problem.values, "messaggio": problem.message, "rimedio": problem.remedy}
    return Verdict(path, outcome, values, code=problem.code)


def _disagreements(person: PersonData) -> tuple[Problem, ...]:
    return personal_data.problems(
        person.codice_fiscale,
        surname=person.surname,
        name=person.name,
        born_on=person.born_on,
        sex=person.sex.value if person.sex else None,
        birth_place=person.birth_place,
        birth_province=person.birth_province,
    )


def _compared(person: PersonData) -> Iterator[str]:
    if person.surname or person.name:
        yield "ANA-02"
    if person.born_on or person.sex:
        yield "ANA-03"
    if person.birth_place:
        yield "ANA-04"


def _homonymous_codes(dossier: Dossier) -> Iterator[Verdict]:
    names: dict[str, tuple[str, int]] = {}
    for member in dossier.members:
        code = code_of(member.codice_fiscale)
        if code is None:
            yield unknown(path_of_row(member.index, "codice_fiscale"), socio=who(member, member.index))
            continue
        name = who(member)
        known, row = names.setdefault(code, (name, member.index))
        if known.casefold() != name.casefold():
            path = path_of_row(member.index, "codice_fiscale")
            yield failed(path, codice_fiscale=code, socio=name, altro=known, altra_riga=row + 1)
