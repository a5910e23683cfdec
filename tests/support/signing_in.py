"""Browsers in which somebody signed in with their password some time ago."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory

from effgenai.accounts.models import User

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
