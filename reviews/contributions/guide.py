"""What the guide says of committee, assignment, reviews and decisions, over the papers the reader handles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from django.db.models import Count, Q

from effgenai.conferences.core.queries import NAMED_HERE
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.queries.milestones import known_dates
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.guide import GuideItem, GuideStage, GuideState
from effgenai.conferences.desk.guides.site import page_of, to_do
from effgenai.ui.text.numbers import counted
from reviews.assignment.models import Assignment
from reviews.assignment.queries.desk import count_assignment, unnotified_on_papers
from reviews.committee.queries.invitations import failed_invitations
from reviews.committee.states import InvitationState
from reviews.decisions.counts import count_decisions
from reviews.decisions.queries import unwritten
from reviews.expertise.queries import members_without_expertise, reviewer_places
from reviews.reviewing.queries.counts import count_reviews
from reviews.reviewing.queries.reading import questions_of
from submissions.conflicts.rules import is_bound
from submissions.core.models import Submission
from submissions.core.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class _Papers:
    """How the papers that are under review stand, of those the reader handles."""

    number: int
    short: int
    assignments: int
    unnotified: int
    missing: int
    undecided: int
    provisional: int
    released: int
    due: bool
    reviews_due: bool


def review_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Committee, assignment, reviews, decisions; eleven queries."""
    papers = _papers(viewer)
    yield from _committee(viewer, papers)
    yield from _assignment(viewer, papers)
    yield from _reviews(viewer, papers)
    yield from _decisions(viewer, papers)


def _papers(viewer: Viewer) -> _Papers:
    dates = known_dates(viewer).dates
    assignment, reviews = count_assignment(viewer), count_reviews(viewer)
    decisions = count_decisions(viewer)
    return _Papers(
        number=assignment.under_review,
        short=assignment.short,
        assignments=reviews.asked,
        unnotified=unnotified_on_papers(viewer).count(),
        missing=reviews.missing,
        undecided=decisions.undecided,
        provisional=decisions.provisional,
        released=decisions.released,
        due=_has_passed(dates.get(MilestoneKind.SUBMISSIONS_DUE), viewer),
        reviews_due=_has_passed(dates.get(MilestoneKind.REVIEWS_DUE), viewer),
    )


def _has_passed(date: Milestone | None, viewer: Viewer) -> bool:
    return date is not None and date.closes_at <= viewer.at


def _committee(viewer: Viewer, papers: _Papers) -> Iterator[GuideItem]:
    conference, stage = viewer.conference, GuideStage.COMMITTEE
    invited = conference.invitations.exclude(role__in=NAMED_HERE).aggregate(
        prepared=Count("pk", Q(state=InvitationState.PREPARED)), all=Count("pk")
    )
    reviewers, places = reviewer_places(viewer)
    is_draft = conference.public_state == PublicState.DRAFT
    yield GuideItem(
        stage,
        "Invite reviewers",
        "Name them with their addresses; they say themselves how much they can take."
        if not reviewers
        else f"{counted(reviewers, 'reviewer has', 'reviewers have')} joined so far.",
        page_of(conference, "reviews:invite"),
        to_do(done=bool(reviewers or invited["all"])),
        action="Invite reviewers",
        opens=True,
    )
    if invited["prepared"]:
        yield GuideItem(
            stage,
            "Send the invitations",
            f"{invited['prepared']} wait to be sent"
            + (", which needs a published site." if is_draft else "."),
            page_of(conference, "reviews:invitations"),
            to_do(done=False, later=is_draft),
        )
    yield from _undelivered(viewer)
    yield from _capacity(viewer, papers, places)
    yield from _expertise(viewer)


def _undelivered(viewer: Viewer) -> Iterator[GuideItem]:
    failed = failed_invitations(viewer)
    first = failed[0].undelivered if failed else None
    if first is not None:
        number = len(failed)
        yield GuideItem(
            GuideStage.COMMITTEE,
            f"{counted(number, 'invitation')} could not be delivered",
            f"The mail server said: {first.said} Correct the address and send again, or take it back.",
            f"{page_of(viewer.conference, 'reviews:invitations')}?q=state:failed",
            GuideState.WARNING,
        )


def _capacity(viewer: Viewer, papers: _Papers, places: int) -> Iterator[GuideItem]:
    wanted = viewer.conference.reviews_per_paper
    needed = papers.number * wanted
    if needed > places:
        yield GuideItem(
            GuideStage.COMMITTEE,
            "Find more reviewers",
            f"{counted(papers.number, 'paper')} with {wanted} reviews each need {needed} places; "
            f"the reviewers take {places} in all.",
            page_of(viewer.conference, "reviews:invite"),
            GuideState.WARNING,
        )


def _expertise(viewer: Viewer) -> Iterator[GuideItem]:
    """Reviewers of whom nothing is known get papers by chance."""
    unknown = len(members_without_expertise(viewer))
    if unknown:
        yield GuideItem(
            GuideStage.COMMITTEE,
            "Ask reviewers what they know",
            f"{counted(unknown, 'member has', 'members have')} named neither topics nor papers, so "
            "nothing says which papers suit them.",
            f"{page_of(viewer.conference, 'reviews:committee')}?q=expertise%3Anone",
            GuideState.TODO,
            required=False,
        )


def _assignment(viewer: Viewer, papers: _Papers) -> Iterator[GuideItem]:
    wanted = viewer.conference.reviews_per_paper
    is_done = not papers.short and (papers.number > 0 or papers.released > 0)
    yield GuideItem(
        GuideStage.ASSIGNMENT,
        "Assign the papers",
        f"{counted(papers.short, 'paper')} of {papers.number} have fewer than {wanted} reviewers."
        if papers.short
        else "Once the call is closed, one button proposes who reads what.",
        page_of(viewer.conference, "reviews:assignment"),
        to_do(done=is_done, later=not (papers.due and papers.number)),
        action="Assign the papers",
        opens=True,
    )
    if papers.unnotified:
        yield GuideItem(
            GuideStage.ASSIGNMENT,
            "Tell the reviewers",
            f"{counted(papers.unnotified, 'task is', 'tasks are')} assigned, but nobody was told of "
            f"{'it' if papers.unnotified == 1 else 'them'}.",
            page_of(viewer.conference, "reviews:tell_reviewers"),
            GuideState.TODO,
        )
    yield from _in_conflict(viewer)


def _in_conflict(viewer: Viewer) -> Iterator[GuideItem]:
    """Tasks of people who may not judge the paper, as merged accounts or new co-authors bring to light."""
    handled = Submission.objects.handled_by(viewer).filter(state=SubmissionState.SUBMITTED)
    bound = is_bound("submission", "reviewer")
    assignments = Assignment.objects.active().filter(bound, submission__in=handled.values("pk"))
    papers = sorted(set(assignments.values_list("submission__number", flat=True)))
    if papers:
        yield GuideItem(
            GuideStage.ASSIGNMENT,
            "Look at tasks in conflict",
            f"Somebody has a task on a paper that they may not judge: paper {', '.join(map(str, papers))}. "
            "They no longer see the paper; give it to somebody else.",
            page_of(viewer.conference, "reviews:assignment"),
            GuideState.WARNING,
        )


def _reviews(viewer: Viewer, papers: _Papers) -> Iterator[GuideItem]:
    conference, stage = viewer.conference, GuideStage.REVIEWS
    questions = questions_of(viewer)
    has_overall = any(question.is_overall for question in questions)
    yield GuideItem(
        stage,
        "Look at the review form",
        f"{len(questions)} questions, one of them the overall score."
        if has_overall
        else "It has no overall score, so papers cannot be put in order.",
        page_of(conference, "reviews:form"),
        to_do(done=has_overall),
    )
    is_done = not papers.missing and (papers.assignments > 0 or papers.released > 0)
    yield GuideItem(
        stage,
        "Get the reviews in",
        f"{papers.missing} of {counted(papers.assignments, 'review')} missing. "
        "Reviewers are reminded by themselves."
        if papers.missing
        else "Reviewers are reminded by themselves before the date and after it.",
        page_of(conference, "reviews:progress"),
        to_do(done=is_done, later=not (papers.assignments and papers.reviews_due)),
    )


def _decisions(viewer: Viewer, papers: _Papers) -> Iterator[GuideItem]:
    conference, stage = viewer.conference, GuideStage.DECISIONS
    kinds = conference.decision_classes.aggregate(
        yes=Count("pk", Q(accepts=True)), no=Count("pk", Q(accepts=False, waits=False))
    )
    yield GuideItem(
        stage,
        "Look at the kinds of decision",
        "What a paper can become, each with the letter that goes with it."
        if kinds["yes"] and kinds["no"]
        else "There has to be one that accepts and one that does not.",
        page_of(conference, "reviews:decision_classes"),
        to_do(done=bool(kinds["yes"] and kinds["no"])),
    )
    decided = not papers.undecided and bool(papers.provisional or papers.released)
    yield GuideItem(
        stage,
        "Decide",
        f"{counted(papers.undecided, 'paper')} without a decision. "
        "What you decide stays provisional at first."
        if papers.undecided
        else "What you decide stays provisional at first.",
        page_of(conference, "reviews:decisions"),
        to_do(done=decided, later=not (papers.reviews_due and papers.number)),
    )
    yield GuideItem(
        stage,
        "Send the decisions",
        f"{counted(papers.provisional, 'decision is', 'decisions are')} provisional: no author knows of "
        f"{'it' if papers.provisional == 1 else 'them'}."
        if papers.provisional
        else "You see every letter before it goes out.",
        page_of(conference, "reviews:release"),
        to_do(
            done=papers.released > 0 and not papers.provisional, later=not (decided and papers.provisional)
        ),
        action="Send the decisions",
        opens=True,
    )
    yield from _unwritten_letters(viewer)


def _unwritten_letters(viewer: Viewer) -> Iterator[GuideItem]:
    missing = unwritten(viewer).count()
    if missing:
        yield GuideItem(
            GuideStage.DECISIONS,
            "Write to the authors",
            f"{counted(missing, 'paper')} with a released decision, and no letter to the authors.",
            page_of(viewer.conference, "reviews:decisions"),
            GuideState.TODO,
            required=False,
        )
