from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.http import MemberRequest
from effgenai.conferences.web.once import once
from effgenai.conferences.web.pressed import pressed
from program.core.models import Session, Talk, papers_to_place
from program.core.services import talks
from program.core.services.locks import lock_talk
from program.desk.forms import InvitedTalkForm, PlacePaperForm, TalkBoardForm, TalkMinutesForm
from program.desk.views.pages import editor
from program.desk.views.sessions import session_of, session_page


@editor
@require_POST
@once
def place_paper(request: MemberRequest, key: str) -> HttpResponse:
    """Give an accepted paper its place in this session."""
    session = session_of(request, key)
    papers = papers_to_place(request.viewer)
    form = PlacePaperForm(request.POST, papers=papers, running=session.has_running_times, prefix="paper")
    if not form.is_valid():
        return session_page(request, session, paper_form=form)
    try:
        talks.place_paper(session=session, by=request.user, at=request.at, **form.cleaned_data)
    except Refused as refused:
        form.add_error("paper", str(refused))
        return session_page(request, session, paper_form=form)
    return redirect("program:edit_session", request.conference.slug, key)


@editor
@require_POST
@once
def add_talk(request: MemberRequest, key: str) -> HttpResponse:
    """Add an invited talk to this session."""
    session = session_of(request, key)
    form = InvitedTalkForm(
        request.POST, conference=request.conference, running=session.has_running_times, prefix="talk"
    )
    if not form.is_valid():
        return session_page(request, session, talk_form=form)
    talks.add_invited_talk(session=session, facts=form.facts(), by=request.user, at=request.at)
    return redirect("program:edit_session", request.conference.slug, key)


class TalkChange(TextChoices):
    """Buttons of a talk."""

    UP = "up"
    DOWN = "down"
    REMOVE = "remove"
    MINUTES = "minutes"
    BOARD = "board"
    LOCK = "lock"
    UNLOCK = "unlock"


@editor
@require_POST
def change_talk(request: MemberRequest, key: str) -> HttpResponse:
    """Move a talk, change its length, lock it, or take it out: which of them, the pressed button says."""
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


def _set_board(request: MemberRequest, talk: Talk) -> None:
    form = TalkBoardForm(request.POST)
    if form.is_valid():
        talks.set_talk_board(talk=talk, board=form.cleaned_data["board"], by=request.user, at=request.at)
    else:
        messages.error(request, "The number of a board has at most 12 characters.")


def _mover(step: int) -> Callable[[MemberRequest, Talk], None]:
    def move(request: MemberRequest, talk: Talk) -> None:
        talks.move_talk(talk=talk, step=step, by=request.user, at=request.at)

    return move


def _remove(request: MemberRequest, talk: Talk) -> None:
    talks.remove_talk(talk=talk, by=request.user, at=request.at)


def _locker(*, is_locked: bool) -> Callable[[MemberRequest, Talk], None]:
    def change(request: MemberRequest, talk: Talk) -> None:
        lock_talk(talk=talk, is_locked=is_locked, by=request.user, at=request.at)

    return change


TALK_CHANGES: dict[TalkChange, Callable[[MemberRequest, Talk], None]] = {
    TalkChange.UP: _mover(-1),
    TalkChange.DOWN: _mover(1),
    TalkChange.REMOVE: _remove,
    TalkChange.MINUTES: _set_minutes,
    TalkChange.BOARD: _set_board,
    TalkChange.LOCK: _locker(is_locked=True),
    TalkChange.UNLOCK: _locker(is_locked=False),
}
