"""Where the identifiers of a dossier are: every code with its path, and every person with its codice fiscale."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workflow.domain.dossier import Dossier, path_of_row
from workflow.domain.finding import FieldPath
from workflow.domain.identifiers import (
    ateco,
    cabina_primaria,
    cap,
    catasto,
    censimp,
    codice_fiscale,
    comune,
    email_address,
    iban,
    partita_iva,
    pec,
    phone,
    pod,
    province,
    section,
    up,
)
from workflow.domain.identifiers.problem import Problem
from workflow.domain.member import Member, WithdrawalPoint
from workflow.domain.plant import Plant
from workflow.domain.subject import Address, Person, Sex, Subject

PathOf = Callable[[str], FieldPath]
Check = Callable[..., Problem | None]


class Identifier(NamedTuple):
    """One code as written, with its place and the check for its kind; `beside` is what the check also looks at.

    A tuple, and its path made only when somebody asks: a community of thousands has a hundred thousand codes.
    """

    path_of: PathOf
    key: str
    text: str
    check: Check
    beside: str | None = None

    @property
    def path(self) -> FieldPath:
        """Where the code is written."""
        return self.path_of(self.key)

    def problem(self) -> Problem | None:
        """Return what is wrong with the code, or None."""
        return self.check(self.text) if self.beside is None else self.check(self.text, self.beside)


@dataclass(frozen=True)
class PersonData:
    """What is said of a person beside the codice fiscale; `path_of` places each datum in its file."""

    path_of: PathOf
    codice_fiscale: str
    surname: str | None
    name: str | None
    born_on: date | None
    sex: Sex | None
    birth_place: str | None
    birth_province: str | None


def identifiers(dossier: Dossier) -> Iterator[Identifier]:
    """Yield every code that is written; what is missing is for the rules that need it."""
    if dossier.configuration.cabina_primaria is not None:
        place = _at("configurazione")
        yield Identifier(place, "cabina_primaria", dossier.configuration.cabina_primaria, cabina_primaria.problem)
    yield from _of_community(dossier)
    yield from _of_building(dossier)
    for subject, path_of, is_row in _subjects(dossier):
        yield from _of_subject(subject, path_of, is_row=is_row)
    for person, path_of in _persons(dossier):
        yield from _codes(path_of, {"codice_fiscale": (person.codice_fiscale, codice_fiscale.problem)})
        yield from _of_address(person.address, _under(path_of, "residenza"))
    for member in dossier.members:
        for point in member.points:
            yield from _of_point(member, point)
    for index, plant in enumerate(dossier.plants):
        yield from _of_plant(index, plant)
    for index, mandate in enumerate(dossier.mandates):
        yield from _codes(_at("mandati", index), {"mandante": (mandate.principal, codice_fiscale.problem)})


def people(dossier: Dossier) -> Iterator[PersonData]:
    """Yield every natural person of the dossier who has a codice fiscale."""
    for subject, path_of, _ in _subjects(dossier):
        if subject.codice_fiscale is not None:
            yield PersonData(
                path_of,
                subject.codice_fiscale,
                subject.surname,
                subject.name,
                subject.born_on,
                subject.sex,
                subject.birth_place,
                subject.birth_province,
            )
    for person, path_of in _persons(dossier):
        if person.codice_fiscale is not None:
            yield PersonData(
                path_of,
                person.codice_fiscale,
                person.surname,
                person.name,
                person.born_on,
                person.sex,
                person.birth_place,
                person.birth_province,
            )


def _at(*steps: str | int) -> PathOf:
    return lambda key: (*steps, key)


def _row(index: int, prefix: str = "") -> PathOf:
    return lambda key: path_of_row(index, prefix + key)


def _under(path_of: PathOf, key: str) -> PathOf:
    """Return paths below a key of the folder's file, or the flat columns of a row of the sheet."""
    inner = path_of(key)
    if inner[:1] == ("soci",):
        prefix = str(inner[-1]).removesuffix(key)
        return lambda column: (*inner[:-1], prefix + column)
    return lambda step: (*inner, step)


def _subjects(dossier: Dossier) -> Iterator[tuple[Subject, PathOf, bool]]:
    for member in dossier.members:
        yield member, _row(member.index), True
    if dossier.referente is not None:
        yield dossier.referente, _at("referente"), False
    for index, plant in enumerate(dossier.plants):
        if plant.producer is not None:
            yield plant.producer, _at("impianti", index, "produttore"), False


def _persons(dossier: Dossier) -> Iterator[tuple[Person, PathOf]]:
    for subject, path_of, is_row in _subjects(dossier):
        if subject.representative is not None:
            below = _prefixed(path_of, "rappresentante_") if is_row else _under(path_of, "rappresentante")
            yield subject.representative, below
    community, building = dossier.community, dossier.building
    if community is not None:
        if community.representative is not None:
            yield community.representative, _at("comunita", "rappresentante")
        for index, person in enumerate(community.board):
            yield person, _at("comunita", "consiglio", index)
    if building is not None and building.administrator is not None:
        yield building.administrator, _at("edificio", "amministratore")
    if dossier.referente is not None and dossier.referente.attorney is not None:
        yield dossier.referente.attorney, _at("referente", "procuratore")


def _prefixed(path_of: PathOf, prefix: str) -> PathOf:
    return lambda key: path_of(prefix + key)


def _codes(path_of: PathOf, checks: dict[str, tuple[str | None, Check]]) -> Iterator[Identifier]:
    for key, (text, check) in checks.items():
        if text is not None:
            yield Identifier(path_of, key, text, check)


def _of_subject(subject: Subject, path_of: PathOf, *, is_row: bool) -> Iterator[Identifier]:
    for key, text, check in (
        ("codice_fiscale", subject.codice_fiscale, codice_fiscale.problem),
        ("partita_iva", subject.partita_iva, partita_iva.problem),
        ("iban", subject.iban, iban.problem),
        ("pec", subject.pec, pec.problem),
        ("email", subject.email, email_address.problem),
        ("telefono", subject.phone, phone.problem),
    ):
        if text is not None:
            yield Identifier(path_of, key, text, check)
    if subject.ateco is not None:
        edition = subject.ateco_edition.value if subject.ateco_edition else None
        yield Identifier(path_of, "ateco", subject.ateco, ateco.problem, edition)
    yield from _of_address(subject.address, path_of if is_row else _under(path_of, "indirizzo"))


def _of_point(member: Member, point: WithdrawalPoint) -> Iterator[Identifier]:
    row = _row(point.index)
    if point.cabina_primaria is not None:
        yield Identifier(row, "cabina_primaria", point.cabina_primaria, cabina_primaria.problem)
    if point.pod is not None:
        yield Identifier(row, "pod", point.pod, pod.problem)
    if point.bill_holder is not None and point.bill_holder != member.codice_fiscale:
        yield Identifier(row, "intestatario_bolletta", point.bill_holder, codice_fiscale.problem)


def _of_address(address: Address, path_of: PathOf) -> Iterator[Identifier]:
    if address.cap is not None:
        yield Identifier(path_of, "cap", address.cap, cap.problem)
    if address.comune is not None:
        yield Identifier(path_of, "comune", address.comune, comune.problem, address.province)
    if address.province is not None:
        yield Identifier(path_of, "provincia", address.province, province.problem)


def _of_community(dossier: Dossier) -> Iterator[Identifier]:
    community = dossier.community
    if community is None:
        return
    checks: dict[str, tuple[str | None, Check]] = {
        "codice_fiscale": (community.codice_fiscale, codice_fiscale.problem),
        "partita_iva": (community.partita_iva, partita_iva.problem),
        "iban": (community.iban, iban.problem),
        "pec": (community.pec, pec.problem),
        "email": (community.email, email_address.problem),
    }
    yield from _codes(_at("comunita"), checks)
    yield from _of_address(community.address, _at("comunita", "sede"))


def _of_building(dossier: Dossier) -> Iterator[Identifier]:
    building = dossier.building
    if building is None:
        return
    checks: dict[str, tuple[str | None, Check]] = {
        "codice_fiscale": (building.codice_fiscale, codice_fiscale.problem),
        "iban": (building.iban, iban.problem),
        "pec": (building.pec, pec.problem),
        "foglio": (building.cadastral_sheet, catasto.foglio_problem),
        "particella": (building.cadastral_parcel, catasto.particella_problem),
    }
    yield from _codes(_at("edificio"), checks)
    yield from _of_address(building.address, _at("edificio", "indirizzo"))


def _of_plant(index: int, plant: Plant) -> Iterator[Identifier]:
    checks: dict[str, tuple[str | None, Check]] = {
        "cabina_primaria": (plant.cabina_primaria, cabina_primaria.problem),
        "pod": (plant.pod, pod.problem),
        "censimp": (plant.censimp, censimp.problem),
        "foglio": (plant.cadastral_sheet, catasto.foglio_problem),
        "particella": (plant.cadastral_parcel, catasto.particella_problem),
        "titolare_area": (plant.site_holder, codice_fiscale.problem),
    }
    yield from _codes(_at("impianti", index), checks)
    yield from _of_address(plant.address, _at("impianti", index, "indirizzo"))
    for place, part in enumerate(plant.sections):
        codes = {"codice_sezione": (part.section_code, section.problem), "codice_up": (part.up_code, up.problem)}
        yield from _codes(_at("impianti", index, "sezioni", place), codes)
