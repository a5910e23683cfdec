"""News of conferences that apps above act upon, sent inside the transaction of the change."""

from __future__ import annotations

from django.dispatch import Signal

# `conference` knows an institution by other names now; `at`: since when.
institutions_changed = Signal()
# `user` was given a role in `conference` at `at`.
member_added = Signal()
# `user` is a chair of `conference` now, is proposed as one, or is one no longer; `by` did it, `at`.
chair_added = Signal()
chair_proposed = Signal()
chair_left = Signal()
