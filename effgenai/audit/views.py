from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from effgenai.audit.exports import HEADER, record_rows
from effgenai.audit.queries import Cursor, record_lines, record_page
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.text.csv import csv_response


@requires(Fact.IS_CHAIR)
@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """Who did what, and when, as far as the chair may know."""
    cursor = Cursor.read(request.GET.get("from", ""), request.GET.get("skip", ""))
    page = record_page(request.viewer, request.GET.get("q", ""), cursor)
    context = {"page": page, "cursor": cursor, "text": request.GET.get("q", "")}
    return render(request, "audit/desk.html", {**desk_page(request.viewer, "records"), **context})


@requires(Fact.IS_CHAIR)
@require_GET
def export(request: MemberRequest) -> HttpResponseBase:
    """The same lines as a file."""
    lines = record_lines(request.viewer, request.GET.get("q", ""))
    return csv_response(f"{request.conference.slug}-records.csv", HEADER, record_rows(lines))
