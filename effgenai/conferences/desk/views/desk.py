from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.dates.queries.calendars import calendar_address, webcal
from effgenai.conferences.dates.queries.milestones import submissions_open
from effgenai.conferences.desk.guide import guide_of
from effgenai.conferences.desk.queries import overview
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires, signed_in
from effgenai.conferences.web.todos import todos_of


@requires(Fact.IS_CHAIR, Fact.MAY_EDIT_SITE, Fact.MAY_EDIT_PROGRAM)
@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    """Where things stand, and what to do next."""
    return desk_response(request, "conferences/desk/overview.html", "", page=overview(request.viewer))


@requires(Fact.IS_CHAIR)
@require_safe
def guide(request: MemberRequest) -> HttpResponse:
    """What is done, what is missing, and what contradicts itself, stage by stage."""
    return desk_response(
        request, "conferences/desk/guide.html", "setup", "guide", guide=guide_of(request.viewer)
    )


@signed_in
@require_safe
def me(request: MemberRequest) -> HttpResponse:
    """What needs the person now, across all their roles in this conference."""
    todos = todos_of(request.viewer)
    calendar = calendar_address(request.conference, request.user)
    context = {
        "waiting": [todo for todo in todos if not todo.done],
        "done": [todo for todo in todos if todo.done],
        "is_awaited": any(todo.awaits for todo in todos),
        "roles": [role.label for role in Role if role in request.viewer.roles],
        "is_open": submissions_open(request.conference, request.at, user=request.user),
        "calendar": calendar,
        "follow": webcal(calendar),
    }
    return render(request, "conferences/desk/me.html", context)
