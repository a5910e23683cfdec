"""Where a paper stands for its authors, and what they can do next by when."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable

from django.urls import reverse

from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from submissions.core.dates import AuthorDates
from submissions.core.models import Submission
from submissions.core.rules import Missing, what_is_missing
from submissions.core.states import SubmissionState

# The kind of material that is the final PDF; the feature of materials stands above this one.
FINAL_PDF = "paper"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PaperStep:
    """What a paper's authors read first: how it stands since when, and what they can do by when.

    `kind` is the sign of `{% status %}`; `is_wanted` tells whether the authors are waited for. `missing` is
    what a draft lacks, `due` the date that belongs to the sentence.
    """

    kind: str
    outcome: str
    sentence: str = ""
    since: dt.datetime | None = None
    due: Milestone | None = None
    due_words: str = "due"
    action: str = ""
    url: str = ""
    is_wanted: bool = False
    missing: list[Missing] = dataclasses.field(default_factory=list)

    @property
    def first(self) -> str:
        """What to say where there is room for one thing: the sentence, or the first that is missing."""
        return self.sentence or next((lack.sentence for lack in self.missing), "")


WAITING = PaperStep(
    kind="info",
    outcome="On the waiting list",
    sentence="Nothing to do for you now. The chairs write to you if a place becomes free.",
)


def next_step(
    viewer: Viewer, paper: Submission, dates: AuthorDates, *, has_final_pdf: bool, waits: bool = False
) -> PaperStep:
    """The next step of the authors of a paper; no query beyond what the paper was loaded with.

    `waits`: its authors know that it is on the waiting list.
    """
    if paper.state == SubmissionState.DRAFT:
        return _draft(viewer, paper, dates)
    if paper.state == SubmissionState.SUBMITTED:
        return WAITING if waits else _submitted(viewer, paper, dates)
    if paper.state == SubmissionState.ACCEPTED:
        return _accepted(viewer, paper, dates, has_final_pdf=has_final_pdf)
    return ENDED[paper.state](paper)


def _draft(viewer: Viewer, paper: Submission, dates: AuthorDates) -> PaperStep:
    due = dates.of(paper, MilestoneKind.SUBMISSIONS_DUE)
    if _is_over(due, viewer.at):
        return PaperStep(
            kind="attention",
            outcome="Not submitted",
            sentence="The call is closed. Your draft is kept.",
            due=due,
            due_words="Papers were due",
            action="Open the draft",
            url=_page(paper, "edit"),
        )
    missing = what_is_missing(paper)
    return PaperStep(
        kind="attention",
        outcome="Not submitted yet",
        sentence="" if missing else "Everything is there: submit it.",
        due=due,
        due_words="Due",
        action="Go on writing" if missing else "Look at it and submit",
        url=_page(paper, "edit" if missing else "submit"),
        is_wanted=True,
        missing=missing,
    )


def _submitted(viewer: Viewer, paper: Submission, dates: AuthorDates) -> PaperStep:
    due = dates.of(paper, MilestoneKind.SUBMISSIONS_DUE)
    if not _is_over(due, viewer.at):
        return PaperStep(
            kind="good",
            outcome="Submitted",
            since=paper.submitted_at,
            sentence="Your paper is in. You can change or replace it until it is due.",
            due=due,
            due_words="Due",
            action="Change or replace",
            url=_page(paper, "edit"),
        )
    decisions = dates.of(paper, MilestoneKind.DECISIONS)
    is_awaited = decisions is not None and decisions.is_public and decisions.instant > viewer.at
    return PaperStep(
        kind="info",
        outcome="Submitted",
        since=paper.submitted_at,
        sentence="Nothing to do for you now." if is_awaited else "The decision is not out yet.",
        due=decisions if is_awaited else None,
        due_words="Decisions expected",
    )


def _accepted(viewer: Viewer, paper: Submission, dates: AuthorDates, *, has_final_pdf: bool) -> PaperStep:
    accepted = functools.partial(PaperStep, kind="good", outcome="Accepted", since=paper.decided_at)
    due = dates.of(paper, MilestoneKind.CAMERA_READY_DUE)
    url = _page(paper, "materials")
    if viewer.conference.public_state == PublicState.ARCHIVED:
        return accepted(action="Change files and links", url=url)
    if not _is_over(due, viewer.at):
        return accepted(
            sentence="Your final PDF is in; you can replace it."
            if has_final_pdf
            else "Upload your final PDF.",
            due=due,
            due_words="Until" if has_final_pdf else "Due",
            action="Change files and links" if has_final_pdf else "Upload the final PDF",
            url=url,
            is_wanted=not has_final_pdf,
        )
    return accepted(
        sentence="Your final PDF is in. Posters, slides and links can still be added."
        if has_final_pdf
        else "No final PDF came in time; ask the chairs. Posters, slides and links can still be added.",
        due=None if has_final_pdf else due,
        due_words="It was due",
        action="Change files and links" if has_final_pdf else "Add poster, slides, links",
        url=url,
    )


def _rejected(paper: Submission) -> PaperStep:
    return PaperStep(kind="quiet", outcome="Not accepted", since=paper.decided_at)


def _desk_rejected(paper: Submission) -> PaperStep:
    sentence = "" if paper.desk_reject_reason else "The chairs gave the reason in their mail to you."
    return PaperStep(kind="bad", outcome="Rejected without review", since=paper.decided_at, sentence=sentence)


def _withdrawn(paper: Submission) -> PaperStep:
    return PaperStep(kind="quiet", outcome="Withdrawn", since=paper.withdrawn_at)


ENDED: dict[str, Callable[[Submission], PaperStep]] = {
    SubmissionState.REJECTED: _rejected,
    SubmissionState.DESK_REJECTED: _desk_rejected,
    SubmissionState.WITHDRAWN: _withdrawn,
}


def _is_over(due: Milestone | None, at: dt.datetime) -> bool:
    return due is not None and at > due.closes_at


def _page(paper: Submission, name: str) -> str:
    return reverse(f"submissions:{name}", args=[paper.conference.slug, paper.number])
