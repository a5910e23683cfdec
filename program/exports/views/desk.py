from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from program.exports.workbook import CONTENT_TYPE, venue_workbook
from program.schedule.queries.released import Schedule, public_schedule

editor = requires(Fact.MAY_EDIT_PROGRAM)


def released_for_editors(request: MemberRequest) -> Schedule:
    """The last release; before one there is no such page (Http404)."""
    found = public_schedule(request.conference, request.at)
    if found is None:
        raise Http404
    return found


@editor
@require_GET
def exports(request: MemberRequest) -> HttpResponse:
    """What is made for the venue and for other sites."""
    embed = public_url(request.conference, reverse("program:embed", args=[request.conference.slug]))
    context = {
        **desk_page(request.viewer, "program"),
        "schedule": public_schedule(request.conference, request.at),
        "embed": embed,
    }
    return render(request, "program/exports/desk/exports.html", context)


@editor
@require_GET
def workbook(request: MemberRequest) -> HttpResponse:
    """The last release as a workbook for the venue."""
    body = venue_workbook(request.conference, released_for_editors(request))
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    name = f"{request.conference.slug}-venue.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response
