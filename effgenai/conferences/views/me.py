from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from effgenai.conferences.duties import duties_of
from effgenai.conferences.http import MemberRequest, signed_in
from effgenai.conferences.queries.calendars import calendar_address, webcal
from effgenai.conferences.queries.milestones import submissions_open
from effgenai.conferences.states import Role


@signed_in
@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """What needs the person now, across all their roles in this conference."""
    duties = duties_of(request.viewer)
    calendar = calendar_address(request.conference, request.user)
    context = {
        "waiting": [duty for duty in duties if not duty.done],
        "done": [duty for duty in duties if duty.done],
        "roles": [role.label for role in Role if role in request.viewer.roles],
        "is_open": submissions_open(request.conference, request.at, user=request.user),
        "calendar": calendar,
        "follow": webcal(calendar),
    }
    return render(request, "conferences/me.html", context)
