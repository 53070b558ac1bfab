"""Compiles the text sources of the templates to Word files; with --check only says which are stale."""

import argparse
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from workflow.devtools.template_blocks import read_source
from workflow.devtools.template_package import compile_source
from workflow.devtools.template_settings import load_style
from workflow.documents.compiled import CompiledTemplate
from workflow.documents.package import read_package
from workflow.resources import ProgramError, data_folder


def source_files(folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """Every source under `folder`, or only those of the document folders named."""
    found = sorted(path for path in folder.glob("*/*.md") if not path.parent.name.startswith("_"))
    return [path for path in found if not names or path.parent.name in names]


def compile_file(path: Path, folder: Path) -> bytes:
    """Return the Word file of a source; a placeholder that the renderer would refuse is an error here already."""
    content = compile_source(read_source(path), load_style(folder))
    CompiledTemplate(path.name, content)
    return content


def is_current(target: Path, content: bytes) -> bool:
    """Whether the Word file beside a source holds the same parts; compression may differ between machines."""
    try:
        return read_package(target.read_bytes()) == read_package(content)
    except (FileNotFoundError, zipfile.BadZipFile):
        return False


def stale_files(folder: Path, names: Sequence[str] = ()) -> Iterator[tuple[Path, bytes]]:
    """Yield every Word file that is missing or is not the compile of its source, with what it should hold."""
    for source in source_files(folder, names):
        target, content = source.with_suffix(".docx"), compile_file(source, folder)
        if not is_current(target, content):
            yield target, content


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile, or with --check only say what is not compiled."""
    parser = argparse.ArgumentParser(prog="python -m workflow.devtools.template_source", description=__doc__)
    parser.add_argument("names", nargs="*", help="document folders; all if none is named")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a Word file is not the compile of its source"
    )
    parser.add_argument("--templates", type=Path, default=None, help="the templates folder")
    options = parser.parse_args(arguments)
    folder = options.templates or data_folder("templates")
    stale = 0
    try:
        for target, content in stale_files(folder, options.names):
            stale += 1
            if not options.check:
                target.write_bytes(content)
            print(f"{'stale' if options.check else 'written'}: {target}")
    except ProgramError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(f"{len(source_files(folder, options.names))} sources, {stale} {'stale' if options.check else 'written'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
