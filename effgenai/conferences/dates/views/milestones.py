from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.dates.forms.milestones import AheadForm, ExceptionForm, MilestoneForm, MoveForm
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.moves import DateMove, Effects, effects_of
from effgenai.conferences.dates.queries.pages import COLUMNS, EXCEPTION_COLUMNS, milestone_rows
from effgenai.conferences.dates.rules import (
    FOR_PEOPLE,
    FOR_TRACKS,
    are_seen_by_nobody,
    knows_exceptions,
    why_not_place,
)
from effgenai.conferences.dates.services import (
    move_milestone,
    remove_exception,
    remove_milestone,
    save_exception,
    save_milestone,
)
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.dates import moment


@requires(Fact.IS_CHAIR)
@require_safe
def milestones(request: MemberRequest) -> HttpResponse:
    """Every date of the conference with its history."""
    context = {
        "columns": COLUMNS,
        "rows": milestone_rows(request.viewer),
        "excepted": FOR_TRACKS | FOR_PEOPLE,
    }
    return desk_response(request, "conferences/dates/desk/milestones.html", "call", "milestones", **context)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def new_milestone(request: MemberRequest) -> HttpResponse:
    """Add a date."""
    return _edit(request, Milestone(conference=request.conference))


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def milestone(request: MemberRequest, key: str) -> HttpResponse:
    """Change a date. Moving it is shown, before and after, and asked for once more."""
    return _edit(request, get_object_or_404(request.conference.milestones, key=key))


def _edit(request: MemberRequest, date: Milestone) -> HttpResponse:
    old = date.instant if date.pk else None
    form = MilestoneForm(request.POST or None, instance=date, ahead=AheadForm(request.GET).hours)
    context: dict[str, Any] = {
        "form": form,
        "date": date,
        "is_new": date.pk is None,
        "seen": old,
        "knows_exceptions": knows_exceptions(date.kind),
    }
    if request.method == "POST" and form.is_valid():
        moved = _move(request, form, old)
        if moved and MoveForm(request.POST).confirmed_at != date.instant:
            context |= _preview(request, form, moved)
        elif _save(request, form, moved):
            following = "new_milestone" if "another" in request.POST else "milestones"
            return redirect(f"conferences:{following}", request.conference.slug)
    return desk_response(request, "conferences/dates/desk/milestone.html", "call", **context)


def _move(request: MemberRequest, form: MilestoneForm, old: dt.datetime | None) -> DateMove | None:
    """The move that the form asks for, from where the chair saw the date; None if it stays."""
    if old is None or form.instance.instant == old:
        return None
    seen = MoveForm(request.POST).seen_at or old
    return DateMove(form.instance, seen, form.cleaned_data.get("reason", ""))


def _preview(request: MemberRequest, form: MilestoneForm, move: DateMove) -> dict[str, Any]:
    """What the move does; one that would be refused is refused here already."""
    date = move.milestone
    if why_not := why_not_place(date, date.conference.milestones.all()):
        form.add_error("when", why_not)
        return {"seen": move.old}
    effects = effects_of(request.viewer, move)
    return {
        "effects": effects,
        "notified": _notified(request, effects, move),
        "before": move.before(request.at),
        "after": move.after(request.at),
        "distance": move.distance,
        "confirmed": date.instant,
        "seen": move.old,
    }


def _notified(request: MemberRequest, effects: Effects, move: DateMove) -> set[str]:
    """Who is ticked: what the chair chose, and at first everybody if they get more time by it."""
    said = MoveForm(request.POST)
    is_first = said.confirmed_at is None
    if is_first and move.is_extension and not are_seen_by_nobody(request.conference):
        return {audience.key for audience in effects.audiences}
    return said.notified


def _save(request: MemberRequest, form: MilestoneForm, move: DateMove | None) -> bool:
    date = form.instance
    try:
        if move:
            _do_move(request, move)
        else:
            save_milestone(milestone=date, by=request.user, at=request.at)
    except Refused as refusal:
        form.add_error("when", str(refusal))
        return False
    after = moment(date.instant, date.zone, request.at)
    before = move.before(request.at) if move else ""
    sentence = f"{date.name} moved from {before} to {after}." if move else f"{date.name}: {after}."
    messages.success(request, sentence)
    return True


def _do_move(request: MemberRequest, move: DateMove) -> None:
    notified = MoveForm(request.POST).notified
    chosen = [one for one in effects_of(request.viewer, move).audiences if one.key in notified]
    move_milestone(move=move, audiences=chosen, by=request.user, at=request.at)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def exceptions(request: MemberRequest, key: str) -> HttpResponse:
    """Other dates for tracks and people, and a form for one more."""
    date = _excepted(request, key)
    form = ExceptionForm(request.POST or None, date=date)
    if request.method == "POST" and form.is_valid() and _except(request, form, date):
        return redirect("conferences:exceptions", request.conference.slug, date.key)
    found = date.exceptions.select_related("track", "user")
    return desk_response(
        request,
        "conferences/dates/desk/exceptions.html",
        "call",
        columns=EXCEPTION_COLUMNS,
        date=date,
        form=form,
        exceptions=found,
    )


def _excepted(request: MemberRequest, key: str) -> Milestone:
    """The date, if it opens or closes something; the others have no such page."""
    date = get_object_or_404(request.conference.milestones, key=key)
    if not knows_exceptions(date.kind):
        raise Http404
    return date


def _except(request: MemberRequest, form: ExceptionForm, date: Milestone) -> bool:
    said = form.cleaned_data
    try:
        exception = save_exception(
            milestone=date,
            track=said["track"],
            user=said["person"],
            when=said["when"],
            reason=said["reason"],
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error("when", str(refusal))
        return False
    when = moment(exception.instant, exception.zone, request.at)
    news = " They get a mail that says so." if exception.user else ""
    messages.success(request, f"{date.name} for {exception.track or exception.user}: {when}.{news}")
    return True


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def drop_exception(request: MemberRequest, key: str, pk: int) -> HttpResponse:
    """Take an exception back, after a look at what that means."""
    date = _excepted(request, key)
    exception = get_object_or_404(date.exceptions.select_related("track", "user"), pk=pk)
    if request.method == "POST":
        remove_exception(exception=exception, by=request.user, at=request.at)
        messages.success(request, f"“{date.name}” counts again for {exception.track or exception.user}.")
        return redirect("conferences:exceptions", request.conference.slug, date.key)
    words = moment(date.instant, date.zone, request.at)
    context = {
        "name": f"the exception for {exception.track or exception.user}",
        "effect": f"“{date.name}”, {words}, counts for them again.",
        "back": "conferences:milestones",
        "back_label": "Dates",
    }
    return desk_response(request, "conferences/web/remove.html", "call", **context)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def drop_milestone(request: MemberRequest, key: str) -> HttpResponse:
    """Remove a date, after a look at what that means."""
    date = get_object_or_404(request.conference.milestones, key=key)
    if request.method == "POST":
        remove_milestone(milestone=date, by=request.user, at=request.at)
        messages.success(request, f"“{date.name}” is removed.")
        return redirect("conferences:milestones", request.conference.slug)
    effect = (
        "The date and its history leave the site and the calendars; what it opened or closed no longer is."
    )
    context = {"name": date.name, "effect": effect, "back": "conferences:milestones", "back_label": "Dates"}
    return desk_response(request, "conferences/web/remove.html", "call", **context)
