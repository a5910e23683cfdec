from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.duties import Duty
from effgenai.conferences.models import Membership
from effgenai.conferences.states import Role
from effgenai.conferences.viewer import Viewer
from reviews.models import PastPaper, Reviewer
from reviews.rules.assignment import USUAL_LOAD

READERS = (Role.REVIEWER, Role.AREA_CHAIR)


def expertise_initial(viewer: Viewer) -> dict[str, object]:
    """What the page shows before something is typed."""
    reviewer = reviewer_of(viewer)
    if reviewer is None:
        return {"load": USUAL_LOAD, "topics": []}
    return {"load": reviewer.load_max, "topics": reviewer.topics.all(), **availability_of(reviewer)}


def availability_of(reviewer: Reviewer) -> dict[str, object]:
    """When they are away and whether short notice is welcome, as a form shows it."""
    return {
        "away_from": reviewer.away_from,
        "away_until": reviewer.away_until,
        "takes_emergencies": reviewer.takes_emergencies,
    }


def reviewer_of(viewer: Viewer) -> Reviewer | None:
    """The viewer's working data in this conference, if there is any."""
    return viewer.conference.reviewers.filter(user=viewer.user).first() if viewer.user else None


def members_without_expertise(viewer: Viewer) -> list[User]:
    """Reviewers and area chairs of whom nothing is known, neither topics nor past papers, by name."""
    members = Membership.objects.filter(conference=viewer.conference, role__in=READERS).values("user")
    people = User.objects.filter(pk__in=members, is_active=True)
    with_topics = viewer.conference.reviewers.filter(topics__isnull=False).values("user")
    with_papers = PastPaper.objects.values("user")
    return list(people.exclude(pk__in=with_topics).exclude(pk__in=with_papers).order_by("name", "pk"))


def expertise_duties(viewer: Viewer) -> Iterable[Duty]:
    """Reviewers and area chairs of whom nothing is known are asked for their expertise."""
    if viewer.user is None or not (viewer.is_reviewer or viewer.is_area_chair):
        return
    reviewer = reviewer_of(viewer)
    topics = reviewer is not None and reviewer.topics.exists()
    papers = viewer.user.past_papers.exists()
    if topics and papers:
        return
    yield Duty(
        title="Tell your expertise",
        url=reverse("reviews:expertise", args=[viewer.conference.slug]),
        action="Choose topics" if not topics else "Add past papers",
        note="Papers are matched to you by your topics and by what you wrote before.",
    )
