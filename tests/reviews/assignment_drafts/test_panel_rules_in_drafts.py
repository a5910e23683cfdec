"""Rules on who reads a paper together, after a draft that was to keep them is changed by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment_drafts.models import PairRule
from reviews.assignment_drafts.queries.context import draft_context
from reviews.assignment_drafts.queries.panel_rules import broken_in_draft, panel_facts
from reviews.assignment_drafts.queries.papers import draft_paper
from reviews.assignment_drafts.rules.choices import PANEL_RULES
from reviews.assignment_drafts.rules.panels import BROKEN, PanelFacts, broken_rules
from reviews.assignment_drafts.states import PairRuleKind
from reviews.bidding.models import Bid
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.drafts import make_paper, make_reviewer, propose, url
from tests.support.factories import NOW, make_conference, make_member, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws", reviews_per_paper=2)


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Chair"))
    client.force_login(person)
    return person


def viewer(conference, chair):
    return viewer_for(user=chair, conference=conference, at=NOW)


def take(draft, paper, out, put):
    """What a hand edit does to the pairs."""
    pair = draft.pairs.get(submission=paper, user=out)
    pair.user = put
    pair.save()


def broken(conference, chair, draft):
    return {
        rule.words: [paper.title for paper in rule.papers]
        for rule in broken_in_draft(viewer(conference, chair), draft)
    }


@pytest.fixture
def panel(conference):
    """Two papers, and people of whom the first two keep every rule on the first paper."""
    people = {
        name: make_reviewer(conference, name, topic=topic, is_senior=name == "Old")
        for name, topic in (("Old", "Compression"), ("Eve", "Compression"), ("Una", ""), ("Vic", ""))
    }
    for name, place in (
        ("Old", "A"),
        ("Eve", "B"),
        ("Una", "University of Exeter"),
        ("Vic", "university of exeter"),
    ):
        people[name].affiliations.create(institution=place)
    papers = [make_paper(conference, title, topic="Compression") for title in ("Alpha", "Beta")]
    return people, papers


def test_each_rule_that_is_broken_is_named(client, conference, chair, panel):
    people, (alpha, beta) = panel
    for paper in (alpha, beta):
        Bid.objects.create(submission=paper, reviewer=people["Eve"], value=2, at=NOW)
    draft = propose(conference, chair, senior=True, one_per_institution=True, topic=True, liked=True)
    assert broken(conference, chair, draft) == {}
    assert "Every paper keeps the rules" in client.get(url(conference, "run", draft.key)).content.decode()

    for out, put in (("Old", "Una"), ("Eve", "Vic")):
        take(draft, alpha, people[out], people[put])
    names = ("senior", "one_per_institution", "topic", "liked")
    assert broken(conference, chair, draft) == {BROKEN[name]: ["Alpha"] for name in names}
    for page in ("run", "apply_run"):
        text = on_one_line(client.get(url(conference, page, draft.key)).content)
        assert "Rules that are not kept" in text
        assert "On 1 paper nobody is senior" in text
        assert url(conference, "draft_paper", draft.key, alpha.number) in text


def test_the_paper_says_what_is_broken_and_whom_it_would_mend(client, conference, chair, panel):
    people, (alpha, _) = panel
    draft = propose(conference, chair, senior=True, one_per_institution=True)
    first = set(draft.pairs.filter(submission=alpha).values_list("user__name", flat=True))
    assert "Old" in first
    other = next(iter(first - {"Old"}))
    take(draft, alpha, people["Old"], people["Una"] if other != "Una" else people["Vic"])
    take(draft, alpha, people[other], people["Eve"])
    facts = panel_facts(viewer(conference, chair), draft, [alpha.pk])
    page = draft_paper(draft_context(viewer(conference, chair), draft), alpha, facts)
    assert page.rules == [("Somebody senior", BROKEN["senior"]), ("No two people of one institution", "")]
    mends = {row.member.user.name: (row.breaks, row.mends) for row in page.candidates}
    assert mends["Old"] == ([], ["Somebody senior"])
    text = client.get(url(conference, "draft_paper", draft.key, alpha.number)).content.decode()
    assert "nobody is senior" in text
    assert "mends" in text


def test_a_change_that_would_break_a_rule_says_so_and_may_be_made(client, conference, chair, panel):
    people, (alpha, _) = panel
    draft = propose(conference, chair, senior=True)
    pair = draft.pairs.get(submission=alpha, user=people["Old"])
    pair.score = -1.0
    pair.save()
    address = url(conference, "draft_paper", draft.key, alpha.number)
    assert "breaks a rule" in client.get(address).content.decode()
    absent = next(
        person
        for name, person in people.items()
        if name != "Old" and not draft.pairs.filter(submission=alpha, user=person).exists()
    )
    typed = {"action": "put", "person": absent.key, "instead": people["Old"].key, "version": 0}
    answer = client.post(address, typed, follow=True)
    assert "The draft is changed." in answer.content.decode()
    assert broken(conference, chair, draft) == {BROKEN["senior"]: ["Alpha"]}


def test_mutual_reviews_are_named_unless_that_would_tell_who_wrote_what(conference, chair):
    one, two = (make_reviewer(conference, name) for name in ("Ann", "Bea"))
    for name in ("Cora", "Dora", "Eva"):
        make_reviewer(conference, name)
    alpha = make_paper(conference, "Alpha", authors=[one])
    beta = make_paper(conference, "Beta", authors=[two])
    draft = propose(conference, chair, no_mutual=True)
    draft.pairs.filter(user__in=[one, two]).delete()
    for paper, person in ((alpha, two), (beta, one)):
        row = draft.pairs.filter(submission=paper).first()
        row.user = person
        row.save()
    assert broken(conference, chair, draft) == {BROKEN["no_mutual"]: ["Alpha", "Beta"]}
    conference.hide_authors_from_chairs = True
    conference.save()
    assert broken(conference, chair, draft) == {}


def test_who_may_not_read_a_paper_need_not_have_it_for_their_bid(conference, chair, panel):
    people, (alpha, _) = panel
    Bid.objects.create(submission=alpha, reviewer=people["Una"], value=3, at=NOW)
    draft = propose(conference, chair, liked=True)
    readers = set(draft.pairs.filter(submission=alpha).values_list("user", flat=True))
    absent = next(person for person in people.values() if person.pk not in readers)
    take(draft, alpha, people["Una"], absent)
    assert broken(conference, chair, draft) == {BROKEN["liked"]: ["Alpha"]}
    never = PairRule.objects.create(
        submission=alpha, user=people["Una"], kind=PairRuleKind.FORBIDDEN, role=Role.REVIEWER, made_at=NOW
    )
    assert broken(conference, chair, draft) == {}
    never.delete()
    Conflict.objects.create(
        submission=alpha, user=people["Una"], source=ConflictSource.DECLARED, created_at=NOW
    )
    assert broken(conference, chair, draft) == {}


def test_a_draft_without_rules_says_nothing_of_them(client, conference, chair, panel):
    draft = propose(conference, chair)
    for page in ("run", "apply_run"):
        text = client.get(url(conference, page, draft.key)).content.decode()
        assert "Rules that are not kept" not in text
        assert "keeps the rules" not in text


def test_an_empty_paper_breaks_nothing():
    assert broken_rules(PanelFacts(rules=("senior",)), {1: set()}, 1) == []
    assert broken_rules(PanelFacts(rules=("senior",)), {}, 1) == []


def test_the_number_of_queries_does_not_grow(client, conference, chair, panel):
    def count():
        paper = make_paper(conference, "More", topic="Compression", authors=[make_user("Author")])
        person = make_reviewer(conference, "Further", topic="Compression", is_senior=True)
        Bid.objects.create(submission=paper, reviewer=person, value=2, at=NOW)
        draft = propose(conference, chair, **dict.fromkeys(PANEL_RULES, True))
        numbers = []
        for page in ("run", "apply_run"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url(conference, page, draft.key)).status_code == 200
            numbers.append(len(queries))
        return numbers

    assert count() == count()
