"""The PDF engines that a person may ask for."""

from enum import StrEnum

from workflow.bundle.pdf_engine import PdfEngine, choose_engine


class EngineName(StrEnum):
    """The PDF engines a person may ask for."""

    EMBEDDED = "incorporato"
    LIBREOFFICE = "libreoffice"
    AUTO = "auto"


class BundleEngine(StrEnum):
    """The PDF engines of a bundle, which may do without."""

    EMBEDDED = "incorporato"
    LIBREOFFICE = "libreoffice"
    AUTO = "auto"
    NONE = "nessuno"  # what the manifest says of it too (`services.sealing.NO_ENGINE`)


def chosen_engine(name: BundleEngine) -> PdfEngine | None:
    """Return the engine that was asked for; None for none. Raises EngineMissingError."""
    return None if name is BundleEngine.NONE else choose_engine(EngineName(name.value).value)
