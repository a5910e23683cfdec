"""People who sign in: in the test client some time ago, and in a real browser on the page for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory

from effgenai.accounts.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Page

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user: User, *, ago: int = 3600) -> Client:
    """A browser in which the person signed in some seconds ago. An hour is too long for what is sensitive."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    request = RequestFactory().get("/")
    request.session, request.user = client.session, user
    record_authentication(request, user, method="password")
    request.session["account_authentication_methods"][0]["at"] = time.time() - ago
    request.session.save()
    return client


def sign_in(page: Page, email: str, password: str, *, start: str = "/account/login/") -> Page:
    """Sign in with a page of a real browser, opened at `start`; if empty, it shows the form already."""
    if start:
        page.goto(start)
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/account/login" not in url)
    return page
