"""What all pages of the editors have in common."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires

editor = requires(Fact.MAY_EDIT_PROGRAM)


def render_desk(request: MemberRequest, template: str, **context: object) -> HttpResponse:
    """A page of the programme's desk, with the sidebar."""
    sidebar = desk_page(request.viewer, "program")
    return render(request, f"program/desk/{template}.html", {**sidebar, **context})
