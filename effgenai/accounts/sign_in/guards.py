"""Guards of views: who is signed out signs in first, and who touches the safety of an account once more."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from effgenai.accounts.models import User
from effgenai.ui.web.typed import typed_in

View = Callable[..., HttpResponseBase]


class PersonRequest(HttpRequest):
    """A request of someone who is signed in: never constructed, only a name for what the middleware adds."""

    user: User
    at: dt.datetime


def signed_in(view: View) -> View:
    """Let in who is signed in; others sign in first, see `sign_in_first`."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.user.is_authenticated else sign_in_first(request)

    return guarded


def sign_in_first(request: HttpRequest, *, start: str = "/") -> HttpResponse:
    """Lead to the sign-in page and from there to the page one is on, or to `start` where none is known.

    Who typed a text is given it back first.
    """
    to_sign_in = redirect_to_login(_page_of(request, start))
    typed = typed_in(request)
    if typed is None or not typed.texts or "text/html" not in request.headers.get("Accept", ""):
        return to_sign_in
    context = {"typed": typed, "login_url": to_sign_in.url}
    return render(request, "errors/signed_out.html", context, status=403)


def _page_of(request: HttpRequest, start: str) -> str:
    """Where the person is: the address of a form's button is no page."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    site, came_from = request.build_absolute_uri("/"), request.headers.get("Referer", "")
    return f"/{came_from.removeprefix(site)}" if came_from.startswith(site) else start


def ask_again(request: HttpRequest) -> HttpResponseBase | None:
    """Where to show once more who one is; None for visitors, and for who signed in a few minutes ago.

    It is asked by what the account has: its password, a passkey or a code. Who has nothing of the kind cannot
    be asked, and is not kept out.
    """
    if not request.user.is_authenticated or _signed_in_lately(request):
        return None
    ways = get_adapter().get_reauthentication_methods(request.user)
    return redirect(f"{ways[0]['url']}?{urlencode({'next': request.path})}") if ways else None


def signed_in_lately(view: View) -> View:
    """Let in only who signed in a few minutes ago, or shows once more who they are."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return ask_again(request) or view(request, *args, **kwargs)

    return guarded


def _signed_in_lately(request: HttpRequest) -> bool:
    at: dt.datetime = request.at  # type: ignore[attr-defined]
    records = get_authentication_records(request, request.user)
    return any(at.timestamp() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)
