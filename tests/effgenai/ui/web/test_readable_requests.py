"""What nobody can type by hand is refused or left out before any page reads it, and never our failure."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from effgenai.accounts.models import User
from effgenai.ui.text.numbers import whole, whole_numbers
from effgenai.ui.web.readable import LEFT_OUT
from submissions.core.models import Submission
from tests.support.factories import make_conference, make_submission, make_user

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
PART = b"--x\r\nContent-Disposition: form-data; name=a"


@pytest.fixture
def visitor() -> Client:
    make_conference("ws")
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    "address", ["/ws/%00/", "/ws/page%1b/", "/%00", "/ws/?q=%00", "/ws/?%07=1", "/ws/?q=a%7f"]
)
def test_addresses_with_control_characters_are_refused(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 400
    assert "This request cannot be read" in answer.content.decode()


@pytest.mark.parametrize(
    "header", ["HTTP_REFERER", "HTTP_X_FORWARDED_FOR", "HTTP_HX_CURRENT_URL", "HTTP_IF_NONE_MATCH"]
)
def test_headers_with_control_characters_are_refused(visitor: Client, header: str) -> None:
    assert visitor.get("/ws/", **{header: "a\x00b"}).status_code == 400


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://["},
        {"HTTP_REFERER": "http://["},
        {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 99999999 99:99:99 GMT"},
        {"HTTP_IF_NONE_MATCH": '"' * 5_000},
        {"HTTP_RANGE": "bytes=99999999999999999999-1"},
        {"HTTP_ACCEPT": ",;q=" * 500},
        {"HTTP_ACCEPT_ENCODING": "\xff\xfe"},
        {"HTTP_ACCEPT_LANGUAGE": "-" * 5_000},
        {"CONTENT_LENGTH": "many"},
    ],
)
def test_headers_of_any_other_kind_never_make_us_fail(visitor: Client, header: dict[str, Any]) -> None:
    assert visitor.get("/ws/", **header).status_code in {200, 304, 400}
    assert visitor.post("/account/login/", {}, **header).status_code in {200, 302, 400}


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "theme", "preview"])
@pytest.mark.parametrize("value", ["\\000", "a\\012b", "\xff", "x" * 200, "=;=", '"', "{}"])
def test_a_spoiled_cookie_is_as_none(visitor: Client, name: str, value: str) -> None:
    quoted = f'{name}="{value}"'.encode().decode("latin-1")
    assert visitor.get("/ws/", headers={"Cookie": quoted}).status_code == 200
    assert visitor.get("/account/login/", headers={"Cookie": quoted}).status_code == 200


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (f"{FORM}; charset=hex", b"email=a"),
        (f"{FORM}; charset=utf-16", b"email=a"),
        ("multipart/form-data; boundary=x; charset=idna", b"--x--\r\n"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=\xe9", b"--\xe9\r\n"),
        ("multipart/form-data; boundary=" + "x" * 5_000, b"--x\r\n"),
        (PARTS, b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n\xff\r\n--x--"),
        (PARTS, PART + b"; filename*=x'y\r\n\r\n"),
        (PARTS, PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--"),
        (FORM, b"email=%ff%fe&password=%ed%a0%80&%00=%00"),
        (FORM, b"&".join(b"f=1" for _ in range(20_001))),
        ("application/json", b'{"email": "\\ud800"}'),
        ("text/plain; charset=\xff", b"x"),
        (";;;", b"x"),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read_never_make_us_fail(visitor: Client, kind: str, body: bytes) -> None:
    answer = visitor.generic("POST", "/account/login/", body, content_type=kind)
    assert answer.status_code in {200, 302, 400, 413}


def author_with_draft() -> tuple[Client, Submission, User]:
    author = make_user("Ada Author")
    paper = make_submission(make_conference("ws"), [author], state="draft")
    client = Client()
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    return client, paper, author


def test_what_a_clipboard_brings_along_is_left_out_of_a_form_and_told() -> None:
    client, _, author = author_with_draft()
    typed = {"first_name": "A\x00d\x02a", "last_name": "Author\ufffd", "name": "A\x00d\x02a Author"}
    page = client.post("/account/profile/", typed, headers={"Accept": "text/html"}, follow=True)
    assert page.status_code == 200
    assert LEFT_OUT in page.content.decode()
    author.refresh_from_db()
    assert "\x00" not in str(author)


def test_tabs_and_ends_of_lines_are_text() -> None:
    client, paper, _ = author_with_draft()
    page = client.post(
        f"/ws/submissions/{paper.number}/edit/",
        {"abstract": "One\r\n\tTwo\nThree", "action": "preview"},
        headers={"Accept": "text/html"},
        follow=True,
    )
    assert LEFT_OUT not in page.content.decode()
    assert "Three" in page.content.decode()


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "٣", "9" * 10, "9" * 5_000, "1e3", " 1", "NaN"])
def test_what_is_no_whole_number_of_a_row_is_none(text: str) -> None:
    assert whole(text) is None
    assert whole_numbers([text, "12"]) == [12]
