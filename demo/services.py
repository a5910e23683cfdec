"""Loads the demo: a workshop with something to do for everyone."""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction

from demo.bidding import make_bids
from demo.content.workshop import AREA_CHAIRS, AUTHORS, CHAIRS, REVIEWERS
from demo.papers import make_papers, say_they_wrote
from demo.past import make_past_edition
from demo.people import ADMIN, give_role, make_people
from demo.programme import make_programme
from demo.reviewing import (
    ASSIGNED,
    make_area_chairs,
    make_committee,
    make_decisions,
    make_reviews,
    send_letters,
)
from demo.site import fill_public_site, make_other_edition, make_site, take_home_page
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from submissions.authors.models import Authorship
from submissions.conflicts.services.declaring import bind_known_conflicts
from submissions.conflicts.services.derived import declare_conflict, refresh_conflicts
from submissions.core.models import Submission
from submissions.core.states import SubmissionState

COCHAIR_WROTE, COCHAIR_KNOWS = 8, 5


@transaction.atomic
def load_demo(
    *, at: dt.datetime, seed: int = 1, home_page: str = "", is_markdown: bool | None = None
) -> Conference:
    """The whole demo as it would stand at the moment `at`; the same seed gives the same workshop.

    With the text of a `home_page` it has that one. Raises UnreadablePage or Refused if it cannot be.
    """
    draw = random.Random(seed)  # noqa: S311  # made-up data, no secret
    make_people([ADMIN], is_staff=True)
    chairs, area_chairs = make_people(CHAIRS), make_people(AREA_CHAIRS)
    reviewers, authors = make_people(REVIEWERS), make_people(AUTHORS)
    conference = make_site(at)
    if home_page:
        take_home_page(conference, home_page, is_markdown=is_markdown, at=at)
    fill_public_site(conference, chairs[0], at)
    give_role(make_other_edition(at), chairs[:1], Role.CHAIR, at)
    make_past_edition(conference, chairs[0], at)
    for people, role in ((chairs, Role.CHAIR), (area_chairs, Role.AREA_CHAIR), (reviewers, Role.REVIEWER)):
        give_role(conference, people, role, at - dt.timedelta(days=50))
    make_committee(conference, [*reviewers, *area_chairs], draw, at - dt.timedelta(days=50))
    papers = make_papers(conference, authors, at)
    _add_author(papers[COCHAIR_WROTE], chairs[1])
    say_they_wrote(papers, at)
    refresh_conflicts(conference=conference, at=at)
    bind_known_conflicts(conference=conference, by=chairs[0], at=at)
    declare_conflict(submission=papers[COCHAIR_KNOWS], user=chairs[1], by=chairs[1], at=at)
    make_reviews(conference, papers, reviewers, draw, at)
    make_area_chairs(papers, area_chairs, draw, at)
    waiting = [paper for paper in papers[ASSIGNED:] if paper.state == SubmissionState.SUBMITTED]
    make_bids(conference, waiting, reviewers, draw, at)
    make_decisions(conference, papers, chairs[0], at)
    send_letters(conference, chairs[0], at)
    make_programme(conference, chairs[0], at)
    return conference


def _add_author(paper: Submission, user: User) -> None:
    position = paper.authorships.count()
    Authorship.objects.create(
        submission=paper, position=position, name=user.name, email=user.email, user=user
    )
