"""News: who sees a piece when, the feeds, and the desk where they are written."""

import datetime as dt
import html

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.news.models import News
from tests.support.factories import NOW, make_conference, make_member, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _clock(monkeypatch, settings):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.SITE_URL = SITE


@pytest.fixture
def conference():
    return make_conference("effgenai", title="Efficient Generative AI", time_zone="Europe/Vienna")


@pytest.fixture
def editor(client, conference):
    person = make_member(conference, Role.SITE_EDITOR)
    client.force_login(person)
    return person


def make_news(conference, title="Papers are due later", published=-DAY, **fields):
    values = {"title": title, "updated_at": NOW - 2 * DAY, **fields}
    at = None if published is None else NOW + published
    return News.objects.create(conference=conference, published_at=at, **values)


def url(conference, name, *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def text(client, conference, name, *args):
    response = client.get(url(conference, name, *args))
    assert response.status_code == 200
    return response.content.decode()


EVERYWHERE = ["home", "news", "news_atom", "news_rss"]


@pytest.mark.parametrize("name", EVERYWHERE)
def test_what_is_out_is_seen_and_drafts_and_future_pieces_are_not(client, conference, name):
    make_news(conference, "Out already", body="The *date* moved.")
    make_news(conference, "Only a draft", published=None)
    make_news(conference, "Out tomorrow", published=DAY)
    html = text(client, conference, name)
    assert "Out already" in html
    assert "Only a draft" not in html
    assert "Out tomorrow" not in html


def test_a_piece_has_an_address_once_it_is_out(client, conference):
    out, draft = make_news(conference, body="Cost $n^2$"), make_news(conference, published=None)
    later, foreign = make_news(conference, published=DAY), make_news(make_conference("other"))
    html = text(client, conference, "news_piece", out.key)
    assert "<math" in html
    assert html.count("<h1") == 1
    for piece in (draft, later, foreign):
        assert client.get(url(conference, "news_piece", piece.key)).status_code == 404
    assert client.post(url(conference, "news_piece", out.key)).status_code == 405


def test_a_piece_comes_out_at_its_moment(client, conference, monkeypatch, settings):
    settings.KEEP_PAGES_SECONDS = 0
    make_news(conference, "Out tomorrow", published=DAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)
    assert "Out tomorrow" in text(client, conference, "news")


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feeds_are_read_by_an_independent_parser(client, conference, kind):
    hostile = 'Less & more <script>alert("x")</script>'
    first = make_news(conference, hostile, published=-3 * DAY, body="See [dates](/effgenai/dates/) & more.")
    second = make_news(conference, "The $n^2$ of it", body="# Long\n\n* list")
    response = client.get(url(conference, f"news_{kind}"))
    assert response["Content-Type"].startswith(f"application/{kind}+xml")
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert not feed.bozo
    assert feed.version.startswith(kind)
    assert feed.feed.title == "News of Efficient Generative AI"
    assert feed.feed.link == f"{SITE}/effgenai/news/"
    assert [entry.link for entry in feed.entries] == [
        f"{SITE}/effgenai/news/{piece.key}/" for piece in (second, first)
    ]
    assert feed.entries[0].title == "The n² of it"
    assert "alert" in feed.entries[1].title
    assert f'href="{SITE}/effgenai/dates/"' in feed.entries[1].summary
    assert feed.entries[1].published_parsed[:3] == (2026, 7, 29)
    assert feed.entries[0].id == feed.entries[0].link


@pytest.mark.parametrize("kind", ["atom", "rss"])
@pytest.mark.parametrize(
    "title",
    ["From $0.10 to $0.01", "高效生成的进展", "ذكاء اصطناعي فعّال", "Q&A & <more>", "$5 and $10"],
)
def test_titles_of_feeds_are_plain_text_in_every_script(client, conference, kind, title):
    Conference.objects.update(title=title, summary=title)
    conference.refresh_from_db()
    make_news(conference, title)
    feed = feedparser.parse(client.get(url(conference, f"news_{kind}")).content, sanitize_html=False)
    assert html.unescape(feed.entries[0].title) == title
    assert html.unescape(feed.feed.title) == f"News of {title}"
    assert html.unescape(feed.feed.get("subtitle", title)) == title


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_domain_of_its_own_changes_links_and_no_ids(client, conference, kind, settings):
    make_news(conference, "Out already")
    before = feedparser.parse(client.get(url(conference, f"news_{kind}")).content)
    Conference.objects.update(domain="effgenai.example")
    after = feedparser.parse(client.get(url(conference, f"news_{kind}") + "?fresh").content)
    assert after.entries[0].link != before.entries[0].link
    assert after.entries[0].id == before.entries[0].id
    assert after.feed.get("id") == before.feed.get("id")


def test_a_piece_is_described_without_the_marks_of_its_text(client, conference):
    piece = make_news(
        conference, "Q&A on $n^2$", body="**Bold** news & [a link](https://example.org) from $0.10"
    )
    page = on_one_line(text(client, conference, "news_piece", piece.key))
    assert '<meta name="description" content="Bold news &amp; a link from $0.10">' in page
    assert '<meta property="og:title" content="Q&amp;A on n²">' in page
    assert "&amp;amp;" not in page
    assert r'"name":"Q\u0026A on n²"' in page


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_feed_without_news_is_valid_and_always_the_same(client, conference, kind):
    first = client.get(url(conference, f"news_{kind}")).content
    feed = feedparser.parse(first)
    assert not feed.bozo
    assert feed.entries == []
    assert client.get(url(conference, f"news_{kind}")).content == first


def test_every_public_page_names_the_feeds(client, conference):
    for name in ("home", "call", "dates", "people", "news"):
        html = on_one_line(text(client, conference, name))
        assert '<link rel="alternate" type="application/atom+xml"' in html
        assert 'href="/effgenai/news/feed.rss"' in html


@pytest.mark.parametrize("name", EVERYWHERE)
def test_news_need_the_same_queries_for_one_and_three(client, name):
    counts = []
    for number in (1, 3):
        conference = make_conference()
        for position in range(number):
            make_news(conference, f"Piece {position}", body="![x](image:aaaaaaaaaaaa)")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(conference, name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The desk --------------------------------------------------------------------------------------------
def test_news_are_kept_as_a_draft_then_published_then_changed(client, conference, editor):
    data = {"title": "A speaker", "body": "Welcome.", "publication": "draft", "when_1": "UTC"}
    assert client.post(url(conference, "new_news"), data).status_code == 302
    piece = News.objects.get()
    assert piece.published_at is None
    assert (
        client.post(url(conference, "edit_news", piece.key), {**data, "publication": "now"}).status_code
        == 302
    )
    piece.refresh_from_db()
    assert piece.published_at == NOW
    News.objects.update(published_at=NOW - DAY)
    change = {**data, "publication": "now", "body": "Welcome!"}
    assert client.post(url(conference, "edit_news", piece.key), change).status_code == 302
    piece.refresh_from_db()
    assert (piece.body, piece.published_at) == ("Welcome!", NOW - DAY)
    assert list(AuditLine.objects.order_by("pk").values_list("action", flat=True)) == [
        "news.add",
        "news.change",
        "news.change",
    ]


def test_news_wait_for_the_moment_in_the_zone_it_was_said_in(client, conference, editor):
    data = {"title": "Later", "publication": "later", "when_0": "2026-08-05T09:00", "when_1": "Europe/Vienna"}
    assert client.post(url(conference, "new_news"), data).status_code == 302
    assert News.objects.get().published_at == dt.datetime(2026, 8, 5, 7, 0, tzinfo=dt.UTC)
    assert "waits for its time" in text(client, conference, "news_desk")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "required"),
        ({"publication": "later"}, "Say when it is to be published."),
        ({"publication": "later", "when_0": "2027-03-28T02:30"}, "There is no 02:30 on that day"),
        ({"publication": "soon"}, "Select a valid choice"),
    ],
)
def test_wrong_news_are_refused_and_what_was_typed_is_kept(client, conference, editor, changes, words):
    data = {"title": "T", "body": "Typed text", "publication": "draft", "when_1": "Europe/Vienna", **changes}
    response = client.post(url(conference, "new_news"), data)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "Typed text" in response.content.decode()
    assert not News.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_preview_saves_nothing(client, conference, editor):
    data = {"title": "T", "body": "A cost of $n^2$", "publication": "now", "preview": "1", "when_1": "UTC"}
    html = client.post(url(conference, "new_news"), data).content.decode()
    assert "<math" in html
    assert "not saved yet" in html
    assert not News.objects.exists()


def test_news_are_removed_after_a_question(client, conference, editor):
    piece = make_news(conference)
    assert client.get(url(conference, "remove_news", piece.key)).status_code == 200
    assert News.objects.exists()
    assert client.post(url(conference, "remove_news", piece.key)).status_code == 302
    assert not News.objects.exists()
    assert AuditLine.objects.get().action == "news.remove"


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.PROGRAM_EDITOR])
def test_others_cannot_write_news(client, conference, role):
    piece = make_news(conference)
    client.force_login(make_member(conference, role) if role else make_user())
    data = {"title": "Mine", "publication": "now", "when_1": "UTC"}
    for name, *args in (["news_desk"], ["new_news"], ["edit_news", piece.key], ["remove_news", piece.key]):
        assert client.get(url(conference, name, *args)).status_code == 404
        assert client.post(url(conference, name, *args), data).status_code == 404
    assert News.objects.get().title == piece.title
    assert not AuditLine.objects.exists()


def test_news_of_another_conference_are_not_at_this_desk(client, conference, editor):
    piece = make_news(make_conference("other"))
    for name in ("edit_news", "remove_news"):
        assert client.post(url(conference, name, piece.key), {"title": "x"}).status_code == 404
    assert News.objects.get() == piece
