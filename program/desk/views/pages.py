"""What all pages of the editors have in common."""

from __future__ import annotations

import datetime as dt

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


def day_asked_for(word: str | None) -> dt.date | None:
    """The day that an address names, such as "2026-12-12"; None if it names none that there is."""
    try:
        day = dt.date.fromisoformat(word or "")
    except ValueError:
        return None
    return day if dt.date.min < day < dt.date.max else None
