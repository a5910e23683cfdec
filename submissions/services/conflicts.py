"""Conflicts of interest: those that follow from author lists and affiliations, and those people declare."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.db import transaction

from effgenai.accounts.institutions import Aliases, institution_marks
from effgenai.accounts.models import User
from effgenai.accounts.queries import workplaces
from effgenai.audit.services import record
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference, Membership
from effgenai.conferences.queries.institutions import aliases_of
from effgenai.conferences.states import Role
from submissions.models import Authorship, Conflict, Submission
from submissions.states import DERIVED_SOURCES, ConflictSource, ConflictStanding

JUDGES = (Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER)
Found = dict[tuple[int, int, str], str]


@dataclasses.dataclass(frozen=True, slots=True)
class _Person:
    emails: frozenset[str]
    marks: frozenset[str]


@transaction.atomic
def refresh_conflicts(
    *,
    conference: Conference,
    at: dt.datetime,
    submissions: Collection[Submission] | None = None,
    users: Collection[User] | None = None,
    forget: bool = True,
) -> None:
    """Bring the derived conflicts of these submissions and committee members up to date, both all by default.

    Derived are: being an author, having written another paper of this installation with an author, and
    being of the same institution now or until lately. A conflict that a chair dismissed stays dismissed
    until it is with somebody else as well. Without `forget`, what holds no longer stays too. A constant
    number of queries.
    """
    papers = _papers(conference, submissions)
    aliases = aliases_of(conference)
    people = _people(conference, users, aliases, at)
    places = _places_of_authors(papers, conference, aliases, at)
    found: Found = {}
    _find(papers, people, _coauthors(people), places, found)
    _store(papers, people, found, at, forget=forget)


def refresh_conflicts_of(*, user: User, at: dt.datetime) -> None:
    """Find the conflicts of one person wherever they judge, after they told of an address or a place.

    None is forgotten: nobody gets to see a paper by taking back what they said of themselves.
    """
    judged = Membership.objects.filter(user=user, role__in=JUDGES).values("conference")
    for conference in Conference.objects.filter(pk__in=judged):
        refresh_conflicts(conference=conference, at=at, users=[user], forget=False)


def _papers(conference: Conference, chosen: Collection[Submission] | None) -> dict[int, list[Authorship]]:
    rows = Submission.objects.filter(conference=conference)
    if chosen is not None:
        rows = rows.filter(pk__in=[paper.pk for paper in chosen])
    papers: dict[int, list[Authorship]] = {pk: [] for pk in rows.values_list("pk", flat=True)}
    authors = Authorship.objects.filter(submission__in=rows).order_by("submission", "position")
    for author in authors:
        papers[author.submission_id].append(author)
    return papers


def _people(
    conference: Conference, chosen: Collection[User] | None, aliases: Aliases, at: dt.datetime
) -> dict[int, _Person]:
    members = Membership.objects.filter(conference=conference, role__in=JUDGES)
    if chosen is not None:
        members = members.filter(user__in=[user.pk for user in chosen])
    ids = set(members.values_list("user", flat=True))
    emails = _addresses(ids)
    names = workplaces(ids, year=at.year, years_back=conference.past_affiliation_years)
    marks = {pk: institution_marks(emails[pk], names[pk], aliases) for pk in ids}
    return {pk: _Person(frozenset(emails[pk]), marks[pk]) for pk in ids}


def _addresses(ids: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = EmailAddress.objects.filter(user__in=ids, verified=True).values_list("user", "email")
    for pk, email in rows:
        found[pk].add(email.lower())
    return found


def _places_of_authors(
    papers: dict[int, list[Authorship]], conference: Conference, aliases: Aliases, at: dt.datetime
) -> dict[int, frozenset[str]]:
    """The institutions of each author line: what stands on it, and what its owner says of now and lately."""
    lines = [author for authors in papers.values() for author in authors]
    accounts = {author.user_id for author in lines if author.user_id}
    said = workplaces(accounts, year=at.year, years_back=conference.past_affiliation_years)
    return {
        line.pk: institution_marks(
            [line.email], [line.affiliation, *said.get(line.user_id or 0, ())], aliases
        )
        for line in lines
    }


def _coauthors(people: dict[int, _Person]) -> dict[int, set[str]]:
    """For each person the addresses of those they wrote any paper with."""
    mine: dict[int, set[int]] = defaultdict(set)
    rows = Authorship.objects.filter(user__in=people).values_list("user", "submission")
    for user_id, paper_id in rows:
        if user_id is not None:
            mine[user_id].add(paper_id)
    lists: dict[int, set[str]] = defaultdict(set)
    papers = set().union(*mine.values())
    for paper_id, email in Authorship.objects.filter(submission__in=papers).values_list(
        "submission", "email"
    ):
        lists[paper_id].add(email.lower())
    return {pk: set().union(*(lists[paper] for paper in mine[pk])) for pk in people}


def _find(
    papers: dict[int, list[Authorship]],
    people: dict[int, _Person],
    coauthors: dict[int, set[str]],
    places: dict[int, frozenset[str]],
    found: Found,
) -> None:
    for paper, authors in papers.items():
        emails = {author.email.lower(): author for author in authors}
        accounts = {author.user_id for author in authors}
        marks = {mark: author for author in authors for mark in places[author.pk]}
        for pk, person in people.items():
            if pk in accounts or person.emails & emails.keys():
                found[paper, pk, ConflictSource.AUTHOR] = ""
                continue
            _note(found, (paper, pk, ConflictSource.COAUTHOR), coauthors[pk] & emails.keys(), emails)
            _note(found, (paper, pk, ConflictSource.INSTITUTION), person.marks & marks.keys(), marks)


def _note(
    found: Found, key: tuple[int, int, str], shared: Iterable[str], authors: dict[str, Authorship]
) -> None:
    names = sorted({authors[mark].name for mark in shared})
    if names:
        found[key] = ", ".join(names)[:300]


def _store(
    papers: dict[int, list[Authorship]],
    people: dict[int, _Person],
    found: Found,
    at: dt.datetime,
    *,
    forget: bool,
) -> None:
    derived = Conflict.objects.filter(submission__in=papers, user__in=people, source__in=DERIVED_SOURCES)
    known = {(row.submission_id, row.user_id, row.source): row for row in derived}
    outdated = [row.pk for key, row in known.items() if forget and key not in found]
    Conflict.objects.filter(pk__in=outdated).delete()
    changed = [row for key, row in known.items() if key in found and row.detail != found[key]]
    for row in changed:
        _retell(row, found[row.submission_id, row.user_id, row.source])
    Conflict.objects.bulk_update(changed, ["detail", "standing"], batch_size=1000)
    Conflict.objects.bulk_create(
        [_new(key, detail, at) for key, detail in found.items() if key not in known],
        ignore_conflicts=True,
        batch_size=1000,
    )


def _retell(row: Conflict, detail: str) -> None:
    """Name the authors whom it is with now. What a chair dismissed of others opens again."""
    is_wider = not set(detail.split(", ")) <= set(row.detail.split(", "))
    if is_wider and row.standing == ConflictStanding.DISMISSED:
        row.standing = ConflictStanding.POTENTIAL
    row.detail = detail


def _new(key: tuple[int, int, str], detail: str, at: dt.datetime) -> Conflict:
    paper, user, source = key
    is_author = source == ConflictSource.AUTHOR
    standing = ConflictStanding.CONFIRMED if is_author else ConflictStanding.POTENTIAL
    return Conflict(
        submission_id=paper, user_id=user, source=source, standing=standing, detail=detail, created_at=at
    )


@transaction.atomic
def declare_conflict(
    *, submission: Submission, user: User, by: User, at: dt.datetime, detail: str = ""
) -> Conflict:
    """A person declares a conflict of their own, or a chair sets one for somebody."""
    source = ConflictSource.DECLARED if user == by else ConflictSource.CHAIR
    facts = {"standing": ConflictStanding.CONFIRMED, "detail": detail}
    created = {**facts, "created_at": at, "created_by": by}
    conflict, _ = Conflict.objects.update_or_create(
        submission=submission, user=user, source=source, defaults=facts, create_defaults=created
    )
    _record("conflict.declare", conflict, by, at)
    return conflict


@transaction.atomic
def dismiss_conflict(*, conflict: Conflict, by: User, at: dt.datetime) -> Conflict:
    """A chair finds that a conflict does not hold. That of an author always does."""
    row = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if row.source == ConflictSource.AUTHOR:
        raise Refused("An author of a paper is always in conflict with it.")
    if row.user_id == by.pk:
        raise Refused("Nobody can dismiss a conflict of their own: ask another chair.")
    row.standing = ConflictStanding.DISMISSED
    row.save(update_fields=["standing"])
    _record("conflict.dismiss", row, by, at)
    return row


def _record(action: str, conflict: Conflict, by: User, at: dt.datetime) -> None:
    submission = conflict.submission
    record(
        action=action,
        by=by,
        at=at,
        conference=submission.conference,
        paper=submission.number,
        summary=f"{conflict.user}: {conflict.get_source_display()}",
    )
