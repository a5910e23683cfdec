"""Who besides the authors is told that a paper is not under review any more, or that it is again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from effgenai.contributions import Contribution, contributed
from effgenai.mail.services import Message, enqueue_mail
from submissions.core.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewEnds(Contribution):
    """Mails of an app about a paper that left the review, or came back; read its new state from it."""

    write: Callable[[Submission], Iterable[Message]]


def tell_of_state(paper: Submission, at: dt.datetime) -> None:
    """Write the mails of all apps, in the transaction that changed the state."""
    messages = [message for kind in contributed(ReviewEnds) for message in kind.write(paper)]
    if messages:
        enqueue_mail(messages=messages, at=at, conference=paper.conference)
