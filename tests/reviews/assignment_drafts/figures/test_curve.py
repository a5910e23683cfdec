"""A chair sees what a better worst paper costs, picks a point of it, and may end the search for the best."""

import re

import pytest

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Topic
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from effgenai.ui.charts import trade_off
from reviews.assignment.models import Assignment
from reviews.assignment_drafts import solving
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.drafts import draft_page
from reviews.assignment_drafts.rules.choices import Choices, why_not_choose
from reviews.assignment_drafts.services import computing
from reviews.assignment_drafts.states import DraftState
from reviews.matching import MAX_MIN, TOTAL, solve
from tests.plugins.mail import wait_until
from tests.support.drafts import make_paper, make_reviewer, pairs, propose, start, url
from tests.support.factories import NOW, make_conference
from tests.support.pages import on_one_line


@pytest.fixture
def conference(db):
    return make_conference("effgenai", reviews_per_paper=1)


@pytest.fixture
def torn(conference, chair):
    """Ada fits Alpha in full and Beta a little; Ben fits Alpha half, and Beta not at all."""
    topics = [Topic.objects.create(conference=conference, name=f"T{n}", position=n) for n in range(4)]
    for title, of_paper in (("Alpha", topics[:2]), ("Beta", topics[1:])):
        make_paper(conference, title).topics.set(of_paper)
    for name, known in (("Ada", topics[:2]), ("Ben", topics[:1])):
        person = make_reviewer(conference, name, load_max=1)
        conference.reviewers.get(user=person).topics.set(known)


def page_of(client, conference, draft):
    return on_one_line(client.get(url(conference, "run", draft.key)).content)


@pytest.mark.usefixtures("torn")
def test_the_curve_goes_from_the_highest_total_to_the_best_worst_paper(client, conference, chair):
    draft = propose(conference, chair, objective=MAX_MIN)
    assert draft.curve[0] == pytest.approx([0.0, 1.0])
    assert draft.curve[-1] == pytest.approx([1 / 3, 5 / 6], abs=1e-4)
    text = page_of(client, conference, draft)
    assert "What a better worst paper costs" in text
    assert 'role="img" aria-label="Total fit falls from 1.00 to 0.83 as worst paper rises' in text
    assert "16.67 %" in text
    assert len(re.findall("Make a draft there", text)) == len(draft.curve) - 1


@pytest.mark.usefixtures("torn")
def test_a_point_of_the_curve_is_picked(client, conference, chair):
    draft = propose(conference, chair, objective=MAX_MIN)
    address, *_ = re.findall(r'href="([^"]*target=[^"]*)"', page_of(client, conference, draft))
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert re.search(r'name="target"[^>]*value="0\.0"', form)
    client.post(address.replace("&amp;", "&"), {"objective": MAX_MIN, "target": "0.0"})
    assert AssignmentDraft.objects.get(state=DraftState.WAITING).target == 0.0
    picked = propose(conference, chair, objective=MAX_MIN, target=0.0)
    assert pairs(picked) == {("Alpha", "Ada"), ("Beta", "Ben")}
    text = page_of(client, conference, picked)
    assert "gives no paper less than 0.000 has a greater total fit" in text
    assert "serves its worst paper" not in text


@pytest.mark.usefixtures("torn")
def test_other_aims_have_no_curve(client, conference, chair):
    draft = propose(conference, chair, objective=TOTAL)
    assert draft.curve == []
    assert "What a better worst paper costs" not in page_of(client, conference, draft)


@pytest.mark.parametrize("target", ["nan", "inf", "words", ""])
@pytest.mark.usefixtures("torn")
def test_a_point_that_is_none_is_left_out(client, conference, chair, target):
    draft = propose(conference, chair, objective=MAX_MIN)
    form = client.get(url(conference), {"like": draft.key, "target": target}).content.decode()
    assert not re.search(r'name="target"[^>]*value=', form)


def test_a_target_goes_with_its_aim_alone():
    assert "target" in why_not_choose(Choices(objective=TOTAL, target=0.5))
    assert "target" in why_not_choose(Choices(objective=MAX_MIN, target=0.5, senior=True))
    assert why_not_choose(Choices(objective=MAX_MIN, target=0.5)) == {}


def test_papers_below_a_fit_are_found(conference, chair, torn):
    draft = propose(conference, chair, objective=MAX_MIN)
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert [row.submission.title for row in draft_page(viewer, draft, "fit<0.4").papers] == ["Beta"]
    assert len(draft_page(viewer, draft, "fit<2").papers) == 2
    assert draft_page(viewer, draft, "fit<0.4 alpha").papers == []
    assert draft_page(viewer, draft, "fit<many").papers == []


def test_a_curve_of_equal_points_is_drawn():
    drawn = trade_off([(0.5, 1.0), (0.5, 1.0)], 0, across="Worst paper", up="Total fit")
    assert drawn.count("<circle") == 2
    assert "nan" not in drawn


def test_a_reserve_keeps_room_for_those_who_may_be_asked_at_short_notice(client, conference, chair):
    make_reviewer(conference, "Rita Reserve", load_max=2, takes_emergencies=True)
    make_reviewer(conference, "Sam Steady", load_max=2)
    for title in ("Alpha", "Beta", "Gamma"):
        make_paper(conference, title)
    assert "Papers kept free for emergencies" in client.get(url(conference)).content.decode()
    draft = propose(conference, chair, reserve=1)
    loads = sorted(pair.user.name for pair in draft.pairs.select_related("user"))
    assert loads == ["Rita Reserve", "Sam Steady", "Sam Steady"]
    short = propose(conference, chair, reserve=2)
    assert short.pairs.count() == 2
    assert short.notes


def test_a_reserve_is_asked_for_only_where_somebody_may_be_asked(client, conference, chair):
    make_paper(conference, "Alpha")
    make_reviewer(conference, "Sam Steady")
    assert "Papers kept free for emergencies" not in client.get(url(conference)).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("torn")
def test_stopping_takes_the_best_so_far(client, conference, chair, monkeypatch):
    draft = start(conference, chair, objective=MAX_MIN)
    heard: list[str] = []

    def solve_until_stopped(problem, objective=TOTAL, **options):
        if objective == MAX_MIN:
            page = client.get(url(conference, "run_progress", draft.key)).content.decode()
            assert "Stop now and take the best so far" in page
            client.post(url(conference, "stop_run", draft.key))
            wait_until(options["should_stop"])
            heard.append(objective)
        return solve(problem, objective, **options)

    monkeypatch.setattr(computing, "PULSE_SECONDS", 0.01)
    monkeypatch.setattr(solving, "solve", solve_until_stopped)
    computing.work_on_draft(key=draft.key, at=NOW)
    draft.refresh_from_db()
    assert heard == [MAX_MIN]
    assert draft.state == DraftState.PROPOSED
    assert draft.pairs.count() == 2
    assert AuditLine.objects.filter(action="proposal.stop").count() == 1
    assert not Assignment.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_nothing_is_stopped_that_no_worker_is_at(client, conference, chair, torn):
    draft = start(conference, chair, objective=MAX_MIN)
    answer = client.post(url(conference, "stop_run", draft.key), follow=True)
    assert "nothing to stop" in answer.content.decode()
    draft.refresh_from_db()
    assert not draft.is_to_stop
    assert not AuditLine.objects.filter(action="proposal.stop").exists()
