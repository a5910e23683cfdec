"""How seldom Python looks for circles of objects that nothing else holds.

A page over a thousand papers makes some hundred thousand objects. By default the collector looks through the
young ones every 700 and, time and again, through all that was ever loaded: a fifth to nearly half of the time
of such a page, for next to nothing, since almost everything goes when its last reference does.
"""

from __future__ import annotations

import gc

# Young objects between two looks; how many such looks go before one through the older and the oldest ones.
YOUNG, MIDDLE, OLD = 50_000, 10, 10


def settle() -> None:
    """Call once a process has loaded its code, before it forks: what is there now is never looked through.

    Processes forked later share these pages of memory, since the collector writes into none of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
