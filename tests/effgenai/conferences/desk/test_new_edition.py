"""The next edition takes the set-up along and nothing of papers, reviews or decisions."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.call.models import CallFile, OpenQuestion, Policy
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference, Institution, Topic, Track
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.editions import EditionFacts, EditionPart
from effgenai.conferences.desk.services.editions import create_edition
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.pictures.making import path_of
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.services import remove_image
from effgenai.conferences.site.models import Page, PastEdition, SiteVersion, Sponsor
from effgenai.contributions import contributed
from effgenai.mail.models import OutboundEmail
from tests.support.editions import edition_url, make_next, page_of
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

FIRST = dt.date(2026, 8, 20)


def utc(year, month, day, hour=0, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


@pytest.fixture
def old(db):
    old = make_conference("ws26", title="Small Models", short_name="SM26", edition="1st workshop")
    old.starts_on, old.ends_on, old.abstract, old.accent = FIRST, FIRST, "Why small?", "#123456"
    old.place, old.host, old.time_zone, old.contact_email = "Linz", "BIG", "Europe/Vienna", "sm@uni.example"
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
    parent = Page.objects.create(
        conference=old, slug="venue", title="Venue", is_published=True, updated_at=NOW
    )
    body = "From [the venue](/ws26/venue/), not [the news](/ws26/news/)."
    Page.objects.create(
        conference=old, slug="train", title="By train", parent=parent, body=body, updated_at=NOW
    )
    Person.objects.create(conference=old, name="Ada Organiser", photo=picture)
    Person.objects.create(conference=old, name="Ben Speaker", group="speaker")
    Sponsor.objects.create(conference=old, name="Lumen")
    OpenQuestion.objects.create(conference=old, text="How small?")
    PastEdition.objects.create(conference=old, title="SM25")
    News.objects.create(conference=old, title="Old news", updated_at=NOW)
    return old


@pytest.fixture
def chair(old, client):
    chair = make_member(old, Role.CHAIR)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return chair


@pytest.mark.usefixtures("chair")
def test_the_page_suggests_the_following_edition_and_says_what_there_is(client, old):
    form = client.get(edition_url(old)).context["form"]
    values = {name: form[name].value() for name in ("slug", "title", "short_name", "edition")}
    assert values == {
        "slug": "ws27", "title": "Small Models", "short_name": "SM27", "edition": "2nd workshop",
    }  # fmt: skip
    assert form["starts_on"].value() == dt.date(2027, 8, 19)  # 52 weeks later, again a Thursday
    words = {offer.part.key: (offer.words, ticked) for offer, ticked in form.rows}
    assert words["tracks"] == ("2 tracks", True)
    assert words["pages"] == ("2 pages, 1 of them unpublished", True)
    assert words["organisers"] == ("Ada Organiser", True)
    assert words["speakers"] == ("Ben Speaker", False)
    assert words["sponsors"] == ("1 sponsor", False)
    assert "volunteers" not in words


@pytest.mark.usefixtures("chair")
def test_the_look_ahead_tells_each_date_and_makes_nothing(client, old):
    answer = page_of(client, old)
    preview = answer.context["preview"]
    # 52 weeks later it is the same weekday, at the same time of day.
    assert [(date.before, date.after) for date in preview.dates] == [
        ("Fri 20 Mar 2026, 23:59 CET", "Fri 19 Mar 2027, 23:59 CET")
    ]
    assert "Fri 19 Mar 2027, 23:59 CET" in answer.content.decode()
    assert Conference.objects.count() == 1
    assert not AuditLine.objects.exists()


@pytest.mark.usefixtures("chair")
def test_a_press_without_the_look_ahead_shows_it_first(client, old):
    assert page_of(client, old, seal="something else").context["preview"] is not None
    seal = page_of(client, old).context["preview"].seal
    changed = {"starts_on": "2027-09-30", "ends_on": "2027-09-30"}
    assert page_of(client, old, seal=seal, **changed).context["preview"].seal != seal
    assert Conference.objects.count() == 1


@pytest.mark.usefixtures("chair")
def test_everything_that_was_ticked_comes_along(client, old):
    new = make_next(client, old)
    assert (new.previous, new.public_state, new.accent) == (old, PublicState.DRAFT, "#123456")
    assert (new.starts_on, new.edition, new.abstract) == (dt.date(2027, 8, 18), "2nd workshop", "Why small?")
    assert (new.place, new.host, new.domain, new.is_current) == ("", "", "", False)
    assert (new.time_zone, new.contact_email) == ("Europe/Vienna", "sm@uni.example")
    assert [track.name for track in new.tracks.all()] == ["Papers", "Short papers"]
    assert new.call_files.get().track == new.tracks.get(name="Short papers")
    assert new.policies.get().text == "Be good."
    assert [topic.name for topic in new.topics.all()] == ["Compression", "Inference"]
    assert [question.text for question in new.open_questions.all()] == ["How small?"]
    assert {person.name for person in new.people.all()} == {"Ada Organiser", "Ben Speaker"}
    assert new.sponsors.get().name == "Lumen"
    assert new.past_editions.get().title == "SM25"


@pytest.mark.usefixtures("chair")
def test_institutions_come_as_the_chairs_wrote_them_else_the_usual_ones_do(client, old):
    old.institutions.all().delete()
    Institution.objects.create(conference=old, name="A Place", aliases="a-place.example")
    assert [row.name for row in make_next(client, old).institutions.all()] == ["A Place"]


@pytest.mark.usefixtures("chair")
def test_pages_stand_where_they_stood_and_link_to_their_own_edition(client, old):
    new = make_next(client, old)
    venue, train = new.pages.get(slug="venue"), new.pages.get(slug="train")
    assert (train.parent, venue.parent) == (venue, None)
    assert (venue.is_published, train.is_published) == (True, False)
    assert train.body == "From [the venue](/ws27/venue/), not [the news](/ws26/news/)."


@pytest.mark.usefixtures("chair")
def test_both_records_tell_of_it(client, old, chair):
    new = make_next(client, old)
    lines = AuditLine.objects.filter(action__startswith="edition.").order_by("action")
    assert [(line.action, line.conference, line.actor, line.summary) for line in lines] == [
        ("edition.create", new, chair, "after ws26"),
        ("edition.next", old, chair, "next edition: ws27"),
    ]


@pytest.mark.usefixtures("chair")
def test_pictures_are_the_new_ones_of_the_same_bytes(client, old):
    new = make_next(client, old)
    image = new.images.get()
    assert image.sha256 == old.hero_image.sha256
    assert image.key != old.hero_image.key
    assert new.hero_image == image
    assert new.people.get(name="Ada Organiser").photo == image
    assert new.home_blocks[0]["text"] == f"![](image:{image.key})"
    assert old.images.count() == 1


def test_removing_a_picture_of_one_edition_leaves_the_other_its_bytes(
    client, old, chair, django_capture_on_commit_callbacks
):
    new = make_next(client, old)
    path = path_of("a" * 64, 9, "webp")
    default_storage.save(path, ContentFile(b"a picture"))
    with django_capture_on_commit_callbacks(execute=True):
        remove_image(image=old.images.get(), by=chair, at=NOW)
    assert default_storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        remove_image(image=new.images.get(), by=chair, at=NOW)
    assert not default_storage.exists(path)


@pytest.mark.usefixtures("chair")
def test_no_paper_news_version_or_extra_time_comes_along(client, old):
    make_submission(old, [make_user()])
    MilestoneException.objects.create(
        milestone=old.milestones.get(), user=make_user(), instant=NOW, created_at=NOW
    )
    SiteVersion.objects.create(conference=old, number=1, content={}, saved_at=NOW)
    new = make_next(client, old)
    assert not new.submissions.exists()
    assert not new.news.exists()
    assert not new.site_versions.exists()
    assert not MilestoneException.objects.filter(milestone__conference=new).exists()
    assert not OutboundEmail.objects.exists()


@pytest.mark.usefixtures("chair")
def test_a_speaker_comes_without_the_talk(client, old):
    old.people.filter(group="speaker").update(talk="Secret of size", note="On size", biography="Born.")
    speaker = make_next(client, old).people.get(group="speaker")
    assert (speaker.talk, speaker.note, speaker.biography) == ("", "", "Born.")


def test_fellow_chairs_and_editors_see_the_draft_at_once(client, old, chair):
    fellow, editor = make_member(old, Role.CHAIR), make_member(old, Role.SITE_EDITOR)
    make_member(old, Role.REVIEWER)
    new = make_next(client, old)
    members = set(new.memberships.values_list("user", "role"))
    assert members == {
        (chair.pk, Role.CHAIR), (fellow.pk, Role.CHAIR), (editor.pk, Role.SITE_EDITOR),
    }  # fmt: skip
    assert not OutboundEmail.objects.exists()


def test_what_is_not_ticked_stays_and_defaults_take_its_place(client, old, chair):
    make_member(old, Role.CHAIR)
    new = make_next(client, old, parts=[])
    assert [track.name for track in new.tracks.all()] == ["Papers"]
    assert new.review_fields.exists()
    assert new.decision_classes.exists()
    counts = [new.topics, new.pages, new.milestones, new.people, new.images, new.call_files, new.policies]
    assert [rows.count() for rows in counts] == [0] * 7
    assert (new.abstract, new.home_blocks, new.hero_image) == ("", [], None)
    assert new.memberships.get().user == chair


@pytest.mark.usefixtures("chair")
def test_a_file_for_one_track_comes_only_with_its_track(client, old):
    CallFile.objects.create(conference=old, label="For all", address="https://x.example/a.zip")
    new = make_next(client, old, parts=["call_files"])
    assert [file.label for file in new.call_files.all()] == ["For all"]


@pytest.mark.usefixtures("chair")
@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "ws28x"},
        {"slug": "chair space"},
        {"slug": "admin"},
        {"starts_on": ""},
        {"starts_on": "2062-01-01", "ends_on": ""},
        {"ends_on": "2027-08-01"},
        {"title": ""},
        {"parts": ["papers"]},
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_is_kept(client, old, wrong):
    make_conference("ws28x")
    answer = page_of(client, old, **{"short_name": "My own name", **wrong})
    assert set(answer.context["form"].errors) & {*wrong, "__all__"}
    assert answer.context["preview"] is None
    assert "My own name" in answer.content.decode()
    assert Conference.objects.count() == 2


@pytest.mark.usefixtures("chair")
def test_an_address_that_was_taken_meanwhile_is_told_and_everything_kept(client, old):
    seal = page_of(client, old, title="A new title").context["preview"].seal
    make_conference("ws27")
    answer = page_of(client, old, title="A new title", seal=seal)
    assert "There is already a conference at “ws27”" in answer.content.decode()
    assert answer.context["form"]["title"].value() == "A new title"
    assert Conference.objects.count() == 2
    assert not AuditLine.objects.exists()


@pytest.mark.usefixtures("chair")
def test_a_second_press_leads_to_what_the_first_has_made(client, old):
    seal = page_of(client, old).context["preview"].seal
    first, second = page_of(client, old, seal=seal), page_of(client, old, seal=seal)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Conference.objects.count() == 2


def test_its_chairs_find_the_way_from_the_list_of_conferences(client, old, chair):
    draft = make_conference("draft", public_state=PublicState.DRAFT)
    make_member(draft, Role.CHAIR, chair)
    others = make_conference("others")
    make_member(others, Role.REVIEWER, chair)
    html = client.get(reverse("site:conferences")).content.decode()
    assert edition_url(old) in html
    assert edition_url(draft) not in html
    assert edition_url(others) not in html
    client.logout()
    assert "new-edition" not in client.get(reverse("site:conferences")).content.decode()


def test_others_make_no_edition(client, old, chair):
    seal = page_of(client, old).context["preview"].seal
    for role in (Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR):
        client.force_login(make_member(old, role), backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(edition_url(old)).status_code == 404
        assert client.post(edition_url(old), {"slug": "ws27", "seal": seal}).status_code == 404
    client.logout()
    assert client.post(edition_url(old), {"slug": "ws27", "seal": seal}).status_code == 302
    assert Conference.objects.count() == 1
    assert not AuditLine.objects.exists()


@pytest.mark.usefixtures("chair")
def test_a_fault_half_way_leaves_nothing(client, old, monkeypatch):
    seal = page_of(client, old).context["preview"].seal

    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr("effgenai.conferences.desk.services.editions.run_setup", fail)
    with pytest.raises(RuntimeError):
        page_of(client, old, seal=seal)
    assert Conference.objects.count() == 1
    assert Image.objects.count() == 1


@pytest.mark.usefixtures("chair")
def test_more_rows_cost_no_more_queries(client, old):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page_of(client, old)
        return sum("django_session" not in query["sql"] for query in queries.captured_queries)

    def fill(times):
        for number in times:
            Topic.objects.create(conference=old, name=f"Topic {number}")
            Page.objects.create(conference=old, slug=f"page-{number}", title="P", updated_at=NOW)
            make_milestone(old, MilestoneKind.OTHER, NOW, label=f"Date {number}")
            make_member(old, Role.REVIEWER)

    before = cost()
    fill(range(8))
    assert cost() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_address_one_is_told():
    olds = [make_conference("one26"), make_conference("two26")]
    chairs = [make_member(old, Role.CHAIR) for old in olds]
    gate = threading.Barrier(2)
    refused: list[str] = []
    facts = EditionFacts("both27", "Both", "B27", "", dt.date(2027, 8, 20), None)
    keys = [part.key for part in contributed(EditionPart) if part.key != "dates"]

    def run(old, by):
        gate.wait()
        try:
            create_edition(old=old, facts=facts, shift=None, parts=keys, by=by, at=NOW)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(olds, chairs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "already a conference at “both27”" in refused[0]
    assert Conference.objects.filter(slug="both27").count() == 1
    assert Conference.objects.get(slug="both27").memberships.count() == 1
