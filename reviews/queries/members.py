"""Committee members as readers of papers, whether or not they have told anything of themselves yet."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.accounts.models import User
from effgenai.conferences.models import Topic
from effgenai.conferences.states import Role
from effgenai.conferences.viewer import Viewer
from reviews.models import Reviewer
from reviews.rules.assignment import USUAL_LOAD


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """Someone with a role, how many papers they take, the topics they know, when they are away."""

    user: User
    load_max: int
    topics: list[Topic]
    load_min: int = 0
    is_senior: bool = False
    takes_emergencies: bool = False
    away_from: dt.date | None = None
    away_until: dt.date | None = None

    def is_away(self, day: dt.date) -> bool:
        """Whether they cannot work on that day."""
        return bool(self.away_from and self.away_until and self.away_from <= day <= self.away_until)

    @property
    def user_id(self) -> int:
        """The id of the person."""
        return self.user.pk


def members_with_role(viewer: Viewer, role: Role) -> list[Member]:
    """Everyone with the role, by name. Who set nothing takes the usual load."""
    users = User.objects.filter(memberships__conference=viewer.conference, memberships__role=role)
    rows = viewer.conference.reviewers.prefetch_related("topics")
    known = {row.user_id: row for row in rows}
    return [
        _member(user, known[user.pk]) if user.pk in known else Member(user, USUAL_LOAD, [])
        for user in users.order_by("name", "pk")
    ]


def _member(user: User, row: Reviewer) -> Member:
    return Member(
        user=user,
        load_max=row.load_max,
        topics=list(row.topics.all()),
        load_min=row.load_min,
        is_senior=row.is_senior,
        takes_emergencies=row.takes_emergencies,
        away_from=row.away_from,
        away_until=row.away_until,
    )
