"""No secret of an address reaches a log, whatever route, mistake or error brings it there."""

import pytest
from django.conf import settings
from django.urls import reverse

from effgenai.observing.masking import mask_path, mask_text, mask_url, remember_secrets, without_people

TOKEN = "qwertzuiopasdfghjklyxcvbnmqwertz"
SECRET_ADDRESSES = [
    ("reviews:invitation", {"conference_slug": "leak", "token": TOKEN}),
    ("reviews:accept_invitation", {"conference_slug": "leak", "token": TOKEN}),
    ("conferences:own_calendar", {"conference_slug": "leak", "key": TOKEN}),
    ("conferences:preview_by_link", {"conference_slug": "leak", "key": TOKEN}),
    ("conferences:preview_page_by_link", {"conference_slug": "leak", "key": TOKEN, "page": "travel"}),
    ("accounts:merge", {"token": TOKEN}),
    ("account_confirm_email", {"key": f"Mg:{TOKEN}:sig-nature_1"}),
    ("account_reset_password_from_key", {"uidb36": "1a", "key": f"set-{TOKEN}"}),
]


@pytest.mark.parametrize(("name", "values"), SECRET_ADDRESSES)
def test_an_address_with_a_secret_shows_its_route_alone(name, values):
    path = reverse(name, kwargs=values)
    masked = mask_path(path)
    assert TOKEN not in masked
    assert "***" in masked
    if "conference_slug" in values:
        assert masked.startswith("/leak/")
    for sentence in (
        f"Not Found: {path}",
        f'GET "{path}" 404',
        f"({path}), {path}.",
        f"see http://x.org{path}",
    ):
        assert TOKEN not in mask_text(sentence)


@pytest.mark.parametrize(
    "path", ["/leak/invitations/{}", "/leak/invitations/{}/x/", "/{}", "/x/{}?y={}", "/a/%7E{}"]
)
def test_an_address_that_fits_no_route_is_hidden_as_well(path):
    path = path.replace("{}", TOKEN)
    assert TOKEN not in mask_path(path)
    assert TOKEN not in mask_text(f"Not Found: {path}")


def test_a_path_without_its_first_stroke_is_hidden():
    assert TOKEN not in mask_text(f"{{'tried': [], 'path': 'leak/invitations/{TOKEN}/'}}")


def test_queries_and_passwords_are_hidden_as_a_whole():
    assert mask_path("/leak/papers/?q=who+wrote+12#top") == "/leak/papers/?***"
    assert (
        mask_url(f"https://me:{TOKEN}@site.example/leak/papers/?q=x")
        == "https://site.example/leak/papers/?***"
    )


def test_what_is_no_secret_stays_readable():
    path = reverse("submissions:paper", kwargs={"conference_slug": "leak", "number": 12})
    assert mask_path(path) == path
    assert mask_path("/static/css/page.css") == "/static/css/page.css"
    line = f'  File "{settings.BASE_DIR}/effgenai/urls.py", line 12, in view'
    assert mask_text(f"{line}\nOSError: cannot open {settings.DATA_DIR}/files/ab/cd.pdf") == (
        f"{line}\nOSError: cannot open {settings.DATA_DIR}/files/ab/cd.pdf"
    )
    assert mask_text("3 of 4 and/or 1/2 at 12:30") == "3 of 4 and/or 1/2 at 12:30"


def test_a_secret_of_the_request_at_hand_is_hidden_by_itself_too():
    remember_secrets({"token": TOKEN, "conference_slug": "leak"})
    assert mask_text(f"KeyError: '{TOKEN}' at leak") == "KeyError: '***' at leak"


def test_the_values_of_a_refused_row_are_hidden():
    text = 'duplicate key value violates "one"\nDETAIL:  Key (email)=(a@b.example) already exists.\n'
    assert "a@b.example" not in mask_text(text)


def test_the_message_of_a_failure_holds_nothing_that_people_typed():
    text = (
        f"Cannot write to ada@lovelace.example: title 'My secret paper' at /leak/invitations/{TOKEN}/\nmore"
    )
    kept = without_people(text)
    for secret in ("ada", "My secret", TOKEN, "more"):
        assert secret not in kept
    assert kept.startswith("Cannot write to")
