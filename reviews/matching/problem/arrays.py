"""The array types of the engine, and the few operations on them that several modules need."""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Shorts = npt.NDArray[np.int32]
Kind = TypeVar("Kind", bound=np.generic)


def ints(values: Iterable[int] | npt.ArrayLike) -> Ints:
    """The values as 64-bit integers."""
    return np.asarray(values, dtype=np.int64)


def frozen(values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """A read-only view: what was checked stays as it is."""
    view = values.view()
    view.flags.writeable = False
    return view


def row_numbers(indptr: Ints) -> Ints:
    """The row of every stored entry of a CSR matrix."""
    return np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))


def sums_by(keys: Ints, values: Floats, size: int) -> Floats:
    """For each key from 0 to `size` - 1 the sum of its values."""
    return np.bincount(keys, weights=values, minlength=size).astype(np.float64)


def counts_by(keys: Ints | Shorts, size: int) -> Ints:
    """For each key from 0 to `size` - 1 how often it occurs."""
    return np.bincount(keys, minlength=size)
