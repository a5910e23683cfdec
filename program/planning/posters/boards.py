"""The order of posters on the boards of a session: a path on which neighbours are alike."""

import numpy as np

from program.planning.problem.model import Bools, Floats

_SIDE_BY_SIDE = 100.0  # what it costs to have two who are to be apart side by side
_LONGEST_MOVED = 3
_SHUFFLES = 40


def board_order(likeness: Floats, apart: Bools | None = None, *, seed: int = 0) -> list[int]:
    """All posters (numbers of rows) in the order of the boards, as alike to the next as can be found.

    Two that are `apart` are not side by side as far as possible.
    """
    count = len(likeness)
    if count < 3:
        return list(range(count))
    values = likeness.copy()
    if apart is not None:
        values[apart] -= _SIDE_BY_SIDE
    starts = {int(at) for at in np.argsort(likeness.sum(axis=1), kind="stable")[:: max(1, count // 4)]}
    paths = [_improved(values, _nearest(values, start)) for start in sorted(starts)]
    best = max(paths, key=lambda path: round(_length(values, path), 9))
    draw = np.random.default_rng(seed)
    for _ in range(_SHUFFLES if count >= 8 else 0):
        tried = _improved(values, _shuffled(best, draw))
        if _length(values, tried) > _length(values, best) + 1e-9:
            best = tried
    return [int(at) for at in best]


def _shuffled(path: list[int], draw: np.random.Generator) -> list[int]:
    """The path with two neighbouring parts exchanged, which no turn of one part undoes."""
    first, second, third = sorted(int(at) for at in draw.choice(np.arange(1, len(path)), 3, replace=False))
    return [*path[:first], *path[second:third], *path[first:second], *path[third:]]


def _nearest(values: Floats, start: int) -> list[int]:
    path, left = [start], set(range(len(values))) - {start}
    while left:
        path.append(max(sorted(left), key=lambda other: values[path[-1], other]))
        left.discard(path[-1])
    return path


def _length(values: Floats, path: list[int]) -> float:
    return float(values[path[:-1], path[1:]].sum())


def _improved(values: Floats, path: list[int]) -> list[int]:
    """Turn a part of the path round, or move a few posters elsewhere, as long as that gains."""
    while True:
        changed = _turned(values, path) or _moved(values, path)
        if changed is None:
            return path
        path = changed


def _turned(values: Floats, path: list[int]) -> list[int] | None:
    """The best turn of a part (2-opt); ends are free."""
    at = np.array(path)
    count = len(at)
    # Row i, column j: turn the posters from i to j. Outside the path there is nobody to be like.
    left, right = np.zeros((count, count)), np.zeros((count, count))
    left[1:] = values[at[:-1]][:, at]
    right[:, :-1] = values[at][:, at[1:]]
    before = np.concatenate([[0.0], values[at[:-1], at[1:]]])
    after = np.concatenate([values[at[:-1], at[1:]], [0.0]])
    gain = np.triu(left + right - before[:, None] - after[None, :], 1)
    first, last = np.unravel_index(int(gain.argmax()), gain.shape)
    if gain[first, last] <= 1e-9:
        return None
    return [*path[:first], *path[first : last + 1][::-1], *path[last + 1 :]]


def _moved(values: Floats, path: list[int]) -> list[int] | None:
    """The first move of up to three neighbours elsewhere that gains (or-opt)."""
    length = _length(values, path)
    for size in range(1, _LONGEST_MOVED + 1):
        for first in range(len(path) - size + 1):
            part, rest = path[first : first + size], path[:first] + path[first + size :]
            base = _length(values, rest) + _length(values, part)
            for ends in (part, part[::-1]):
                joined = np.concatenate([[0.0], values[rest, ends[0]]]) + np.concatenate(
                    [values[ends[-1], rest], [0.0]]
                )
                split = np.concatenate([[0.0], values[rest[:-1], rest[1:]], [0.0]])
                to = int((joined - split).argmax())
                if base + float((joined - split)[to]) > length + 1e-9:
                    return [*rest[:to], *ends, *rest[to:]]
    return None


def filled_boards(
    likeness: Floats, boards: int, fixed: dict[int, int], apart: Bools | None = None
) -> dict[int, int]:
    """The board (0 up) of each poster: those `fixed` (by poster) stay, others come beside alike ones."""
    values = likeness.copy()
    if apart is not None:
        values[apart] -= _SIDE_BY_SIDE
    board_of, poster_on = dict(fixed), {board: poster for poster, board in fixed.items()}
    for poster in range(len(likeness)):
        if poster in board_of:
            continue
        free = [board for board in range(boards) if board not in poster_on]
        board = max(
            free, key=lambda one: sum(values[poster, poster_on[at]] for at in _beside(one, poster_on))
        )
        board_of[poster], poster_on[board] = board, poster
    return board_of


def _beside(board: int, poster_on: dict[int, int]) -> list[int]:
    """The nearest boards on both sides that have a poster."""
    before = [at for at in poster_on if at < board]
    after = [at for at in poster_on if at > board]
    return [*([max(before)] if before else []), *([min(after)] if after else [])]
