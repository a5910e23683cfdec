"""The view for screens at doors and in halls."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_page
from program.day.queries.screen import screen_of

MAX_NAME = 120


@public_page
def screen(request: ConferenceRequest) -> HttpResponse:
    """What runs in a room, or in all, and what comes next. It asks for itself anew; unchanged it is a 304."""
    page = screen_of(request.conference, request.GET.get("room", "")[:MAX_NAME], request.at)
    response = render(request, "program/day/screen.html", {"page": page})
    response["Cache-Control"] = "no-cache"
    return response
