"""Reads `checklists/submissions/<practice>.yaml`: the papers that a practice asks for, why, from whom, and where to."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from workflow.domain.attachment import AttachmentKind
from workflow.domain.filing import FilingChannel, FilingKind
from workflow.domain.finding import Confidence, LegalRef
from workflow.domain.kind import Kind
from workflow.domain.variation import VariationKind
from workflow.law.reading import YamlFile
from workflow.packaged_yaml import FileState, states_of
from workflow.resources import ProgramError, data_folder


class ProcedureMissingError(ProgramError):
    """A practice whose list of papers is not written."""

    exit_code = 2


class Section(StrEnum):
    """Where an item goes: to the portal or with the PEC, among what is kept, or nowhere."""

    UPLOAD = "upload"
    SEND = "send"
    KEEP = "keep"
    STUDIO = "studio"

    @property
    def folder(self) -> str:
        """The folder of the bundle."""
        return {
            Section.UPLOAD: "1_caricare",
            Section.SEND: "1_inviare",
            Section.KEEP: "2_conservare",
            Section.STUDIO: "3_studio",
        }[self]

    @property
    def label(self) -> str:
        """What people read."""
        return {
            Section.UPLOAD: "Da caricare sul portale",
            Section.SEND: "Da inviare con la PEC",
            Section.KEEP: "Da dichiarare e conservare",
            Section.STUDIO: "Solo per lo studio",
        }[self]

    @property
    def is_for_gse(self) -> bool:
        """Whether what is in it reaches the GSE."""
        return self in {Section.UPLOAD, Section.SEND}

    def by(self, channel: FilingChannel) -> "Section":
        """Return the section of an item that is uploaded, if the practice goes by PEC."""
        return Section.SEND if self is Section.UPLOAD and channel is FilingChannel.PEC else self


class Per(StrEnum):
    """What an item is asked once for."""

    REQUEST = "request"
    SIGNER = "signer"
    PLANT = "plant"
    MEMBER = "member"
    RELEASE = "release"
    PRODUCER = "producer"
    MANDATE = "mandate"
    PRACTICE = "practice"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SubmissionItem(_Strict):
    """One line of `checklists/submissions/<practice>.yaml`."""

    id: str = Field(pattern=r"^[A-Z]{3}-\d{2}(-[A-Z]{2,6})?$")
    title: str
    section: Section
    per: Per
    kinds: tuple[Kind, ...] = tuple(Kind)
    variations: tuple[VariationKind, ...] = tuple(VariationKind)
    when: str | None = None
    required_because: str
    not_required_because: str | None = None
    attachment: AttachmentKind | None = None
    document: str | None = None
    is_optional: bool = Field(default=False, alias="optional")
    document_with_attachment: bool = False  # the paper completes the document instead of taking its place
    provider: str
    name: str = Field(pattern=r"^[a-z0-9_]+$")
    refs: tuple[LegalRef, ...] = Field(min_length=1)


class Submission(_Strict):
    """What one practice asks for, in order; `channel` is None where each case has its own."""

    procedure: FilingKind
    title: str
    channel: FilingChannel | None = FilingChannel.PORTAL
    confidence: Confidence = Confidence.HIGH
    notes: dict[Section, str] = {}
    items: tuple[SubmissionItem, ...]


def submission_file(practice: FilingKind, folder: Path | None = None) -> Path:
    """Return where the list of a practice is written."""
    return (data_folder("checklists") / "submissions" if folder is None else folder) / f"{practice.value}.yaml"


def load_submission(practice: FilingKind, folder: Path | None = None) -> Submission:
    """Read the practice's file; raises BrokenFileError with file and line, ProcedureMissingError if there is none."""
    path = submission_file(practice, folder)
    if not path.is_file():
        raise ProcedureMissingError(f"Per «{practice.label}» non c'è un elenco di carte in checklists/submissions/.")
    return _read(path, states_of([path]))


@lru_cache(maxsize=4)
def _read(path: Path, _state: tuple[FileState, ...]) -> Submission:
    """Read the list, once until it changes."""
    return YamlFile.read(path).as_record(Submission)
