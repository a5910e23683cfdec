"""Deciding on the papers that a chair ticked in the list of submissions."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest
from effgenai.ui.text.numbers import as_ranges, counted
from reviews.decisions.counts import ticked_papers
from reviews.decisions.forms import DecideForm, DecideTickedForm
from reviews.decisions.views.deciding import decide_on
from submissions.selection.queries import Selection
from submissions.selection.views import confirmed, on_selection


@on_selection
def decide_ticked(request: MemberRequest, selection: Selection) -> HttpResponseBase:
    """Choose a provisional decision for the ticked papers, then set it on those that can be decided on."""
    form = DecideTickedForm(confirmed(request), conference=request.conference)
    if form.is_valid() and decide_on(
        request, selection.numbers, form.outcome, seen=DecideForm(request.POST).seen
    ):
        return redirect(selection.back)
    ticked = ticked_papers(request.viewer, selection.numbers)
    has_classes = bool(form.classes)
    context = {
        **desk_page(request.viewer, "submissions"),
        "title": "Decide",
        "selection": selection,
        "ticked": ticked,
        "form": form,
        "has_classes": has_classes,
        "ready": as_ranges(ticked.standing) if has_classes else "",
        "submit": f"Decide on {counted(len(ticked.standing), 'paper')}",
    }
    return render(request, "reviews/decisions/ticked.html", context)
