from __future__ import annotations

import dataclasses
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_page, shared_page
from effgenai.ui.dates import zone
from effgenai.ui.text import ics
from effgenai.ui.text.controls import clean_data
from program.schedule.exports import schedule_calendar, schedule_json
from program.schedule.feeds import changes_feed
from program.schedule.forms import ScheduleForm
from program.schedule.grid import stylesheet
from program.schedule.queries.changelog import changelog, changes_today
from program.schedule.queries.history import ReleasedSession, released_sessions
from program.schedule.queries.now import count_of_newest_changes, now_and_next
from program.schedule.queries.pages import cancelled_session, people_of, room_facts
from program.schedule.queries.released import Schedule, in_zone, public_schedule
from program.schedule.queries.search import fitting, known_for, narrowed, offered

# A place for each offset that many people live in; any other zone can stand in the address.
ZONES = (
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "UTC",
    "Europe/London",
    "Europe/Vienna",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Jakarta",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
)


@shared_page
def schedule(request: ConferenceRequest) -> HttpResponse:
    """The last release: a time grid on wide screens, a list by time on narrow ones."""
    found = public_schedule(request.conference, request.at)
    context: dict[str, object] = {
        "schedule": found,
        "changed_today": changes_today(request.conference, request.at),
        "grid": reverse("program:grid", args=[request.conference.slug]),
        "canonical": public_url(request.conference, request.path),
    }
    if found:
        context |= _asked_of(request, found)
    return render(request, "program/schedule.html", context)


def _asked_of(request: ConferenceRequest, found: Schedule) -> dict[str, object]:
    """What was asked for, what is left, and what else can be asked; news only where nothing was."""
    form, conference = ScheduleForm(request.GET), request.conference
    wanted, zone_name = form.wanted(), form.zone_name()
    shown = narrowed(found, wanted, known_for(conference, found, wanted)) if wanted.is_asked else found
    asked = {field: value for field, value in dataclasses.asdict(wanted).items() if value}
    return {
        "schedule": in_zone(shown, zone(zone_name)) if zone_name else shown,
        "offered": offered(conference, found),
        "wanted": wanted,
        "filters": urlencode({"q" if name == "text" else name: value for name, value in asked.items()}),
        "zone_name": zone_name,
        "zones": ZONES,
        "is_list": bool(wanted.is_asked or zone_name),
        "on": None if wanted.is_asked else now_and_next(found, request.at),
        "new_changes": count_of_newest_changes(conference, found, request.at),
    }


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
    """The last release as a calendar file, or what is asked of it as in the schedule."""
    body = schedule_calendar(request.conference, _released(request))
    response = HttpResponse(body, content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{request.conference.slug}.ics"'
    return response


def _released(request: ConferenceRequest) -> list[ReleasedSession]:
    sessions = released_sessions(request.conference, request.at)
    wanted = ScheduleForm(request.GET).wanted()
    schedule = public_schedule(request.conference, request.at) if wanted.is_asked else None
    if schedule is None:
        return sessions
    known = known_for(request.conference, schedule, wanted)
    fits = {one.key: one for one in fitting((row.session for row in sessions), wanted, known)}
    return [
        dataclasses.replace(row, session=fits[row.session.key]) for row in sessions if row.session.key in fits
    ]


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
