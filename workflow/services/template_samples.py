"""`templates sample` and `templates copy`: a template filled with the example dossiers, or to begin one's own from."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.documents.catalogue import Catalogue, DocumentType
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.domain.dossier import Dossier
from workflow.domain.kind import Kind, LegalForm
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.file_replacing import replace_file
from workflow.services.own_templates import check_own_editions
from workflow.services.template_lint_vocabulary import Contexts, Sample

# An example of another kind stands for one that has none: the same facts, told as that kind would.
_NEAREST = {Kind.CEC: Kind.CER, Kind.CAAC: Kind.GAC, Kind.CAD: Kind.AID}


class CopyExistsError(ProgramError):
    """A file that a copy would take the place of."""

    exit_code = 6


@dataclass(frozen=True)
class WrittenSample:
    """What came of a template and one example."""

    dossier: str
    label: str
    word: Path | None
    pdf: Path | None
    missing: tuple[str, ...] = ()
    note: str = ""


def write_samples(document: DocumentType, law: Law, catalogue: Catalogue, out: Path) -> list[WrittenSample]:
    """Fill a template with each example and write Word and PDF; an existing sample of the same name is replaced.

    Raises OwnTemplateError for an own template that is broken, TemplateError for one that an example cannot fill.
    """
    check_own_editions(document, law)
    contexts = Contexts(law, catalogue)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for dossier in contexts.examples:
        fitting = _fitting(dossier, document)
        sample = None if fitting is None else contexts.sample_of(document, fitting)
        if sample is None:
            why = "il documento non è di questa tipologia" if fitting is None else "l'esempio non ha per chi scriverlo"
            written.append(WrittenSample(dossier.title, "", None, None, note=why))
            continue
        written.append(_write(document, sample, out, is_adapted=fitting is not dossier))
    return written


def copy_template(document: DocumentType, out: Path) -> Path:
    """Copy the last packaged edition of a document, under the name by which it replaces it; never over a file."""
    target = out / f"{document.id}.docx"
    if target.exists():
        raise CopyExistsError(f"{target} esiste già: spostarlo o scegliere un'altra cartella.")
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(document.editions[-1].original, target)
    return target


def _fitting(dossier: Dossier, document: DocumentType) -> Dossier | None:
    """Return the example as a dossier of the document's kind and legal form; none if it is too far from it."""
    kind = dossier.kind
    if kind not in document.kinds:
        kind = next((one for one in document.kinds if _NEAREST.get(one) is kind), kind)
        if kind not in document.kinds:
            return None
    form = dossier.community.legal_form if dossier.community is not None else None
    if kind is dossier.kind and (document.legal_forms is None or form in document.legal_forms):
        return dossier
    changes: dict[str, object] = {"configuration": dossier.configuration.model_copy(update={"kind": kind})}
    if dossier.community is not None and document.legal_forms is not None and form not in document.legal_forms:
        wanted: LegalForm = document.legal_forms[0]
        changes["community"] = dossier.community.model_copy(update={"legal_form": wanted})
    return dossier.model_copy(update=changes)


def _write(document: DocumentType, sample: Sample, out: Path, *, is_adapted: bool) -> WrittenSample:
    edition = document.edition_on(max(sample.dossier.sent_on, document.editions[0].from_))
    foot = {"documento": document.title, "edizione": edition.words, "dossier": sample.dossier.title}
    draft = render_draft(
        edition.path,
        {**sample.context, "pie": foot, "bozza": True},
        properties=DocumentProperties(title=document.title, as_of=sample.dossier.as_of),
    )
    stem = f"{document.id}_{sample.dossier.slug}"
    word = out / f"{stem}.docx"
    replace_file(word, draft.content)
    pdf = _pdf(draft.content, out / f"{stem}.pdf")
    missing = tuple(dict.fromkeys(one.variable for one in draft.missing))
    note = "esempio adattato a questa tipologia o forma" if is_adapted else ""
    return WrittenSample(sample.dossier.title, sample.label, word, pdf, missing, note)


def _pdf(content: bytes, target: Path) -> Path | None:
    with tempfile.TemporaryDirectory(prefix="dossier-cer-") as folder:
        word, pdf = Path(folder) / "prova.docx", Path(folder) / "prova.pdf"
        word.write_bytes(content)
        (result,) = choose_engine().convert_many([PdfJob(word, pdf)])
        if not result.has_pdf:
            return None
        replace_file(target, pdf.read_bytes())
    return target
