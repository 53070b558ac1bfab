"""Says what keeps a PDF from being PDF/A-2b: by structure, and by veraPDF where it is installed."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import pikepdf
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from workflow.bundle.pdfa_fonts import fonts_not_embedded
from workflow.resources import BrokenFileError, ProgramError

STRUCTURAL = "verifica strutturale, non veraPDF"
_MAX_BYTES = 300_000_000
_VERAPDF_SECONDS = 300
_PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
_PARTS = {"2", "3"}
_LEVELS = {"A", "B", "U"}
_NEWEST = (1, 7)
_PRINT, _HIDING = 4, 1 | 2 | 32 | 256  # invisible, hidden, no view, toggled
_FORBIDDEN_ACTIONS = {
    "/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition",
    "/Trans", "/GoTo3DView",
}  # fmt: skip
_FORBIDDEN_NOTES = {"/3D", "/Sound", "/Screen", "/Movie"}
_WITHOUT_LOOK = {"/Popup", "/Link"}


class NoSuchPdfError(ProgramError):
    """A file to check that is not there."""

    exit_code = 3


@dataclass(frozen=True)
class PdfaReport:
    """What was found: problems are Italian sentences, and there are none in a file that conforms.

    `notes` say what is good to have and is missing; `checked_by` says how much the verdict is worth.
    """

    path: Path
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    checked_by: str

    @property
    def is_conforming(self) -> bool:
        """Whether nothing against PDF/A-2b was found."""
        return not self.problems


def check_pdfa(path: Path) -> PdfaReport:
    """Check one file; raises NoSuchPdfError, or BrokenFileError for what is not a readable PDF."""
    if not path.is_file():
        raise NoSuchPdfError(f"Il file {path} non esiste.")
    if path.stat().st_size > _MAX_BYTES:
        raise BrokenFileError(path, "il PDF è troppo grande per essere verificato.", "Dividerlo in parti più piccole.")
    try:
        with pikepdf.open(path) as pdf:
            problems = tuple(dict.fromkeys(text for look in _LOOKS for text in look(pdf)))
            notes = tuple(_notes(pdf))
    except pikepdf.PasswordError:
        return PdfaReport(path, ("il PDF è protetto da una password: PDF/A non lo ammette.",), (), STRUCTURAL)
    except pikepdf.PdfError as error:
        raise BrokenFileError(path, "il PDF è danneggiato e non si legge.", "Rifare il PDF dal documento.") from error
    judged = _by_verapdf(path)
    if judged is None:
        return PdfaReport(path, problems, notes, STRUCTURAL)
    passes, program = judged
    if not passes:
        problems += ("veraPDF dice che il file non è conforme a PDF/A-2b.",)
    return PdfaReport(path, problems, notes, program)


def _head(pdf: Pdf) -> Iterator[str]:
    version = tuple(int(part) for part in pdf.pdf_version.split("."))
    if version > _NEWEST:
        yield f"la versione è PDF {pdf.pdf_version}: PDF/A-2 arriva alla 1.7."
    if pdf.is_encrypted:
        yield "il PDF è cifrato: PDF/A non lo ammette."
    if Name.ID not in pdf.trailer:
        yield "manca l’identificativo del file (ID)."


def _metadata(pdf: Pdf) -> Iterator[str]:
    stream = pdf.Root.get(Name.Metadata)
    if not isinstance(stream, Stream):
        yield "mancano i metadati XMP."
        return
    try:
        root = fromstring(stream.read_bytes())
    except (ParseError, DefusedXmlException, ValueError, pikepdf.PdfError):
        yield "i metadati XMP non si leggono."
        return
    said = {key: value for node in root.iter() for key, value in (*node.attrib.items(), (node.tag, node.text or ""))}
    part, level = said.get(f"{_PDFAID}part", "").strip(), said.get(f"{_PDFAID}conformance", "").strip()
    if not part:
        yield "i metadati XMP non dichiarano PDF/A (pdfaid:part)."
    elif part not in _PARTS or level.upper() not in _LEVELS:
        yield f"i metadati XMP dichiarano PDF/A-{part}{level.lower()}, non PDF/A-2b."


def _colours(pdf: Pdf) -> Iterator[str]:
    intents = [
        intent
        for intent in pdf.Root.get(Name.OutputIntents, Array())
        if isinstance(intent, Dictionary) and intent.get(Name.S) == Name.GTS_PDFA1
    ]
    if not intents:
        yield "manca il profilo dei colori (OutputIntent GTS_PDFA1)."
    for intent in intents:
        profile = intent.get(Name.DestOutputProfile)
        if not isinstance(profile, Stream) or int(profile.get(Name.N, 0)) not in {1, 3, 4}:
            yield "il profilo dei colori (OutputIntent) non contiene un profilo ICC."


def _fonts(pdf: Pdf) -> Iterator[str]:
    missing = sorted(fonts_not_embedded(pdf))
    if missing:
        yield f"caratteri tipografici non incorporati: {', '.join(missing)}."


def _objects(pdf: Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if isinstance(one, (Dictionary, Stream)):
            yield from _actions(one)
        if isinstance(one, Stream):
            yield from _stream(one)
        elif isinstance(one, Dictionary) and any(name in one for name in (Name.TR, Name.HTP)):
            yield "uno stato grafico usa una funzione di trasferimento (TR o HTP)."


def _actions(one: Any) -> Iterator[str]:
    kind = str(one.get(Name.S, "")) if isinstance(one.get(Name.S), Name) else ""
    if Name.JS in one or kind == "/JavaScript":
        yield "il PDF contiene JavaScript."
    elif kind in _FORBIDDEN_ACTIONS and (Name.Type not in one or one.Type == Name.Action):
        yield f"il PDF contiene un’azione vietata ({kind.lstrip('/')})."
    if Name.AA in one:
        yield "il PDF contiene azioni automatiche (AA)."


def _stream(one: Stream) -> Iterator[str]:
    filters = one.get(Name.Filter, Array())
    names = {str(name) for name in (filters if isinstance(filters, Array) else [filters])}
    if "/LZWDecode" in names:
        yield "un flusso è compresso con LZW."
    if "/Crypt" in names:
        yield "un flusso è cifrato."
    if Name.F in one:
        yield "un flusso sta in un file esterno."
    kind = one.get(Name.Subtype)
    if kind == Name.Image:
        if bool(one.get(Name.Interpolate)):
            yield "un’immagine chiede l’interpolazione (Interpolate)."
        if Name.Alternates in one or Name.OPI in one:
            yield "un’immagine ha versioni alternative."
    if kind == Name.PS or (kind == Name.Form and Name.PS in one):
        yield "il PDF contiene codice PostScript."


def _annotations(pdf: Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for note in page.obj.get(Name.Annots, Array()):
            kind = str(note.get(Name.Subtype, ""))
            if kind in _FORBIDDEN_NOTES:
                yield f"un’annotazione è di un tipo vietato ({kind.lstrip('/')})."
            if kind == "/Popup":
                continue
            flags = int(note.get(Name.F, 0))
            if not flags & _PRINT or flags & _HIDING:
                yield "un’annotazione non si stampa o è nascosta."
            if kind not in _WITHOUT_LOOK and Name.N not in note.get(Name.AP, Dictionary()) and _has_area(note):
                yield "un’annotazione non ha il suo aspetto (AP)."


def _has_area(note: Any) -> bool:
    left, bottom, right, top = (float(edge) for edge in note.get(Name.Rect, Array([0, 0, 0, 0])))
    return left != right or bottom != top


def _whole(pdf: Pdf) -> Iterator[str]:
    form = pdf.Root.get(Name.AcroForm)
    if form is not None and Name.XFA in form:
        yield "il PDF contiene un modulo XFA."
    if form is not None and bool(form.get(Name.NeedAppearances)):
        yield "i campi del modulo non hanno un aspetto fisso (NeedAppearances)."
    names = pdf.Root.get(Name.Names, Dictionary())
    if Name.JavaScript in names:
        yield "il PDF contiene JavaScript."
    for name, attached in pdf.attachments.items():
        if not attached.get_file().read_bytes().startswith(b"%PDF-"):
            yield f"il file allegato «{name}» non è un PDF/A."


def _notes(pdf: Pdf) -> Iterator[str]:
    if not str(pdf.Root.get(Name.Lang, "")):
        yield "manca la lingua del documento (Lang)."
    if not str(pdf.docinfo.get(Name.Title, "")):
        yield "manca il titolo del documento."


_LOOKS: tuple[Callable[[Pdf], Iterator[str]], ...] = (
    _head, _metadata, _colours, _fonts, _objects, _annotations, _whole,
)  # fmt: skip


def _by_verapdf(path: Path) -> tuple[bool, str] | None:
    """Ask veraPDF, if it is there and answers; return its verdict and how it is called."""
    program = shutil.which("verapdf")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  # found on the PATH, the argument is a file that was just read
            [program, "--flavour", "2b", "--format", "text", str(path.absolute())],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_VERAPDF_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    verdicts = {line.split()[0] for line in done.stdout.splitlines() if line.split()} & {"PASS", "FAIL"}
    return (verdicts == {"PASS"}, "veraPDF") if verdicts else None
