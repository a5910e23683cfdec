"""Lists pasted as a whole: seen as they are understood, then added."""

from __future__ import annotations

import pytest

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from effgenai.ui.text.reading.lists import read_list
from tests.support.factories import make_conference, make_member

PASTE = "/ws/chair/setup/{}/paste/"
TOPICS = "- Compression\n2. Serving ; How models are served\n\n*  Speech, audio and music\nServing"


@pytest.fixture
def conference(db) -> Conference:
    made = make_conference("ws")
    made.topics.all().delete()
    return made


@pytest.fixture
def chair(client, conference):
    user = make_member(conference, Role.CHAIR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Compression", ["Compression", "", ""]),
        ("A\tB\tC", ["A", "B", "C"]),
        ("A | B", ["A", "B", ""]),
        ("A; B; C; D", ["A", "B", "C; D"]),
        ('1) "A"\t"B"', ["A", "B", ""]),
        ("Ada Nwosu, TU Graz, Institute 3", ["Ada Nwosu", "TU Graz, Institute 3", ""]),
        ("Ada Nwosu (TU Graz)", ["Ada Nwosu", "TU Graz", ""]),
        ("Name\tAffiliation\nAda\tGraz", ["Ada", "Graz", ""]),
        ("  • 李娜 | 清华大学 ", ["李娜", "清华大学", ""]),
        ("3D scenes", ["3D scenes", "", ""]),
    ],
)
def test_a_line_is_read_as_people_write_it(text, cells) -> None:
    (row,) = read_list(text, ("name", "affiliation", "note"), commas=True)
    assert list(row.values()) == cells


def test_names_of_topics_keep_their_commas_and_too_many_lines_are_refused() -> None:
    assert read_list("Speech, audio", ("name", "description")) == [
        {"name": "Speech, audio", "description": ""}
    ]
    with pytest.raises(ValueError, match="These are 301 lines"):
        read_list("A\n" * 301, ("name",))


def test_a_list_is_shown_before_anything_is_added(client, conference, chair) -> None:
    page = client.post(PASTE.format("topics"), {"text": TOPICS}).content.decode()
    assert "Add 3 of 4 lines" in page
    assert "is there already" in page
    assert "How models are served" in page
    assert not conference.topics.exists()
    assert not AuditLine.objects.exists()


def test_what_was_seen_is_added_in_its_order(client, conference, chair) -> None:
    answer = client.post(PASTE.format("topics"), {"text": TOPICS, "add": "yes"}, follow=True)
    names = ["Compression", "Serving", "Speech, audio and music"]
    assert [topic.name for topic in conference.topics.all()] == names
    assert "3 topics added. 1 line of the list was left out." in answer.content.decode()
    assert AuditLine.objects.filter(action="topic.add").count() == 3
    again = client.post(PASTE.format("topics"), {"text": f"{TOPICS}\n", "add": "yes"}).content.decode()
    assert "Nothing here can be added." in again
    assert conference.topics.count() == 3


def test_a_line_that_cannot_be_says_why_and_the_others_are_added(client, conference, chair) -> None:
    text = f"{'x' * 121}\nServing"
    page = client.post(PASTE.format("topics"), {"text": text}).content.decode()
    assert "at most 120 characters" in page
    assert text in page
    client.post(PASTE.format("topics"), {"text": text, "add": "yes"})
    assert conference.topics.get().name == "Serving"


def test_people_share_their_group_and_addresses_are_completed(client, conference, chair) -> None:
    text = "Ada Nwosu | TU Graz | Programme chair | ada.example/home\nBo Li (KTH)"
    client.post(PASTE.format("people"), {"text": text, "group": "organiser", "add": "yes"})
    ada, bo = conference.people.all()
    assert (ada.affiliation, ada.note, ada.home_page) == (
        "TU Graz",
        "Programme chair",
        "https://ada.example/home",
    )
    assert (bo.name, bo.affiliation, bo.group) == ("Bo Li", "KTH", "organiser")
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n \n", "A\n" * 301])
def test_an_empty_or_endless_list_is_answered_in_words(client, conference, chair, text) -> None:
    page = client.post(PASTE.format("topics"), {"text": text, "add": "yes"}).content.decode()
    assert "error" in page
    assert not conference.topics.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR])
def test_others_find_no_such_page_and_add_nothing(client, conference, role) -> None:
    client.force_login(make_member(conference, role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PASTE.format("topics")).status_code == 404
    assert client.post(PASTE.format("topics"), {"text": "A", "add": "yes"}).status_code == 404
    assert not conference.topics.exists()
    assert not AuditLine.objects.exists()


def test_saving_can_lead_to_the_next_empty_form(client, conference, chair) -> None:
    new = "/ws/chair/setup/topics/new/"
    assert "Save and add another" in client.get(new).content.decode()
    answer = client.post(new, {"name": "Serving", "position": 0, "another": "yes"})
    assert answer["Location"] == new
    assert client.post(new, {"name": "Pruning", "position": 1})["Location"] == "/ws/chair/setup/topics/"
    assert conference.topics.count() == 2
