"""The page before a release: exactly what it would do, with a seal on that."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Sequence

from effgenai.accounts.names.made_up import is_made_up
from effgenai.conferences.core.viewer import Viewer
from reviews.decisions.emails import PlainAuthor, ReviewsRead, letter, receivers_among, receivers_of
from reviews.decisions.models import Decision, DecisionClass, ScheduledRelease
from reviews.decisions.queries import releasable, reviews_read, scheduled_releases, seal_of, with_authors
from reviews.decisions.states import ScheduledState
from reviews.reviewing.queries.flags import flags_for
from reviews.reviewing.queries.scores import ScoredPaper, scored_papers
from submissions.authors.models import Authorship
from submissions.core.models import Submission
from submissions.core.states import SubmissionState


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


@dataclasses.dataclass(slots=True)
class Provisional:
    """A decision that can be released, with the addresses on its paper's author list."""

    pk: int
    submission_id: int
    number: int
    outcome_id: int
    outcome: DecisionClass
    note: str
    authors: list[PlainAuthor] = dataclasses.field(default_factory=list)
    letters: int = 0


def release_page(viewer: Viewer, numbers: Collection[int] | None) -> ReleasePage:
    """What the release of these papers' decisions, or of all, would do; a constant number of queries."""
    decisions = _provisional(viewer, numbers)
    letters = sum(decision.letters for decision in decisions)
    return ReleasePage(
        effects=_effects(decisions, letters),
        samples=_samples(decisions, viewer),
        undecided=_undecided(viewer),
        letterless=[decision.number for decision in decisions if not decision.letters],
        unread=_with_unread_flags(viewer, decisions),
        unreviewed=_unreviewed(viewer, decisions),
        count=len(decisions),
        letters=letters,
        seal=seal_of(decisions),
        scheduled=list(scheduled_releases(viewer)),
        failed=_last_failed(viewer),
    )


def _provisional(viewer: Viewer, numbers: Collection[int] | None) -> list[Provisional]:
    """By outcome and number of the paper, as plain values: there may be thousands. Three queries."""
    classes = {outcome.pk: outcome for outcome in viewer.conference.decision_classes.all()}
    found = releasable(viewer, numbers)
    ordered = found.order_by("outcome__position", "outcome", "submission__number")
    decisions = {
        paper: Provisional(pk, paper, number, outcome, classes[outcome], note)
        for pk, paper, number, outcome, note in ordered.values_list(
            "pk", "submission", "submission__number", "outcome", "note"
        )
    }
    lines = Authorship.objects.standing().filter(submission__in=list(decisions)).order_by("position")
    for paper, email, is_contact in lines.values_list("submission", "email", "is_contact"):
        decisions[paper].authors.append(PlainAuthor(email, is_contact=is_contact))
    for decision in decisions.values():
        decision.letters = len(receivers_among(decision.authors, viewer.conference))
    return list(decisions.values())


def _with_unread_flags(viewer: Viewer, decisions: Sequence[Provisional]) -> list[Submission]:
    """The papers among these of which no chair has seen all that reviewers flagged, by number."""
    papers = Submission.objects.filter(pk__in=[each.submission_id for each in decisions])
    unread = {flag.paper.number: flag.paper for flag in flags_for(viewer, papers) if flag.is_unread}
    return [unread[number] for number in sorted(unread)]


def _unreviewed(viewer: Viewer, decisions: Sequence[Provisional]) -> list[ScoredPaper]:
    """The papers among these of which a review is missing: not in, or nobody was asked for it."""
    numbers = {decision.number for decision in decisions}
    rows = scored_papers(viewer, None) if numbers else []
    return [row for row in rows if row.number in numbers and row.done < max(row.assigned, row.wanted)]


def _last_failed(viewer: Viewer) -> ScheduledRelease | None:
    """The viewer's last release at a time, if it was not done."""
    mine = ScheduledRelease.objects.filter(conference=viewer.conference, scheduled_by=viewer.user)
    last = mine.exclude(ended_at=None).order_by("-ended_at").first()
    return last if last and last.state == ScheduledState.FAILED else None


def _effects(decisions: Sequence[Provisional], letters: int) -> list[tuple[int, str]]:
    counted = Counter(decision.outcome.name for decision in decisions)
    papers = [(count, f"{'paper' if count == 1 else 'papers'}: {name}") for name, count in counted.items()]
    words = "letter is" if letters == 1 else "letters are"
    prepared = (letters, f"{words} prepared as a draft; nothing is sent until you approve it")
    return [*papers, prepared, *_unreachable(decisions)]


def _unreachable(decisions: Sequence[Provisional]) -> list[tuple[int, str]]:
    """How many authors get no letter because an import made up their address."""
    number = sum(is_made_up(author.email) for each in decisions for author in each.authors)
    words = "author whose address" if number == 1 else "authors whose addresses"
    return [(number, f"{words} an import made up: no letter")] if number else []


def _samples(decisions: Sequence[Provisional], viewer: Viewer) -> list[tuple[str, str]]:
    """The first letter of each class, as it will be sent."""
    first: dict[int, int] = {}
    for decision in decisions:
        first.setdefault(decision.outcome_id, decision.pk)
    shown = with_authors(Decision.objects.filter(pk__in=first.values()), viewer.conference)
    reviews = reviews_read(viewer.conference)
    return [_sample(decision, reviews, viewer) for decision in shown]


def _sample(decision: Decision, reviews: ReviewsRead, viewer: Viewer) -> tuple[str, str]:
    receivers = receivers_of(decision.submission)
    is_known = bool(receivers) and not viewer.conference.hide_authors_from_chairs
    name = receivers[0].name if is_known else "author"
    subject, body = letter(decision, name=name, reviews=reviews)
    return f"{decision.outcome.name}: {subject}", body


def _undecided(viewer: Viewer) -> list[Submission]:
    papers = Submission.objects.handled_by(viewer).filter(state=SubmissionState.SUBMITTED)
    return list(papers.filter(decision=None).only("number", "title").order_by("number"))
