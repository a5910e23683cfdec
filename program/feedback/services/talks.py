from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.resilience.database.locks import lock
from program.feedback.models import FeedbackSwitch, TalkFeedback
from program.feedback.queries.talks import FeedbackPage


@transaction.atomic
def switch_feedback(*, conference: Conference, is_on: bool, by: User, at: dt.datetime) -> None:
    """Ask for feedback on the talks, or ask no more; what was given stays. Doing so twice changes nothing."""
    switches = FeedbackSwitch.objects.filter(conference=conference)
    if is_on:
        _, is_changed = FeedbackSwitch.objects.get_or_create(conference=conference)
    else:
        is_changed = bool(switches.delete()[0])
    if is_changed:
        action = "talk_feedback.open" if is_on else "talk_feedback.close"
        record(action=action, by=by, at=at, conference=conference)


def give_feedback(*, conference: Conference, page: FeedbackPage, rating: int, words: str) -> None:
    """Keep what somebody said of a talk. The record has no line, which would tell when it came.

    Raises Refused if feedback on the talk is not open.
    """
    refuse(page.reason)
    TalkFeedback.objects.create(conference=conference, item=page.talk.item, rating=rating, words=words)


@transaction.atomic
def hide_feedback(*, piece: TalkFeedback, is_hidden: bool, by: User, at: dt.datetime) -> None:
    """Keep a piece of feedback from the presenters, or show it to them again. Twice changes nothing."""
    row = lock(piece)
    if row.is_hidden == is_hidden:
        return
    row.is_hidden = is_hidden
    row.save(update_fields=["is_hidden"])
    action = "talk_feedback.hide" if is_hidden else "talk_feedback.show"
    record(action=action, by=by, at=at, conference=piece.conference, summary=piece.key, unseen=True)
