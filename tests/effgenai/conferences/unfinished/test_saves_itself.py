"""New things save themselves while somebody writes, for that person alone, until a button saves them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.unfinished.models import UnfinishedForm
from effgenai.conferences.unfinished.services import clear_deserted_forms
from tests.support.factories import make_conference, make_member, make_user
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

NEW_PERSON = "/effgenai/chair/setup/people/new/"
FORMS = {
    "a page": ("/effgenai/chair/setup/pages/new/", "title"),
    "a person": (NEW_PERSON, "name"),
    "a sponsor": ("/effgenai/chair/setup/sponsors/new/", "name"),
    "the policies": ("/effgenai/chair/setup/policies/", None),
    "a session": ("/effgenai/chair/program/sessions/", "title"),
    "people to invite": ("/effgenai/chair/committee/invite/", "people"),
    "news": ("/effgenai/chair/setup/news/new/", "title"),
}


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def save(client, url, version=0, **typed):
    return client.post(url, typed, headers={"X-Autosave": str(version)})


@pytest.mark.parametrize("what", FORMS)
def test_what_is_typed_is_saved_offered_and_goes_on(chair, what) -> None:
    url, field = FORMS[what]
    client, lines = signed_in(chair), AuditLine.objects.count()
    page = client.get(url)
    assert "data-autosave-url" in page.content.decode()
    field = field or next(name for name in page.context["form"].fields if name.endswith("text"))
    answer = save(client, url, **{field: "Zqtyped"})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert AuditLine.objects.count() == lines
    offered = client.get(url).content.decode()
    assert "You began" in offered
    assert "Zqtyped" not in offered
    assert "Zqtyped" in client.get(url + "?unfinished").content.decode()


def test_nobody_else_sees_it_and_nothing_of_it_is_there(conference, chair) -> None:
    save(signed_in(chair), NEW_PERSON, name="Zqtyped")
    assert not Person.objects.exists()
    for other in (make_member(conference, Role.CHAIR), make_member(conference, Role.SITE_EDITOR)):
        page = signed_in(other).get(NEW_PERSON + "?unfinished").content.decode()
        assert "Zqtyped" not in page
        assert "You began" not in page


def test_only_who_may_use_the_form_saves_it(conference) -> None:
    assert save(signed_in(make_user()), NEW_PERSON, name="Zqtyped").status_code == 404
    assert not UnfinishedForm.objects.exists()


def test_the_list_leads_to_what_was_begun(chair) -> None:
    client = signed_in(chair)
    save(client, NEW_PERSON, name="Zqtyped")
    assert NEW_PERSON + "?unfinished" in client.get("/effgenai/chair/setup/people/").content.decode()


def test_the_button_saves_it_and_nothing_is_left_over(chair) -> None:
    client = signed_in(chair)
    save(client, NEW_PERSON, name="Ada Nwosu", group=PeopleGroup.values[0], position="0")
    begun = client.get(NEW_PERSON + "?unfinished").context["form"]
    sent = {name: begun[name].value() or "" for name in begun.fields if "upload" not in name}
    assert client.post(NEW_PERSON, sent).status_code == 302
    assert [person.name for person in Person.objects.all()] == ["Ada Nwosu"]
    assert not UnfinishedForm.objects.exists()


def test_a_form_that_is_wrong_leaves_what_was_typed(chair) -> None:
    client = signed_in(chair)
    save(client, NEW_PERSON, name="", biography="Zqtyped")
    assert client.post(NEW_PERSON, {"name": ""}).status_code == 200
    assert "Zqtyped" in client.get(NEW_PERSON + "?unfinished").content.decode()


def test_it_is_discarded_by_its_button(chair) -> None:
    client = signed_in(chair)
    save(client, NEW_PERSON, name="Zqtyped")
    answer = client.post(NEW_PERSON, {"unfinished": "discard"})
    assert (answer.status_code, answer.headers["Location"]) == (302, NEW_PERSON)
    assert not UnfinishedForm.objects.exists()
    assert not Person.objects.exists()


def test_another_tab_is_told_and_neither_text_is_lost(chair) -> None:
    client = signed_in(chair)
    save(client, NEW_PERSON, name="First")
    told = save(client, NEW_PERSON, name="Second")
    assert (told.status_code, told.json()["version"]) == (409, 1)
    assert UnfinishedForm.objects.get().data["name"] == "First"
    assert save(client, NEW_PERSON, name="Second", force="1").json()["version"] == 2
    assert UnfinishedForm.objects.get().data["name"] == "Second"


def test_too_much_is_refused_with_a_sentence(chair) -> None:
    answer = save(signed_in(chair), NEW_PERSON, biography="x" * 600_000)
    assert answer.status_code == 403
    assert "too long" in answer.json()["errors"]["__all__"][0]
    assert not UnfinishedForm.objects.exists()


def test_a_person_has_so_many_unfinished_forms_and_no_more(chair, monkeypatch) -> None:
    monkeypatch.setattr("effgenai.conferences.unfinished.services.MAX_FORMS", 1)
    client = signed_in(chair)
    assert save(client, NEW_PERSON, name="First").status_code == 200
    assert save(client, FORMS["a sponsor"][0], name="Second").status_code == 403
    assert save(client, NEW_PERSON, version=1, name="Third").status_code == 200


def test_what_is_deserted_for_half_a_year_goes(chair) -> None:
    save(signed_in(chair), NEW_PERSON, name="Zqtyped")
    clear_deserted_forms(at=timezone.now() + dt.timedelta(days=179))
    assert UnfinishedForm.objects.exists()
    clear_deserted_forms(at=timezone.now() + dt.timedelta(days=181))
    assert not UnfinishedForm.objects.exists()
