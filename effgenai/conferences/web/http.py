"""The request as views below a conference get it, and the guards they wear."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from effgenai.accounts.models import User
from effgenai.accounts.sign_in.guards import sign_in_first
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
            return _sign_in_first(request)
        return view(request, *args, **kwargs)

    return guarded


def requires(*facts: Fact) -> Callable[[Guard[P]], View]:
    """Let in those for whom one of the facts is true; for others there is no such page."""

    def decorate(view: Guard[P]) -> View:
        @functools.wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            if not any(request.viewer.has(fact) for fact in facts):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _sign_in_first(request: ConferenceRequest) -> HttpResponse:
    return sign_in_first(request, start=f"/{request.conference.slug}/")


def deny(reason: str) -> HttpResponse:
    """Answer 403 with the sentence of a rule: raises PermissionDenied."""
    raise PermissionDenied(reason)
