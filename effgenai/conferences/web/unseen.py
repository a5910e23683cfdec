"""Which deeds no visitor can see on any page. They leave cached pages alone.

A cached page that ends at each deed is a clock: whoever asks for it every few seconds learns from the time of
the answer when a chair decides or a reviewer writes. A deed that is not named here counts as seen, so that a
new one never leaves visitors with an old page.
"""

from __future__ import annotations

# All that happens to these, but for what puts somebody on the list of the committee.
_UNSEEN_OBJECTS = frozenset([
    *("application", "assignment", "bid", "bidding", "bids", "calendar", "conflict", "decision"),
    *("declaration", "expertise", "invitation", "mail", "mailing", "pair", "proposal", "review", "reviews"),
    *("room", "scheduled_release", "session", "site_export", "talk"),
])  # fmt: skip
_SEEN_ALL_THE_SAME = frozenset({"application.approve", "decision.change", "invitation.accept"})
_UNSEEN_DEEDS = frozenset([
    *("home.discard", "home.draft", "home.link", "page.discard", "page.draft"),
    *("submission.desk_reject", "submission.import", "submission.late_file"),
    *("submission.less_time", "submission.more_time"),
    *("submission.author_no", "submission.author_yes", "submission.start", "submission.submit"),
])  # fmt: skip


def is_unseen(action: str) -> bool:
    """Whether what an action of the record changes stands on no public page."""
    if action in _SEEN_ALL_THE_SAME:
        return False
    return action in _UNSEEN_DEEDS or action.partition(".")[0] in _UNSEEN_OBJECTS
