"""The request as views below a conference get it, and the guards they wear."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Fact, Viewer
from effgenai.ui.web.typed import typed_in

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]
PREVIEW_COOKIE = "preview"


class ConferenceRequest(HttpRequest):
    """A request below `/<conference>/`: never constructed, only a name for what the middleware adds."""

    conference: Conference
    viewer: Viewer
    at: dt.datetime


class MemberRequest(ConferenceRequest):
    """The same, of someone who is signed in."""

    user: User


Guard = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def signed_in(view: Guard[P]) -> View:
    """Send visitors to the sign-in page and back here afterwards."""

    @functools.wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _signed_out(request)
        return view(request, *args, **kwargs)

    return guarded


def requires(*facts: Fact) -> Callable[[Guard[P]], View]:
    """Let in those for whom one of the facts is true; for others there is no such page."""

    def decorate(view: Guard[P]) -> View:
        @functools.wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _signed_out(request)
            if not any(request.viewer.has(fact) for fact in facts):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _signed_out(request: ConferenceRequest) -> HttpResponse:
    """Lead to the sign-in page and from there to the page one is on; who typed a text gets it back first."""
    to_sign_in = redirect_to_login(_page_of(request))
    typed = typed_in(request)
    if typed is None or not typed.texts or "text/html" not in request.headers.get("Accept", ""):
        return to_sign_in
    context = {"typed": typed, "login_url": to_sign_in.url}
    return render(request, "errors/signed_out.html", context, status=403)


def _page_of(request: ConferenceRequest) -> str:
    """Where the person is: the address of a form's button is no page."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    site, came_from = request.build_absolute_uri("/"), request.headers.get("Referer", "")
    page = came_from.removeprefix(site) if came_from.startswith(site) else f"{request.conference.slug}/"
    return f"/{page}"


def deny(reason: str) -> HttpResponse:
    """Answer 403 with the sentence of a rule: raises PermissionDenied."""
    raise PermissionDenied(reason)
