from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.http import MemberRequest, requires
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.comparison import (
    CHOICE_COLUMNS,
    DIFFERENCE_COLUMNS,
    FIGURE_COLUMNS,
    LOAD_COLUMNS,
    compare,
)
from reviews.assignment_drafts.queries.drafts import drafts_of
from reviews.assignment_drafts.views.drafts import base, draft_or_404

ROWS_A_PAGE = 50
NOW = "now"


@requires(Fact.IS_CHAIR)
@require_GET
def compare_drafts(request: MemberRequest) -> HttpResponse:
    """Two drafts side by side, or a draft (`b=now`) beside what is in force."""
    first, second = request.GET.get("a", ""), request.GET.get("b", NOW)
    if first == NOW:
        first, second = second, first
    a = _answered(request, first)
    b = None if second == NOW else _answered(request, second)
    if b is not None and b.role != a.role:
        raise Http404
    found = compare(request.viewer, a, b)
    others = [
        draft for draft in drafts_of(request.viewer) if draft.total is not None and draft.role == a.role
    ]
    context = {
        **base(request),
        "figure_columns": FIGURE_COLUMNS,
        "choice_columns": CHOICE_COLUMNS,
        "load_columns": LOAD_COLUMNS,
        "difference_columns": DIFFERENCE_COLUMNS,
        "found": found,
        "worst": [(found.a, found.worst(found.a)), (found.b, found.worst(found.b))],
        "page_obj": Paginator(found.differences, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "others": [draft for draft in others if draft.pk != a.pk],
    }
    return render(request, "reviews/assignment_drafts/compare.html", context)


def _answered(request: MemberRequest, key: str) -> AssignmentDraft:
    draft = draft_or_404(request, key)
    if draft.total is None:
        raise Http404
    return draft
