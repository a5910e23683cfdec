"""Whose stars a request speaks of: an account's, or those of the visitor whose secret the cookie holds."""

from __future__ import annotations

import dataclasses
import hashlib
import re

from django.http import HttpRequest, HttpResponse

from effgenai.accounts.keys import new_token
from effgenai.accounts.models import User

COOKIE = "stars"
COOKIE_AGE = 400 * 24 * 3600
_SECRET = re.compile(r"[a-z0-9]{32}")


@dataclasses.dataclass(frozen=True, slots=True)
class StarOwner:
    """An account, or a visitor by the hash of their secret; neither for somebody who has starred nothing."""

    user: User | None = None
    visitor: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there may be stars of theirs."""
        return self.user is not None or bool(self.visitor)


def owner_of(request: HttpRequest) -> StarOwner:
    """Whose stars the request speaks of; no query."""
    if isinstance(request.user, User):
        return StarOwner(user=request.user)
    return StarOwner(visitor=visitor_of(request))


def visitor_of(request: HttpRequest) -> str:
    """The hash of the secret in the cookie; "" without a proper one."""
    secret = request.COOKIES.get(COOKIE, "")
    return _hashed(secret) if _SECRET.fullmatch(secret) else ""


def new_visitor(request: HttpRequest, response: HttpResponse) -> StarOwner:
    """Give whoever asked a secret of their own."""
    secret = new_token()
    response.set_cookie(
        COOKIE, secret, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return StarOwner(visitor=_hashed(secret))


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
