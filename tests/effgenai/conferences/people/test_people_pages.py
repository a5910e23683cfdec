"""The people page, and the pages of those who have a talk or a biography."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from html5lib import HTMLParser

from effgenai.conferences.core.states import Role
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.pictures.models import Image
from tests.support.factories import NOW, make_conference, make_member
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai", title="Efficient Generative AI")


def make_person(conference, name="Ada Speaker", **fields):
    return Person.objects.create(
        conference=conference, **{"group": PeopleGroup.SPEAKER, "name": name, **fields}
    )


def make_image(conference, number=0):
    return Image.objects.create(
        conference=conference,
        name="ada.png",
        alt="Ada at her desk",
        sha256=f"{number:064d}",
        width=800,
        height=800,
        widths=[320, 640, 800],
        stored_at=NOW,
    )


def url(conference, name="people", *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def text(client, conference, name="people", *args):
    response = client.get(url(conference, name, *args))
    assert response.status_code == 200
    HTMLParser(strict=True).parse(response.content)
    return on_one_line(response.content)


def test_a_speaker_has_a_page_with_talk_biography_and_photo(client, conference):
    ada = make_person(
        conference,
        affiliation="Institute of Engines",
        note="On engines of $n$ wheels",
        talk="Wheels cost $n^2$.",
        biography="She *counts*.",
        home_page="https://ada.example/",
        photo=make_image(conference),
    )
    people = text(client, conference)
    assert f'<a href="{url(conference, "person_page", ada.pk)}">Ada Speaker</a>' in people
    html = text(client, conference, "person_page", ada.pk)
    for words in ("<h1>Ada Speaker</h1>", "Institute of Engines", "<msup>", "<em>counts</em>", "ada.example"):
        assert words in html
    assert 'alt="Ada at her desk" width="800" height="800"' in html
    assert html.count("<h1") == 1


def test_without_talk_and_biography_there_is_no_page(client, conference):
    ada = make_person(conference, home_page="https://ada.example/")
    assert 'href="https://ada.example/"' in text(client, conference)
    assert client.get(url(conference, "person_page", ada.pk)).status_code == 404


def test_people_of_other_conferences_have_no_page_here(client, conference):
    ada = make_person(make_conference("other"), talk="x")
    assert client.get(url(conference, "person_page", ada.pk)).status_code == 404


def test_photos_on_the_list_repeat_no_name_to_those_who_listen(client, conference):
    make_person(conference, photo=make_image(conference))
    html = text(client, conference)
    assert html.count("Ada Speaker") == 1
    assert "-320.avif 320w" in html
    assert 'alt=""' in html


def test_hostile_words_of_a_person_do_nothing(client, conference):
    words = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    ada = make_person(conference, words, talk=words, biography=words, note=words, affiliation=words)
    html = text(client, conference, "person_page", ada.pk).partition("<main")[2]
    assert "<script" not in html
    assert "<img" not in html


def test_people_need_the_same_queries_for_one_and_three(client):
    counts = []
    for number in (1, 3):
        conference = make_conference()
        for position in range(number):
            make_person(conference, f"Person {position}", photo=make_image(conference, position), talk="x")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(conference)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_desk_refuses_a_photo_that_is_none_and_keeps_what_was_typed(client, conference):
    client.force_login(make_member(conference, Role.SITE_EDITOR))
    data = {
        "group": "speaker",
        "name": "Typed name",
        "position": 0,
        "photo_upload": SimpleUploadedFile("ada.png", b"not a picture", "image/png"),
    }
    response = client.post(url(conference, "new_person"), data)
    assert response.status_code == 200
    html = response.content.decode()
    assert "no picture of a kind" in html
    assert "Typed name" in html
    assert not Person.objects.exists()
    assert not Image.objects.exists()
