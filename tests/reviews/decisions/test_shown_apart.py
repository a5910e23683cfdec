"""Decisions, reviews and the list of accepted papers are released apart from each other, now or at a time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import AcceptedShown, ReviewsShown, Role
from effgenai.mail.models import Mailing, OutboundEmail
from program.desk.queries.draft import NOT_SHOWN_YET
from program.releases.services import release_schedule
from reviews.decisions.models import Decision, ScheduledRelease
from reviews.decisions.services.scheduling import release_what_is_due
from reviews.reviewing.models import Review
from reviews.reviewing.queries.reading import standing_on
from reviews.reviewing.rules import may_know_review
from submissions.core.models import Submission
from submissions.papers.queries.page import may_see_authors
from tests.support.decisions import decided, look, put_in_conflict, release, scored, url
from tests.support.factories import NOW, make_conference, make_member, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _published(conference):
    conference.public_state = "published"
    conference.save()


def author_of(paper):
    return paper.authorships.first().user


def page_of(client, paper):
    return on_one_line(client.get(reverse("submissions:paper", args=["effgenai", paper.number])).content)


def accepted_list(client):
    return client.get(reverse("submissions:accepted", args=["effgenai"])).content.decode()


def send_release(client, **more):
    seal = client.get(url("release")).context["page"].seal
    return client.post(url("release"), {"seal": seal, **more})


def at(hours, name="when"):
    local = NOW + hours * HOUR
    return {f"{name}_0": f"{local:%Y-%m-%dT%H:%M}", f"{name}_1": "UTC"}


def sees_reviews(conference, paper, person):
    conference.refresh_from_db()
    viewer = look(person, conference)
    review = Review.objects.get(assignment__submission=paper)
    listed = review in Review.objects.visible_to(viewer)
    assert listed == may_know_review(review, standing_on(paper, viewer))
    return listed


def test_by_default_all_three_come_with_the_decision_as_they_always_did(
    client, conference, chair, papers, kinds
):
    scored(papers[0], 5)
    decided(papers[0], kinds["oral"])
    release(client)
    assert "Title 0" in accepted_list(client)
    assert sees_reviews(conference, papers[0], author_of(papers[0]))


def test_decisions_go_out_while_the_list_and_the_reviews_are_held_back(
    client, conference, chair, papers, kinds
):
    scored(papers[0], 5)
    decided(papers[0], kinds["oral"])
    send_release(client, hold_accepted="on", hold_reviews="on")
    papers[0].refresh_from_db()
    assert papers[0].state == "accepted"
    assert (
        "Nobody sees the list of accepted papers yet. Authors do not read"
        in client.get(url()).content.decode()
    )
    client.force_login(author_of(papers[0]))
    assert "Accepted" in page_of(client, papers[0])
    assert not sees_reviews(conference, papers[0], author_of(papers[0]))
    client.logout()
    assert "Title 0" not in accepted_list(client)
    paper = reverse("submissions:accepted_paper", args=["effgenai", papers[0].number])
    assert client.get(paper).status_code == 404
    assert client.get(reverse("submissions:paper", args=["effgenai", papers[0].number])).status_code in {
        302,
        404,
    }
    client.force_login(chair)
    client.post(url("show_accepted"), {"accepted-shown": "everyone"})
    client.post(url("show_reviews"), {"reviews-shown": "decided"})
    assert client.get(paper).status_code == 200
    assert sees_reviews(conference, papers[0], author_of(papers[0]))
    actions = AuditLine.objects.filter(action__endswith=".show").values_list("action", "summary")
    assert ("accepted.show", "Nobody yet") in actions
    assert ("accepted.show", "Everyone, each paper from its decision on") in actions


def test_the_list_never_tells_before_the_authors_know(client, conference, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    client.post(url("show_accepted"), {"accepted-shown": "everyone"})
    assert "Title 0" not in accepted_list(client)


def test_reviewers_stay_blind_until_the_list_is_shown(client, conference, chair, papers, kinds):
    scored(papers[0], 5)
    reviewer = papers[0].assignments.get().reviewer
    decided(papers[0], kinds["oral"])
    send_release(client, hold_accepted="on")
    for shown, sees in ((AcceptedShown.NOBODY, False), (AcceptedShown.EVERYONE, True)):
        conference.accepted_shown = shown
        conference.save()
        paper = Submission.objects.get(pk=papers[0].pk)
        assert may_see_authors(look(reviewer, conference), paper) is sees


def test_the_programme_tells_no_title_that_is_held_back(client, conference, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    send_release(client, hold_accepted="on")
    session = conference.sessions.create(title="Talks", starts_at=NOW, ends_at=NOW + HOUR)
    session.talks.create(submission=Submission.objects.get(pk=papers[0].pk), minutes=15)
    release_schedule(conference=conference, name="", by=chair, at=NOW)
    schedule = reverse("program:session", args=["effgenai", session.key])
    assert "Title 0" not in client.get(schedule).content.decode()
    desk = reverse("program:edit_session", args=["effgenai", session.key])
    assert "Title 0" in client.get(desk).content.decode()
    for person in (make_member(conference, Role.PROGRAM_EDITOR), chair):
        client.force_login(person)
        put_in_conflict(papers[0], person)
        shown = client.get(desk).content.decode()
        assert "Title 0" not in shown
        assert NOT_SHOWN_YET in shown
    client.post(url("show_accepted"), {"accepted-shown": "everyone"})
    assert "Title 0" in client.get(schedule).content.decode()


def test_reviews_can_be_shown_before_the_decisions_but_not_by_chairs_to_themselves(
    client, conference, chair, papers, kinds
):
    scored(papers[0], 5)
    decided(papers[0], kinds["oral"])
    make_member(conference, Role.CHAIR, papers[0].authorships.last().user)
    client.post(url("show_reviews"), {"reviews-shown": "all"})
    assert sees_reviews(conference, papers[0], author_of(papers[0]))
    assert not sees_reviews(conference, papers[0], papers[0].authorships.last().user)
    client.force_login(author_of(papers[0]))
    assert "Accept as oral" not in page_of(client, papers[0])
    Submission.objects.filter(pk=papers[0].pk).update(state="withdrawn", withdrawn_at=NOW)
    paper = Submission.objects.get(pk=papers[0].pk)
    assert not sees_reviews(conference, paper, author_of(papers[0]))


def test_what_is_shown_further_already_stays_when_more_decisions_are_released(
    client, conference, chair, papers, kinds
):
    client.post(url("show_reviews"), {"reviews-shown": "all"})
    decided(papers[0], kinds["oral"])
    release(client)
    conference.refresh_from_db()
    assert conference.reviews_shown == ReviewsShown.ALL


# --- At a time
def test_decisions_are_released_at_their_time_once_even_after_the_worker_was_down(
    client, conference, chair, papers, kinds
):
    decided(papers[0], kinds["oral"])
    page = client.post(url("release"), {"seal": "x", "hold_reviews": "on", **at(5)}, follow=True)
    assert "It is done by itself" in page.content.decode()
    assert "Done by itself" in page.content.decode()
    assert release_what_is_due(at=NOW + 4 * HOUR) == 0
    assert not Decision.objects.released().exists()
    decided(papers[1], kinds["reject"])
    assert release_what_is_due(at=NOW + 50 * HOUR) == 1
    assert release_what_is_due(at=NOW + 51 * HOUR) == 0
    states = dict(Submission.objects.values_list("title", "state"))
    assert states == {"Title 0": "accepted", "Title 1": "rejected", "Title 2": "submitted"}
    assert Decision.objects.first().released_by == chair
    conference.refresh_from_db()
    assert (conference.accepted_shown, conference.reviews_shown) == ("everyone", "nobody")
    assert Mailing.objects.get().state == "draft"
    report = OutboundEmail.objects.get(kind="decision.release_report")
    assert (report.to_user, report.subject) == (chair, "EFFGENAI: decisions are released")


def test_only_the_ticked_ones_are_released_at_a_time(client, conference, chair, papers, kinds):
    for paper in papers:
        decided(paper, kinds["poster"])
    client.post(f"{url('release')}?selected={papers[1].number}", {"seal": "x", **at(5)})
    release_what_is_due(at=NOW + 6 * HOUR)
    assert list(Submission.objects.filter(state="accepted")) == [papers[1]]


@pytest.mark.parametrize(("name", "prefix"), [("show_accepted", "accepted"), ("show_reviews", "reviews")])
def test_the_switches_turn_at_their_time(client, conference, chair, name, prefix):
    client.post(url(name), {f"{prefix}-shown": "nobody", **at(5, f"{prefix}-when")})
    conference.refresh_from_db()
    assert "nobody" not in {conference.accepted_shown, conference.reviews_shown}
    release_what_is_due(at=NOW + 6 * HOUR)
    conference.refresh_from_db()
    assert getattr(conference, f"{prefix}_shown") == "nobody"


def test_a_later_choice_replaces_the_earlier_and_both_can_be_cancelled(client, conference, chair):
    for hours in (5, 7):
        client.post(url("show_accepted"), {"accepted-shown": "nobody", **at(hours, "accepted-when")})
    assert list(ScheduledRelease.objects.values_list("state", flat=True)) == ["cancelled", "waiting"]
    waiting = ScheduledRelease.objects.get(state="waiting")
    client.post(url("cancel_release", waiting.pk))
    page = client.post(url("cancel_release", waiting.pk), follow=True)
    assert "waits no more" in page.content.decode()
    assert release_what_is_due(at=NOW + 9 * HOUR) == 0
    conference.refresh_from_db()
    assert conference.accepted_shown == "everyone"


def test_nothing_is_scheduled_for_the_past_and_what_was_typed_stays(client, conference, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    for name, words in (
        ("release", {"seal": "x", "hold_accepted": "on", **at(-1)}),
        ("show_accepted", {"accepted-shown": "nobody", **at(-1, "accepted-when")}),
        ("show_reviews", {"reviews-shown": "all", "reviews-when_0": "soon", "reviews-when_1": "UTC"}),
    ):
        page = client.post(url(name), words)
        assert page.status_code == 200
        assert "checked" in page.content.decode()
    assert not ScheduledRelease.objects.exists()
    assert not Decision.objects.released().exists()


def test_who_is_no_chair_any_more_releases_nothing_and_hears_so(client, conference, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    client.post(url("release"), {"seal": "x", **at(5)})
    chair.memberships.all().delete()
    assert release_what_is_due(at=NOW + 6 * HOUR) == 0
    row = ScheduledRelease.objects.get()
    assert (row.state, row.outcome) == ("failed", "Only chairs release decisions.")
    assert not Decision.objects.released().exists()
    assert OutboundEmail.objects.get().subject == "EFFGENAI: a scheduled release was not done"


def test_with_nothing_left_to_release_nothing_is_shown_or_held(client, conference, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    client.post(url("release"), {"seal": "x", "hold_accepted": "on", **at(5)})
    release(client)
    release_what_is_due(at=NOW + 6 * HOUR)
    assert ScheduledRelease.objects.get().state == "failed"
    conference.refresh_from_db()
    assert conference.accepted_shown == "everyone"
    assert "A release was not done" in client.get(url("release")).content.decode()


def test_a_paper_in_conflict_with_who_scheduled_it_waits_for_another_chair(
    client, conference, chair, papers, kinds
):
    for paper in papers[:2]:
        decided(paper, kinds["oral"])
    client.post(url("release"), {"seal": "x", **at(5)})
    put_in_conflict(papers[1], chair)
    release_what_is_due(at=NOW + 6 * HOUR)
    assert list(Submission.objects.filter(state="accepted")) == [papers[0]]
    assert set(OutboundEmail.objects.exclude(paper=None).values_list("paper", flat=True)) == {
        papers[0].number
    }


def test_nobody_but_chairs_turns_or_schedules_anything(client, conference, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    client.post(url("show_accepted"), {"accepted-shown": "nobody", **at(5, "accepted-when")})
    row = ScheduledRelease.objects.get()
    lines = AuditLine.objects.count()
    people = [make_member(conference, role) for role in Role if role != Role.CHAIR]
    people += [make_user(), make_member(make_conference("other"), Role.CHAIR), author_of(papers[0])]
    for person in people:
        client.force_login(person)
        for name, words in (
            ("release", at(5)),
            ("show_accepted", {"accepted-shown": "nobody"}),
            ("show_reviews", {"reviews-shown": "all"}),
        ):
            assert client.post(url(name), words).status_code == 404
        assert client.post(url("cancel_release", row.pk)).status_code == 404
    conference.refresh_from_db()
    row.refresh_from_db()
    assert (conference.accepted_shown, conference.reviews_shown) == ("everyone", "decided")
    assert (row.state, ScheduledRelease.objects.count(), AuditLine.objects.count()) == ("waiting", 1, lines)


def test_a_chair_of_another_conference_cancels_nothing_here(client, conference, chair):
    client.post(url("show_accepted"), {"accepted-shown": "nobody", **at(5, "accepted-when")})
    other = make_conference("other")
    client.force_login(make_member(other, Role.CHAIR))
    client.post(reverse("reviews:cancel_release", args=["other", ScheduledRelease.objects.get().pk]))
    assert ScheduledRelease.objects.get().state == "waiting"
