"""Run by a test that kills it: converts documents over and over, and says which LibreOffice are at work."""

import sys
from pathlib import Path

from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.pdf_engine import PdfJob


def main() -> None:
    """Convert the documents of the second argument into the folder of the first until somebody ends it."""
    target, *sources = map(Path, sys.argv[1:])
    with LibreOfficeEngine(workers=2, largest_batch=2) as engine:
        while True:
            engine.convert_many([PdfJob(source, target / f"{source.stem}.pdf") for source in sources])
            assert engine.pool is not None
            for instance in engine.pool.instances:
                sys.stdout.write(f"{instance.group} {instance.place.folder}\n")
            sys.stdout.write("fatto\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
