"""Which conferences, dates, news and pages the lists hold."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.rules import may_see_conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.news.models import News
from effgenai.conferences.site.models import Page
from tests.support.factories import NOW, make_conference, make_member, make_milestone, make_user

pytestmark = pytest.mark.django_db
COMMITTEE = {Role.CHAIR, Role.AREA_CHAIR, Role.REVIEWER}
EDITORS = {Role.CHAIR, Role.SITE_EDITOR}


@pytest.fixture
def conference():
    return make_conference("here")


def look(person, conference):
    return viewer_for(user=person, conference=conference, at=NOW)


def test_drafts_of_conferences_are_listed_for_their_members_and_administrators():
    draft = make_conference(public_state=PublicState.DRAFT)
    public = {make_conference(), make_conference(public_state=PublicState.ARCHIVED)}
    member, administrator = make_member(draft, Role.SITE_EDITOR), make_user(is_staff=True)
    assert set(Conference.objects.public()) == public
    for person in (None, make_user(), make_member(min(public, key=lambda each: each.pk), Role.CHAIR)):
        assert set(Conference.objects.visible_to(person)) == public
    for person in (member, administrator):
        assert set(Conference.objects.visible_to(person)) == {draft, *public}


@pytest.mark.parametrize("state", PublicState)
@pytest.mark.parametrize("role", [None, *Role])
def test_a_conference_opens_to_those_whose_lists_hold_it(role, state):
    conference, other = make_conference(public_state=state), make_conference()
    person = make_member(conference, role) if role else make_member(other, Role.CHAIR)
    for somebody in (None, person, make_user(), make_user(is_staff=True)):
        listed = Conference.objects.visible_to(somebody).filter(pk=conference.pk).exists()
        assert may_see_conference(look(somebody, conference)) == listed


@pytest.mark.parametrize("role", [None, *Role])
def test_dates_that_are_not_public_are_listed_for_the_committee(conference, role):
    public = make_milestone(conference, MilestoneKind.STARTS, NOW)
    inner = make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW, is_public=False)
    make_milestone(make_conference(), MilestoneKind.STARTS, NOW)
    person = make_member(conference, role) if role else None
    seen = set(Milestone.objects.visible_to(look(person, conference)))
    assert seen == ({public, inner} if role in COMMITTEE else {public})


@pytest.mark.parametrize("role", [None, *Role])
def test_pages_that_are_not_published_are_listed_for_who_edits_the_site(conference, role):
    known = {"conference": conference, "updated_at": NOW}
    public = Page.objects.create(slug="a", title="A", is_published=True, **known)
    draft = Page.objects.create(slug="b", title="B", is_published=False, **known)
    Page.objects.create(slug="c", title="C", is_published=True, updated_at=NOW, conference=make_conference())
    person = make_member(conference, role) if role else None
    seen = set(Page.objects.visible_to(look(person, conference)))
    assert seen == ({public, draft} if role in EDITORS else {public})


def test_news_are_public_from_their_time_on(conference):
    second = dt.timedelta(seconds=1)
    known = {"conference": conference, "title": "New", "updated_at": NOW}
    now = News.objects.create(published_at=NOW, **known)
    News.objects.create(published_at=NOW + second, **known)
    News.objects.create(published_at=None, **known)
    assert list(News.objects.public(NOW)) == [now]
