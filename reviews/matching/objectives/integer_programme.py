"""Programmes over yes-or-no columns, solved by HiGHS through SciPy."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from reviews.matching.problem.arrays import Bools, Floats

_OPTIMAL, _INFEASIBLE = 0, 2  # of the statuses that `milp` documents


def best_columns(
    gains: Floats,
    constraints: Sequence[LinearConstraint],
    *,
    lower: Floats | float = 0.0,
    upper: Floats | float = 1.0,
    **limits: float,
) -> tuple[Bools | None, bool]:
    """The columns of greatest total gain that meet the constraints, and whether that is proven.

    (None, True) says that no columns meet them, (None, False) that none were found within the limits.
    `gains` has one a column; `lower` and `upper` are bounds of the columns, 0 or 1. `limits` are options of
    `milp`: `time_limit` in seconds, `node_limit`, and `mip_rel_gap`, the share of the total within which an
    answer counts as best (0 if it is not given).
    """
    options = {"mip_rel_gap": 0.0, **limits}
    found = milp(
        -gains,
        integrality=np.ones(len(gains), dtype=np.int64),
        bounds=Bounds(lower, upper),
        constraints=constraints,
        options=options,  # type: ignore[arg-type]  # the stubs know fewer options
    )
    if found.x is None:
        return None, found.status == _INFEASIBLE
    return found.x > 0.5, found.status == _OPTIMAL
