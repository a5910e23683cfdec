import datetime as dt

import pytest
from django.urls import reverse

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.states import DraftState, PairRuleKind, Standing
from reviews.bidding.models import Bid
from reviews.matching import EVEN, MAX_MIN, TOTAL
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.drafts import give, make_paper, make_reviewer, pairs, propose, rule, url
from tests.support.factories import NOW, make_member
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(conference):
    """One paper and one person who fits it."""
    return make_paper(conference, "Alpha"), make_reviewer(conference, "Cora")


def test_the_worst_paper_first(conference, chair):
    both = make_reviewer(conference, "Both", load_max=1)
    conference.reviewers.get(user=both).topics.set(conference.topics.all())
    make_reviewer(conference, "Cora", topic="Compression", load_max=1)
    make_paper(conference, "Alpha", topic="Compression")
    make_paper(conference, "Beta", topic="Inference")
    draft = propose(conference, chair, objective=MAX_MIN)
    assert draft.worst == pytest.approx(1.0)
    assert draft.gap == pytest.approx(0.0)


def test_evenness_gives_a_paper_nobody_fits_well_one_who_fits_a_little(conference, chair):
    expert = make_reviewer(conference, "Expert", topic="Compression", load_max=1)
    conference.reviewers.get(user=expert).topics.set(conference.topics.all())
    make_reviewer(conference, "Cora", topic="Compression", load_max=1)
    make_paper(conference, "Alpha", topic="Compression")
    make_paper(conference, "Beta", topic="Inference")
    draft = propose(conference, chair, objective=EVEN)
    assert pairs(draft) == {("Alpha", "Cora"), ("Beta", "Expert")}
    assert draft.total <= draft.bound + 1e-9
    assert draft.objective == EVEN


def test_a_paper_gets_somebody_whose_bid_says_yes(conference, chair):
    expert = make_reviewer(conference, "Expert", topic="Compression", load_max=1)
    willing = make_reviewer(conference, "Willing", load_max=1)
    paper = make_paper(conference, "Alpha", topic="Compression")
    with pytest.raises(Refused, match="Nobody has bid"):
        propose(conference, chair, liked=True)
    Bid.objects.create(reviewer=willing, submission=paper, value=1, at=NOW)
    Bid.objects.create(reviewer=expert, submission=paper, value=-1, at=NOW)
    assert pairs(propose(conference, chair, bids=0)) == {("Alpha", "Expert")}
    assert pairs(propose(conference, chair, bids=0, liked=True)) == {("Alpha", "Willing")}


def test_what_a_full_load_costs_is_told_only_to_chairs_who_see_everything(conference, chair, client):
    make_reviewer(conference, "Cora", topic="Compression", load_max=1)
    make_reviewer(conference, "Ines", load_max=4)
    papers = [make_paper(conference, f"Paper {number}", topic="Compression") for number in range(2)]
    draft = propose(conference, chair)
    assert draft.limits[0][0] == "Cora takes one paper more"
    assert draft.limits[0][1] > 0
    client.force_login(chair)
    page = client.get(reverse("reviews:run", args=[conference.slug, draft.key])).content.decode()
    assert "What limits cost" in page
    Conflict.objects.create(submission=papers[0], user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    assert propose(conference, chair).limits == []


def test_balanced_loads_share_the_papers(conference, chair):
    make_reviewer(conference, "Cora", topic="Compression", load_max=4)
    make_reviewer(conference, "Ines", load_max=4)
    for number in range(4):
        make_paper(conference, f"Paper {number}", topic="Compression")
    plain, balanced = propose(conference, chair), propose(conference, chair, balanced=True)
    assert {name for _, name in pairs(plain)} == {"Cora"}
    assert sorted(name for _, name in pairs(balanced)) == ["Cora", "Cora", "Ines", "Ines"]
    assert balanced.cost == pytest.approx(plain.total - balanced.total)


def test_a_draw_keeps_its_seed_and_its_price(conference, chair):
    for name in ("Ann", "Bea", "Cora"):
        make_reviewer(conference, name, topic="Compression" if name == "Ann" else "")
    make_paper(conference, "Alpha", topic="Compression")
    one, two = (propose(conference, chair, probability_limit=0.5, seed=3) for _ in range(2))
    assert pairs(one) == pairs(two)
    assert one.expected == pytest.approx(0.5)
    assert one.cost == pytest.approx(0.5)
    assert one.gap == pytest.approx(0.0)


def test_a_limit_that_leaves_places_empty_is_refused_in_words(conference, chair, small):
    with pytest.raises(Refused, match="Raise the limit or add reviewers"):
        propose(conference, chair, probability_limit=0.5)
    draft = AssignmentDraft.objects.get()
    assert draft.state == DraftState.FAILED
    assert not draft.pairs.exists()


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
    draft = propose(conference, chair, one_per_institution=True)
    assert {name for _, name in pairs(draft)} in ({"Ann", "Cora"}, {"Bea", "Cora"})
    for objective in (TOTAL, MAX_MIN):
        draft = propose(conference, chair, senior=True, objective=objective)
        assert "Old" in {name for _, name in pairs(draft)}
        assert (draft.worst_bound is None) == (objective == TOTAL)


def test_few_changes_keep_the_rules_on_panels(conference, chair):
    conference.reviews_per_paper = 2
    conference.save()
    people = {
        name: make_reviewer(conference, name, topic="Compression", is_senior=name == "Old")
        for name in ("Ann", "Bea", "Cora", "Old")
    }
    paper = make_paper(conference, "Alpha", topic="Compression")
    for name in ("Ann", "Bea"):
        give(paper, people[name])
    draft = propose(conference, chair, standing=Standing.FEW_CHANGES, senior=True)
    found = {name for _, name in pairs(draft)}
    assert "Old" in found
    assert len(found & {"Ann", "Bea"}) == 1


def test_people_who_work_at_several_places_are_told_apart(conference, chair):
    conference.reviews_per_paper = 2
    conference.save()
    for name, places in (("Ann", "AB"), ("Bea", "B"), ("Cora", "A"), ("Dora", "")):
        person = make_reviewer(conference, name, topic="" if name == "Dora" else "Compression")
        for place in places:
            person.affiliations.create(institution=place)
    make_paper(conference, "Alpha", topic="Compression")
    draft = propose(conference, chair, one_per_institution=True)
    assert {name for _, name in pairs(draft)} == {"Bea", "Cora"}


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
    assert len(pairs(propose(conference, chair, one_per_institution=True, standing=Standing.AFRESH))) == 2


def test_a_rule_that_cannot_be_kept_is_lifted_and_told(conference, chair, small):
    make_reviewer(conference, "Ines", topic="Inference", load_max=0)
    Conflict.objects.create(
        submission=small[0],
        user=make_reviewer(conference, "Senior", is_senior=True),
        source=ConflictSource.COAUTHOR,
        created_at=NOW,
    )
    draft = propose(conference, chair, senior=True)
    assert pairs(draft) == {("Alpha", "Cora")}
    assert any(f"The rule is lifted for paper {small[0].number}: no room" in note for note in draft.notes)


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
    draft = propose(conference, chair)
    assert pairs(draft) == {("Alpha", "Bea"), ("Beta", "Cora")}
    assert any("more papers than they take to: Bea" in note for note in draft.notes)


def test_a_conflict_is_stronger_than_a_required_pair(conference, chair, small):
    paper, best = small
    make_reviewer(conference, "Other")
    rule(paper, best, PairRuleKind.REQUIRED)
    Conflict.objects.create(submission=paper, user=best, source=ConflictSource.COAUTHOR, created_at=NOW)
    draft = propose(conference, chair)
    assert pairs(draft) == {("Alpha", "Other")}
    assert any(f"could not be kept for paper {paper.number}" in note for note in draft.notes)


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
    draft = propose(conference, chair)
    assert pairs(draft) == {("Alpha", "Best" if is_there else "Other")}
    assert ("Away until reviews are due, and so given nothing new: Best." in draft.notes) is not is_there


@pytest.mark.parametrize("standing", Standing.values)
def test_who_is_away_keeps_a_task_only_if_tasks_are_kept(conference, chair, standing):
    away = {"away_from": NOW.date(), "away_until": NOW.date() + dt.timedelta(days=60)}
    person = make_reviewer(conference, "Away", topic="Compression", **away)
    make_reviewer(conference, "Other")
    give(make_paper(conference, "Alpha", topic="Compression"), person)
    make_paper(conference, "Beta", topic="Compression")
    Milestone.objects.create(
        conference=conference, kind=MilestoneKind.REVIEWS_DUE, instant=NOW + dt.timedelta(days=30)
    )
    draft = propose(conference, chair, standing=standing)
    of_alpha = "Away" if standing == Standing.ALL_STAYS else "Other"
    assert pairs(draft) == {("Alpha", of_alpha), ("Beta", "Other")}
    assert "Away until reviews are due, and so given nothing new: Away." in draft.notes


@pytest.mark.parametrize("standing", Standing.values)
def test_whoever_left_keeps_their_task_and_it_counts(conference, chair, standing):
    person = make_reviewer(conference, "Gone", topic="Compression")
    make_reviewer(conference, "Other")
    give(make_paper(conference, "Alpha", topic="Compression"), person)
    conference.memberships.filter(user=person).delete()
    draft = propose(conference, chair, standing=standing)
    assert pairs(draft) == set()
    assert not draft.papers.filter(missing__gt=0).exists()


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
    few = propose(conference, chair, standing=Standing.FEW_CHANGES)
    assert pairs(few) == {("Alpha", "Kept"), ("Beta", best.name)}
    afresh = propose(conference, chair, standing=Standing.AFRESH)
    assert pairs(afresh) == {("Alpha", "Best"), ("Beta", "Best")}


def test_what_is_begun_stays_even_if_one_starts_afresh(conference, chair):
    make_reviewer(conference, "Best", topic="Compression")
    person = make_reviewer(conference, "Begun")
    task = give(make_paper(conference, "Alpha", topic="Compression"), person)
    Review.objects.create(assignment=task, draft={"text": "A beginning"}, saved_at=NOW)
    assert pairs(propose(conference, chair, standing=Standing.AFRESH)) == {("Alpha", "Begun")}
    Review.objects.update(draft={"text": ""})
    assert pairs(propose(conference, chair, standing=Standing.AFRESH)) == {("Alpha", "Best")}


def test_area_chairs_by_the_same_engine(client, conference, chair):
    conference.reviews_per_paper = 2
    conference.save()
    reads = make_reviewer(conference, "Reads", role=Role.AREA_CHAIR, topic="Compression")
    make_reviewer(conference, "Other", role=Role.AREA_CHAIR)
    make_reviewer(conference, "A reviewer", topic="Compression")
    paper = make_paper(conference, "Alpha", topic="Compression")
    make_member(conference, Role.REVIEWER, reads)
    give(paper, reads)
    draft = propose(conference, chair, role=Role.AREA_CHAIR)
    assert draft.role == Role.AREA_CHAIR
    assert draft.name.startswith("Area chairs: highest fit, ")
    assert pairs(draft) == {("Alpha", "Other")}
    page = on_one_line(client.get(url(conference) + "?role=area_chair").content)
    assert "among 2 area chairs" in page


def test_a_shortage_of_area_chairs_is_told_as_one(conference, chair, small):
    make_reviewer(conference, "Only", role=Role.AREA_CHAIR, load_max=0)
    draft = propose(conference, chair, role=Role.AREA_CHAIR)
    assert "area chair" in draft.notes[0]
    assert "reviewer" not in draft.notes[0]
