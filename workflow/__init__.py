"""dossier-cer: from the first meeting of an energy community to its contract with the GSE."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("dossier-cer")
except PackageNotFoundError:  # a bare checkout, never installed
    __version__ = "0+checkout"
