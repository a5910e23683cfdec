from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import TextChoices
from django.forms import Form
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.unfinished.views import resumed, saves_itself
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.conferences.web.pressed import pressed
from effgenai.conferences.web.public_pages import public_page, shared_page
from effgenai.ui.text import ics
from effgenai.ui.text.controls import clean_data
from effgenai.ui.text.numbers import counted
from program.exports import schedule_calendar, schedule_json
from program.forms import (
    InvitedTalkForm,
    PlacePaperForm,
    ReleaseForm,
    RoomForm,
    RoomsForm,
    SessionForm,
    TalkMinutesForm,
    initial_of,
    pasted_rooms,
)
from program.grid import stylesheet
from program.models import Room, Session, Talk, papers_to_place
from program.queries.desk import (
    PASTED_COLUMNS,
    POSTER_COLUMNS,
    ROOM_COLUMNS,
    SESSION_COLUMNS,
    TALK_COLUMNS,
    desk_page_of,
    release_changes,
    session_row,
)
from program.queries.history import released_sessions
from program.queries.schedule import public_schedule
from program.services import releases, rooms, sessions, talks


@shared_page
def schedule(request: ConferenceRequest) -> HttpResponse:
    """The last release: a time grid on wide screens, a list by time on narrow ones."""
    context = {
        "schedule": public_schedule(request.conference, request.at),
        "canonical": public_url(request.conference, request.path),
    }
    return render(request, "program/schedule.html", context)


@shared_page
def session(request: ConferenceRequest, key: str) -> HttpResponse:
    """One session with its talks and their abstracts."""
    found = public_schedule(request.conference, request.at)
    shown = next((row for row in found.sessions if row.key == key), None) if found else None
    if found is None or shown is None:
        raise Http404
    context = {
        "session": shown,
        "time_zone": found.release.time_zone,
        "canonical": public_url(request.conference, request.path),
    }
    return render(request, "program/session.html", context)


@public_page
def calendar(request: ConferenceRequest) -> HttpResponse:
    """The last release as a calendar file."""
    body = schedule_calendar(request.conference, released_sessions(request.conference, request.at))
    response = HttpResponse(body, content_type=ics.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{request.conference.slug}.ics"'
    return response


@public_page
def as_json(request: ConferenceRequest) -> HttpResponse:
    """The last release as data, for programs; without a release there is none."""
    found = public_schedule(request.conference, request.at)
    if found is None:
        raise Http404
    data = clean_data(schedule_json(request.conference, found))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@public_page
def grid(request: ConferenceRequest) -> HttpResponse:
    """The stylesheet of the last release's grid."""
    found = public_schedule(request.conference, request.at)
    return HttpResponse(stylesheet(found) if found else "", content_type="text/css; charset=utf-8")


editor = requires(Fact.MAY_EDIT_PROGRAM)


def _render(request: MemberRequest, template: str, **context: object) -> HttpResponse:
    sidebar = desk_page(request.viewer, "program")
    return render(request, f"program/desk/{template}.html", {**sidebar, **context})


@editor
@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """The draft by days, what waits for a place, what is wrong."""
    return _render(request, "overview", columns=SESSION_COLUMNS, page=desk_page_of(request.viewer))


@editor
@require_http_methods(["GET", "POST"])
@once
def edit_rooms(request: MemberRequest) -> HttpResponse:
    """The rooms, and a form for one more."""
    form = RoomForm(request.POST or None)
    if form.is_valid():
        try:
            rooms.add_room(conference=request.conference, by=request.user, at=request.at, **form.cleaned_data)
            return redirect("program:rooms", request.conference.slug)
        except Refused as refused:
            form.add_error("name", str(refused))
    return _render(request, "rooms", columns=ROOM_COLUMNS, form=form, rooms=request.conference.rooms.all())


@editor
@require_http_methods(["GET", "POST"])
@once
def paste_rooms(request: MemberRequest) -> HttpResponse:
    """Several rooms at once: seen as they are understood, then added."""
    form = RoomsForm(request.POST or None)
    found = pasted_rooms(request.conference, form.cleaned_data["text"]) if form.is_valid() else []
    new = [room.values for room in found if room.is_new]
    if "add" in request.POST and new:
        rooms.add_rooms(conference=request.conference, rooms=new, by=request.user, at=request.at)
        messages.success(request, f"{counted(len(new), 'room')} added.")
        return redirect("program:rooms", request.conference.slug)
    return _render(request, "paste_rooms", form=form, found=found, new=len(new), columns=PASTED_COLUMNS)


@editor
@require_http_methods(["GET", "POST"])
def edit_room(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name for a room, or another way there."""
    room = get_object_or_404(Room, conference=request.conference, pk=pk)
    form = RoomForm(request.POST or None, initial={"name": room.name, "note": room.note})
    if form.is_valid():
        try:
            rooms.change_room(room=room, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Saved. Visitors see it with the next release.")
            return redirect("program:rooms", request.conference.slug)
        except Refused as refused:
            form.add_error("name", str(refused))
    return _render(request, "room", form=form, room=room)


@editor
@require_POST
def remove_room(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove an empty room."""
    room = get_object_or_404(Room, conference=request.conference, pk=pk)
    try:
        rooms.remove_room(room=room, by=request.user, at=request.at)
        messages.success(request, f"“{room.name}” is removed.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("program:rooms", request.conference.slug)


@editor
@require_http_methods(["GET", "POST"])
@saves_itself
@once
def new_session(request: MemberRequest) -> HttpResponse:
    """A form for a new session; the next step is its talks."""
    initial = {"day": request.conference.starts_on}
    form = resumed(request, SessionForm(request.POST or None, conference=request.conference, initial=initial))
    if form.is_valid():
        try:
            made = sessions.add_session(
                conference=request.conference, facts=form.facts(), by=request.user, at=request.at
            )
            return redirect("program:edit_session", request.conference.slug, made.key)
        except Refused as refused:
            form.add_error("room", str(refused))
    return _render(request, "new_session", form=form)


@editor
@require_http_methods(["GET", "POST"])
def edit_session(request: MemberRequest, key: str) -> HttpResponse:
    """A session's facts, and its talks."""
    session = _session(request, key)
    form = SessionForm(request.POST or None, conference=request.conference, initial=initial_of(session))
    if form.is_valid():
        try:
            sessions.change_session(
                session=session,
                facts=form.facts(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=request.at,
            )
            messages.success(request, "Saved. Visitors see it with the next release.")
            return redirect("program:edit_session", request.conference.slug, key)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _session_page(request, session, form=form)


def _session(request: MemberRequest, key: str) -> Session:
    found = Session.objects.visible_to(request.viewer).select_related("conference", "room")
    return get_object_or_404(found.prefetch_related("talks__submission__authorships"), key=key)


def _session_page(
    request: MemberRequest,
    session: Session,
    *,
    form: Form | None = None,
    paper_form: Form | None = None,
    talk_form: Form | None = None,
) -> HttpResponse:
    row = session_row(request.viewer, session)
    return _render(
        request,
        "session",
        columns=TALK_COLUMNS if row.has_running_times else POSTER_COLUMNS,
        row=row,
        form=form or SessionForm(conference=request.conference, initial=initial_of(session)),
        paper_form=paper_form
        or PlacePaperForm(
            papers=papers_to_place(request.viewer), running=row.has_running_times, prefix="paper"
        ),
        talk_form=talk_form or InvitedTalkForm(running=row.has_running_times, prefix="talk"),
    )


@editor
@require_POST
def remove_session(request: MemberRequest, key: str) -> HttpResponse:
    """Remove a session; its papers wait for a place again."""
    session = _session(request, key)
    sessions.remove_session(session=session, by=request.user, at=request.at)
    messages.success(request, f"“{session.title}” is removed.")
    return redirect("program:desk", request.conference.slug)


@editor
@require_POST
@once
def place_paper(request: MemberRequest, key: str) -> HttpResponse:
    """Give an accepted paper its place in this session."""
    session = _session(request, key)
    papers = papers_to_place(request.viewer)
    form = PlacePaperForm(request.POST, papers=papers, running=session.has_running_times, prefix="paper")
    if not form.is_valid():
        return _session_page(request, session, paper_form=form)
    talks.place_paper(session=session, by=request.user, at=request.at, **form.cleaned_data)
    return redirect("program:edit_session", request.conference.slug, key)


@editor
@require_POST
@once
def add_talk(request: MemberRequest, key: str) -> HttpResponse:
    """Add an invited talk to this session."""
    session = _session(request, key)
    form = InvitedTalkForm(request.POST, running=session.has_running_times, prefix="talk")
    if not form.is_valid():
        return _session_page(request, session, talk_form=form)
    talks.add_invited_talk(session=session, by=request.user, at=request.at, **form.cleaned_data)
    return redirect("program:edit_session", request.conference.slug, key)


class TalkChange(TextChoices):
    """Buttons of a talk."""

    UP = "up"
    DOWN = "down"
    REMOVE = "remove"
    MINUTES = "minutes"


@editor
@require_POST
def change_talk(request: MemberRequest, key: str) -> HttpResponse:
    """Move a talk, change its length, or take it out: which of them, the pressed button says."""
    visible = Talk.objects.filter(session__in=Session.objects.visible_to(request.viewer))
    talk = get_object_or_404(visible.select_related("session__conference", "submission"), key=key)
    TALK_CHANGES[pressed(request, "action", TalkChange)](request, talk)
    return redirect("program:edit_session", request.conference.slug, talk.session.key)


def _set_minutes(request: MemberRequest, talk: Talk) -> None:
    form = TalkMinutesForm(request.POST)
    if form.is_valid():
        talks.set_talk_minutes(
            talk=talk, minutes=form.cleaned_data["minutes"], by=request.user, at=request.at
        )
    else:
        messages.error(request, "A talk takes between 1 and 600 minutes.")


def _mover(step: int) -> Callable[[MemberRequest, Talk], None]:
    def move(request: MemberRequest, talk: Talk) -> None:
        talks.move_talk(talk=talk, step=step, by=request.user, at=request.at)

    return move


def _remove(request: MemberRequest, talk: Talk) -> None:
    talks.remove_talk(talk=talk, by=request.user, at=request.at)


TALK_CHANGES: dict[TalkChange, Callable[[MemberRequest, Talk], None]] = {
    TalkChange.UP: _mover(-1),
    TalkChange.DOWN: _mover(1),
    TalkChange.REMOVE: _remove,
    TalkChange.MINUTES: _set_minutes,
}


@editor
@require_http_methods(["GET", "POST"])
@once
def release(request: MemberRequest) -> HttpResponse:
    """What the next release changes for visitors; then release it."""
    form = ReleaseForm(request.POST or None)
    if form.is_valid():
        try:
            made = releases.release_schedule(
                conference=request.conference,
                name=form.cleaned_data["name"],
                by=request.user,
                at=request.at,
            )
            messages.success(request, f"Release {made.number} is public.")
            return redirect("program:schedule", request.conference.slug)
        except releases.NothingNew as refused:
            messages.info(request, str(refused))
            return redirect("program:schedule", request.conference.slug)
        except Refused as refused:
            form.add_error(None, str(refused))
    page = desk_page_of(request.viewer)
    return _render(request, "release", form=form, page=page, changes=release_changes(request.viewer))
