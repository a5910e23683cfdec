"""The set-up guide knows what is missing and what contradicts itself, and tells nothing of hidden papers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.accounts.models import Affiliation
from effgenai.audit.models import AuditLine
from effgenai.conferences.call.models import Policy
from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.guide import GuideStage, GuideState, guide_of
from effgenai.conferences.people.models import Person
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.site.models import Page
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.committee.models import Invitation
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.states import DecisionState
from reviews.expertise.models import Reviewer
from reviews.reviewing.models import ReviewField
from submissions.authors.models import Authorship
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

DAY = dt.timedelta(days=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def conference(db):
    return make_conference("ws", public_state=PublicState.DRAFT)


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def guide(conference, chair):
    conference = Conference.objects.get(pk=conference.pk)
    return guide_of(viewer_for(user=chair, conference=conference, at=NOW))


def titles(conference, chair, standing=GuideState.TODO):
    return {item.title for item in guide(conference, chair).items if item.standing == standing}


def warnings(conference, chair):
    return titles(conference, chair, GuideState.WARNING)


def why(conference, chair, title):
    (found,) = (item.why for item in guide(conference, chair).items if item.title == title)
    return found


def set_fields(conference, **fields):
    Conference.objects.filter(pk=conference.pk).update(**fields)


def add_policies(conference, *kinds, option=""):
    for kind in kinds:
        Policy.objects.create(conference=conference, kind=kind, option=option, text="As usual.")


def hide_from(paper, person):
    source, standing = ConflictSource.CHAIR, ConflictStanding.CONFIRMED
    fields = {"source": source, "standing": standing, "created_at": NOW}
    return Conflict.objects.create(submission=paper, user=person, **fields)


def page(client, conference, person):
    client.force_login(person, backend=BACKEND)
    response = client.get(reverse("conferences:guide", args=[conference.slug]))
    assert response.status_code == 200
    return re.sub(r'X-CSRFToken": "[^"]*"', "", response.content.decode())


# --- What is missing -------------------------------------------------------------------------------------
def test_an_empty_conference_has_nearly_everything_to_do(conference, chair):
    found = titles(conference, chair)
    assert {"Say when it is", "Write what it is about", "Set the date by which papers are due"} <= found
    assert {"Publish the site", "Have a second chair", "Invite reviewers", "Name the organisers"} <= found
    assert "List the topics" in titles(conference, chair, GuideState.DONE)


def test_what_is_done_counts(conference, chair):
    before = guide(conference, chair)
    set_fields(conference, contact_email="chairs@x.example")
    Person.objects.create(conference=conference, name="Ada")
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    make_member(conference, Role.CHAIR)
    after = guide(conference, chair)
    # Organisers and a second chair are recommended, so they leave the list without counting.
    assert (after.done, after.total) == (before.done + 2, before.total)
    done = {"Give a contact address", "Name the organisers", "Have a second chair"}
    assert done <= titles(conference, chair, GuideState.DONE)


def test_the_stages_stand_in_the_order_of_a_conference(conference, chair):
    stages = [stage.stage for stage in guide(conference, chair).stages]
    assert stages == list(GuideStage)


def test_the_first_thing_to_do_is_required(conference, chair):
    first = guide(conference, chair).next
    assert first.title == "Say when it is"
    set_fields(conference, starts_on=NOW.date(), ends_on=NOW.date(), place="Vienna", contact_email="c@x.org")
    assert guide(conference, chair).next.title == "Write what it is about"


def test_texts_that_name_an_earlier_year_are_named_after_a_former_edition(conference, chair):
    set_fields(conference, starts_on=dt.date(2027, 8, 1), abstract="It was 2026.", summary="Since 2027.")
    Page.objects.create(conference=conference, slug="venue", title="Venue", body="In 2026", updated_at=NOW)
    assert "Read the texts that came along" not in titles(conference, chair)
    set_fields(conference, previous=make_conference("before"))
    assert "“the home page”, “Venue”" in why(conference, chair, "Read the texts that came along")
    set_fields(conference, abstract="It is 2027.")
    Page.objects.update(body="New.")
    assert "Read the texts that came along" not in titles(conference, chair)


def test_silent_pictures_corrected_colours_and_hidden_pages_are_named(conference, chair):
    set_fields(conference, accent="#ffff00")
    size = {"width": 9, "height": 9, "widths": [9]}
    hero = Image.objects.create(conference=conference, name="h.png", sha256="b" * 64, stored_at=NOW, **size)
    set_fields(conference, hero_image=hero)
    assert "Say what each picture shows" not in titles(conference, chair)  # that one is there to look nice
    Image.objects.create(conference=conference, name="a.png", sha256="a" * 64, stored_at=NOW, **size)
    Page.objects.create(conference=conference, slug="venue", title="Venue", updated_at=NOW)
    found = titles(conference, chair)
    assert "Say what each picture shows" in found
    assert "Look at the accent colour" in found
    assert "“Venue”" in why(conference, chair, "Publish the pages of the menu, or take them out")


# --- What contradicts itself -----------------------------------------------------------------------------
def test_dates_out_of_order_are_named(conference, chair):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + 4 * DAY)
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW + 3 * DAY)
    make_milestone(conference, MilestoneKind.DECISIONS, NOW + 2 * DAY)
    make_milestone(conference, MilestoneKind.CALL_OPENS, NOW + 5 * DAY)
    make_milestone(conference, MilestoneKind.CAMERA_READY_DUE, NOW + 9 * DAY)
    make_milestone(conference, MilestoneKind.STARTS, NOW + 8 * DAY)
    assert {name for name in warnings(conference, chair) if "is not after" in name} == {
        "“Papers due” is not after “Call opens”",
        "“Reviews due” is not after “Papers due”",
        "“Decisions sent” is not after “Reviews due”",
        "“Workshop begins” is not after “Camera-ready due”",
    }


def test_dates_in_order_are_fine_also_when_some_are_missing(conference, chair):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    decisions = make_milestone(conference, MilestoneKind.DECISIONS, NOW + 2 * DAY)
    assert not any("is not after" in name for name in warnings(conference, chair))
    decisions.instant = NOW + DAY / 2
    decisions.save()
    assert "“Decisions sent” is not after “Papers due”" in warnings(conference, chair)


def test_a_track_whose_papers_come_after_their_reviews_is_named(conference, chair):
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW + 3 * DAY)
    late = MilestoneException.objects.create(
        milestone=due, track=conference.tracks.get(), instant=NOW + 2 * DAY, created_at=NOW
    )
    assert "Papers of “Papers” are due after their reviews" not in warnings(conference, chair)
    late.instant = NOW + 4 * DAY
    late.save()
    assert "Papers of “Papers” are due after their reviews" in warnings(conference, chair)


def test_dates_of_long_ago_on_a_draft_are_named(conference, chair):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - DAY)
    title = "Dates have passed before anyone could see them"
    assert "“Papers due”" in why(conference, chair, title)
    set_fields(conference, public_state=PublicState.PUBLISHED)
    assert title not in warnings(conference, chair)


@pytest.mark.parametrize(("kind", "label"), [("starts", "Workshop begins"), ("ends", "Workshop ends")])
def test_the_day_of_the_venue_counts(conference, chair, kind, label):
    set_fields(conference, starts_on=dt.date(2026, 9, 2), time_zone="Asia/Tokyo")
    date = make_milestone(conference, MilestoneKind(kind), dt.datetime(2026, 9, 1, 23, tzinfo=dt.UTC))
    title = f"“{label}” is on another day than the settings say"
    assert title not in warnings(conference, chair)
    date.instant += DAY
    date.save()
    assert title in warnings(conference, chair)


def test_policies_that_the_settings_ask_for_are_named(conference, chair):
    preprints, proceedings = "Say what authors may publish during review", "Say how papers are published"
    Track.objects.update(archival=True)
    assert {preprints, proceedings} <= warnings(conference, chair)
    add_policies(conference, "preprints", "archival")
    assert not {preprints, proceedings} & warnings(conference, chair)
    Policy.objects.all().delete()
    set_fields(conference, blind_mode="open")
    Track.objects.update(archival=False)
    assert not {preprints, proceedings} & warnings(conference, chair)


@pytest.mark.parametrize(
    ("archival", "kind", "option", "title"),
    [
        (True, "archival", "none", "Archival, or not"),
        (False, "archival", "proceedings", "Archival, or not"),
        (True, "dual_submission", "non_archival", "Dual submission to an archival track"),
    ],
)
def test_policies_that_contradict_the_tracks_are_named(conference, chair, archival, kind, option, title):
    add_policies(conference, kind, option=option)
    Track.objects.update(archival=not archival)
    assert title not in warnings(conference, chair)
    Track.objects.update(archival=archival)
    assert title in warnings(conference, chair)


# --- Committee, reviews, decisions -----------------------------------------------------------------------
def test_a_committee_that_is_too_small_is_named_by_the_papers_one_looks_after(conference, chair):
    paper = make_submission(conference, [make_user()])
    assert "1 paper with 3 reviews each" in why(conference, chair, "Find more reviewers")
    reviewer = make_member(conference, Role.REVIEWER)
    Reviewer.objects.create(conference=conference, user=reviewer, load_max=3, joined_at=NOW)
    assert "Find more reviewers" not in warnings(conference, chair)
    make_submission(conference, [make_user()])
    assert "Find more reviewers" in warnings(conference, chair)
    hide_from(paper, chair)
    assert "Find more reviewers" not in warnings(conference, chair)


def test_invitations_wait_for_the_site_and_then_to_be_sent(conference, chair):
    Invitation.objects.create(conference=conference, email="a@x.example", created_at=NOW)
    assert "Send the invitations" in titles(conference, chair, GuideState.LATER)
    set_fields(conference, public_state=PublicState.PUBLISHED)
    assert "Send the invitations" in titles(conference, chair)
    assert "Invite reviewers" in titles(conference, chair, GuideState.DONE)


def test_papers_are_assigned_once_the_call_is_closed(conference, chair):
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    paper = make_submission(conference, [make_user()])
    assert "Assign the papers" in titles(conference, chair, GuideState.LATER)
    due.instant = NOW - DAY
    due.save()
    assert "1 paper of 1 have fewer" in why(conference, chair, "Assign the papers")
    assert "Assign the papers" in titles(conference, chair)
    set_fields(conference, reviews_per_paper=1)
    Assignment.objects.create(submission=paper, reviewer=make_user(), pseudonym="A", assigned_at=NOW)
    assert "Assign the papers" in titles(conference, chair, GuideState.DONE)
    assert "Tell the reviewers" in titles(conference, chair)


def test_a_form_without_overall_score_and_one_sided_decisions_are_named(conference, chair):
    assert {"Look at the review form", "Look at the kinds of decision"} <= titles(conference, chair)
    overall = {"kind": "score", "is_overall": True, "anchors": [[1, "No"], [2, "Yes"]]}
    ReviewField.objects.create(conference=conference, name="overall", label="Overall", **overall)
    for name in ("Yes", "No"):
        DecisionClass.objects.create(conference=conference, name=name, accepts=name == "Yes")
    done = titles(conference, chair, GuideState.DONE)
    assert {"Look at the review form", "Look at the kinds of decision"} <= done


# --- Chairs without conflicts ----------------------------------------------------------------------------
OWN = "Name a chair who did not write your paper"
PLACE = "Name a chair from elsewhere"
ALONE = "Name another chair without conflicts"


def test_the_only_chair_is_told_that_nobody_handles_their_own_paper(conference, chair):
    make_submission(conference, [chair, make_user()])
    assert OWN in warnings(conference, chair)
    second = make_member(conference, Role.CHAIR)
    assert OWN not in warnings(conference, chair)
    Authorship.objects.create(
        submission=conference.submissions.get(), position=2, name="S", email=second.email, user=second
    )
    assert OWN in warnings(conference, chair)
    assert OWN in warnings(conference, second)


def test_chairs_of_one_institution_are_named_though_no_paper_is_there(conference, chair):
    second = make_member(conference, Role.CHAIR, make_user("Second", "second@far.example"))
    for person in (chair, second):
        Affiliation.objects.create(user=person, institution="University of Vienna")
    assert "University of Vienna" in why(conference, chair, PLACE)
    second.affiliations.update(institution="ETH Zürich")
    assert PLACE not in warnings(conference, chair)


def test_the_last_chair_free_of_conflict_is_told(conference, chair):
    second = make_member(conference, Role.CHAIR, make_user("Second", "second@far.example"))
    paper = make_submission(conference, [make_user()])
    assert ALONE not in titles(conference, chair)
    conflict = hide_from(paper, second)
    assert "A paper has no chair but you" in why(conference, chair, ALONE)
    assert ALONE not in titles(conference, second)
    conflict.standing = ConflictStanding.DISMISSED
    conflict.save()
    assert ALONE not in titles(conference, chair)


@pytest.mark.parametrize("others", [0, 1, 2])
def test_a_chair_in_conflict_reads_the_same_page_whatever_happens_to_the_paper(
    client, conference, chair, others
):
    """Nor do they notice that all chairs are in conflict, or that one is not."""
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - DAY)
    colleagues = [
        make_member(conference, Role.CHAIR, make_user(f"C{number}", f"c{number}@u{number}.example"))
        for number in range(others)
    ]
    before = page(client, conference, chair)
    paper = make_submission(conference, [make_user()])
    hide_from(paper, chair)
    assert page(client, conference, chair) == before
    for colleague in colleagues:
        hide_from(paper, colleague)
        assert page(client, conference, chair) == before
    Assignment.objects.create(submission=paper, reviewer=make_user(), pseudonym="A", assigned_at=NOW)
    assert page(client, conference, chair) == before


def test_an_author_does_not_learn_which_chairs_are_in_conflict_with_their_paper(client, conference, chair):
    second = make_member(conference, Role.CHAIR, make_user("Second", "second@far.example"))
    paper = make_submission(conference, [chair])
    before = page(client, conference, chair)
    hide_from(paper, second)
    assert page(client, conference, chair) == before


NOTE = "no chair who may see it"


def conferences_page(client, person):
    client.force_login(person, backend=BACKEND)
    return client.get(reverse("site:conferences")).content.decode()


def test_a_paper_that_no_chair_may_see_is_told_to_site_administrators(client, conference, chair):
    admin = make_user("Admin", is_staff=True)
    second = make_member(conference, Role.CHAIR)
    paper = make_submission(conference, [make_user()])
    hide_from(paper, chair)
    assert NOTE not in conferences_page(client, admin)
    hide_from(paper, second)
    assert NOTE in conferences_page(client, admin)
    assert NOTE not in conferences_page(client, chair)
    assert NOTE not in conferences_page(client, make_user())
    make_member(conference, Role.CHAIR)
    assert NOTE not in conferences_page(client, admin)


@pytest.mark.parametrize("tie", ["chair", "author", "conflict"])
def test_not_to_administrators_who_must_not_notice_the_paper_either(client, conference, chair, tie):
    admin = make_user("Admin", is_staff=True)
    paper = make_submission(conference, [admin if tie == "author" else make_user()])
    hide_from(paper, chair)
    if tie == "chair":
        make_member(conference, Role.CHAIR, admin)
    if tie != "author":
        hide_from(paper, admin)
    assert NOTE not in conferences_page(client, admin)


# --- The page --------------------------------------------------------------------------------------------
def test_the_page_shows_progress_and_leads_to_each_place(client, conference, chair):
    html = page(client, conference, chair)
    assert "required steps are done" in html
    assert reverse("conferences:settings", args=["ws"]) in html
    for item in guide(conference, chair).items:
        assert client.get(item.url).status_code == 200, item.title


def test_the_desk_shows_a_chair_of_a_draft_what_to_do_first(client, conference, chair):
    client.force_login(chair, backend=BACKEND)
    html = client.get(reverse("conferences:desk", args=["ws"])).content.decode()
    assert "Say when it is" in html
    assert reverse("conferences:guide", args=["ws"]) in html


@pytest.mark.parametrize(
    "role", [None, Role.REVIEWER, Role.SITE_EDITOR, Role.AREA_CHAIR, Role.PROGRAM_EDITOR]
)
def test_only_chairs_have_it(client, conference, role):
    person = make_member(conference, role) if role else make_user()
    make_member(make_conference("other"), Role.CHAIR, person)
    client.force_login(person, backend=BACKEND)
    address = reverse("conferences:guide", args=["ws"])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code in {404, 405}
    assert guide(conference, person).items == []
    assert not AuditLine.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_it_takes_as_many_queries_however_much_there_is(conference, chair):
    counts = []
    make_member(conference, Role.CHAIR)
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW)
    for number in range(3):
        Track.objects.create(conference=conference, name=f"Track {number}")
        make_milestone(conference, MilestoneKind.OTHER, NOW, label=f"Date {number}")
        make_submission(conference, [make_user()])
        Page.objects.create(conference=conference, slug=f"p{number}", title=f"P{number}", updated_at=NOW)
        reviewer = make_member(conference, Role.REVIEWER)
        Reviewer.objects.create(conference=conference, user=reviewer, joined_at=NOW)
        with CaptureQueriesContext(connection) as queries:
            guide_of(viewer_for(user=chair, conference=conference, at=NOW))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 40


def test_one_released_decision_does_not_finish_the_others(conference, chair):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - DAY)
    decided = make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED)
    kind = DecisionClass.objects.create(
        conference=conference, name="Oral", accepts=True, mail_subject="S", mail_body="B"
    )
    Decision.objects.create(
        submission=decided,
        outcome=kind,
        state=DecisionState.RELEASED,
        decided_at=NOW,
        decided_by=chair,
        released_at=NOW,
        released_by=chair,
    )
    make_submission(conference, [make_user()])
    assert "Assign the papers" in titles(conference, chair)
