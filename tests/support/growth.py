"""How a reader's work grows with what it reads, in counted steps: the same on an idle and a busy machine."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from typing import Any

# Four times the text may cost this many times the steps; a quadratic reader takes sixteen times as many.
AT_MOST = 7
# Below this a reader's work says nothing about its growth.
SMALL = 20_000
SMALL_SECONDS = 0.02


def calls(work: Callable[[], Any]) -> int:
    """How many functions, of Python and of C, were called by it."""
    count = 0

    def step(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def grows_evenly(read: Callable[[str], Any], worst: Callable[[int], str], size: int) -> bool:
    """Whether four times as much of the worst input costs only some four times the calls."""
    little, much = worst(size // 4), worst(size)
    return calls(lambda: read(much)) <= max(SMALL, AT_MOST * calls(lambda: read(little)))


def matches_evenly(read: Callable[[str], Any], worst: Callable[[int], str], size: int) -> bool:
    """The same for what works inside one call, such as a regular expression, by the processor's own clock.

    The clock of the process stands still while others work, and the best of some tries is taken.
    """
    little, much = worst(size // 4), worst(size)
    for _ in range(4):
        before = _processor(read, little)
        if _processor(read, much) <= max(SMALL_SECONDS, AT_MOST * before):
            return True
    return False


def _processor(read: Callable[[str], Any], text: str) -> float:
    gc.disable()  # one look through all that a long run has made would outweigh the reader
    try:
        began = time.process_time()
        read(text)
        return time.process_time() - began
    finally:
        gc.enable()
