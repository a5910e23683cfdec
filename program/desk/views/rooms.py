from __future__ import annotations

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.http import MemberRequest
from effgenai.conferences.web.once import once
from effgenai.ui.text.numbers import counted
from program.core.models import Room
from program.core.services import rooms
from program.desk.columns import PASTED_COLUMNS, ROOM_COLUMNS
from program.desk.forms import RoomForm, RoomsForm, pasted_rooms
from program.desk.views.pages import editor, render_desk


@editor
@require_http_methods(["GET", "POST"])
@once
def edit_rooms(request: MemberRequest) -> HttpResponse:
    """The rooms, and a form for one more."""
    form = RoomForm(request.POST or None)
    if form.is_valid():
        try:
            rooms.add_room(conference=request.conference, facts=form.facts(), by=request.user, at=request.at)
            return redirect("program:rooms", request.conference.slug)
        except Refused as refused:
            form.add_error("name", str(refused))
    return render_desk(
        request, "rooms", columns=ROOM_COLUMNS, form=form, rooms=request.conference.rooms.all()
    )


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
    return render_desk(request, "paste_rooms", form=form, found=found, new=len(new), columns=PASTED_COLUMNS)


@editor
@require_http_methods(["GET", "POST"])
def edit_room(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name for a room, or another way there."""
    room = get_object_or_404(Room, conference=request.conference, pk=pk)
    form = RoomForm(request.POST or None, initial=model_to_dict(room))
    if form.is_valid():
        try:
            rooms.change_room(room=room, facts=form.facts(), by=request.user, at=request.at)
            messages.success(request, "Saved. Visitors see it with the next release.")
            return redirect("program:rooms", request.conference.slug)
        except Refused as refused:
            form.add_error("name", str(refused))
    return render_desk(request, "room", form=form, room=room)


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
