from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.exports import calendar_of, dates_calendar
from effgenai.conferences.dates.queries.calendars import owner_of, webcal
from effgenai.conferences.dates.queries.pages import dates_page, dates_with_tracks, removed_dates
from effgenai.conferences.dates.services import make_calendar_key, revoke_calendar_key
from effgenai.conferences.web.addresses import public_response, public_url
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, signed_in
from effgenai.conferences.web.public_pages import public_page
from effgenai.ui.text import ics


@public_page
def calendar(request: ConferenceRequest) -> HttpResponse:
    """The public dates as a calendar file, to download or to follow."""
    dates = dates_with_tracks(request.viewer, public_only=True)
    body = dates_calendar(request.conference, [*dates, *removed_dates(request.conference)])
    response = HttpResponse(body, content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{request.conference.slug}-dates.ics"'
    return response


@require_safe
def own_calendar(request: ConferenceRequest, key: str) -> HttpResponse:
    """The calendar of whoever has this secret address, with the rights that person has now."""
    owner = owner_of(request.conference, key)
    if owner is None:
        raise Http404
    viewer = viewer_for(user=owner, conference=request.conference, at=request.at)
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'attachment; filename="{request.conference.slug}-mine.ics"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(calendar_of(viewer), content_type=ics.CONTENT_TYPE, headers=headers)


@signed_in
@require_POST
def make(request: MemberRequest) -> HttpResponse:
    """Make the address of one's own calendar, or a new one in place of the old."""
    make_calendar_key(conference=request.conference, user=request.user, at=request.at)
    messages.success(request, "Your calendar has a new address. One from before leads nowhere now.")
    return _back(request)


@signed_in
@require_POST
def revoke(request: MemberRequest) -> HttpResponse:
    """Make the address void."""
    revoke_calendar_key(conference=request.conference, user=request.user, at=request.at)
    messages.success(request, "The address of your calendar leads nowhere now.")
    return _back(request)


def _back(request: MemberRequest) -> HttpResponse:
    return redirect(reverse("conferences:me", args=[request.conference.slug]) + "#calendar")


@public_page
def dates(request: ConferenceRequest) -> HttpResponse:
    """Every date in AoE, at the venue, and in the reader's own time."""
    conference = request.conference
    address = public_url(conference, reverse("conferences:calendar", args=[conference.slug]))
    context = {"page": dates_page(request.viewer), "feed": address, "follow": webcal(address)}
    return public_response(request, "conferences/dates/public/dates.html", **context)
