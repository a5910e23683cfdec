"""One paper as its reader may see it: what is not for them is absent."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Value
from django.urls import reverse

from effgenai.conferences.core.models import Topic
from effgenai.conferences.core.states import BlindMode
from effgenai.conferences.core.viewer import Viewer
from effgenai.files.models import StoredFile
from effgenai.mail.delivery.undelivered import failed_about
from effgenai.ui.dates import moment
from submissions.authors.models import Authorship
from submissions.authors.queries import own_listings
from submissions.conflicts.models import NamedConflict
from submissions.conflicts.queries.shown import ConflictLine, conflict_lines
from submissions.conflicts.services.naming import named_by_authors
from submissions.core.dates import dates_for
from submissions.core.models import (
    PaperException,
    Submission,
    SubmissionQuerySet,
    in_conflict_with,
)
from submissions.core.rules import MORE_TIME, why_not_edit, why_not_withdraw
from submissions.core.states import SubmissionState
from submissions.papers.access import Section, papers_opened_to, sections_of
from submissions.papers.hidden import hides_authors
from submissions.papers.queries.steps import FINAL_PDF, PaperStep, next_step
from submissions.tags.queries import words_of_paper

NO_AUTHOR = "Only its authors change a paper."


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
    topics: list[str]
    tags: list[str] | None
    more_time: list[PaperException]
    undelivered: tuple[int, str]
    step: PaperStep | None
    why_not_edit: str | None
    why_not_withdraw: str | None
    is_asked: bool
    top: list[Section]
    main: list[Section]
    aside: list[Section]


def paper_page(viewer: Viewer, paper: Submission) -> PaperPage:
    """The page of a paper that the viewer may open; a constant number of queries."""
    facts = facts_of(viewer, paper)
    is_author, is_chair = facts.wrote, facts.handles
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
        named=_named(viewer, paper, facts) if is_author or (is_chair and with_authors) else None,
        topics=facts.topics,
        tags=facts.tags if is_chair else None,
        more_time=_more_time(paper) if is_chair and facts.has_more_time else [],
        undelivered=failed_about(viewer, paper.number) if is_chair else (0, ""),
        step=_step(viewer, paper, facts) if is_author else None,
        why_not_edit=why_not_edit(paper, viewer) if is_author else NO_AUTHOR,
        why_not_withdraw=why_not_withdraw(paper, viewer.at),
        is_asked=is_author and own_listings(viewer).filter(submission=paper).exists(),
        top=[section for section in sections if section.place == "top"],
        main=[section for section in sections if section.place == "main"],
        aside=[section for section in sections if section.place == "aside"],
    )


@dataclasses.dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is read along with a paper.

    The first two give a viewer a right to it: they wrote it, or handle it as a chair. `is_impartial`: no
    conflict keeps them from judging it.
    """

    wrote: bool
    handles: bool
    is_impartial: bool
    has_more_time: bool
    has_named: bool
    is_decision_out: bool
    topics: list[str]
    tags: list[str]


OF_VERSION = ("number", "is_current", "created_at", "manuscript__pages", "manuscript__sha256")
FACTS = ("is_impartial", "has_more_time", "has_named", "is_decision_out", "topic_names", "tag_words")


def with_facts(viewer: Viewer) -> SubmissionQuerySet:
    """All papers, in no order, each with what `facts_of` needs, so that it asks nothing more."""
    is_impartial = ~in_conflict_with(viewer.user) if viewer.user else Value(False)
    return _with_common_facts().annotate(is_impartial=is_impartial)


@functools.cache
def _with_common_facts() -> SubmissionQuerySet:
    """What does not depend on the viewer: to put it together takes as long as to read it, so once will do."""
    return (
        Submission.objects.order_by()
        .prefetch_related("authorships")
        .annotate(
            has_more_time=Exists(PaperException.objects.filter(submission=OuterRef("pk"))),
            has_named=Exists(NamedConflict.objects.filter(submission=OuterRef("pk"))),
            is_decision_out=Q(decision__released_at__isnull=False),
            tag_words=words_of_paper(),
            topic_names=ArraySubquery(Topic.objects.filter(submissions=OuterRef("pk")).values("name")),
        )
    )


def facts_of(viewer: Viewer, paper: Submission) -> KnownFacts:
    """The facts of a paper; no query if it was read `with_facts`, two otherwise."""
    return viewer.once(("facts", paper.pk), lambda: _facts_of(viewer, paper))


def _facts_of(viewer: Viewer, paper: Submission) -> KnownFacts:
    if not hasattr(paper, FACTS[0]):
        return _facts_of(viewer, with_facts(viewer).get(pk=paper.pk))
    is_impartial, *others = (getattr(paper, name) for name in FACTS)
    is_here = paper.conference_id == viewer.conference.pk and paper.state != SubmissionState.DRAFT
    return KnownFacts(
        _wrote(viewer, paper), viewer.is_chair and is_here and is_impartial, is_impartial, *others
    )


def _wrote(viewer: Viewer, paper: Submission) -> bool:
    """`written_by` for one paper."""
    if viewer.user is None:
        return False
    began_it = paper.state == SubmissionState.DRAFT and paper.created_by_id == viewer.user.pk
    return began_it or any(author.user_id == viewer.user.pk for author in paper.authorships.all())


def may_open(viewer: Viewer, paper: Submission) -> bool:
    """Whether the viewer may open the page of a paper: `papers_readable_by` for one of the conference."""
    facts = facts_of(viewer, paper)
    return paper.is_public or facts.wrote or facts.handles or is_opened(viewer, paper)


def is_opened(viewer: Viewer, paper: Submission) -> bool:
    """Whether an app above opened the paper to the viewer, who reads it for others; one query."""
    return viewer.once(("opened", paper.pk), lambda: papers_opened_to(viewer).filter(pk=paper.pk).exists())


def wrote(viewer: Viewer, paper: Submission) -> bool:
    """Whether the viewer is an author of the paper, or began the draft."""
    return facts_of(viewer, paper).wrote


def handles(viewer: Viewer, paper: Submission) -> bool:
    """Whether the viewer works on the paper as a chair without conflict: `handled_by` for one paper."""
    return facts_of(viewer, paper).handles


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
    is_reader = handles(viewer, paper) or is_opened(viewer, paper)
    return manuscript.reviewer_copy if is_reader else None


def own_reviewer_copy(viewer: Viewer, paper: Submission) -> StoredFile | None:
    """What reviewers get of the manuscript, for its authors."""
    return paper.manuscript.reviewer_copy if paper.manuscript and wrote(viewer, paper) else None


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
    rows = list(paper.revisions.values_list(*OF_VERSION, named=True))
    if not with_receipts and (len(rows) < 2 or readable_file(viewer, paper) is None):
        return []
    return [_version(viewer, paper, row, with_receipts=with_receipts) for row in rows]


def _version(viewer: Viewer, paper: Submission, row: Any, *, with_receipts: bool) -> Version:
    names = [viewer.conference.slug, paper.number, row.number]
    return Version(
        number=row.number,
        title=f"Version {row.number}",
        is_current=row.is_current,
        when=moment(row.created_at, viewer.conference.time_zone, viewer.at),
        pages=row.manuscript__pages or 0,
        receipt=reverse("submissions:receipt", args=names) if with_receipts else "",
        sha256=(row.manuscript__sha256 or "")[:12] if with_receipts else "",
    )


def _named(viewer: Viewer, paper: Submission, facts: KnownFacts) -> list[NamedConflict]:
    return named_by_authors(viewer, paper) if facts.has_named else []


def _more_time(paper: Submission) -> list[PaperException]:
    """What its authors were given beyond the date that is next for the paper; nothing if there is none."""
    kind = MORE_TIME.get(SubmissionState(paper.state))
    return [more for more in paper.date_exceptions.all() if more.kind == kind]


def _step(viewer: Viewer, paper: Submission, facts: KnownFacts) -> PaperStep:
    final_pdf = paper.materials.filter(is_current=True, kind=FINAL_PDF)
    has_final_pdf = paper.state == SubmissionState.ACCEPTED and final_pdf.exists()
    known = {"has_final_pdf": has_final_pdf, "waits": facts.is_decision_out}
    return next_step(viewer, paper, dates_for(viewer), **known)
