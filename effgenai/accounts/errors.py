from __future__ import annotations


class AddressTaken(Exception):  # noqa: N818 - it is an answer, not a fault
    """There is an account with this address already. The text is a sentence for people."""


class NotMerged(Exception):  # noqa: N818 - it is an answer, not a fault
    """Two accounts cannot be merged. The text is a sentence for people."""
