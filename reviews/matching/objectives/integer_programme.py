"""Programmes over yes-or-no columns, solved by HiGHS through SciPy."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from reviews.matching.problem.arrays import Bools, Floats
from reviews.matching.problem.effort import Effort

_OPTIMAL, _INFEASIBLE = 0, 2  # of the statuses that `milp` documents
_MANY_NODES = 100_000.0
# What a programme costs for each entry of its rows, in pairs looked at: measured, and rather too much.
_LOOKS_FOR_FIRST_NODE, _LOOKS_FOR_NODE = 50_000, 500


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
    found = _solved(gains, constraints, Bounds(lower, upper), limits)
    if found.x is None:
        return None, found.status == _INFEASIBLE
    return found.x > 0.5, found.status == _OPTIMAL


def best_columns_by_work(
    gains: Floats, constraints: Sequence[LinearConstraint], effort: Effort, node_limit: float = _MANY_NODES
) -> tuple[Bools | None, bool]:
    """The same within the work that is left and so many nodes: it does not depend on the machine's load.

    A programme whose first relaxation alone would take more work than is left is not begun.
    """
    entries = sum(csr_array(row.A).nnz for row in constraints)  # type: ignore[misc,arg-type]
    first, each = entries * _LOOKS_FOR_FIRST_NODE, entries * _LOOKS_FOR_NODE
    nodes = min(node_limit, effort.left * 1e6 // max(each, 1) - first // max(each, 1))
    if nodes < 1:
        effort.spend(first + each)
        return None, False
    found = _solved(gains, constraints, Bounds(0.0, 1.0), {"node_limit": int(nodes)})
    effort.spend(first + each * (found.mip_node_count or 0))
    if found.x is None:
        return None, found.status == _INFEASIBLE
    return found.x > 0.5, found.status == _OPTIMAL


def _solved(
    gains: Floats, constraints: Sequence[LinearConstraint], bounds: Bounds, limits: dict[str, float]
) -> OptimizeResult:
    options = {"mip_rel_gap": 0.0, **limits}
    found: OptimizeResult = milp(
        -gains,
        integrality=np.ones(len(gains), dtype=np.int64),
        bounds=bounds,
        constraints=constraints,
        options=options,  # type: ignore[arg-type]  # the stubs know fewer options
    )
    return found
