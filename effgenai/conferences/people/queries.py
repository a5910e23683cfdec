"""The people page: organisers, speakers, and the committee."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.db.models import QuerySet

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup


@dataclasses.dataclass(frozen=True, slots=True)
class PeopleBlock:
    """People of one group, under its name."""

    label: str
    people: list[Person]


@dataclasses.dataclass(frozen=True, slots=True)
class PeoplePage:
    """The people of a conference: blocks that chairs wrote, and the committee by its roles."""

    blocks: list[PeopleBlock]
    area_chairs: list[str]
    reviewers: list[str]


def people_page(viewer: Viewer) -> PeoplePage:
    """The people page; three queries. Names only: of the committee nothing else is public."""
    groups = _by_group(viewer.conference.people.select_related("photo"))
    area_chairs, reviewers = committee_names(viewer.conference)
    return PeoplePage(
        blocks=[PeopleBlock(group.label, groups[group]) for group in PeopleGroup if group in groups],
        area_chairs=area_chairs,
        reviewers=reviewers,
    )


def people_with_pages(conference: Conference) -> QuerySet[Person]:
    """Those who have a page of their own: with a talk or a biography."""
    found = conference.people.exclude(talk="", biography="").select_related("photo", "conference")
    return found.order_by("position", "name")


def _by_group(people: Iterable[Person]) -> dict[str, list[Person]]:
    groups: dict[str, list[Person]] = {}
    for person in people:
        groups.setdefault(person.group, []).append(person)
    return groups


def committee_names(conference: Conference) -> tuple[list[str], list[str]]:
    """The names of area chairs and of reviewers; two queries."""
    return _names(conference, Role.AREA_CHAIR), _names(conference, Role.REVIEWER)


def _names(conference: Conference, role: Role) -> list[str]:
    members = User.objects.filter(memberships__conference=conference, memberships__role=role)
    return list(members.exclude(name="").order_by("name", "pk").values_list("name", flat=True))
