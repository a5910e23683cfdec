from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.audit.services import record
from effgenai.conferences.models import Conference, Topic
from reviews.bibliography import ListedPaper
from reviews.models import PastPaper, Reviewer


@transaction.atomic
def save_expertise(
    *, conference: Conference, user: User, load: int, topics: Iterable[Topic], at: dt.datetime
) -> Reviewer:
    """Keep what a member of the committee takes and knows."""
    reviewer, _ = Reviewer.objects.update_or_create(
        conference=conference,
        user=user,
        defaults={"load_max": load},
        create_defaults={"load_max": load, "joined_at": at},
    )
    reviewer.topics.set(topics)
    record(
        action="expertise.save",
        by=user,
        at=at,
        conference=conference,
        summary=f"at most {load} papers",
        topics=sorted(topic.name for topic in topics),
    )
    return reviewer


@transaction.atomic
def add_past_papers(
    *, conference: Conference, user: User, papers: Iterable[ListedPaper], at: dt.datetime
) -> int:
    """Add papers to a person's list, passing over those that stand there; return how many are new."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = {title.lower() for title in user.past_papers.values_list("title", flat=True)}
    new = [paper for paper in papers if paper.title.lower() not in known]
    PastPaper.objects.bulk_create(
        [PastPaper(user=user, title=paper.title, abstract=paper.abstract, year=paper.year) for paper in new],
        ignore_conflicts=True,
    )
    if new:
        record(
            action="expertise.add_papers", by=user, at=at, conference=conference, summary=f"{len(new)} papers"
        )
    return len(new)


@transaction.atomic
def remove_past_paper(*, conference: Conference, paper: PastPaper, by: User, at: dt.datetime) -> None:
    """Take a paper off one's list."""
    paper.delete()
    record(action="expertise.remove_paper", by=by, at=at, conference=conference, summary=paper.title)
