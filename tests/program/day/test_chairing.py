"""The page of a session chair: who may open it, what it shows, and who is here."""

from __future__ import annotations

import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from program.core.models import Session, SessionPerson, Talk
from program.day.models import ChairLink, CheckIn
from program.day.services.chairs import make_chair_link
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, confirm_address, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cy(released):
    """The one who chairs the session, by an address that is confirmed."""
    return make_user("Cy Roe", "cy@post.example")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(session: Session) -> str:
    return f"/ws/program/chairing/{session.key}/"


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_chair_reads_talks_and_the_note_of_the_team(cy, session, talks) -> None:
    Session.objects.filter(pk=session.pk).update(note="The left microphone is broken.")
    Talk.objects.filter(pk=talks[0].pk).update(title="Not released")
    page = shown(client_of(cy), page_of(session))
    assert "The left microphone is broken." in page
    assert "Talk Al" in page
    assert "Not released" not in page
    assert "12:00–12:20 · 20 minutes" in page
    assert f'data-begins="{"2026-12-12T12:00:00+01:00"}"' in page


def test_addresses_of_speakers_are_not_on_it(cy, session) -> None:
    assert "post.example" not in shown(client_of(cy), page_of(session))


@pytest.mark.parametrize("who", ["nobody", "other chair", "panellist", "unconfirmed", "reviewer"])
def test_others_find_no_page_and_tick_nothing(conference, session, talks, after, cy, who) -> None:
    user = make_user("Other", "other@post.example")
    if who == "other chair":
        SessionPerson.objects.create(session=after[0], name="Other", email="other@post.example")
    if who == "panellist":
        SessionPerson.objects.create(session=session, name="O", email="other@post.example", role="panellist")
    if who == "unconfirmed":
        EmailAddress.objects.create(user=user, email="cy2@post.example", verified=False)
        SessionPerson.objects.filter(session=session).update(email="cy2@post.example")
    if who == "reviewer":
        make_member(conference, Role.REVIEWER, user)
    client = client_of(user)
    assert client.get(page_of(session)).status_code == 404
    assert client.post(f"{page_of(session)}here/", {"here": f"{talks[0].key} yes"}).status_code == 404
    assert not CheckIn.objects.exists()


def test_visitors_are_asked_to_sign_in(session, talks, released) -> None:
    client = Client()
    assert client.get(page_of(session)).status_code == 302
    assert client.post(f"{page_of(session)}here/", {"here": f"{talks[0].key} yes"}).status_code == 302
    assert not CheckIn.objects.exists()


def test_a_second_address_of_the_chair_opens_it(session, cy) -> None:
    user = make_user("Also Cy")
    confirm_address(user, "Chair@Post.example")
    SessionPerson.objects.filter(session=session).update(email="chair@post.example")
    assert client_of(user).get(page_of(session)).status_code == 200
    assert client_of(cy).get(page_of(session)).status_code == 404


def test_before_the_release_there_is_none(conference, session, talks) -> None:
    cy = make_user("Cy Roe", "cy@post.example")
    assert client_of(cy).get(page_of(session)).status_code == 404


def test_the_link_opens_it_until_it_is_renewed(chair_client, chair, session, talks, released) -> None:
    chair_client.post(f"/ws/chair/program/day/{session.key}/link/", {"link": "make"})
    first = ChairLink.objects.get().token
    address = f"/ws/program/chairing/link/{first}/"
    assert "Talk Al" in shown(Client(), address)
    assert address in shown(chair_client, f"/ws/chair/program/day/{session.key}/")
    chair_client.post(f"/ws/chair/program/day/{session.key}/link/", {"link": "make"})
    assert Client().get(address).status_code == 404
    assert Client().post(f"{address}here/", {"here": f"{talks[0].key} yes"}).status_code == 404
    chair_client.post(f"/ws/chair/program/day/{session.key}/link/", {"link": "remove"})
    assert not ChairLink.objects.exists()
    assert not CheckIn.objects.exists()


def test_a_link_leads_nowhere_in_another_conference(session, chair, released) -> None:
    from tests.support.factories import make_conference

    make_conference("other")
    token = make_chair_link(session=session, by=chair, at=NOW).token
    assert Client().get(f"/other/program/chairing/link/{token}/").status_code == 404


def test_only_editors_make_links(conference, session, cy) -> None:
    for user in (cy, make_member(conference, Role.SITE_EDITOR)):
        answer = client_of(user).post(f"/ws/chair/program/day/{session.key}/link/", {"link": "make"})
        assert answer.status_code == 404
    assert not ChairLink.objects.exists()


def test_who_is_here_is_ticked_and_unticked_and_shared_with_the_desk(
    chair_client, chair, cy, session, talks
) -> None:
    client = client_of(cy)
    client.post(f"{page_of(session)}here/", {"here": f"{talks[0].key} yes"})
    assert "Not here after all" in shown(client, page_of(session))
    assert "Not here after all" in shown(chair_client, f"/ws/chair/program/day/{session.key}/")
    token = make_chair_link(session=session, by=chair, at=NOW).token
    link = f"/ws/program/chairing/link/{token}/"
    assert "Not here after all" in shown(Client(), link)
    Client().post(f"{link}here/", {"here": f"{talks[0].key} no"})
    assert not CheckIn.objects.exists()
    chair_client.post(f"/ws/chair/program/day/talks/{talks[1].key}/here/", {"here": "yes"})
    assert "since " in shown(client, page_of(session))
    lines = AuditLine.objects.filter(action__startswith="talk.check").values_list("action", flat=True)
    assert sorted(lines) == ["talk.check_in", "talk.check_in", "talk.check_out"]


@pytest.mark.parametrize("word", ["", "yes", "{key}", "{key} maybe", "{foreign} yes", "nothing yes"])
def test_ticks_that_say_nothing_change_nothing(cy, session, talks, after, word) -> None:
    foreign = Talk.objects.create(session=after[0], title="Foreign", speaker="X")
    words = {"here": word.format(key=talks[0].key, foreign=foreign.key)}
    assert client_of(cy).post(f"{page_of(session)}here/", words).status_code == 404
    assert not CheckIn.objects.exists()


def test_it_is_kept_by_nobody_and_found_by_no_search(cy, session) -> None:
    answer = client_of(cy).get(page_of(session))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert b'<meta name="robots" content="noindex">' in answer.content


def test_over_midnight_times_are_those_of_the_venue(conference, chair, session, talks) -> None:
    from program.releases.services import release_schedule

    late = NOON + 11.5 * HOUR  # 23:30 in Vienna
    Session.objects.filter(pk=session.pk).update(starts_at=late, ends_at=late + HOUR)
    release_schedule(conference=conference, name="Night", by=chair, at=NOW)
    page = shown(client_of(make_user("Cy Roe", "cy@post.example")), page_of(session))
    assert "23:30–00:30 (Sun)" in page
    assert "00:10–00:30" in page


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_are_one(cy, session, talks) -> None:
    clients = [client_of(cy) for _ in range(4)]
    statuses: list[int] = []

    def press(client: Client) -> None:
        answer = client.post(f"{page_of(session)}here/", {"here": f"{talks[0].key} yes"})
        statuses.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302] * 4
    assert CheckIn.objects.count() == 1
