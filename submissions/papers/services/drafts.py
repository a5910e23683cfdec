"""Beginning and changing the working copy of a paper."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.models import Topic, Track
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.files.models import StoredFile
from effgenai.resilience.database.locks import lock
from submissions.authors.services import AuthorLine, note_author, write_authors
from submissions.core.models import Submission
from submissions.core.records import record_paper
from submissions.core.rules import (
    what_is_missing,
    why_closed,
    why_not_edit,
    why_not_move_to_track,
    why_not_start,
)
from submissions.core.states import SubmissionState
from submissions.papers.services.revisions import add_revision, is_same_as_current

SAVED_SINCE = "Somebody saved this paper since you opened it."


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PaperDetails:
    """What the authors say about their paper. No author list and no manuscript: those stay as they are."""

    title: str
    abstract: str
    track: Track
    topics: Sequence[Topic]
    authors: Sequence[AuthorLine] | None = None
    manuscript: StoredFile | None = None


@transaction.atomic
def start_draft(*, viewer: Viewer, track: Track, title: str, by: User, at: dt.datetime) -> Submission:
    """Begin a paper, with the person who begins it as its first author and contact.

    Raises Refused with the sentence of `why_not_start`.
    """
    refuse(why_not_start(viewer) or why_closed(viewer, track))
    conference = lock_conference(viewer.conference)
    last = conference.submissions.aggregate(last=Max("number"))["last"]
    submission = Submission.objects.create(
        conference=conference,
        number=(last or 0) + 1,
        track=track,
        title=title,
        created_at=at,
        created_by=by,
        updated_at=at,
    )
    affiliation = by.affiliations.filter(end_year__isnull=True).first()
    first = AuthorLine(str(by), by.email, str(affiliation or ""), is_contact=True, is_presenter=True)
    write_authors(submission=submission, lines=[first], by=by, at=at)
    record_paper("submission.start", submission, by=by, at=at)
    return submission


@transaction.atomic
def save_paper(
    *,
    submission: Submission,
    viewer: Viewer,
    facts: PaperDetails,
    version: int,
    by: User,
    at: dt.datetime,
    force: bool = False,
) -> Submission:
    """Save what the authors typed. A submitted paper gets a new version if something differs.

    Raises Overtaken if the paper is no longer at the `version` they saw and says something else, unless
    `force`; Refused if the paper may not be changed now, or is submitted and would lack something.
    """
    row = lock(submission, "conference", "track", "manuscript")
    refuse(why_not_edit(row, viewer))
    if row.version != version and not force and not _says_the_same(row, facts):
        raise Overtaken(SAVED_SINCE, row)
    refuse(why_not_move_to_track(row, facts.track, viewer))
    row.title, row.abstract, row.track = facts.title, facts.abstract, facts.track
    row.manuscript = facts.manuscript or row.manuscript
    row.topics.set(facts.topics)
    if facts.authors is not None:
        if row.state != SubmissionState.DRAFT:  # before the new list, which they may have left
            note_author(submission=row, user=by, at=at)
        write_authors(submission=row, lines=facts.authors, by=by, at=at)
    return _save(row, by, at)


def _says_the_same(row: Submission, facts: PaperDetails) -> bool:
    """Whether this was saved already: a form that is sent again, by a reload, is no second opinion."""
    lines = [
        AuthorLine(line.name, line.email, line.affiliation, line.is_contact, line.is_presenter)
        for line in row.authorships.all()
    ]
    return (
        (row.title, row.abstract, row.track_id) == (facts.title, facts.abstract, facts.track.pk)
        and set(row.topics.all()) == set(facts.topics)
        and facts.manuscript in (None, row.manuscript)
        and (facts.authors is None or list(facts.authors) == lines)
    )


@transaction.atomic
def note_late_file(*, submission: Submission, file: StoredFile, by: User, at: dt.datetime) -> None:
    """Let the record tell that a file arrived which could not become a version any more."""
    record_paper("submission.late_file", submission, by=by, at=at, sha256=file.sha256)


def _save(row: Submission, by: User, at: dt.datetime) -> Submission:
    row.version += 1
    row.updated_at = at
    row.save(update_fields=["title", "abstract", "track", "manuscript", "version", "updated_at"])
    if row.state == SubmissionState.DRAFT:
        return row
    missing = what_is_missing(row, needs_file=False)  # an imported paper has none
    if missing:
        raise Refused(" ".join(each.sentence for each in missing))
    if not is_same_as_current(row):
        add_revision(submission=row, by=by, at=at)
        is_public = row.state == SubmissionState.ACCEPTED
        record_paper("submission.replace", row, by=by, at=at, unseen=not is_public)
    return row
