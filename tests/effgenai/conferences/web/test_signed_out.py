"""Who was signed out while typing loses nothing, and comes back to a page, not to the address of a button."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from django.test import Client

from effgenai.conferences.core.states import Role
from effgenai.conferences.news.models import News
from tests.support.factories import make_conference, make_member, make_user
from tests.support.pages import on_one_line
from tests.support.signing_in import signed_in

BROWSER = {"accept": "text/html,application/xhtml+xml"}
NEW_PIECE = "/effgenai/chair/setup/news/new/"
WITHOUT_A_PAGE = "/effgenai/chair/mail/abc/stop/"
TEXT = "A long text\nwith two lines & more."

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    conference = make_conference(slug="effgenai")
    return make_member(conference, Role.CHAIR)


def next_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["next"][0]


def fields_of(page: str) -> dict[str, str]:
    inputs = html5lib.parse(page, namespaceHTMLElements=False).findall(".//main//form//input")
    return {field.get("name"): field.get("value") for field in inputs}


def test_a_text_sent_after_the_session_ended_is_given_back(chair):
    answer = Client(headers=BROWSER).post(NEW_PIECE, {"title": "News", "body": TEXT})
    assert answer.status_code == 403
    assert "You are signed out" in answer.text
    assert "A long text\nwith two lines &amp; more." in answer.text
    assert fields_of(answer.text)["body"] == TEXT
    assert not News.objects.exists()


def test_so_is_what_was_typed_on_pages_of_the_account_and_of_the_site(chair):
    browser = Client(headers=BROWSER)
    for address in ("/account/profile/", "/account/profile/affiliations/new/", "/conferences/new/"):
        answer = browser.post(address, {"title": TEXT}, headers={"referer": "http://testserver/a/?b=c"})
        assert fields_of(answer.text)["title"] == TEXT, address
        (leads_to,) = re.findall(r'href="(/account/login/[^"]*)"', answer.text.partition("<main")[2])
        assert next_of(leads_to) == "/a/?b=c"


def test_no_password_is_given_back(chair):
    sent = {"note": TEXT, "password": "a long enough word"}
    answer = Client(headers=BROWSER).post(NEW_PIECE, sent)
    assert (answer.status_code, answer.content) == (302, b"")


def test_it_can_be_sent_again_after_signing_in_elsewhere(chair):
    browser = Client(headers=BROWSER, enforce_csrf_checks=True)
    browser.get("/account/login/")
    old = browser.cookies["csrftoken"].value
    browser.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    browser.cookies["csrftoken"] = "n" * 32  # signing in changes it
    sent = {"title": "News", "body": TEXT, "publication": "draft", "csrfmiddlewaretoken": old}
    refused = browser.post(NEW_PIECE, sent, headers={"origin": "http://testserver"})
    assert refused.status_code == 403
    again = fields_of(refused.text)
    assert again["body"] == TEXT
    assert not News.objects.exists()
    done = browser.post(NEW_PIECE, again, headers={"origin": "http://testserver"})
    assert done.status_code == 302
    assert News.objects.get().title == "News"


@pytest.mark.parametrize("origin", [{}, {"origin": "https://evil.example"}])
def test_a_form_of_another_site_gets_no_fresh_token(chair, origin):
    browser = Client(headers=BROWSER, enforce_csrf_checks=True)
    browser.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(NEW_PIECE, {"title": "News", "body": TEXT}, headers=origin)
    assert answer.status_code == 403
    assert "long text" not in answer.text
    assert "csrfmiddlewaretoken" not in answer.text.split("<main")[1].split("</main")[0]


def test_a_press_without_text_leads_to_signing_in_and_back_to_its_page(chair):
    page = "/effgenai/chair/mail/?q=state:held"
    answer = Client(headers=BROWSER).post(WITHOUT_A_PAGE, headers={"referer": f"http://testserver{page}"})
    assert next_of(answer["Location"]) == page


@pytest.mark.parametrize("referer", ["", "https://evil.example/effgenai/chair/", "http://[broken"])
def test_without_a_page_of_ours_before_it_leads_to_the_start(chair, referer):
    answer = Client(headers=BROWSER).post(WITHOUT_A_PAGE, headers={"referer": referer})
    assert next_of(answer["Location"]) == "/effgenai/"


def test_scripts_that_save_are_sent_to_sign_in_as_before(chair):
    answer = Client().post(NEW_PIECE, {"body": TEXT}, headers={"accept": "application/json"})
    assert answer.status_code == 302


def test_opening_the_address_of_a_button_leads_to_the_page_above_it(chair):
    browser = signed_in(chair)
    answer = browser.get("/effgenai/chair/decisions/set/", headers=BROWSER, follow=True)
    assert answer.redirect_chain == [("/effgenai/chair/decisions/", 302)]
    assert answer.status_code == 200


def test_programs_still_get_405(chair):
    answer = signed_in(chair).get("/effgenai/chair/decisions/set/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_a_method_that_is_not_allowed_has_a_page_of_ours(chair):
    answer = signed_in(chair).post("/effgenai/call/", headers=BROWSER)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "only takes what a form sends" in on_one_line(answer.text)


def test_who_may_not_see_the_page_learns_no_more_by_it(chair):
    stranger = signed_in(make_user())
    assert stranger.get("/effgenai/chair/decisions/set/", headers=BROWSER).status_code == 404
