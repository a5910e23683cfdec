"""The desk on the day: what runs, and what is changed while it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest
from effgenai.conferences.web.once import once
from program.core.models import Session, Talk
from program.core.services.history import step_to_undo
from program.day.forms import CancelTalkForm, DelayForm, DoDelayForm, SwapTalksForm
from program.day.queries.chairing import chair_address, talks_checked_in
from program.day.queries.delays import delay_preview
from program.day.queries.today import day_page
from program.day.services import corrections as services
from program.desk.queries.draft import TalkRow, session_row
from program.desk.views.pages import day_asked_for, editor
from program.desk.views.sessions import session_of
from program.releases.corrections import Correction

MINUTES = (5, 10, 15, 20)
WRONG = "Open the page anew and press one of its buttons."


@editor
@require_GET
def day(request: MemberRequest) -> HttpResponse:
    """A day of the conference while it runs."""
    page = day_page(request.viewer, day_asked_for(request.GET.get("day")))
    return _render(request, "today", page=page)


@editor
@require_GET
def day_session(request: MemberRequest, key: str) -> HttpResponse:
    """A session on its day: its talks, and its delay, looked at before it is made."""
    session = session_of(request, key)
    form = DelayForm(request.GET if "minutes" in request.GET else None)
    preview = delay_preview(request.viewer, session, **form.cleaned_data) if form.is_valid() else None
    row = session_row(request.viewer, session)
    return _render(
        request,
        "session",
        row=row,
        order=",".join(talk.talk.key for talk in row.talks),
        form=form,
        preview=preview,
        ways=DelayForm.base_fields["way"].choices,  # type: ignore[attr-defined]  # a field of choices
        minutes=MINUTES,
        swapped=_asked_for(row.talks, request.GET.get("swap")),
        cancelled=_asked_for(row.talks, request.GET.get("cancel")),
        to_undo=step_to_undo(request.conference, request.user),
        here=talks_checked_in(session),
        link=chair_address(session),
    )


def _asked_for(talks: list[TalkRow], key: str | None) -> TalkRow | None:
    return next((talk for talk in talks if talk.talk.key == key), None)


def _render(request: MemberRequest, template: str, **context: object) -> HttpResponse:
    sidebar = desk_page(request.viewer, "program")
    return render(request, f"program/day/{template}.html", {**sidebar, **context})


@editor
@require_POST
@once
def delay(request: MemberRequest, key: str) -> HttpResponse:
    """Delay a session, as the preview showed it."""
    session = session_of(request, key)
    form = DoDelayForm(request.POST)

    def do() -> Correction:
        said = _said(form)
        return services.delay_session(viewer=request.viewer, session=session, seen=_seen(form), **said)

    again = {name: request.POST.get(name, "")[:9] for name in ("minutes", "way")}
    return _answer(request, session, do, "Delayed.", again)


def _seen(form: DoDelayForm) -> dict[str, int]:
    try:
        return form.seen()
    except ValidationError as error:
        raise Refused(WRONG) from error


@editor
@require_POST
@once
def swap(request: MemberRequest, key: str) -> HttpResponse:
    """Let two talks of a session change places."""
    session = session_of(request, key)

    def do() -> Correction:
        said = _said(SwapTalksForm(request.POST))
        return services.swap_talks(
            viewer=request.viewer,
            session=session,
            keys=(said["one"], said["other"]),
            seen=said["order"].split(","),
            tell=said["tell"],
        )

    return _answer(request, session, do, "The two talks have changed places.")


@editor
@require_POST
@once
def cancel(request: MemberRequest, key: str) -> HttpResponse:
    """Cancel a talk, or let it take place after all."""
    visible = Talk.objects.filter(session__in=Session.objects.visible_to(request.viewer))
    talk = get_object_or_404(visible.select_related("session__conference", "submission"), key=key)

    def do() -> Correction:
        said = _said(CancelTalkForm(request.POST))
        return services.cancel_talk(
            viewer=request.viewer, talk=talk, is_cancelled=said["cancelled"], tell=said["tell"]
        )

    return _answer(request, talk.session, do, "Saved.")


@editor
@require_POST
@once
def take_back(request: MemberRequest) -> HttpResponse:
    """Undo one's own last step, for visitors as well."""
    tell = bool(request.POST.get("tell"))
    key = request.POST.get("session", "")
    session = Session.objects.visible_to(request.viewer).filter(key=key).first()
    return _answer(
        request, session, lambda: services.take_back(viewer=request.viewer, tell=tell), "Taken back."
    )


def _said(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(next((str(said) for errors in form.errors.values() for said in errors), WRONG))
    return form.cleaned_data


def _answer(
    request: MemberRequest,
    session: Session | None,
    do: Callable[[], Correction],
    done: str,
    again: dict[str, str] | None = None,
) -> HttpResponse:
    """Do it and say what visitors see now; if it was refused, back to what was asked for, and why not."""
    name, args = ("day_session", [session.key]) if session else ("day", [])
    address = reverse(f"program:{name}", args=[request.conference.slug, *args])
    try:
        messages.success(request, f"{done} {_what_came(request, do())}")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"{address}?{urlencode(again)}" if again else address)
    return redirect(address)


def _what_came(request: MemberRequest, made: Correction) -> str:
    if made.release is None:
        return "For visitors nothing changes."
    words = f"Visitors see it at once, as release {made.release.number}."
    if not made.letters.is_whole:
        return f"{words} Not all letters could be written."
    if not made.letters.number:
        return f"{words} Nobody is written to."
    if request.viewer.is_chair:
        return f"{words} Those concerned are written to."
    return f"{words} Letters wait for a chair's approval under “Mail”."
