"""The page on which the authors of a paper name whom they are in conflict with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.http import MemberRequest, signed_in
from effgenai.conferences.web.once import once
from submissions.conflicts.forms import NameForm
from submissions.conflicts.services.naming import name_conflict, named_by_authors, take_back
from submissions.core.requests import own_paper, typed
from submissions.core.rules import why_not_edit


@signed_in
@require_http_methods(["GET", "POST"])
@once
def named(request: MemberRequest, number: int) -> HttpResponse:
    """Whom the authors named so far, and a form to name one more."""
    paper, form = own_paper(request, number), NameForm(typed(request), viewer=request.viewer)
    if form.is_valid():
        try:
            facts = form.facts()
            name_conflict(
                submission=paper, viewer=request.viewer, facts=facts, by=request.user, at=request.at
            )
            messages.success(request, f"Named: {facts.user or facts.text}.")
            return redirect("submissions:named", request.conference.slug, number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "paper": paper,
        "number": f"No. {number}",
        "form": form,
        "rows": named_by_authors(request.viewer, paper),
        "why_not": why_not_edit(paper, request.viewer),
    }
    return render(request, "submissions/conflicts/named.html", context)


@signed_in
@require_POST
def unname(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    """Take back a line of it; a second press finds it gone."""
    paper = own_paper(request, number)
    row = get_object_or_404(paper.named.exclude(user=request.user), pk=pk)
    try:
        take_back(named=row, viewer=request.viewer, by=request.user, at=request.at)
        messages.success(request, "Taken back.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:named", request.conference.slug, number)
