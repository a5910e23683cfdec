"""The chair's side: the table of papers, and what a chair does to one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page, tabs
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.text.csv import csv_response
from submissions.core.models import Submission
from submissions.core.requests import typed
from submissions.papers.actions import action_buttons
from submissions.papers.forms import FilterForm, ReasonForm
from submissions.papers.queries.choosing import HEADINGS, chosen_query, columns_page
from submissions.papers.queries.drawing import drawn_groups
from submissions.papers.queries.table import export_table, paper_table
from submissions.papers.services.transitions import desk_reject_paper, restore_paper, withdraw_paper
from submissions.saved_lists.queries import address_of, saved_lists, with_default

chair = requires(Fact.IS_CHAIR)
# What the form of the filters leaves as it is.
UNCHANGED = ("q", "sort", "cols", "group", "numbers")
# What the choice of columns leaves as it is.
FILTERED = ("q", "state", "track", "topic", "numbers")


@chair
@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """Every submitted paper that the chair handles."""
    lists = saved_lists(request.viewer)
    # All links of the page carry what the list shows, the default included.
    request.GET = with_default(request.GET, lists)  # type: ignore[assignment]  # immutable for who asked
    filters = FilterForm(request.GET).filters()
    table = paper_table(request.viewer, filters)
    context = {
        **desk_page(request.viewer, "submissions"),
        "tabs": tabs(request.viewer, "submissions", "submissions:desk"),
        "table": table,
        "lists": [(saved, address_of(saved)) for saved in lists],
        "filters": filters,
        "groups": drawn_groups(request.conference, table, request.GET),
        "width": len(table.columns) + 1,
        "query": request.GET.urlencode(safe=","),
        "actions": action_buttons(request.conference),
        "unchanged": [(name, request.GET[name]) for name in UNCHANGED if request.GET.get(name)],
    }
    return render(request, "submissions/papers/desk.html", context)


@chair
@require_GET
def columns(request: MemberRequest) -> HttpResponse:
    """Choose the columns of the list, their order, and what it is sorted and grouped by."""
    if "apply" in request.GET:
        address = reverse("submissions:desk", args=[request.conference.slug])
        return redirect(f"{address}?{chosen_query(request.GET).urlencode(safe=',')}")
    page = columns_page(request.viewer, FilterForm(request.GET).filters())
    context = {
        **desk_page(request.viewer, "submissions"),
        "page": page,
        "columns": HEADINGS,
        "unchanged": [(name, request.GET[name]) for name in FILTERED if request.GET.get(name)],
    }
    return render(request, "submissions/papers/desk/columns.html", context)


@chair
@require_GET
def export(request: MemberRequest) -> HttpResponseBase:
    """The filtered table as CSV."""
    header, rows = export_table(request.viewer, FilterForm(request.GET).filters())
    return csv_response(f"{request.conference.slug}-papers.csv", header, rows)


def _handled(request: MemberRequest, number: int) -> Submission:
    return get_object_or_404(Submission.objects.handled_by(request.viewer), number=number)


@chair
@require_http_methods(["GET", "POST"])
@once
def end(request: MemberRequest, number: int, how: str) -> HttpResponse:
    """Reject a paper without review, or withdraw it for its authors: asks why, then does it."""
    if how not in ENDINGS:
        return redirect("submissions:paper", request.conference.slug, number)
    paper, form = _handled(request, number), ReasonForm(typed(request))
    if form.is_valid():
        try:
            ENDINGS[how](submission=paper, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Done. The authors have been told.")
            return redirect("submissions:paper", request.conference.slug, number)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        **desk_page(request.viewer, "submissions"),
        "paper": paper,
        "number": f"No. {number}",
        "title": "Reject without review" if how == "reject" else "Withdraw for its authors",
        "form": form,
        "how": how,
    }
    return render(request, "submissions/papers/desk/end.html", context)


ENDINGS: dict[str, Callable[..., Submission]] = {"reject": desk_reject_paper, "withdraw": withdraw_paper}


@chair
@require_POST
@once
def restore(request: MemberRequest, number: int) -> HttpResponse:
    """Bring a withdrawn paper, or one rejected without review, back."""
    paper = restore_paper(submission=_handled(request, number), by=request.user, at=request.at)
    messages.success(request, f"The paper is {paper.get_state_display().lower()} again.")
    return redirect("submissions:paper", request.conference.slug, number)
