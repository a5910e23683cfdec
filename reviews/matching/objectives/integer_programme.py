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
    effort: Effort,
    *,
    node_limit: float = np.inf,
    least_nodes: int = 0,
    looks_for_node: float = _LOOKS_FOR_NODE,
    lower: Floats | float = 0.0,
    gap: float = 0.0,
) -> tuple[Bools | None, bool]:
    """The columns of greatest total gain that meet the constraints, and whether that is proven.

    (None, True) says that no columns meet them, (None, False) that none were found within the work that is
    left and so many nodes, which does not depend on the machine's load. A programme whose first relaxation
    alone would take more work than is left is not begun, unless `least_nodes` asks for some whatever they
    take; `looks_for_node` says what one costs for each entry. `gains` has one a column; `lower` is 1 for
    columns that are taken in any case; `gap` is the share of the total within which an answer counts as best.
    """
    entries = sum(csr_array(row.A).nnz for row in constraints)  # type: ignore[misc,arg-type]
    first, each = entries * _LOOKS_FOR_FIRST_NODE, entries * looks_for_node
    affordable = effort.left * 1e6 // max(each, 1) - first // max(each, 1)
    nodes = min(node_limit, _MANY_NODES, max(affordable, least_nodes))
    if nodes < 1:
        effort.spend(first + each)
        return None, False
    limits = {"node_limit": int(nodes), "mip_rel_gap": gap}
    found = _solved(gains, constraints, Bounds(lower, 1.0), limits)
    effort.spend(first + each * (found.mip_node_count or 0))
    if found.x is None:
        return None, found.status == _INFEASIBLE
    return found.x > 0.5, found.status == _OPTIMAL


def _solved(
    gains: Floats, constraints: Sequence[LinearConstraint], bounds: Bounds, limits: dict[str, float]
) -> OptimizeResult:
    found: OptimizeResult = milp(
        -gains,
        integrality=np.ones(len(gains), dtype=np.int64),
        bounds=bounds,
        constraints=constraints,
        options=limits,  # type: ignore[arg-type]  # the stubs know fewer options
    )
    return found
