from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from submissions.authors.models import Authorship
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import SubmissionState

# Once these are reached the decision is out. A paper withdrawn or rejected without review may come back.
DECISION_IS_OUT = (SubmissionState.ACCEPTED, SubmissionState.REJECTED)


def papers_hidden_from(viewer: Viewer) -> set[int]:
    """The numbers of all papers the viewer does not handle as a chair: in conflict with, own ones, drafts."""
    handled = Submission.objects.handled_by(viewer).values("pk")
    others = Submission.objects.filter(conference=viewer.conference).exclude(pk__in=handled)
    return set(others.values_list("number", flat=True))


def is_any_paper_hidden_from(viewer: Viewer) -> bool:
    """Whether a paper that was submitted is not theirs to handle as a chair."""
    handled = Submission.objects.handled_by(viewer).values("pk")
    submitted = Submission.objects.filter(conference=viewer.conference).exclude(state=SubmissionState.DRAFT)
    return submitted.exclude(pk__in=handled).exists()


def hides_authors(conference: Conference, paper: Submission) -> bool:
    """Whether the chairs of the conference may not know yet who wrote the paper."""
    return conference.hide_authors_from_chairs and paper.state not in DECISION_IS_OUT


def known_lines(conference: Conference) -> Q:
    """The author lines that chairs may know, of the papers they handle."""
    if not conference.hide_authors_from_chairs:
        return Q()
    return Q(submission__state__in=DECISION_IS_OUT)


def blind_papers(viewer: Viewer, paper: str) -> Q:
    """Rows about a paper, by its number in the field `paper`, whose authors chairs may not know yet."""
    return Q(Exists(_numbered(viewer, paper).exclude(state__in=DECISION_IS_OUT)))


def written_by_them(viewer: Viewer, paper: str, person: str, address: str) -> Q:
    """Rows whose person began that paper, or stands on its author list, by account or by address."""
    lines = Authorship.objects.filter(
        submission__conference=viewer.conference, submission__number=OuterRef(paper)
    )
    began = _numbered(viewer, paper).filter(created_by=OuterRef(person))
    found = Q(Exists(lines.filter(user=OuterRef(person)))) | Q(Exists(began))
    return found | Q(Exists(lines.filter(email__iexact=OuterRef(address)))) if address else found


def _numbered(viewer: Viewer, paper: str) -> SubmissionQuerySet:
    return Submission.objects.filter(conference=viewer.conference, number=OuterRef(paper))
