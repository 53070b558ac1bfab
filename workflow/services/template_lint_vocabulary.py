"""The real contexts from which the linter learns the names of a document: the three examples, and specimens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workflow import clock
from workflow.checks.conditions import holds
from workflow.documents import context
from workflow.documents.catalogue import Catalogue, DocumentType, Per
from workflow.documents.lint.specimen import specimen
from workflow.documents.lint.vocabulary import FROM_THE_WRITER, Vocabulary
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing
from workflow.domain.finding import Report
from workflow.domain.kind import Kind, Phase
from workflow.intake.folder import read_folder
from workflow.law import Law
from workflow.phases.machine import Position
from workflow.resources import data_folder
from workflow.services.document_subjects import DocumentSubject, subjects_of
from workflow.services.status import status_of
from workflow.services.status_sheet import view_of

_EXAMPLES = "esempi"
_MOST_SUBJECTS = 3
_SOMETIMES = ("comunita", "edificio", "contratto")
_CALLED = {
    Per.MEMBER: "scritti per ogni membro",
    Per.LIBERATORIA: "di liberatoria",
    Per.PLANT: "scritti per ogni impianto",
    Per.PRODUCER: "scritti per ogni produttore",
    Per.MANDATE: "di mandato",
    Per.VARIATION: "di variazione",
    Per.GSE_ACT: "di risposta al GSE",
    Per.STATUS: "sullo stato di avanzamento",
    Per.ENERGY_REPORT: "sull’energia condivisa",
    Per.YEAR: "scritti per ogni anno",
    Per.MEMBER_YEAR: "scritti per ogni membro e anno",
    Per.EXIT: "scritti per chi esce",
}


@dataclass(frozen=True)
class Sample:
    """One context with which a document can be tried: from which dossier, and about whom."""

    dossier: Dossier
    label: str
    context: Mapping[str, Any]


class Contexts:
    """The examples and the specimens, each read once."""

    def __init__(self, law: Law, catalogue: Catalogue) -> None:
        """Keep the law; nothing is read until it is asked for."""
        self._law = law
        self._catalogue = catalogue
        self._vocabularies: dict[str | None, Vocabulary] = {}
        self._built: dict[int, Mapping[str, Any]] = {}

    @cached_property
    def examples(self) -> tuple[Dossier, ...]:
        """The dossiers of the three packaged examples, each on its own day."""
        found = []
        for folder in sorted((data_folder("dossiers") / _EXAMPLES).iterdir()):
            if (folder / "fascicolo.yaml").is_file():
                dossier = read_folder(folder, clock.today()).dossier
                if dossier is not None:
                    found.append(dossier.model_copy(update={"as_of": dossier.judged_on or dossier.as_of}))
        return tuple(found)

    def vocabulary(self, document: DocumentType | None) -> Vocabulary:
        """Return the names of a document, or those of every document if none is given."""
        key = None if document is None else document.id
        if key not in self._vocabularies:
            specimens = [self._specimens[kind] for kind in (Kind if document is None else document.kinds)]
            additions = [
                subject
                for dossier in (*self.examples, *specimens)
                for per in (Per if document is None else (document.per,))
                for subject in self._subjects(per, dossier)
            ]
            empty = frozenset(name for name in _SOMETIMES if all(self._shared(one)[name] is None for one in specimens))
            own = frozenset() if document is None else self._additions.get(document.per, frozenset())
            self._vocabularies[key] = self._everything.with_names(
                additions,
                always_empty=frozenset() if document is None else empty,
                is_whole=bool(additions),
                elsewhere={
                    name: words
                    for per, words in reversed(_CALLED.items())  # the first, the plainest, is the last to speak
                    for name in self._additions.get(per, frozenset()) - own
                    if document is not None
                },
            )
        return self._vocabularies[key]

    def samples(self, document: DocumentType) -> list[Sample]:
        """Return one context of the document for each example of its kinds that would have it written."""
        found = []
        for dossier in self.examples:
            if dossier.kind in document.kinds:
                one = self.sample_of(document, dossier, only_if_due=True)
                if one is not None:
                    found.append(one)
        return found

    def sample_of(self, document: DocumentType, dossier: Dossier, *, only_if_due: bool = False) -> Sample | None:
        """Return the first context of the document in a dossier; none if it has nobody to write it for."""
        for subject, one in self._labelled(document.per, dossier):
            is_due = document.when is None or holds(document.when, dossier, self._law, subject.thing) is not False
            if is_due or not only_if_due:
                return Sample(dossier, subject.label, one)
        return None

    @cached_property
    def _everything(self) -> Vocabulary:
        """The names that every document may use, whatever the kind: learnt once."""
        return Vocabulary.of(self._shared(dossier) for dossier in (*self.examples, *self._specimens.values()))

    def _subjects(self, per: Per, dossier: Dossier) -> Iterator[Mapping[str, Any]]:
        """Yield what the first subjects of a document add to the shared names."""
        for number, (_, one) in enumerate(self._labelled(per, dossier)):
            if number == _MOST_SUBJECTS:
                return
            shared = self._shared(dossier)
            yield {key: value for key, value in one.items() if key not in shared or value is not shared[key]}

    def _labelled(self, per: Per, dossier: Dossier) -> Iterator[tuple[DocumentSubject, Mapping[str, Any]]]:
        shared = self._shared(dossier)
        if per is Per.STATUS:
            found = status_of(dossier, self._law, Report(), Position(Phase.ENGAGEMENT), {})
            yield DocumentSubject(None, "", {}), {**shared, **view_of(found)}
            return
        if per is Per.ENERGY_REPORT:
            from workflow.services.energy_report_specimen import specimen_view  # noqa: PLC0415 - only who asks for it

            yield DocumentSubject(None, "", {}), {**shared, **specimen_view(self._law)}
            return
        for subject in subjects_of(per, dossier, self._law, Filing()):
            yield subject, {**shared, **subject.addition}

    def _shared(self, dossier: Dossier) -> Mapping[str, Any]:
        """Return what every document of a dossier may name; built once, for it is asked for often."""
        if id(dossier) not in self._built:
            self._built[id(dossier)] = {**context.build(dossier, self._law), **FROM_THE_WRITER}
        return self._built[id(dossier)]

    @cached_property
    def _additions(self) -> Mapping[Per, frozenset[str]]:
        """The names that each kind of document adds to the shared ones."""
        found: dict[Per, set[str]] = {}
        for per in _CALLED:
            dossiers = (*self.examples, *self._specimens.values())
            for dossier in dossiers[:1] if per in {Per.STATUS, Per.ENERGY_REPORT} else dossiers:
                one = next(self._labelled(per, dossier), None)
                if one is not None:
                    found.setdefault(per, set()).update(set(one[1]) - set(self._shared(dossier)))
        return {per: frozenset(names) for per, names in found.items()}

    @cached_property
    def _specimens(self) -> Mapping[Kind, Dossier]:
        """One specimen of each kind; kept, so that what is built from them is built once."""
        return {kind: specimen(kind) for kind in Kind}
