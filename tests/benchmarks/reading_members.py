"""A list of members read and validated, against its bare cells read by the library."""

import statistics
import tempfile
from functools import partial
from pathlib import Path

import python_calamine

from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import interleaved, ratio, shown
from tests.builders.large_community import POINTS_EACH, community_of
from workflow.domain.kind import Kind
from workflow.intake.members_file import SHEET_NAME, read_members
from workflow.intake.workbook_writer import write_members_workbook

ROUNDS = 5
SIZES = (1_000, 3_000, 10_000)


def section() -> Section:
    """Measure workbooks of growing length."""
    rows = []
    smallest: float | None = None
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"soci{size}.xlsx"
            write_members_workbook(path, Kind.CER, community_of(size).members)
            taken = interleaved({"members": partial(read_members, path), "cells": partial(_cells, path)}, ROUNDS)
            each = statistics.median(taken["members"]) / size
            smallest = smallest or each
            rows.append(
                [
                    f"{size:,}", shown(taken["members"]), f"{each * 1e6:.0f} µs", f"{each / smallest:.2f}",
                    shown(taken["cells"]), ratio(taken["members"], taken["cells"]),
                ]
            )  # fmt: skip
    return Section(
        "Reading soci.xlsx",
        f"A: the list read apart, its cells understood, members validated ({POINTS_EACH} rows for each). "
        "B: python-calamine turns the same sheet into Python values. "
        "The growth is the time for each member against that of the shortest list.",
        ROUNDS,
        ["members", "A", "A for each member", "growth", "B", "A / B"],
        rows,
        [Short(ratio=5, other_is="the cells alone, python-calamine", ours=1, other=4)],
    )


def _cells(path: Path) -> int:
    with python_calamine.CalamineWorkbook.from_path(path) as workbook:
        return len(workbook.get_sheet_by_name(SHEET_NAME).to_python())
