from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.accounts.keys import new_key
from effgenai.conferences.desk import desk_page
from effgenai.conferences.errors import Refused
from effgenai.conferences.http import MemberRequest, requires
from reviews.forms.bids import WeightForm
from reviews.models import AssignmentRun, BiddingRound
from reviews.progress import note_progress, progress_of
from reviews.queries.assignment import assignment_tabs
from reviews.queries.drafts import find_run, run_page, runs_of
from reviews.queries.facts import facts_for
from reviews.queries.fit import bid_weight
from reviews.services.bids import weigh_bids
from reviews.services.proposals import apply_run, discard_run, propose_assignment, why_not_propose
from reviews.tasks import propose_assignment as propose_later

ROWS_A_PAGE = 50
AT_ONCE = 60_000  # pairs; this many take about a second


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def propose(request: MemberRequest) -> HttpResponse:
    """Ask the engine for the best assignment, and find earlier answers."""
    facts = facts_for(request.viewer)
    why_not = why_not_propose(facts)
    typed = request.POST if request.method == "POST" else None
    form = WeightForm(typed, initial={"weight": bid_weight(request.conference.pk)})
    if request.method == "POST" and why_not is None and form.is_valid():
        weight = form.cleaned_data["weight"]
        weigh_bids(conference=request.conference, weight=weight, by=request.user, at=request.at)
        return _propose(request, is_large=facts.size > AT_ONCE)
    context = {
        **desk_page(request.viewer, "assignment"),
        "tabs": assignment_tabs(request.viewer, "propose"),
        "why_not": why_not,
        "papers": len(facts.papers),
        "reviewers": len(facts.members),
        "wanted": facts.wanted,
        "kept": len(facts.standing),
        "form": form,
        "has_bidding": BiddingRound.objects.filter(conference=request.conference).exists(),
        "runs": runs_of(request.viewer),
    }
    return render(request, "reviews/assignment/propose.html", context)


def _propose(request: MemberRequest, *, is_large: bool) -> HttpResponse:
    key = new_key()
    if is_large:
        note_progress(key, by=request.user.pk)
        propose_later.delay(request.conference.pk, request.user.pk, key)
    else:
        propose_assignment(conference=request.conference, by=request.user, at=request.at, key=key)
    return redirect("reviews:run", request.conference.slug, key)


@requires("is_chair")
@require_GET
def run(request: MemberRequest, key: str) -> HttpResponse:
    """What the engine proposes, with reasons, before anything is assigned."""
    found = find_run(request.viewer, key)
    base = {**desk_page(request.viewer, "assignment"), "tabs": assignment_tabs(request.viewer, "propose")}
    if found is None:
        progress = progress_of(key, by=request.user.pk)
        if progress is None:
            raise Http404
        return render(request, "reviews/assignment/progress.html", {**base, "failure": progress})
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


@requires("is_chair")
@require_POST
def discard(request: MemberRequest, key: str) -> HttpResponse:
    """Put the proposal aside."""
    try:
        discard_run(run=_found(request, key), by=request.user, at=request.at)
        messages.success(request, "The proposal is discarded; nothing was assigned.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:propose", request.conference.slug)


def _found(request: MemberRequest, key: str) -> AssignmentRun:
    found = find_run(request.viewer, key)
    if found is None:
        raise Http404
    return found
