"""One paper as its reader may see it: what is not for them is absent."""

from __future__ import annotations

import dataclasses

from django.urls import reverse

from effgenai.conferences.core.states import BlindMode
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.files.models import StoredFile
from effgenai.mail.delivery.undelivered import failed_about
from effgenai.ui.dates import moment
from effgenai.ui.navigation import TimelinePoint
from submissions.authors.models import Authorship
from submissions.authors.queries import own_listings
from submissions.conflicts.models import NamedConflict
from submissions.conflicts.queries import ConflictLine, conflict_lines
from submissions.conflicts.services.naming import named_by_authors
from submissions.core.dates import date_for
from submissions.core.models import Submission
from submissions.core.rules import what_is_missing, why_not_edit, why_not_submit, why_not_withdraw
from submissions.core.states import SubmissionState
from submissions.papers.access import Section, papers_opened_to, sections_of
from submissions.papers.hidden import hides_authors


@dataclasses.dataclass(frozen=True, slots=True)
class PaperPage:
    """What one person sees on the page of one paper. None: not theirs to know."""

    paper: Submission
    is_author: bool
    is_chair: bool
    authors: list[Authorship] | None
    file: StoredFile | None
    reviewer_copy: StoredFile | None
    versions: list[TimelinePoint]
    conflicts: list[ConflictLine] | None
    named: list[NamedConflict] | None
    undelivered: tuple[int, str]
    missing: list[str]
    due: Milestone | None
    why_not_edit: str | None
    why_not_submit: str | None
    why_not_withdraw: str | None
    is_asked: bool
    main: list[Section]
    aside: list[Section]


def paper_page(viewer: Viewer, paper: Submission) -> PaperPage:
    """The page of a paper that the viewer may open; a constant number of queries."""
    is_author, is_chair = wrote(viewer, paper), handles(viewer, paper)
    with_authors = may_see_authors(viewer, paper)
    sections = sections_of(viewer, paper)
    return PaperPage(
        paper=paper,
        is_author=is_author,
        is_chair=is_chair,
        authors=list(paper.authorships.all()) if with_authors else None,
        file=readable_file(viewer, paper),
        reviewer_copy=paper.manuscript.reviewer_copy if is_author and paper.manuscript else None,
        versions=_versions(viewer, paper) if is_author or is_chair else [],
        conflicts=conflict_lines(viewer, paper, with_authors=with_authors) if is_chair else None,
        named=named_by_authors(viewer, paper) if is_author or (is_chair and with_authors) else None,
        undelivered=failed_about(viewer, paper.number) if is_chair else (0, ""),
        missing=what_is_missing(paper) if is_author and paper.state == SubmissionState.DRAFT else [],
        due=date_for(viewer, paper, MilestoneKind.SUBMISSIONS_DUE) if is_author else None,
        why_not_edit=why_not_edit(paper, viewer),
        why_not_submit=why_not_submit(paper, viewer),
        why_not_withdraw=why_not_withdraw(paper, viewer.at),
        is_asked=is_author and own_listings(viewer).filter(submission=paper).exists(),
        main=[section for section in sections if section.place == "main"],
        aside=[section for section in sections if section.place == "aside"],
    )


def wrote(viewer: Viewer, paper: Submission) -> bool:
    """Whether the viewer is an author of the paper, or began the draft."""
    if viewer.user is None:
        return False
    return Submission.objects.filter(pk=paper.pk).written_by(viewer.user).exists()


def handles(viewer: Viewer, paper: Submission) -> bool:
    """Whether the viewer works on the paper as a chair without conflict."""
    return Submission.objects.handled_by(viewer).filter(pk=paper.pk).exists()


def may_see_authors(viewer: Viewer, paper: Submission) -> bool:
    """Who learns the names: all once it is public or if none is blind, its authors, its chairs."""
    if paper.is_public or wrote(viewer, paper):
        return True
    if handles(viewer, paper):
        return not hides_authors(viewer.conference, paper)
    conference = viewer.conference
    if viewer.is_area_chair and conference.show_authors_to_area_chairs:
        return True
    return conference.blind_mode != BlindMode.DOUBLE


def readable_file(viewer: Viewer, paper: Submission) -> StoredFile | None:
    """The manuscript as uploaded for its authors, the reviewer copy for who judges it, else none."""
    if paper.manuscript is None or viewer.user is None:
        return None
    if wrote(viewer, paper):
        return paper.manuscript
    is_reader = handles(viewer, paper) or _is_reviewing(viewer, paper)
    return paper.manuscript.reviewer_copy if is_reader else None


def own_reviewer_copy(viewer: Viewer, paper: Submission) -> StoredFile | None:
    """What reviewers get of the manuscript, for its authors."""
    return paper.manuscript.reviewer_copy if paper.manuscript and wrote(viewer, paper) else None


def _is_reviewing(viewer: Viewer, paper: Submission) -> bool:
    return papers_opened_to(viewer).filter(pk=paper.pk).exists()


def _versions(viewer: Viewer, paper: Submission) -> list[TimelinePoint]:
    revisions = paper.revisions.select_related("manuscript")
    return [
        TimelinePoint(
            when=moment(revision.created_at, viewer.conference.time_zone, viewer.at),
            title=f"Version {revision.number}",
            text=f"SHA-256 {revision.manuscript.sha256[:12]}…" if revision.manuscript else "",
            state="now" if revision.is_current else "past",
            url=_receipt_url(viewer, paper, revision.number),
        )
        for revision in revisions
    ]


def _receipt_url(viewer: Viewer, paper: Submission, number: int) -> str:
    return reverse("submissions:receipt", args=[viewer.conference.slug, paper.number, number])


@dataclasses.dataclass(frozen=True, slots=True)
class OwnPaper:
    """A line of somebody's own list, with the next step. `is_asked`: whether they are an author is open."""

    paper: Submission
    next_step: str
    is_asked: bool = False


def own_papers(viewer: Viewer) -> list[OwnPaper]:
    """The papers of the viewer in this conference; a constant number of queries."""
    if viewer.user is None:
        return []
    rows = Submission.objects.filter(conference=viewer.conference).written_by(viewer.user)
    rows = rows.select_related("track", "conference").prefetch_related("authorships")
    asked = set(own_listings(viewer).values_list("submission", flat=True))
    return [OwnPaper(paper, _next_step(paper), paper.pk in asked) for paper in rows]


def _next_step(paper: Submission) -> str:
    if paper.state == SubmissionState.DRAFT:
        missing = what_is_missing(paper)
        return missing[0] if missing else "Everything is there: submit it."
    return ""
