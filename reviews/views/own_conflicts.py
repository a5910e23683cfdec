"""The page on which a judge says that they are in conflict with a paper that they see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from effgenai.conferences.errors import Refused
from effgenai.conferences.http import MemberRequest, signed_in
from effgenai.conferences.once import once
from reviews.queries.own_conflicts import papers_to_declare
from reviews.services.own_conflicts import declare_own_conflict
from submissions.conflicts.forms import WordForm
from submissions.forms.papers import typed


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
    return render(request, "reviews/review/conflict.html", context)
