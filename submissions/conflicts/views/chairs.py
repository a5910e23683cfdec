"""Pages on which a chair adds a conflict, or decides on a single one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.conferences.web.pressed import pressed
from submissions.conflicts.forms import AddConflictForm, Ruling, WordForm
from submissions.conflicts.queries.shown import find_conflict
from submissions.conflicts.rules import conflict_words
from submissions.conflicts.services.deciding import add_conflict, confirm_conflict, dismiss_conflict
from submissions.core.models import Submission
from submissions.core.requests import typed

DECISIONS = {Ruling.CONFIRM: confirm_conflict, Ruling.DISMISS: dismiss_conflict}


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def add(request: MemberRequest) -> HttpResponse:
    """Say that somebody on the committee is in conflict with a paper; either may be chosen already."""
    chosen = {name: request.GET.get(name, "") for name in ("paper", "person")}
    form = AddConflictForm(typed(request), viewer=request.viewer, initial=chosen)
    if form.is_valid():
        try:
            row = add_conflict(by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"{row.user} is in conflict with paper {row.submission.number}.")
            return _back(request, row.submission)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "submissions/conflicts/add.html", {**desk_page(request.viewer, "conflicts"), "form": form}
    )


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm or dismiss one conflict, with a word for the record."""
    conflict = find_conflict(request.viewer, pk)
    if conflict is None:
        raise Http404
    form = WordForm(typed(request))
    if form.is_valid():
        decision = DECISIONS[pressed(request, "action", Ruling)]
        try:
            decision(conflict=conflict, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Done. Your word is in the record.")
            return _back(request, conflict.submission)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        **desk_page(request.viewer, "conflicts"),
        "conflict": conflict,
        "number": f"No. {conflict.submission.number}",
        "words": conflict_words(conflict, with_authors=True),
        "form": form,
    }
    return render(request, "submissions/conflicts/decide.html", context)


def _back(request: MemberRequest, paper: Submission) -> HttpResponse:
    """The page of the paper, or the list of papers for a chair from whom it is kept now."""
    if Submission.objects.handled_by(request.viewer).filter(pk=paper.pk).exists():
        return redirect("submissions:paper", request.conference.slug, paper.number)
    return redirect("submissions:desk", request.conference.slug)
