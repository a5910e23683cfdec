from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from effgenai.conferences.desk import desk_page
from effgenai.conferences.http import MemberRequest, requires
from effgenai.conferences.queries.desk import overview, tabs


@requires("is_chair", "may_edit_site", "may_edit_program")
@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    """Where things stand, and what to do next."""
    return desk_response(request, "overview", "", page=overview(request.viewer))


def desk_response(
    request: MemberRequest, template: str, stage: str, tab: str = "", **context: Any
) -> HttpResponse:
    """Render a page of the desk with its rail and, where the stage has them, its tabs."""
    frame = desk_page(request.viewer, stage)
    if tab:
        frame["tabs"] = tabs(request.viewer, stage, tab)
    return render(request, f"conferences/desk/{template}.html", {**frame, **context})
