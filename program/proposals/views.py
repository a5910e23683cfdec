from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import TextChoices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest
from effgenai.conferences.web.once import once
from effgenai.conferences.web.pressed import pressed
from program.desk.queries.draft import session_rows
from program.desk.views.pages import editor
from program.proposals.choices import PLANNED_KINDS, PlanningChoices
from program.proposals.forms import PlanForm
from program.proposals.models import ProgramProposal
from program.proposals.queries.pages import (
    COLUMNS,
    PAPER_COLUMNS,
    PlanProgress,
    ProposalRow,
    check_of,
    find_proposal,
    plan_page,
    presentations_of,
    proposals_of,
)
from program.proposals.services import making
from program.proposals.services.applying import DraftChanged, Ticked, apply_proposal
from program.proposals.states import UNDER_WAY


class PlanButton(TextChoices):
    """Buttons of the form that asks for a plan."""

    START = "start"
    CHECK = "check"


@editor
@require_http_methods(["GET", "POST"])
@once
def planner(request: MemberRequest) -> HttpResponse:
    """Choose what is planned, see what can be said before any search, and have a worker make the plan."""
    form = PlanForm(
        request.POST or None,
        rows=session_rows(request.viewer),
        presentations=presentations_of(request.viewer),
    )
    if request.method == "POST":
        button = pressed(request, "do", PlanButton)
        if form.is_valid() and button == PlanButton.START:
            return _start(request, form.choices())
    rows = [ProposalRow(proposal) for proposal in proposals_of(request.viewer)]
    choices = form.choices() if form.is_bound and form.is_valid() else _usual(form)
    context = {
        "form": form,
        "check": check_of(request.viewer, choices) if choices and not form.errors else None,
        "rows": rows,
        "columns": COLUMNS,
        "under_way": next((row.proposal for row in rows if row.proposal.state in UNDER_WAY), None),
        "kinds": ", ".join(kind.label.lower() for kind in PLANNED_KINDS),
    }
    return _render(request, "planner", **context)


def _usual(form: PlanForm) -> PlanningChoices | None:
    """What the form begins with, as it would be sent; None if there is no session to fill."""
    initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    usual = PlanForm(initial, rows=[], presentations=form.presentations)
    usual.fields["sessions"] = form.fields["sessions"]
    return usual.choices() if usual.is_valid() else None


def _start(request: MemberRequest, choices: PlanningChoices) -> HttpResponse:
    try:
        proposal = making.start_proposal(viewer=request.viewer, choices=choices, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("program:planner", request.conference.slug)
    return redirect("program:plan_progress", request.conference.slug, proposal.key)


@editor
@require_GET
def progress(request: MemberRequest, key: str) -> HttpResponse:
    """How far a plan is; once it is there, the plan itself."""
    proposal = _found(request, key)
    if proposal.result:
        return _to_plan(request, proposal)
    seen = PlanProgress(proposal, request.at)
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        answer = render(request, "program/proposals/progress_fragment.html", {"progress": seen})
        if not seen.is_moving:
            answer["HX-Refresh"] = "true"
        return answer
    return _render(request, "progress", progress=seen)


def _to_plan(request: MemberRequest, proposal: ProgramProposal) -> HttpResponse:
    address = reverse("program:plan", args=[request.conference.slug, proposal.key])
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@editor
@require_GET
def plan(request: MemberRequest, key: str) -> HttpResponse:
    """What the planner proposes, as a difference from the draft, each part to be ticked."""
    proposal = _found(request, key)
    if not proposal.result:
        return redirect("program:plan_progress", request.conference.slug, key)
    return _show(request, proposal)


def _show(request: MemberRequest, proposal: ProgramProposal, status: int = 200, **more: Any) -> HttpResponse:
    page = plan_page(request.viewer, proposal)
    ticked = more.pop("ticked", Ticked(papers=frozenset(one.key for one in page.parts if one.is_changed)))
    answer = _render(request, "plan", page=page, ticked=ticked, columns=PAPER_COLUMNS, **more)
    answer.status_code = status
    return answer


@editor
@require_POST
def apply(request: MemberRequest, key: str) -> HttpResponse:
    """Write what is ticked into the draft; where that has changed nothing happens, and the page says why."""
    proposal = _found(request, key)
    asked = request.POST.getlist
    ticked = Ticked(
        papers=frozenset(asked("papers")), names=frozenset(asked("names")), chairs=frozenset(asked("chairs"))
    )
    try:
        apply_proposal(
            proposal=proposal, viewer=request.viewer, by=request.user, ticked=ticked, at=request.at
        )
    except DraftChanged as changed:
        return _show(request, proposal, 409, ticked=ticked, refusal=str(changed), reasons=changed.reasons)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("program:plan", request.conference.slug, key)
    messages.success(request, "The plan is applied. Visitors see it with the next release.")
    return redirect("program:plan", request.conference.slug, key)


@editor
@require_POST
def again(request: MemberRequest, key: str) -> HttpResponse:
    """Have another worker make it."""
    return _done(request, key, making.ask_again, "A worker is asked again.")


@editor
@require_POST
def stop(request: MemberRequest, key: str) -> HttpResponse:
    """End the search for the best, and take the best so far."""
    words = "The search ends; the best so far is checked and becomes the proposal."
    return _done(request, key, making.stop_proposal, words)


@editor
@require_POST
def cancel(request: MemberRequest, key: str) -> HttpResponse:
    """Give up a plan that is being made."""
    return _done(request, key, making.cancel_proposal, "The plan is cancelled; nothing of it is kept.")


@editor
@require_POST
def discard(request: MemberRequest, key: str) -> HttpResponse:
    """Throw a proposal away."""
    return _done(
        request, key, making.discard_proposal, "The plan is discarded; the draft is as it was.", leaves=True
    )


def _done(
    request: MemberRequest, key: str, service: Any, words: str, *, leaves: bool = False
) -> HttpResponse:
    proposal = _found(request, key)
    try:
        service(proposal=proposal, by=request.user, at=request.at)
        messages.success(request, words)
    except Refused as refusal:
        messages.error(request, str(refusal))
    if leaves:
        return redirect("program:planner", request.conference.slug)
    return redirect("program:plan_progress", request.conference.slug, key)


def _found(request: MemberRequest, key: str) -> ProgramProposal:
    found = find_proposal(request.viewer, key)
    if found is None:
        raise Http404
    return found


def _render(request: MemberRequest, template: str, **context: Any) -> HttpResponse:
    sidebar = desk_page(request.viewer, "program")
    return render(request, f"program/proposals/{template}.html", {**sidebar, **context})
