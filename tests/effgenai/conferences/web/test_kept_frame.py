"""The frame of the desk: counted once for a person, kept until a row is written or a date has come."""

import datetime as dt

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.guide import GuideState, guide_of
from effgenai.conferences.web.desk import desk_page
from effgenai.resilience.database.writes import rows_stamp
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PAGE = "/effgenai/chair/setup/topics/"


@pytest.fixture(autouse=True)
def _keeping(settings):
    settings.KEEP_PAGES_SECONDS = 60
    cache.clear()


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


@pytest.fixture
def writing(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def sidebar(conference, person, at=NOW):
    viewer = viewer_for(user=person, conference=conference, at=at)
    return {item.label: (item.note, item.state) for item in desk_page(viewer, "")["sidebar"]}


def queries_of(work):
    with CaptureQueriesContext(connection) as queries:
        work()
    return [query["sql"] for query in queries]


# --- How little is asked -----------------------------------------------------------------------------------


@pytest.mark.parametrize("papers", [5, 50])
def test_a_kept_frame_asks_the_database_nothing(conference, chair, papers):
    for _ in range(papers):
        make_submission(conference)
    sidebar(conference, chair)
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert queries_of(lambda: desk_page(viewer, "")) == []


def test_an_ordinary_page_of_the_desk_asks_who_asks_for_what_and_its_own_rows(conference, chair):
    client = signed_in(chair)
    client.get(PAGE)
    queries = queries_of(lambda: client.get(PAGE))
    assert len(queries) == 5, queries  # session, person, conference with roles, topics, what was typed


@pytest.mark.parametrize("papers", [5, 50])
def test_the_desk_s_home_asks_little_however_many_papers_there_are(conference, chair, papers):
    for _ in range(papers):
        make_submission(conference, [make_user()])
    client = signed_in(chair)
    home = reverse("conferences:desk", args=[conference.slug])
    client.get(home)
    assert len(queries_of(lambda: client.get(home))) <= 30


# --- Never another's numbers --------------------------------------------------------------------------------


def test_frames_of_two_chairs_with_different_conflicts_differ(conference, chair):
    other = make_member(conference, Role.CHAIR)
    hidden, _ = make_submission(conference), make_submission(conference)
    Conflict.objects.create(submission=hidden, user=other, source=ConflictSource.CHAIR, created_at=NOW)
    for _ in range(2):  # the second time from the cache
        assert sidebar(conference, chair)["Submissions"] == ("2", "now")
        assert sidebar(conference, other)["Submissions"] == ("1", "now")


def test_guides_of_two_chairs_with_different_conflicts_differ(conference, chair):
    other = make_member(conference, Role.CHAIR)
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - dt.timedelta(days=1))
    Conflict.objects.create(
        submission=make_submission(conference), user=other, source=ConflictSource.CHAIR, created_at=NOW
    )

    def titles(person):
        viewer = viewer_for(user=person, conference=conference, at=NOW)
        return {item.title for item in guide_of(viewer).items if item.standing == GuideState.TODO}

    for _ in range(2):  # the second time from the cache
        assert titles(chair) - titles(other)


def test_the_guide_is_as_new_as_what_is_written(conference, chair, writing):
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    before = guide_of(viewer)
    assert guide_of(viewer) == before
    with writing():
        make_milestone(conference, MilestoneKind.DECISIONS, NOW)
    done = {item.title for item in guide_of(viewer).items if item.standing == GuideState.DONE}
    assert "Say when decisions are sent" in done
    assert "Say when decisions are sent" not in {
        item.title for item in before.items if item.standing == GuideState.DONE
    }


def test_the_guide_turns_when_a_date_passes_without_a_write(conference, chair):
    Conference.objects.update(public_state=PublicState.DRAFT)
    conference.refresh_from_db()
    date = make_milestone(conference, MilestoneKind.OTHER, NOW + dt.timedelta(seconds=20), label="Other")

    def warnings(at):
        viewer = viewer_for(user=chair, conference=conference, at=at)
        return [item.title for item in guide_of(viewer).warnings]

    assert "Dates have passed before anyone could see them" not in warnings(NOW)
    assert "Dates have passed before anyone could see them" in warnings(date.ends_at)


def test_a_role_that_ends_ends_the_frame_that_came_with_it(conference, chair):
    make_submission(conference)
    assert "Submissions" in sidebar(conference, chair)
    chair.memberships.update(role=Role.SITE_EDITOR)  # the same stamp: nothing has been committed
    assert set(sidebar(conference, chair)) == {"Site"}


# --- Never old ----------------------------------------------------------------------------------------------


def test_whatever_is_written_by_whomever_shows_at_the_next_view(conference, chair, writing):
    assert sidebar(conference, chair)["Submissions"][0] == ""
    with writing():
        paper = make_submission(conference)
    assert sidebar(conference, chair)["Submissions"][0] == "1"
    with writing():  # in bulk, without a line of the record
        Submission.objects.update(state=SubmissionState.DRAFT)
    assert sidebar(conference, chair)["Submissions"][0] == ""
    with writing():
        Submission.objects.update(state=SubmissionState.SUBMITTED)
        Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.CHAIR, created_at=NOW)
    assert sidebar(conference, chair)["Submissions"][0] == ""
    with writing():
        Conflict.objects.all().delete()
    assert sidebar(conference, chair)["Submissions"][0] == "1"


def test_a_write_shows_only_once_it_is_committed(conference, chair, writing):
    before = rows_stamp()
    with writing():
        make_submission(conference)
        make_submission(conference)
        assert rows_stamp() == before
    assert rows_stamp() != before


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_changes_nothing_and_does_not_hide_what_follows(conference):
    before = rows_stamp()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            make_submission(conference)
            raise ZeroDivisionError
        assert rows_stamp() == before
    assert rows_stamp() == before
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            make_submission(conference)
            raise ZeroDivisionError
        make_submission(conference)
    assert rows_stamp() != before


@pytest.mark.django_db(transaction=True)
def test_reading_and_typing_leave_the_stamp_alone(conference):
    client = signed_in(make_member(conference, Role.CHAIR))
    client.get(PAGE)
    before = rows_stamp()
    client.get(PAGE)
    assert client.post(f"{PAGE}new/?save", {"name": "Half a na"}).status_code < 500
    session = client.session
    session["seen"] = True
    session.save()
    Submission.objects.count()
    assert rows_stamp() == before


def test_a_date_that_passes_shows_without_a_write(conference, chair):
    make_milestone(conference, MilestoneKind.CALL_OPENS, NOW + DAY)
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + 4 * DAY, zone="UTC", grace_minutes=30)
    make_submission(conference)
    seen = [
        (sidebar(conference, chair, at)["Call"], sidebar(conference, chair, at)["Submissions"][1])
        for at in [
            NOW,
            NOW + DAY,
            NOW + 1.5 * DAY,
            NOW + 4 * DAY - dt.timedelta(minutes=90),
            NOW + 4 * DAY - dt.timedelta(minutes=5),
            NOW + 4 * DAY + dt.timedelta(minutes=10),
            NOW + 4 * DAY + dt.timedelta(minutes=31),
        ]
    ]
    assert seen == [
        (("", "later"), "done"),
        (("3 days", "now"), "now"),
        (("2 days", "now"), "now"),
        (("1 h", "now"), "now"),
        (("5 min", "now"), "now"),
        (("", "done"), "now"),
        (("", "done"), "done"),
    ]


def test_the_past_is_not_told_what_came_later(conference, chair):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW, zone="UTC")
    assert sidebar(conference, chair, NOW + DAY)["Call"] == ("", "done")
    assert sidebar(conference, chair, NOW - 2 * DAY)["Call"] == ("2 days", "now")


def test_without_the_cache_all_is_counted(conference, chair, settings, writing):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert sidebar(conference, chair)["Submissions"][0] == ""
    make_submission(conference)
    assert sidebar(conference, chair)["Submissions"][0] == "1"


def test_nothing_is_kept_where_the_settings_say_so(conference, chair, settings):
    settings.KEEP_PAGES_SECONDS = 0
    sidebar(conference, chair)
    make_submission(conference)
    assert sidebar(conference, chair)["Submissions"][0] == "1"
    assert django_settings.KEEP_PAGES_SECONDS == 0
