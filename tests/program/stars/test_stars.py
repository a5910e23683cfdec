"""Stars without an account: given by a plain form, kept when signing in, told to chairs as numbers alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from effgenai.accounts.identities.merging import Merge
from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from program.core.models import Room, Session, Talk
from program.releases.services import release_schedule
from program.stars.models import Star, StarList
from program.stars.owners import COOKIE
from program.stars.services import UNUSED_FOR, clear_unused, move_lists
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_conference, make_member, make_user

pytestmark = pytest.mark.django_db
STAR, MINE, STYLE = "/ws/program/stars/", "/ws/program/mine/", "/ws/program/stars/mine.css"


@pytest.fixture
def talk(conference, chair, session, paper) -> Talk:
    """The paper in the hall and an invited talk at the same time in the foyer, released."""
    foyer = Room.objects.create(conference=conference, name="Foyer", position=1)
    second = Session.objects.create(
        conference=conference, title="In the foyer", room=foyer, starts_at=NOON, ends_at=NOON + HOUR
    )
    Talk.objects.create(session=second, title="Invited words", speaker="Bo Li", minutes=30)
    made = Talk.objects.create(session=session, submission=paper, minutes=20)
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    return made


def press(client: Client, item: str, name: str = "add", **data: str):
    return client.post(STAR, {name: item, **data})


def starred(client: Client) -> set[str]:
    css = client.get(STYLE).content.decode()
    return set(re.findall(r'"add"\]\[value="([^"]+)"', css))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sign_in_with(client: Client, user: User) -> None:
    """What signing in tells, with the visitor's cookie."""
    request = RequestFactory(headers={"cookie": f"{COOKIE}={client.cookies[COOKIE].value}"}).get("/")
    user_logged_in.send(sender=User, request=request, user=user)


def feed_of(client: Client) -> str:
    page = client.get(MINE).content.decode()
    (address, *_) = re.findall(r"/ws/program/mine/[a-z0-9]+\.ics", page)
    return str(address)


def test_a_visitor_stars_without_an_account_and_takes_it_back(talk, paper) -> None:
    visitor = Client()
    answer = press(visitor, f"paper:{paper.number}", next="/ws/program/")
    assert (answer.status_code, answer["Location"]) == (302, f"/ws/program/#session-{talk.session.key}")
    assert answer.cookies[COOKIE]["httponly"]
    assert starred(visitor) == {f"paper:{paper.number}"}
    press(visitor, f"paper:{paper.number}")
    assert Star.objects.count() == 1
    assert paper.title in visitor.get(MINE).content.decode()
    assert paper.title not in Client().get(MINE).content.decode()
    press(visitor, f"paper:{paper.number}", "remove")
    assert starred(visitor) == set()


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.CHAIR, Role.AREA_CHAIR])
def test_every_role_can_star(conference, talk, paper, role) -> None:
    user = make_member(conference, role) if role else make_user()
    client = signed_in(user)
    press(client, f"session:{talk.session.key}")
    assert starred(client) == {f"session:{talk.session.key}"}


def test_the_button_is_on_every_page_and_the_kept_page_is_the_same_for_all(talk, paper, settings) -> None:
    settings.KEEP_PAGES_SECONDS = 60
    cache.clear()
    visitor = Client()
    press(visitor, f"paper:{paper.number}")
    for url in ("/ws/program/", f"/ws/program/{talk.session.key}/", f"/ws/program/talks/{talk.key}/"):
        before = Client().get(url).content
        assert f'value="paper:{paper.number}"'.encode() in before
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(url).content == before
        assert len(queries) <= 1


@pytest.mark.parametrize("item", ["paper:99", "session:none", "", "<script>", "x" * 500])
def test_what_is_not_released_cannot_be_starred(talk, item) -> None:
    visitor = Client()
    assert press(visitor, item).status_code == 404
    assert not StarList.objects.exists()


def test_the_draft_and_other_conferences_cannot_be_starred(talk, session) -> None:
    new = Talk.objects.create(session=session, title="Not out yet", position=5)
    make_conference("other")
    assert press(Client(), f"talk:{new.key}").status_code == 404
    assert Client().post("/other/program/stars/", {"add": f"session:{session.key}"}).status_code == 404
    assert not Star.objects.exists()


def test_other_sites_cannot_star_and_one_leads_nowhere_else(talk, paper) -> None:
    item = {"add": f"paper:{paper.number}", "next": "https://elsewhere.example/"}
    refused = Client().post(STAR, item, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert not Star.objects.exists()
    assert Client().post(STAR, item)["Location"].startswith("/ws/program/")


def test_too_many_from_one_address_are_asked_to_wait(talk, paper, monkeypatch) -> None:
    monkeypatch.setattr("program.stars.views.STARS_A_MINUTE", 2)
    cache.clear()
    answers = [press(Client(), f"paper:{paper.number}").status_code for _ in range(4)]
    assert answers == [302, 302, 429, 429]


def test_signing_in_unites_both_lists_and_an_empty_one_never_wins(talk, paper) -> None:
    user = make_user()
    account, visitor, idle = signed_in(user), Client(), Client()
    press(visitor, f"paper:{paper.number}")
    address = feed_of(visitor)
    sign_in_with(visitor, user)
    assert starred(account) == {f"paper:{paper.number}"}
    press(idle, f"session:{talk.session.key}")
    second = feed_of(idle)
    sign_in_with(idle, user)
    both = {f"paper:{paper.number}", f"session:{talk.session.key}"}
    assert starred(account) == both
    assert starred(visitor) == starred(idle) == set()
    empty = Client()
    press(empty, f"paper:{paper.number}")
    press(empty, f"paper:{paper.number}", "remove")
    sign_in_with(empty, user)
    assert starred(account) == both
    for feed in (address, second):
        assert paper.title in Client().get(feed).content.decode()


def test_two_accounts_of_one_person_have_the_stars_of_both(talk, paper) -> None:
    kept, gone = make_user(), make_user()
    press(signed_in(kept), f"paper:{paper.number}")
    for item in (f"paper:{paper.number}", f"session:{talk.session.key}"):
        press(signed_in(gone), item)
    move_lists(Merge(kept=kept, gone=gone, by=kept, at=NOW), "program.StarList.user")
    assert starred(signed_in(kept)) == {f"paper:{paper.number}", f"session:{talk.session.key}"}
    assert not StarList.objects.filter(user=gone).exists()


def test_my_schedule_warns_of_two_at_one_time_in_different_sessions(talk, paper) -> None:
    visitor = Client()
    invited = Talk.objects.get(title="Invited words")
    for item in (f"paper:{paper.number}", f"session:{talk.session.key}"):
        press(visitor, item)
    assert "at the same time" not in visitor.get(MINE).content.decode()
    press(visitor, f"talk:{invited.key}")
    text = visitor.get(MINE).content.decode()
    assert text.count("at the same time") == 4
    assert 'name="robots" content="noindex"' in text


def test_the_calendar_has_a_secret_address_that_can_be_renewed(talk, paper) -> None:
    visitor = Client()
    press(visitor, f"paper:{paper.number}")
    old = feed_of(visitor)
    first = Client().get(old)
    assert f"UID:talk-{talk.key}@" in first.content.decode()
    assert first.content == Client().get(old).content
    assert "noindex" in first["X-Robots-Tag"]
    assert old not in Client().get(MINE).content.decode()
    visitor.post(f"{MINE}renew/")
    assert Client().get(old).status_code == 404
    assert Client().get(feed_of(visitor)).status_code == 200


def test_stars_outlive_releases_and_papers_placed_anew(conference, chair, talk, paper, session) -> None:
    visitor = Client()
    press(visitor, f"paper:{paper.number}")
    talk.delete()
    release_schedule(conference=conference, name="Second", by=chair, at=NOW)
    cache.clear()
    assert "no longer in the programme" in visitor.get(MINE).content.decode()
    Talk.objects.create(session=session, submission=paper)
    release_schedule(conference=conference, name="Third", by=chair, at=NOW)
    cache.clear()
    assert paper.title in visitor.get(MINE).content.decode()
    assert starred(visitor) == {f"paper:{paper.number}"}


def test_chairs_see_numbers_alone_at_the_same_cost(talk, paper, chair_client) -> None:
    url = "/ws/chair/program/stars/"

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert chair_client.get(url).status_code == 200
        return len(queries)

    user = make_user("Stella Gazer")
    press(signed_in(user), f"paper:{paper.number}")
    before = counted()
    for _ in range(6):
        press(Client(), f"paper:{paper.number}")
    assert counted() == before
    text = chair_client.get(url).content.decode()
    assert re.search(r">\s*7\s*<", text)
    assert "Stella" not in text
    assert Client().get(url).status_code in {302, 403, 404}


def test_lists_of_visitors_who_never_came_back_are_deleted(talk, paper) -> None:
    press(Client(), f"paper:{paper.number}")
    press(signed_in(make_user()), f"paper:{paper.number}")
    StarList.objects.update(used_at=NOW)
    assert clear_unused(NOW + UNUSED_FOR) == 0
    clear_unused(NOW + UNUSED_FOR + dt.timedelta(seconds=1))
    assert [one.user is not None for one in StarList.objects.all()] == [True]


def test_deleting_an_account_deletes_its_stars(talk, paper) -> None:
    user = make_user()
    press(signed_in(user), f"paper:{paper.number}")
    user.delete()
    assert not StarList.objects.exists()


def test_on_a_domain_of_its_own_a_conference_has_the_stars_of_its_visitors(conference, talk, paper) -> None:
    conference.domain = "ws-stars.example.net"
    conference.save(update_fields=["domain"])
    cache.clear()
    visitor = Client(headers={"host": conference.domain})
    answer = press(visitor, f"paper:{paper.number}")
    assert (answer.status_code, answer["Location"]) == (302, f"/ws/program/#session-{talk.session.key}")
    assert starred(visitor) == {f"paper:{paper.number}"}
    assert paper.title in visitor.get(MINE).content.decode()
