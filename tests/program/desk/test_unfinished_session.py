"""What is typed into the form of a session is kept for its writer, and offered until a button saves it."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.unfinished.models import UnfinishedForm
from tests.support.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(session) -> str:
    return f"/ws/chair/program/sessions/{session.key}/"


@pytest.fixture
def typed(session, form_data) -> dict[str, object]:
    return {**form_data, "title": "Zqtyped", "version": session.version}


def while_typing(client, address, typed):
    return client.post(address, typed, headers={"X-Autosave": "0"})


def test_a_lost_tab_loses_nothing(chair_client, session, address, typed) -> None:
    assert while_typing(chair_client, address, typed).json()["version"] == 1
    page = chair_client.get(address).content.decode()
    assert "You began a change of this session" in page
    assert "Zqtyped" not in page
    page = chair_client.get(f"{address}?unfinished").content.decode()
    assert "Zqtyped" in page
    assert 'data-autosave-version="1"' in page
    session.refresh_from_db()
    assert session.title == "Morning talks"


def test_the_button_saves_it_and_nothing_is_left_over(chair_client, session, address, typed) -> None:
    while_typing(chair_client, address, typed)
    assert chair_client.post(address, typed).status_code == 302
    session.refresh_from_db()
    assert session.title == "Zqtyped"
    assert not UnfinishedForm.objects.exists()


def test_nobody_else_meets_it(chair_client, conference, client, address, typed) -> None:
    while_typing(chair_client, address, typed)
    client.force_login(make_member(conference, Role.CHAIR))
    page = client.get(f"{address}?unfinished").content.decode()
    assert "Zqtyped" not in page
    assert "You began" not in page


def test_a_page_of_another_form_does_not_save_the_session_there(chair_client, address) -> None:
    page = chair_client.post(f"{address}talks/", {"talk-title": ""}).content.decode()
    assert "When and where" in page
    assert "data-autosave-url" not in page
