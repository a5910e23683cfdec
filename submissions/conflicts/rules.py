"""Whom a conflict keeps from a paper, as conditions for queries and for one object."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.states import Role
from submissions.authors.models import AuthorAnswer, Authorship
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import TELLING_SOURCES, ConflictSource, ConflictStanding
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

Pair = tuple[int, int]
JUDGES = (Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER)
# So many brought into conflict by these sources of one paper are a single question.
MANY = 10
BY_LIST = (ConflictSource.AUTHOR, ConflictSource.COAUTHOR, ConflictSource.NAMED)
MAX_NAMED = 100


def is_bound(submission: str | OuterRef | Submission, user: str) -> Q:
    """That the person named by one field may not see the paper named by the other, for filters of any model.

    `Submission.objects.without_conflict` says the same of a list of papers. Inside a subquery the paper may
    be that of the query around it; or it is one that is known.
    """
    paper = submission if isinstance(submission, Submission) else OuterRef(submission)
    pair = {"submission": paper, "user": OuterRef(user)}
    said_so = AuthorAnswer.objects.yes().filter(**pair)
    return Q(Exists(Conflict.objects.binding().filter(**pair))) | Q(Exists(said_so))


def bound_pairs(papers: Collection[int], people: Collection[int]) -> set[Pair]:
    """The pairs (paper, person) among these in which the person may not see the paper; two queries."""
    about = {"submission__in": papers, "user__in": people}
    bound = Conflict.objects.binding().filter(**about).order_by().values_list("submission", "user")
    said_so = AuthorAnswer.objects.yes().filter(**about).order_by().values_list("submission", "user")
    return {(paper, user) for paper, user in (*bound, *said_so) if user is not None}


def is_hidden_from(submission: Submission, user: User) -> bool:
    """Whether the person may not see the paper as a judge; one query."""
    return not Submission.objects.filter(pk=submission.pk).without_conflict(user).exists()


def conflicts_among(papers: set[int], people: set[int]) -> dict[Pair, Conflict]:
    """What keeps new assignments of these people to these papers away, one reason each; three queries.

    The reason that binds comes first. Being listed as an author counts as soon as it stands there.
    """
    about = {"submission__in": papers, "user__in": people}
    rows = Conflict.objects.keeping_apart().filter(**about).order_by("standing", "pk")
    found: dict[Pair, Conflict] = {}
    for row in rows:  # "confirmed" comes before "potential"
        found.setdefault((row.submission_id, row.user_id), row)
    for paper, user in AuthorAnswer.objects.yes().filter(**about).values_list("submission", "user"):
        found[paper, user] = _author(paper, user, is_sure=True)
    lines = Authorship.objects.filter(**about).order_by().values_list("submission", "user")
    for paper, user in lines:
        found.setdefault((paper, user), _author(paper, user, is_sure=False))
    return found


def _author(paper: int, user: int, *, is_sure: bool) -> Conflict:
    standing = ConflictStanding.CONFIRMED if is_sure else ConflictStanding.POTENTIAL
    return Conflict(submission_id=paper, user_id=user, source=ConflictSource.AUTHOR, standing=standing)


def free_chairs(submission: Submission) -> QuerySet[User]:
    """The chairs who may work on the paper, by their keys."""
    chairs = User.objects.filter(
        memberships__conference=submission.conference, memberships__role=Role.CHAIR, is_active=True
    )
    return chairs.exclude(is_bound(submission, "pk")).order_by("pk")


def committee_of(conference: Conference) -> QuerySet[User]:
    """Who judges papers here, by their names."""
    seats = Membership.objects.filter(conference=conference, role__in=JUDGES)
    return User.objects.filter(pk__in=seats.values("user")).order_by("name", "email", "pk")


def is_many(rows: Collection[Conflict]) -> bool:
    """Whether the authors of one paper bring so many into conflict that it is a single question."""
    return len({row.user_id for row in rows if row.source in BY_LIST}) >= MANY


def authors_of(submission: Submission) -> list[Authorship]:
    """Everybody on the list, in order, but of whom it was said that they are no author: they get no mails.

    Reads `authorships` and `answers`, prefetched where there are many papers.
    """
    denied = {said.email.lower() for said in submission.answers.all() if not said.is_author}
    lines = [line for line in submission.authorships.all() if line.email.lower() not in denied]
    return sorted(lines, key=lambda line: line.position)


def why_not_say_no(submission: Submission, email: str) -> str | None:
    """The reason why nobody can say now that this address is no author's, or None; two queries."""
    if submission.answers.yes().filter(email__iexact=email).exists():
        return "You have said that you are an author of this paper. Write to the chairs if that is wrong."
    is_listed = submission.authorships.filter(email__iexact=email).exists()
    if submission.state == SubmissionState.DRAFT or not is_listed:
        return "You are not on the author list of this paper."
    return None


def why_not_decide(conflict: Conflict, by: User) -> str | None:
    """The reason why this person may not say whether the conflict holds, or None.

    Only who is in conflict with neither side may.

    A potential conflict of their own counts for nothing here: a refusal would tell them of it.
    """
    if conflict.user_id == by.pk:
        return "Nobody decides on a conflict of their own: ask another chair."
    if is_hidden_from(conflict.submission, by):
        return "This paper is not yours to look after."
    return None


def why_not_add(paper: Submission, user: User, by: User) -> str | None:
    """The reason why a chair may not say that somebody is in conflict with the paper, or None."""
    if is_hidden_from(paper, by):
        return "This paper is not yours to look after."
    if not committee_of(paper.conference).filter(pk=user.pk).exists():
        return f"{user} is not on the committee."
    return None


def why_not_name(paper: Submission, user: User | None, text: str) -> str | None:
    """The reason why the authors of a paper may not name this one as well, or None."""
    if paper.named.count() >= MAX_NAMED:
        return f"At most {MAX_NAMED} can be named. Write to the chairs if you need more."
    mine = paper.named.filter(user=user) if user else paper.named.filter(text__iexact=text)
    return f"{user or text} is named already." if mine.exists() else None


def why_not_foretell(conference: Conference, user: User, text: str) -> str | None:
    """The reason why a judge may not name this one as well, or None."""
    mine = user.advance_conflicts.filter(conference=conference)
    if mine.count() >= MAX_NAMED:
        return f"At most {MAX_NAMED} can be named. Write to the chairs if you need more."
    return f"You have named {text} already." if mine.filter(text__iexact=text).exists() else None


def conflict_words(conflict: Conflict, *, with_authors: bool) -> str:
    """Why somebody is in conflict with a paper; without authors nothing that follows from who they are."""
    if conflict.source in TELLING_SOURCES and not with_authors:
        return "is in conflict with it"
    source = str(conflict.get_source_display())
    return f"{source} ({conflict.detail})" if conflict.detail else source
