"""The whole law the program knows: parameters, register of acts, terms, and the digest that identifies them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from workflow.domain.finding import LegalRef
from workflow.law.parameter import DatedValue, Parameter, read_parameter
from workflow.law.source import Source, read_sources
from workflow.law.term import Deadline, Term, read_term
from workflow.packaged_yaml import FileState, states_of
from workflow.resources import BrokenFileError, ProgramError, data_folder

LAW_FOLDER = "law"
RULES_FOLDER = "rules"
TERMS_AREA = "termini"
SOURCES_FILE = "sources.yaml"
GAPS_FILE = "not_implemented.yaml"


class UnknownParameterError(ProgramError):
    """A name that no file of `checklists/law` has."""

    exit_code = 4


@dataclass(frozen=True, eq=False, repr=False)
class Law:
    """The law on disk, read once; pure, so that equal digests give equal answers."""

    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    terms: Mapping[str, Term]
    digest: str

    @classmethod
    def load(cls, folder: Path | None = None, also: Sequence[Path] | None = None) -> "Law":
        """Read the law folder (by default the packaged one); `also` are the folders the digest covers besides it.

        By default that is the folder of rule cards beside the law; what was read is kept until a file changes.
        Raises BrokenFileError with file, line and column.
        """
        folder = folder or data_folder("checklists") / LAW_FOLDER
        folders = (folder, *((folder.parent / RULES_FOLDER,) if also is None else also))
        return _read(folders, states_of(path for each in folders for path in sorted(each.rglob("*.yaml"))))

    @classmethod
    def read(cls, folder: Path, also: Sequence[Path]) -> "Law":
        """Read the folders, whatever was read before."""
        sources = dict(read_sources(folder / SOURCES_FILE))
        files = [path for path in sorted(folder.glob("*/*.yaml")) if path.parent.name != TERMS_AREA]
        parameters = {}
        for path in files:
            name = f"{path.parent.name}/{path.stem}"
            parameters[name] = read_parameter(path, name, sources)
        terms = {
            path.stem: read_term(path, sources, parameters) for path in sorted((folder / TERMS_AREA).glob("*.yaml"))
        }
        stray = [
            path
            for path in sorted(folder.rglob("*.yaml"))
            if path.parent.parent != folder and path.relative_to(folder).as_posix() not in {SOURCES_FILE, GAPS_FILE}
        ]
        if stray:
            raise BrokenFileError(
                stray[0], "il file non sta in un’area della legge.", "Spostarlo in checklists/law/<area>/<nome>.yaml."
            )
        return cls(
            parameters=MappingProxyType(parameters),
            sources=MappingProxyType(sources),
            terms=MappingProxyType(terms),
            digest=digest_of((folder, *also)),
        )

    def __repr__(self) -> str:
        return f"Law({len(self.parameters)} parameters, digest {self.digest})"

    def get(self, name: str) -> Parameter:
        """Return the parameter `area/nome`; raise UnknownParameterError if there is none."""
        if name not in self.parameters:
            raise UnknownParameterError(f"Il parametro «{name}» non esiste in checklists/law.")
        return self.parameters[name]

    def value(self, name: str, day: date) -> DatedValue:
        """Return the value of the parameter on the day; raise UnknownOnThatDayError outside the known dates."""
        return self.get(name).on(day)

    def term(self, name: str) -> Term:
        """Return the term; raise UnknownParameterError if there is none."""
        if name not in self.terms:
            raise UnknownParameterError(f"Il termine «{name}» non esiste in checklists/law/{TERMS_AREA}.")
        return self.terms[name]

    def due(self, name: str, event_on: date, law_on: date | None = None) -> Deadline:
        """Return the deadline of the term for an event; `law_on` is the key date that picks its length, else the event.

        Raises UnknownOnThatDayError where the length is not known, UnknownParameterError for a term without length.
        """
        term = self.term(name)
        if term.length is None:
            raise UnknownParameterError(f"Il termine «{name}» non ha una durata: {term.note}")
        return term.due(event_on, self.value(term.length, law_on or event_on))

    def acts_between(self, first: date, last: date) -> tuple[Source, ...]:
        """Return the acts that came into force after the first day and up to the last one included, oldest first."""
        acts = [(act.in_force_on, act) for act in self.sources.values() if act.in_force_on and act.is_act]
        return tuple(act for day, act in sorted(acts, key=lambda pair: (pair[0], pair[1].id)) if first < day <= last)

    def cite(self, ref: LegalRef) -> str:
        """Return the reference as people write it: act, then place."""
        source = self.sources.get(ref.source)
        return f"{source.cite if source else ref.source}, {ref.at}"


@lru_cache(maxsize=2)
def _read(folders: tuple[Path, ...], _states: tuple[FileState, ...]) -> Law:
    return Law.read(folders[0], folders[1:])


def digest_of(folders: Iterable[Path]) -> str:
    """Return the sha256 of every YAML file of the folders, by name and text; line ends and byte marks do not count."""
    whole = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml"), key=lambda found: found.relative_to(folder).as_posix()):
            text = path.read_text(encoding="utf-8-sig")
            content = hashlib.sha256("\n".join(text.splitlines()).rstrip().encode()).hexdigest()
            whole.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()
