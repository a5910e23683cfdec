"""The request as views below a conference get it, and the guards they wear."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Fact, Viewer

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
            return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
        return view(request, *args, **kwargs)

    return guarded


def requires(*facts: Fact) -> Callable[[Guard[P]], View]:
    """Let in those for whom one of the facts is true; for others there is no such page."""

    def decorate(view: Guard[P]) -> View:
        @functools.wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
            if not any(request.viewer.has(fact) for fact in facts):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def deny(reason: str) -> HttpResponse:
    """Answer 403 with the sentence of a rule: raises PermissionDenied."""
    raise PermissionDenied(reason)
