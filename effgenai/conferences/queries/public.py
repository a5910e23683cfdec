"""What the public pages show: one read per page, each with a constant number of queries."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.models import Conference, Page, Person
from effgenai.conferences.queries.dates import DateRow, date_rows, dates_with_tracks
from effgenai.conferences.states import PeopleGroup, PublicState, Role
from effgenai.conferences.viewer import Viewer
from effgenai.conferences.wording import place_name
from effgenai.ui.navigation import NavItem


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


@dataclasses.dataclass(frozen=True, slots=True)
class DatesPage:
    """The dates of a conference, on both sides of the present; `venue` is whose clock the venue's is."""

    past: list[DateRow]
    coming: list[DateRow]
    venue: str

    @property
    def rows(self) -> list[DateRow]:
        """All of them in order."""
        return [*self.past, *self.coming]


def written_pages(conference: Conference, path: str) -> list[NavItem]:
    """The chair-written pages that are in the menu, for everyone the same, as a tree; one query."""
    home = reverse("conferences:home", args=[conference.slug])
    found = list(Page.objects.filter(conference=conference, is_published=True, in_menu=True))
    shown = {page.pk for page in found}
    below: dict[int | None, list[Page]] = {}
    for page in found:
        below.setdefault(page.parent_id if page.parent_id in shown else None, []).append(page)

    def items(parent: int | None) -> list[NavItem]:
        return [_nav_item(page, home, path, items(page.pk)) for page in below.get(parent, [])]

    return items(None)


def _nav_item(page: Page, home: str, path: str, children: list[NavItem]) -> NavItem:
    url = f"{home}{page.slug}/"
    return NavItem(page.title, url, current=path == url, children=tuple(children))


def dates_page(viewer: Viewer) -> DatesPage:
    """Every date the viewer may see; three queries."""
    rows = date_rows(viewer.conference, dates_with_tracks(viewer), viewer.at)
    turn = next((place for place, row in enumerate(rows) if row.state != "past"), len(rows))
    return DatesPage(past=rows[:turn], coming=rows[turn:], venue=place_name(viewer.conference))


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


EDITIONS_BEFORE = """
    WITH RECURSIVE chain (id, depth) AS (
        SELECT previous_id, 1 FROM conferences_conference WHERE id = %s AND previous_id IS NOT NULL
        UNION
        SELECT earlier.previous_id, depth + 1 FROM conferences_conference earlier
        JOIN chain USING (id) WHERE earlier.previous_id IS NOT NULL AND depth < 40
    )
    SELECT conference.* FROM conferences_conference conference
    JOIN (SELECT id, min(depth) AS depth FROM chain GROUP BY id) chain USING (id)
    WHERE public_state <> %s AND id <> %s ORDER BY depth
"""


def editions_before(conference: Conference) -> list[Conference]:
    """The public earlier editions that are kept here, the latest first; one query, however many."""
    if conference.previous_id is None:
        return []
    values = [conference.pk, PublicState.DRAFT, conference.pk]
    return list(Conference.objects.raw(EDITIONS_BEFORE, values))


def conferences_of(user: User | None) -> QuerySet[Conference]:
    """The conferences that the person may see, the current one first."""
    return Conference.objects.visible_to(user).order_by("-is_current", "-starts_on", "-created_at")


def chaired_by(user: User | None) -> set[int]:
    """The keys of the conferences that the person chairs; one query, none for visitors."""
    if user is None:
        return set()
    return set(user.memberships.filter(role=Role.CHAIR).values_list("conference", flat=True))
