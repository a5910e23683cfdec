from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from program.exports.book.making import NotMade, book_of
from program.exports.qr import qr_path
from program.exports.sheets import board_labels, door_sheets
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
    conference = request.conference
    embed = public_url(conference, reverse("program:embed", args=[conference.slug]))
    context = {
        **desk_page(request.viewer, "program"),
        "schedule": public_schedule(conference, request.at),
        "embed": embed,
        "code": (
            f'<iframe src="{embed}" title="Programme of {escape(conference.short_name)}"'
            ' width="100%" height="600" loading="lazy"></iframe>'
        ),
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


@editor
@require_GET
def doors(request: MemberRequest) -> HttpResponse:
    """A sheet to print for each room and day of the last release."""
    conference, schedule = request.conference, released_for_editors(request)
    address = public_url(conference, reverse("program:schedule", args=[conference.slug]))
    context = {
        "schedule": schedule,
        "sheets": door_sheets(schedule),
        "address": address,
        "code": qr_path(address),
    }
    return render(request, "program/exports/sheets/doors.html", context)


@editor
@require_GET
def labels(request: MemberRequest) -> HttpResponse:
    """A label to print for each poster board of the last release."""
    schedule = released_for_editors(request)
    context = {"schedule": schedule, "labels": board_labels(request.conference, schedule)}
    return render(request, "program/exports/sheets/labels.html", context)


@editor
@require_GET
def book_report(request: MemberRequest) -> HttpResponse:
    """What the book of abstracts sets as it was typed, and which letters it lacks."""
    try:
        book = book_of(request.conference, released_for_editors(request))
    except NotMade:
        book = None
    context = {**desk_page(request.viewer, "program"), "book": book}
    return render(request, "program/exports/desk/book.html", context)
