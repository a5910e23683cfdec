from __future__ import annotations

import dataclasses
import math
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.navigation import NavItem
from reviews.assignment_drafts.forms import DraftForm, RenameForm, new_seed
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.drafts import find_draft
from reviews.assignment_drafts.queries.facts import choices_of, facts_for
from reviews.assignment_drafts.queries.listed import (
    COLUMNS,
    COMPARE_COLUMN,
    DraftProgress,
    draft_rows,
    inputs_of,
)
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.services.making import (
    ask_again,
    cancel_draft,
    discard_draft,
    free_name,
    rename_draft,
    restore_draft,
    start_draft,
    stop_draft,
    why_not_ask,
    why_not_propose,
)
from reviews.bidding.fit import bid_weight
from reviews.bidding.services import weigh_bids
from reviews.navigation import assignment_tabs

ROLES = {Role.REVIEWER: "For reviewers", Role.AREA_CHAIR: "For area chairs"}


@requires(Fact.IS_CHAIR)
@require_GET
def drafts(request: MemberRequest) -> HttpResponse:
    """Every draft that this chair may see; two that are ticked are compared."""
    chosen = request.GET.getlist("draft")
    if len(chosen) == 2:
        first, second = chosen
        address = reverse("reviews:compare_drafts", args=[request.conference.slug])
        return redirect(f"{address}?a={first}&b={second}")
    rows = draft_rows(request.viewer)
    may_compare = sum(row.is_there for row in rows) > 1
    context = {
        **_base(request),
        "columns": (COMPARE_COLUMN, *COLUMNS) if may_compare else COLUMNS,
        "rows": rows,
        "may_compare": may_compare,
        "tick_two": "compare" in request.GET,
    }
    return render(request, "reviews/assignment_drafts/drafts.html", context)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def propose(request: MemberRequest) -> HttpResponse:
    """Choose what the engine is asked for, and have a worker ask it."""
    usual = _usual(request)
    facts = facts_for(request.viewer, Role(usual.role))
    why_not, inputs = why_not_propose(facts), inputs_of(request.viewer, facts)
    name = free_name(request.viewer, usual)
    typed = request.POST if request.method == "POST" else None
    form = DraftForm(typed, choices=usual, usual_name=name, shown=inputs.shown)
    if typed is not None and why_not is None and form.is_valid():
        choices = form.choices()
        wrong = why_not_ask(facts, choices)
        for field, reason in wrong.items():
            form.add_error(field if field in form.fields else None, reason)
        if not wrong:
            return _start(request, choices, form.cleaned_data["name"])
    context = {
        **_base(request),
        "form": form,
        "inputs": inputs,
        "role": usual.role,
        "role_tabs": _role_tabs(request, usual.role),
        "why_not": why_not,
    }
    return render(request, "reviews/assignment_drafts/making/propose.html", context)


def _usual(request: MemberRequest) -> Choices:
    """What the form begins with: the usual for this role, or what another draft was asked with."""
    like = find_draft(request.viewer, request.GET["like"]) if "like" in request.GET else None
    if like is not None:
        return _at_point(choices_of(like), request.GET.get("target", ""))
    role = request.GET.get("role", Role.REVIEWER)
    if role not in ROLES:
        raise BadRequest
    weight = bid_weight(request.conference.pk)
    return Choices(role=role, bids=weight, seed=new_seed(), balanced=role == Role.AREA_CHAIR)


def _at_point(choices: Choices, target: str) -> Choices:
    """The same for a point of its curve: as good as that the worst paper need be."""
    try:
        worst = float(target)
    except ValueError:
        return choices
    return dataclasses.replace(choices, target=worst) if math.isfinite(worst) else choices


def _start(request: MemberRequest, choices: Choices, name: str) -> HttpResponse:
    try:
        if choices.role == Role.REVIEWER:
            weigh_bids(conference=request.conference, weight=choices.bids, by=request.user, at=request.at)
        draft = start_draft(viewer=request.viewer, choices=choices, name=name, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:propose", request.conference.slug)
    return redirect("reviews:run_progress", request.conference.slug, draft.key)


def _role_tabs(request: MemberRequest, current: str) -> list[NavItem]:
    address = reverse("reviews:propose", args=[request.conference.slug])
    return [NavItem(label, f"{address}?role={role}", role == current) for role, label in ROLES.items()]


@requires(Fact.IS_CHAIR)
@require_GET
def progress(request: MemberRequest, key: str) -> HttpResponse:
    """How far a draft is; once it is there, the draft itself."""
    draft = _found(request, key)
    if draft.total is not None:
        return _to_draft(request, draft)
    context = {"progress": DraftProgress(draft, request.at)}
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        answer = render(request, "reviews/assignment_drafts/making/progress_fragment.html", context)
        if not context["progress"].is_moving:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "reviews/assignment_drafts/making/progress.html", {**_base(request), **context})


def _to_draft(request: MemberRequest, draft: AssignmentDraft) -> HttpResponse:
    address = reverse("reviews:run", args=[request.conference.slug, draft.key])
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@requires(Fact.IS_CHAIR)
@require_POST
def again(request: MemberRequest, key: str) -> HttpResponse:
    """Have another worker make it."""
    return _done(request, key, ask_again, "A worker is asked again.", to="reviews:run_progress")


@requires(Fact.IS_CHAIR)
@require_POST
def stop(request: MemberRequest, key: str) -> HttpResponse:
    """End the search for the best, and take the best so far."""
    words = "The search ends; the best so far is checked and becomes the draft."
    return _done(request, key, stop_draft, words, to="reviews:run_progress")


@requires(Fact.IS_CHAIR)
@require_POST
def cancel(request: MemberRequest, key: str) -> HttpResponse:
    """Give up a draft that is being made."""
    return _done(request, key, cancel_draft, "The draft is cancelled; nothing of it is kept.")


@requires(Fact.IS_CHAIR)
@require_POST
def discard(request: MemberRequest, key: str) -> HttpResponse:
    """Put a draft aside."""
    return _done(request, key, discard_draft, "The draft is discarded; nothing was assigned.")


@requires(Fact.IS_CHAIR)
@require_POST
def restore(request: MemberRequest, key: str) -> HttpResponse:
    """Take back a draft that was put aside."""
    return _done(request, key, restore_draft, "The draft is back.")


@requires(Fact.IS_CHAIR)
@require_POST
def rename(request: MemberRequest, key: str) -> HttpResponse:
    """Give a draft another name."""
    form = RenameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    return _done(request, key, rename_draft, "The draft has its new name.", name=name)


def _done(
    request: MemberRequest, key: str, service: Any, words: str, *, to: str = "reviews:drafts", **more: Any
) -> HttpResponse:
    draft = _found(request, key)
    try:
        service(draft=draft, by=request.user, at=request.at, **more)
        messages.success(request, words)
    except Refused as refusal:
        messages.error(request, str(refusal))
    args = [request.conference.slug] + ([key] if to != "reviews:drafts" else [])
    return redirect(to, *args)


def _base(request: MemberRequest) -> dict[str, Any]:
    tabs = assignment_tabs(request.viewer, "drafts")
    return {**desk_page(request.viewer, "assignment"), "tabs": tabs}


def _found(request: MemberRequest, key: str) -> AssignmentDraft:
    found = find_draft(request.viewer, key)
    if found is None:
        raise Http404
    return found
