from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from reviews.assignment_drafts.exports import FORMATS, exported, pairs_in_force, pairs_of_draft
from reviews.assignment_drafts.forms import DraftFileForm
from reviews.assignment_drafts.queries.drafts import find_draft
from reviews.assignment_drafts.services.files import drafts_from_file, understand
from reviews.navigation import assignment_tabs

MAX_SHOWN = 50


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def draft_file(request: MemberRequest) -> HttpResponse:
    """Read an assignment from a file, show what it comes to, then make a draft of it."""
    form = DraftFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        **desk_page(request.viewer, "assignment"),
        "tabs": assignment_tabs(request.viewer, "drafts"),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        if request.POST.get("do") == "make":
            return _make(request, form, role)
        found = understand(viewer=request.viewer, listed=form.listed, role=role)
        context |= {"found": found, "listed": form.listed, "shown": found.problems[:MAX_SHOWN]}
        context["more"] = len(found.problems) - len(context["shown"])
    return render(request, "reviews/assignment_drafts/making/file.html", context)


def _make(request: MemberRequest, form: DraftFileForm, role: Role) -> HttpResponse:
    try:
        drafts = drafts_from_file(
            viewer=request.viewer,
            listed=form.listed,
            role=role,
            name=form.cleaned_data["name"],
            at=request.at,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:draft_file", request.conference.slug)
    if len(drafts) > 1:
        messages.success(request, "Two drafts are made: one of reviewers, one of area chairs.")
        return redirect("reviews:drafts", request.conference.slug)
    return redirect("reviews:run", request.conference.slug, drafts[0].key)


@requires(Fact.IS_CHAIR)
@require_GET
def export(request: MemberRequest, form: str) -> HttpResponseBase:
    """What is in force, or a draft (`?draft=KEY`), in the form of another system."""
    if form not in FORMATS:
        raise Http404
    key = request.GET.get("draft", "")
    if not key:
        return exported(request.conference.slug, form, pairs_in_force(request.viewer))
    draft = find_draft(request.viewer, key)
    if draft is None:
        raise Http404
    if form.startswith("cmt"):
        form = "cmt-area-chairs" if draft.role == Role.AREA_CHAIR else "cmt"
    return exported(f"{request.conference.slug}-draft-{draft.key}", form, pairs_of_draft(draft))
