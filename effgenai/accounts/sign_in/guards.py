"""The guard before what touches the safety of an account: whoever sits there shows once more who they are."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from effgenai.accounts.models import User

View = Callable[..., HttpResponseBase]


class PersonRequest(HttpRequest):
    """A request of someone who is signed in: never constructed, only a name for what the middleware adds."""

    user: User
    at: dt.datetime


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
