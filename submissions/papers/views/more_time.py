"""More time for the authors of one paper, as a chair gives it on a page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.dates import moment
from submissions.core.dates import date_of_track
from submissions.core.models import Submission
from submissions.core.requests import typed
from submissions.core.rules import MORE_TIME, why_no_more_time
from submissions.core.states import SubmissionState
from submissions.papers.forms import MoreTimeForm
from submissions.papers.queries.page import may_see_authors
from submissions.papers.services.more_time import give_more_time, take_more_time_back

chair = requires(Fact.IS_CHAIR)


def _handled(request: MemberRequest, number: int) -> Submission:
    papers = Submission.objects.handled_by(request.viewer).select_related("conference", "track")
    return get_object_or_404(papers, number=number)


@chair
@require_http_methods(["GET", "POST"])
@once
def give(request: MemberRequest, number: int) -> HttpResponse:
    """Until when the paper is due for everyone and for its authors, and more time for these."""
    paper = _handled(request, number)
    kind = MORE_TIME.get(SubmissionState(paper.state))
    date = date_of_track(paper, kind) if kind else None
    form = MoreTimeForm(typed(request), date=date, venue_zone=request.conference.time_zone)
    if form.is_valid() and _give(request, paper, form):
        return redirect("submissions:paper", request.conference.slug, number)
    context = {
        **desk_page(request.viewer, "submissions"),
        "paper": paper,
        "number": f"No. {number}",
        "date": date,
        "more": paper.date_exceptions.filter(kind=kind).first() if kind else None,
        "form": form,
        "why_not": why_no_more_time(paper),
        # Where chairs may not know who wrote a paper, they do not learn how many did.
        "authors": paper.authorships.count() if may_see_authors(request.viewer, paper) else 0,
    }
    return render(request, "submissions/papers/desk/more_time.html", context)


def _give(request: MemberRequest, paper: Submission, form: MoreTimeForm) -> bool:
    said = form.cleaned_data
    try:
        more = give_more_time(
            submission=paper, when=said["when"], reason=said["reason"], by=request.user, at=request.at
        )
    except Refused as refused:
        form.add_error("when", str(refused))
        return False
    until = moment(more.instant, more.zone, request.at)
    messages.success(request, f"Its authors have time until {until}, and get a mail that says so.")
    return True


@chair
@require_POST
@once
def take_back(request: MemberRequest, number: int) -> HttpResponse:
    """Let the date of all count again."""
    take_more_time_back(submission=_handled(request, number), by=request.user, at=request.at)
    messages.success(request, "The usual date applies again. The authors get a mail that says so.")
    return redirect("submissions:paper", request.conference.slug, number)
