"""What browsers are told about every answer."""

import pytest

from effgenai.conferences.core.states import PublicState
from tests.support.factories import make_conference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _conference():
    make_conference("effgenai", is_current=True)


@pytest.mark.parametrize(
    "path", ["/", "/effgenai/", "/effgenai/theme.css", "/account/login/", "/no/such/page/"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(client, path):
    answer = client.get(path)
    assert "camera=()" in answer["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/", "/effgenai/", "/account/login/"])
def test_no_page_may_be_framed_or_send_its_forms_elsewhere(client, path):
    answer = client.get(path, follow=True)
    for words in ("frame-ancestors 'self'", "form-action 'self'", "base-uri 'none'", "object-src 'none'"):
        assert words in answer["Content-Security-Policy"]


def test_other_sites_draw_in_what_is_public_and_nothing_else(client):
    assert client.get("/effgenai/theme.css")["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/effgenai/me/")["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.get("/account/login/")["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_colours_of_a_draft_are_kept_by_no_proxy(client):
    draft = make_conference("draft", public_state=PublicState.DRAFT)
    assert client.get("/draft/theme.css").status_code == 404
    assert client.get("/effgenai/theme.css")["Cache-Control"].startswith("public")
    chair_sees = _as_chair(client, draft).get("/draft/theme.css")
    assert chair_sees.status_code == 200
    assert "private" in chair_sees["Cache-Control"]
    assert "public" not in chair_sees["Cache-Control"]


def _as_chair(client, conference):
    from effgenai.conferences.core.states import Role
    from tests.support.factories import make_member

    client.force_login(make_member(conference, Role.CHAIR))
    return client
