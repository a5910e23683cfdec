"""Bids: who may bid on what, what chairs see of it, and what a bid is worth in a proposal."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.web.todos import todos_of
from effgenai.mail.models import Mailing, OutboundEmail
from reviews.assignment_drafts.services.making import propose_assignment
from reviews.bidding.models import Bid, BiddingRound
from reviews.bidding.queries import bidders_to_remind, bidding_page
from reviews.bidding.services import place_bids
from reviews.bidding.states import BidValue
from reviews.expertise.models import PastPaper, Reviewer
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from tests.leaks.walk import text_of, without_noise
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_fits_cached():
    cache.clear()


@pytest.fixture
def conference():
    found = make_conference("effgenai", reviews_per_paper=1)
    BiddingRound.objects.create(conference=found, is_enabled=True, least_bids=3)
    return found


@pytest.fixture
def reviewer(conference, client):
    person = make_member(conference, Role.REVIEWER, make_user("Rita Reviewer"))
    client.force_login(person)
    return person


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Cecily Chair"))


def view(conference, person, at=NOW):
    return viewer_for(user=person, conference=conference, at=at)


def url(conference, name="bids", *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def close(conference, **fields):
    BiddingRound.objects.filter(conference=conference).update(**(fields or {"is_enabled": False}))


def in_conflict(paper, person, **fields):
    kept = {"source": ConflictSource.COAUTHOR, "created_at": NOW, **fields}
    return Conflict.objects.create(submission=paper, user=person, **kept)


def bid(paper, person, value=BidValue.EAGER):
    return Bid.objects.create(reviewer=person, submission=paper, value=value, at=NOW)


def asked(client, address):
    """How often the database is asked; sessions live in a cache that others empty."""
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return sum("django_session" not in query["sql"] for query in seen)


def page_of(client, conference, query=""):
    answer = client.get(url(conference) + query)
    assert answer.status_code == 200
    return on_one_line(answer.content)


# --- What bidders see ----------------------------------------------------------------------------------


def test_a_bidder_reads_titles_abstracts_and_topics_and_no_authors(conference, reviewer, client):
    author = make_user("Anna Author", "anna@secret.example")
    paper = make_submission(conference, [author], title="Sparse models", abstract="We prune.")
    paper.topics.set(conference.topics.filter(name="Compression"))
    text = page_of(client, conference)
    assert "Sparse models" in text
    assert "We prune." in text
    assert "Compression" in text
    assert "Anna" not in text
    assert "secret.example" not in text


@pytest.mark.parametrize("why", ["own", "confirmed", "draft", "withdrawn", "accepted", "elsewhere"])
def test_what_is_not_for_a_bidder_is_not_listed_and_takes_no_bid(conference, reviewer, client, why):
    home = make_conference("other") if why == "elsewhere" else conference
    states = {"draft", "withdrawn", "accepted"}
    paper = make_submission(
        home,
        [reviewer] if why == "own" else [],
        title="Kept from me",
        state=SubmissionState(why) if why in states else SubmissionState.SUBMITTED,
    )
    if why == "confirmed":
        in_conflict(paper, reviewer, standing=ConflictStanding.CONFIRMED)
    if why == "elsewhere":
        for title in ("One", "Two"):
            make_submission(home, title=title)
    assert "Kept from me" not in page_of(client, conference)
    assert client.post(url(conference, "bid", paper.number), {"value": "3"}).status_code == 404
    client.post(url(conference), {f"bid-{paper.number}": "3"})
    assert not Bid.objects.exists()


@pytest.mark.parametrize("standing", [ConflictStanding.POTENTIAL, ConflictStanding.DISMISSED])
def test_a_conflict_that_does_not_bind_keeps_nobody_from_bidding(conference, reviewer, client, standing):
    in_conflict(make_submission(conference, title="Open"), reviewer, standing=standing)
    assert "Open" in page_of(client, conference)


@pytest.mark.parametrize("role", [None, Role.CHAIR, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
def test_who_does_not_review_finds_no_such_page(conference, client, role):
    paper = make_submission(conference, title="Hidden title")
    person = make_member(conference, role) if role else make_user()
    client.force_login(person)
    assert client.get(url(conference)).status_code == 404
    assert client.post(url(conference, "bid", paper.number), {"value": "3"}).status_code == 404
    assert not Bid.objects.exists()


def test_reviewers_of_another_conference_and_visitors_find_nothing(conference, reviewer, client):
    other = make_conference("other")
    BiddingRound.objects.create(conference=other, is_enabled=True)
    make_submission(other, title="Of the others")
    assert client.get(url(other)).status_code == 404
    client.logout()
    answer = client.get(url(conference))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.mark.parametrize("closed", ["never", "by hand", "by time"])
def test_closed_bidding_shows_no_paper_and_takes_no_bid(conference, reviewer, client, closed):
    paper = make_submission(conference, title="Hidden title", abstract="Hidden abstract")
    if closed == "never":
        BiddingRound.objects.all().delete()
    elif closed == "by hand":
        close(conference)
    else:
        close(conference, closes_at=NOW - HOUR)
    text = page_of(client, conference)
    assert "Hidden" not in text
    assert "Bidding is closed" in text
    answer = client.post(url(conference, "bid", paper.number), {"value": "3"})
    assert (answer.status_code, answer.json()["error"]) == (403, "Bidding is closed.")
    assert client.post(url(conference), {f"bid-{paper.number}": "3"}).status_code == 403
    with pytest.raises(Refused):
        place_bids(viewer=view(conference, reviewer), by=reviewer, values={paper.number: 3}, at=NOW)
    assert not Bid.objects.exists()


# --- Bidding -------------------------------------------------------------------------------------------


def test_a_bid_is_saved_changed_and_taken_back(conference, reviewer, client):
    paper = make_submission(conference)
    make_submission(conference)
    answer = client.post(url(conference, "bid", paper.number), {"value": "3"}).json()
    assert (answer["progress"], answer["said"]) == ("1 of at least 2", "Paper 1: Eager. 1 of at least 2.")
    client.post(url(conference, "bid", paper.number), {"value": "-1"})
    assert Bid.objects.get().value == BidValue.NOT_MINE
    client.post(url(conference, "bid", paper.number), {"value": "0"})
    assert not Bid.objects.exists()
    actions = AuditLine.objects.filter(paper=paper.number).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["bid.place", "bid.place", "bid.withdraw"]


@pytest.mark.parametrize("value", ["7", "-2", "", "eager"])
def test_what_is_no_bid_is_refused(conference, reviewer, client, value):
    paper = make_submission(conference)
    assert client.post(url(conference, "bid", paper.number), {"value": value}).status_code == 422
    client.post(url(conference), {f"bid-{paper.number}": value})
    assert not Bid.objects.exists()


def test_a_whole_page_is_saved_without_javascript(conference, reviewer, client):
    papers = [make_submission(conference) for _ in range(3)]
    bid(papers[0], reviewer, BidValue.WILLING)
    typed = {"bid-1": "2", "bid-2": "3", "bid-3": "0", "bid-x": "3", "bid-99": "3"}
    answer = client.post(url(conference) + "?which=open", typed, follow=True)
    assert answer.redirect_chain[0][0].endswith("?which=open")
    assert "1 bid saved." in answer.content.decode()
    assert dict(Bid.objects.values_list("submission", "value")) == {papers[0].pk: 2, papers[1].pk: 3}


def test_the_same_bid_again_writes_nothing(conference, reviewer, client):
    paper = make_submission(conference)
    for _ in range(2):
        client.post(url(conference, "bid", paper.number), {"value": "2"})
    assert AuditLine.objects.filter(action="bid.place").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_bid_from_two_tabs_is_one(conference, reviewer):
    paper = make_submission(conference)
    together, errors = threading.Barrier(2), []

    def press(value):
        try:
            together.wait()
            place_bids(viewer=view(conference, reviewer), by=reviewer, values={paper.number: value}, at=NOW)
        except Exception as error:  # noqa: BLE001  # told below, by the thread that tests
            errors.append(error)
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press, args=(value,)) for value in (3, 1)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert errors == []
    assert Bid.objects.get().value in {3, 1}


def test_the_nearest_papers_come_first_then_titles(conference, reviewer, client):
    for title in ("Zebra", "Speculative decoding of drafts", "Alpha", "On topic"):
        make_submission(conference, title=title)
    conference.submissions.get(title="On topic").topics.set(conference.topics.filter(name="Inference"))
    PastPaper.objects.create(user=reviewer, title="Speculative decoding with drafts")
    row = Reviewer.objects.create(conference=conference, user=reviewer, joined_at=NOW)
    row.topics.set(conference.topics.filter(name="Inference"))
    text = page_of(client, conference)
    order = sorted(("Zebra", "Speculative decoding of drafts", "Alpha", "On topic"), key=text.index)
    assert order[2:] == ["Alpha", "Zebra"]
    row.topics.clear()
    text = page_of(client, conference)
    assert text.index("Speculative decoding of") < text.index("Alpha") < text.index("On topic")


def test_search_topic_and_what_is_not_yet_bid(conference, reviewer, client):
    one = make_submission(conference, title="Pruning", abstract="Of weights.")
    two = make_submission(conference, title="Decoding", abstract="Of tokens.")
    topic = conference.topics.get(name="Inference")
    two.topics.add(topic)
    bid(one, reviewer)
    found = {
        "?q=weights": (True, False),
        "?q=inference+tokens": (False, True),
        f"?q={two.number}": (False, True),
        f"?topic={topic.pk}": (False, True),
        "?which=open": (False, True),
        "?topic=nonsense&page=x": (True, True),
        "?q=nothing+of+it": (False, False),
    }
    for query, expected in found.items():
        text = page_of(client, conference, query)
        assert ("Pruning</h2>" in text, "Decoding</h2>" in text) == expected, query


def test_progress_counts_yes_among_what_may_still_be_bid_on(conference, reviewer, client):
    papers = [make_submission(conference) for _ in range(5)]
    for paper, value in zip(papers, (3, 1, -1, 2), strict=False):
        bid(paper, reviewer, value)
    in_conflict(papers[3], reviewer)
    assert "2 of at least 3" in page_of(client, conference)


def test_a_duty_while_it_is_open(conference, reviewer):
    papers = [make_submission(conference) for _ in range(3)]
    duty = next(one for one in todos_of(view(conference, reviewer)) if one.title == "Bid on papers")
    assert (duty.done, "0 of at least 3" in duty.note) == (False, True)
    for paper in papers:
        bid(paper, reviewer)
    duty = next(one for one in todos_of(view(conference, reviewer)) if one.title == "Bid on papers")
    assert duty.done
    close(conference)
    assert "Bid on papers" not in {one.title for one in todos_of(view(conference, reviewer))}


def test_the_page_of_reviews_leads_there_while_it_is_open(conference, reviewer, chair, client):
    assert url(conference) in client.get(url(conference, "tasks")).content.decode()
    client.force_login(chair)
    assert url(conference) not in client.get(url(conference, "tasks")).content.decode()
    close(conference)
    client.force_login(reviewer)
    assert url(conference) not in client.get(url(conference, "tasks")).content.decode()


def test_hundreds_of_papers_stay_light(conference, reviewer, client):
    make_submission(conference)
    page_of(client, conference)
    few = asked(client, url(conference))
    for number in range(489):
        make_submission(
            conference,
            number=number + 2,
            title=f"A title of usual length {number} " * 2,
            abstract="word " * 250,
        )
    text = page_of(client, conference)
    assert asked(client, url(conference)) == few
    assert len(text.encode()) < 300_000
    assert "Not yet bid (490)" in text


# --- The chair's desk ----------------------------------------------------------------------------------


def test_chairs_open_and_close_it(conference, chair, client):
    client.force_login(chair)
    typed = {"least_bids": "7", "when_0": "2026-08-20 23:59", "when_1": "AoE"}
    assert client.post(url(conference, "bidding"), {**typed, "is_enabled": "on"}).status_code == 302
    row = BiddingRound.objects.get()
    assert (row.is_enabled, row.least_bids, row.closes_zone) == (True, 7, "AoE")
    assert row.closes_at == dt.datetime(2026, 8, 21, 11, 59, tzinfo=dt.UTC)
    client.post(url(conference, "bidding"), typed)
    assert not BiddingRound.objects.get().is_enabled
    assert client.post(url(conference, "bidding"), {"least_bids": "-1"}).status_code == 200
    assert BiddingRound.objects.get().least_bids == 7
    assert not OutboundEmail.objects.exists()


def test_nobody_else_opens_it(conference, reviewer, client):
    close(conference)
    assert client.get(url(conference, "bidding")).status_code == 404
    assert client.post(url(conference, "bidding"), {"is_enabled": "on", "least_bids": "1"}).status_code == 404
    assert client.post(url(conference, "remind_bidders")).status_code == 404
    assert not BiddingRound.objects.get().is_enabled


def test_the_desk_counts_bids_that_stand(conference, chair, reviewer, client):
    short, served = make_submission(conference, title="Short"), make_submission(conference, title="Served")
    left, foe = make_user(), make_member(conference, Role.REVIEWER)
    bid(served, reviewer)
    bid(short, reviewer, BidValue.NOT_MINE)
    bid(short, left)
    bid(short, foe)
    in_conflict(short, foe)
    page = bidding_page(view(conference, chair), BiddingRound.objects.get())
    assert [(row.title, row.yes, row.not_mine, row.is_short) for row in page.papers] == [
        ("Short", 0, 1, True),
        ("Served", 1, 0, False),
    ]
    assert (page.bids, page.short, page.below) == (2, 1, 2)
    client.force_login(chair)
    assert "Short" in client.get(url(conference, "bidding")).content.decode()


def test_a_chair_in_conflict_notices_no_bid(conference, chair, reviewer, client):
    hidden = make_submission(conference, title="Hidden from the chair")
    for _ in range(3):
        make_submission(conference)
    in_conflict(hidden, chair)
    client.force_login(chair)
    pages = ["bidding", "propose", "assignment", "assignment_loads"]

    def seen():
        return [without_noise(text_of(client.get(url(conference, name)))) for name in pages]

    before = seen()
    bid(hidden, reviewer)
    assert seen() == before
    assert "Hidden from" not in "".join(before)


def test_what_a_chair_reads_costs_the_same_for_many(conference, chair, client):
    client.force_login(chair)

    bid(make_submission(conference), make_member(conference, Role.REVIEWER))
    one = asked(client, url(conference, "bidding"))
    for _ in range(3):
        bid(make_submission(conference), make_member(conference, Role.REVIEWER))
    assert asked(client, url(conference, "bidding")) == one


def test_reminders_are_prepared_once_and_held(conference, chair, reviewer, client):
    papers = [make_submission(conference) for _ in range(3)]
    busy = make_member(conference, Role.REVIEWER, make_user("Busy"))
    for paper in papers:
        bid(paper, busy)
    client.force_login(chair)
    for _ in range(2):
        answer = client.post(url(conference, "remind_bidders"))
    mailing = Mailing.objects.get()
    assert answer["Location"].endswith(f"{mailing.key}/")
    mail = OutboundEmail.objects.get()
    assert (mail.to_address, mail.state) == (reviewer.email, "held")
    assert "at least 3" in mail.body
    assert url(conference) in mail.body


def test_no_reminder_while_it_is_closed_or_when_nobody_owes(conference, chair, client):
    make_submission(conference)
    client.force_login(chair)
    client.post(url(conference, "remind_bidders"))
    make_member(conference, Role.REVIEWER)
    close(conference)
    client.post(url(conference, "remind_bidders"))
    assert not Mailing.objects.exists()


def test_whom_a_reminder_goes_to_tells_nothing_of_papers_kept_from_a_chair(conference, chair, reviewer):
    other = make_member(conference, Role.CHAIR)
    papers = [make_submission(conference) for _ in range(4)]
    in_conflict(papers[0], other)
    for paper in papers[1:3]:
        bid(paper, reviewer)
    round_ = BiddingRound.objects.get()
    before = [bidders_to_remind(view(conference, person), round_) for person in (chair, other)]
    bid(papers[0], reviewer)
    assert [bidders_to_remind(view(conference, person), round_) for person in (chair, other)] == before
    assert before == [[reviewer], [reviewer]]


# --- What a bid is worth -------------------------------------------------------------------------------


def named(draft):
    pairs = draft.pairs.select_related("submission", "user")
    return {(pair.submission.title, pair.user.name) for pair in pairs}


def someone(conference, name, topic="", load=1):
    person = make_member(conference, Role.REVIEWER, make_user(name))
    row = Reviewer.objects.create(conference=conference, user=person, load_max=load, joined_at=NOW)
    row.topics.set(conference.topics.filter(name=topic))
    return person


def test_bids_decide_between_equals_and_stand_among_the_reasons(conference, chair, client):
    ann, bea = someone(conference, "Ann", "Inference"), someone(conference, "Bea", "Inference")
    papers = [make_submission(conference, title=title) for title in ("Alpha", "Beta")]
    for paper in papers:
        paper.topics.set(conference.topics.filter(name="Inference"))
    bid(papers[1], ann, BidValue.EAGER)
    bid(papers[0], bea, BidValue.WILLING)
    draft = propose_assignment(conference=conference, by=chair, at=NOW)
    assert named(draft) == {("Alpha", "Bea"), ("Beta", "Ann")}
    pair = draft.pairs.get(user=ann)
    assert pair.parts == {"topics": 1.0, "bids": 1.0}
    assert pair.score == pytest.approx(1.0)
    assert draft.pairs.get(user=bea).score == pytest.approx(0.7 * 1 + 0.3 * 0.7)
    assert draft.bids == 30
    client.force_login(chair)
    text = client.get(url(conference, "run", draft.key)).content.decode()
    assert "bid: eager" in text
    assert "bid: willing" in text


@pytest.mark.parametrize("weight", [30, 49])
def test_a_bid_alone_outweighs_nobody_who_fits_in_full(conference, chair, weight):
    close(conference, weight=weight)
    expert, keen = someone(conference, "Expert", "Inference"), someone(conference, "Keen")
    paper = make_submission(conference, title="Alpha")
    paper.topics.set(conference.topics.filter(name="Inference"))
    bid(paper, keen, BidValue.EAGER)
    draft = propose_assignment(conference=conference, by=chair, at=NOW)
    assert named(draft) == {("Alpha", expert.name)}


def test_not_mine_weighs_against_and_is_no_conflict(conference, chair):
    expert, other = someone(conference, "Expert", "Inference"), someone(conference, "Other")
    paper = make_submission(conference, title="Alpha")
    paper.topics.set(conference.topics.filter(name="Inference"))
    close(conference, weight=50)
    bid(paper, expert, BidValue.NOT_MINE)
    bid(paper, other, BidValue.IN_A_PINCH)
    assert named(propose_assignment(conference=conference, by=chair, at=NOW)) == {("Alpha", "Other")}
    conference.memberships.filter(user=other).delete()
    assert named(propose_assignment(conference=conference, by=chair, at=NOW)) == {("Alpha", "Expert")}


def test_the_chair_weighs_bids_on_the_form_up_to_half(conference, chair, client):
    someone(conference, "Ann")
    make_submission(conference)
    client.force_login(chair)
    answer = client.post(url(conference, "propose"), {"bids": "51"})
    assert answer.status_code == 200
    assert "less than or equal to 50" in answer.content.decode()
    assert not conference.assignment_runs.exists()
    assert client.post(url(conference, "propose"), {"bids": "0"}).status_code == 302
    assert BiddingRound.objects.get().weight == 0
    assert client.post(url(conference, "propose"), {"weight": ""}).status_code == 302
    assert BiddingRound.objects.get().weight == 0
    BiddingRound.objects.all().delete()
    assert "Weight of bids" not in client.get(url(conference, "propose")).content.decode()
    client.post(url(conference, "propose"), {"weight": "10"})
    assert not BiddingRound.objects.exists()


def test_a_candidate_is_shown_with_the_bid(conference, chair, client):
    paper = make_submission(conference)
    bid(paper, someone(conference, "Ann"), BidValue.IN_A_PINCH)
    client.force_login(chair)
    assert "bid: in a pinch" in client.get(url(conference, "assignment_paper", paper.number)).content.decode()
