"""Turns a text written with another word processor (.doc, .odt, .rtf) into a Word file, with LibreOffice."""

import shutil
import tempfile
from pathlib import Path

from workflow.bundle.soffice_process import Workplace, find_soffice, run_soffice
from workflow.resources import BrokenFileError

CONVERTIBLE = frozenset({".doc", ".odt", ".rtf", ".docm", ".dotx"})
_PATIENCE_SECONDS = 120.0
_ADVICE = "Aprire il documento con Word o LibreOffice, salvarlo come .docx o .pdf e riprovare."


def as_word(path: Path) -> bytes:
    """Return the file as .docx; raise BrokenFileError where LibreOffice is missing or cannot read it."""
    program = find_soffice()
    if program is None:
        raise BrokenFileError(
            path, f"per leggere un file {path.suffix} serve LibreOffice, che non è installato.", _ADVICE
        )
    with tempfile.TemporaryDirectory(prefix="dossier-cer-", ignore_cleanup_errors=True) as folder:
        place = Workplace(Path(folder))
        place.prepare()
        copy = place.folder / f"statuto{path.suffix.lower()}"
        shutil.copyfile(path, copy)
        arguments = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(place.output), str(copy)]
        run_soffice(program, arguments, place, _PATIENCE_SECONDS)
        made = place.output / "statuto.docx"
        if not made.is_file():
            raise BrokenFileError(path, "LibreOffice non riesce ad aprire il file: è danneggiato o protetto.", _ADVICE)
        return made.read_bytes()
