"""Problems in files: NumPy archives of the CSR form that `Problem` describes."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reviews.matching.errors import ProblemError
from reviews.matching.problem import Problem

Loaded = npt.NDArray[Any]

_NEEDED = ("indptr", "indices", "data", "shape", "demand", "load_ub")
_PAIR_LISTS = {"conflicts": "conflicts", "required": "required", "forbidden": "forbidden"}


def read_problem(path: Path | str) -> Problem:
    """The problem of an `.npz` file.

    It holds `indptr`, `indices`, `data`, `shape` (CSR of the allowed pairs), `demand`, `load_ub`, and, if
    wanted, `load_lb` and `conflicts`, `required`, `forbidden` (2 x C: papers above, reviewers below).
    """
    arrays = _arrays(Path(path))
    missing = [name for name in _NEEDED if name not in arrays]
    if missing:
        raise ProblemError(f"{path} lacks {', '.join(missing)}.")
    _check_shape(arrays)
    lists: dict[str, Any] = {
        field: _columns(name, arrays[name]) for name, field in _PAIR_LISTS.items() if name in arrays
    }
    return Problem(
        indptr=arrays["indptr"],
        indices=arrays["indices"],
        scores=arrays["data"],
        demand=arrays["demand"],
        load_max=arrays["load_ub"],
        load_min=arrays.get("load_lb", np.zeros(len(arrays["load_ub"]), dtype=np.int64)),
        **lists,
    )


def write_problem(path: Path | str, problem: Problem) -> None:
    """Write the problem in the form that `read_problem` reads; names are not kept."""
    arrays: dict[str, Any] = {
        name: np.asarray(getattr(problem, field)).T for name, field in _PAIR_LISTS.items()
    }
    np.savez_compressed(
        path,
        indptr=problem.indptr,
        indices=problem.indices,
        data=problem.scores,
        shape=np.array([problem.n_papers, problem.n_reviewers]),
        demand=problem.demand,
        load_ub=problem.load_max,
        load_lb=problem.load_min,
        **arrays,
    )


def _arrays(path: Path) -> dict[str, Loaded]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return dict(archive)
    except FileNotFoundError:
        raise ProblemError(f"There is no file {path}.") from None
    except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile):
        raise ProblemError(f"{path} is no readable NumPy archive (.npz).") from None


def _check_shape(arrays: dict[str, Loaded]) -> None:
    told = tuple(arrays["shape"].tolist())
    found = (len(arrays["demand"]), len(arrays["load_ub"]))
    if told != found:
        raise ProblemError(f"shape says {told}, but demand and load_ub are of lengths {found}.")


def _columns(name: str, array: Loaded) -> Loaded:
    if array.size and (array.ndim != 2 or array.shape[0] != 2):
        raise ProblemError(f"{name} must be two rows: papers above, reviewers below.")
    return array.reshape(2, -1).T
