"""The page of a session's chair, by their account or by a secret link, and who is here."""

from __future__ import annotations

from django.db.models import TextChoices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, signed_in
from effgenai.conferences.web.pressed import YesNo, pressed
from program.core.models import Session, Talk
from program.day.queries.chairing import chair_page, chaired_session, session_of_link
from program.day.services.chairs import check_in, make_chair_link, remove_chair_link
from program.desk.views.pages import editor
from program.desk.views.sessions import session_of


class LinkChange(TextChoices):
    """Buttons of the link for a session chair."""

    MAKE = "make"
    REMOVE = "remove"


@signed_in
@require_GET
def chairing(request: MemberRequest, key: str) -> HttpResponse:
    """The session of one who chairs it; for others there is no such page."""
    address = reverse("program:chairing_here", args=[request.conference.slug, key])
    return _page(request, chaired_session(request.viewer, key), address)


@signed_in
@require_POST
def chairing_here(request: MemberRequest, key: str) -> HttpResponse:
    """Say that a presenter is here, or is not."""
    _check_in(request, chaired_session(request.viewer, key))
    return redirect("program:chairing", request.conference.slug, key)


@require_GET
def chairing_link(request: ConferenceRequest, token: str) -> HttpResponse:
    """The same for whoever has the secret link."""
    address = reverse("program:chairing_link_here", args=[request.conference.slug, token])
    return _page(request, session_of_link(request.conference, token), address)


@require_POST
def chairing_link_here(request: ConferenceRequest, token: str) -> HttpResponse:
    """Say by the secret link that a presenter is here, or is not."""
    _check_in(request, session_of_link(request.conference, token))
    return redirect("program:chairing_link", request.conference.slug, token)


@editor
@require_POST
def change_link(request: MemberRequest, key: str) -> HttpResponse:
    """Make the link for the chair of a session, anew if there is one, or remove it."""
    session = session_of(request, key)
    if pressed(request, "link", LinkChange) == LinkChange.MAKE:
        make_chair_link(session=session, by=request.user, at=request.at)
    else:
        remove_chair_link(session=session, by=request.user, at=request.at)
    return redirect("program:day_session", request.conference.slug, key)


@editor
@require_POST
def day_here(request: MemberRequest, key: str) -> HttpResponse:
    """Say from the desk that a presenter is here, or is not."""
    visible = Talk.objects.filter(session__in=Session.objects.visible_to(request.viewer))
    talk = get_object_or_404(visible.select_related("session__conference"), key=key)
    is_here = pressed(request, "here", YesNo) == YesNo.YES
    check_in(talk=talk, is_here=is_here, by=request.user, at=request.at)
    return redirect("program:day_session", request.conference.slug, talk.session.key)


def _page(request: ConferenceRequest, session: Session | None, here: str) -> HttpResponse:
    page = chair_page(session, request.at) if session else None
    if page is None:
        raise Http404
    response = render(request, "program/day/chairing.html", {"page": page, "here": here})
    response["Cache-Control"] = "private, no-store"
    return response


def _check_in(request: ConferenceRequest, session: Session | None) -> None:
    """Only for a talk that the page shows."""
    page = chair_page(session, request.at) if session else None
    shown = {one.talk.key for one in page.talks} if page else set()
    key, _, word = request.POST.get("here", "").partition(" ")
    if key not in shown or word not in YesNo:
        raise Http404
    talk = get_object_or_404(Talk.objects.select_related("session__conference"), key=key, session=session)
    by = request.user if request.user.is_authenticated else None
    check_in(talk=talk, is_here=word == YesNo.YES, by=by, at=request.at)
