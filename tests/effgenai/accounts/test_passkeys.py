"""What is sent in the stead of a passkey is no passkey, and never our failure."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.factories import make_user

pytestmark = pytest.mark.django_db
ODD = [
    "9" * 30,
    "9" * 5_000,
    "[" * 50_000,
    "[]",
    "5",
    '"a"',
    "{}",
    '{"id": 5}',
    '{"response": []}',
    '{"id": "a", "rawId": {}}',
]


@pytest.mark.parametrize("credential", ODD)
def test_whatever_is_sent_as_a_passkey_is_answered(credential: str) -> None:
    answer = Client().post("/account/2fa/webauthn/login/", {"credential": credential})
    assert answer.status_code in {200, 302}
    client = Client()
    client.force_login(make_user("Ada"), backend="django.contrib.auth.backends.ModelBackend")
    for page in ("add", "reauthenticate"):
        answer = client.post(f"/account/2fa/webauthn/{page}/", {"credential": credential, "name": "Key"})
        assert answer.status_code in {200, 302, 403}
