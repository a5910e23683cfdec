"""Feedback on talks: the form for everybody, what presenters read, and the editors' pages."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, signed_in
from effgenai.conferences.web.once import once
from program.desk.views.pages import editor
from program.feedback.columns import FEEDBACK_COLUMNS
from program.feedback.forms import FeedbackForm
from program.feedback.queries import talks as queries
from program.feedback.services import talks as services

FEEDBACK = "talk_feedback"
TOO_MUCH = "Too much feedback came from your network. Please send yours again in some minutes."


@require_http_methods(["GET", "POST"])
@once
def give(request: ConferenceRequest, key: str) -> HttpResponse:
    """Give feedback on a released talk, without an account; while feedback is off there is no such page."""
    page = queries.feedback_page(request.conference, key, request.at)
    if page is None:
        raise Http404
    form, status = FeedbackForm(request.POST or None), 200
    if form.is_valid():
        status = _give(request, page, form)
        if status == 200:
            messages.success(request, "Thank you. The presenters read your feedback after their session.")
            return redirect("program:talk", request.conference.slug, key)
    context = {"page": page, "form": form, "canonical": public_url(request.conference, request.path)}
    response = render(request, "program/feedback/give.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _give(request: ConferenceRequest, page: queries.FeedbackPage, form: FeedbackForm) -> int:
    """Keep what a valid form says, or say in the form why not; the status of the answer."""
    said = form.cleaned_data
    if page.reason is None and not ratelimit.consume(request, action=FEEDBACK):
        form.add_error(None, TOO_MUCH)
        return 429
    try:
        services.give_feedback(
            conference=request.conference, page=page, rating=said["rating"], words=said["words"]
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return 409
    return 200


@signed_in
@require_GET
def own(request: MemberRequest) -> HttpResponse:
    """What was said of one's own talks, once their sessions have ended."""
    talks = queries.own_feedback(request.conference, request.user, request.at)
    context = {"talks": talks, "canonical": public_url(request.conference, request.path)}
    response = render(request, "program/feedback/own.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@editor
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """Whether feedback is on, and on which talks there is some."""
    return _desk(
        request,
        "talks",
        is_on=queries.asks_for_feedback(request.conference),
        talks=queries.counted_talks(request.conference, request.at),
        columns=FEEDBACK_COLUMNS,
    )


@editor
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Ask for feedback, or ask no more."""
    is_on = request.POST.get("on") == "yes"
    services.switch_feedback(conference=request.conference, is_on=is_on, by=request.user, at=request.at)
    messages.success(request, "Feedback is on." if is_on else "Feedback is off.")
    return redirect("program:edit_feedback", request.conference.slug)


@editor
@require_GET
def on_talk(request: MemberRequest, key: str) -> HttpResponse:
    """All feedback on a talk, hidden pieces too."""
    return _desk(request, "talk", found=_found(request, key))


@editor
@require_POST
def hide(request: MemberRequest, key: str, piece: str) -> HttpResponse:
    """Keep a piece of feedback from the presenters, or show it to them again."""
    row = next((row for row in _found(request, key).pieces if row.key == piece), None)
    if row is None:
        raise Http404
    is_hidden = request.POST.get("hidden") == "yes"
    services.hide_feedback(piece=row, is_hidden=is_hidden, by=request.user, at=request.at)
    messages.success(request, "Hidden from the presenters." if is_hidden else "Shown to the presenters.")
    return redirect("program:feedback_on_talk", request.conference.slug, key)


def _found(request: MemberRequest, key: str) -> queries.TalkWithFeedback:
    found = queries.talk_with_feedback(request.conference, key, request.at)
    if found is None:
        raise Http404
    return found


def _desk(request: MemberRequest, template: str, **context: object) -> HttpResponse:
    response = render(
        request, f"program/feedback/{template}.html", {**desk_page(request.viewer, "program"), **context}
    )
    response["Cache-Control"] = "private, no-store"
    return response
