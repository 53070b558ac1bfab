"""The codes and names that the name of an attachment may begin with, taken from the dossier's own facts."""

import re
from collections.abc import Iterable, Iterator

from workflow.domain.dossier import Fascicolo
from workflow.domain.filing import FilingKind
from workflow.domain.member import Member
from workflow.domain.plant import Plant
from workflow.domain.subject import Person, Subject
from workflow.intake.written_values import folded

_WORD = re.compile(r"[^\W_]+")
# Keys this long are told apart from what follows even without a separator.
_UNMISTAKABLE = 11
_NOT_IN_NAMES = re.compile(r"[^\w .,'’()-]+")
_LONGEST_HEAD = 120
_CODE = re.compile(r"[a-z]{6}[0-9a-z]{2}[a-z][0-9a-z]{2}[a-z][0-9a-z]{3}[a-z]|it[0-9]{3}e[0-9a-z]{8,9}|[0-9]{11}")


def name_head(key: str) -> str:
    """Return a key as the head of a file name: what a name may not hold becomes a space, which the reader forgives."""
    return " ".join(_NOT_IN_NAMES.sub(" ", key).split())[:_LONGEST_HEAD].strip()


class KnownKeys:
    """Finds whose a file is by the head of its name, tolerant of case, spaces and separators."""

    def __init__(self, fascicolo: Fascicolo | None, members: Iterable[Member]) -> None:
        self._by_sign = _by_sign(_keys(fascicolo, members))
        self._practices = _by_sign(_practices(fascicolo))
        self._lengths = sorted({len(sign) for sign in self._by_sign if len(sign) >= _UNMISTAKABLE}, reverse=True)
        self.plant_count = len(fascicolo.plants) if fascicolo else 0

    def find(self, stem: str) -> str | None:
        """Return the longest known key with which a file name begins, as the facts write it."""
        words = [folded(word) for word in _WORD.findall(stem)]
        key = _longest(words, self._by_sign)
        if key is not None:
            return key
        joined = "".join(words)
        heads = (joined[:length] for length in self._lengths if length <= len(joined))
        return next((self._by_sign[head] for head in heads if head in self._by_sign), None)

    def find_practice(self, stem: str) -> str | None:
        """Return the practice with the GSE whose name, or the protocol of whose act, begins a file name."""
        return _longest([folded(word) for word in _WORD.findall(stem)], self._practices)


def code_at_head(stem: str) -> str | None:
    """Return the code of a person, body or POD with which a name begins, known or not."""
    found = _CODE.match("".join(folded(word) for word in _WORD.findall(stem)))
    return found.group().upper() if found else None


def _keys(fascicolo: Fascicolo | None, members: Iterable[Member]) -> Iterator[tuple[str, str]]:
    """Yield each way of writing a key with the key; what comes last wins, so members come after the rest."""
    if fascicolo is not None:
        for plant in fascicolo.plants:
            yield from _of_plant(plant)
        if fascicolo.community is not None:
            yield from _codes(fascicolo.community.codice_fiscale, fascicolo.community.partita_iva)
            yield from _of_person(fascicolo.community.representative)
            for person in fascicolo.community.board:
                yield from _of_person(person)
        if fascicolo.building is not None:
            yield from _codes(fascicolo.building.codice_fiscale)
            yield from _of_person(fascicolo.building.administrator)
        if fascicolo.referente is not None:
            yield from _of_subject(fascicolo.referente)
            yield from _of_person(fascicolo.referente.attorney)
    for member in members:
        for point in member.points:
            yield from _codes(point.pod)
        yield from _of_subject(member)


def _practices(fascicolo: Fascicolo | None) -> Iterator[tuple[str, str]]:
    """Yield what people call the practices with the GSE: variations by name, its acts by number, the others by kind."""
    yield from _codes(*(kind.value for kind in FilingKind))
    if fascicolo is not None:
        yield from _codes(*(variation.name for variation in fascicolo.variations))
        yield from _codes(*(act.number for act in fascicolo.gse_acts))


def _by_sign(keys: Iterable[tuple[str, str]]) -> dict[str, str]:
    signs = ((folded(written), key) for written, key in keys)
    return {sign: key for sign, key in signs if sign}


def _longest(words: list[str], by_sign: dict[str, str]) -> str | None:
    """Return the key that the most of the first words make up."""
    heads = ("".join(words[:count]) for count in range(len(words), 0, -1))
    return next((by_sign[head] for head in heads if head in by_sign), None)


def _of_plant(plant: Plant) -> Iterator[tuple[str, str]]:
    key = plant.censimp or plant.pod or plant.name
    if key is not None:
        for written in (plant.censimp, plant.pod, plant.name):
            if written is not None:
                yield written, key
    if plant.producer is not None:
        yield from _of_subject(plant.producer)


def _of_subject(subject: Subject) -> Iterator[tuple[str, str]]:
    yield from _of_person(subject.representative)
    if subject.key is not None:
        for written in (subject.codice_fiscale, subject.partita_iva):
            if written is not None:
                yield written, subject.key


def _of_person(person: Person | None) -> Iterator[tuple[str, str]]:
    yield from _codes(person.codice_fiscale if person else None)


def _codes(*codes: str | None) -> Iterator[tuple[str, str]]:
    for code in codes:
        if code is not None:
            yield code, code
