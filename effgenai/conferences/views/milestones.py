from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from effgenai.conferences.errors import Refused
from effgenai.conferences.forms.milestones import MilestoneForm
from effgenai.conferences.http import MemberRequest, requires
from effgenai.conferences.models import Milestone
from effgenai.conferences.queries.desk import milestone_rows
from effgenai.conferences.services.milestones import remove_milestone, save_milestone
from effgenai.conferences.views.desk import desk_response
from effgenai.ui.dates import moment


@requires("is_chair")
@require_safe
def milestones(request: MemberRequest) -> HttpResponse:
    """Every date of the conference with its history."""
    return desk_response(request, "milestones", "call", "milestones", rows=milestone_rows(request.viewer))


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def new_milestone(request: MemberRequest) -> HttpResponse:
    """Add a date."""
    return _edit(request, Milestone(conference=request.conference))


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def milestone(request: MemberRequest, key: str) -> HttpResponse:
    """Change a date. Moving it is shown, before and after, and asked for once more."""
    return _edit(request, get_object_or_404(request.conference.milestones, key=key))


def _edit(request: MemberRequest, date: Milestone) -> HttpResponse:
    before = moment(date.instant, date.zone, request.at) if date.pk else ""
    old_instant = date.instant
    form = MilestoneForm(request.POST or None, instance=date)
    context: dict[str, Any] = {"form": form, "date": date, "is_new": date.pk is None, "before": before}
    if request.method == "POST" and form.is_valid():
        is_moved = date.pk is not None and date.instant != old_instant
        if is_moved and request.POST.get("confirmed") != date.instant.isoformat():
            context |= {"after": moment(date.instant, date.zone, request.at), "confirmed": date.instant}
        elif _save(request, form, before if is_moved else ""):
            return redirect("conferences:milestones", request.conference.slug)
    return desk_response(request, "milestone", "call", **context)


def _save(request: MemberRequest, form: MilestoneForm, before: str) -> bool:
    date, reason = form.instance, form.cleaned_data.get("reason", "")
    try:
        save_milestone(milestone=date, by=request.user, at=request.at, reason=reason)
    except Refused as refusal:
        form.add_error("when", str(refusal))
        return False
    after = moment(date.instant, date.zone, request.at)
    told = f"{date.name} moved from {before} to {after}." if before else f"{date.name}: {after}."
    messages.success(request, told)
    return True


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def drop_milestone(request: MemberRequest, key: str) -> HttpResponse:
    """Remove a date, after a look at what that means."""
    date = get_object_or_404(request.conference.milestones, key=key)
    if request.method == "POST":
        remove_milestone(milestone=date, by=request.user, at=request.at)
        messages.success(request, f"“{date.name}” is removed.")
        return redirect("conferences:milestones", request.conference.slug)
    effect = (
        "The date and its history leave the site and the calendars; what it opened or closed no longer is."
    )
    context = {"name": date.name, "effect": effect, "back": "conferences:milestones", "back_label": "Dates"}
    return desk_response(request, "remove", "call", **context)
