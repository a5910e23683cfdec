from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.queries.milestones import known_dates
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.desk import Stage
from effgenai.conferences.web.todos import Todo
from submissions.core.dates import dates_for
from submissions.core.models import Submission
from submissions.core.rules import why_closed
from submissions.core.states import SubmissionState
from submissions.materials.models import Material
from submissions.materials.states import MaterialKind
from submissions.papers.queries.own import own_papers


def submissions_stage(viewer: Viewer) -> Stage | None:
    """The place of submissions in the sidebar, with how many papers the chair handles."""
    if not viewer.is_chair:
        return None
    count = Submission.objects.handled_by(viewer).count()
    state = "now" if why_closed(viewer) is None else "done" if count else "later"
    url = reverse("submissions:desk", args=[viewer.conference.slug])
    until = known_dates(viewer).turn_after(viewer.at)
    return Stage("submissions", "Submissions", url, str(count) if count else "", state, until=until)


def conferences_of_author(user: User) -> Iterable[int]:
    """The conferences with a paper of theirs, a draft included."""
    return Submission.objects.filter(authorships__user=user).values_list("conference", flat=True).distinct()


def author_todos(viewer: Viewer) -> Iterator[Todo]:
    """Own papers: drafts to finish by the deadline, the others to look at."""
    for own in own_papers(viewer):
        is_draft = own.paper.state == SubmissionState.DRAFT
        name, due = "edit" if is_draft else "paper", own.step.due if is_draft else None
        yield Todo(
            title=own.paper.title or "Untitled draft",
            url=reverse(f"submissions:{name}", args=[viewer.conference.slug, own.paper.number]),
            action="Go on writing" if is_draft else "Open",
            note=f"Your paper {own.paper.number} · {own.paper.get_state_display().lower()}",
            due=due.instant if due else None,
            zone=due.zone if due else "AoE",
            done=not is_draft,
        )


def material_todos(viewer: Viewer) -> Iterator[Todo]:
    """Own accepted papers whose final PDF is wanted, until its date or the archive; four queries."""
    if viewer.user is None or viewer.conference.public_state == PublicState.ARCHIVED:
        return
    papers = Submission.objects.filter(conference=viewer.conference).accepted().written_by(viewer.user)
    given = Material.objects.current().filter(submission=OuterRef("pk"), kind=MaterialKind.PAPER)
    rows = papers.annotate(given=Exists(given)).select_related("track").prefetch_related("date_exceptions")
    wanted = [(paper, bool(paper.given)) for paper in rows]  # type: ignore[attr-defined]  # annotated above
    dates = dates_for(viewer)
    for paper, given_already in wanted:
        due = dates.of(paper, MilestoneKind.CAMERA_READY_DUE)
        is_over = due is not None and due.closes_at < viewer.at
        yield Todo(
            title=paper.title,
            url=reverse("submissions:materials", args=[viewer.conference.slug, paper.number]),
            action=_action(given=given_already, is_over=is_over),
            note=f"Files and links of your paper {paper.number}",
            due=due.instant if due and not given_already else None,
            zone=due.zone if due else "AoE",
            done=given_already or is_over,
        )


def _action(*, given: bool, is_over: bool) -> str:
    if given:
        return "Change them"
    return "Add your poster, slides, links" if is_over else "Add your final PDF, poster, slides"
