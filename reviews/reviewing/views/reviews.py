"""The page on which a judge says that they are in conflict with a paper that they see."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.http import MemberRequest, deny, requires, signed_in
from effgenai.conferences.web.once import once
from reviews.assignment.models import Assignment
from reviews.bidding.queries import may_bid
from reviews.reviewing.cells import cells_of
from reviews.reviewing.forms import DeclineAssignmentForm, ReviewForm, SaveForm
from reviews.reviewing.models import Review
from reviews.reviewing.queries.assigned import LOOKED_AFTER_COLUMNS, assignments_page, papers_to_declare
from reviews.reviewing.queries.writing import ReviewPage, own_assignments, readers_of, review_page
from reviews.reviewing.services.reviews import (
    declare_own_conflict,
    decline_assignment,
    save_draft,
    submit_review,
)
from submissions.conflicts.forms import WordForm
from submissions.core.requests import typed

OVERTAKEN = (
    "This review was saved elsewhere since you opened it, perhaps in another tab. Below is the text "
    "of this page. Submit again to keep it, or load the page anew to see the other one."
)

FIGURES = "reviews/reviewing/assignments/figures.jinja"


@requires(Fact.IS_COMMITTEE)
@require_GET
def assignments(request: MemberRequest) -> HttpResponse:
    """The papers one reviews, and how far one is."""
    page = assignments_page(request.viewer)
    context = {
        "page": page,
        "cells": cells_of(request.conference, page.scale, FIGURES),
        "columns": LOOKED_AFTER_COLUMNS,
        "may_bid": may_bid(request.viewer),
    }
    return render(request, "reviews/reviewing/assignments.html", context)


@signed_in
@require_GET
def review(request: MemberRequest, key: str) -> HttpResponse:
    """The paper beside the form."""
    page = review_page(_assignment(request, key), request.viewer)
    return _show(request, page, ReviewForm(page.questions, page.readers, initial=page.typed))


@signed_in
@require_POST
def save_review(request: MemberRequest, key: str) -> HttpResponse:
    """Keep what is typed: the contract of autosaving in docs/ui.md."""
    assignment = _assignment(request, key)
    form, saving = _form(request, assignment, is_draft=True), SaveForm(request.POST)
    try:
        saved = save_draft(
            assignment=assignment,
            typed=form.typed(),
            version=saving.version_seen,
            by=request.user,
            at=request.at,
            force=saving.is_forced,
        )
    except Overtaken as overtaken:
        return JsonResponse(_saved(overtaken.current), status=409)
    except Refused as refusal:
        return JsonResponse({"errors": {"__all__": [str(refusal)]}}, status=403)
    if form.is_valid():
        return JsonResponse(_saved(saved))
    return JsonResponse({**_saved(saved), "errors": form.errors}, status=422)


@signed_in
@require_POST
def submit(request: MemberRequest, key: str) -> HttpResponse:
    """Hand the review in. Whatever stands against it, what was typed is on the page again."""
    assignment = _assignment(request, key)
    form = _form(request, assignment, is_draft=SaveForm(request.POST).is_for_later)
    try:
        saved = _save_or_submit(request, assignment, form)
    except Overtaken:
        form.add_error(None, OVERTAKEN)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        if saved:
            return saved
    page = review_page(_assignment(request, key), request.viewer)
    return _show(request, page, form, status=422)


def _save_or_submit(request: MemberRequest, assignment: Assignment, form: ReviewForm) -> HttpResponse | None:
    saving = SaveForm(request.POST)
    version = saving.version_seen
    if saving.is_for_later or not form.is_valid():
        save_draft(
            assignment=assignment,
            typed=form.typed(),
            version=version,
            by=request.user,
            at=request.at,
        )
        return redirect("reviews:tasks", request.conference.slug) if form.is_valid() else None
    submit_review(
        assignment=assignment,
        typed=form.typed(),
        answers=form.answers(),
        version=version,
        by=request.user,
        at=request.at,
    )
    messages.success(request, "Thank you, your review is submitted.")
    return redirect("reviews:review", request.conference.slug, assignment.key)


@signed_in
@require_http_methods(["GET", "POST"])
def decline(request: MemberRequest, key: str) -> HttpResponse:
    """Give a paper back, with a reason."""
    assignment = _assignment(request, key)
    page = review_page(assignment, request.viewer)
    if page.why_not_decline:
        return deny(page.why_not_decline)
    form = DeclineAssignmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decline_assignment(assignment=assignment, by=request.user, at=request.at, **form.cleaned_data)
        messages.success(
            request, f"You declined paper {page.paper.number}. The chairs will ask somebody else."
        )
        return redirect("reviews:tasks", request.conference.slug)
    return render(request, "reviews/reviewing/decline.html", {"page": page, "form": form})


def _assignment(request: MemberRequest, key: str) -> Assignment:
    assignments = own_assignments(request.viewer).select_related(
        "submission__conference", "submission__track", "review"
    )
    return get_object_or_404(assignments, key=key)


def _form(request: MemberRequest, assignment: Assignment, *, is_draft: bool) -> ReviewForm:
    questions = list(assignment.submission.conference.review_fields.all())
    return ReviewForm(questions, readers_of(assignment), data=request.POST, is_draft=is_draft)


def _saved(saved: Review) -> dict[str, Any]:
    return {"version": saved.version, "saved_at": saved.saved_at.isoformat()}


def _show(request: MemberRequest, page: ReviewPage, form: ReviewForm, *, status: int = 200) -> HttpResponse:
    return render(request, "reviews/reviewing/review.html", {"page": page, "form": form}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
@once
def declare(request: MemberRequest, number: int) -> HttpResponse:
    """Say why; then the paper is gone for whoever said so. Leads back to where papers are listed."""
    paper = get_object_or_404(papers_to_declare(request.viewer), number=number)
    form = WordForm(typed(request))
    if form.is_valid():
        try:
            declare_own_conflict(submission=paper, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"You are in conflict with paper {number}. You will not meet it again.")
            return redirect(
                "reviews:bids" if "bids" in request.GET else "reviews:tasks", request.conference.slug
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"paper": paper, "form": form, "from_bids": "bids" in request.GET}
    return render(request, "reviews/reviewing/conflict.html", context)
