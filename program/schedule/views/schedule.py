from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_page, shared_page
from effgenai.ui.text import ics
from effgenai.ui.text.controls import clean_data
from program.schedule.exports import schedule_calendar, schedule_json
from program.schedule.feeds import changes_feed
from program.schedule.grid import stylesheet
from program.schedule.queries.changelog import changelog
from program.schedule.queries.history import released_sessions
from program.schedule.queries.pages import cancelled_session, people_of, room_facts
from program.schedule.queries.released import public_schedule


@shared_page
def schedule(request: ConferenceRequest) -> HttpResponse:
    """The last release: a time grid on wide screens, a list by time on narrow ones."""
    context = {
        "schedule": public_schedule(request.conference, request.at),
        "grid": reverse("program:grid", args=[request.conference.slug]),
        "canonical": public_url(request.conference, request.path),
    }
    return render(request, "program/schedule.html", context)


@shared_page
def changes(request: ConferenceRequest) -> HttpResponse:
    """What each release changed, newest first, with a way to each of them."""
    context = {
        "entries": changelog(request.conference),
        "canonical": public_url(request.conference, request.path),
    }
    return render(request, "program/changes.html", context)


@public_page
def feed_of_changes(request: ConferenceRequest) -> HttpResponse:
    """The same as a feed."""
    body, content_type = changes_feed(request.conference, changelog(request.conference))
    return HttpResponse(body, content_type=content_type)


@shared_page
def earlier(request: ConferenceRequest, number: int) -> HttpResponse:
    """A release as it was, with a notice that there is a newer one; the newest is the schedule itself."""
    found = public_schedule(request.conference, request.at, number)
    if found is None:
        raise Http404
    newest = request.conference.releases.order_by("-number").first()
    is_newest = newest is None or newest.number == number
    address = reverse("program:schedule", args=[request.conference.slug])
    context = {
        "schedule": found,
        "newest": None if is_newest else newest,
        "grid": reverse("program:earlier_grid", args=[request.conference.slug, number]),
        "canonical": public_url(request.conference, address if is_newest else request.path),
    }
    return render(request, "program/schedule.html", context)


@public_page
def earlier_grid(request: ConferenceRequest, number: int) -> HttpResponse:
    """The stylesheet of an earlier release's grid."""
    found = public_schedule(request.conference, request.at, number)
    return HttpResponse(stylesheet(found) if found else "", content_type="text/css; charset=utf-8")


@shared_page
def session(request: ConferenceRequest, key: str) -> HttpResponse:
    """One session with its talks and their abstracts; one that was taken out says so."""
    found = public_schedule(request.conference, request.at)
    if found is None:
        raise Http404
    shown = next((row for row in found.sessions if row.key == key), None)
    was = None if shown else cancelled_session(request.conference, key, request.at)
    if shown is None and was is None:
        raise Http404
    context = {
        "session": shown or was,
        "is_cancelled": shown is None,
        "room": room_facts(found.release).get(shown.room) if shown else None,
        "chairs": people_of(found.release, f"chair:{key}"),
        "panel": people_of(found.release, f"panellist:{key}"),
        "time_zone": found.release.time_zone,
        "canonical": public_url(request.conference, request.path),
    }
    return render(request, "program/session.html", context)


@public_page
def calendar(request: ConferenceRequest) -> HttpResponse:
    """The last release as a calendar file."""
    body = schedule_calendar(request.conference, released_sessions(request.conference, request.at))
    response = HttpResponse(body, content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{request.conference.slug}.ics"'
    return response


@public_page
def as_json(request: ConferenceRequest) -> HttpResponse:
    """The last release as data, for programs; without a release there is none."""
    found = public_schedule(request.conference, request.at)
    if found is None:
        raise Http404
    data = clean_data(schedule_json(request.conference, found))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@public_page
def grid(request: ConferenceRequest) -> HttpResponse:
    """The stylesheet of the last release's grid."""
    found = public_schedule(request.conference, request.at)
    return HttpResponse(stylesheet(found) if found else "", content_type="text/css; charset=utf-8")
