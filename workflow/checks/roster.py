"""Who counts on the day of judgement: current members and points, and the codes by which subjects are known."""

from collections.abc import Iterator

from workflow.domain.dossier import Dossier
from workflow.domain.identifiers import codice_fiscale
from workflow.domain.member import Member, WithdrawalPoint
from workflow.domain.plant import Plant, Producer
from workflow.domain.subject import Subject


def code_of(text: str | None) -> str | None:
    """Return a codice fiscale or partita IVA in the form in which two writings of it are equal."""
    return None if text is None else codice_fiscale.compact(text)


def codes_of(subject: Subject | None) -> frozenset[str]:
    """Return the codes by which a subject may be named elsewhere in the dossier."""
    if subject is None:
        return frozenset()
    given = (code_of(subject.codice_fiscale), code_of(subject.partita_iva))
    return frozenset(code for code in given if code)


def who(subject: Subject, row: int | None = None) -> str:
    """Return what a message calls a subject: its name, else its code, else its row."""
    name = subject.full_name or subject.key
    if name:
        return name
    return "senza nome" if row is None else f"della riga di dati {row + 1}"


def current_points(dossier: Dossier) -> Iterator[tuple[Member, WithdrawalPoint]]:
    """Yield the points that withdraw for the configuration, with their holders, clients by liberatoria included."""
    day = dossier.as_of
    for member in dossier.members:
        if member.left_on is None or member.left_on > day:
            for point in member.points:
                if point.until_on is None or point.until_on > day:
                    yield member, point


def clients(dossier: Dossier) -> tuple[Member, ...]:
    """Return the members proper who hold at least one current point."""
    holders = {member.index for member, _ in current_points(dossier)}
    return tuple(member for member in dossier.active_members if member.index in holders)


def participants(dossier: Dossier) -> tuple[Member, ...]:
    """Return the members proper who take part as clients or producers."""
    holders = {member.index for member, _ in current_points(dossier)}
    producing = producer_codes(dossier)
    return tuple(member for member in dossier.active_members if member.index in holders or codes_of(member) & producing)


def producer_codes(dossier: Dossier) -> frozenset[str]:
    """Return the codes of every plant's producer."""
    return frozenset(code for plant in dossier.plants for code in codes_of(dossier.producer_of(plant)))


def distinct(members: tuple[Member, ...]) -> int:
    """Return how many different subjects the members are; who has no code counts by row."""
    return len({min(codes_of(member), default=f"#{member.index}") for member in members})


def third_producers(dossier: Dossier) -> Iterator[tuple[int, Plant, Producer | None, bool | None]]:
    """Yield each plant with its place, its producer, and whether the producer is outside the configuration."""
    for index, plant in enumerate(dossier.plants):
        yield index, plant, dossier.producer_of(plant), dossier.is_third_producer(plant)
