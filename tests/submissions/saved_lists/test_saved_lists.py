"""Columns, order and group of the chairs' list of papers, saved under a name."""

from __future__ import annotations

import pytest

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from submissions.saved_lists.models import SavedList
from tests.submissions.conftest import signed_in
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
DESK = "/ws/chair/submissions/"
LISTS = f"{DESK}lists/"
WORDS = {"name": "My view", "cols": "topics,state", "sort": "-title", "group": "state"}


@pytest.fixture(autouse=True)
def papers(conference):
    return [make_submission(conference, [make_user()], title=title) for title in ("Beta", "Alpha")]


@pytest.fixture
def other(conference):
    return make_member(conference, Role.CHAIR, make_user("Other Chair"))


def saved(conference, owner, name="My view", **facts) -> SavedList:
    return SavedList.objects.create(conference=conference, owner=owner, name=name, created_at=NOW, **facts)


def columns(client, query="") -> list[str]:
    return [column.key for column in client.get(f"{DESK}{query}").context["table"].arranged.columns]


def test_what_the_list_shows_is_saved_under_a_name(chair, conference) -> None:
    client = signed_in(chair)
    page = client.get(f"{LISTS}?cols=topics,state&sort=-title&group=state&q=x").content.decode()
    assert 'name="cols" value="topics,state"' in page
    client.post(LISTS, WORDS)
    row = SavedList.objects.get()
    assert (row.name, row.cols, row.sort, row.group) == tuple(WORDS.values())
    assert (row.owner, row.is_shared, row.is_default) == (chair, False, False)
    page = client.get(DESK).content.decode()
    assert 'href="?cols=topics,state&amp;sort=-title&amp;group=state"><bdi>My view</bdi>' in page
    assert columns(client) == ["authors", "state", "submitted"]


def test_the_default_fills_in_what_the_address_leaves_out(chair, other, conference) -> None:
    saved(conference, other, "All", cols="state", is_shared=True, is_default=True)
    client = signed_in(chair)
    assert columns(client) == ["state"]
    saved(conference, chair, cols="topics", sort="title", is_default=True)
    assert columns(client) == ["topics"]
    assert columns(client, "?sort=number") == ["topics"]
    assert columns(client, "?cols=&sort=&group=") == ["authors", "state", "submitted"]
    page = client.get(DESK)
    assert [row.title for row in page.context["table"].papers] == ["Alpha", "Beta"]
    assert "columns/?cols=topics&amp;sort=title" in page.content.decode()
    assert columns(signed_in(other)) == ["state"]


def test_one_default_takes_the_place_of_another(chair, conference) -> None:
    first = saved(conference, chair, "First", is_default=True)
    client = signed_in(chair)
    client.post(LISTS, {**WORDS, "is_default": "on"})
    assert list(SavedList.objects.filter(is_default=True).values_list("name", flat=True)) == ["My view"]
    client.post(LISTS, {"saved": first.pk, "name": "Renamed", "is_default": "on", "do": "change"})
    assert list(SavedList.objects.filter(is_default=True).values_list("name", flat=True)) == ["Renamed"]


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_name_is_given_once_and_what_was_typed_stays(chair, conference, is_shared) -> None:
    saved(conference, chair, "my VIEW", is_shared=is_shared)
    answer = signed_in(chair).post(LISTS, {**WORDS, **({"is_shared": "on"} if is_shared else {})})
    assert "have a list “My view” already." in answer.content.decode()
    assert 'value="topics,state"' in answer.content.decode()
    assert SavedList.objects.count() == 1


def test_shared_lists_are_changed_by_every_chair_and_private_ones_by_their_owner(chair, other, conference):
    mine, shared = saved(conference, chair), saved(conference, chair, "All", is_shared=True)
    client = signed_in(other)
    page = client.get(LISTS).content.decode() + client.get(DESK).content.decode()
    assert "My view" not in page
    assert "<bdi>All</bdi>" in page
    for row in (mine, shared):
        client.post(LISTS, {"saved": row.pk, "name": "Changed", "do": "change"})
    assert set(SavedList.objects.values_list("name", flat=True)) == {"My view", "Changed"}
    for row in (mine, shared):
        client.post(LISTS, {"saved": row.pk, "do": "delete"})
    assert list(SavedList.objects.values_list("name", flat=True)) == ["My view"]


def test_the_record_names_no_private_list(chair, conference) -> None:
    signed_in(chair).post(LISTS, WORDS)
    signed_in(chair).post(LISTS, {**WORDS, "name": "All of us", "is_shared": "on"})
    said = AuditLine.objects.filter(action="list.save").order_by("pk").values_list("summary", flat=True)
    assert list(said) == ["for oneself", "All of us"]


def test_others_have_no_lists(chair, conference) -> None:
    row = saved(conference, chair, is_shared=True)
    elsewhere = make_member(make_conference("other"), Role.CHAIR)
    for person in (make_user(), make_member(conference, Role.AREA_CHAIR), elsewhere):
        client = signed_in(person)
        assert client.get(LISTS).status_code == 404
        assert client.post(LISTS, {"saved": row.pk, "do": "delete"}).status_code == 404
    page = signed_in(elsewhere).post("/other/chair/submissions/lists/", {"saved": row.pk, "do": "delete"})
    assert page.status_code == 302
    assert SavedList.objects.get() == row


def test_a_list_names_columns_that_a_chair_may_not_see(chair, conference) -> None:
    conference.hide_authors_from_chairs = True
    conference.save()
    saved(conference, chair, cols="authors,state", sort="authors", is_default=True)
    assert columns(signed_in(chair)) == ["state"]
