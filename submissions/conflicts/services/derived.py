"""Conflicts of interest: those that follow from author lists and affiliations, and those people declare."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from effgenai.accounts.models import User
from effgenai.accounts.names.institutions import Aliases, institution_marks
from effgenai.accounts.queries import workplaces
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.queries import aliases_of
from effgenai.conferences.core.records import record
from submissions.authors.models import AuthorAnswer, Authorship
from submissions.conflicts.foretold import Foretold, foretold, line_marks
from submissions.conflicts.models import Conflict
from submissions.conflicts.rules import JUDGES
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import Submission
from submissions.core.records import record_paper
from submissions.core.states import SubmissionState

# An address in lower case, or the key of an account: either shows that two author lines are of one person.
Mark = str | int


@dataclasses.dataclass(frozen=True, slots=True)
class _Evidence:
    """Whom a conflict is with; `is_sure` if it rests on more than what one side typed."""

    detail: str
    is_sure: bool = False


Found = dict[tuple[int, int, str], _Evidence]


@dataclasses.dataclass(frozen=True, slots=True)
class _Person:
    emails: frozenset[str]
    marks: frozenset[str]
    said: Foretold


@transaction.atomic
def refresh_conflicts(
    *,
    conference: Conference,
    at: dt.datetime,
    submissions: Collection[Submission] | None = None,
    users: Collection[User] | None = None,
    clear_stale: bool = True,
    binds: bool = False,
    by: User | None = None,
) -> None:
    """Bring the derived conflicts of these submissions and committee members up to date, both all by default.

    Derived are: being an author, having written another paper with an author that was submitted to this
    conference or is public in another, being of the same institution now or until lately, and having named an
    author or their institution in advance. What is found is potential, but for authors who say so themselves.
    With `binds` co-authors are confirmed at once who wrote a public paper, or both say that they wrote one
    here: for papers that nobody works with yet. What a chair dismissed stays so until it is with others
    too. Potential ones that no longer hold are deleted, unless they bind `by`, who caused this; without
    `clear_stale` none is. Confirmed ones end by the word of a chair alone. Drafts count for nothing. A
    constant number of queries.
    """
    papers = _papers(conference, submissions)
    aliases = aliases_of(conference)
    people = _people(conference, users, aliases, at)
    places = _places_of_authors(papers, conference, aliases, at)
    coauthors = _coauthors(conference, people)
    said_yes = _said_yes({*papers, *coauthors.papers})
    found: Found = {}
    _find(papers, people, coauthors.of_each(said_yes), places, found, said_yes=said_yes)
    if number := _store(papers, people, found, _Terms(at, clear_stale, binds, by.pk if by else None)):
        _record_finding(conference, number, at=at)


def _record_finding(conference: Conference, number: int, *, at: dt.datetime) -> None:
    """A line that no chair meets: when it was written could tell them whose conflicts these are."""
    words = f"{conference.slug}: {number} found, changed or cleared"
    record(action="conflict.find", by=None, at=at, conference=None, summary=words, unseen=True)


def refresh_conflicts_of(*, user: User, at: dt.datetime) -> None:
    """Find the conflicts of one person wherever they judge, after they told of an address or a place.

    None is deleted: nobody gets to see a paper by taking back what they said of themselves.
    """
    judged = Membership.objects.filter(user=user, role__in=JUDGES).values("conference")
    for conference in Conference.objects.filter(pk__in=judged):
        refresh_conflicts(conference=conference, at=at, users=[user], clear_stale=False)


def refresh_conflicts_of_newcomer(*, conference: Conference, user: User, at: dt.datetime) -> None:
    """Find the conflicts of somebody who was given a role.

    Who judges here for the first time has seen no paper yet, so what is sure binds at once. Nobody else
    loses a paper, and nobody gets to see one, by joining once more.
    """
    roles = Membership.objects.filter(conference=conference, user=user, role__in=JUDGES).count()
    known = Conflict.objects.filter(submission__conference=conference, user=user)
    is_new = roles == 1 and not known.exists()
    refresh_conflicts(conference=conference, at=at, users=[user], clear_stale=False, binds=is_new)


def _papers(conference: Conference, chosen: Collection[Submission] | None) -> dict[int, list[Authorship]]:
    rows = Submission.objects.filter(conference=conference).beyond_draft()
    if chosen is not None:
        rows = rows.filter(pk__in=[paper.pk for paper in chosen])
    papers: dict[int, list[Authorship]] = {pk: [] for pk in rows.values_list("pk", flat=True)}
    authors = Authorship.objects.standing().filter(submission__in=rows).order_by("submission", "position")
    for author in authors:
        papers[author.submission_id].append(author)
    return papers


def _said_yes(papers: Collection[int]) -> set[tuple[int, int | None]]:
    return set(AuthorAnswer.objects.yes().filter(submission__in=papers).values_list("submission", "user"))


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
    said = foretold(conference, ids, aliases)
    return {pk: _Person(frozenset(emails[pk]), marks[pk], said.get(pk, Foretold())) for pk in ids}


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


@dataclasses.dataclass(frozen=True, slots=True)
class _Coauthors:
    """The papers that count as written together: who of the people stands on each, and every line of it."""

    writers: dict[int, set[int]]
    lines: dict[int, list[tuple[str, int | None]]]
    released: frozenset[int]

    @property
    def papers(self) -> Collection[int]:
        return self.writers.keys()

    def of_each(self, said_yes: set[tuple[int, int | None]]) -> dict[int, dict[Mark, bool]]:
        """For each person the marks of those they wrote with, and whether that is sure."""
        found: dict[int, dict[Mark, bool]] = defaultdict(dict)
        for paper, writers in self.writers.items():
            for email, user in self.lines[paper]:
                for pk in writers:
                    both = (paper, pk) in said_yes and (paper, user) in said_yes
                    is_sure = paper in self.released or both
                    for mark in _marks(email, user):
                        found[pk][mark] = found[pk].get(mark, False) or is_sure
        return found


def _marks(email: str, user: int | None) -> list[Mark]:
    return [email.lower()] if user is None else [email.lower(), user]


def _coauthors(conference: Conference, people: dict[int, _Person]) -> _Coauthors:
    owners = {email: pk for pk, person in people.items() for email in person.emails}
    counted = Q(submission__conference=conference) & ~Q(submission__state=SubmissionState.DRAFT)
    counted |= Q(submission__in=Submission.objects.public().exclude(conference=conference).values("pk"))
    lines = Authorship.objects.standing().annotate(lower=Lower("email")).filter(counted)
    writers: dict[int, set[int]] = defaultdict(set)
    mine = lines.filter(Q(user__in=people) | Q(lower__in=owners))
    for paper, user, email in mine.values_list("submission", "user", "lower"):
        writers[paper].add(user if user in people else owners[email])
    every: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    released = set()
    rows = lines.filter(submission__in=writers).values_list(
        "submission", "lower", "user", "submission__conference"
    )
    for paper, email, user, where in rows:
        every[paper].append((email, user))
        released |= {paper} if where != conference.pk else set()
    return _Coauthors(writers, every, frozenset(released))


def _find(
    papers: dict[int, list[Authorship]],
    people: dict[int, _Person],
    coauthors: dict[int, dict[Mark, bool]],
    places: dict[int, frozenset[str]],
    found: Found,
    *,
    said_yes: set[tuple[int, int | None]],
) -> None:
    for paper, authors in papers.items():
        lines: dict[Mark, Authorship] = {
            mark: author for author in authors for mark in _marks(author.email, author.user_id)
        }
        marks = {mark: author for author in authors for mark in places[author.pk]}
        names = {mark: author for author in authors for mark in line_marks(author)}
        for pk, person in people.items():
            if (paper, pk) in said_yes or pk in lines or person.emails & lines.keys():
                found[paper, pk, ConflictSource.AUTHOR] = _Evidence("", (paper, pk) in said_yes)
                continue
            shared = {mark: lines[mark] for mark in coauthors.get(pk, {}).keys() & lines.keys()}
            is_sure = any(coauthors[pk][mark] for mark in shared)
            _note(found, (paper, pk, ConflictSource.COAUTHOR), shared.values(), is_sure=is_sure)
            places_shared = [marks[mark] for mark in person.marks & marks.keys()]
            _note(found, (paper, pk, ConflictSource.INSTITUTION), places_shared)
            said = [names[mark] for mark in person.said.lines & names.keys()]
            said += [marks[mark] for mark in person.said.places & marks.keys()]
            _note(found, (paper, pk, ConflictSource.ADVANCE), said)


def _note(
    found: Found, key: tuple[int, int, str], authors: Iterable[Authorship], *, is_sure: bool = False
) -> None:
    names = sorted({author.name for author in authors})
    if names:
        found[key] = _Evidence(", ".join(names)[:300], is_sure)


@dataclasses.dataclass(frozen=True, slots=True)
class _Terms:
    """On what terms what was found is stored."""

    at: dt.datetime
    clear_stale: bool
    binds: bool
    by: int | None

    def standing(self, source: str, evidence: _Evidence) -> ConflictStanding:
        """What a conflict found now is, unless it is known already."""
        binds = evidence.is_sure and (self.binds or source == ConflictSource.AUTHOR)
        return ConflictStanding.CONFIRMED if binds else ConflictStanding.POTENTIAL

    def clears(self, row: Conflict) -> bool:
        """Whether a row goes that no longer holds: nothing that binds, and nothing of who caused this."""
        return self.clear_stale and row.standing != ConflictStanding.CONFIRMED and row.user_id != self.by


def _store(
    papers: dict[int, list[Authorship]], people: dict[int, _Person], found: Found, terms: _Terms
) -> int:
    """Bring the rows up to date; return how many that changes."""
    derived = Conflict.objects.derived().filter(submission__in=papers, user__in=people)
    known = {(row.submission_id, row.user_id, row.source): row for row in derived}
    outdated = [row.pk for key, row in known.items() if key not in found and terms.clears(row)]
    Conflict.objects.filter(pk__in=outdated).delete()
    changed = [row for key, row in known.items() if key in found and _retell(row, found[key], terms)]
    Conflict.objects.bulk_update(changed, ["detail", "standing"], batch_size=1000)
    new = [_new(key, evidence, terms) for key, evidence in found.items() if key not in known]
    Conflict.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    return len(outdated) + len(changed) + len(new)


def _retell(row: Conflict, evidence: _Evidence, terms: _Terms) -> bool:
    """Name the authors whom it is with now; True if that changes the row.

    What a chair dismissed of others opens again; what was potential binds if it is found to be sure.
    """
    before = (row.detail, row.standing)
    is_wider = not set(evidence.detail.split(", ")) <= set(row.detail.split(", "))
    if row.standing == ConflictStanding.POTENTIAL:
        row.standing = terms.standing(row.source, evidence)
    elif is_wider and row.standing == ConflictStanding.DISMISSED:
        row.standing = ConflictStanding.POTENTIAL
    row.detail = evidence.detail
    return before != (row.detail, row.standing)


def _new(key: tuple[int, int, str], evidence: _Evidence, terms: _Terms) -> Conflict:
    paper, user, source = key
    return Conflict(
        submission_id=paper,
        user_id=user,
        source=source,
        standing=terms.standing(source, evidence),
        detail=evidence.detail,
        created_at=terms.at,
    )


@transaction.atomic
def declare_conflict(
    *,
    submission: Submission,
    user: User,
    by: User,
    at: dt.datetime,
    detail: str = "",
    said: ConflictSource = ConflictSource.CHAIR,
) -> Conflict:
    """A person declares a conflict of their own, or a chair sets one for somebody, as `said` tells."""
    source = ConflictSource.DECLARED if user == by else said
    facts = {"standing": ConflictStanding.CONFIRMED, "detail": detail}
    created = {**facts, "created_at": at, "created_by": by}
    conflict, _ = Conflict.objects.update_or_create(
        submission=submission, user=user, source=source, defaults=facts, create_defaults=created
    )
    record_conflict("conflict.declare", conflict, by=by, at=at, reason=detail)
    return conflict


def record_conflict(action: str, conflict: Conflict, *, by: User, at: dt.datetime, reason: str) -> None:
    """A line that names who is in conflict, and why; chairs read the names when they may know the authors."""
    words = f"{conflict.user}: {conflict.get_source_display()}"
    record_paper(action, conflict.submission, by=by, at=at, summary=words, reason=reason)
