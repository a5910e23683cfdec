"""Drafts and assignments as files, also for other systems."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.ui.text.csv import csv_response
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.interchange import Pair, cmt_xml, hotcrp_table, openreview_table
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.drafts import DraftPage
from submissions.core.models import Submission
from submissions.core.states import ON_THE_DESK

HEADER = ["paper", "title", "name", "e-mail", "fit", "made of", "new", "by hand"]


def draft_csv(slug: str, page: DraftPage) -> StreamingHttpResponse:
    """A line for each pair of a draft on the papers the page lists; papers without anyone are left out."""
    rows = (
        [
            paper.submission.number,
            paper.submission.title,
            pair.user.name,
            pair.user.email,
            round(pair.score, 4),
            words,
            "yes" if pair.is_new else "",
            "yes" if pair.by_hand else "",
        ]
        for paper in page.papers
        for pair, words in paper.readers
    )
    return csv_response(f"{slug}-draft-{page.draft.key}.csv", HEADER, rows)


FORMATS = {"hotcrp": "HotCRP", "openreview": "OpenReview", "cmt": "CMT", "cmt-area-chairs": "CMT"}


def exported(name: str, form: str, pairs: Sequence[Pair]) -> HttpResponseBase:
    """The pairs as a file that one of `FORMATS` takes.

    CMT takes reviewers and area chairs, whom it calls meta-reviewers, in files of their own.
    """
    if form.startswith("cmt"):
        of_role = [pair for pair in pairs if pair.is_area_chair == (form == "cmt-area-chairs")]
        response = HttpResponse(cmt_xml(of_role), content_type="application/xml; charset=utf-8")
        file = content_disposition_header(as_attachment=True, filename=f"{name}-{form}.xml")
        response["Content-Disposition"], response["Cache-Control"] = file or "", "private, no-store"
        return response
    heading, rows = hotcrp_table(pairs) if form == "hotcrp" else openreview_table(pairs)
    return csv_response(f"{name}-{form}.csv", heading, rows, bom=False)


def pairs_in_force(viewer: Viewer) -> list[Pair]:
    """The tasks in force on papers that this chair handles, by paper; how they came about stays here."""
    papers = Submission.objects.handled_by(viewer).filter(state__in=ON_THE_DESK)
    assignments = Assignment.objects.active().filter(submission__in=papers.values("pk"))
    rows = assignments.order_by("submission__number", "role", "reviewer__email")
    return [
        Pair(number, email, is_area_chair=role == Role.AREA_CHAIR)
        for number, email, role in rows.values_list("submission__number", "reviewer__email", "role")
    ]


def pairs_of_draft(draft: AssignmentDraft) -> list[Pair]:
    """The pairs of a draft, by paper."""
    rows = draft.pairs.order_by("submission__number", "user__email")
    return [
        Pair(number, email, is_area_chair=draft.role == Role.AREA_CHAIR, score=score)
        for number, email, score in rows.values_list("submission__number", "user__email", "score")
    ]
