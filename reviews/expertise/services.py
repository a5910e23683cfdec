from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference, Topic
from effgenai.conferences.core.records import record
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.models import Mailing
from effgenai.mail.services import prepare_letters
from effgenai.ui.text.numbers import counted
from reviews.expertise.bibliography.listed import ListedPaper, same_title
from reviews.expertise.emails import please_tell
from reviews.expertise.models import PastPaper, Reviewer
from reviews.expertise.queries import members_without_expertise
from reviews.expertise.rules import Availability

ASKING = "expertise.ask"


@transaction.atomic
def save_expertise(
    *,
    conference: Conference,
    user: User,
    load: int,
    topics: Iterable[Topic],
    availability: Availability,
    at: dt.datetime,
) -> Reviewer:
    """Keep what a member of the committee takes and knows, and when they are away."""
    facts = {"load_max": load, **dataclasses.asdict(availability)}
    reviewer, _ = Reviewer.objects.update_or_create(
        conference=conference,
        user=user,
        # What chairs asked for at least gives way to what is taken at most.
        defaults=facts | {"load_min": Least(F("load_min"), load)},
        create_defaults=facts | {"joined_at": at},
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


@dataclasses.dataclass(frozen=True, slots=True)
class Added:
    """What came of papers that were added: new ones, ones with an abstract at last, ones known before."""

    new: int
    completed: int
    known: int

    @property
    def words(self) -> str:
        """What a person is told of it."""
        parts = [f"{counted(self.new, 'paper')} added"]
        parts += [f"{self.completed} completed by an abstract"] if self.completed else []
        parts += [f"{self.known} stood there already"] if self.known else []
        return "; ".join(parts) + "."


@transaction.atomic
def add_past_papers(
    *, conference: Conference, user: User, papers: Iterable[ListedPaper], at: dt.datetime
) -> Added:
    """Add papers to a person's list. Those that stand there take at most an abstract that they lack."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = {same_title(paper.title): paper for paper in user.past_papers.all()}
    given = {same_title(paper.title): paper for paper in papers}
    new = [paper for key, paper in given.items() if key not in known]
    PastPaper.objects.bulk_create(
        [PastPaper(user=user, title=paper.title, abstract=paper.abstract, year=paper.year) for paper in new],
        ignore_conflicts=True,
    )
    completed = _complete({known[key]: paper for key, paper in given.items() if key in known})
    if new or completed:
        summary = f"{len(new)} papers" + (f", {completed} abstracts" if completed else "")
        record(action="expertise.add_papers", by=user, at=at, conference=conference, summary=summary)
    return Added(new=len(new), completed=completed, known=len(given) - len(new) - completed)


def _complete(pairs: dict[PastPaper, ListedPaper]) -> int:
    """Give papers without an abstract that of the list; return how many took one."""
    lacking = [(row, paper) for row, paper in pairs.items() if paper.abstract and not row.abstract]
    for row, paper in lacking:
        row.abstract, row.year = paper.abstract, row.year or paper.year
    PastPaper.objects.bulk_update([row for row, _ in lacking], ["abstract", "year"])
    return len(lacking)


@transaction.atomic
def remove_past_paper(*, conference: Conference, paper: PastPaper, by: User, at: dt.datetime) -> None:
    """Take a paper off one's list."""
    paper.delete()
    record(action="expertise.remove_paper", by=by, at=at, conference=conference, summary=paper.title)


def prepare_expertise_letters(*, viewer: Viewer, at: dt.datetime) -> Mailing:
    """Prepare, as a draft, a mail to each member of whom nothing is known.

    A second press finds the draft that is there already.

    Raises Refused for who is no chair.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs write to the committee.")
    conference = viewer.conference
    return prepare_letters(
        conference=conference,
        kind=ASKING,
        title="Asking for expertise",
        write=lambda mailing: [
            please_tell(person, conference, dedupe_key=f"expertise-ask:{mailing.key}:{person.key}")
            for person in members_without_expertise(viewer)
        ],
        nobody="Something is known of every member; there is nobody to ask.",
        by=viewer.user,
        at=at,
    )
