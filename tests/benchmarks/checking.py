"""Every rule on communities of growing size, against one plain pass of python-stdnum over the same codes."""

import statistics
from functools import partial

from stdnum import iban
from stdnum.it import codicefiscale

from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import interleaved, ratio, shown
from tests.builders.large_community import POINTS_EACH, community_of
from tests.builders.rulebook import catalogue, law
from workflow.checks.run import run
from workflow.domain.dossier import Dossier

ROUNDS = 5
SIZES = (500, 1_000, 3_000, 10_000, 30_000)


def section() -> Section:
    """Measure `run` on conforming dossiers and on dossiers where each row lacks a fact that a rule wants."""
    judge(community_of(1))
    rows = [row for lacking in ((), ("categoria",)) for row in _growing(lacking)]
    return Section(
        "Checking a dossier",
        f"A: every rule on a CER of so many households, {POINTS_EACH} points each, from the records in memory to the "
        "report. B: python-stdnum validates the codice fiscale and the IBAN of the same members, once. "
        "The growth is the time for each member against that of the smallest community: 1.0 is linear.",
        ROUNDS,
        ["members", "findings", "A", "A for each member", "growth", "B", "A / B"],
        rows,
        [Short(ratio=6, other_is="the codes alone, python-stdnum", work=(0, 1), ours=2, other=5)],
    )


def judge(dossier: Dossier) -> int:
    """Judge by every rule; return how many findings there are."""
    return len(run(dossier, law(), catalogue().cards, catalogue().rules).findings)


def validate(dossier: Dossier) -> int:
    """Return how many members have both codes right, by the library alone."""
    return sum(codicefiscale.is_valid(m.codice_fiscale) and iban.is_valid(m.iban) for m in dossier.members)


def _growing(lacking: tuple[str, ...]) -> list[list[str]]:
    rows = []
    smallest: float | None = None
    for size in SIZES:
        dossier = community_of(size, **dict.fromkeys(lacking))
        taken = interleaved({"rules": partial(judge, dossier), "codes": partial(validate, dossier)}, ROUNDS)
        each = statistics.median(taken["rules"]) / size
        smallest = smallest or each
        rows.append(
            [
                f"{size:,}", f"{judge(dossier):,}", shown(taken["rules"]), f"{each * 1e6:.0f} µs",
                f"{each / smallest:.2f}", shown(taken["codes"]), ratio(taken["rules"], taken["codes"]),
            ]
        )  # fmt: skip
    return rows
