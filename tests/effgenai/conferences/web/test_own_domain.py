"""A conference on its own domain: what answers there, what does not, and where its pages say they stand."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from html5lib import HTMLParser

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.queries import DOMAINS_KEY, own_domains
from effgenai.conferences.core.services.settings import make_current, set_public_state, update_settings
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.site.models import Page
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.hosts import ASKING
from effgenai.conferences.web.public_pages import public_addresses
from effgenai.resilience.names import leads_to_the_same
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission

pytestmark = pytest.mark.django_db
SITE = "https://conference.example.org"
DOMAIN = "workshop.example.com"


@pytest.fixture(autouse=True)
def _secure_site(settings, monkeypatch):
    settings.SITE_URL = SITE
    monkeypatch.setattr("effgenai.resilience.names.addresses_of", {}.get)
    settings.ALLOWED_HOSTS = ["conference.example.org"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.fixture
def conference():
    found = make_conference("mine", domain=DOMAIN, summary="Models for everyone, on the machines they have.")
    make_submission(found, state=SubmissionState.ACCEPTED)
    Page.objects.create(conference=found, slug="faq", title="Questions", is_published=True, updated_at=NOW)
    return found


@pytest.fixture
def there():
    """A visitor's browser, on the own domain."""
    return Client(SERVER_NAME=DOMAIN, headers={"host": DOMAIN, "x-forwarded-proto": "https"})


@pytest.fixture
def main():
    """A browser on the site itself."""
    host = "conference.example.org"
    return Client(SERVER_NAME=host, headers={"host": host, "x-forwarded-proto": "https"})


def change(conference, domain):
    conference.domain = domain
    chair = make_member(conference, Role.CHAIR)
    update_settings(conference=conference, fields=["domain"], by=chair, at=NOW)


def test_every_public_address_answers_on_the_domain_as_it_does_on_the_site(conference, there, main):
    pages = [address for address in public_addresses(conference, timezone.now()) if address.endswith("/")]
    assert "/mine/faq/" in pages
    for address in public_addresses(conference, timezone.now()):
        on_domain, on_site = there.get(address), main.get(address)
        assert on_domain.status_code == on_site.status_code == 200, address
        assert on_domain.content == on_site.content, address


def test_the_root_of_the_domain_is_the_home_page_itself(conference, there):
    answer = there.get("/")
    assert answer.status_code == 200
    assert answer.content == there.get("/mine/").content


def test_styles_and_colours_work_there(conference, there):
    html = there.get("/").content.decode()
    for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', html):
        assert there.get(address).status_code == 200
    chosen = there.post("/account/theme/", {"theme": "dark", "next": "/mine/"}, headers={"origin": SITE})
    assert (chosen["Location"], chosen.cookies["theme"].value) == ("/mine/", "dark")


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/?next=/mine/",
        "/account/signup/",
        "/conferences/",
        "/mine/me/",
        "/mine/chair/",
        "/mine/chair/setup/",
        "/mine/submissions/new/",
        "/mine/submissions/1/",
        "/mine/reviewing/",
        "/other/",
        "/other/call/",
    ],
)
def test_everything_else_leads_to_the_site(conference, there, path):
    make_conference("other")
    answer = there.get(path)
    assert (answer.status_code, answer["Location"]) == (302, SITE + path)


def test_what_is_sent_to_the_domain_changes_nothing(conference, there):
    before = AuditLine.objects.count()
    for path in ("/mine/chair/setup/", "/account/login/", "/mine/submissions/new/"):
        answer = there.post(path, {"title": "New"})
        assert (answer.status_code, answer["Location"]) == (302, SITE + path)
    assert there.post("/mine/call/").status_code == 405
    conference.refresh_from_db()
    assert conference.title == "Workshop mine"
    assert AuditLine.objects.count() == before


def test_a_session_brought_along_shows_nothing_but_public_pages(conference, there, main):
    """Browsers never send it there; whoever does gets no further than a visitor."""
    main.force_login(make_member(conference, Role.CHAIR), backend="django.contrib.auth.backends.ModelBackend")
    there.cookies["sessionid"] = main.cookies["sessionid"].value
    assert there.get("/mine/chair/")["Location"] == f"{SITE}/mine/chair/"
    assert "Set-Cookie" not in there.get("/mine/").headers


def test_no_page_there_sets_a_cookie(conference, there):
    for address in public_addresses(conference, timezone.now()):
        assert not there.get(address).cookies


@pytest.mark.parametrize(
    "host",
    [
        "evil.example.com",
        f"evil.{DOMAIN}",
        f"{DOMAIN}.evil.example",
        f"{DOMAIN}@evil.example",
        f"evil.example#{DOMAIN}",
        f"{DOMAIN}:80:80",
        "127.0.0.1",
        "",
    ],
)
def test_names_that_are_not_ours_get_nothing(conference, client, host):
    own_domains()
    for path in ("/", "/mine/", "/account/login/", "/healthz", "/nowhere/"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path, headers={"host": host}, SERVER_NAME="nobody.example")
        assert answer.status_code == 400
        assert answer.content == b"This site does not answer under that name.\n"
        assert not answer.cookies
        assert len(queries) == 0


def test_a_forwarded_name_is_not_believed(conference, main):
    answer = main.get(
        "/mine/", headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    )
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize("host", [DOMAIN.upper(), f"{DOMAIN}.", f"{DOMAIN}:8443"])
def test_the_name_is_known_however_it_is_written(conference, client, host):
    assert client.get("/mine/", headers={"host": host}).status_code == 200


def test_a_draft_has_no_domain_yet(conference, there):
    conference.public_state = PublicState.DRAFT
    conference.save()
    assert there.get("/").status_code == 400
    assert public_url(conference, "/mine/") == f"{SITE}/mine/"


def test_domains_are_looked_up_once_for_all_names(conference, client):
    with CaptureQueriesContext(connection) as queries:
        for number in range(5):
            client.get("/", headers={"host": f"evil{number}.example"})
    assert len(queries) == 1
    assert cache.get(DOMAINS_KEY) == {DOMAIN: "mine"}


def test_the_site_itself_asks_for_no_domain(conference, main, monkeypatch):
    def never() -> dict[str, str]:
        raise AssertionError

    monkeypatch.setattr("effgenai.conferences.core.queries.own_domains", never)
    assert main.get("/mine/").status_code == 200


def test_without_the_cache_domains_answer_all_the_same(conference, there, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert there.get("/").status_code == 200


def test_a_new_domain_answers_at_once_and_the_old_one_no_longer(
    conference, client, django_capture_on_commit_callbacks
):
    assert client.get("/", headers={"host": DOMAIN}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        change(conference, "new.example.com")
    assert client.get("/", headers={"host": "new.example.com"}).status_code == 200
    assert client.get("/", headers={"host": DOMAIN}).status_code == 400


def test_a_site_taken_back_leaves_its_domain_at_once(conference, there, django_capture_on_commit_callbacks):
    chair = make_member(conference, Role.CHAIR)
    assert there.get("/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        set_public_state(conference=conference, state=PublicState.DRAFT, by=chair, at=NOW)
    assert there.get("/").status_code == 400


def test_the_current_conference_of_the_site_is_not_that_of_the_domain(conference, there):
    make_current(conference=make_conference("other"), by=make_member(conference, Role.CHAIR), at=NOW)
    assert "Workshop mine" in there.get("/").content.decode()


def test_pages_name_the_domain_as_their_one_address(conference, main):
    html = main.get("/mine/").content.decode()
    page = HTMLParser(namespaceHTMLElements=False).parse(html)
    addresses = {element.get("href") for element in page.iter("link") if element.get("rel") == "canonical"}
    assert addresses == {f"https://{DOMAIN}/"}
    named = {element.get("property"): element.get("content") for element in page.iter("meta")}
    assert named["og:url"] == f"https://{DOMAIN}/"
    assert named["og:image"] == f"https://{DOMAIN}/mine/share/conference.png"
    assert SITE not in html


@pytest.mark.parametrize(
    "path",
    [
        "call/",
        "call.txt",
        "dates/",
        "people/",
        "papers/",
        "papers/1/",
        "papers/papers.json",
        "program/",
        "faq/",
    ],
)
def test_no_public_page_or_file_names_the_site(conference, main, path):
    text = main.get(f"/mine/{path}").content.decode()
    # Papers are submitted on the site, where accounts are; everything else of the call is on the domain.
    assert SITE not in text.replace(f"{SITE}/mine/submissions/new/", "")
    if path.endswith("/"):
        assert f'<link rel="canonical" href="https://{DOMAIN}/mine/{path}">' in text


@pytest.mark.parametrize("path", ["news/feed.atom", "news/feed.rss", "dates.ics", "program/calendar.ics"])
def test_feeds_and_calendars_name_the_domain(conference, main, path):
    text = main.get(f"/mine/{path}").content.decode()
    # What a feed and its entries are known by stays the same when a domain comes or goes.
    lasting = re.compile(r"<(id|guid[^>]*)>.*?</")
    assert "conference.example.org/" not in lasting.sub("", text)


def test_what_search_engines_read_of_a_paper_names_the_domain(conference, main):
    html = main.get("/mine/papers/1/").content.decode()
    facts = [
        json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    ]
    article = next(fact for fact in facts if fact["@type"] == "ScholarlyArticle")
    assert article["url"] == f"https://{DOMAIN}/mine/papers/1/"


def test_public_addresses_keep_scheme_and_port_of_the_site(conference, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert public_url(conference, "/mine/call/") == f"http://{DOMAIN}:8000/mine/call/"
    conference.domain = ""
    assert public_url(conference, "/mine/call/") == "http://127.0.0.1:8000/mine/call/"


# --- The setting ---------------------------------------------------------------------------------------


def form_of(client, conference):
    html = client.get(f"/{conference.slug}/chair/setup/").content.decode()
    page = HTMLParser(namespaceHTMLElements=False).parse(html)
    return html, {
        "title": conference.title,
        "short_name": conference.short_name,
        "time_zone": "UTC",
        "accent": conference.accent,
        "blind_mode": conference.blind_mode,
        "reviews_per_paper": "3",
        "past_affiliation_years": "3",
    } | {"domain": next(e.get("value", "") for e in page.iter("input") if e.get("name") == "domain")}


@pytest.fixture
def chair(conference, main):
    main.force_login(make_member(conference, Role.CHAIR), backend="django.contrib.auth.backends.ModelBackend")
    return main


def test_chairs_read_what_to_do_where_the_domain_is_managed(conference, chair):
    html, fields = form_of(chair, conference)
    assert "CNAME" in html
    assert "conference.example.org" in html
    assert fields["domain"] == DOMAIN


def test_a_domain_is_kept_as_browsers_send_it(conference, chair):
    _, fields = form_of(chair, conference)
    answer = chair.post("/mine/chair/setup/", {**fields, "domain": " Workshop2.Example.COM. "})
    conference.refresh_from_db()
    assert (answer.status_code, conference.domain) == (302, "workshop2.example.com")


@pytest.mark.parametrize(
    ("domain", "sentence"),
    [
        ("https://workshop.example.net/", "Write the bare name"),
        ("workshop", "Write the bare name"),
        ("10.0.0.1", "Write the bare name"),
        ("a b.example.net", "Write the bare name"),
        ("conference.example.org", "The whole site answers under that name"),
        ("taken.example.net", "Another conference has this domain."),
    ],
)
def test_a_domain_that_cannot_be_is_refused_beside_the_field(conference, chair, domain, sentence):
    make_conference(domain="taken.example.net")
    _, fields = form_of(chair, conference)
    before = AuditLine.objects.count()
    html = chair.post("/mine/chair/setup/", {**fields, "domain": domain}).content.decode()
    assert sentence in html
    assert f'value="{domain}"' in html
    conference.refresh_from_db()
    assert conference.domain == DOMAIN
    assert AuditLine.objects.count() == before


def test_the_service_refuses_the_name_of_the_site_too(conference):
    with pytest.raises(Refused, match="whole site"):
        change(conference, "conference.example.org")
    conference.refresh_from_db()
    assert conference.domain == DOMAIN


# --- Certificates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        (DOMAIN, 200),
        (DOMAIN.upper(), 200),
        ("evil.example.com", 404),
        ("conference.example.org", 404),
        ("", 404),
    ],
)
def test_certificates_are_for_domains_of_public_conferences(conference, client, domain, status):
    answer = client.get(ASKING, {"domain": domain}, headers={"host": "web:8000"})
    assert (answer.status_code, answer.content) == (status, b"")


def test_a_draft_gets_no_certificate(client):
    make_conference(domain=DOMAIN, public_state=PublicState.DRAFT)
    assert client.get(ASKING, {"domain": DOMAIN}).status_code == 404


def test_nobody_else_is_told_which_domains_there_are(conference, client):
    answer = client.get(ASKING, {"domain": DOMAIN}, headers={"x-forwarded-for": "192.0.2.1"})
    assert answer.status_code == 404


# --- Search engines ------------------------------------------------------------------------------------


def listed(client):
    text = client.get("/sitemap.xml").content.decode()
    return re.findall(r"<loc>(.*?)</loc>", text)


def test_each_host_lists_the_pages_that_stand_on_it(conference, there, main):
    make_conference("other")
    make_conference("draft", public_state=PublicState.DRAFT)
    on_site, on_domain = listed(main), listed(there)
    assert f"{SITE}/other/call/" in on_site
    assert all(url.startswith(f"{SITE}/other/") for url in on_site)
    assert {f"https://{DOMAIN}/", f"https://{DOMAIN}/mine/call/", f"https://{DOMAIN}/mine/papers/1/"} <= set(
        on_domain
    )
    assert all(url.startswith(f"https://{DOMAIN}/") for url in on_domain)


def test_every_page_of_the_list_is_there_and_calls_itself_so(conference, there):
    for url in listed(there):
        html = there.get(url.removeprefix(f"https://{DOMAIN}")).content.decode()
        assert f'<link rel="canonical" href="{url}">' in html


def test_search_engines_are_kept_from_what_needs_a_sign_in(conference, there, main):
    for client, root in ((main, SITE), (there, f"https://{DOMAIN}")):
        lines = client.get("/robots.txt").content.decode().splitlines()
        assert "Disallow: /*/chair/" in lines
        assert "Disallow: /account/" in lines
        assert f"Sitemap: {root}/sitemap.xml" in lines
        closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
        rules = [re.compile(re.escape(path).replace(r"\*", ".*")) for path in closed]
        assert not [
            url for url in public_addresses(conference, timezone.now()) for rule in rules if rule.match(url)
        ]


@pytest.mark.parametrize(
    ("ours", "is_saved"),
    [({"192.0.2.1"}, True), ({"192.0.2.9"}, False), (set(), False), (None, True)],
)
def test_a_domain_is_looked_up_before_links_use_it(conference, chair, monkeypatch, ours, is_saved):
    known = {"conference.example.org": {"192.0.2.1", "2001:db8::1"}, "new.example.com": ours}
    monkeypatch.setattr("effgenai.resilience.names.addresses_of", known.get)
    _, fields = form_of(chair, conference)
    sent = {**fields, "domain": "new.example.com"}
    html = chair.post("/mine/chair/setup/", sent).content.decode()
    conference.refresh_from_db()
    assert conference.domain == ("new.example.com" if is_saved else DOMAIN)
    assert ("does not lead to conference.example.org yet" in html) is not is_saved
    if not is_saved:
        assert 'value="new.example.com"' in html
        assert 'type="checkbox" name="is_pointed_here"' in html
        chair.post("/mine/chair/setup/", {**sent, "is_pointed_here": "on"})
        conference.refresh_from_db()
        assert conference.domain == "new.example.com"


@pytest.mark.parametrize("site", ["127.0.0.1", "localhost", "::1", "workshop.localhost"])
def test_a_site_without_a_name_asks_nobody_about_domains(monkeypatch, site):
    monkeypatch.setattr("effgenai.resilience.names.addresses_of", pytest.fail)
    assert leads_to_the_same("new.example.com", site) is None
