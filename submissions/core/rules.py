"""What authors and chairs may do to a submission now; None, or the sentence that says why not."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from effgenai.conferences.core.models import Track
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.queries.milestones import is_call_open, known_dates, open_between
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import moment
from submissions.core.dates import date_of_track, dates_for
from submissions.core.models import Submission
from submissions.core.states import TRANSITIONS, SubmissionState


def why_not_start(viewer: Viewer) -> str | None:
    """The reason why no new draft may be begun, or None."""
    if not viewer.conference.tracks.exists():
        return "This conference has no track to submit to yet."
    return why_closed(viewer)


def why_closed(viewer: Viewer, track: Track | None = None) -> str | None:
    """Whether papers are taken from the viewer at their moment, with exceptions and hidden grace.

    Without a track: whether any track takes papers.
    """
    if is_call_open(viewer, track):
        return None
    due = known_dates(viewer).of(MilestoneKind.SUBMISSIONS_DUE, track)
    if due is None or viewer.at <= due.closes_at:
        return "The call for papers has not opened yet."
    return f"Papers were due {moment(due.instant, due.zone, viewer.at)}."


def why_closed_to(submission: Submission, viewer: Viewer) -> str | None:
    """The same for one paper, which may have been given more time."""
    closed = why_closed(viewer, submission.track)
    if closed is None or not submission.date_exceptions.all():
        return closed
    dates = dates_for(viewer)
    due = dates.of(submission, MilestoneKind.SUBMISSIONS_DUE)
    opens = dates.of(submission, MilestoneKind.CALL_OPENS)
    if open_between([date for date in (opens, due) if date], viewer.at):
        return None
    return f"Papers were due {moment(due.instant, due.zone, viewer.at)}." if due else closed


def why_not_edit(submission: Submission, viewer: Viewer) -> str | None:
    """The reason why its authors may not change what it says, or None."""
    if submission.state == SubmissionState.DRAFT:
        return None
    if submission.state != SubmissionState.SUBMITTED:
        return f"This paper is {submission.get_state_display().lower()}; it cannot be changed any more."
    return why_closed_to(submission, viewer)


def why_not_submit(submission: Submission, viewer: Viewer) -> str | None:
    """The reason why the draft may not be submitted now, or None.

    `what_is_missing` tells what it still lacks.
    """
    if submission.state != SubmissionState.DRAFT:
        return "This paper is submitted already."
    return why_closed_to(submission, viewer)


def why_not_move_to_track(submission: Submission, track: Track, viewer: Viewer) -> str | None:
    """The reason why a paper may not change to another track, or None.

    A draft always may: it is asked again when it is submitted.
    """
    if track.pk == submission.track_id or submission.state == SubmissionState.DRAFT:
        return None
    closed = why_closed(viewer, track)
    return f"“{track.name}” is closed. {closed}" if closed else None


class Missing(NamedTuple):
    """What a paper lacks, as a sentence, and the field of its form where it is given."""

    sentence: str
    field: str


def what_is_missing(submission: Submission, *, needs_file: bool = True) -> list[Missing]:
    """What a paper lacks before it can be submitted."""
    authors = list(submission.authorships.all())
    has_no_contact = bool(authors) and not any(author.is_contact for author in authors)
    checks = [
        (not submission.title.strip(), "Give the paper a title.", "title"),
        (not submission.abstract.strip(), "Write an abstract.", "abstract"),
        (not authors, "Name at least one author.", "authors"),
        (has_no_contact, "Choose a contact author.", "authors"),
        (needs_file and submission.manuscript_id is None, "Upload the PDF.", "manuscript"),
    ]
    return [Missing(sentence, field) for missing, sentence, field in checks if missing]


def why_not_withdraw(submission: Submission, at: dt.datetime) -> str | None:
    """The reason why the paper may not be withdrawn, by its authors or by a chair, or None."""
    if SubmissionState.WITHDRAWN not in TRANSITIONS[submission.state]:
        return f"This paper is {submission.get_state_display().lower()}; it cannot be withdrawn."
    return None


def why_not_desk_reject(submission: Submission) -> str | None:
    """The reason why a chair may not reject the paper without review, or None."""
    if SubmissionState.DESK_REJECTED not in TRANSITIONS[submission.state]:
        return (
            f"This paper is {submission.get_state_display().lower()}; it cannot be rejected without review."
        )
    return None


def why_not_restore(submission: Submission) -> str | None:
    """The reason why a chair may not bring the paper back, or None."""
    if submission.state not in {SubmissionState.WITHDRAWN, SubmissionState.DESK_REJECTED}:
        return "Only withdrawn papers and those rejected without review can be restored."
    return None


MORE_TIME = {
    SubmissionState.SUBMITTED: MilestoneKind.SUBMISSIONS_DUE,
    SubmissionState.ACCEPTED: MilestoneKind.CAMERA_READY_DUE,
}


def why_no_more_time(submission: Submission, instant: dt.datetime | None = None) -> str | None:
    """The reason why a chair may not give the authors of the paper more time, until `instant`, or None."""
    kind = MORE_TIME.get(SubmissionState(submission.state))
    if kind is None:
        return f"This paper is {submission.get_state_display().lower()}: nothing of it is due."
    date = date_of_track(submission, kind)
    if date is None:
        return f"“{kind.label}” has no date, so nothing closes."
    if instant is not None and instant <= date.instant:
        return f"It only ever gives more time: choose a moment after {moment(date.instant, date.zone)}."
    return None
