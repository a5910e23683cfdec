"""The page on which a judge says in advance whose papers they should not judge."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from submissions.conflicts.forms import AdvanceForm
from submissions.conflicts.models import AdvanceConflict
from submissions.conflicts.services.advance import foretell, take_back_foretold
from submissions.core.requests import typed

judges = requires(Fact.IS_REVIEWER, Fact.IS_AREA_CHAIR, Fact.IS_CHAIR)


@judges
@require_http_methods(["GET", "POST"])
@once
def advance(request: MemberRequest) -> HttpResponse:
    """What they said so far, and a form for one more. It looks the same whether anything fits."""
    form = AdvanceForm(typed(request))
    if form.is_valid():
        try:
            foretell(conference=request.conference, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Noted.")
            return redirect("submissions:advance", request.conference.slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    rows = AdvanceConflict.objects.filter(conference=request.conference, user=request.user)
    return render(request, "submissions/conflicts/advance.html", {"form": form, "rows": rows})


@judges
@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a line back."""
    rows = AdvanceConflict.objects.filter(conference=request.conference, user=request.user)
    row = get_object_or_404(rows.select_related("conference"), pk=pk)
    take_back_foretold(row=row, by=request.user, at=request.at)
    messages.success(request, "Taken back.")
    return redirect("submissions:advance", request.conference.slug)
