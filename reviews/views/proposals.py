from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from effgenai.conferences.desk import desk_page
from effgenai.conferences.errors import Refused
from effgenai.conferences.http import MemberRequest, requires
from reviews.models import AssignmentRun
from reviews.queries.assignment import assignment_tabs
from reviews.queries.drafts import find_run, run_page
from reviews.services.proposals import apply_run

ROWS_A_PAGE = 50


@requires("is_chair")
@require_GET
def run(request: MemberRequest, key: str) -> HttpResponse:
    """What the engine proposes, with reasons, before anything is assigned."""
    found = _found(request, key)
    if found.total is None:
        return redirect("reviews:run_progress", request.conference.slug, key)
    base = {**desk_page(request.viewer, "assignment"), "tabs": assignment_tabs(request.viewer, "drafts")}
    page = run_page(request.viewer, found)
    shown = Paginator(page.papers, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/assignment/run.html", {**base, "page": page, "page_obj": shown})


@requires("is_chair")
@require_POST
def apply(request: MemberRequest, key: str) -> HttpResponse:
    """Assign what the proposal says."""
    found = _found(request, key)
    try:
        number = apply_run(run=found, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:run", request.conference.slug, key)
    messages.success(
        request, f"{number} tasks assigned. Nobody was told yet: press “Tell reviewers” when it stands."
    )
    return redirect("reviews:assignment", request.conference.slug)


def _found(request: MemberRequest, key: str) -> AssignmentRun:
    found = find_run(request.viewer, key)
    if found is None:
        raise Http404
    return found
