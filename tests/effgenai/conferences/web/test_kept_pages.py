"""Public pages kept for visitors: quick, never stale after a change, never one person's page for another."""

import gzip
import re

import pytest
import redis
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from effgenai.accounts.services import record_account
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.settings import set_public_state, update_settings
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.news.models import News
from effgenai.conferences.site.models import Page
from effgenai.conferences.site.views import public
from effgenai.conferences.web.public_pages import FOR_MEMBERS, FOR_VISITORS, public_addresses
from effgenai.embedded.servers.valkey import free_port
from submissions.core.states import SubmissionState
from submissions.materials.services import give_award
from submissions.papers.services.transitions import withdraw_paper
from tests.leaks.checks import time_of_the_world
from tests.leaks.world import build
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keeping(settings):
    settings.KEEP_PAGES_SECONDS = 60
    # A cache of our own: no other test and no late page can be met in it.
    cache.clear()


@pytest.fixture
def conference():
    return make_conference("effgenai", title="Efficient Generative AI", summary="Small and quick.")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


@pytest.fixture
def rename(conference, chair, django_capture_on_commit_callbacks):
    def change(title):
        conference.title = title
        with django_capture_on_commit_callbacks(execute=True):
            update_settings(conference=conference, fields=["title"], by=chair, at=NOW)

    return change


def queries_of(client, address, **headers):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, headers=headers)
    return answer, [query["sql"] for query in queries]


def behind_our_back(conference, title):
    """Change a row without a service: only a page that is drawn anew shows it."""
    type(conference).objects.filter(pk=conference.pk).update(title=title)


def ends_anew(client, address):
    """Whether the page is drawn anew for this client after a change behind our back."""
    return b"Drawn anew" in client.get(address).content


# --- Quick ---------------------------------------------------------------------------------------------


def test_a_repeated_view_of_every_public_page_costs_at_most_one_query():
    with time_of_the_world():
        world = build("programme")
        addresses = [
            path for path in public_addresses(world.conference, timezone.now()) if path.endswith("/")
        ]
        assert len(addresses) > 12
        for address in addresses:
            first = Client().get(address)
            again, queries = queries_of(Client(), address)
            assert len(queries) <= 1, (address, queries)
            assert again.content == first.content
            assert again["Content-Type"] == first["Content-Type"]


def test_feeds_calendars_and_lists_are_kept_too():
    with time_of_the_world():
        world = build("programme")
        files = [
            path
            for path in public_addresses(world.conference, timezone.now())
            if path.endswith((".ics", ".atom", ".rss", ".json"))
        ]
        assert len(files) >= 5
        for address in files:
            Client().get(address)
            assert len(queries_of(Client(), address)[1]) <= 1, address


def test_without_keeping_each_page_is_drawn(settings, client, conference):
    settings.KEEP_PAGES_SECONDS = 0
    client.get("/effgenai/")
    behind_our_back(conference, "Drawn anew")
    assert ends_anew(client, "/effgenai/")


def test_a_page_is_kept_for_as_long_as_the_settings_say(client, conference, monkeypatch, settings):
    settings.KEEP_PAGES_SECONDS = 17
    lives = {}
    keep = cache.set

    def note(key, value, timeout):
        lives[key.split(":")[0]] = timeout
        keep(key, value, timeout)

    monkeypatch.setattr("effgenai.conferences.web.caching.cache.set", note)
    client.get("/effgenai/")
    assert lives["page"] == 17


# --- Never stale ---------------------------------------------------------------------------------------


def test_a_kept_page_is_what_visitors_get(client, conference):
    client.get("/effgenai/")
    behind_our_back(conference, "Drawn anew")
    assert not ends_anew(client, "/effgenai/")


@pytest.mark.parametrize("path", ["", "call/", "dates/", "people/", "papers/", "program/", "news/"])
def test_a_change_through_a_service_is_seen_at_the_next_view(client, conference, rename, path):
    client.get(f"/effgenai/{path}")
    rename("Renamed workshop")
    assert "Renamed workshop" in client.get(f"/effgenai/{path}").content.decode()


def test_an_upper_app_makes_pages_fresh_too(client, conference, chair, django_capture_on_commit_callbacks):
    paper = make_submission(conference, state=SubmissionState.ACCEPTED)
    client.get("/effgenai/papers/1/")
    with django_capture_on_commit_callbacks(execute=True):
        give_award(submission=paper, name="Best paper", text="", by=chair, at=NOW)
    assert "Best paper" in client.get("/effgenai/papers/1/").content.decode()


def test_a_change_that_is_rolled_back_leaves_pages_as_they_are(
    client, conference, chair, django_capture_on_commit_callbacks
):
    client.get("/effgenai/")
    with django_capture_on_commit_callbacks(execute=False):
        update_settings(conference=conference, fields=["title"], by=chair, at=NOW)
    behind_our_back(conference, "Drawn anew")
    assert not ends_anew(client, "/effgenai/")


def test_a_change_of_one_conference_leaves_the_pages_of_another(client, conference, rename):
    other = make_conference("other")
    client.get("/other/")
    rename("Renamed workshop")
    behind_our_back(other, "Drawn anew")
    assert not ends_anew(client, "/other/")


def test_a_page_drawn_from_old_rows_is_not_kept_over_a_change(client, conference, rename, monkeypatch):
    draw = public.home_response

    def interrupted(request):
        drawn = draw(request)
        rename("Renamed workshop")
        return drawn

    with monkeypatch.context() as patched:
        patched.setattr(public, "home_response", interrupted)
        assert "Efficient Generative AI" in client.get("/effgenai/").content.decode()
    assert "Renamed workshop" in client.get("/effgenai/").content.decode()


def test_a_site_taken_back_is_gone_at_once(client, conference, chair, django_capture_on_commit_callbacks):
    client.get("/effgenai/")
    with django_capture_on_commit_callbacks(execute=True):
        set_public_state(conference=conference, state=PublicState.DRAFT, by=chair, at=NOW)
    assert client.get("/effgenai/").status_code == 404


# --- No clock of what is secret -----------------------------------------------------------------------


SECRET = [
    "application.submit", "assignment.create", "assignment.remove", "bid.place", "calendar.make",
    "conflict.declare", "conflict.find", "decision.set", "decision.import", "expertise.save", "home.draft",
    "invitation.send", "mailing.approve", "page.draft", "proposal.apply", "review.begin", "review.submit",
    "session.change", "submission.start", "submission.submit", "talk.place",
]  # fmt: skip
SEEN = [
    "application.approve", "award.give", "conference.change", "home.publish", "invitation.accept",
    "material.show", "member.add", "milestone.change", "news.add", "page.change", "schedule.release",
    "submission.decide", "something.new",
]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "ends"), [*((name, False) for name in SECRET), *((name, True) for name in SEEN)]
)
def test_a_deed_that_no_visitor_can_see_ends_no_page(
    client, conference, chair, django_capture_on_commit_callbacks, action, ends
):
    """Else the time of an answer would tell when somebody decides, or writes a review."""
    client.get("/effgenai/")
    behind_our_back(conference, "Drawn anew")
    with django_capture_on_commit_callbacks(execute=True):
        record(action=action, by=chair, at=NOW, conference=conference)
    assert ends_anew(client, "/effgenai/") == ends


def test_what_somebody_does_with_their_account_ends_no_page(
    client, conference, django_capture_on_commit_callbacks
):
    client.get("/effgenai/")
    behind_our_back(conference, "Drawn anew")
    with django_capture_on_commit_callbacks(execute=True):
        record_account("account.affiliation", by=make_user(), at=NOW)
    assert not ends_anew(client, "/effgenai/")


@pytest.mark.parametrize("state", [SubmissionState.SUBMITTED, SubmissionState.ACCEPTED])
def test_a_withdrawal_ends_pages_only_where_the_paper_stood_on_them(
    client, conference, django_capture_on_commit_callbacks, state
):
    author = make_user()
    paper = make_submission(conference, [author], state=state, title="Pruning")
    was_listed = "Pruning" in client.get("/effgenai/papers/").content.decode()
    client.get("/effgenai/")
    behind_our_back(conference, "Drawn anew")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_paper(submission=paper, by=author, at=NOW)
    assert was_listed == ends_anew(client, "/effgenai/") == (state == SubmissionState.ACCEPTED)
    assert "Pruning" not in client.get("/effgenai/papers/").content.decode()


def test_stamps_that_everybody_may_read_are_minutes(client, conference):
    at = NOW.replace(second=37, microsecond=1234)
    News.objects.create(conference=conference, title="Open", body="Now.", published_at=at, updated_at=at)
    type(conference).objects.update(created_at=at, starts_on="2026-12-01", ends_on="2026-12-02")
    for path in ("news/feed.atom", "news/feed.rss", "dates.ics"):
        text = client.get(f"/effgenai/{path}").content.decode()
        assert "12:00:00" in text or "T120000Z" in text
        assert not re.search("12:00:37|120037", text)


# --- Nobody's own --------------------------------------------------------------------------------------


def test_what_members_see_is_not_kept_for_visitors(client, conference, chair):
    page = Page.objects.create(conference=conference, slug="draft", title="Secret draft", updated_at=NOW)
    client.force_login(chair)
    for path in ("dates/", "", "draft/"):
        answer = client.get(f"/effgenai/{path}")
        assert answer["Cache-Control"] == FOR_MEMBERS
    visitor = Client()
    for path in ("dates/", ""):
        assert str(chair) not in visitor.get(f"/effgenai/{path}").content.decode()
    assert visitor.get("/effgenai/draft/").status_code == 404
    Page.objects.filter(pk=page.pk).update(is_published=True)
    assert visitor.get("/effgenai/draft/").status_code == 200


def test_members_are_drawn_their_own_page_although_one_is_kept(client, conference, chair):
    Client().get("/effgenai/")
    client.force_login(chair)
    assert str(chair) in client.get("/effgenai/").content.decode()


def test_a_session_that_has_ended_is_still_no_visitor(client, conference):
    """Its cookie is private; what is drawn for it must not reach others."""
    client.cookies["sessionid"] = "gone"
    assert client.get("/effgenai/")["Cache-Control"] == FOR_MEMBERS
    behind_our_back(conference, "Drawn anew")
    assert ends_anew(Client(), "/effgenai/")


def test_a_draft_is_kept_for_nobody(client, conference, chair):
    conference.public_state = PublicState.DRAFT
    conference.save()
    client.force_login(chair)
    assert client.get("/effgenai/").status_code == 200
    assert Client().get("/effgenai/").status_code == 404


def test_a_message_is_for_the_one_who_gets_it(client, conference):
    """Signing out ends the session and leaves a message in a cookie: its reader is a visitor by then."""
    client.force_login(make_user("Ada Lovelace"))
    client.post("/account/logout/")
    assert "messages" in client.cookies
    assert "sessionid" not in client.cookies or not client.cookies["sessionid"].value
    client.cookies.pop("sessionid", None)
    page = client.get("/effgenai/")
    assert "signed out" in page.content.decode()
    assert page["Cache-Control"] == FOR_MEMBERS
    assert "signed out" not in Client().get("/effgenai/").content.decode()


def test_a_message_is_not_missed_because_a_page_is_kept(client, conference):
    Client().get("/effgenai/")
    client.force_login(make_user())
    client.post("/account/logout/")
    client.cookies.pop("sessionid", None)
    assert "signed out" in client.get("/effgenai/").content.decode()


@pytest.mark.parametrize("brings_a_cookie", [False, True])
def test_the_token_of_a_form_is_never_kept(client, conference, monkeypatch, brings_a_cookie):
    drawn = []

    def with_form(request):
        drawn.append(get_token(request))
        return HttpResponse(drawn[-1])

    monkeypatch.setattr(public, "home_response", with_form)
    if brings_a_cookie:
        client.get("/account/login/")
    answers = [client.get("/effgenai/") for _ in range(2)]
    assert len(drawn) == 2
    assert {answer["Cache-Control"] for answer in answers} == {FOR_MEMBERS}


@pytest.mark.parametrize(
    "make_private",
    [
        lambda _, response: response.set_cookie("seen", "1"),
        lambda request, _: request.session.update({"seen": 1}),
        lambda request, _: messages.info(request, "For you alone"),
    ],
    ids=["a cookie", "a session", "a message"],
)
def test_whatever_is_for_one_person_is_not_kept(client, conference, monkeypatch, make_private):
    views = []

    def personal(request):
        response = HttpResponse("Yours")
        make_private(request, response)
        views.append(request)
        return response

    monkeypatch.setattr(public, "home_response", personal)
    assert client.get("/effgenai/")["Cache-Control"] == FOR_MEMBERS
    Client().get("/effgenai/")
    assert len(views) == 2


def test_the_colours_that_somebody_chose_are_respected(client, conference):
    for theme in ("", "dark", "light", "nonsense"):
        client.cookies["theme"] = theme
        for _ in range(2):
            page = client.get("/effgenai/").content.decode()
            assert ('data-theme="dark"' in page) == (theme == "dark")
            assert ('data-theme="light"' in page) == (theme == "light")


def test_an_address_with_a_question_is_drawn_each_time(client, conference):
    make_submission(conference, state=SubmissionState.ACCEPTED, title="Pruning")
    client.get("/effgenai/papers/?q=pruning")
    behind_our_back(conference, "Drawn anew")
    assert ends_anew(client, "/effgenai/papers/?q=pruning")
    before = len(keys_of_pages())
    client.get("/effgenai/papers/?q=something")
    assert len(keys_of_pages()) == before


def test_a_style_sheet_is_kept_whatever_stands_behind_its_address(client, conference):
    client.get("/effgenai/theme.css?0b5d4e")
    type(conference).objects.filter(pk=conference.pk).update(accent="#aa0000")
    assert len(queries_of(client, "/effgenai/theme.css?1")[1]) == 1
    assert len(keys_of_pages()) == 1


def test_the_port_behind_a_name_makes_no_page_of_its_own(client, conference):
    for port in range(5):
        client.get("/effgenai/", headers={"host": f"testserver:{8000 + port}"})
    assert len(keys_of_pages()) == 1


def keys_of_pages():
    return list(redis.from_url(settings.REDIS_URL).scan_iter("*:page:*"))


@pytest.mark.parametrize("path", ["nowhere/", "papers/99/"])
def test_what_is_missing_is_not_kept(client, conference, path):
    assert client.get(f"/effgenai/{path}").status_code == 404
    assert keys_of_pages() == []


# --- What browsers and proxies are told ----------------------------------------------------------------


def test_visitors_may_keep_a_page_for_a_moment_members_may_not(client, conference, chair):
    for answer in (client.get("/effgenai/"), client.get("/effgenai/")):
        assert answer["Cache-Control"] == FOR_VISITORS
        assert {"Cookie", "Accept-Encoding"} <= set(answer["Vary"].split(", "))
    client.force_login(chair)
    answer = client.get("/effgenai/")
    assert answer["Cache-Control"] == FOR_MEMBERS
    assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize("packed", [False, True])
def test_who_has_the_page_is_told_so_in_a_few_bytes(client, conference, rename, packed):
    headers = {"accept-encoding": "gzip"} if packed else {}
    etag = client.get("/effgenai/", headers=headers)["ETag"]
    for asked in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        answer = client.get("/effgenai/", headers={"if-none-match": asked, **headers})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == etag
        assert answer["Cache-Control"] == FOR_VISITORS
        assert "Cookie" in answer["Vary"]
    rename("Renamed workshop")
    answer = client.get("/effgenai/", headers={"if-none-match": etag, **headers})
    assert (answer.status_code, answer["ETag"] != etag) == (200, True)


def test_members_are_told_so_too(client, conference, chair):
    client.force_login(chair)
    etag = client.get("/effgenai/dates.ics")["ETag"]
    assert client.get("/effgenai/dates.ics", headers={"if-none-match": etag}).status_code == 304


def test_a_page_is_packed_for_those_who_can_unpack_it(client, conference):
    plain = client.get("/effgenai/")
    for _ in range(2):
        packed = client.get("/effgenai/", headers={"accept-encoding": "gzip, deflate, br"})
        assert packed["Content-Encoding"] == "gzip"
        assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
        assert gzip.decompress(packed.content) == plain.content
        unpacked = client.get("/effgenai/")
        assert not unpacked.has_header("Content-Encoding")
        assert unpacked.content == plain.content
        assert unpacked["ETag"] == packed["ETag"]


def test_pages_are_packed_although_they_are_not_kept(client, conference, settings):
    settings.KEEP_PAGES_SECONDS = 0
    packed = client.get("/effgenai/", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == client.get("/effgenai/").content


def test_what_members_see_is_not_packed_by_us(client, conference, chair):
    """A secret beside words of others, packed, could be guessed from the length of the answer."""
    client.force_login(chair)
    assert not client.get("/effgenai/", headers={"accept-encoding": "gzip"}).has_header("Content-Encoding")


def test_pictures_are_left_as_they_are(client, conference):
    answer = client.get("/effgenai/share/conference.png", headers={"accept-encoding": "gzip"})
    assert not answer.has_header("Content-Encoding")
    assert answer.content.startswith(b"\x89PNG")


def test_asking_for_the_head_alone_gives_the_same_headers(client, conference):
    head = client.head("/effgenai/")
    page = client.get("/effgenai/")
    assert head.content == b""
    assert head["ETag"] == page["ETag"]
    assert b"Efficient Generative AI" in page.content


def test_only_reading_is_answered(client, conference):
    assert client.post("/effgenai/call/").status_code == 405


# --- Without the cache ---------------------------------------------------------------------------------


@pytest.fixture
def _no_cache(settings):
    """Valkey is away: nobody listens on its port."""
    location = f"redis://127.0.0.1:{free_port()}/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": location}}
    yield
    # The fixture that empties the cache after each test needs one that answers.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.mark.usefixtures("_no_cache")
def test_public_pages_answer_while_the_cache_is_away(client, conference, rename):
    cache.set("anything", 1)
    assert cache.get("anything") is None
    for address in [path for path in public_addresses(conference, timezone.now()) for _ in range(2)]:
        assert client.get(address).status_code == 200, address
    rename("Renamed workshop")
    assert "Renamed workshop" in client.get("/effgenai/").content.decode()
