"""The public call for reviewers, and what came of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from allauth.account.models import EmailAddress
from django.db.models import Prefetch
from django.urls import reverse

from effgenai.accounts.models import Affiliation, User
from effgenai.conferences.call.models import Policy
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.models import Conference, Topic
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.todos import Todo
from effgenai.mail.delivery.undelivered import Undelivered, undelivered_by_address
from effgenai.ui.dates import relative
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from reviews.committee.models import Application
from reviews.committee.rules import applications as rules
from reviews.committee.states import ApplicationState
from reviews.expertise.bibliography.listed import ListedPaper
from reviews.expertise.bibliography.sources import parse_papers
from reviews.expertise.rules import USUAL_LOAD

WORDS = {
    ApplicationState.APPLIED: ("attention", "waits for an answer"),
    ApplicationState.APPROVED: ("good", "approved"),
    ApplicationState.DECLINED: ("quiet", "declined"),
    ApplicationState.WITHDRAWN: ("quiet", "withdrawn"),
}
FILTERS = (
    (ApplicationState.APPLIED, "Waiting"),
    (ApplicationState.APPROVED, "Approved"),
    (ApplicationState.DECLINED, "Declined"),
)
DATES = (MilestoneKind.SUBMISSIONS_DUE, MilestoneKind.REVIEWS_DUE, MilestoneKind.DECISIONS)

COLUMNS = (
    Column("Name"),
    Column("Topics", phone=False),
    Column("Papers", look="num", phone=False),
    Column("Reviewed", look="num", phone=False),
    Column("Stands as", phone=False),
    Column("State"),
    Column("Since", phone=False),
)


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewerCall:
    """The public page: what is asked, and where the reader stands."""

    is_call_open: bool
    load: int
    dates: list[Milestone]
    topics: list[Topic]
    policy: Policy | None
    own: Application | None
    why_not: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application in a list, with its state in words."""

    application: Application
    topics: list[str]
    kind: str
    words: str
    undelivered: Undelivered | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it can be answered."""
        return self.application.state == ApplicationState.APPLIED


@dataclasses.dataclass(frozen=True, slots=True)
class ApplicationsPage:
    """The chairs' list."""

    rows: list[ApplicationRow]
    total: int
    waiting: int
    chips: list[Chip]


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """Everything there is to judge a volunteer by."""

    row: ApplicationRow
    links: list[str]
    papers: list[ListedPaper]
    affiliations: list[str]
    orcid: str


def reviewer_call(viewer: Viewer) -> ReviewerCall:
    """The public call for reviewers; three queries, for members a few more."""
    own = own_application(viewer)
    conference = viewer.conference
    return ReviewerCall(
        is_call_open=rules.is_call_open(viewer),
        load=USUAL_LOAD,
        dates=list(conference.milestones.filter(kind__in=DATES, is_public=True)),
        topics=list(conference.topics.all()),
        policy=conference.policies.filter(kind=PolicyKind.LLM_REVIEWERS).first(),
        own=own,
        why_not=why_not_apply(viewer, own) if viewer.user else None,
    )


def own_application(viewer: Viewer) -> Application | None:
    """What the viewer offered, whatever came of it."""
    if viewer.user is None:
        return None
    return Application.objects.visible_to(viewer).filter(user=viewer.user).first()


def has_verified_address(user: User) -> bool:
    """Whether some address of the person is known to be theirs; one query."""
    return bool(EmailAddress.objects.filter(user=user, verified=True).exists())


def why_not_apply(viewer: Viewer, own: Application | None) -> str | None:
    """The reason why the viewer may not offer to review now, or change the offer; None if they may."""
    is_verified = viewer.user is not None and has_verified_address(viewer.user)
    return rules.why_not_apply(viewer, own, is_verified=is_verified)


def applications_page(viewer: Viewer, text: str) -> ApplicationsPage:
    """The chairs' list, those that wait first; `text` filters it. Four queries."""
    rows = _rows(viewer)
    waiting = sum(row.is_waiting for row in rows)
    return ApplicationsPage(
        rows=sorted((row for row in rows if matches(row, text)), key=lambda row: not row.is_waiting),
        total=len(rows),
        waiting=waiting,
        chips=list(_chips(viewer.conference, rows)),
    )


def _rows(viewer: Viewer) -> list[ApplicationRow]:
    found = Application.objects.visible_to(viewer).select_related("user", "conference")
    troubled = undelivered_by_address(viewer)
    return [
        application_row(row, troubled.get(row.user.email.lower())) for row in found.prefetch_related("topics")
    ]


def application_row(application: Application, undelivered: Undelivered | None = None) -> ApplicationRow:
    """The application with its state in words, and whether mail reaches the applicant."""
    kind, words = WORDS[ApplicationState(application.state)]
    topics = [topic.name for topic in application.topics.all()]
    return ApplicationRow(application, topics, kind, words, undelivered)


def _chips(conference: Conference, rows: Sequence[ApplicationRow]) -> Iterator[Chip]:
    for state, label in FILTERS:
        query = f"state:{state}"
        yield Chip(label, query, sum(matches(row, query) for row in rows))


def matches(row: ApplicationRow, text: str) -> bool:
    """True if each word of the search is in name, address or topics, or names the state or a topic."""
    return all(_matches_word(row, word) for word in text.lower().split())


def _matches_word(row: ApplicationRow, word: str) -> bool:
    key, _, value = word.partition(":")
    if key == "state" and value:
        return row.application.state == value
    if key == "topic" and value:
        return any(value in topic.lower() for topic in row.topics)
    user = row.application.user
    return word in f"{user.name} {user.email} {' '.join(row.topics)}".lower()


def waiting_among(viewer: Viewer, keys: Iterable[str]) -> list[Application]:
    """Those of the named applications that can be answered, in the order of the list."""
    found = Application.objects.visible_to(viewer).waiting().filter(key__in=list(keys))
    return list(found.select_related("user", "conference"))


def evidence(application: Application) -> Evidence:
    """What the applicant told, and what their account tells."""
    profile = getattr(application.user, "profile", None)
    return Evidence(
        row=application_row(application),
        links=application.links.splitlines(),
        papers=parse_papers(application.papers),
        affiliations=[str(row) for row in application.user.affiliations.all() if row.end_year is None],
        orcid=profile.orcid if profile else "",
    )


def with_evidence(viewer: Viewer, key: str) -> Application | None:
    """The application of that key with everything to judge it by."""
    found = Application.objects.visible_to(viewer).select_related("user__profile", "conference", "decided_by")
    current = Prefetch("user__affiliations", Affiliation.objects.order_by("pk"))
    return found.prefetch_related("topics", current).filter(key=key).first()


def number_waiting(viewer: Viewer) -> int:
    """How many applications a chair has to answer; one query, none for others."""
    return Application.objects.visible_to(viewer).waiting().count() if viewer.is_chair else 0


def application_todos(viewer: Viewer) -> Iterator[Todo]:
    """Chairs are told of those who wait, volunteers that they wait; two queries."""
    own = own_application(viewer)
    if own and own.state == ApplicationState.APPLIED:
        yield Todo(
            title="Your offer to review",
            url=reverse("reviews:call_for_reviewers", args=[viewer.conference.slug]),
            action="Look at it",
            note=f"Sent {relative(own.applied_at, viewer.at)}. You get a mail when the chairs answer.",
            done=True,
            awaits="waits for the chairs",
        )
    number = number_waiting(viewer)
    if number:
        yield Todo(
            title=counted(number, "person offers to review", "people offer to review"),
            url=reverse("reviews:applications", args=[viewer.conference.slug]),
            action="Read and answer",
            note="They see that their application waits.",
        )


def conferences_offered_to(user: User) -> Iterable[int]:
    """The conferences that the person offers to review for and waits to hear from."""
    waiting = Application.objects.filter(user=user, state=ApplicationState.APPLIED)
    return waiting.values_list("conference", flat=True)


def reviewer_call_addresses(conference: Conference, at: dt.datetime) -> Iterator[str]:
    """The public call for reviewers, while it is one."""
    if conference.calls_for_reviewers and conference.public_state != PublicState.ARCHIVED:
        yield reverse("reviews:call_for_reviewers", args=[conference.slug])
