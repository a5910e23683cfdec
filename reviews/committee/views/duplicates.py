from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from reviews.committee.queries.duplicates import COLUMNS, duplicate_rows, find_row
from reviews.committee.services.members import ask_to_merge


@requires(Fact.IS_CHAIR)
@require_safe
def duplicate_accounts(request: MemberRequest) -> HttpResponse:
    """Accounts that look like one person's."""
    rows = duplicate_rows(request.viewer)
    context = {**desk_page(request.viewer, "committee"), "columns": COLUMNS, "rows": rows}
    return render(request, "reviews/committee/duplicates.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def ask(request: MemberRequest, one: str, other: str) -> HttpResponse:
    """Ask the owner of a listed pair to make both accounts one."""
    row = find_row(request.viewer, one, other)
    if row is None:
        raise Http404
    try:
        ask_to_merge(conference=request.conference, row=row, by=request.user, at=request.at)
        messages.success(request, "A mail is on its way to both addresses.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:twins", request.conference.slug)
