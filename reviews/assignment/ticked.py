"""Giving the papers that a chair ticked in the list of submissions to one person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest
from effgenai.ui.text.numbers import counted, listed
from reviews.assignment.forms import AssignTickedForm
from reviews.assignment.services import assign_papers
from reviews.committee.queries.members import visible_loads
from reviews.expertise.queries import READERS, seats
from submissions.core.models import Submission
from submissions.selection.queries import Selection
from submissions.selection.views import confirmed, on_selection

# Nobody reads more; each paper is asked for by itself.
MAX_PAPERS = 100
MAX_NAMED = 12


@on_selection
def assign_ticked(request: MemberRequest, selection: Selection) -> HttpResponseBase:
    """Choose who gets the ticked papers, then give them those that they may get."""
    people = offered_people(request.viewer)
    form = AssignTickedForm(confirmed(request), people=people)
    is_too_many = len(selection.papers) > MAX_PAPERS
    if not is_too_many and form.is_valid():
        _assign(request, selection, form)
        return redirect(selection.back)
    is_ready = any(people.values()) and not is_too_many
    context = {
        **desk_page(request.viewer, "submissions"),
        "title": "Assign",
        "selection": selection,
        "form": form,
        "is_too_many": is_too_many,
        "most": MAX_PAPERS,
        "ready": selection.ranges if is_ready else "",
        "submit": f"Assign {selection.words}",
    }
    return render(request, "reviews/assignment/ticked.html", context)


def offered_people(viewer: Viewer) -> dict[Role, list[tuple[str, str]]]:
    """Keys and words of the committee by role, with the papers they have among those the viewer handles."""
    committee = seats(viewer.conference)
    return {
        role: [
            (seat.key, f"{seat.name} · {loads.get(seat.user_id, 0)} of {seat.load_max}")
            for seat in committee
            if role in seat.roles
        ]
        for role in READERS
        for loads in [visible_loads(viewer, role)]
    }


def _assign(request: MemberRequest, selection: Selection, form: AssignTickedForm) -> None:
    role, key = form.chosen
    members = User.objects.filter(memberships__conference=request.conference, memberships__role=role)
    person = get_object_or_404(members, key=key)
    handled = Submission.objects.handled_by(request.viewer)
    papers = handled.filter(number__in=selection.numbers).select_related("conference")
    made, refused = assign_papers(papers=papers, reviewer=person, role=role, by=request.user, at=request.at)
    if made:
        words = (
            f"{person} has {counted(len(made), 'paper')} more. Nobody is told until you tell the reviewers."
        )
        messages.success(request, words)
    if refused:
        messages.error(request, f"Not assigned: {listed(refused, MAX_NAMED)}")
