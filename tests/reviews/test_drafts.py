import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Milestone
from effgenai.conferences.states import MilestoneKind, Role
from effgenai.conferences.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from reviews import tasks
from reviews.models import Assignment, AssignmentRun, Bid, BiddingRound, PairRule, Review, Reviewer
from reviews.queries.runs import run_rows
from reviews.rules.choices import AFRESH, EVEN, FEW_CHANGES, FLOOR, KEEP, Choices, aims, why_not_choose
from reviews.services import work
from reviews.services.runs import (
    ask_again,
    cancel_run,
    discard_run,
    propose_assignment,
    rename_run,
    restore_run,
    resume_runs,
    start_run,
)
from reviews.services.work import work_on_run
from reviews.states import BidValue, PairRuleKind, RunState
from submissions.models import Conflict
from submissions.states import ConflictSource
from tests.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai", reviews_per_paper=1)


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person


def make_reviewer(conference, name, *, role=Role.REVIEWER, topic="", **fields):
    person = make_member(conference, role, make_user(name))
    row = Reviewer.objects.create(conference=conference, user=person, joined_at=NOW, **fields)
    row.topics.set(conference.topics.filter(name=topic))
    return person


def make_paper(conference, title, *, topic="", authors=None):
    paper = make_submission(conference, authors or [], title=title, abstract="")
    paper.topics.set(conference.topics.filter(name=topic))
    return paper


def give(paper, person, **fields):
    number = paper.assignments.count()
    return Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym=f"R{number}", assigned_at=NOW, **fields
    )


def rule(paper, person, kind, role=Role.REVIEWER):
    return PairRule.objects.create(submission=paper, user=person, kind=kind, role=role, made_at=NOW)


def url(conference, name="propose", *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def propose(conference, chair, **chosen):
    return propose_assignment(conference=conference, by=chair, at=NOW, choices=Choices(**chosen))


def start(conference, chair, **chosen):
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    return start_run(viewer=viewer, choices=Choices(**chosen), at=NOW)


def pairs(run):
    return {
        (pair.submission.title, pair.user.name) for pair in run.pairs.select_related("submission", "user")
    }


def state_of(run):
    run.refresh_from_db()
    return run.state


@pytest.fixture
def small(conference):
    """One paper and one person who fits it."""
    return make_paper(conference, "Alpha"), make_reviewer(conference, "Cora")


# --- One press ---------------------------------------------------------------------------------------


def test_one_press_asks_a_worker_and_the_page_shows_how_far_it_is(
    client, conference, chair, small, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(tasks.make_draft, "delay", lambda *args, **more: sent.append((args, more)))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url(conference))
    run = AssignmentRun.objects.get()
    assert answer.url == url(conference, "run_progress", run.key)
    assert (run.state, run.name, run.created_by) == (RunState.WAITING, run.name, chair)
    assert run.name.startswith("Highest fit, ")
    page = client.get(answer.url).content.decode()
    assert "It waits for a worker." in page
    assert 'http-equiv="refresh"' in page
    ((args, more),) = sent
    tasks.make_draft(*args, **more)
    assert client.get(answer.url).url == url(conference, "run", run.key)
    fragment = client.get(answer.url, headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == url(conference, "run", run.key)
    assert "Proven optimal" in client.get(answer.url, follow=True).content.decode()
    assert not Assignment.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_what_was_chosen_is_kept_with_the_draft(client, conference, chair, small):
    client.post(
        url(conference),
        {
            "name": "By topics",
            "objective": FLOOR,
            "text": "20",
            "topics": "80",
            "seed": "7",
            "balanced": "on",
        },
    )
    run = AssignmentRun.objects.get()
    kept = Choices.from_json(run.settings["choices"])
    assert run.name == "By topics"
    assert kept == Choices(objective=FLOOR, text=20, topics=80, seed=7, balanced=True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "70", "topics": "70"}, "Text and topics make 140 per cent together: let them make 100."),
        ({"objective": FLOOR, "probability_limit": "50"}, "The engine can do this with the highest fit only"),
        ({"probability_limit": "50", "topic": "on"}, "The engine draws without rules on panels"),
        ({"topic": "on"}, "Nobody has named a topic yet."),
        ({"probability_limit": "0"}, "greater than or equal to 1"),
        ({"probability_limit": "NaN"}, "Enter a whole number"),
        ({"objective": "profit"}, "Select a valid choice"),
    ],
)
def test_what_the_engine_cannot_do_is_refused_beside_the_field(client, conference, chair, small, typed, said):
    answer = client.post(url(conference), {"name": "Mine", **typed})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert 'value="Mine"' in page
    assert not AssignmentRun.objects.exists()


def test_what_is_chosen_together_must_be_possible():
    assert why_not_choose(Choices()) == {}
    assert set(why_not_choose(Choices(standing=FEW_CHANGES, objective=FLOOR))) == {"standing"}
    assert set(why_not_choose(Choices(standing=FEW_CHANGES, probability_limit=0.5))) == {"probability_limit"}
    assert set(why_not_choose(Choices(standing=FEW_CHANGES, no_mutual=True))) == {"no_mutual"}
    assert set(why_not_choose(Choices(probability_limit=float("nan")))) == {"probability_limit"}
    assert set(why_not_choose(Choices(bids=51))) == {"bids"}
    assert (EVEN in aims()) == ("objective" not in why_not_choose(Choices(objective=EVEN)))


def test_a_usual_name_is_free(conference, chair, small):
    names = [start(conference, chair).name for _ in range(3)]
    assert names[1:] == [f"{names[0]} (2)", f"{names[0]} (3)"]


# --- What the engine is asked ------------------------------------------------------------------------


def test_the_worst_paper_first(conference, chair):
    both = make_reviewer(conference, "Both", load_max=1)
    conference.reviewers.get(user=both).topics.set(conference.topics.all())
    make_reviewer(conference, "Cora", topic="Compression", load_max=1)
    make_paper(conference, "Alpha", topic="Compression")
    make_paper(conference, "Beta", topic="Inference")
    run = propose(conference, chair, objective=FLOOR)
    assert run.settings["worst"] == pytest.approx(1.0)
    assert run.settings["proof"]["optimal"]


def test_balanced_loads_share_the_papers(conference, chair):
    make_reviewer(conference, "Cora", topic="Compression", load_max=4)
    make_reviewer(conference, "Ines", load_max=4)
    for number in range(4):
        make_paper(conference, f"Paper {number}", topic="Compression")
    plain, balanced = propose(conference, chair), propose(conference, chair, balanced=True)
    assert {name for _, name in pairs(plain)} == {"Cora"}
    assert sorted(name for _, name in pairs(balanced)) == ["Cora", "Cora", "Ines", "Ines"]
    assert balanced.settings["price"] == pytest.approx(plain.total - balanced.total)


def test_a_draw_keeps_its_seed_and_its_price(conference, chair):
    for name in ("Ann", "Bea", "Cora"):
        make_reviewer(conference, name, topic="Compression" if name == "Ann" else "")
    make_paper(conference, "Alpha", topic="Compression")
    one, two = (propose(conference, chair, probability_limit=0.5, seed=3) for _ in range(2))
    assert pairs(one) == pairs(two)
    assert one.settings["expected"] == pytest.approx(0.5)
    assert one.settings["price"] == pytest.approx(0.5)
    assert one.settings["proof"]["gap"] == pytest.approx(0.0)


def test_a_limit_that_leaves_places_empty_is_refused_in_words(conference, chair, small):
    with pytest.raises(Refused, match="Raise the limit or add reviewers"):
        propose(conference, chair, probability_limit=0.5)
    run = AssignmentRun.objects.get()
    assert run.state == RunState.FAILED
    assert not run.pairs.exists()


def test_rules_on_panels_are_kept(conference, chair):
    conference.reviews_per_paper = 2
    conference.save()
    people = {
        name: make_reviewer(conference, name, topic="Compression", is_senior=name == "Old")
        for name in ("Ann", "Bea", "Cora")
    }
    people["Old"] = make_reviewer(conference, "Old", is_senior=True)
    for name in ("Ann", "Bea"):
        people[name].affiliations.create(institution="University of  Tromsø")
    people["Cora"].affiliations.create(institution="university of tromsø", end_year=1999)
    make_paper(conference, "Alpha", topic="Compression")
    run = propose(conference, chair, one_per_institution=True)
    assert {name for _, name in pairs(run)} in ({"Ann", "Cora"}, {"Bea", "Cora"})
    assert "Old" in {name for _, name in pairs(propose(conference, chair, senior=True))}


def test_people_who_work_at_several_places_are_told_apart(conference, chair):
    conference.reviews_per_paper = 2
    conference.save()
    for name, places in (("Ann", "AB"), ("Bea", "B"), ("Cora", "A"), ("Dora", "")):
        person = make_reviewer(conference, name, topic="" if name == "Dora" else "Compression")
        for place in places:
            person.affiliations.create(institution=place)
    make_paper(conference, "Alpha", topic="Compression")
    run = propose(conference, chair, one_per_institution=True)
    assert {name for _, name in pairs(run)} == {"Bea", "Cora"}


def test_a_rule_that_what_stays_breaks_is_refused_in_words(conference, chair):
    conference.reviews_per_paper = 2
    conference.save()
    paper = make_paper(conference, "Alpha", topic="Compression")
    for name in ("Ann", "Bea", "Cora"):
        person = make_reviewer(conference, name, topic="Compression")
        person.affiliations.create(institution="Far" if name == "Cora" else "Near")
        if name != "Cora":
            give(paper, person)
    with pytest.raises(Refused, match=f"breaks a rule on paper {paper.number}: start afresh"):
        propose(conference, chair, one_per_institution=True)
    assert len(pairs(propose(conference, chair, one_per_institution=True, standing=AFRESH))) == 2


def test_a_rule_that_cannot_be_kept_is_lifted_and_told(conference, chair, small):
    make_reviewer(conference, "Ines", topic="Inference", load_max=0)
    Conflict.objects.create(
        submission=small[0],
        user=make_reviewer(conference, "Senior", is_senior=True),
        source=ConflictSource.COAUTHOR,
        created_at=NOW,
    )
    run = propose(conference, chair, senior=True)
    assert pairs(run) == {("Alpha", "Cora")}
    assert any(f"The rule is lifted for paper {small[0].number}: no room" in note for note in run.notes)


def test_nobody_reviews_whoever_reviews_them(conference, chair):
    ann, bea = (make_reviewer(conference, name, topic="Compression") for name in ("Ann", "Bea"))
    make_reviewer(conference, "Cora")
    make_paper(conference, "By Ann", topic="Compression", authors=[ann])
    make_paper(conference, "By Bea", topic="Compression", authors=[bea])
    assert pairs(propose(conference, chair)) == {("By Ann", "Bea"), ("By Bea", "Ann")}
    assert (
        len(pairs(propose(conference, chair, no_mutual=True)) & {("By Ann", "Bea"), ("By Bea", "Ann")}) == 1
    )


def test_pairs_that_chairs_require_or_forbid(conference, chair):
    ann = make_reviewer(conference, "Ann", topic="Compression")
    bea = make_reviewer(conference, "Bea", load_max=0)
    make_reviewer(conference, "Cora")
    papers = [make_paper(conference, title, topic="Compression") for title in ("Alpha", "Beta")]
    rule(papers[0], bea, PairRuleKind.REQUIRED)
    rule(papers[1], ann, PairRuleKind.FORBIDDEN)
    run = propose(conference, chair)
    assert pairs(run) == {("Alpha", "Bea"), ("Beta", "Cora")}
    assert any("more papers than they take to: Bea" in note for note in run.notes)


def test_a_conflict_is_stronger_than_a_required_pair(conference, chair, small):
    paper, best = small
    make_reviewer(conference, "Other")
    rule(paper, best, PairRuleKind.REQUIRED)
    Conflict.objects.create(submission=paper, user=best, source=ConflictSource.COAUTHOR, created_at=NOW)
    run = propose(conference, chair)
    assert pairs(run) == {("Alpha", "Other")}
    assert any(f"could not be kept for paper {paper.number}" in note for note in run.notes)


def test_least_loads_are_met(conference, chair):
    make_reviewer(conference, "Cora", topic="Compression")
    make_reviewer(conference, "Ines", load_min=1)
    for title in ("Alpha", "Beta"):
        make_paper(conference, title, topic="Compression")
    assert sorted(name for _, name in pairs(propose(conference, chair))) == ["Cora", "Ines"]


@pytest.mark.parametrize(("until", "is_there"), [(20, True), (60, False)])
def test_who_is_away_until_reviews_are_due_is_left_out(conference, chair, until, is_there):
    today = NOW.date()
    away = {"away_from": today, "away_until": today + dt.timedelta(days=until)}
    make_reviewer(conference, "Best", topic="Compression", **away)
    make_reviewer(conference, "Other")
    make_paper(conference, "Alpha", topic="Compression")
    Milestone.objects.create(
        conference=conference, kind=MilestoneKind.REVIEWS_DUE, instant=NOW + dt.timedelta(days=30)
    )
    run = propose(conference, chair)
    assert pairs(run) == {("Alpha", "Best" if is_there else "Other")}
    assert ("Away until reviews are due, and so given nothing new: Best." in run.notes) is not is_there


@pytest.mark.parametrize("standing", [KEEP, FEW_CHANGES, AFRESH])
def test_who_is_away_keeps_a_task_only_if_tasks_are_kept(conference, chair, standing):
    away = {"away_from": NOW.date(), "away_until": NOW.date() + dt.timedelta(days=60)}
    person = make_reviewer(conference, "Away", topic="Compression", **away)
    make_reviewer(conference, "Other")
    give(make_paper(conference, "Alpha", topic="Compression"), person)
    make_paper(conference, "Beta", topic="Compression")
    Milestone.objects.create(
        conference=conference, kind=MilestoneKind.REVIEWS_DUE, instant=NOW + dt.timedelta(days=30)
    )
    run = propose(conference, chair, standing=standing)
    assert pairs(run) == {("Alpha", "Away" if standing == KEEP else "Other"), ("Beta", "Other")}
    assert "Away until reviews are due, and so given nothing new: Away." in run.notes


@pytest.mark.parametrize("standing", [KEEP, FEW_CHANGES, AFRESH])
def test_whoever_left_keeps_their_task_and_it_counts(conference, chair, standing):
    person = make_reviewer(conference, "Gone", topic="Compression")
    make_reviewer(conference, "Other")
    give(make_paper(conference, "Alpha", topic="Compression"), person)
    conference.memberships.filter(user=person).delete()
    run = propose(conference, chair, standing=standing)
    assert pairs(run) == set()
    assert run.settings["missing"] == {}


def test_of_whom_nothing_is_known_is_told(conference, chair, small):
    note = "Nothing that counts here is known of these people, so no paper fits them: Cora."
    assert note in propose(conference, chair).notes


def test_what_is_assigned_stays_changes_little_or_starts_afresh(conference, chair):
    best = make_reviewer(conference, "Best", topic="Compression")
    kept, gone = make_reviewer(conference, "Kept"), make_reviewer(conference, "Gone")
    alpha, beta = (make_paper(conference, title, topic="Compression") for title in ("Alpha", "Beta"))
    give(alpha, kept)
    give(beta, gone)
    Conflict.objects.create(submission=beta, user=gone, source=ConflictSource.COAUTHOR, created_at=NOW)
    assert pairs(propose(conference, chair)) == {("Alpha", "Kept"), ("Beta", "Gone")}
    few = propose(conference, chair, standing=FEW_CHANGES)
    assert pairs(few) == {("Alpha", "Kept"), ("Beta", best.name)}
    afresh = propose(conference, chair, standing=AFRESH)
    assert pairs(afresh) == {("Alpha", "Best"), ("Beta", "Best")}


def test_what_is_begun_stays_even_if_one_starts_afresh(conference, chair):
    make_reviewer(conference, "Best", topic="Compression")
    person = make_reviewer(conference, "Begun")
    task = give(make_paper(conference, "Alpha", topic="Compression"), person)
    Review.objects.create(assignment=task, draft={"text": "A beginning"}, saved_at=NOW)
    assert pairs(propose(conference, chair, standing=AFRESH)) == {("Alpha", "Begun")}
    Review.objects.update(draft={"text": ""})
    assert pairs(propose(conference, chair, standing=AFRESH)) == {("Alpha", "Best")}


def test_area_chairs_by_the_same_engine(client, conference, chair):
    conference.reviews_per_paper = 2
    conference.save()
    reads = make_reviewer(conference, "Reads", role=Role.AREA_CHAIR, topic="Compression")
    make_reviewer(conference, "Other", role=Role.AREA_CHAIR)
    make_reviewer(conference, "A reviewer", topic="Compression")
    paper = make_paper(conference, "Alpha", topic="Compression")
    make_member(conference, Role.REVIEWER, reads)
    give(paper, reads)
    run = propose(conference, chair, role=Role.AREA_CHAIR)
    assert run.role == Role.AREA_CHAIR
    assert run.name.startswith("Area chairs: highest fit, ")
    assert pairs(run) == {("Alpha", "Other")}
    page = client.get(url(conference) + "?role=area_chair").content.decode()
    assert "among 2 area chairs" in page


def test_a_shortage_of_area_chairs_is_told_as_one(conference, chair, small):
    make_reviewer(conference, "Only", role=Role.AREA_CHAIR, load_max=0)
    run = propose(conference, chair, role=Role.AREA_CHAIR)
    assert "area chair" in run.notes[0]
    assert "reviewer" not in run.notes[0]


# --- While it is made --------------------------------------------------------------------------------


def at_step(monkeypatch, step, does):
    """Do something when the worker comes to this step."""
    note = work._Hold.note

    def noting(hold, words, share):
        note(hold, words, share)
        if words.startswith(step):
            does(hold.run)

    monkeypatch.setattr(work._Hold, "note", noting)


STEPS = ("Gathering", "Comparing 1 paper with 1 person", "Looking", "Checking", "Writing")


@pytest.mark.parametrize("step", STEPS)
def test_cancelled_at_any_step_nothing_is_kept(conference, chair, small, monkeypatch, step):
    run = start(conference, chair)
    at_step(monkeypatch, step, lambda _: cancel_run(run=run, by=chair, at=NOW))
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.CANCELLED
    assert not run.pairs.exists()
    assert run.total is None


def test_cancelled_before_a_worker_takes_it(client, conference, chair, small):
    run = start(conference, chair)
    client.post(url(conference, "cancel_run", run.key))
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.CANCELLED
    page = client.get(url(conference, "run", run.key), follow=True).content.decode()
    assert "Nothing of this draft was kept" in page


def test_it_is_too_late_to_cancel_what_is_there(conference, chair, small):
    run = propose(conference, chair)
    with pytest.raises(Refused, match="too late to cancel"):
        cancel_run(run=run, by=chair, at=NOW)
    assert state_of(run) == RunState.PROPOSED


def test_a_task_that_comes_twice_makes_one_draft(conference, chair, small, monkeypatch):
    run = start(conference, chair)
    at_step(monkeypatch, "Looking", lambda _: work_on_run(key=run.key, at=NOW))
    work_on_run(key=run.key, at=NOW)
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.PROPOSED
    assert run.pairs.count() == 1


def test_a_worker_that_was_replaced_stops(conference, chair, small, monkeypatch):
    run = start(conference, chair)
    begun = []

    def replace(_):
        if not begun:
            begun.append(True)
            work_on_run(key=run.key, at=NOW, takes_over=True)

    at_step(monkeypatch, "Looking", replace)
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.PROPOSED
    assert run.pairs.count() == 1


def test_two_drafts_at_once_do_not_disturb_each_other(conference, chair, small, monkeypatch):
    first, second = start(conference, chair), start(conference, chair, objective=FLOOR)
    at_step(monkeypatch, "Looking", lambda run: run.pk == first.pk and work_on_run(key=second.key, at=NOW))
    work_on_run(key=first.key, at=NOW)
    assert [state_of(run) for run in (first, second)] == [RunState.PROPOSED] * 2
    assert pairs(first) == pairs(second) == {("Alpha", "Cora")}


def test_a_bid_that_comes_meanwhile_does_no_harm(conference, chair, small, monkeypatch):
    BiddingRound.objects.create(conference=conference)
    paper, person = small
    run = start(conference, chair)
    at_step(
        monkeypatch,
        "Looking",
        lambda _: Bid.objects.create(submission=paper, reviewer=person, value=BidValue.NOT_MINE, at=NOW),
    )
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.PROPOSED


def test_a_paper_that_goes_meanwhile_fails_it_in_words(conference, chair, small, monkeypatch):
    run = start(conference, chair)
    at_step(monkeypatch, "Gathering", lambda _: conference.memberships.filter(role=Role.REVIEWER).delete())
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.FAILED
    assert run.failure == work.NOTHING_LEFT


def test_a_breakdown_is_told_without_its_details(client, conference, chair, small, monkeypatch):
    run = start(conference, chair)
    monkeypatch.setattr(work, "answer", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work_on_run(key=run.key, at=NOW)
    page = client.get(url(conference, "run_progress", run.key)).content.decode()
    assert "Something went wrong" in page
    assert "division" not in page


def test_an_answer_that_does_not_pass_the_check_is_not_kept(conference, chair, small, monkeypatch):
    run = start(conference, chair)
    told = work.answer

    def lies(asked):
        found = told(asked)
        object.__setattr__(found.solution, "total", found.solution.total + 1)
        return found

    monkeypatch.setattr(work, "answer", lies)
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.FAILED
    assert run.failure == work.UNPROVEN
    assert not run.pairs.exists()


def test_a_fit_that_is_no_number_is_told(conference, chair, monkeypatch):
    make_reviewer(conference, "Cora", topic="Compression")
    make_paper(conference, "Alpha", topic="Compression")
    run = start(conference, chair)
    real = work.affinity_of

    def broken(*args, **more):
        affinity = real(*args, **more)
        affinity.scores.data[:] = float("nan")
        return affinity

    monkeypatch.setattr(work, "affinity_of", broken)
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.FAILED
    assert "could not be computed" in run.failure


def test_who_is_no_chair_any_more_gets_no_draft(conference, chair, small):
    run = start(conference, chair)
    conference.memberships.filter(user=chair).delete()
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.FAILED
    assert not run.pairs.exists()


def silence(run, minutes):
    at = NOW - dt.timedelta(minutes=minutes)
    run.settings["seen_at"] = at.isoformat()
    run.state = RunState.RUNNING
    run.save()


def test_a_silent_worker_is_noticed_and_replaced(client, conference, chair, small):
    run = start(conference, chair)
    silence(run, 60 * 24 * 365 * 20)
    page = client.get(url(conference, "run_progress", run.key)).content.decode()
    assert "The worker is silent" in page
    client.post(url(conference, "ask_again", run.key))
    work_on_run(key=run.key, at=NOW, takes_over=True)
    assert state_of(run) == RunState.PROPOSED


def test_a_worker_that_is_at_it_is_left_alone(conference, chair, small):
    run = start(conference, chair)
    silence(run, 1)
    with pytest.raises(Refused, match="A worker is at it"):
        ask_again(run=run, by=chair, at=NOW)
    assert state_of(run) == RunState.RUNNING


def test_what_kills_its_workers_is_given_up(conference, chair, small):
    run = start(conference, chair)
    run.settings["attempts"] = work.MOST_ATTEMPTS
    run.save()
    work_on_run(key=run.key, at=NOW)
    assert state_of(run) == RunState.FAILED
    assert run.failure == work.GAVE_UP


def test_a_draft_that_no_worker_heard_of_is_asked_for_again(
    conference, chair, small, monkeypatch, django_capture_on_commit_callbacks
):
    run = start(conference, chair)
    sent = []
    monkeypatch.setattr(tasks.make_draft, "delay", lambda key, **_: sent.append(key))
    with django_capture_on_commit_callbacks(execute=True):
        resume_runs(at=NOW + dt.timedelta(seconds=10))
    assert sent == []
    with django_capture_on_commit_callbacks(execute=True):
        resume_runs(at=NOW + dt.timedelta(minutes=2))
    assert sent == [run.key]


# --- The command -------------------------------------------------------------------------------------


def test_the_command_tells_what_scripts_need(conference, chair, capsys):
    conference.reviews_per_paper = 1
    conference.save()
    for name in ("Ann", "Bea"):
        make_reviewer(conference, name, topic="Compression")
    make_paper(conference, "Alpha", topic="Compression")
    call_command(
        "propose_assignment",
        conference.slug,
        by=chair.email,
        objective=FLOOR,
        balanced=True,
        name="By script",
    )
    run = AssignmentRun.objects.get()
    told = capsys.readouterr().out
    assert f"Draft {run.key}, “By script”." in told
    assert "Total fit 1.000, at most 1.000 (gap 0.000 %)." in told
    assert "Worst paper 1.000." in told
    assert run.state == RunState.PROPOSED
    assert not Assignment.objects.exists()


def test_the_command_applies_if_told_so(conference, chair, small, capsys):
    call_command("propose_assignment", conference.slug, apply="yes")
    assert "Applied. New tasks: 1, taken off: 0." in capsys.readouterr().out
    assert AssignmentRun.objects.get().state == RunState.APPLIED
    assert Assignment.objects.get().reviewer == small[1]
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize("limit", ["0", "1.5", "nan", "half"])
def test_the_command_refuses_what_is_no_chance(conference, chair, small, limit):
    with pytest.raises(CommandError, match="a chance lies above 0 and is at most 1"):
        call_command("propose_assignment", conference.slug, "--probability-limit", limit)
    assert not AssignmentRun.objects.exists()


def test_the_command_refuses_what_the_engine_cannot_do(conference, chair, small):
    with pytest.raises(CommandError, match="Raise the limit or add reviewers"):
        call_command("propose_assignment", conference.slug, probability_limit=0.5)
    with pytest.raises(CommandError, match="highest fit only"):
        call_command("propose_assignment", conference.slug, probability_limit=0.5, objective=FLOOR)


# --- The list ----------------------------------------------------------------------------------------


def test_the_list_names_each_draft_with_its_figures(client, conference, chair, small):
    run = propose(conference, chair)
    page = client.get(url(conference, "drafts")).content.decode()
    assert run.name in page
    assert f"No. {small[0].number}" in page
    assert "Cecily Chair" in page


def test_what_is_put_aside_comes_last(conference, chair, small):
    kept, aside, new = (propose(conference, chair) for _ in range(3))
    discard_run(run=aside, by=chair, at=NOW)
    rows = run_rows(viewer_for(user=chair, conference=conference, at=NOW))
    assert [row.run for row in rows] == [new, kept, aside]


def test_a_draft_is_renamed_discarded_and_taken_back(client, conference, chair, small):
    run = propose(conference, chair)
    client.post(url(conference, "rename_run", run.key), {"name": "  The good one "})
    client.post(url(conference, "rename_run", run.key), {"name": " "})
    run.refresh_from_db()
    assert run.name == "The good one"
    client.post(url(conference, "discard_run", run.key))
    assert state_of(run) == RunState.DISCARDED
    assert "Take back" in client.get(url(conference, "drafts")).content.decode()
    client.post(url(conference, "restore_run", run.key))
    assert state_of(run) == RunState.PROPOSED
    with pytest.raises(Refused, match="is not discarded"):
        restore_run(run=run, by=chair, at=NOW)


def test_what_failed_is_discarded_but_not_taken_back(client, conference, chair, small):
    run = start(conference, chair)
    cancel_run(run=run, by=chair, at=NOW)
    client.post(url(conference, "discard_run", run.key))
    assert state_of(run) == RunState.DISCARDED
    with pytest.raises(Refused, match="nothing in this draft"):
        restore_run(run=run, by=chair, at=NOW)
    assert client.get(url(conference, "run", run.key), follow=True).status_code == 200


def test_two_drafts_are_ticked_to_be_compared(client, conference, chair, small):
    first, second = propose(conference, chair), propose(conference, chair, objective=FLOOR)
    page = client.get(url(conference, "drafts"), {"compare": 1, "draft": [first.key]}).content.decode()
    assert "Tick exactly two" in page
    answer = client.get(url(conference, "drafts"), {"compare": 1, "draft": [first.key, second.key]})
    assert answer.url == f"{url(conference, 'compare_drafts')}?a={first.key}&b={second.key}"


def test_the_number_of_queries_does_not_grow(client, conference, chair):
    def count(number):
        for _ in range(number):
            person = make_reviewer(conference, "Someone", topic="Compression")
            person.affiliations.create(institution="A")
            make_paper(conference, "Paper", topic="Compression", authors=[person])
            rule(make_paper(conference, "Other"), make_reviewer(conference, "Else"), PairRuleKind.REQUIRED)
            make_reviewer(conference, "Another", is_senior=True)
        with CaptureQueriesContext(connection) as working:
            run = propose(conference, chair, one_per_institution=True, senior=True, no_mutual=True)
        waits = start(conference, chair)
        numbers = [len(working)]
        for address in (
            url(conference),
            url(conference, "drafts"),
            url(conference, "run_progress", waits.key),
            url(conference, "run_progress", run.key),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code in {200, 302}
            numbers.append(len(queries))
        return numbers

    conference.reviews_per_paper = 1
    conference.save()
    assert count(2) == count(3)


def test_a_name_is_not_too_long(conference, chair, small):
    run = propose(conference, chair)
    with pytest.raises(Refused, match="at most 80"):
        rename_run(run=run, name="x" * 81, by=chair, at=NOW)


def test_the_choices_of_a_draft_begin_the_next(client, conference, chair, small):
    run = start(conference, chair, text=10, topics=90, probability_limit=0.25)
    page = client.get(f"{url(conference)}?like={run.key}").content.decode()
    assert 'value="90"' in page
    assert 'value="25"' in page


# --- A chair in conflict -----------------------------------------------------------------------------


@pytest.fixture
def hidden(conference, chair):
    secret = make_paper(conference, "Kept from the chair")
    Conflict.objects.create(submission=secret, user=chair, source=ConflictSource.COAUTHOR, created_at=NOW)
    return secret


@pytest.mark.parametrize("how", ["waiting", "failed", "there"])
def test_a_draft_over_a_paper_in_conflict_is_not_there(client, conference, chair, hidden, small, how):
    other = make_member(conference, Role.CHAIR)
    run = start(conference, other)
    if how == "there":
        work_on_run(key=run.key, at=NOW)
    if how == "failed":
        AssignmentRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, failure="A sentence.")
    before = AssignmentRun.objects.values().get(pk=run.pk)
    assert run.name not in client.get(url(conference, "drafts")).content.decode()
    for name in ("run", "run_progress"):
        assert client.get(url(conference, name, run.key)).status_code == 404
    for name in ("cancel_run", "ask_again", "rename_run", "discard_run", "restore_run"):
        assert client.post(url(conference, name, run.key), {"name": "Mine"}).status_code == 404
    assert AssignmentRun.objects.values().get(pk=run.pk) == before


def test_a_failure_tells_nothing_of_tasks_elsewhere(conference, chair, hidden):
    cora, ines = make_reviewer(conference, "Cora", load_max=1), make_reviewer(conference, "Ines", load_max=1)
    give(hidden, cora)
    make_paper(conference, "Alpha")
    with pytest.raises(Refused) as refusal:
        propose(conference, chair, probability_limit=0.6)
    assert "Loosen a limit" in str(refusal.value)
    assert cora.name not in str(refusal.value)
    assert ines.name not in str(refusal.value)


def test_a_least_load_elsewhere_is_not_told(conference, chair, hidden):
    cora = make_reviewer(conference, "Cora", load_min=4)
    give(hidden, cora)
    make_paper(conference, "Alpha")
    notes = propose(conference, chair).notes
    assert "Not everybody can be given the least number of papers they are to have." in notes
    assert not any(char.isdigit() for note in notes for char in note)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
def test_drafts_are_for_chairs(client, conference, chair, small, role):
    run = propose(conference, chair)
    client.force_login(make_member(conference, role))
    for name in ("drafts", "propose"):
        assert client.get(url(conference, name)).status_code == 404
    assert client.post(url(conference)).status_code == 404
    for name in ("cancel_run", "ask_again", "rename_run", "discard_run", "restore_run"):
        assert client.post(url(conference, name, run.key), {"name": "Mine"}).status_code == 404
    assert AssignmentRun.objects.count() == 1
    assert state_of(run) == RunState.PROPOSED
