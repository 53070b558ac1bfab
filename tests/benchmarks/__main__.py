"""Runs every benchmark, or those named, and writes `RESULTS.md`: `./dev bench [checking …]`."""

import gc
import sys

from tests.benchmarks import (
    batch,
    check_command,
    checking,
    listing_deadlines,
    mandates_bundle,
    merging,
    packaged_files,
    pdf_conversion,
    reading_members,
    rendering,
    rendering_memory,
    searching,
    settling,
    templates,
)
from tests.benchmarks.results import RESULTS, write
from workflow.cli.entry import OBJECTS_BETWEEN_COLLECTIONS

BENCHMARKS = {
    "checking": checking.section,
    "reading_members": reading_members.section,
    "check_command": check_command.section,
    "listing_deadlines": listing_deadlines.section,
    "searching": searching.section,
    "rendering": rendering.section,
    "rendering_memory": rendering_memory.section,
    "templates": templates.section,
    "packaged_files": packaged_files.section,
    "pdf_conversion": pdf_conversion.section,
    "settling": settling.section,
    "merging": merging.section,
    "mandates_bundle": mandates_bundle.section,
    "batch": batch.section,
}


def main() -> int:
    """Measure, one benchmark after the other; what is measured is kept even if a later one fails."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    unknown = sorted(set(wanted) - set(BENCHMARKS))
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)  # noqa: T201 - a script that people run
        return 2
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)  # as in the command
    for name in wanted:
        section = BENCHMARKS[name]()
        write([section])
        print(section.text)  # noqa: T201 - likewise
    print(f"written: {RESULTS}")  # noqa: T201 - likewise
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
