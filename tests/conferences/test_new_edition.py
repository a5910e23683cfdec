"""The next edition takes the set-up along and nothing of papers, reviews or decisions."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.editions import edition_parts
from effgenai.conferences.forms.editions import next_edition, ordinal
from effgenai.conferences.models import (
    CallFile,
    Conference,
    Image,
    MilestoneException,
    News,
    Page,
    Person,
    Policy,
    Sponsor,
    Track,
)
from effgenai.conferences.states import MilestoneKind, PolicyKind, PublicState, Role
from effgenai.mail.models import OutboundEmail
from program.models import Room
from reviews.models import DecisionClass, Invitation, Reviewer, ReviewField
from tests.factories import NOW, make_conference, make_member, make_milestone, make_submission, make_user

FIRST = dt.date(2026, 8, 20)


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.fixture
def old(db):
    old = make_conference("ws26", title="Small Models", short_name="SM26", edition="1st workshop")
    old.starts_on, old.ends_on, old.abstract, old.accent = FIRST, FIRST, "Why small?", "#123456"
    size = {"width": 9, "height": 9, "widths": [9]}
    picture = Image.objects.create(conference=old, name="a.png", sha256="a" * 64, stored_at=NOW, **size)
    old.hero_image = picture
    text = f"![](image:{picture.key})"
    old.home_blocks = [{"key": "x", "kind": "text", "heading": "More", "shown": True, "text": text}]
    old.save()
    make_milestone(old, MilestoneKind.SUBMISSIONS_DUE, utc(2026, 3, 20, 22, 59), zone="Europe/Vienna")
    track = Track.objects.create(conference=old, name="Short papers", position=1)
    CallFile.objects.create(conference=old, track=track, label="Template", address="https://x.example/t.zip")
    Policy.objects.create(conference=old, kind=PolicyKind.ETHICS, text="Be good.")
    parent = Page.objects.create(conference=old, slug="venue", title="Venue", updated_at=NOW)
    Page.objects.create(conference=old, slug="train", title="By train", parent=parent, updated_at=NOW)
    Person.objects.create(conference=old, name="Ada Organiser", photo=picture)
    Person.objects.create(conference=old, name="Ben Speaker", group="speaker")
    Sponsor.objects.create(conference=old, name="Lumen")
    News.objects.create(conference=old, title="Old news", updated_at=NOW)
    return old


@pytest.fixture
def chair(old, client):
    chair = make_member(old, Role.CHAIR)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return chair


def url(conference):
    return reverse("conferences:next_edition", args=[conference.slug])


def asked(**fields):
    values = {
        "title": "Small Models",
        "short_name": "SM27",
        "edition": "2nd workshop",
        "slug": "ws27",
        "place": "",
        "starts_on": "2027-08-18",
        "ends_on": "2027-08-19",
        "keep_weekdays": "on",
        "parts": [part.key for part in edition_parts() if part.count(Conference.objects.get(slug="ws26"))],
    }
    return {**values, **fields}


@pytest.mark.usefixtures("chair")
def test_the_look_ahead_tells_each_date_and_makes_nothing(client, old):
    html = client.post(url(old), asked()).content.decode()
    assert "“Small Models” will be made" in html
    # 20 March is before the clocks change in both years; 52 weeks later it is the same weekday.
    assert "Fri 20 Mar" in html
    assert "<strong>Fri 19 Mar 2027, 23:59 CET</strong>" in html
    assert Conference.objects.count() == 1


@pytest.mark.usefixtures("chair")
def test_everything_that_was_ticked_comes_along(client, old):
    assert client.post(url(old), asked(confirmed="yes")).status_code == 302
    new = Conference.objects.get(slug="ws27")
    assert (new.previous, new.public_state, new.accent) == (old, PublicState.DRAFT, "#123456")
    assert (new.starts_on, new.edition, new.abstract) == (dt.date(2027, 8, 18), "2nd workshop", "Why small?")
    assert [track.name for track in new.tracks.all()] == ["Papers", "Short papers"]
    assert new.call_files.get().track.conference == new
    assert new.policies.get().text == "Be good."
    assert [topic.name for topic in new.topics.all()] == ["Compression", "Inference"]
    child = new.pages.get(slug="train")
    assert child.parent == new.pages.get(slug="venue")
    assert {person.name for person in new.people.all()} == {"Ada Organiser", "Ben Speaker"}
    assert new.sponsors.get().name == "Lumen"
    summaries = AuditLine.objects.filter(conference=old).values_list("action", "summary")
    assert list(summaries) == [("conference.next_edition", "ws27")]


@pytest.mark.usefixtures("chair")
def test_pictures_are_the_new_ones_of_the_same_bytes(client, old):
    client.post(url(old), asked(confirmed="yes"))
    new = Conference.objects.get(slug="ws27")
    image = new.images.get()
    assert image.sha256 == old.hero_image.sha256
    assert image.key != old.hero_image.key
    assert new.hero_image == image
    assert new.people.get(name="Ada Organiser").photo == image
    assert new.home_blocks[0]["text"] == f"![](image:{image.key})"
    assert old.images.count() == 1


@pytest.mark.usefixtures("chair")
def test_no_paper_news_or_exception_comes_along(client, old):
    make_submission(old, [make_user()])
    MilestoneException.objects.create(
        milestone=old.milestones.get(), user=make_user(), instant=NOW, created_at=NOW
    )
    client.post(url(old), asked(confirmed="yes"))
    new = Conference.objects.get(slug="ws27")
    assert not new.submissions.exists()
    assert not new.news.exists()
    assert not MilestoneException.objects.filter(milestone__conference=new).exists()
    assert not OutboundEmail.objects.exists()


def test_the_committee_is_invited_again_but_not_yet_told(client, old, chair):
    reviewer = make_member(old, Role.REVIEWER, make_user("Rev One", "rev@uni.example"))
    Reviewer.objects.create(conference=old, user=reviewer, load_max=7, joined_at=NOW)
    make_member(old, Role.AREA_CHAIR, make_user("Area", "area@uni.example"))
    client.post(url(old), asked(confirmed="yes"))
    new = Conference.objects.get(slug="ws27")
    invited = Invitation.objects.filter(conference=new).values_list("email", "role", "load", "sent_at")
    assert set(invited) == {
        ("rev@uni.example", "reviewer", 7, None),
        ("area@uni.example", "area_chair", 4, None),
    }
    assert [(row.user, row.role) for row in new.memberships.all()] == [(chair, Role.CHAIR)]
    assert not OutboundEmail.objects.exists()


@pytest.mark.usefixtures("chair")
def test_forms_and_rooms_are_those_of_the_old_one_without_doubles(client, old):
    ReviewField.objects.create(conference=old, name="joy", label="Was it a joy?", kind="text")
    DecisionClass.objects.create(conference=old, name="Sung", mail_subject="S", mail_body="B", accepts=True)
    Room.objects.create(conference=old, name="Hall 4")
    client.post(url(old), asked(confirmed="yes"))
    new = Conference.objects.get(slug="ws27")
    assert [field.name for field in new.review_fields.all()] == ["joy"]
    assert [kind.name for kind in new.decision_classes.all()] == ["Sung"]
    assert Room.objects.get(conference=new).name == "Hall 4"


@pytest.mark.usefixtures("chair")
def test_what_is_not_ticked_stays_and_defaults_take_its_place(client, old):
    client.post(url(old), asked(confirmed="yes", parts=[]))
    new = Conference.objects.get(slug="ws27")
    assert [track.name for track in new.tracks.all()] == ["Papers"]
    assert new.review_fields.exists()
    assert [new.topics.count(), new.pages.count(), new.milestones.count(), new.people.count()] == [0] * 4


@pytest.mark.parametrize(
    ("keep", "moment"),
    [
        ("on", utc(2027, 3, 19, 22, 59)),
        ("", utc(2027, 3, 18, 22, 59)),
    ],
)
@pytest.mark.usefixtures("chair")
def test_weekdays_are_kept_or_days_are_counted(client, old, keep, moment):
    client.post(url(old), asked(confirmed="yes", keep_weekdays=keep))
    assert Conference.objects.get(slug="ws27").milestones.get().instant == moment


@pytest.mark.usefixtures("chair")
def test_the_time_on_the_wall_stays_when_clocks_change_in_between(client, old):
    client.post(
        url(old), asked(confirmed="yes", keep_weekdays="", starts_on="2026-09-20", ends_on="2026-09-20")
    )
    due = Conference.objects.get(slug="ws27").milestones.get()
    assert due.instant == utc(2026, 4, 20, 21, 59)  # 23:59 in summer


@pytest.mark.usefixtures("chair")
def test_an_address_that_is_taken_keeps_what_was_typed(client, old):
    make_conference("ws27")
    html = client.post(url(old), asked(confirmed="yes", title="A new title")).content.decode()
    assert "A new title" in html
    assert "address" in html
    assert Conference.objects.count() == 2


def test_others_make_no_edition(client, old):
    for role in (Role.REVIEWER, Role.SITE_EDITOR, Role.PROGRAM_EDITOR):
        client.force_login(make_member(old, role), backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(url(old), asked(confirmed="yes")).status_code == 404
    assert Conference.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "following"),
    [
        ("1st workshop", "2nd workshop"),
        ("The 12th meeting", "The 13th meeting"),
        ("Second edition", "Third edition"),
        ("SM 2026", "SM 2027"),
        ("a workshop", "a workshop"),
        ("", ""),
    ],
)
def test_editions_count_up(words, following):
    assert next_edition(words) == following


def test_ordinals():
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th",
    ]  # fmt: skip
