"""Who looks, at which conference, at what moment: the one thing every visibility rule asks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from effgenai.conferences.core.states import Role

if TYPE_CHECKING:
    from effgenai.accounts.models import User
    from effgenai.conferences.core.models import Conference

T = TypeVar("T")


class Fact(enum.Enum):
    """What a page may require of a viewer: the roles of which one is enough."""

    IS_CHAIR = frozenset({Role.CHAIR})
    IS_AREA_CHAIR = frozenset({Role.AREA_CHAIR})
    IS_REVIEWER = frozenset({Role.REVIEWER})
    IS_COMMITTEE = frozenset({Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER})
    MAY_EDIT_SITE = frozenset({Role.CHAIR, Role.SITE_EDITOR})
    MAY_EDIT_PROGRAM = frozenset({Role.CHAIR, Role.PROGRAM_EDITOR})


@dataclasses.dataclass(frozen=True, slots=True)
class Viewer:
    """A person (None: signed out) looking at a conference at the time `at`, with their roles there.

    `known` holds what a page that only reads has read already; without it everything is read when asked for.
    """

    user: User | None
    conference: Conference
    roles: frozenset[str]
    at: dt.datetime
    known: dict[Any, Any] | None = dataclasses.field(default=None, compare=False, repr=False)

    def once(self, name: Any, read: Callable[[], T]) -> T:
        """What `read` answers: asked once for each name while a page is drawn that only reads."""
        if self.known is None:
            return read()
        if name not in self.known:
            self.known[name] = read()
        answer: T = self.known[name]
        return answer

    def has(self, fact: Fact) -> bool:
        """Whether the fact is true of this person, by any of their roles."""
        return not self.roles.isdisjoint(fact.value)

    @property
    def is_chair(self) -> bool:
        """True for the chairs of this conference. Site administrators are none."""
        return self.has(Fact.IS_CHAIR)

    @property
    def is_area_chair(self) -> bool:
        """True for area chairs."""
        return self.has(Fact.IS_AREA_CHAIR)

    @property
    def is_reviewer(self) -> bool:
        """True for reviewers."""
        return self.has(Fact.IS_REVIEWER)

    @property
    def is_committee(self) -> bool:
        """True for chairs, area chairs and reviewers."""
        return self.has(Fact.IS_COMMITTEE)

    @property
    def may_edit_site(self) -> bool:
        """True for those who write the public pages."""
        return self.has(Fact.MAY_EDIT_SITE)

    @property
    def may_edit_program(self) -> bool:
        """True for those who build the schedule."""
        return self.has(Fact.MAY_EDIT_PROGRAM)

    @property
    def desk_name(self) -> str:
        """What the desk is called for this person; empty for who has none."""
        if self.is_chair:
            return "Chair's desk"
        names = {(True, True): "Editor's desk", (True, False): "Site desk", (False, True): "Programme desk"}
        return names.get((self.may_edit_site, self.may_edit_program), "")


def viewer_for(*, user: User | None, conference: Conference, at: dt.datetime) -> Viewer:
    """The viewer of `conference` for a person; one query when signed in, none otherwise."""
    if user is None:
        return Viewer(None, conference, frozenset(), at)
    roles = user.memberships.filter(conference=conference).values_list("role", flat=True)
    return Viewer(user, conference, frozenset(roles), at)


def viewer_on_page(*, user: User | None, conference: Conference, at: dt.datetime, only_reads: bool) -> Viewer:
    """The viewer of a page, for a conference read `with_roles_of` the person; no query.

    A page that only reads asks for each fact once.
    """
    roles = frozenset(conference.roles_read if user else ())  # type: ignore[attr-defined]  # annotated
    return Viewer(user, conference, roles, at, {} if only_reads else None)
