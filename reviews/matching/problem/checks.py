"""Checks of what a problem is made of. Each raises `ProblemError` with a sentence that names the culprit."""

import numpy as np
import numpy.typing as npt

from reviews.matching.problem.arrays import Floats, Ints, Kind
from reviews.matching.problem.errors import ProblemError


def finite_numbers(name: str, values: npt.ArrayLike) -> Floats:
    """The values as numbers, none of them NaN or infinite; a copy, unless they are read-only."""
    array = _owned(_numbers(name, values))
    bad = np.flatnonzero(~np.isfinite(array))
    if len(bad):
        raise ProblemError(
            f"{name} has {array[bad[0]]} at position {bad[0]}: only finite numbers can be used."
        )
    return array


def whole_numbers(name: str, values: npt.ArrayLike) -> Ints:
    """The values as integers; a copy, unless they are read-only."""
    if isinstance(values, np.ndarray) and values.dtype == np.int64 and values.ndim == 1:
        _exact(name, values)
        return _owned(values)
    array = finite_numbers(name, values)
    bad = np.flatnonzero((array != np.rint(array)) | (np.abs(array) > 2**53))
    if len(bad):
        raise ProblemError(f"{name} has {array[bad[0]]} at position {bad[0]}, which is no whole number.")
    return array.astype(np.int64)


def _exact(name: str, values: Ints) -> None:
    low, high = int(values.min(initial=0)), int(values.max(initial=0))
    if low < -(2**53) or high > 2**53:
        at = int(np.flatnonzero(np.abs(values) > 2**53)[0])
        raise ProblemError(f"{name} has {values[at]} at position {at}, which is no whole number.")


def _owned(values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """The values themselves if nobody may change them, else a copy."""
    return values.copy() if values.flags.writeable else values


def counts(name: str, values: Ints) -> None:
    """No count is negative."""
    bad = np.flatnonzero(values < 0)
    if len(bad):
        raise ProblemError(f"{name} has {values[bad[0]]} at position {bad[0]}: it cannot be negative.")


def loads(least: Ints, most: Ints) -> None:
    """As many least as most loads, and none above its most."""
    if len(least) != len(most):
        raise ProblemError(f"There are {len(least)} least loads but {len(most)} greatest loads.")
    counts("load_min", least)
    counts("load_max", most)
    bad = np.flatnonzero(least > most)
    if len(bad):
        who = bad[0]
        raise ProblemError(f"Reviewer {who} is to have at least {least[who]} but at most {most[who]} papers.")


def compressed_rows(indptr: Ints, indices: Ints, scores: Floats, papers: int, reviewers: int) -> None:
    """The three arrays are a CSR matrix of this shape."""
    if len(indptr) != papers + 1:
        raise ProblemError(
            f"The scores have {max(len(indptr) - 1, 0)} rows, but demand tells of {papers} papers."
        )
    if len(indices) != len(scores):
        raise ProblemError(f"There are {len(scores)} scores for {len(indices)} pairs.")
    if indptr[0] != 0 or indptr[-1] != len(indices) or np.any(np.diff(indptr) < 0):
        raise ProblemError("indptr is no list of row starts: it must rise from 0 to the number of pairs.")
    bad = np.flatnonzero((indices < 0) | (indices >= reviewers))
    if len(bad):
        raise ProblemError(
            f"The scores name reviewer {indices[bad[0]]}, but {_range('reviewers', reviewers)}."
        )


def no_duplicates(sorted_keys: Ints, reviewers: int) -> None:
    """No pair has two scores."""
    duplicates = np.flatnonzero(np.diff(sorted_keys) == 0)
    if len(duplicates):
        paper, reviewer = divmod(int(sorted_keys[duplicates[0]]), reviewers)
        raise ProblemError(
            f"Paper {paper} and reviewer {reviewer} have more than one score: keep one of them."
        )


def pair_list(name: str, pairs: npt.ArrayLike, papers: int, reviewers: int) -> Ints:
    """A sorted list of different (paper, reviewer) pairs that exist."""
    array = whole_numbers_2d(name, pairs)
    for column, kind, size in ((0, "paper", papers), (1, "reviewer", reviewers)):
        bad = np.flatnonzero((array[:, column] < 0) | (array[:, column] >= size))
        if len(bad):
            raise ProblemError(
                f"{name} names {kind} {array[bad[0], column]}, but {_range(f'{kind}s', size)}."
            )
    keys = np.unique(array[:, 0] * max(reviewers, 1) + array[:, 1])
    return np.stack(np.divmod(keys, max(reviewers, 1)), axis=1)


def whole_numbers_2d(name: str, pairs: npt.ArrayLike) -> Ints:
    """The pairs as an array of two columns."""
    array = np.asarray(pairs if isinstance(pairs, np.ndarray) else list(pairs))  # type: ignore[arg-type]
    if not array.size:
        return np.empty((0, 2), dtype=np.int64)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ProblemError(f"{name} must be a list of (paper, reviewer) pairs.")
    return whole_numbers(name, array.reshape(-1)).reshape(-1, 2)


def names(kind: str, given: tuple[str, ...], size: int) -> None:
    """Either no names or one for each."""
    if given and len(given) != size:
        raise ProblemError(f"There are {len(given)} {kind} names for {size} {kind}s.")


def _numbers(name: str, values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    if np.iscomplexobj(values):
        raise ProblemError(f"{name} holds complex numbers: only real ones can be used.")
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ProblemError(f"{name} holds something that is no number.") from None
    if array.ndim != 1:
        raise ProblemError(f"{name} must be a plain list of numbers, but has {array.ndim} dimensions.")
    return array


def _range(kind: str, size: int) -> str:
    return f"{kind} are numbered 0 to {size - 1}" if size else f"there are no {kind}"
