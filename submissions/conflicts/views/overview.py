"""All conflicts at a glance, for chairs: by paper, by person, and as CSV."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from effgenai.conferences.core.viewer import Fact, Viewer
from effgenai.conferences.web.desk import desk_page, tabs
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.text.csv import csv_response
from submissions.conflicts.forms import OverviewForm
from submissions.conflicts.queries.overview import (
    EXPORT_HEADER,
    PAPER_COLUMNS,
    PERSON_COLUMNS,
    ConflictOverview,
    export_rows,
    papers_overview,
    people_overview,
)

chair = requires(Fact.IS_CHAIR)


@chair
@require_GET
def by_paper(request: MemberRequest) -> HttpResponse:
    """Each paper with the people in conflict with it."""
    return _page(request, papers_overview, columns=PAPER_COLUMNS, name="conflicts_by_paper")


@chair
@require_GET
def by_person(request: MemberRequest) -> HttpResponse:
    """Each member of the committee with the papers they are in conflict with."""
    return _page(request, people_overview, columns=PERSON_COLUMNS, name="conflicts_by_person")


def _page(
    request: MemberRequest,
    read: Callable[[Viewer, str, str], ConflictOverview],
    *,
    columns: object,
    name: str,
) -> HttpResponse:
    form = OverviewForm(request.GET)
    context = {
        **desk_page(request.viewer, "conflicts"),
        "tabs": tabs(request.viewer, "conflicts", f"submissions:{name}"),
        "overview": read(request.viewer, form.text, form.asked("sort")),
        "columns": columns,
        "template": f"submissions/conflicts/overview/{name.removeprefix('conflicts_')}.jinja",
        "is_by_paper": name == "conflicts_by_paper",
    }
    return render(request, "submissions/conflicts/overview.html", context)


@chair
@require_GET
def export(request: MemberRequest) -> HttpResponseBase:
    """The conflicts that the search takes, a line for each reason."""
    rows = export_rows(request.viewer, OverviewForm(request.GET).text)
    return csv_response(f"{request.conference.slug}-conflicts.csv", EXPORT_HEADER, rows)
