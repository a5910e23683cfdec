from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_page
from program.exports import schedule_calendar
from program.grid import stylesheet
from program.queries.schedule import public_schedule


@public_page
def schedule(request: ConferenceRequest) -> HttpResponse:
    """The last release: a time grid on wide screens, a list by time on narrow ones."""
    context = {
        "schedule": public_schedule(request.conference, request.at),
        "canonical": public_url(request.conference, request.path),
    }
    return render(request, "program/schedule.html", context)


@public_page
def session(request: ConferenceRequest, key: str) -> HttpResponse:
    """One session with its talks and their abstracts."""
    found = public_schedule(request.conference, request.at)
    shown = next((row for row in found.sessions if row.key == key), None) if found else None
    if shown is None:
        raise Http404
    context = {"session": shown, "canonical": public_url(request.conference, request.path)}
    return render(request, "program/session.html", context)


@public_page
def calendar(request: ConferenceRequest) -> HttpResponse:
    """The last release as a calendar file."""
    body = schedule_calendar(request.conference, public_schedule(request.conference, request.at))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.conference.slug}.ics"'
    return response


@public_page
def grid(request: ConferenceRequest) -> HttpResponse:
    """The stylesheet of the last release's grid."""
    found = public_schedule(request.conference, request.at)
    return HttpResponse(stylesheet(found) if found else "", content_type="text/css; charset=utf-8")
