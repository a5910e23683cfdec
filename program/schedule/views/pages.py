"""The pages of single talks, speakers and rooms."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import shared_page
from program.schedule.queries import pages
from program.schedule.queries.released import Schedule, public_schedule


@shared_page
def talk(request: ConferenceRequest, key: str) -> HttpResponse:
    """A talk: who, when, where, and the paper. One that was taken out says so."""
    schedule = _schedule(request)
    page = pages.talk_page(request.conference, schedule, key)
    if page is None:
        raise Http404
    return _page(request, "talk", schedule, page=page, place=page.place)


@shared_page
def speaker(request: ConferenceRequest, key: str) -> HttpResponse:
    """Somebody's talks, and the sessions that they chair."""
    schedule = _schedule(request)
    page = pages.speaker_page(schedule, key)
    if page is None:
        others = sorted(pages.key_in_earlier_releases(request.conference, key))
        page = next(filter(None, (pages.speaker_page(schedule, other) for other in others)), None)
    if page is None:
        raise Http404
    if page.key != key:
        return redirect("program:speaker", request.conference.slug, page.key)
    return _page(request, "speaker", schedule, page=page)


@shared_page
def room(request: ConferenceRequest, number: int) -> HttpResponse:
    """A room: how to get there, and its sessions."""
    schedule = _schedule(request)
    page = pages.room_page(schedule, number)
    if page is None:
        raise Http404
    return _page(request, "room", schedule, page=page)


def _schedule(request: ConferenceRequest) -> Schedule:
    found = public_schedule(request.conference, request.at)
    if found is None:
        raise Http404
    return found


def _page(request: ConferenceRequest, name: str, schedule: Schedule, **context: object) -> HttpResponse:
    """The page with what each of them needs: the zone of its times and its one address."""
    context |= {
        "time_zone": schedule.release.time_zone,
        "canonical": public_url(request.conference, request.path),
    }
    return render(request, f"program/pages/{name}.html", context)
