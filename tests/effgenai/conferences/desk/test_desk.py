import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms import ModelChoiceField
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from html5lib import HTMLParser

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import ChairProposal, Conference, Institution, Membership, Topic, Track
from effgenai.conferences.core.states import BlindMode, PublicState, Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.queries import call_stage
from effgenai.conferences.desk.services.rows import remove_row
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.site.models import Page
from effgenai.mail.models import OutboundEmail
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from submissions.papers.forms import PaperForm
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    return make_conference("effgenai", time_zone="Europe/Vienna")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Carla Chair"))
    client.force_login(person)
    return person


def url(conference, name="desk", *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def page(client, conference, name="desk", *args):
    response = client.get(url(conference, name, *args))
    assert response.status_code == 200
    return response.content.decode()


def make_page(conference, **fields):
    values = {"slug": "faq", "title": "Questions", "updated_at": NOW, "is_published": True}
    return Page.objects.create(conference=conference, **{**values, **fields})


def fill(conference, number):
    for position in range(number):
        Topic.objects.create(conference=conference, name=f"Topic {position}")
        Track.objects.create(conference=conference, name=f"Track {position}")
        Person.objects.create(conference=conference, name=f"Organiser {position}")
        make_page(conference, slug=f"p{position}", is_published=False)
        make_milestone(conference, MilestoneKind.OTHER, NOW + position * DAY, label=f"Date {position}")
        make_member(conference, Role.SITE_EDITOR)
        make_member(conference, Role.REVIEWER)


LISTS = [
    *("desk", "milestones", "tracks", "topics", "members", "texts", "pages", "people_edit", "settings"),
    *("home_editor", "home_versions"),
]
FORMS = ["publish", "discard_home", "new_track", "new_topic", "new_person", "new_milestone", "new_page"]


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_the_desk_need_the_same_queries_for_one_row_and_three(client, name):
    counts = []
    for number in (1, 3):
        conference = make_conference()
        client.force_login(make_member(conference, Role.CHAIR))
        fill(conference, number)
        page(client, conference, name)
        with CaptureQueriesContext(connection) as queries:
            page(client, conference, name)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", [*LISTS, *FORMS])
def test_pages_of_the_desk_are_valid_html_with_one_first_heading(client, conference, chair, name):
    fill(conference, 2)
    html = page(client, conference, name)
    HTMLParser(strict=True).parse(html)
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", [*LISTS, *FORMS])
@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.AREA_CHAIR])
def test_the_desk_does_not_exist_for_others(client, conference, name, role):
    assert client.get(url(conference, name))["Location"].startswith("/account/login/")
    person = make_member(conference, role) if role else make_user()
    make_member(make_conference("other"), Role.CHAIR, person)
    client.force_login(person)
    assert client.get(url(conference, name)).status_code == 404
    assert client.post(url(conference, name), {"title": "x"}).status_code in {404, 405}
    assert not AuditLine.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_site_editors_write_the_site_and_nothing_else(client, conference):
    client.force_login(make_member(conference, Role.SITE_EDITOR))
    for name in ("desk", "texts", "pages", "people_edit", "new_person", "new_page"):
        page(client, conference, name)
    for name in ("settings", "publish", "members", "milestones", "tracks", "topics", "new_track"):
        assert client.get(url(conference, name)).status_code == 404
    assert client.post(url(conference, "new_track"), {"name": "x", "position": 0}).status_code == 404
    assert conference.tracks.count() == 1


# --- Overview and sidebar -----------------------------------------------------------------------------------
def test_a_new_conference_is_told_what_to_do_first(client, conference, chair):
    Conference.objects.update(public_state=PublicState.DRAFT)
    html = page(client, conference)
    for words in ("Say when it is", "Set the date by which papers are due", "Set-up guide", "3 to do"):
        assert words in html


def test_a_conference_that_is_set_up_has_no_facts_to_add(client, conference, chair):
    Conference.objects.update(
        starts_on=NOW.date(), ends_on=NOW.date(), place="Vienna", contact_email="c@example.org", abstract="A"
    )
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + 3 * DAY)
    html = page(client, conference)
    assert "Say when it is" not in html
    assert "Set the date by which papers are due" not in html
    assert "3 days" in html
    assert "Papers due" in html


@pytest.mark.parametrize(
    ("opens", "due", "words"),
    [(None, None, "no date"), (2, 9, "later"), (-2, 9, "9 days"), (-2, -1, "done"), (None, 1, "1 day")],
)
def test_the_rail_tells_how_the_call_stands(client, conference, chair, opens, due, words):
    for kind, days in ((MilestoneKind.CALL_OPENS, opens), (MilestoneKind.SUBMISSIONS_DUE, due)):
        if days is not None:
            make_milestone(conference, kind, NOW + days * DAY)
    stage = call_stage(viewer_for(user=chair, conference=conference, at=NOW))
    assert stage is not None
    assert (stage.note or stage.state) == words


# --- Settings and texts ----------------------------------------------------------------------------------
SETTINGS = {
    "title": "Efficient Generative AI",
    "short_name": "EffGenAI",
    "time_zone": "Europe/Vienna",
    "starts_on": "2026-12-12",
    "ends_on": "2026-12-13",
    "accent": "#0b5d4e",
    "blind_mode": "single",
    "reviews_per_paper": "4",
    "past_affiliation_years": "3",
}


def test_settings_are_saved_and_recorded(client, conference, chair):
    assert client.post(url(conference, "settings"), SETTINGS).status_code == 302
    conference.refresh_from_db()
    assert conference.title == "Efficient Generative AI"
    assert (conference.starts_on, conference.ends_on) == (dt.date(2026, 12, 12), dt.date(2026, 12, 13))
    assert (conference.blind_mode, conference.reviews_per_paper) == (BlindMode.SINGLE, 4)
    line = AuditLine.objects.get()
    assert (line.action, line.actor, line.conference) == ("conference.change", chair, conference)
    assert "blind_mode" in line.detail["fields"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2026-12-11"}, "The last day cannot be before the first."),
        ({"reviews_per_paper": "0"}, "at least one review"),
        ({"accent": "green"}, "A colour is written as"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"title": ""}, "required"),
    ],
)
def test_wrong_settings_are_refused_and_what_was_typed_is_kept(client, conference, chair, changes, words):
    response = client.post(url(conference, "settings"), {**SETTINGS, "place": "Typed place", **changes})
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html
    assert 'value="Typed place"' in html
    conference.refresh_from_db()
    assert conference.place == ""
    assert not AuditLine.objects.exists()


def test_a_form_with_an_error_does_not_change_the_frame_of_the_page(client, conference, chair):
    html = client.post(
        url(conference, "settings"), {**SETTINGS, "short_name": "Typed", "title": ""}
    ).content.decode()
    assert '<a class="brand" href="/effgenai/chair/">EFFGENAI</a>' in html


def test_an_accent_that_cannot_be_read_is_corrected_and_the_chair_is_told(client, conference, chair):
    response = client.post(url(conference, "settings"), {**SETTINGS, "accent": "#ffff00"}, follow=True)
    assert "#ffff00 could not be read well" in response.content.decode()


def test_the_guide_for_authors_is_saved_and_the_same_again_changes_nothing(client, conference, chair):
    for _ in range(2):
        answer = client.post(url(conference, "texts"), {"submission_guide": "Bring a $\\pi$."})
        assert answer.status_code == 302
    conference.refresh_from_db()
    assert conference.submission_guide == "Bring a $\\pi$."
    assert AuditLine.objects.get().action == "conference.change"


def test_publishing_asks_first_and_is_recorded(client, conference, chair):
    Conference.objects.update(public_state=PublicState.DRAFT)
    assert "Publish the site" in page(client, conference, "publish")
    client.post(url(conference, "publish"), {"state": "published"})
    conference.refresh_from_db()
    assert conference.public_state == PublicState.PUBLISHED
    assert AuditLine.objects.get().action == "conference.publish"


@pytest.mark.parametrize("state", ["archived", "draft", "nonsense", ""])
def test_a_draft_cannot_be_archived_and_nonsense_does_nothing(client, conference, chair, state):
    Conference.objects.update(public_state=PublicState.DRAFT)
    response = client.post(url(conference, "publish"), {"state": state})
    assert response.status_code == 403
    conference.refresh_from_db()
    assert conference.public_state == PublicState.DRAFT
    assert not AuditLine.objects.exists()


def test_a_refusal_is_a_page_with_its_sentence(client, conference, chair):
    response = client.post(url(conference, "publish"), {"state": "published"})
    assert response.status_code == 403
    assert "The site is published already." in response.content.decode()


# --- Members ---------------------------------------------------------------------------------------------
def test_a_person_gets_a_role_by_any_verified_address(client, conference, chair):
    person = make_user("Ada", "ada@example.org")
    client.post(url(conference, "members"), {"person": "ADA@example.org", "role": "chair"})
    assert Membership.objects.get(user=person).role == Role.CHAIR
    assert AuditLine.objects.get().action == "member.add"
    assert {mail.to_user for mail in OutboundEmail.objects.all()} == {chair, person}


@pytest.mark.parametrize(
    ("address", "role", "words"),
    [
        ("nobody@example.org", "chair", "Nobody here has verified this address"),
        ("ada@example.org", "reviewer", "Select a valid choice"),
        ("no address", "chair", "valid email"),
    ],
)
def test_a_role_for_nobody_is_refused_and_the_address_kept(client, conference, chair, address, role, words):
    make_user("Ada", "ada@example.org")
    html = client.post(url(conference, "members"), {"person": address, "role": role}).content.decode()
    assert words in html
    assert f'value="{address}"' in html
    assert conference.memberships.count() == 1
    assert not OutboundEmail.objects.exists()


def test_a_role_is_given_once(client, conference, chair):
    html = client.post(url(conference, "members"), {"person": chair.email, "role": "chair"}).content.decode()
    assert "has the role already" in html
    assert conference.memberships.count() == 1


def test_the_last_chair_stays(client, conference, chair):
    own = conference.memberships.get()
    response = client.post(url(conference, "remove_member", own.pk), follow=True)
    assert "A conference needs a chair" in response.content.decode()
    assert conference.memberships.get() == own
    assert not AuditLine.objects.exists()


def test_a_chair_may_step_down_when_there_is_another(client, conference, chair):
    make_member(conference, Role.CHAIR)
    own = conference.memberships.get(user=chair)
    response = client.post(url(conference, "remove_member", own.pk))
    assert response["Location"] == url(conference, "me")
    assert not conference.memberships.filter(user=chair).exists()


def test_a_further_chair_is_proposed_and_another_chair_agrees(client, conference, chair):
    other, ada = make_member(conference, Role.CHAIR), make_user("Ada", "ada@example.org")
    answer = client.post(url(conference, "members"), {"person": ada.email, "role": "chair"}, follow=True)
    assert "another one has to agree" in answer.content.decode()
    proposal = ChairProposal.objects.get()
    assert {mail.to_user for mail in OutboundEmail.objects.filter(kind="chairs.proposed")} == {chair, other}
    answer = client.post(url(conference, "agree_to_chair", proposal.pk), follow=True)
    assert "Another chair has to agree" in answer.content.decode()
    assert not conference.memberships.filter(user=ada).exists()
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    client.post(url(conference, "agree_to_chair", proposal.pk))
    assert conference.memberships.get(user=ada).role == Role.CHAIR
    assert {mail.to_user for mail in OutboundEmail.objects.filter(kind="chairs.added")} == {chair, other, ada}
    assert not ChairProposal.objects.exists()
    assert {line.action for line in AuditLine.objects.all()} == {"chair.propose", "member.add"}


@pytest.mark.parametrize("hidden", [False, True])
def test_whether_papers_are_hidden_from_a_chair_makes_no_difference(client, conference, chair, hidden):
    make_member(conference, Role.CHAIR)
    if hidden:
        paper = make_submission(conference)
        paper.conflicts.create(user=chair, source=ConflictSource.CHAIR, created_at=NOW)
    make_user("Ada", "ada@example.org")
    answer = client.post(
        url(conference, "members"), {"person": "ada@example.org", "role": "chair"}, follow=True
    )
    assert "Ada is proposed." in answer.content.decode()
    assert conference.memberships.count() == 2


def test_a_proposal_is_turned_down(client, conference, chair):
    other = make_member(conference, Role.CHAIR)
    proposal = ChairProposal.objects.create(
        conference=conference, user=make_user(), proposed_by=other, proposed_at=NOW
    )
    client.post(url(conference, "discard_proposal", proposal.pk))
    assert not ChairProposal.objects.exists()
    assert conference.memberships.count() == 2
    assert AuditLine.objects.get().action == "chair.discard"


def test_nobody_takes_the_role_from_another_chair(client, conference, chair):
    other = conference.memberships.get(user=make_member(conference, Role.CHAIR))
    answer = client.post(url(conference, "remove_member", other.pk), follow=True)
    assert "A chair steps down themself" in answer.content.decode()
    assert conference.memberships.count() == 2
    assert not AuditLine.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_the_operator_takes_the_role_of_a_chair_who_cannot_be_reached(conference, chair):
    other = make_member(conference, Role.CHAIR)
    command = ["take_role", "--conference", conference.slug, "--role", "chair", "--person"]
    call_command(*command, other.email, stdout=io.StringIO())
    assert [mail.to_user for mail in OutboundEmail.objects.all()] == [chair]
    with pytest.raises(CommandError, match="A conference needs a chair"):
        call_command(*command, chair.email)
    with pytest.raises(CommandError, match="is no chair of"):
        call_command(*command, other.email)
    assert conference.memberships.get().user == chair


def test_roles_of_other_conferences_and_of_reviewers_cannot_be_taken_here(client, conference, chair):
    other = make_conference("other")
    make_member(other, Role.CHAIR)
    make_member(other, Role.CHAIR)
    make_member(conference, Role.REVIEWER)
    for membership in Membership.objects.exclude(user=chair):
        assert client.post(url(conference, "remove_member", membership.pk)).status_code == 404
    assert Membership.objects.count() == 4


# --- Tracks, topics, people ------------------------------------------------------------------------------
ROWS: dict[str, Any] = {
    "track": ({"name": "Short", "page_limit": "4", "position": "1"}, Track),
    "topic": ({"name": "Agents", "position": "5"}, Topic),
    "institution": ({"name": "A Place", "aliases": "a-place.example"}, Institution),
    "person": ({"name": "Ada", "group": PeopleGroup.SPEAKER, "position": "1"}, Person),
}


@pytest.mark.parametrize("one", ROWS)
def test_rows_are_added_changed_and_removed_each_with_a_line_in_the_record(client, conference, chair, one):
    values, model = ROWS[one]
    client.post(url(conference, f"new_{one}"), values)
    row = model.objects.get(conference=conference, name=values["name"])
    client.post(url(conference, one, row.pk), {**values, "name": "Renamed"})
    row.refresh_from_db()
    assert row.name == "Renamed"
    assert "Renamed" in page(client, conference, f"remove_{one}", row.pk)
    client.post(url(conference, f"remove_{one}", row.pk))
    assert not model.objects.filter(pk=row.pk).exists()
    actions = AuditLine.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [f"{one}.add", f"{one}.change", f"{one}.remove"]


@pytest.mark.parametrize("one", ROWS)
def test_rows_of_another_conference_are_not_found(client, conference, chair, one):
    values, model = ROWS[one]
    row = model.objects.create(conference=make_conference("other"), name="Theirs")
    for name in (one, f"remove_{one}"):
        assert client.get(url(conference, name, row.pk)).status_code == 404
        assert client.post(url(conference, name, row.pk), values).status_code == 404
    row.refresh_from_db()
    assert row.name == "Theirs"


@pytest.mark.parametrize(("one", "name"), [("track", "Papers"), ("topic", "Compression")])
def test_a_name_is_given_once(client, conference, chair, one, name):
    response = client.post(
        url(conference, f"new_{one}"), {"name": name, "position": 0, "description": "Typed"}
    )
    html = response.content.decode()
    assert f"There is already a {one} of this name." in html
    assert "Typed" in html
    assert ROWS[one][1].objects.filter(conference=conference, name=name).count() == 1


def test_removing_a_track_tells_nothing_of_drafts_and_papers_in_it(client, conference, chair):
    answers = []
    for number, state in enumerate([None, SubmissionState.DRAFT, SubmissionState.SUBMITTED]):
        track = Track.objects.create(conference=conference, name="Short")
        paper = make_submission(conference, track=track, state=state) if state else None
        if paper:
            paper.conflicts.create(user=chair, source=ConflictSource.CHAIR, created_at=NOW)
        asked = page(client, conference, "remove_track", track.pk)
        response = client.post(url(conference, "remove_track", track.pk), follow=True)
        answers.append((asked, response.content.decode()))
        assert [one.name for one in conference.tracks.all()] == ["Papers"]
        assert AuditLine.objects.filter(action="track.remove").count() == number + 1
        if paper:
            paper.refresh_from_db()
            assert paper.track == track
    looks = {without_numbers(asked, answer) for asked, answer in answers}
    assert len(looks) == 1


def without_numbers(asked: str, answer: str) -> str:
    """Both pages without the token of the form and the numbers of rows."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"', "", asked + answer)
    return re.sub(r"/tracks/\d+/", "/tracks/", text)


def offered_in(paper):
    field = PaperForm(submission=paper).fields["track"]
    assert isinstance(field, ModelChoiceField)
    return field.queryset


def test_a_removed_track_is_offered_no_more_but_to_its_papers(client, conference, chair):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + dt.timedelta(days=1))
    track = Track.objects.create(conference=conference, name="Short", position=1)
    mine, other = make_submission(conference, [chair], track=track), make_submission(conference, [chair])
    remove_row(row=track, by=chair, at=NOW)
    offered = {paper: set(offered_in(paper)) for paper in (mine, other)}
    assert offered == {mine: {track, other.track}, other: {other.track}}
    assert client.get(url(conference, "track", track.pk)).status_code == 404


def test_the_home_page_of_a_person_is_an_address_of_the_web(client, conference, chair):
    values = {**ROWS["person"][0], "home_page": "javascript:alert(1)"}
    assert client.post(url(conference, "new_person"), values).status_code == 200
    assert not Person.objects.exists()


# --- Dates -----------------------------------------------------------------------------------------------
def when(moment, zone="AoE", **fields):
    return {"when_0": moment, "when_1": zone, "grace_minutes": "0", "is_public": "on", **fields}


def test_a_date_is_entered_anywhere_on_earth(client, conference, chair):
    client.post(url(conference, "new_milestone"), when("2026-08-22T23:59", kind="submissions_due"))
    due = Milestone.objects.get()
    assert due.instant == dt.datetime(2026, 8, 23, 11, 59, tzinfo=dt.UTC)
    assert due.zone == "AoE"
    assert AuditLine.objects.get().summary == "Papers due: Sat 22 Aug, 23:59 AoE"


def test_dates_are_entered_one_after_the_other_each_kind_once(client, conference, chair):
    values = when("2026-08-22T23:59", kind="submissions_due", another="yes")
    answer = client.post(url(conference, "new_milestone"), values, follow=True)
    assert answer.request["PATH_INFO"] == url(conference, "new_milestone")
    html = answer.content.decode()
    assert "Papers due: Sat 22 Aug, 23:59 AoE." in html
    assert 'value="submissions_due"' not in html
    assert 'value="reviews_due"' in html


def test_a_date_in_the_hour_that_the_clocks_skip_is_refused_with_a_clear_message(client, conference, chair):
    values = when("2027-03-28T02:30", "Europe/Vienna", kind="starts")
    html = client.post(url(conference, "new_milestone"), values).content.decode()
    assert "There is no 02:30 on that day in that zone" in html
    assert 'value="2027-03-28T02:30"' in html
    assert not Milestone.objects.exists()


def test_moving_a_date_shows_before_and_after_and_asks_once_more(client, conference, chair):
    due = make_milestone(
        conference, MilestoneKind.SUBMISSIONS_DUE, dt.datetime(2026, 8, 16, 11, 59, tzinfo=dt.UTC)
    )
    values = when("2026-08-22T23:59", reason="extended by a week")
    html = client.post(url(conference, "milestone", due.key), values).content.decode()
    assert "<del>Sat 15 Aug, 23:59 AoE</del> to <strong>Sat 22 Aug, 23:59 AoE</strong>" in html
    assert 'value="extended by a week"' in html
    due.refresh_from_db()
    assert due.instant.day == 16
    assert not due.changes.exists()

    values["confirmed"] = "2026-08-23T11:59:00+00:00"
    response = client.post(url(conference, "milestone", due.key), values, follow=True)
    assert "moved from Sat 15 Aug, 23:59 AoE to Sat 22 Aug, 23:59 AoE" in response.content.decode()
    due.refresh_from_db()
    change = due.changes.get()
    assert due.instant == change.new_instant == dt.datetime(2026, 8, 23, 11, 59, tzinfo=dt.UTC)
    assert change.old_instant == dt.datetime(2026, 8, 16, 11, 59, tzinfo=dt.UTC)
    assert (change.changed_by, change.changed_at, change.reason) == (chair, NOW, "extended by a week")


def test_a_date_changed_again_after_the_look_is_shown_again(client, conference, chair):
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    values = when("2026-09-01T23:59", confirmed="2026-08-23T11:59:00+00:00")
    assert "This date moves" in client.post(url(conference, "milestone", due.key), values).content.decode()
    due.refresh_from_db()
    assert due.instant == NOW + DAY


def test_grace_and_audience_change_without_a_move(client, conference, chair):
    due = make_milestone(
        conference, MilestoneKind.SUBMISSIONS_DUE, dt.datetime(2026, 8, 23, 11, 59, tzinfo=dt.UTC)
    )
    values = when("2026-08-22T23:59", grace_minutes="90")
    del values["is_public"]
    assert client.post(url(conference, "milestone", due.key), values).status_code == 302
    due.refresh_from_db()
    assert (due.grace_minutes, due.is_public) == (90, False)
    assert not due.changes.exists()


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        ("submissions_due", "2026-07-01", "has to come before"),
        ("call_opens", "2026-09-01", "Select a valid choice"),
        ("other", "2026-09-01", "Please name it"),
    ],
)
def test_a_date_that_cannot_be_is_refused(client, conference, chair, kind, day, words):
    make_milestone(conference, MilestoneKind.CALL_OPENS, dt.datetime(2026, 7, 15, tzinfo=dt.UTC))
    values = when(f"{day}T12:00", kind=kind)
    assert words in client.post(url(conference, "new_milestone"), values).content.decode()
    assert Milestone.objects.count() == 1
    assert not AuditLine.objects.exists()


def test_removing_a_date_asks_first(client, conference, chair):
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    assert "Remove “Papers due”?" in page(client, conference, "remove_milestone", due.key)
    assert Milestone.objects.count() == 1
    client.post(url(conference, "remove_milestone", due.key))
    assert not Milestone.objects.exists()
    assert AuditLine.objects.get().action == "milestone.remove"


def test_dates_of_another_conference_are_not_found(client, conference, chair):
    due = make_milestone(make_conference("other"), MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    for name in ("milestone", "remove_milestone"):
        assert client.get(url(conference, name, due.key)).status_code == 404
        assert client.post(url(conference, name, due.key), when("2026-09-01T12:00")).status_code == 404
    due.refresh_from_db()
    assert due.instant == NOW + DAY


# --- Pages -----------------------------------------------------------------------------------------------
PAGE = {"title": "Venue", "slug": "venue", "format": "markdown", "body": "Come.", "position": "0"}


def test_a_page_is_written_previewed_published_and_removed(client, conference, chair):
    preview = client.post(url(conference, "new_page"), {**PAGE, "body": "**Come** $x^2$", "preview": "1"})
    html = preview.content.decode()
    assert "<strong>Come</strong>" in html
    assert "<math" in html
    assert not Page.objects.exists()

    client.post(url(conference, "new_page"), {**PAGE, "is_published": "on", "in_menu": "on"})
    venue = Page.objects.get()
    client.logout()
    assert "Come." in page(client, conference, "page", "venue")

    client.force_login(chair)
    client.post(url(conference, "remove_page", venue.pk))
    assert not Page.objects.exists()
    assert list(AuditLine.objects.order_by("pk").values_list("action", flat=True)) == [
        "page.add",
        "page.remove",
    ]


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("faq", "There is already a page at this address."),
        ("chair", "is already a page of every conference"),
        ("Call", "is already a page of every conference"),
        ("a b", "valid"),
    ],
)
def test_an_address_that_is_taken_is_refused_and_the_text_is_kept(client, conference, chair, slug, words):
    make_page(conference)
    response = client.post(url(conference, "new_page"), {**PAGE, "slug": slug, "body": "My long text"})
    html = response.content.decode()
    assert words in html
    assert "My long text" in html
    assert Page.objects.count() == 1


def test_removing_a_page_asks_first(client, conference, chair):
    faq = make_page(conference)
    assert "gone for good" in page(client, conference, "remove_page", faq.pk)
    assert Page.objects.get() == faq


def test_two_conferences_may_have_a_page_at_the_same_address(client, conference, chair):
    make_page(make_conference("other"), slug="venue")
    assert client.post(url(conference, "new_page"), PAGE).status_code == 302
    assert Page.objects.filter(slug="venue").count() == 2


def test_two_who_write_the_same_page_notice_each_other(client, conference, chair):
    faq = make_page(conference, body="Newer", updated_at=NOW - DAY)
    stale = {**PAGE, "slug": "faq", "body": "Mine", "version": (NOW - 2 * DAY).isoformat()}
    html = client.post(url(conference, "edit_page", faq.pk), stale).content.decode()
    assert "Somebody else saved this page" in html
    assert "Mine" in html
    assert f'name="version" value="{(NOW - DAY).isoformat()}"' in html
    faq.refresh_from_db()
    assert faq.body == "Newer"
    fresh = {**stale, "version": (NOW - DAY).isoformat()}
    assert client.post(url(conference, "edit_page", faq.pk), fresh).status_code == 302
    faq.refresh_from_db()
    assert (faq.body, faq.updated_at) == ("Mine", NOW)


def test_a_preview_of_hostile_text_is_harmless(client, conference, chair):
    body = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    html = client.post(url(conference, "new_page"), {**PAGE, "body": body, "preview": "1"}).content.decode()
    preview = html.partition('id="preview"')[2].partition("</section>")[0]
    assert "<script" not in preview
    assert "onerror" not in preview


def test_pages_of_another_conference_cannot_be_edited_here(client, conference, chair):
    theirs = make_page(make_conference("other"))
    for name in ("edit_page", "remove_page"):
        assert client.get(url(conference, name, theirs.pk)).status_code == 404
        assert client.post(url(conference, name, theirs.pk), PAGE).status_code == 404
    assert Page.objects.get() == theirs
