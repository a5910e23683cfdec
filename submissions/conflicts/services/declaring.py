"""What changes the standing of conflicts: people's own word, the opening of bidding, and chairs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import Count

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.mail.services import enqueue_mail
from effgenai.resilience.database.locks import lock
from submissions.authors.emails import no_author_message
from submissions.authors.models import AuthorAnswer
from submissions.authors.services import link_own_line, note_author, refresh_list
from submissions.conflicts.models import Conflict, ConflictBatch, ConflictQuerySet
from submissions.conflicts.rules import MANY, free_chairs, is_many, why_not_say_no
from submissions.conflicts.services.derived import refresh_conflicts
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import Submission
from submissions.core.records import record_paper

# Neither here nor in the mail to chairs is a name: authors may be hidden from them.
NO_AUTHOR = "Somebody on the author list says that they are no author"


@transaction.atomic
def say_author(*, submission: Submission, by: User, at: dt.datetime) -> None:
    """Somebody on the author list says that they are an author: as a judge they see the paper no more.

    Who wrote it with them and said so before is in conflict with their other papers from now on. What binds
    themselves elsewhere stays as it was: nobody changes which other papers they see by their own word. Raises
    Refused if the person is not on the author list with an address of theirs.
    """
    paper = lock(submission)
    if paper.answers.yes().filter(user=by).exists():
        return
    link_own_line(submission=paper, user=by)
    if not note_author(submission=paper, user=by, at=at):
        raise Refused("You are not on the author list of this paper with an address of yours.")
    _confirm(Conflict.objects.filter(submission=paper, user=by, source=ConflictSource.AUTHOR))
    partners = paper.answers.yes().exclude(user=by).values("user")
    theirs = Submission.objects.filter(conference=paper.conference, authorships__user=by).beyond_draft()
    together = Conflict.objects.filter(source=ConflictSource.COAUTHOR, user__in=partners)
    _confirm(together.filter(submission__in=theirs.values("pk")))
    record_paper("submission.author_yes", paper, by=by, at=at, summary=str(by))


def _confirm(rows: ConflictQuerySet) -> None:
    rows.filter(standing=ConflictStanding.POTENTIAL).update(standing=ConflictStanding.CONFIRMED)


@transaction.atomic
def say_no_author(*, submission: Submission, email: str, at: dt.datetime) -> None:
    """Whoever reads the mail of an address on the list says that it names no author; once is enough.

    Their potential conflicts that followed from it end, the line leads to no account any more, and the chairs
    who may work on the paper are told. What binds already ends by a chair's word alone. Raises Refused with
    the sentence of `why_not_say_no`.
    """
    paper = lock(submission, "conference")
    if paper.answers.no().filter(email__iexact=email).exists():
        return
    refuse(why_not_say_no(paper, email))
    deny_line(paper, email, by=None, at=at)
    messages = [no_author_message(paper, email, chair) for chair in free_chairs(paper)]
    enqueue_mail(messages=messages, at=at, conference=paper.conference)
    record_paper("submission.author_no", paper, by=None, at=at, summary=NO_AUTHOR)


def deny_line(paper: Submission, email: str, *, by: User | None, at: dt.datetime) -> None:
    """Keep that an address on the list is no author's. Call it with the paper locked."""
    people = set(paper.authorships.exclude(user=None).values_list("user", flat=True))
    said = {"is_author": False, "user": None, "at": at}
    if not paper.answers.filter(email__iexact=email).update(**said):
        AuthorAnswer.objects.create(submission=paper, email=email.lower(), **said)
    paper.authorships.filter(email__iexact=email).update(user=None)
    refresh_list(submission=paper, people=people, by=by, at=at)


@transaction.atomic
def bind_known_conflicts(*, conference: Conference, by: User, at: dt.datetime) -> int:
    """Work on the papers begins: what is known of conflicts binds from now on. Return how many were bound.

    Once for a conference: a second time would let a chair try what they typed since. Author lists that name
    very many of the committee are left for chairs to look at.
    """
    _, is_first = ConflictBatch.objects.get_or_create(
        conference=conference, defaults={"bound_at": at, "bound_by": by}
    )
    if not is_first:
        return 0
    refresh_conflicts(conference=conference, at=at, clear_stale=False)
    waiting = Conflict.objects.filter(
        submission__conference=conference, standing=ConflictStanding.POTENTIAL
    ).select_related("submission", "user")
    bound: dict[Submission, list[Conflict]] = defaultdict(list)
    for row in waiting.order_by("submission__number", "user__name", "pk"):
        bound[row.submission].append(row)
    crowded = _crowded(conference)
    bound = {paper: found for paper, found in bound.items() if paper.pk not in crowded}
    rows = [row for found in bound.values() if not is_many(found) for row in found]
    Conflict.objects.filter(pk__in=[row.pk for row in rows]).update(standing=ConflictStanding.CONFIRMED)
    for paper, found in bound.items():
        if not is_many(found):
            names = ", ".join(dict.fromkeys(str(row.user) for row in found))
            record_paper("conflict.bind", paper, by=by, at=at, summary=f"Known when work began: {names}")
    return len(rows)


def _crowded(conference: Conference) -> set[int]:
    """Papers whose authors named very many, were it one after the other."""
    named = Conflict.objects.filter(submission__conference=conference, source=ConflictSource.NAMED)
    many = named.order_by().values("submission").annotate(number=Count("pk")).filter(number__gte=MANY)
    return set(many.values_list("submission", flat=True))
