from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest
from effgenai.conferences.web.once import once
from program.core.times import at_venue
from program.desk.views.pages import editor
from program.feedback.forms import CodesForm, SetVoteForm, VoteForm
from program.feedback.models import PosterVote
from program.feedback.queries.vote import posters, vote_of, vote_result
from program.feedback.services import vote as services

# Wrong codes alone count, and by address: a whole conference may share one.
WRONG_CODES = "poster_vote"


@require_http_methods(["GET", "POST"])
def vote(request: ConferenceRequest) -> HttpResponse:
    """Vote for a poster with a code, without an account; without a vote there is no such page."""
    found = vote_of(request.conference)
    if found is None:
        raise Http404
    form = VoteForm(request.POST or None, posters=posters(request.conference, request.at))
    if request.method == "POST" and form.is_valid():
        try:
            _cast(request, found, form)
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, "Thank you, your vote is counted.")
            return redirect("program:vote", request.conference.slug)
    response = render(request, "program/feedback/vote.html", {**_times(request, found), "form": form})
    response["Cache-Control"] = "private, no-store"
    return response


def _cast(request: ConferenceRequest, found: PosterVote, form: VoteForm) -> None:
    if not ratelimit.consume(request, action=WRONG_CODES, dry_run=True):
        raise Refused("Too many wrong codes came from here. Try again in some minutes.")
    said = form.cleaned_data
    try:
        services.cast_vote(vote=found, code=said["code"], talk_key=said["poster"], at=request.at)
    except services.WrongCode:
        ratelimit.consume(request, action=WRONG_CODES)
        raise


@editor
@require_http_methods(["GET", "POST"])
@once
def edit_vote(request: MemberRequest) -> HttpResponse:
    """Open the vote and say when it closes; its codes; and its result, once it has closed."""
    found = vote_of(request.conference)
    local = at_venue(request.conference, found.closes_at) if found else None
    initial = {"day": local.date(), "clock": local.time()} if local else {}
    form = SetVoteForm(request.POST or None, conference=request.conference, initial=initial)
    if form.is_valid():
        try:
            services.set_vote(
                conference=request.conference, closes_at=form.closes_at, by=request.user, at=request.at
            )
        except Refused as refused:
            form.add_error("clock", str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("program:edit_vote", request.conference.slug)
    return _desk(request, "edit_vote", vote=found, form=form)


@editor
@require_POST
@once
def make_codes(request: MemberRequest) -> HttpResponse:
    """More codes."""
    found, form = vote_of(request.conference), CodesForm(request.POST)
    if found is None:
        raise Http404
    try:
        if form.is_valid():
            number = form.cleaned_data["number"]
            services.make_codes(vote=found, number=number, by=request.user, at=request.at)
        else:
            messages.error(request, "Say how many codes are wanted, at most 5000.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("program:edit_vote", request.conference.slug)


@editor
@require_GET
def vote_codes(request: MemberRequest) -> HttpResponse:
    """The codes as slips to be printed and cut."""
    found = vote_of(request.conference)
    if found is None:
        raise Http404
    codes = [code.code for code in found.codes.all()]
    response = _desk(request, "codes", vote=found, slips=codes)
    response["Cache-Control"] = "private, no-store"
    return response


def _desk(
    request: MemberRequest, template: str, *, vote: PosterVote | None, **context: object
) -> HttpResponse:
    page = {
        **desk_page(request.viewer, "program"),
        **(_times(request, vote) if vote else {}),
        "codes_form": CodesForm(),
        "codes": vote.codes.count() if vote else 0,
        **context,
    }
    return render(request, f"program/feedback/{template}.html", page)


def _times(request: ConferenceRequest, found: PosterVote) -> dict[str, object]:
    return {
        "vote": found,
        "is_closed": request.at >= found.closes_at,
        "result": vote_result(found, request.at),
    }
