"""What happens behind a connection point that has both plants and a user: only what is left over meets the grid."""

from collections.abc import Mapping

import numpy as np

from workflow.energy.hours import Floats


def behind_the_meter(
    produced: Mapping[str, Floats], consumed_kwh: Floats | None
) -> tuple[dict[str, Floats], Floats | None]:
    """Return what each plant of a point injects and what the point withdraws.

    The user takes first; plants that share the point cover it in proportion to what they produce in the hour.
    """
    if consumed_kwh is None:
        return dict(produced), None
    total = np.sum(list(produced.values()), axis=0)
    used = np.minimum(total, consumed_kwh)
    left = np.divide(total - used, total, out=np.zeros_like(total), where=total > 0)
    return {name: series * left for name, series in produced.items()}, consumed_kwh - used
