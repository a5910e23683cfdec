"""What other programs read of a page: Open Graph, the drawn picture, and data for search engines."""

import datetime as dt
import io
import json
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from html5lib import HTMLParser
from PIL import Image as Pillow
from PIL import features
from pyld import jsonld

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.pictures import share
from effgenai.conferences.pictures.share import draw_share_picture, drawable
from effgenai.conferences.site.structured import json_ld
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import make_conference, make_member, make_submission

SITE = "http://127.0.0.1:8000"
SCHEMA = "https://schema.org/"


@pytest.fixture
def conference(settings):
    settings.SITE_URL = SITE
    return make_conference(
        "effgenai",
        title="Efficient Generative AI",
        edition="1st workshop",
        host="The Host Conference",
        place="Hall 4, Vienna",
        summary="Models for everyone.",
        starts_on=dt.date(2026, 12, 12),
        ends_on=dt.date(2026, 12, 13),
    )


def url(conference, name="home", *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def text(client, conference, name="home"):
    response = client.get(url(conference, name))
    assert response.status_code == 200
    return response.content.decode()


def metas(html):
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html)
    assert len(found) == len(dict(found)), "a property stands twice"
    return dict(found)


def data_of(html):
    """The JSON-LD of a page, expanded by an independent processor that fetches nothing."""
    texts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return [jsonld.expand(json.loads(found), {"documentLoader": _schema_org}) for found in texts]


def _schema_org(address, options):
    assert address.rstrip("/") == "https://schema.org"
    kept = {"@context": {"@vocab": SCHEMA, "url": {"@type": "@id"}, "image": {"@type": "@id"}}}
    return {
        "contextUrl": None,
        "documentUrl": address,
        "document": kept,
        "contentType": "application/ld+json",
    }


# --- Open Graph ------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["home", "call", "dates", "people", "news"])
def test_every_public_page_says_what_a_link_to_it_shows(client, conference, name):
    html = text(client, conference, name)
    HTMLParser(strict=True).parse(html)
    found = metas(html)
    assert found["og:url"] == SITE + url(conference, name)
    assert found["og:title"]
    assert found["og:description"] == found["description"]
    assert found["og:type"] == "website"
    assert found["og:image"] == f"{SITE}/effgenai/share/conference.png"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == "Efficient Generative AI"
    assert found["twitter:card"] == "summary_large_image"


@pytest.mark.django_db
def test_a_page_that_nobody_is_to_find_shows_nothing_of_itself(client, conference):
    Conference.objects.update(public_state=PublicState.DRAFT)
    client.force_login(make_member(conference, Role.CHAIR))
    html = text(client, conference)
    assert "noindex" in html
    assert "og:" not in html


@pytest.mark.django_db
def test_words_of_a_preview_cannot_leave_their_attribute(client, conference):
    title = '"><script>alert(1)</script>'
    Conference.objects.update(title=title, summary=title)
    html = text(client, conference)
    assert "<script>alert" not in html
    HTMLParser(strict=True).parse(html)


# --- The picture -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_picture_of_the_conference_is_drawn_once(client, conference, monkeypatch, settings):
    settings.KEEP_PAGES_SECONDS = 0
    response = client.get(url(conference, "share_picture"))
    assert response["Content-Type"] == "image/png"
    assert Pillow.open(io.BytesIO(response.content)).size == (1200, 630)
    monkeypatch.setattr(share, "draw_share_picture", None)
    again = client.get(url(conference, "share_picture"))
    assert again.content == response.content
    not_modified = client.get(url(conference, "share_picture"), headers={"If-None-Match": response["ETag"]})
    assert not_modified.status_code == 304


@pytest.mark.django_db
def test_another_title_draws_another_picture(client, conference, settings):
    settings.KEEP_PAGES_SECONDS = 0
    first = client.get(url(conference, "share_picture")).content
    Conference.objects.update(title="Something else")
    assert client.get(url(conference, "share_picture")).content != first


def _ink_box(content):
    image = Pillow.open(io.BytesIO(content)).convert("L")
    return image.point(lambda value: 255 if value < 200 else 0).getbbox()


LONG = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.mark.parametrize(
    "title",
    ["A", "Efficient Generative AI", "many words " * 60, LONG, f"{LONG} " * 9, "x" * 3000, "", "WWW " * 90],
    ids=["one", "usual", "many", "long", "very", "endless", "none", "wide"],
)
def test_titles_of_any_length_stay_within_the_margins(title):
    content = draw_share_picture("1st workshop · with a host", title, ["Vienna", "y" * 900, "z"], "#0b5d4e")
    image = Pillow.open(io.BytesIO(content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    left, top, right, bottom = _ink_box(content)
    assert left >= 70
    assert top >= 70
    assert right <= 1130
    assert bottom <= 600


def test_the_same_words_draw_the_same_bytes():
    words = ("1st workshop", "Title", ["Line"], "#0b5d4e")
    assert draw_share_picture(*words) == draw_share_picture(*words)
    assert draw_share_picture(*words) != draw_share_picture("1st workshop", "Title", ["Line"], "#aa0000")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Čeněk & Łukasz: “Größe”", "Čeněk & Łukasz: “Größe”"),
        ("From $O(n^2)$ to $O(n \\log n)$", "From O(n²) to O(n log n)"),
        ("$x_{10}$ costs \\$5", "x₁₀ costs $5"),
        ("Efficient AI 😀!", "Efficient AI!"),
        ("Эффективность, αποδοτικότητα, hiệu quả", "Эффективность, αποδοτικότητα, hiệu quả"),
        ("Efficient 效率 AI", ""),
        ("效率", ""),
        ("كفاءة", "كفاءة"),
        ("יעילות: AI", "יעילות: AI"),
        ("مدل‌های زبانی", "مدل‌های زبانی"),
        ("كفاءة $O(n^2)$", ""),
        ("كفاءة 效率", ""),
        ("كفاءة יעילות", ""),
        ("ประสิทธิภาพ", ""),
        ("कुशल AI", ""),
        ("大きな言語モデル", ""),
        ("효율적인 모델", ""),
        ("Efficient AI, ไทย 🚀", ""),
        ("👩‍👩‍👧 Family ❤️ models 1️⃣", "Family models 1"),
        ("e\u0301tude\u200b \u202eline\nbreak\x00", "étude line break"),
    ],
)
def test_words_are_drawn_whole_or_not_at_all_and_signs_left_out(typed, shown):
    assert drawable(typed).text == shown


def _margins(title):
    left, _top, right, _bottom = _ink_box(draw_share_picture("", title, [], "#0b5d4e"))
    return left, right


@pytest.mark.parametrize("title", ["كفاءة النماذج", "יעילות (AI)"])
def test_arabic_and_hebrew_begin_at_the_right(title):
    left, right = _margins(title)
    assert right >= 1110
    assert left > 500


def test_arabic_letters_are_joined():
    """Apart, they are nearly twice as wide."""
    joined, apart = _margins("بببب"), _margins("ب\u200cب\u200cب\u200cب")
    assert joined[1] - joined[0] < 0.8 * (apart[1] - apart[0])


def test_a_row_of_a_title_that_begins_with_latin_letters_keeps_its_direction():
    """The title begins at the right; so its last sign stands at the left, beside the Latin word."""
    ends = [_ink_box(draw_share_picture("", f"كفاءة {end}", [], "#0b5d4e"))[0] for end in ("GPU", "GPU!")]
    assert ends[1] < ends[0]


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["大模型", "ประสิทธิภาพ", "कुशल मॉडल", "Efficient 效率 AI", "🚀🚀"])
def test_each_kind_of_link_picture_leaves_out_a_title_that_it_cannot_draw(client, title):
    conference = make_conference("ws", title=title, edition="1st workshop")
    paper = make_submission(conference, state=SubmissionState.ACCEPTED, title=title)
    addresses = ["/ws/share/conference.png", f"/ws/papers/{paper.number}/share.png"]
    pictures = [client.get(address) for address in addresses]
    assert [(found.status_code, found["Content-Type"]) for found in pictures] == [(200, "image/png")] * 2
    Conference.objects.update(title="効率")
    Submission.objects.update(title="効率")
    cache.clear()
    assert [client.get(address).content for address in addresses] == [found.content for found in pictures]


def test_where_nothing_turns_letters_around_such_a_title_gives_way(monkeypatch):
    monkeypatch.setattr(features, "check_feature", lambda _name: False)
    assert drawable("كفاءة").text == drawable("יעילות").text == ""
    assert draw_share_picture("EffGenAI", "كفاءة", [], "#0b5d4e") == draw_share_picture(
        "", "EffGenAI", [], "#0b5d4e"
    )


def test_a_title_of_nothing_but_unknown_letters_gives_way_to_what_stands_above():
    assert draw_share_picture("EffGenAI", "AI 效率", [], "#0b5d4e") == draw_share_picture(
        "", "EffGenAI", [], "#0b5d4e"
    )


def test_without_the_cache_the_picture_is_drawn_all_the_same(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert share.share_picture("a", "b", [], "#0b5d4e").startswith(b"\x89PNG")


# --- Data for search engines -----------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_home_page_is_an_event(client, conference):
    Person.objects.create(conference=conference, name="Ada Speaker", group=PeopleGroup.SPEAKER)
    Person.objects.create(conference=conference, name="Olga Organiser", affiliation="Institute")
    ((event,),) = data_of(text(client, conference))

    def value(name):
        return event[SCHEMA + name][0].get("@value") or event[SCHEMA + name][0].get("@id")

    assert event["@type"] == [f"{SCHEMA}EducationEvent"]
    assert value("name") == "Efficient Generative AI"
    assert value("startDate") == "2026-12-12"
    assert value("endDate") == "2026-12-13"
    assert value("description") == "Models for everyone."
    assert value("url") == f"{SITE}/effgenai/"
    assert value("image") == f"{SITE}/effgenai/share/conference.png"
    assert event[f"{SCHEMA}location"][0]["@type"] == [f"{SCHEMA}Place"]
    assert event[f"{SCHEMA}performer"][0][f"{SCHEMA}name"][0]["@value"] == "Ada Speaker"
    assert event[f"{SCHEMA}organizer"][0][f"{SCHEMA}name"][0]["@value"] == "Olga Organiser"
    assert event[f"{SCHEMA}superEvent"][0][f"{SCHEMA}name"][0]["@value"] == "The Host Conference"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "kind", "mode"),
    [
        ("Online", "VirtualLocation", "Online"),
        ("Vienna", "Place", "Offline"),
        ("Vienna and online", "Place", "Mixed"),
        ("Hall 4, Vienna (online)", "VirtualLocation", "Mixed"),
        ("Remote Sensing Hall, Oslo", "Place", "Offline"),
        ("Virtual Reality Centre", "Place", "Offline"),
        ("Remote, Oregon", "Place", "Offline"),
        ("The Online Building", "Place", "Offline"),
    ],
)
def test_where_it_takes_place(client, conference, place, kind, mode):
    Conference.objects.update(place=place)
    ((event,),) = data_of(text(client, conference))
    assert f"{SCHEMA}{kind}" in {where["@type"][0] for where in event[f"{SCHEMA}location"]}
    assert event[f"{SCHEMA}eventAttendanceMode"][0]["@value"].endswith(f"{mode}EventAttendanceMode")


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["Remote Sensing Hall, Oslo", "Virtual Reality Centre", "Remote, Oregon"])
def test_the_name_of_a_place_stays_whole(client, conference, place):
    Conference.objects.update(place=place)
    ((event,),) = data_of(text(client, conference))
    (where,) = event[f"{SCHEMA}location"]
    assert where[f"{SCHEMA}name"][0]["@value"] == place


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["From $0.10 to $0.01", "高效生成", "ذكاء اصطناعي", "Q&A"])
def test_data_of_an_event_are_plain_words_of_every_script(client, conference, words):
    Conference.objects.update(title=words, summary=words)
    page = text(client, conference)
    ((event,),) = data_of(page)
    assert event[SCHEMA + "name"][0]["@value"] == event[SCHEMA + "description"][0]["@value"] == words
    assert "&amp;amp;" not in page


@pytest.mark.django_db
def test_without_a_day_there_is_no_event(client, conference):
    Conference.objects.update(starts_on=None, ends_on=None)
    assert data_of(text(client, conference)) == []


@pytest.mark.django_db
def test_an_inner_page_says_where_it_lies(client, conference):
    ((crumbs,),) = data_of(text(client, conference, "dates"))
    assert crumbs["@type"] == [f"{SCHEMA}BreadcrumbList"]
    names = [item[f"{SCHEMA}name"][0]["@value"] for item in crumbs[f"{SCHEMA}itemListElement"]]
    assert names == ["EFFGENAI", "Dates"]


@pytest.mark.django_db
def test_hostile_words_cannot_end_the_data(client, conference):
    Conference.objects.update(title="</script><script>alert(1)</script><!--", summary="a & b \u2028 c")
    html = text(client, conference)
    assert "<script>alert" not in html
    ((event,),) = data_of(html)
    assert event[f"{SCHEMA}name"][0]["@value"] == "</script><script>alert(1)</script><!--"
    assert event[f"{SCHEMA}description"][0]["@value"] == "a & b c"


def test_json_ld_is_one_script_that_holds_exactly_its_data():
    data = {"name": "</script>&<!--\u2029", "more": [1, {"a": "ü"}]}
    html = json_ld(data)
    assert html.count("<") == 2
    assert json.loads(re.sub(r"</?script[^>]*>", "", html)) == data
