from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from effgenai.conferences.dates.queries.calendars import webcal
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_page, shared_page
from effgenai.ui.text import ics
from program.exports.book.making import NotMade, book_of
from program.exports.calendars import talk_calendar
from program.exports.frab import frab_data, frab_xml
from program.exports.tables import programme_csv
from program.schedule.exports import session_calendar
from program.schedule.queries.history import released_sessions, released_talk
from program.schedule.queries.released import Schedule, public_schedule


def released(request: ConferenceRequest) -> Schedule:
    """The last release; without one there is no file (Http404)."""
    found = public_schedule(request.conference, request.at)
    if found is None:
        raise Http404
    return found


@shared_page
def formats(request: ConferenceRequest) -> HttpResponse:
    """Every format of the programme, with the addresses to follow or to give to an app."""
    conference = request.conference

    def whole(name: str) -> str:
        return public_url(conference, reverse(f"program:{name}", args=[conference.slug]))

    context = {
        "is_released": conference.releases.exists(),
        "calendar": whole("calendar"),
        "follow": webcal(whole("calendar")),
        "for_apps": whole("schedule_xml"),
        "canonical": public_url(conference, request.path),
    }
    return render(request, "program/exports/formats.html", context)


@public_page
def calendar_of_session(request: ConferenceRequest, key: str) -> HttpResponse:
    """A session that was ever public as a calendar file."""
    released = released_sessions(request.conference, request.at)
    found = next((one for one in released if one.session.key == key), None)
    if found is None:
        raise Http404
    return _calendar(session_calendar(request.conference, found), key)


@public_page
def calendar_of_talk(request: ConferenceRequest, key: str) -> HttpResponse:
    """A talk that was ever public as a calendar file."""
    found = released_talk(request.conference, key, request.at)
    if found is None:
        raise Http404
    return _calendar(talk_calendar(request.conference, found), key)


def _calendar(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@public_page
def schedule_xml(request: ConferenceRequest) -> HttpResponse:
    """The last release as apps of events read it."""
    body = frab_xml(frab_data(request.conference, released(request)))
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@public_page
def schedule_json(request: ConferenceRequest) -> HttpResponse:
    """The same as JSON."""
    data = frab_data(request.conference, released(request))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@public_page
def table(request: ConferenceRequest) -> HttpResponse:
    """The last release as a table for the host conference."""
    body = programme_csv(request.conference, released(request))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.conference.slug}-programme.csv"'
    return response


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public_page
def embed(request: ConferenceRequest) -> HttpResponse:
    """The last release as a plain list that any site may show in a frame or fetch; this address alone."""
    context = {
        "schedule": public_schedule(request.conference, request.at),
        "address": public_url(
            request.conference, reverse("program:schedule", args=[request.conference.slug])
        ),
    }
    response = render(request, "program/exports/embed.html", context)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public_page
def book(request: ConferenceRequest) -> HttpResponse:
    """The book of abstracts; while it is being made for somebody else, one is asked to come back."""
    try:
        made = book_of(request.conference, released(request))
    except NotMade:
        words = "The book is being made. Please try again in half a minute."
        return HttpResponse(
            words,
            status=503,
            content_type="text/plain",
            headers={"Retry-After": "30", "Cache-Control": "no-store"},
        )
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{request.conference.slug}-abstracts.pdf"'
    return response
