from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.unfinished.views import resumed, saves_itself
from effgenai.conferences.web.http import MemberRequest
from effgenai.conferences.web.once import once
from effgenai.conferences.web.pressed import YesNo, pressed
from program.core.models import Session, papers_to_place
from program.core.services import locks, sessions
from program.desk.columns import POSTER_COLUMNS, TALK_COLUMNS
from program.desk.forms import InvitedTalkForm, PlacePaperForm, SessionForm, initial_of
from program.desk.queries.draft import session_row, session_rows
from program.desk.queries.warnings import warnings_of_session
from program.desk.views.pages import day_asked_for, editor, render_desk


@editor
@require_http_methods(["GET", "POST"])
@saves_itself
@once
def new_session(request: MemberRequest) -> HttpResponse:
    """A form for a new session; the next step is its talks."""
    initial = {"day": day_asked_for(request.GET.get("day")) or request.conference.starts_on}
    form = resumed(request, SessionForm(request.POST or None, conference=request.conference, initial=initial))
    if form.is_valid():
        try:
            made = sessions.add_session(
                conference=request.conference, facts=form.facts(), by=request.user, at=request.at
            )
            return redirect("program:edit_session", request.conference.slug, made.key)
        except Refused as refused:
            form.add_error("room", str(refused))
    return render_desk(request, "new_session", form=form)


@editor
@require_http_methods(["GET", "POST"])
@saves_itself
def edit_session(request: MemberRequest, key: str) -> HttpResponse:
    """A session's facts, and its talks."""
    session = session_of(request, key)
    initial = initial_of(session)
    form = resumed(request, SessionForm(request.POST or None, conference=request.conference, initial=initial))
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
    return session_page(request, session, form=form)


def session_of(request: MemberRequest, key: str) -> Session:
    """The session of this key, if the viewer may edit it. Raises Http404."""
    found = Session.objects.visible_to(request.viewer).select_related("conference", "room")
    return get_object_or_404(found.prefetch_related("talks__submission__authorships", "people"), key=key)


def session_page(
    request: MemberRequest,
    session: Session,
    *,
    form: Form | None = None,
    paper_form: Form | None = None,
    talk_form: Form | None = None,
) -> HttpResponse:
    """The page of a session, with a form that was refused in its place."""
    row = session_row(request.viewer, session)
    return render_desk(
        request,
        "session",
        columns=TALK_COLUMNS if row.has_running_times else POSTER_COLUMNS,
        row=row,
        # The pages of its other forms show it too, under addresses that do not save it.
        saves=hasattr(request, "unfinished"),
        warnings=warnings_of_session(request.conference, session_rows(request.viewer), session.key),
        form=form or SessionForm(conference=request.conference, initial=initial_of(session)),
        paper_form=paper_form
        or PlacePaperForm(
            papers=papers_to_place(request.viewer), running=row.has_running_times, prefix="paper"
        ),
        talk_form=talk_form
        or InvitedTalkForm(conference=request.conference, running=row.has_running_times, prefix="talk"),
    )


@editor
@require_POST
def lock_session(request: MemberRequest, key: str) -> HttpResponse:
    """Have the planner leave a session alone, or fill it again: which, the pressed button says."""
    session = session_of(request, key)
    is_locked = pressed(request, "lock", YesNo) == YesNo.YES
    locks.lock_session(session=session, is_locked=is_locked, by=request.user, at=request.at)
    words = "The planner leaves this session as it is." if is_locked else "The planner may fill this session."
    messages.success(request, words)
    return redirect("program:edit_session", request.conference.slug, key)


@editor
@require_POST
def remove_session(request: MemberRequest, key: str) -> HttpResponse:
    """Remove a session; its papers wait for a place again."""
    session = session_of(request, key)
    sessions.remove_session(session=session, by=request.user, at=request.at)
    messages.success(request, f"“{session.title}” is removed.")
    return redirect("program:desk", request.conference.slug)
