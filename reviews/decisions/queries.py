"""The table of decisions, the page before their release with a seal on what would be released."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from effgenai.accounts.names.made_up import is_made_up
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import AcceptedShown, ReviewsShown
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import Stage
from effgenai.mail.models import OutboundEmail, UnwrittenLetters
from effgenai.mail.states import EmailState
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from reviews.decisions.counts import ClassCount, count_classes, count_decisions
from reviews.decisions.emails import LETTER, letter, receivers_of
from reviews.decisions.models import (
    Decision,
    DecisionChange,
    DecisionQuerySet,
    ScheduledRelease,
)
from reviews.decisions.rules import why_not_change
from reviews.decisions.states import DecisionState, ScheduledState
from reviews.reviewing.queries.flags import IS_UNREAD, UNREAD_CHIP, flags_for
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
from submissions.conflicts.rules import authors_of
from submissions.core.models import Submission
from submissions.core.states import ON_THE_DESK, SubmissionState
from submissions.papers.access import Section
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


def seal_of(decisions: Sequence[Decision]) -> str:
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


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasePage:
    """What a release would do: exactly these decisions, these letters, and what is left."""

    effects: list[tuple[int, str]]
    samples: list[tuple[str, str]]
    undecided: list[Submission]
    letterless: list[int]
    unread: list[Submission]
    unreviewed: list[ScoredPaper]
    count: int
    letters: int
    seal: str
    scheduled: list[ScheduledRelease]
    failed: ScheduledRelease | None


def release_page(viewer: Viewer, numbers: Collection[int] | None) -> ReleasePage:
    """What the release of these papers' decisions, or of all, would do; a constant number of queries."""
    decisions = with_authors(releasable(viewer, numbers), viewer.conference)
    letters = sum(len(receivers_of(decision.submission)) for decision in decisions)
    return ReleasePage(
        effects=_effects(decisions, letters),
        samples=_samples(decisions, viewer),
        undecided=_undecided(viewer),
        letterless=[each.submission.number for each in decisions if not receivers_of(each.submission)],
        unread=_with_unread_flags(viewer, decisions),
        unreviewed=_unreviewed(viewer, decisions),
        count=len(decisions),
        letters=letters,
        seal=seal_of(decisions),
        scheduled=list(scheduled_releases(viewer)),
        failed=_last_failed(viewer),
    )


def _with_unread_flags(viewer: Viewer, decisions: Sequence[Decision]) -> list[Submission]:
    """The papers among these of which no chair has seen all that reviewers flagged, by number."""
    papers = Submission.objects.filter(pk__in=[each.submission_id for each in decisions])
    unread = {flag.paper.number: flag.paper for flag in flags_for(viewer, papers) if flag.is_unread}
    return [unread[number] for number in sorted(unread)]


def _unreviewed(viewer: Viewer, decisions: Sequence[Decision]) -> list[ScoredPaper]:
    """The papers among these of which a review is missing: not in, or nobody was asked for it."""
    numbers = {decision.submission.number for decision in decisions}
    rows = scored_papers(viewer, None) if numbers else []
    return [row for row in rows if row.number in numbers and row.done < max(row.assigned, row.wanted)]


def scheduled_releases(viewer: Viewer) -> QuerySet[ScheduledRelease]:
    """What waits for its time, the next first. It tells of no papers, so every chair may see it."""
    if not viewer.is_chair:
        return ScheduledRelease.objects.none()
    rows = ScheduledRelease.objects.filter(conference=viewer.conference, state=ScheduledState.WAITING)
    return rows.select_related("scheduled_by")


def _last_failed(viewer: Viewer) -> ScheduledRelease | None:
    """The viewer's last release at a time, if it was not done."""
    mine = ScheduledRelease.objects.filter(conference=viewer.conference, scheduled_by=viewer.user)
    last = mine.exclude(ended_at=None).order_by("-ended_at").first()
    return last if last and last.state == ScheduledState.FAILED else None


def _effects(decisions: Sequence[Decision], letters: int) -> list[tuple[int, str]]:
    names = dict.fromkeys(decision.outcome.name for decision in decisions)
    counted = [(name, sum(each.outcome.name == name for each in decisions)) for name in names]
    papers = [(count, f"{'paper' if count == 1 else 'papers'}: {name}") for name, count in counted]
    words = "letter is" if letters == 1 else "letters are"
    prepared = (letters, f"{words} prepared as a draft; nothing is sent until you approve it")
    return [*papers, prepared, *_unreachable(decisions)]


def _unreachable(decisions: Sequence[Decision]) -> list[tuple[int, str]]:
    """How many authors get no letter because an import made up their address."""
    authors = [author for each in decisions for author in authors_of(each.submission)]
    number = sum(is_made_up(author.email) for author in authors)
    words = "author whose address" if number == 1 else "authors whose addresses"
    return [(number, f"{words} an import made up: no letter")] if number else []


def _samples(decisions: Sequence[Decision], viewer: Viewer) -> list[tuple[str, str]]:
    """The first letter of each class, as it will be sent."""
    first: dict[int, Decision] = {}
    for decision in decisions:
        first.setdefault(decision.outcome_id, decision)
    return [_sample(decision, viewer) for decision in first.values()]


def _sample(decision: Decision, viewer: Viewer) -> tuple[str, str]:
    receivers = receivers_of(decision.submission)
    is_known = bool(receivers) and not viewer.conference.hide_authors_from_chairs
    subject, body = letter(decision, name=receivers[0].name if is_known else "author")
    return f"{decision.outcome.name}: {subject}", body


def _undecided(viewer: Viewer) -> list[Submission]:
    papers = Submission.objects.handled_by(viewer).filter(state=SubmissionState.SUBMITTED)
    return list(papers.filter(decision=None).only("number", "title").order_by("number"))


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
    """The decision as far as the viewer may know of it."""
    visible = Decision.objects.visible_to(viewer).filter(submission=submission)
    return visible.select_related("outcome", "submission").first()
