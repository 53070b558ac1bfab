"""Templates compiled once for many tests: compiling depends on a file's bytes alone, and is half of a build."""

from collections.abc import Callable
from functools import lru_cache

from workflow.documents.catalogue import Catalogue
from workflow.documents.compiled import CompiledTemplate

# More than the editions of all our documents.
KEPT = 256


def compiled_once() -> Callable[[str, bytes], CompiledTemplate]:
    """Return what stands in for the class: the same name and bytes give the template that was compiled before."""
    return lru_cache(maxsize=KEPT)(CompiledTemplate)


def compile_all(compiler: Callable[[str, bytes], CompiledTemplate]) -> None:
    """Compile every document of ours as it is written today."""
    for document in Catalogue.load().all():
        path = document.editions[-1].path
        compiler(path.name, path.read_bytes())
