"""The digests of every file of a bundle made on one machine: `python -m tests.e2e.sealed_bundle` writes them anew.

They are kept with the tests so that every other machine that runs these makes the same bytes, or says which differ.
"""

import hashlib
import sys
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine

KEPT = Path(__file__).with_name("sealed_bundle.sha256")
NAME = "fascicolo di prova"
MACHINE = f"Python {sys.version.split()[0]}, zlib {zlib.ZLIB_RUNTIME_VERSION}"


def files_in(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def kept() -> dict[str, str]:
    """Return the digests that were written, by path."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}


def written(files: Mapping[str, str]) -> str:
    """Return digests as `sha256sum` writes them."""
    return "".join(f"{digest}  {path}\n" for path, digest in files.items())


def main() -> None:
    """Build the bundle and keep its digests."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        program = CommandLine(place / "archivio.sqlite", place, place / "codice")
        folder = write_folder(place / NAME, mini_dossier("cer"))
        program.run("build", folder, "--json")
        KEPT.write_text(written(files_in(folder / "uscita")), encoding="utf-8")


if __name__ == "__main__":
    main()
