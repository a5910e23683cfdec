"""What the grid of the editors does: each request says day, room, time and version itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import TextChoices
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.http import MemberRequest
from effgenai.conferences.web.pressed import pressed
from effgenai.ui.text.numbers import counted
from program.core.models import Session, papers_to_place
from program.core.services import sessions, talks
from program.core.services.sessions import GONE, Placement, SessionPlace
from program.core.times import at_venue, later
from program.desk.forms import PlaceForm, place_of
from program.desk.grid_forms import DayForm, PutPaperForm, ShiftForm, SwapForm
from program.desk.views.grid import grid_address, is_script, page_asked_for, show_grid, state_of
from program.desk.views.pages import editor

OVERTAKEN, REFUSED = 409, 422


class Placing(TextChoices):
    """Buttons of a session in the grid."""

    MOVE = "move"
    SWAP = "swap"
    COPY = "copy"


class DayPlacing(TextChoices):
    """Buttons of a whole day."""

    MOVE = "move"
    COPY = "copy"


@editor
@require_POST
def place(request: MemberRequest) -> HttpResponse:
    """Move a session, copy it, or let it change places with another: which, the pressed button says."""
    what = pressed(request, "kind", Placing)
    session = Session.objects.visible_to(request.viewer).filter(key=request.POST.get("session", "")).first()
    if session is None:
        return answer(request, _gone)
    session.conference = request.conference
    if what == Placing.SWAP:
        return answer(request, lambda: _swap(request, session))
    form = PlaceForm(request.POST, conference=request.conference, initial=place_of(session))
    if not form.is_valid() and not is_script(request):
        return show_grid(request, page_asked_for(request, request.POST), moved=session, form=form)
    return answer(request, lambda: _place(request, what, session, form))


def _gone() -> str:
    raise Overtaken(GONE)


def _place(request: MemberRequest, what: Placing, session: Session, form: PlaceForm) -> str:
    _refuse_wrong(form)
    said: dict[str, Any] = {"by": request.user, "at": request.at}
    if what == Placing.COPY:
        sessions.copy_sessions(conference=request.conference, places={session: form.place()}, **said)
        return f"“{session.title}” copied."
    version = form.cleaned_data["version"] or 0
    moved = sessions.place_session(session=session, place=form.place(), version=version, **said)
    start, end = (at_venue(request.conference, each) for each in (moved.starts_at, moved.ends_at))
    room = moved.room.name if moved.room else "everywhere"
    return f"“{session.title}”: {start:%a %H:%M}–{end:%H:%M}, {room}."


def _swap(request: MemberRequest, session: Session) -> str:
    form = SwapForm(request.POST)
    _refuse_wrong(form)
    key, version = form.cleaned_data["other"]
    other = Session.objects.visible_to(request.viewer).exclude(pk=session.pk).filter(key=key).first()
    if other is None:
        return _gone()
    versions = (form.cleaned_data["version"], version)
    sessions.swap_sessions(one=session, other=other, versions=versions, by=request.user, at=request.at)
    return f"“{session.title}” and “{other.title}” have changed places."


@editor
@require_POST
def shift(request: MemberRequest) -> HttpResponse:
    """Move several sessions by the same number of minutes, on the clock."""
    return answer(request, lambda: _shift(request))


def _shift(request: MemberRequest) -> str:
    form = ShiftForm(request.POST)
    _refuse_wrong(form)
    seen: dict[str, int] = form.cleaned_data["moved"]
    found = list(Session.objects.visible_to(request.viewer).filter(key__in=seen).select_related("room"))
    if len(found) < len(seen):
        raise Overtaken(GONE)
    by = dt.timedelta(minutes=form.cleaned_data["minutes"])
    placements = [
        Placement(session=one, version=seen[one.key], place=_later(request.conference, one, by))
        for one in found
    ]
    sessions.place_sessions(
        conference=request.conference, placements=placements, by=request.user, at=request.at
    )
    return f"{counted(len(found), 'session')} moved."


@editor
@require_POST
def place_day(request: MemberRequest) -> HttpResponse:
    """Move all sessions of the day shown to another day, or copy them there, at the same times."""
    what = pressed(request, "kind", DayPlacing)
    return answer(request, lambda: _place_day(request, what))


def _place_day(request: MemberRequest, what: DayPlacing) -> str:
    form = DayForm(request.POST)
    _refuse_wrong(form)
    shown, day = form.cleaned_data["shown"], form.cleaned_data["day"]
    found = [
        one
        for one in Session.objects.visible_to(request.viewer).select_related("room")
        if at_venue(request.conference, one.starts_at).date() == shown
    ]
    if not found:
        raise Refused("There are no sessions on this day.")
    places = {one: _later(request.conference, one, day - shown) for one in found}
    said: dict[str, Any] = {"conference": request.conference, "by": request.user, "at": request.at}
    if what == DayPlacing.COPY:
        sessions.copy_sessions(places=places, **said)
        return f"{counted(len(found), 'session')} copied to {day:%A %-d %B}."
    placements = [Placement(session=one, version=one.version, place=places[one]) for one in found]
    sessions.place_sessions(placements=placements, **said)
    return f"{counted(len(found), 'session')} moved to {day:%A %-d %B}."


@editor
@require_POST
def put_paper(request: MemberRequest) -> HttpResponse:
    """Give a paper that waits its place in a session."""
    return answer(request, lambda: _put_paper(request))


def _put_paper(request: MemberRequest) -> str:
    form = PutPaperForm(
        request.POST,
        papers=papers_to_place(request.viewer),
        sessions=Session.objects.visible_to(request.viewer),
    )
    _refuse_wrong(form)
    session = form.cleaned_data["session"]
    session.conference = request.conference
    talks.place_paper(**form.cleaned_data, by=request.user, at=request.at)
    return f"“{form.cleaned_data['paper'].title}” is in “{session.title}”."


def answer(request: MemberRequest, do: Callable[[], str]) -> HttpResponse:
    """Do it and say so: to the script with the day as it stands now, to others on the page of that day.

    Refused is 422, Overtaken 409, and then nothing has happened.
    """
    try:
        sentence, status = do(), 200
    except Refused as refused:
        sentence, status = str(refused), OVERTAKEN if isinstance(refused, Overtaken) else REFUSED
    if is_script(request):
        page = page_asked_for(request, request.POST)
        return JsonResponse({**state_of(request, page), "said": sentence}, status=status)
    (messages.success if status < OVERTAKEN else messages.error)(request, sentence)
    return redirect(grid_address(request, request.POST))


def _refuse_wrong(form: Form) -> None:
    for errors in form.errors.values():
        raise Refused(str(errors[0]))


def _later(conference: Conference, session: Session, by: dt.timedelta) -> SessionPlace:
    try:
        starts_at, ends_at = (later(conference, each, by) for each in (session.starts_at, session.ends_at))
    except (ValueError, OverflowError) as error:
        raise Refused(f"“{session.title}”: {error}") from error
    return SessionPlace(room=session.room, starts_at=starts_at, ends_at=ends_at)
