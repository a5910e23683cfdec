"""Who looks, at which conference, at what moment: the one thing every visibility rule asks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from effgenai.conferences.core.states import Role

if TYPE_CHECKING:
    from effgenai.accounts.models import User
    from effgenai.conferences.core.models import Conference


@dataclasses.dataclass(frozen=True, slots=True)
class Viewer:
    """A person (None: signed out) looking at a conference at the time `at`, with their roles there."""

    user: User | None
    conference: Conference
    roles: frozenset[str]
    at: dt.datetime

    @property
    def is_chair(self) -> bool:
        """True for the chairs of this conference. Site administrators are none."""
        return Role.CHAIR in self.roles

    @property
    def is_area_chair(self) -> bool:
        """True for area chairs."""
        return Role.AREA_CHAIR in self.roles

    @property
    def is_reviewer(self) -> bool:
        """True for reviewers."""
        return Role.REVIEWER in self.roles

    @property
    def is_committee(self) -> bool:
        """True for chairs, area chairs and reviewers."""
        return bool(self.roles & {Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER})

    @property
    def may_edit_site(self) -> bool:
        """True for those who write the public pages."""
        return bool(self.roles & {Role.CHAIR, Role.SITE_EDITOR})

    @property
    def may_edit_program(self) -> bool:
        """True for those who build the schedule."""
        return bool(self.roles & {Role.CHAIR, Role.PROGRAM_EDITOR})


def viewer_for(*, user: User | None, conference: Conference, at: dt.datetime) -> Viewer:
    """The viewer of `conference` for a person; one query when signed in, none otherwise."""
    if user is None:
        return Viewer(None, conference, frozenset(), at)
    roles = user.memberships.filter(conference=conference).values_list("role", flat=True)
    return Viewer(user, conference, frozenset(roles), at)
