"""The author's side beside the form for writing: begin, submit, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.dates.queries.milestones import milestone_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.http import MemberRequest, signed_in
from effgenai.conferences.web.once import once
from submissions.core.requests import own_paper, typed
from submissions.core.rules import (
    what_is_missing,
    why_not_start,
    why_not_submit,
    why_not_withdraw,
)
from submissions.core.states import SubmissionState
from submissions.papers.forms import StartForm, WithdrawForm
from submissions.papers.queries.own import own_papers
from submissions.papers.services.drafts import start_draft
from submissions.papers.services.transitions import submit_paper, withdraw_paper
from submissions.papers.views.next_page import next_page


@signed_in
@require_GET
def mine(request: MemberRequest) -> HttpResponse:
    """Own papers with their states and next steps."""
    papers = own_papers(request.viewer)
    context = {
        "papers": papers,
        "is_waited_for": any(own.step.is_wanted for own in papers),
        "why_not": why_not_start(request.viewer),
        "due": milestone_for(request.conference, MilestoneKind.SUBMISSIONS_DUE, user=request.user),
    }
    return render(request, "submissions/papers/mine.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
@once
def new(request: MemberRequest) -> HttpResponse:
    """Begin a draft."""
    why_not = why_not_start(request.viewer)
    form = StartForm(typed(request), conference=request.conference)
    if not why_not and form.is_valid():
        paper = start_draft(viewer=request.viewer, by=request.user, at=request.at, **form.cleaned_data)
        return redirect("submissions:edit", request.conference.slug, paper.number)
    return render(request, "submissions/papers/new.html", {"form": form, "why_not": why_not})


@signed_in
@require_http_methods(["GET", "POST"])
def submit(request: MemberRequest, number: int) -> HttpResponse:
    """What will be recorded; then record it. A second press changes nothing."""
    paper = own_paper(request, number)
    why_not = ""
    if request.method == "POST":
        try:
            submit_paper(submission=paper, viewer=request.viewer, by=request.user, at=request.at)
            messages.success(request, "Your paper is in. Every author gets the receipt by mail.")
            return next_page(request, number, "paper")
        except Refused as refused:
            why_not = str(refused)
    elif paper.state != SubmissionState.DRAFT:
        return redirect("submissions:paper", request.conference.slug, number)
    context = {
        "paper": paper,
        "missing": what_is_missing(paper),
        "why_not": why_not or why_not_submit(paper, request.viewer),
    }
    return render(request, "submissions/papers/submit.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
@once
def withdraw(request: MemberRequest, number: int) -> HttpResponse:
    """What withdrawing means; then withdraw."""
    paper = own_paper(request, number)
    form = WithdrawForm(typed(request))
    if form.is_valid():
        withdraw_paper(submission=paper, by=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, "The paper is withdrawn. Its authors have been told.")
        return redirect("submissions:paper", request.conference.slug, number)
    context = {
        "paper": paper,
        "number": f"No. {number}",
        "form": form,
        "why_not": why_not_withdraw(paper, request.at),
    }
    return render(request, "submissions/papers/withdraw.html", context)
