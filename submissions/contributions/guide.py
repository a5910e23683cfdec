"""What the guide says of papers and those who may handle them.

A chair in conflict with a paper must not notice it here either. So nothing below looks at a paper that is
hidden from the reader: it speaks of papers they handle, of those they wrote themselves, and of the chairs.
A paper that no chair at all may see is told to site administrators alone (`orphaned_conferences`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q

from effgenai.accounts.models import Affiliation, User
from effgenai.accounts.names.institutions import institution_marks
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.desk.guide import GuideItem, GuideStage, GuideState
from effgenai.conferences.desk.guides.site import page_of
from submissions.authors.models import Authorship
from submissions.conflicts.rules import is_bound
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

STAGE = GuideStage.COMMITTEE


def chair_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Whether every paper finds a chair, as far as the reader may know; six queries."""
    assert viewer.user is not None
    chairs = chairs_of(viewer.conference)
    url = page_of(viewer.conference, "members")
    if _wrote_with_all(viewer, viewer.user, chairs):
        yield GuideItem(
            STAGE,
            "Name a chair who did not write your paper",
            "All chairs are its authors, so nobody may assign reviewers to it or decide on it."
            if len(chairs) > 1
            else "You are the only chair, so nobody may assign reviewers to it or decide on it.",
            url,
            GuideState.WARNING,
        )
    if len(chairs) > 1 and (place := common_place(chairs)):
        yield GuideItem(
            STAGE,
            "Name a chair from elsewhere",
            f"All chairs belong to {place}. Papers from there would have no chair who may see them, and "
            "nobody here would be told.",
            url,
            GuideState.WARNING,
        )
    yield from _alone_with(viewer, viewer.user, chairs, url)


def chairs_of(conference: Conference) -> list[User]:
    """The chairs of a conference; one query."""
    members = Membership.objects.filter(conference=conference, role=Role.CHAIR)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("pk"))


def _wrote_with_all(viewer: Viewer, user: User, chairs: Collection[User]) -> bool:
    """Whether all chairs are on the author list of a paper of the reader: both are known to them."""
    own = Submission.objects.filter(conference=viewer.conference, authorships__user=user)
    authors = Authorship.objects.filter(
        submission__in=own.filter(state=SubmissionState.SUBMITTED).values("pk"), user__in=chairs
    )
    writers: dict[int, set[int | None]] = defaultdict(set)
    for submission, author in authors.values_list("submission", "user"):
        writers[submission].add(author)
    everyone = {chair.pk for chair in chairs}
    return any(found == everyone for found in writers.values())


def common_place(chairs: Collection[User]) -> str:
    """The institution that all these people share, as conflicts see it; empty if none. Two queries."""
    emails, names = defaultdict(set), defaultdict(set)
    for user, email in EmailAddress.objects.filter(user__in=chairs, verified=True).values_list(
        "user", "email"
    ):
        emails[user].add(email)
    spelled = {}
    for row in Affiliation.objects.filter(user__in=chairs, end_year__isnull=True):
        names[row.user_id].add(row.institution)
        spelled.update(dict.fromkeys(institution_marks([], [row.institution]), row.institution))
    marks = [institution_marks(emails[chair.pk], names[chair.pk]) for chair in chairs]
    shared = sorted(frozenset.intersection(*marks)) if marks else []
    return next((spelled.get(mark, mark) for mark in shared), "")


def _alone_with(viewer: Viewer, user: User, chairs: Collection[User], url: str) -> Iterator[GuideItem]:
    """Papers the reader handles that no other chair may see, should the reader fall ill."""
    others = [chair for chair in chairs if chair != user]
    if not others:
        return
    papers = Submission.objects.handled_by(viewer).filter(state=SubmissionState.SUBMITTED)
    for chair in others:
        papers = papers.exclude(pk__in=Submission.objects.without_conflict(chair).values("pk"))
    number = papers.count()
    if number:
        yield GuideItem(
            STAGE,
            "Name another chair without conflicts",
            f"{'A paper has' if number == 1 else f'{number} papers have'} no chair but you: all the others "
            "are in conflict.",
            url,
            GuideState.TODO,
            required=False,
        )


def orphaned_conferences(user: User) -> set[int]:
    """Conferences with a paper in review that no chair may see, for a site administrator; three queries.

    Those of which the administrator is a chair themselves, or the author of such a paper, are left out.
    """
    if not user.is_staff:
        return set()
    chair = Membership.objects.filter(conference=OuterRef("conference"), role=Role.CHAIR)
    free = chair.filter(~is_bound(OuterRef("pk"), "user"))
    papers = Submission.objects.filter(state=SubmissionState.SUBMITTED).without_conflict(user)
    mine = user.memberships.filter(role=Role.CHAIR).values("conference")
    orphaned = papers.filter(~Exists(free)).exclude(Q(conference__in=mine))
    return set(orphaned.values_list("conference", flat=True))


def notes_of_orphans(user: User) -> dict[int, str]:
    """What a site administrator is told of them in the list of conferences."""
    words = (
        "A paper here has no chair who may see it: all of them are in conflict. Ask the chairs to name one "
        "more, from elsewhere."
    )
    return dict.fromkeys(orphaned_conferences(user), words)
