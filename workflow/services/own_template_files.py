"""Which files of a folder are a studio's own templates, and which documents they replace."""

import difflib
import re
from datetime import date
from pathlib import Path

from workflow.documents.catalogue import Catalogue, DocumentType
from workflow.resources import ProgramError

FOLDER_NAME = "modelli"
LETTERHEAD = "carta_intestata"
_SUFFIX = ".docx"
_OTHER_SUFFIXES = frozenset({".doc", ".docm", ".dotx", ".dotm", ".odt", ".rtf"})
_DATED = re.compile(r"(?P<id>[a-z][a-z0-9_]*)\.(?P<day>\d{4}-\d{2}-\d{2})")
_LIKENESS = 0.6


class OwnTemplateError(ProgramError):
    """A studio's own template that cannot be used: the packaged one never takes its place in silence."""

    exit_code = 4


def word_files(folder: Path) -> list[Path]:
    """Return the Word files of a folder, those that other programs keep there left out."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file()
        and path.suffix.lower() in {_SUFFIX, *_OTHER_SUFFIXES}
        and not path.name.startswith((".", "~$", "_"))
    )


def document_of(path: Path, catalogue: Catalogue) -> DocumentType | None:
    """Return the document that a file replaces by its name, `statuto_cer.docx` or `statuto_cer.2026-01-01.docx`."""
    name = path.stem.partition(".")[0]
    return next((one for one in catalogue.all() if one.id == name), None)


def day_of(path: Path) -> date | None:
    """Return the first day of a dated own edition, None for one that holds always; raises OwnTemplateError."""
    if "." not in path.stem:
        return None
    found = _DATED.fullmatch(path.stem)
    try:
        return date.fromisoformat(found["day"]) if found is not None else _refuse(path)
    except ValueError:
        return _refuse(path)


def own_files(folder: Path, catalogue: Catalogue) -> list[Path]:
    """Return the templates of a studio's folder; raises OwnTemplateError for one that would be left out in silence."""
    found = []
    for path in word_files(folder):
        if path.suffix.lower() != _SUFFIX:
            raise OwnTemplateError(
                f"{path}: un modello dev'essere un .docx. Aprirlo con Word e salvarlo in quel formato."
            )
        if path.stem != LETTERHEAD and document_of(path, catalogue) is None:
            near = difflib.get_close_matches(
                path.stem.partition(".")[0], [one.id for one in catalogue.all()], n=1, cutoff=_LIKENESS
            )
            hint = f" Forse si voleva «{near[0]}.docx»." if near else ""
            raise OwnTemplateError(
                f"{path}: non è il nome di un documento.{hint} I nomi si vedono con «dossier-cer templates list»; "
                "un file che comincia con «_» è lasciato stare."
            )
        found.append(path)
    return found


def _refuse(path: Path) -> date:
    raise OwnTemplateError(
        f"{path}: dopo il nome del documento ci può essere solo una data, per esempio statuto_cer.2026-01-01.docx."
    )
