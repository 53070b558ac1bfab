"""Reads `templates/*/document.yaml`: which documents exist, for whom, and which edition is in force on a day."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from workflow.documents.wordml import CLAUSE_ID
from workflow.domain.finding import Confidence, LegalRef
from workflow.domain.kind import Kind, LegalForm, Phase
from workflow.packaged_yaml import FileState, packaged_values, states_of
from workflow.resources import BrokenFileError, ProgramError, data_folder, place_of, read_yaml

DOCUMENT_FILE = "document.yaml"
OWN_EDITION = "propria"
_SHARED_PREFIX = "_"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_EXPECTED = {
    "extra_forbidden": "chiave sconosciuta",
    "missing": "chiave mancante",
    "enum": "valore non ammesso",
    "string_pattern_mismatch": "valore scritto in una forma non ammessa (minuscole, cifre e _)",
    "date_from_datetime_parsing": "data non valida",
    "string_too_short": "testo vuoto",
    "too_short": "elenco vuoto",
}


class EditionMissingError(ProgramError):
    """No edition of a document was in force on the day asked."""

    exit_code = 4


class UnknownDocumentError(ProgramError):
    """A document id that no folder of `templates/` has."""

    exit_code = 3


class Per(StrEnum):
    """What a document is written once for."""

    DOSSIER = "dossier"
    MEMBER = "member"
    PLANT = "plant"
    PRODUCER = "producer"
    MANDATE = "mandate"
    LIBERATORIA = "liberatoria"
    WITHDRAWAL_POINT = "withdrawal_point"
    STATUS = "status"
    ENERGY_REPORT = "energy_report"
    VARIATION = "variation"
    GSE_ACT = "gse_act"
    YEAR = "year"
    MEMBER_YEAR = "member_year"
    EXIT = "exit"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Edition(_Strict):
    """One dated text of a document; old editions stay, so that old dossiers render the same again."""

    from_: date = Field(alias="from")
    file: str
    ref: LegalRef
    confidence: Confidence
    note: Text | None = None
    folder: Path = Field(default=Path(), exclude=True)
    own_file: Path | None = Field(default=None, exclude=True)
    """The studio's own template that stands in the place of the packaged one."""
    preparation: Callable[[Path], Path] | None = Field(default=None, exclude=True)
    """What makes a template ready before it is used: it puts the studio's letterhead over it."""

    @property
    def is_own(self) -> bool:
        """Whether the text is the studio's."""
        return self.own_file is not None

    @property
    def original(self) -> Path:
        """The Word template as its author left it."""
        return self.own_file or self.folder / self.file

    @property
    def path(self) -> Path:
        """The Word template as it is used."""
        return self.original if self.preparation is None else self.preparation(self.original)

    @property
    def name(self) -> str:
        """What machines call the edition: its first day, or `propria`."""
        return OWN_EDITION if self.is_own else self.from_.isoformat()

    @property
    def words(self) -> str:
        """What people read of the edition: its first day, or «propria»."""
        return OWN_EDITION if self.is_own else f"{self.from_:%d/%m/%Y}"

    @property
    def source_path(self) -> Path:
        """The text from which the Word template was compiled (not in the wheel)."""
        return (self.folder / self.file).with_suffix(".md")


class Clause(_Strict):
    """A clause that every edition must carry, and the requirements it answers."""

    id: Annotated[str, StringConstraints(pattern=f"^{CLAUSE_ID}$")]
    answers: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9A-Za-z_.-]+$")], ...] = Field(min_length=1)


class DocumentType(_Strict):
    """One folder of `templates/`."""

    id: Slug
    title: Text
    phase: Phase
    kinds: tuple[Kind, ...] = Field(min_length=1)
    legal_forms: tuple[LegalForm, ...] | None = None
    per: Per
    when: Slug | None = None
    output: Slug
    signed_by: tuple[Slug, ...]
    highlighted_copy: bool = False
    on_request: bool = False
    editions: tuple[Edition, ...] = Field(min_length=1)
    clauses: tuple[Clause, ...] = ()

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        days = [edition.from_ for edition in self.editions]
        if days != sorted(set(days)):
            raise ValueError("le edizioni vanno in ordine di data, senza due con la stessa data")
        for edition in self.editions:
            if edition.file != f"{self.id}.{edition.from_.isoformat()}.docx":
                expected = f"{self.id}.{edition.from_.isoformat()}.docx"
                raise ValueError(f"il file dell'edizione deve chiamarsi {expected}, non {edition.file}")
        names = [clause.id for clause in self.clauses]
        if len(names) != len(set(names)):
            raise ValueError("una clausola è elencata due volte")
        return self

    def edition_on(self, day: date) -> Edition:
        """Return the edition in force; a day before the first is an error, never the nearest edition."""
        in_force = [edition for edition in self.editions if edition.from_ <= day]
        if not in_force:
            first = self.editions[0].from_
            raise EditionMissingError(
                f"Il documento «{self.title}» non ha un'edizione in vigore il {day:%d/%m/%Y}: "
                f"la prima è del {first:%d/%m/%Y}."
            )
        return in_force[-1]

    @property
    def answers_elements(self) -> bool:
        """Whether it is the one paper whose clauses carry the elements of a statute or contract, such as `CER-08.a`."""
        return self.per is Per.DOSSIER and any("." in answer for clause in self.clauses for answer in clause.answers)

    def is_for(self, kind: Kind, legal_form: LegalForm | None) -> bool:
        """Whether the document belongs to this kind of configuration and legal form."""
        return kind in self.kinds and (self.legal_forms is None or legal_form in self.legal_forms)


class Catalogue:
    """All document types, by id in alphabetical order."""

    def __init__(self, documents: Mapping[str, DocumentType]) -> None:
        """Keep the documents; use `load` to read them."""
        self._documents = dict(sorted(documents.items()))

    @classmethod
    def load(cls, folder: Path | None = None) -> "Catalogue":
        """Read every `document.yaml`; raises BrokenFileError with file and line."""
        root = folder or data_folder("templates")
        paths = sorted(root.glob(f"*/{DOCUMENT_FILE}"))
        return cls(_documents(states_of(path for path in paths if not path.parent.name.startswith(_SHARED_PREFIX))))

    def all(self) -> tuple[DocumentType, ...]:
        """Every document type."""
        return tuple(self._documents.values())

    def get(self, document_id: str) -> DocumentType:
        """Return a document type or raise UnknownDocumentError."""
        if document_id not in self._documents:
            raise UnknownDocumentError(
                f"Il documento «{document_id}» non esiste. Documenti: {', '.join(self._documents)}."
            )
        return self._documents[document_id]

    def with_documents(self, changed: Iterable[DocumentType]) -> "Catalogue":
        """Return the same documents with some in the place of those that have their ids."""
        return Catalogue({**self._documents, **{document.id: document for document in changed}})

    def for_configuration(self, kind: Kind, legal_form: LegalForm | None) -> tuple[DocumentType, ...]:
        """Return the documents of a kind of configuration and legal form, their `when` not yet asked."""
        return tuple(document for document in self.all() if document.is_for(kind, legal_form))


@lru_cache(maxsize=2)
def _documents(states: tuple[FileState, ...]) -> Mapping[str, DocumentType]:
    """Read the files, once until one of them changes."""
    documents = [read_document_type(Path(name)) for name, *_ in states]
    return {document.id: document for document in documents}


def read_document_type(path: Path) -> DocumentType:
    """Read one `document.yaml`."""
    try:
        document = DocumentType.model_validate(packaged_values(path))
    except ValidationError as error:
        tree = read_yaml(path)
        first = error.errors()[0]
        location = tuple(step for step in first["loc"] if isinstance(step, str | int))
        line, column = place_of(tree, location)
        detail = _EXPECTED.get(first["type"]) or re.sub(r"^Value error, ", "", first["msg"])
        where = ".".join(str(step) for step in location) or path.parent.name
        raise BrokenFileError(
            path,
            f"«{where}»: {detail}.",
            "Le chiavi ammesse sono descritte in templates/README.md.",
            line=line,
            column=column,
        ) from error
    if document.id != path.parent.name:
        line, column = place_of(read_yaml(path), ("id",))
        raise BrokenFileError(
            path,
            f"l'id «{document.id}» non è il nome della cartella.",
            f"Scrivere id: {path.parent.name}.",
            line=line,
            column=column,
        )
    editions = tuple(edition.model_copy(update={"folder": path.parent}) for edition in document.editions)
    return document.model_copy(update={"editions": editions})
