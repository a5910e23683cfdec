"""Letters of decision: prepared with a release or afterwards, and held until a chair approves them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.delivery.writing import write_letters
from effgenai.mail.models import Mailing
from effgenai.mail.services import Message, begin_mailing, draft_of
from reviews.decisions.emails import LETTER, decision_mails
from reviews.decisions.models import Decision
from reviews.decisions.queries import notified_of, reviews_read, unwritten, with_authors
from submissions.authors.models import Authorship

LETTERS = "decision.letters"
# It holds no number: a chair in conflict with one of the papers reads it too.
TITLE = "Letters of decision"
ALL_WRITTEN = "The authors of all papers with a released decision have been written to."


def prepare_letters(
    decisions: Sequence[Decision], conference: Conference, *, by: User, at: dt.datetime
) -> Mailing | None:
    """A mailing with the letters about decisions that are being released; None if nobody can be written to.

    Workers write most of them, inside transactions of their own.
    """
    papers = [decision.submission_id for decision in decisions]
    reachable = Authorship.objects.standing().with_an_address().filter(submission__in=papers)
    numbers = set(reachable.order_by().values_list("submission__number", flat=True))
    if not numbers:
        return None
    mailing = begin_mailing(conference=conference, kind=LETTERS, title=TITLE, by=by, at=at)
    return write_letters(mailing=mailing, kind=LETTER, papers=numbers)


@transaction.atomic
def prepare_missing_letters(*, viewer: Viewer, at: dt.datetime) -> Mailing:
    """Prepare the letters on released decisions of which no author has been written to, or return the draft.

    So letters that were discarded can be had again. Raises Refused if none is missing.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs write letters of decision.")
    conference = viewer.conference
    draft = draft_of(conference, LETTERS, viewer.user)
    if draft is not None:
        return draft
    numbers = list(unwritten(viewer).values_list("submission__number", flat=True))
    refuse(None if numbers else ALL_WRITTEN)
    mailing = begin_mailing(conference=conference, kind=LETTERS, title=TITLE, by=viewer.user, at=at)
    return write_letters(mailing=mailing, kind=LETTER, papers=numbers, attempt=mailing.key)


def letters_about(mailing: Mailing, papers: Sequence[int], attempt: str) -> list[Message]:
    """The letters to the authors of papers of these numbers, about the decisions that are released.

    An `attempt` may follow letters from before: who got one reads that this one replaces it.
    """
    conference = mailing.conference
    of_papers = {"submission__conference": conference, "submission__number__in": papers}
    decisions = with_authors(Decision.objects.released().filter(**of_papers), conference)
    notified = notified_of(conference, papers) if attempt else {}
    reviews = reviews_read(conference)
    return [
        message
        for decision in decisions
        for message in decision_mails(
            decision,
            reviews=reviews,
            notified=notified.get(decision.submission.number),
            attempt=attempt,
        )
    ]
