"""Letters of decision speak of reviews only as far as their authors can read them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from effgenai.conferences.core.states import ReviewsShown
from effgenai.mail.models import OutboundEmail
from effgenai.ui.dates import ZonedInstant
from reviews.decisions.emails import DECISION_ALONE
from reviews.decisions.models import DecisionClass
from reviews.decisions.services.scheduling import release_what_is_due, schedule_release
from reviews.decisions.services.showing import ShownTo
from reviews.decisions.states import Released
from tests.support.decisions import decided, look, release, url
from tests.support.factories import NOW

pytestmark = pytest.mark.django_db
# As conferences have them that began before letters knew of reviews that are kept back.
FORMER = {
    "poster": """Dear {name},

your paper {title} is accepted.

The reviews are on the page of your paper:
{reviews_link}

Please read them before you prepare the final version; the same page says what comes next and by when.
""",
    "reject": """Dear {name},

it was not accepted.

The reviews are on the page of your paper; we hope that they help you to take the work further:
{reviews_link}
""",
}


def letters():
    return {mail.paper: mail.body for mail in OutboundEmail.objects.filter(kind="decision.letter")}


def hold_reviews(conference):
    conference.reviews_shown = ReviewsShown.NOBODY
    conference.save()


def send_release(client, **more):
    seal = client.get(url("release")).context["page"].seal
    return client.post(url("release"), {"seal": seal, **more})


@pytest.fixture
def both(chair, papers, kinds):
    decided(papers[0], kinds["poster"])
    decided(papers[1], kinds["reject"])
    return papers[:2]


@pytest.mark.parametrize("is_former", [False, True])
@pytest.mark.parametrize("name", ["poster", "reject"])
def test_reviews_that_are_there_are_spoken_of(client, chair, papers, kinds, name, is_former):
    if is_former:
        DecisionClass.objects.filter(pk=kinds[name].pk).update(mail_body=FORMER[name].replace("\n", "\r\n"))
    decided(papers[0], kinds[name])
    release(client)
    (body,) = letters().values()
    assert "The reviews are on the page of your paper" in body
    assert reverse("submissions:paper", args=["effgenai", papers[0].number]) in body
    assert "{" not in body


@pytest.mark.parametrize("is_former", [False, True])
def test_reviews_that_are_kept_back_are_not_spoken_of(client, conference, both, kinds, is_former):
    for name, text in FORMER.items() if is_former else ():
        DecisionClass.objects.filter(pk=kinds[name].pk).update(mail_body=text)
    send_release(client, hold_reviews="on")
    assert len(letters()) == 2
    for body in letters().values():
        assert "reviews" not in body.lower()
        assert "Please read them" not in body
        assert DECISION_ALONE in body


def test_letters_say_from_when_on_reviews_are_there_with_the_year(client, conference, chair, both):
    when = ZonedInstant(dt.datetime(2027, 1, 9, 11, 59, tzinfo=dt.UTC), "AoE")
    shown = ShownTo(reviews=ReviewsShown.DECIDED)
    schedule_release(viewer=look(chair, conference), what=Released.REVIEWS, when=when, shown=shown, at=NOW)
    send_release(client, hold_reviews="on")
    for body in letters().values():
        assert "The reviews will be on the page of your paper from Fri 8 Jan 2027, 23:59 AoE on:" in body


def test_a_scheduled_release_that_shows_reviews_says_that_they_are_there(conference, chair, both):
    hold_reviews(conference)
    at = NOW + dt.timedelta(hours=2)
    schedule_release(
        viewer=look(chair, conference),
        what=Released.DECISIONS,
        when=ZonedInstant(at, "UTC"),
        shown=ShownTo(reviews=ReviewsShown.DECIDED),
        at=NOW,
    )
    assert release_what_is_due(at=at) == 1
    assert len(letters()) == 2
    assert all("The reviews are on the page of your paper" in body for body in letters().values())


def test_a_scheduled_release_that_holds_reviews_does_not_promise_them(conference, chair, both):
    at = NOW + dt.timedelta(hours=2)
    schedule_release(
        viewer=look(chair, conference),
        what=Released.DECISIONS,
        when=ZonedInstant(at, "UTC"),
        shown=ShownTo(reviews=ReviewsShown.NOBODY),
        at=NOW,
    )
    assert release_what_is_due(at=at) == 1
    assert len(letters()) == 2
    assert all("reviews" not in body.lower() for body in letters().values())


def test_the_letter_before_the_release_is_shown_as_things_stand(client, conference, both):
    hold_reviews(conference)
    shown = "".join(body for _, body in client.get(url("release")).context["page"].samples)
    assert DECISION_ALONE in shown
    assert "The reviews are" not in shown
