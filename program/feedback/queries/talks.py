"""Feedback on talks: whether it is open, and what was given, for editors and for presenters."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import Count, Q

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.ui.dates import zone
from program.feedback.models import FeedbackSwitch, TalkFeedback
from program.feedback.rules import why_no_feedback
from program.schedule.queries.pages import Occasion, talks_of
from program.schedule.queries.released import Schedule, TalkView, public_schedule
from submissions.core.models import Submission

OPEN_FOR = dt.timedelta(days=14)
ONE_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class FeedbackPage:
    """A released talk, until when feedback on it is taken, and why it is not taken now (or None)."""

    talk: TalkView
    closes_at: dt.datetime
    time_zone: str
    reason: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class CountedTalk:
    """A released talk with the number of pieces of feedback on it, and how many of them are hidden."""

    talk: TalkView
    number: int
    hidden: int


@dataclasses.dataclass(frozen=True, slots=True)
class TalkWithFeedback:
    """A released talk with the feedback on it, in an order that says nothing."""

    talk: TalkView
    pieces: list[TalkFeedback]


def asks_for_feedback(conference: Conference) -> bool:
    """Whether an editor has switched feedback on; one query."""
    return FeedbackSwitch.objects.filter(conference=conference).exists()


def feedback_page(conference: Conference, key: str, at: dt.datetime) -> FeedbackPage | None:
    """The talk of the last release with this key; None if there is none or feedback is off; three queries."""
    schedule = public_schedule(conference, at) if asks_for_feedback(conference) else None
    place = _place_of(schedule, key) if schedule else None
    if schedule is None or place is None or place.talk is None:
        return None
    time_zone = schedule.release.time_zone
    closes_at = _closes_at(conference, schedule)
    return FeedbackPage(place.talk, closes_at, time_zone, why_no_feedback(place, closes_at, time_zone, at))


def _place_of(schedule: Schedule, key: str) -> Occasion | None:
    found = (Occasion(session, talk) for session, talk in talks_of(schedule) if talk.key == key)
    return next(found, None)


def _closes_at(conference: Conference, schedule: Schedule) -> dt.datetime:
    """The end of the day that is two weeks after the last one of the conference, as the venue has it."""
    ends = [session.ends_at.date() for session in schedule.sessions]
    last = max([*ends, *filter(None, [conference.starts_on, conference.ends_on])])
    midnight = dt.datetime.combine(last + OPEN_FOR + ONE_DAY, dt.time())
    return midnight.replace(tzinfo=zone(schedule.release.time_zone))


def counted_talks(conference: Conference, at: dt.datetime) -> list[CountedTalk]:
    """The talks of the last release on which there is feedback, in order of time. Three queries."""
    schedule = public_schedule(conference, at)
    pieces = TalkFeedback.objects.filter(conference=conference).order_by()
    counted = pieces.values("item").annotate(number=Count("pk"), hidden=Count("pk", filter=Q(is_hidden=True)))
    known = {
        item: (number, hidden) for item, number, hidden in counted.values_list("item", "number", "hidden")
    }
    talks = [talk for _, talk in talks_of(schedule)] if schedule else []
    return [CountedTalk(talk, *known[talk.item]) for talk in talks if talk.item in known]


def talk_with_feedback(conference: Conference, key: str, at: dt.datetime) -> TalkWithFeedback | None:
    """A talk of the last release with all feedback on it, hidden pieces too, or None; three queries."""
    schedule = public_schedule(conference, at)
    place = _place_of(schedule, key) if schedule else None
    if place is None or place.talk is None:
        return None
    return TalkWithFeedback(place.talk, list(conference.talk_feedback.filter(item=place.talk.item)))


def own_feedback(conference: Conference, user: User, at: dt.datetime) -> list[TalkWithFeedback]:
    """What the person may read of the feedback on talks on their own papers; four queries.

    It is read once the session has ended, without what is hidden.
    """
    schedule = public_schedule(conference, at)
    papers = Submission.objects.filter(conference=conference).public().written_by(user)
    own = set(papers.values_list("number", flat=True))
    talks = [
        talk
        for session, talk in (talks_of(schedule) if schedule else [])
        if talk.paper in own and session.ends_at <= at and not talk.is_cancelled
    ]
    pieces: dict[str, list[TalkFeedback]] = {talk.item: [] for talk in talks}
    for piece in conference.talk_feedback.filter(item__in=pieces, is_hidden=False):
        pieces[piece.item].append(piece)
    return [TalkWithFeedback(talk, pieces[talk.item]) for talk in talks]
