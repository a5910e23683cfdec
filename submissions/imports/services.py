"""Papers from a file, in bulk: all of them or none."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.services.conference import lock_conference
from submissions.authors.models import Authorship
from submissions.authors.services import AuthorLine, accounts_of, author_rows, note_author
from submissions.conflicts.models import NamedConflict
from submissions.conflicts.rules import committee_of
from submissions.conflicts.services.derived import refresh_conflicts
from submissions.conflicts.services.naming import note_named
from submissions.conflicts.states import NamedKind
from submissions.core.models import Revision, Submission
from submissions.core.records import record_paper
from submissions.core.states import SubmissionState
from submissions.imports.imported import BadImport, ImportedPaper
from submissions.papers.services.revisions import first_revision

# HotCRP's kinds of conflicts that we have, too.
NAMED_KINDS = {
    **dict.fromkeys(("advisor", "advisee", "advisor/advisee"), NamedKind.ADVISOR),
    **dict.fromkeys(("institution", "institutional", "colleague"), NamedKind.INSTITUTION),
    **dict.fromkeys(("personal", "family"), NamedKind.FAMILY),
}


@dataclasses.dataclass(frozen=True, slots=True)
class ImportedPapers:
    """What an import did: the new papers with their rows, and those that were there before."""

    new: list[tuple[Submission, ImportedPaper]]
    unchanged: int
    differing: list[int]


def import_papers(
    *,
    conference: Conference,
    papers: Sequence[ImportedPaper],
    track: str = "",
    by: User | None,
    at: dt.datetime,
) -> ImportedPapers:
    """Add the papers of a file that the conference does not know yet, each in its state.

    Those that were submitted get a receipt. Papers that name no track get `track`, or the conference's
    first. A paper is known by its `external_id`; one that is there already stays as it is. Nobody gets a
    mail. Raises BadImport, and adds nothing, if one of them does not fit the conference.
    """
    with transaction.atomic():
        lock_conference(conference)
        known = _known(conference)
        wanted = [paper for paper in papers if paper.external_id not in known]
        there = [(known[paper.external_id], paper) for paper in papers if paper.external_id in known]
        differing = [row.number for row, paper in there if not _says_the_same(row, paper)]
        tracks = _tracks(conference, wanted, track)
        new = _add(conference, wanted, tracks, by, at)
        return ImportedPapers(new, len(there) - len(differing), differing)


def _known(conference: Conference) -> dict[str, Submission]:
    rows = conference.submissions.exclude(external_id="").prefetch_related("authorships", "topics")
    return {row.external_id: row for row in rows}


def _says_the_same(row: Submission, paper: ImportedPaper) -> bool:
    emails = [author.email.lower() for author in row.authorships.all()]
    topics = {topic.name.lower() for topic in row.topics.all()}
    return (
        (row.title, row.abstract) == (paper.title, paper.abstract)
        and emails == [author.email.lower() for author in paper.authors]
        and topics == {name.lower() for name in paper.topics}
    )


def _add(
    conference: Conference,
    papers: Sequence[ImportedPaper],
    tracks: Sequence[Track],
    by: User | None,
    at: dt.datetime,
) -> list[tuple[Submission, ImportedPaper]]:
    if not papers:
        return []
    numbers = _numbers(conference, papers)
    rows = Submission.objects.bulk_create(
        Submission(
            conference=conference,
            number=next(numbers),
            track=track,
            title=paper.title,
            abstract=paper.abstract,
            external_id=paper.external_id,
            created_at=at,
            created_by=by,
            updated_at=at,
            **_standing(paper, by, at),
        )
        for track, paper in zip(tracks, papers, strict=True)
    )
    new = list(zip(rows, papers, strict=True))
    authors = _write_authors(new)
    _write_topics(conference, new)
    _write_revisions(new, authors, by, at)
    for row in rows:
        record_paper("submission.import", row, by=by, at=at)
    if by is not None:
        own = Submission.objects.filter(pk__in=[row.pk for row in rows], authorships__user=by)
        for paper in own.select_related("conference"):
            note_author(submission=paper, user=by, at=at)
    _refresh(conference, rows, at)
    _name_conflicts(conference, new, by, at)
    return new


def _standing(paper: ImportedPaper, by: User | None, at: dt.datetime) -> dict[str, Any]:
    """The state of a paper with the columns that belong to it."""
    columns: dict[str, Any] = {"state": paper.state}
    if paper.state == SubmissionState.DRAFT:
        return columns
    columns |= {"version": 1, "submitted_at": paper.submitted_at or at}
    if paper.state == SubmissionState.WITHDRAWN:
        columns["withdrawn_at"] = at
    if paper.state == SubmissionState.DESK_REJECTED:
        columns |= {"decided_at": at, "decided_by": by}
    return columns


def _refresh(conference: Conference, rows: Sequence[Submission], at: dt.datetime) -> None:
    """The conflicts with the new papers, and those that members have by standing on their lists."""
    refresh_conflicts(conference=conference, at=at, submissions=rows, binds=True)
    listed = Authorship.objects.filter(submission__in=rows, user__memberships__conference=conference)
    users = list(User.objects.filter(pk__in=listed.values("user")))
    if users:
        refresh_conflicts(conference=conference, at=at, users=users, clear_stale=False)


def _name_conflicts(
    conference: Conference, new: list[tuple[Submission, ImportedPaper]], by: User | None, at: dt.datetime
) -> None:
    """Whom the authors named: members of the committee as such, everybody else as a line of text."""
    accounts = accounts_of({email for _, paper in new for email, _ in paper.conflicts})
    members = set(committee_of(conference).values_list("pk", flat=True))
    for row, paper in new:
        named = [
            _named(
                row, member if (member := accounts.get(email.lower())) in members else None, email, relation
            )
            for email, relation in paper.conflicts
        ]
        for one in named:
            one.created_at, one.created_by = at, by
        NamedConflict.objects.bulk_create(named, ignore_conflicts=True)
        if named and row.state != SubmissionState.DRAFT:
            note_named(submission=row, at=at)


def _named(row: Submission, member: int | None, email: str, relation: str) -> NamedConflict:
    """One whom the authors named; how they know them in words of the file, where we have no kind for it."""
    kind = NAMED_KINDS.get(relation.lower(), NamedKind.OTHER)
    word = (relation or "in conflict") if kind == NamedKind.OTHER else ""
    return NamedConflict(submission=row, user_id=member, text="" if member else email, kind=kind, word=word)


def _tracks(conference: Conference, papers: Sequence[ImportedPaper], usual: str) -> list[Track]:
    """The track of each paper: the one it names, else the usual one, else the first."""
    tracks = {track.name.lower(): track for track in conference.tracks.all()}
    if not tracks:
        raise BadImport(["The conference has no track yet. Add one, then import."])
    names = ", ".join(track.name for track in tracks.values())
    if usual and usual.lower() not in tracks:
        raise BadImport([f"There is no track “{usual}”. There are: {names}."])
    unknown = [paper for paper in papers if paper.track and paper.track.lower() not in tracks]
    if unknown:
        raise BadImport([f"{p.place}: there is no track “{p.track}”. There are: {names}." for p in unknown])
    otherwise = tracks[usual.lower()] if usual else next(iter(tracks.values()))
    return [tracks.get(paper.track.lower(), otherwise) for paper in papers]


def _numbers(conference: Conference, papers: Sequence[ImportedPaper]) -> Iterator[int]:
    """The numbers of the file where they are free and come once, else the next ones after all."""
    taken = set(conference.submissions.values_list("number", flat=True))
    highest = conference.submissions.aggregate(highest=Max("number"))["highest"] or 0
    free = max([highest, *(paper.number or 0 for paper in papers)])
    for paper in papers:
        number = paper.number
        if number is None or number in taken:
            free += 1
            number = free
        taken.add(number)
        yield number


def _write_authors(new: list[tuple[Submission, ImportedPaper]]) -> dict[int, list[Authorship]]:
    accounts = accounts_of({author.email for _, paper in new for author in paper.authors})
    authors = {row.pk: author_rows(row, _lines(paper), accounts) for row, paper in new}
    Authorship.objects.bulk_create([author for rows in authors.values() for author in rows], batch_size=1000)
    return authors


def _lines(paper: ImportedPaper) -> list[AuthorLine]:
    """The author list; where the file names no contact author, it is the first."""
    named = any(author.is_contact for author in paper.authors)
    return [
        AuthorLine(
            author.name,
            author.email,
            author.affiliation,
            is_contact=author.is_contact if named else not place,
        )
        for place, author in enumerate(paper.authors)
    ]


def _write_topics(conference: Conference, new: list[tuple[Submission, ImportedPaper]]) -> None:
    topics = topics_named(conference, [name for _, paper in new for name in paper.topics])
    about = Submission.topics.through
    about.objects.bulk_create(
        [
            about(submission_id=row.pk, topic_id=topics[name.lower()].pk)
            for row, paper in new
            for name in paper.topics
        ],
        batch_size=1000,
    )


def topics_named(conference: Conference, names: list[str]) -> dict[str, Topic]:
    """The conference's topics by name in lower case, with those added that it lacks."""
    topics = {topic.name.lower(): topic for topic in conference.topics.all()}
    position = max((topic.position for topic in topics.values()), default=-1)
    missing = {name.lower(): name for name in reversed(names) if name.lower() not in topics}
    rows = [
        Topic(conference=conference, name=name, position=position + place)
        for place, name in enumerate(sorted(missing.values(), key=str.lower), start=1)
    ]
    return topics | {topic.name.lower(): topic for topic in Topic.objects.bulk_create(rows)}


def _write_revisions(
    new: list[tuple[Submission, ImportedPaper]],
    authors: dict[int, list[Authorship]],
    by: User | None,
    at: dt.datetime,
) -> None:
    Revision.objects.bulk_create(
        [
            first_revision(submission=row, authors=authors[row.pk], topics=paper.topics, by=by, at=at)
            for row, paper in new
            if row.version
        ],
        batch_size=500,
    )
