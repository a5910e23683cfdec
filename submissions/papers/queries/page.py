"""One paper as its reader may see it: what is not for them is absent."""

from __future__ import annotations

import dataclasses

from django.urls import reverse

from effgenai.conferences.core.states import BlindMode
from effgenai.conferences.core.viewer import Viewer
from effgenai.files.models import StoredFile
from effgenai.mail.delivery.undelivered import failed_about
from effgenai.ui.dates import moment
from submissions.authors.models import Authorship
from submissions.authors.queries import own_listings
from submissions.conflicts.models import NamedConflict
from submissions.conflicts.queries import ConflictLine, conflict_lines
from submissions.conflicts.services.naming import named_by_authors
from submissions.core.dates import dates_for
from submissions.core.models import PaperException, Revision, Submission
from submissions.core.rules import MORE_TIME, why_not_edit, why_not_submit, why_not_withdraw
from submissions.core.states import SubmissionState
from submissions.papers.access import Section, papers_opened_to, sections_of
from submissions.papers.hidden import hides_authors
from submissions.papers.queries.steps import FINAL_PDF, PaperStep, next_step


@dataclasses.dataclass(frozen=True, slots=True)
class PaperPage:
    """What one person sees on the page of one paper. None: not theirs to know."""

    paper: Submission
    is_author: bool
    is_chair: bool
    authors: list[Authorship] | None
    file: StoredFile | None
    reviewer_copy: StoredFile | None
    versions: list[Version]
    conflicts: list[ConflictLine] | None
    named: list[NamedConflict] | None
    more_time: list[PaperException]
    undelivered: tuple[int, str]
    step: PaperStep | None
    why_not_edit: str | None
    why_not_submit: str | None
    why_not_withdraw: str | None
    is_asked: bool
    top: list[Section]
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
        versions=_versions(viewer, paper, with_receipts=is_author or is_chair),
        conflicts=conflict_lines(viewer, paper, with_authors=with_authors) if is_chair else None,
        named=named_by_authors(viewer, paper) if is_author or (is_chair and with_authors) else None,
        more_time=_more_time(paper) if is_chair else [],
        undelivered=failed_about(viewer, paper.number) if is_chair else (0, ""),
        step=_step(viewer, paper) if is_author else None,
        why_not_edit=why_not_edit(paper, viewer),
        why_not_submit=why_not_submit(paper, viewer),
        why_not_withdraw=why_not_withdraw(paper, viewer.at),
        is_asked=is_author and own_listings(viewer).filter(submission=paper).exists(),
        top=[section for section in sections if section.place == "top"],
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
    return _for_reader(viewer, paper, paper.manuscript)


def readable_version(viewer: Viewer, paper: Submission, number: int) -> StoredFile | None:
    """The file of a version, by the very rules of the newest; None if there is none for the viewer."""
    found = paper.revisions.filter(number=number).select_related("manuscript__reviewer_copy").first()
    return _for_reader(viewer, paper, found.manuscript) if found else None


def _for_reader(viewer: Viewer, paper: Submission, manuscript: StoredFile | None) -> StoredFile | None:
    if manuscript is None or viewer.user is None:
        return None
    if wrote(viewer, paper):
        return manuscript
    is_reader = handles(viewer, paper) or _is_reviewing(viewer, paper)
    return manuscript.reviewer_copy if is_reader else None


def own_reviewer_copy(viewer: Viewer, paper: Submission) -> StoredFile | None:
    """What reviewers get of the manuscript, for its authors."""
    return paper.manuscript.reviewer_copy if paper.manuscript and wrote(viewer, paper) else None


def _is_reviewing(viewer: Viewer, paper: Submission) -> bool:
    return papers_opened_to(viewer).filter(pk=paper.pk).exists()


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """A version on the page of its paper. `receipt` is for its authors and chairs; `pages` of 0: no file."""

    number: int
    title: str
    is_current: bool
    when: str
    pages: int
    receipt: str
    sha256: str


def _versions(viewer: Viewer, paper: Submission, *, with_receipts: bool) -> list[Version]:
    """All versions for authors and chairs; for those who judge the paper, if there is an earlier one."""
    revisions = list(paper.revisions.select_related("manuscript"))
    if not with_receipts and (len(revisions) < 2 or readable_file(viewer, paper) is None):
        return []
    return [_version(viewer, paper, revision, with_receipts=with_receipts) for revision in revisions]


def _version(viewer: Viewer, paper: Submission, revision: Revision, *, with_receipts: bool) -> Version:
    file, names = revision.manuscript, [viewer.conference.slug, paper.number, revision.number]
    return Version(
        number=revision.number,
        title=str(revision),
        is_current=revision.is_current,
        when=moment(revision.created_at, viewer.conference.time_zone, viewer.at),
        pages=(file.pages or 0) if file else 0,
        receipt=reverse("submissions:receipt", args=names) if with_receipts else "",
        sha256=file.sha256[:12] if file and with_receipts else "",
    )


def _more_time(paper: Submission) -> list[PaperException]:
    """What its authors were given beyond the date that is next for the paper; nothing if there is none."""
    kind = MORE_TIME.get(SubmissionState(paper.state))
    return [more for more in paper.date_exceptions.all() if more.kind == kind]


def _step(viewer: Viewer, paper: Submission) -> PaperStep:
    is_final = paper.materials.filter(is_current=True, kind=FINAL_PDF).exists()
    waits = Submission.objects.filter(pk=paper.pk, decision__released_at__isnull=False).exists()
    return next_step(viewer, paper, dates_for(viewer), has_final_pdf=is_final, waits=waits)
