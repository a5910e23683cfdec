"""The table of decisions, and a seal on those that would be released."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import AcceptedShown, ReviewsShown
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import Stage
from effgenai.mail.models import OutboundEmail, UnwrittenLetters
from effgenai.mail.states import EmailState
from effgenai.ui.dates import moment_with_year
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from reviews.decisions.counts import ClassCount, count_classes, count_decisions
from reviews.decisions.emails import LETTER, ReviewsRead
from reviews.decisions.models import (
    Decision,
    DecisionChange,
    DecisionClass,
    DecisionQuerySet,
    ScheduledRelease,
)
from reviews.decisions.rules import may_know_decision, why_not_change
from reviews.decisions.states import DecisionState, ScheduledState
from reviews.reviewing.queries.flags import IS_UNREAD, UNREAD_CHIP
from reviews.reviewing.queries.reading import standing_on
from reviews.reviewing.queries.scores import (
    Scale,
    ScoredPaper,
    chips_for,
    scale_of,
    scored_papers,
    sorted_papers,
    understood,
)
from submissions.authors.models import Authorship
from submissions.core.models import Submission
from submissions.core.states import ON_THE_DESK, SubmissionState
from submissions.papers.access import Section
from submissions.papers.columns import Look, PaperColumn, PaperColumns, Value
from submissions.papers.queries.page import handles

CHANGE_COLUMNS = (
    Column("When"),
    Column("Change"),
    *(Column(name, phone=False) for name in ("Reason", "By", "")),
)
SCHEDULED_COLUMNS = (Column("What"), Column("When"), Column("Set by", phone=False), Column("", look="num"))
CLASS_COLUMNS = (
    Column("Kind"),
    Column("Accepts"),
    Column("Places", look="num"),
    Column("Subject of the letter", phone=False),
)
UNDECIDED = "No decision yet"
BEFORE_ALL = dt.datetime(1, 1, 2, tzinfo=dt.UTC)


def releasable(viewer: Viewer, numbers: Collection[int] | None) -> DecisionQuerySet:
    """The provisional decisions on papers that the viewer handles, all or those of these numbers."""
    papers = Submission.objects.handled_by(viewer).filter(state=SubmissionState.SUBMITTED)
    decisions = Decision.objects.filter(submission__in=papers.values("pk"), state=DecisionState.PROVISIONAL)
    return decisions if numbers is None else decisions.filter(submission__number__in=numbers)


def with_classes(decisions: DecisionQuerySet, conference: Conference) -> list[Decision]:
    """Decisions of a conference by outcome and number of the paper, with number, title and state of it."""
    ordered = decisions.select_related("submission").order_by(
        "outcome__position", "outcome", "submission__number"
    )
    of_paper = (f"submission__{name}" for name in ("number", "title", "state", "conference"))
    rows = list(ordered.only("outcome", "state", "note", "changed_at", "submission", *of_paper))
    classes = {outcome.pk: outcome for outcome in conference.decision_classes.all()}
    for row in rows:
        row.outcome, row.submission.conference = classes[row.outcome_id], conference
    return rows


def with_authors(decisions: DecisionQuerySet, conference: Conference) -> list[Decision]:
    """The same, with all that their letters are written from."""
    related = ("submission__authorships__user", "submission__answers", "changes__before", "changes__after")
    return with_classes(decisions.prefetch_related(*related), conference)


def unwritten(viewer: Viewer) -> DecisionQuerySet:
    """Released decisions on papers that the viewer handles, of which no author was or is to be written to.

    Letters from before a decision was changed tell of the earlier one, so they do not count.
    """
    of_paper = OutboundEmail.objects.filter(
        conference=viewer.conference,
        kind=LETTER,
        paper=OuterRef("submission__number"),
        created_at__gte=Coalesce(OuterRef("changed_at"), BEFORE_ALL),
    )
    to_write = UnwrittenLetters.objects.filter(
        mailing__conference=viewer.conference, kind=LETTER, paper=OuterRef("submission__number")
    )
    authors = Authorship.objects.standing().with_an_address().filter(submission=OuterRef("submission"))
    return Decision.objects.filter(
        Exists(authors),
        ~Exists(of_paper.exclude(state=EmailState.STOPPED)),
        ~Exists(to_write),
        submission__in=Submission.objects.handled_by(viewer).values("pk"),
        submission__state__in=ON_THE_DESK,
        state=DecisionState.RELEASED,
    )


def notified_of(conference: Conference, numbers: Collection[int]) -> dict[int, dict[str, dt.datetime]]:
    """Which authors of each paper got a letter of decision, or are about to, and when; one query."""
    gone = OutboundEmail.objects.filter(
        conference=conference,
        kind=LETTER,
        paper__in=numbers,
        state__in=[EmailState.SENT, EmailState.SENDING],
    )
    notified: dict[int, dict[str, dt.datetime]] = {number: {} for number in numbers}
    for paper, address, at in gone.order_by("created_at").values_list("paper", "to_address", "created_at"):
        notified[paper or 0][address.lower()] = at
    return notified


def reviews_read(conference: Conference) -> ReviewsRead:
    """Whether the conference shows reviews to authors with the decision, or when it is to; two queries."""
    shown = Conference.objects.values_list("reviews_shown", flat=True).get(pk=conference.pk)
    if shown != ReviewsShown.NOBODY:
        return ReviewsRead(are_out=True)
    waiting = ScheduledRelease.objects.filter(conference=conference, state=ScheduledState.WAITING)
    opening = waiting.exclude(reviews_shown__in=["", ReviewsShown.NOBODY]).order_by("due_at").first()
    opens = moment_with_year(opening.due_at, opening.due_zone) if opening else ""
    return ReviewsRead(are_out=False, opens=opens)


class ToRelease(Protocol):
    """What a seal stands for of a provisional decision."""

    submission_id: int
    outcome_id: int
    outcome: DecisionClass
    note: str


def seal_of(decisions: Sequence[ToRelease]) -> str:
    """A short word for exactly these decisions, notes and letters; it differs as soon as one does."""
    facts = [
        (
            decision.submission_id,
            decision.outcome_id,
            decision.note,
            decision.outcome.accepts,
            decision.outcome.waits,
            decision.outcome.presentation,
            decision.outcome.mail_subject,
            decision.outcome.mail_body,
        )
        for decision in decisions
    ]
    return hashlib.sha256(repr(sorted(facts)).encode()).hexdigest()[:24]


@dataclasses.dataclass(frozen=True, slots=True)
class DecisionsPage:
    """The chair's table of decisions."""

    rows: list[ScoredPaper]
    total: int
    error: str
    chips: list[Chip]
    scale: Scale
    classes: list[ClassCount]
    undecided: int
    provisional: int
    unwritten: int
    held_back: str

    @property
    def saw(self) -> str:
        """What stands on the page of each paper that can be decided on, for `DecideForm`."""
        open_rows = (row for row in self.rows if not row.is_released)
        return " ".join(f"{row.number}-{row.decision.outcome if row.decision else 0}" for row in open_rows)


def columns_of(scale: Scale) -> tuple[Column, ...]:
    """The columns of the table; the one of scores names the ends of their scale."""
    return (
        Column("No.", order="number", look="num"),
        Column("Paper", order="title"),
        Column("Mean", order="mean", look="num", phone=False),
        Column(f"Scores {scale.low} to {scale.high}", phone=False),
        Column("Spread", order="spread", look="num", phone=False),
        Column("Confidence", order="confidence", look="num", phone=False),
        Column("Reviews", order="reviews", look="num", phone=False),
        Column("Decision", order="decision"),
    )


def decisions_page(viewer: Viewer, text: str, sort: str) -> DecisionsPage:
    """Papers with scores and decisions, filtered by `text`, ordered by `sort`; constantly many queries."""
    every = scored_papers(viewer, None)
    classes, count = count_classes(viewer, every), count_decisions(viewer)
    scale = scale_of(viewer)
    search, error = understood(text)
    filters = [("decision:none", UNDECIDED), *((each.query, each.outcome.name) for each in classes)]
    filters.append((f"spread:>={scale.disagreement}", "Disagreement"))
    filters.append((IS_UNREAD, UNREAD_CHIP))
    return DecisionsPage(
        rows=sorted_papers([row for row in every if search.matches(row)], sort),
        total=len(every),
        error=error,
        chips=chips_for(every, filters),
        scale=scale,
        classes=classes,
        undecided=count.undecided,
        provisional=count.provisional,
        unwritten=unwritten(viewer).count(),
        held_back=held_back(viewer.conference) if any(row.is_released for row in every) else "",
    )


def waiting_decisions(viewer: Viewer, numbers: Collection[int]) -> list[Decision]:
    """The released decisions that put papers of these numbers, which the viewer handles, on the waiting list.

    With their papers, by number, and as `times_changed` how often each was changed.
    """
    papers = Submission.objects.handled_by(viewer).filter(number__in=numbers, state__in=ON_THE_DESK)
    decisions = Decision.objects.released().filter(submission__in=papers.values("pk"), outcome__waits=True)
    rows = decisions.select_related("submission", "outcome").annotate(times_changed=Count("changes"))
    return list(rows.order_by("submission__number"))


def held_back(conference: Conference) -> str:
    """What is not shown though decisions are out, in words."""
    accepted = "Nobody sees the list of accepted papers yet."
    reviews = "Authors do not read reviews yet."
    return " ".join(
        words
        for words, is_held in (
            (accepted, conference.accepted_shown == AcceptedShown.NOBODY),
            (reviews, conference.reviews_shown == ReviewsShown.NOBODY),
        )
        if is_held
    )


def scheduled_releases(viewer: Viewer) -> QuerySet[ScheduledRelease]:
    """What waits for its time, the next first. It tells of no papers, so every chair may see it."""
    if not viewer.is_chair:
        return ScheduledRelease.objects.none()
    rows = ScheduledRelease.objects.filter(conference=viewer.conference, state=ScheduledState.WAITING)
    return rows.select_related("scheduled_by")


def accepting_presentations(conference: Conference) -> list[str]:
    """How accepted papers are presented, in the order of the decision classes; one query."""
    accepting = conference.decision_classes.filter(accepts=True)
    return list(accepting.values_list("presentation", flat=True))


def decisions_stage(viewer: Viewer) -> Stage | None:
    """The stage of the decisions on the sidebar, with how many papers are decided."""
    if not viewer.is_chair:
        return None
    count = count_decisions(viewer)
    is_done = count.papers > 0 and count.released == count.papers
    return Stage(
        key="decisions",
        label="Decisions",
        url=reverse("reviews:decisions", args=[viewer.conference.slug]),
        note=f"{count.decided} / {count.papers}" if count.decided and not is_done else "",
        state="done" if is_done else "now" if count.decided else "later",
    )


def changes_of(decision: Decision) -> QuerySet[DecisionChange]:
    """How the decision was changed after its release, the last change first; for the paper's chairs."""
    return decision.changes.select_related("before", "after", "changed_by")


def decision_section(viewer: Viewer, submission: Submission) -> Section | None:
    """The decision with its note, for whoever may know of it."""
    decision = decision_shown(submission, viewer)
    if decision is None:
        return None
    context = {
        "decision": decision,
        "decision_is_provisional": decision.state == DecisionState.PROVISIONAL,
        "may_change": why_not_change(submission, decision) is None and handles(viewer, submission),
    }
    return Section("reviews/decisions/paper_page.html", context, place="top")


def decision_shown(submission: Submission, viewer: Viewer) -> Decision | None:
    """The decision as far as the viewer may know of it; a test holds the rule against `visible_to`.

    No query if the paper was read with it.
    """
    decision: Decision | None = getattr(submission, "decision", None)
    if decision is None or not may_know_decision(decision, standing_on(submission, viewer)):
        return None
    return decision


OF_DECISION = "Decision"
LIST_COLUMNS = (
    PaperColumn("decision", "Decision", part=OF_DECISION, groups=True, phone=True),
    PaperColumn("decided", "Decided on", Look.DAY, OF_DECISION),
    PaperColumn("released", "Released on", Look.DAY, OF_DECISION),
)
LIST_FIELDS = {"decision": "outcome__name", "decided": "decided_at", "released": "released_at"}


def _list_values(viewer: Viewer, keys: Collection[str]) -> Mapping[str, Mapping[int, Value]]:
    """What the chairs' list of papers shows of decisions, by column and paper; one query."""
    papers = Submission.objects.handled_by(viewer).values("pk")
    known = [key for key in LIST_FIELDS if key in keys]
    rows = list(
        Decision.objects.filter(submission__in=papers).values_list(
            "submission", *(LIST_FIELDS[key] for key in known)
        )
    )
    return {key: {row[0]: row[place] for row in rows} for place, key in enumerate(known, start=1)}


DECISION_COLUMNS = PaperColumns(LIST_COLUMNS, _list_values)
