from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from effgenai.audit.forms import RecordForm
from effgenai.audit.queries import COLUMNS, EXPORT_HEADER, record_lines, record_page, record_rows
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.forms.asked import SearchForm
from effgenai.ui.text.csv import csv_response


@requires(Fact.IS_CHAIR)
@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """Who did what, and when, as far as the chair may know."""
    asked = RecordForm(request.GET)
    page = record_page(request.viewer, asked.text, asked.cursor)
    context = {"columns": COLUMNS, "page": page, "cursor": asked.cursor, "text": asked.text}
    return render(request, "audit/desk.html", {**desk_page(request.viewer, "records"), **context})


@requires(Fact.IS_CHAIR)
@require_GET
def export(request: MemberRequest) -> HttpResponseBase:
    """The same lines as a file."""
    lines = record_lines(request.viewer, SearchForm(request.GET).text)
    return csv_response(f"{request.conference.slug}-records.csv", EXPORT_HEADER, record_rows(lines))
