"""The packaged YAML files read by the fast reader against the one that knows lines and columns."""

from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import interleaved, ratio, shown
from workflow.packaged_yaml import packaged_values
from workflow.resources import data_folder, read_yaml

ROUNDS = 7


def section() -> Section:
    """Measure both readers on every file of `checklists`."""
    files = sorted(data_folder("checklists").rglob("*.yaml"))
    taken = interleaved(
        {
            "places": lambda: [read_yaml(path) for path in files],
            "values": lambda: [packaged_values(path) for path in files],
        },
        ROUNDS,
    )
    row = [f"{len(files)} files", *map(shown, taken.values()), ratio(taken["places"], taken["values"])]
    return Section(
        "Reading the packaged YAML",
        "A: with lines and columns (ruamel). B: values only (C parser).",
        ROUNDS,
        ["work", "A", "B", "A / B"],
        [row],
        [Short(ratio=3, other_is="ruamel.yaml", ours=2, other=1)],
    )
