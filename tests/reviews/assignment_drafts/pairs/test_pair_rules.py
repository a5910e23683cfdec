"""The list of rules on pairs: who sees it, what can be done with it, and what it keeps from being undone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import PairRule
from reviews.assignment_drafts.states import DraftState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.drafts import give, make_paper, make_reviewer, propose, rule, url
from tests.support.factories import NOW, make_conference, make_member
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(conference, chair):
    cora, dan = make_reviewer(conference, "Cora"), make_reviewer(conference, "Dan")
    alpha, beta = make_paper(conference, "Alpha"), make_paper(conference, "Beta")
    return [rule(alpha, cora, "required"), rule(beta, dan, "forbidden")]


def page(client, conference, **query):
    return on_one_line(client.get(url(conference, "pair_rules"), query).content)


def test_the_page_says_who_set_which_rule_and_why(client, conference, chair, rules):
    PairRule.objects.filter(pk=rules[0].pk).update(made_by=chair, reason="Wrote the dataset <of> it")
    text = page(client, conference)
    for words in ("Cora", "Alpha", "Dan", "Beta", "Cecily Chair", "Wrote the dataset &lt;of&gt; it"):
        assert words in text


def test_rules_are_searched(client, conference, rules):
    assert "Beta" not in page(client, conference, q="cora")
    assert "Alpha" not in page(client, conference, q="rule:never")
    assert "Alpha" not in page(client, conference, q="rule:never 2")
    assert "Beta" in page(client, conference, q="rule:never 2")
    assert "No rule matches" in page(client, conference, q="nobody")


def test_there_is_a_word_where_no_rule_is(client, conference, chair):
    assert "No pair is required or forbidden" in page(client, conference)


def test_several_rules_are_taken_back_at_once_and_recorded(client, conference, chair, rules):
    answer = client.post(url(conference, "lift_rules"), {"selected": [one.pk for one in rules]}, follow=True)
    assert "2 rules taken back." in answer.content.decode()
    assert not PairRule.objects.exists()
    lines = AuditLine.objects.filter(action="pair.rule")
    assert {line.paper for line in lines} == {1, 2}
    assert not OutboundEmail.objects.exists()


def test_nothing_is_taken_back_where_nothing_is_ticked(client, conference, rules):
    answer = client.post(url(conference, "lift_rules"), {"selected": ["x"]}, follow=True)
    assert "Tick the rules" in answer.content.decode()
    assert PairRule.objects.count() == 2


def test_a_chair_says_why_a_rule_is_there(client, conference, chair, rules):
    address = url(conference, "explain_rule", rules[0].pk)
    client.post(address, {"reason": "Knows the field"})
    assert PairRule.objects.get(pk=rules[0].pk).reason == "Knows the field"
    answer = client.post(address, {"reason": "x" * 201}, follow=True)
    assert "200 characters are enough" in answer.content.decode()
    assert PairRule.objects.get(pk=rules[0].pk).reason == "Knows the field"
    assert AuditLine.objects.filter(action="pair.rule").count() == 1


def test_a_search_is_still_there_after_a_rule_was_changed(client, conference, chair, rules):
    back = url(conference, "pair_rules") + "?q=cora"
    given = {"selected": [rules[0].pk], "back": back}
    assert client.post(url(conference, "lift_rules"), given).url == back
    elsewhere = {"selected": [rules[1].pk], "back": "https://elsewhere.example/"}
    assert client.post(url(conference, "lift_rules"), elsewhere).url == url(conference, "pair_rules")


def test_a_chair_in_conflict_neither_sees_nor_changes_a_rule(client, conference, chair, rules):
    Conflict.objects.create(
        submission=rules[0].submission, user=chair, source=ConflictSource.COAUTHOR, created_at=NOW
    )
    text = page(client, conference)
    assert "Alpha" not in text
    assert "Cora" not in text
    client.post(url(conference, "lift_rules"), {"selected": [one.pk for one in rules]})
    assert client.post(url(conference, "explain_rule", rules[0].pk), {"reason": "x"}).status_code == 404
    left = PairRule.objects.get()
    assert (left.pk, left.reason) == (rules[0].pk, "")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR])
def test_nobody_but_chairs_meets_a_rule(client, conference, rules, role):
    client.force_login(make_member(conference, role))
    assert client.get(url(conference, "pair_rules")).status_code == 404
    given = {"selected": [rules[0].pk]}
    assert client.post(url(conference, "lift_rules"), given).status_code == 404
    assert client.post(url(conference, "explain_rule", rules[0].pk), {"reason": "x"}).status_code == 404
    assert PairRule.objects.filter(reason="").count() == 2


def test_another_conference_has_rules_of_its_own(client, conference, rules):
    other = make_conference("another")
    client.force_login(make_member(other, Role.CHAIR))
    assert "Cora" not in page(client, other)
    client.post(url(other, "lift_rules"), {"selected": [rules[0].pk]})
    assert client.post(url(other, "explain_rule", rules[0].pk), {"reason": "x"}).status_code == 404
    assert PairRule.objects.filter(reason="").count() == 2


def test_the_number_of_queries_does_not_grow(client, conference, rules):
    page(client, conference)
    with CaptureQueriesContext(connection) as two:
        page(client, conference)
    for number in range(20):
        rule(make_paper(conference, f"Paper {number}"), make_reviewer(conference, f"R{number}"), "required")
    with CaptureQueriesContext(connection) as many:
        page(client, conference)
    assert len(many) == len(two)


@pytest.fixture
def applied(client, conference, chair):
    """A draft that gave Alpha to Dan, whose rule keeps Cora away, who had it."""
    cora, dan = make_reviewer(conference, "Cora"), make_reviewer(conference, "Dan")
    alpha = make_paper(conference, "Alpha")
    give(alpha, cora)
    never = rule(alpha, cora, "forbidden")
    draft = propose(conference, chair, standing="afresh")
    seen = client.get(url(conference, "apply_run", draft.key)).context["changes"].fingerprint
    client.post(url(conference, "apply_run", draft.key), {"seen": seen})
    draft.refresh_from_db()
    assert draft.state == DraftState.APPLIED
    assert Assignment.objects.get().reviewer == dan
    return draft, never


def test_a_rule_that_was_there_before_does_not_keep_a_draft_from_being_undone(client, conference, applied):
    draft, never = applied
    PairRule.objects.filter(pk=never.pk).update(made_at=draft.applied_at - dt.timedelta(days=1))
    client.post(url(conference, "undo_run", draft.key))
    assert str(Assignment.objects.get().reviewer) == "Cora"


def test_a_rule_made_since_is_named_with_a_way_to_take_it_back(client, conference, applied):
    draft, never = applied
    PairRule.objects.filter(pk=never.pk).update(made_at=draft.applied_at + dt.timedelta(days=1))
    text = on_one_line(client.get(url(conference, "undo_run", draft.key)).content)
    assert "never gets paper 1" in text
    assert f"{reverse('reviews:pair_rules', args=[conference.slug])}?q=rule:never+1" in text
    client.post(url(conference, "undo_run", draft.key))
    assert str(Assignment.objects.get().reviewer) == "Dan"
    client.post(url(conference, "lift_rules"), {"selected": [never.pk]})
    client.post(url(conference, "undo_run", draft.key))
    assert str(Assignment.objects.get().reviewer) == "Cora"
