from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.web.http import MemberRequest
from effgenai.conferences.web.once import once
from program.core.models import Unavailability
from program.core.services.unavailable import add_unavailability, remove_unavailability
from program.desk.availability import UnavailabilityForm
from program.desk.columns import AWAY_COLUMNS
from program.desk.queries.away import away_rows
from program.desk.views.pages import editor, render_desk


@editor
@require_http_methods(["GET", "POST"])
@once
def unavailable(request: MemberRequest) -> HttpResponse:
    """Who and which rooms cannot be had when, and a form for one more."""
    conference = request.conference
    form = UnavailabilityForm(
        request.POST or None, conference=conference, initial={"from_day": conference.starts_on}
    )
    if form.is_valid():
        add_unavailability(conference=conference, facts=form.facts(), by=request.user, at=request.at)
        messages.success(request, "Noted. Sessions that clash with it are named on the desk.")
        return redirect("program:unavailable", conference.slug)
    return render_desk(
        request, "unavailable", form=form, rows=away_rows(request.viewer), columns=AWAY_COLUMNS
    )


@editor
@require_POST
def remove_unavailable(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget one of them."""
    rows = Unavailability.objects.filter(conference=request.conference)
    row = get_object_or_404(rows.select_related("conference", "room"), pk=pk)
    remove_unavailability(row=row, by=request.user, at=request.at)
    messages.success(request, f"{row} can be had then.")
    return redirect("program:unavailable", request.conference.slug)
