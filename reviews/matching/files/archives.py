"""Problems in files: NumPy archives (.npz) of the CSR form that `Problem` describes."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reviews.matching.panels.rules import PanelRules
from reviews.matching.problem.errors import ProblemError
from reviews.matching.problem.problem import Problem

Loaded = npt.NDArray[Any]

_NEEDED = ("indptr", "indices", "data", "shape", "demand", "load_ub")
_RULES = {"senior", "groups", "paper_topics", "reviewer_topics", "liked", "authors"}
_PAIR_LISTS = {"conflicts": "conflicts", "required": "required", "forbidden": "forbidden"}


def read_problem(path: Path | str) -> Problem:
    """The problem of an `.npz` file.

    It holds `indptr`, `indices`, `data`, `shape` (CSR of the allowed pairs), `demand`, `load_ub`, and, if
    wanted, `load_lb` and `conflicts`, `required`, `forbidden` (2 x C: papers above, reviewers below). Raises
    `ProblemError` if the file cannot be read or holds something else.
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


def read_rules(path: Path | str) -> PanelRules:
    """The rules on panels that an `.npz` file holds beside its problem.

    Any of `senior` (0 or 1 a reviewer), `groups` (a row a list, a column a reviewer, -1 for none),
    `paper_topics` and `reviewer_topics` (0 or 1, a column a topic), `liked` and `authors` (2 x C: papers
    above, reviewers below). Raises `ProblemError` if it has none, or cannot be read.
    """
    arrays = _arrays(Path(path))
    if not arrays.keys() & _RULES:
        raise ProblemError(f"{path} holds no rules on panels: {', '.join(sorted(_RULES))}.")
    return PanelRules(
        senior=arrays.get("senior"),
        groups=tuple(np.atleast_2d(arrays["groups"])) if "groups" in arrays else (),
        paper_topics=arrays.get("paper_topics"),
        reviewer_topics=arrays.get("reviewer_topics"),
        liked=_columns("liked", arrays["liked"]) if "liked" in arrays else (),
        authors=_columns("authors", arrays["authors"]) if "authors" in arrays else (),
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
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return dict(archive)
    except TypeError:  # a lone array, which is no context manager
        raise ProblemError(f"{path} holds one array, but must be an archive (.npz) of several.") from None
    except FileNotFoundError:
        raise ProblemError(f"There is no file {path}.") from None
    except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile, zlib.error):
        raise ProblemError(f"{path} is no readable NumPy archive (.npz).") from None


def _check_shape(arrays: dict[str, Loaded]) -> None:
    for name in ("shape", "demand", "load_ub"):
        if arrays[name].ndim != 1:
            raise ProblemError(f"{name} must be a plain list, but has {arrays[name].ndim} dimensions.")
    stated = tuple(arrays["shape"].tolist())
    found = (len(arrays["demand"]), len(arrays["load_ub"]))
    if stated != found:
        raise ProblemError(f"shape says {stated}, but demand and load_ub are of lengths {found}.")


def _columns(name: str, array: Loaded) -> Loaded:
    if array.size and (array.ndim != 2 or array.shape[0] != 2):
        raise ProblemError(f"{name} must be two rows: papers above, reviewers below.")
    return array.reshape(2, -1).T
