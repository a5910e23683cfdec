"""Decision classes, provisional decisions, and their release: in one transaction, with the letters."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.models import Mailing
from effgenai.mail.services import prepare_letters, prepare_mailing
from effgenai.resilience.database.locks import lock_all
from effgenai.transitions import transition_all
from reviews.decisions.emails import decision_mails
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.queries import releasable, seal_of, unwritten, with_authors
from reviews.decisions.rules import why_not_decide, why_not_release
from reviews.decisions.states import DecisionState
from submissions.core.models import Submission
from submissions.core.records import record_paper
from submissions.papers.services.transitions import record_outcome

ACCEPTED_LETTER = """\
Dear {name},

we are happy to tell you that your paper

    no. {number}: {title}

has been accepted for {conference}, {format}. Congratulations!

The reviews are on the page of your paper:
{reviews_link}

Please read them before you prepare the final version; the same page says what comes next and by when.

{note}

We look forward to seeing you.

With kind regards
the chairs of {conference}
"""
REJECTED_LETTER = """\
Dear {name},

thank you for sending your paper

    no. {number}: {title}

to {conference}. We are sorry to tell you that it was not accepted. There were more good papers than places,
and the choice was not easy.

The reviews are on the page of your paper; we hope that they help you to take the work further:
{reviews_link}

{note}

We would be glad to see you among the participants all the same.

With kind regards
the chairs of {conference}
"""
DEFAULT_CLASSES: list[dict[str, Any]] = [
    {
        "name": "Accept as oral",
        "accepts": True,
        "presentation": "Oral",
        "mail_subject": "{conference}: paper {number} is accepted as a talk",
        "mail_body": ACCEPTED_LETTER.replace("{format}", "to be presented as a talk"),
    },
    {
        "name": "Accept as poster",
        "accepts": True,
        "presentation": "Poster",
        "mail_subject": "{conference}: paper {number} is accepted as a poster",
        "mail_body": ACCEPTED_LETTER.replace("{format}", "to be presented as a poster"),
    },
    {
        "name": "Reject",
        "accepts": False,
        "presentation": "",
        "mail_subject": "{conference}: the decision on paper {number}",
        "mail_body": REJECTED_LETTER,
    },
]
LETTERS = "decision.letters"
# It holds no number: a chair in conflict with one of the papers reads it too.
TITLE = "Letters of decision"
CHANGED = (
    "The decisions have changed since this page was loaded, so nothing was released. "
    "Look at it again: it now shows how things stand."
)


def install_default_decisions(
    conference: Conference, at: dt.datetime, *, by: User | None = None
) -> list[DecisionClass]:
    """Give a conference without decision classes the usual three and their letters."""
    with transaction.atomic():
        lock_conference(conference)
        if not conference.decision_classes.exists():
            DecisionClass.objects.bulk_create(
                DecisionClass(conference=conference, position=position, **values)
                for position, values in enumerate(DEFAULT_CLASSES)
            )
            words = ", ".join(values["name"] for values in DEFAULT_CLASSES)
            record(action="decision_class.install", by=by, at=at, conference=conference, summary=words)
        return list(conference.decision_classes.all())


def save_decision_class(*, outcome: DecisionClass, by: User, at: dt.datetime) -> DecisionClass:
    """Change a class and its letter, or add one at the end. Released papers keep the letter that was sent.

    Raises ValidationError if the class cannot stand beside the others.
    """
    conference = outcome.conference
    with transaction.atomic():
        if outcome.pk is None:
            outcome.position = conference.decision_classes.count()
        outcome.full_clean()
        outcome.save()
        record(action="decision_class.save", by=by, at=at, conference=conference, summary=outcome.name)
        return outcome


def set_decisions(
    *,
    viewer: Viewer,
    numbers: Collection[int],
    outcome: DecisionClass | None,
    at: dt.datetime,
    seen: Mapping[int, int | None] | None = None,
) -> dict[int, int | None]:
    """Decide on papers, provisionally; without an `outcome` take their provisional decisions back.

    `seen` is what the chair saw decided on each paper; what another chair decided since is told, and nothing
    changes. Return what was decided before, as number -> primary key of the class or None, for those that
    changed.

    Raises Refused if a paper cannot be decided on, or somebody decided on one since it was `seen`.
    """
    wanted: dict[int, int | None] = dict.fromkeys(numbers, outcome.pk if outcome else None)
    with transaction.atomic():
        refuse(_decided_meanwhile(viewer, wanted, seen or {}))
        return _set(viewer=viewer, wanted=wanted, at=at)


def _decided_meanwhile(
    viewer: Viewer, wanted: Mapping[int, int | None], seen: Mapping[int, int | None]
) -> str | None:
    """What somebody else decided since, in words; the same decision twice is none."""
    papers = [paper for paper in _lock_papers(viewer, wanted) if paper.number in seen]
    stands = {paper.number: _outcome_of(paper) for paper in papers}
    others = [n for n, now in stands.items() if now not in {seen[n], wanted[n]}]
    if not others:
        return None
    names = dict(viewer.conference.decision_classes.values_list("pk", "name"))
    clauses = (f"paper {n} stands at “{names.get(stands[n] or 0, 'no decision')}” now" for n in others)
    return (
        f"Somebody decided since you loaded this page: {'; '.join(clauses)}. "
        "Nothing was changed. Look again and decide."
    )


def undo_decisions(
    *, viewer: Viewer, before: dict[int, int | None], after: int | None, at: dt.datetime
) -> dict[int, int | None]:
    """Put back what `set_decisions` returned, but only where `after`, what it set, still stands.

    Raises Refused if a decision was released meanwhile.
    """
    with transaction.atomic():
        papers = _lock_papers(viewer, before)
        still = {paper.number for paper in papers if _outcome_of(paper) == after}
        return _set(viewer=viewer, wanted={n: pk for n, pk in before.items() if n in still}, at=at)


def write_note(*, viewer: Viewer, number: int, note: str, at: dt.datetime) -> Decision:
    """Keep a note that the authors read with the decision.

    Raises Refused once the decision is released, or where there is none.
    """
    with transaction.atomic():
        paper = _lock_papers(viewer, [number])[0]
        decision = _decision_of(paper)
        if decision is None:
            raise Refused("Decide on the paper first; the note goes out with the decision.")
        refuse(why_not_decide(paper, decision))
        decision.note = note
        decision.save(update_fields=["note"])
        record_paper("decision.note", paper, by=viewer.user, at=at, summary="note to the authors changed")
        return decision


def _set(*, viewer: Viewer, wanted: dict[int, int | None], at: dt.datetime) -> dict[int, int | None]:
    with transaction.atomic():
        before: dict[int, int | None] = {}
        names = dict(viewer.conference.decision_classes.values_list("pk", "name"))
        for paper in _lock_papers(viewer, wanted):
            old, new = _outcome_of(paper), wanted[paper.number]
            if old == new:
                continue
            refuse(why_not_decide(paper, _decision_of(paper)))
            _decide(paper, new, viewer=viewer, at=at)
            words = names.get(new or 0, "decision taken back")
            record_paper("decision.set", paper, by=viewer.user, at=at, summary=words)
            before[paper.number] = old
        return before


def _lock_papers(viewer: Viewer, numbers: Collection[int]) -> list[Submission]:
    """The papers of these numbers, locked. One that the viewer does not handle refuses the whole."""
    handled = Submission.objects.handled_by(viewer).values("pk")
    rows = Submission.objects.select_related("decision", "conference")
    papers = lock_all(rows.filter(pk__in=handled, number__in=numbers))
    if len(papers) != len(set(numbers)):
        raise Refused("One of these papers is not there any more. Load the page again.")
    return sorted(papers, key=lambda paper: paper.number)


def _decide(paper: Submission, outcome: int | None, *, viewer: Viewer, at: dt.datetime) -> None:
    if outcome is None:
        Decision.objects.filter(submission=paper, state=DecisionState.PROVISIONAL).delete()
        return
    values = {"outcome_id": outcome, "decided_at": at, "decided_by": viewer.user}
    Decision.objects.update_or_create(submission=paper, defaults=values)


def _decision_of(paper: Submission) -> Decision | None:
    return getattr(paper, "decision", None)


def _outcome_of(paper: Submission) -> int | None:
    decision = _decision_of(paper)
    return decision.outcome_id if decision else None


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasedDecisions:
    """What was released: the decisions, and the draft of their letters if anybody gets one."""

    decisions: list[Decision]
    mailing: Mailing | None


def release_decisions(
    *, viewer: Viewer, numbers: Collection[int] | None, seal: str, at: dt.datetime
) -> ReleasedDecisions:
    """Release provisional decisions, all that the viewer handles or those on papers of these numbers.

    `seal` is what `seal_of` said of what the chair looked at: if anything differs, nothing happens. The
    letters are held in a draft until a chair approves them.

    Raises Overtaken if what would be released is not what `seal` stands for, and
    Refused if nothing is to be released.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs release decisions.")
    with transaction.atomic():
        # Two releases at once: the second waits here, then finds other decisions than it showed.
        conference = lock_conference(viewer.conference)
        _lock(viewer)
        decisions = releasable(viewer, numbers)
        if not decisions or seal != seal_of(decisions):
            raise Overtaken(CHANGED)
        for decision in decisions:
            _check_releasable(decision)
        _release(decisions, viewer=viewer, at=at)
        return ReleasedDecisions(decisions, _prepare_letters(decisions, conference, viewer=viewer, at=at))


def _lock(viewer: Viewer) -> None:
    handled = Submission.objects.handled_by(viewer).values("pk")
    papers = lock_all(Submission.objects.filter(pk__in=handled).only("pk"))
    lock_all(Decision.objects.filter(submission__in=papers))


def _check_releasable(decision: Decision) -> None:
    refuse(why_not_release(decision.submission, decision))


def _release(decisions: Sequence[Decision], *, viewer: Viewer, at: dt.datetime) -> None:
    assert viewer.user is not None
    rows = Decision.objects.filter(pk__in=[decision.pk for decision in decisions])
    transition_all(rows, DecisionState.RELEASED, released_at=at, released_by=viewer.user)
    for decision in decisions:
        record_outcome(
            submission=decision.submission,
            accepted=decision.outcome.accepts,
            presentation=decision.outcome.presentation,
            by=viewer.user,
            at=at,
        )


def _prepare_letters(
    decisions: Sequence[Decision], conference: Conference, *, viewer: Viewer, at: dt.datetime
) -> Mailing | None:
    messages = [message for decision in decisions for message in decision_mails(decision)]
    if not messages or viewer.user is None:
        return None
    return prepare_mailing(
        conference=conference, kind=LETTERS, title=TITLE, messages=messages, by=viewer.user, at=at
    )


def prepare_missing_letters(*, viewer: Viewer, at: dt.datetime) -> Mailing:
    """Prepare the letters on released decisions of which no author has been written to, or return the draft.

    So letters that were discarded can be had again. Raises Refused if none is missing.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs write letters of decision.")
    return prepare_letters(
        conference=viewer.conference,
        kind=LETTERS,
        title=TITLE,
        write=lambda mailing: [
            message
            for decision in with_authors(unwritten(viewer))
            for message in decision_mails(decision, attempt=mailing.key)
        ],
        nobody="The authors of all papers with a released decision have been written to.",
        by=viewer.user,
        at=at,
    )
