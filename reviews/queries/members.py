"""Committee members as readers of papers, whether or not they have told anything of themselves yet."""

from __future__ import annotations

import dataclasses

from effgenai.accounts.models import User
from effgenai.conferences.models import Topic
from effgenai.conferences.states import Role
from effgenai.conferences.viewer import Viewer
from reviews.rules.assignment import USUAL_LOAD


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """Someone with a role, how many papers they take, and the topics they know."""

    user: User
    load_max: int
    topics: list[Topic]

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
        Member(user, known[user.pk].load_max, list(known[user.pk].topics.all()))
        if user.pk in known
        else Member(user, USUAL_LOAD, [])
        for user in users.order_by("name", "pk")
    ]
