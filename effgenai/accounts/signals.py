"""News of people that apps above act upon, sent inside the transaction of the change."""

from __future__ import annotations

from django.dispatch import Signal

# `user` added or changed a place where they work, `at` a moment.
affiliations_changed = Signal()
