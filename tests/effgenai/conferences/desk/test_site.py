import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.accounts.models import User
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.hooks import ConferenceDefaults
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.settings import update_settings
from effgenai.conferences.core.states import PublicState, Role
from effgenai.contributions import contributed
from effgenai.mail.models import OutboundEmail
from tests.support.contributions import contributing
from tests.support.factories import NOW, make_conference, make_member, make_user
from tests.support.records import lines_besides_defaults

pytestmark = pytest.mark.django_db
NEW = "/conferences/new/"
FIELDS = {"title": "Efficient Generative AI", "short_name": "EffGenAI", "slug": "effgenai"}


@pytest.fixture
def admin(client):
    user = make_user("Admin", is_staff=True)
    client.force_login(user)
    return user


def test_an_empty_installation_says_how_to_begin(client):
    html = client.get("/").content.decode()
    assert "create_admin" in html
    assert "/account/login/" in html


def test_an_empty_installation_offers_its_administrator_the_first_conference(client, admin):
    assert f'href="{NEW}"' in client.get("/").content.decode()


def test_the_root_leads_to_the_current_conference(client):
    make_conference("older")
    make_conference("newer", is_current=True)
    assert client.get("/")["Location"] == "/newer/"


def test_the_root_leads_to_the_only_conference_and_lists_several(client):
    make_conference("one")
    assert client.get("/")["Location"] == "/one/"
    make_conference("two")
    html = client.get("/").content.decode()
    assert 'href="/one/"' in html
    assert 'href="/two/"' in html


def test_a_draft_is_listed_for_its_members_alone(client):
    draft = make_conference("draft", public_state=PublicState.DRAFT)
    assert 'href="/draft/"' not in client.get("/conferences/").content.decode()
    client.force_login(make_user())
    assert 'href="/draft/"' not in client.get("/conferences/").content.decode()
    client.force_login(make_member(draft, Role.REVIEWER))
    assert 'href="/draft/"' in client.get("/conferences/").content.decode()


def test_the_list_needs_the_same_queries_for_one_conference_and_three(client):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_conference()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/conferences/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_administrator_creates_a_conference_and_becomes_its_chair(client, admin):
    response = client.post(NEW, FIELDS)
    conference = Conference.objects.get()
    assert response["Location"] == "/effgenai/chair/setup/guide/"
    assert client.get(response["Location"]).status_code == 200
    assert (conference.public_state, conference.is_current) == (PublicState.DRAFT, True)
    assert [track.name for track in conference.tracks.all()] == ["Papers"]
    membership = conference.memberships.get()
    assert (membership.user, membership.role) == (admin, Role.CHAIR)
    assert lines_besides_defaults().get().action == "conference.create"
    installed = AuditLine.objects.filter(action__endswith=".install", conference=conference, actor=None)
    assert set(installed.values_list("action", flat=True)) == {
        "decision_class.install",
        "institution.install",
        "review_form.install",
    }


def test_the_second_conference_does_not_take_the_place_of_the_current_one(client, admin):
    make_conference("first", is_current=True)
    client.post(NEW, FIELDS)
    assert Conference.objects.get(is_current=True).slug == "first"


@pytest.mark.parametrize(
    ("short_name", "title", "slug"),
    [
        ("EffGenAI 2027", "Efficient", "effgenai-2027"),
        ("Méthodes & Modèles", "Efficient", "methodes-modeles"),
        ("効率", "Efficient Models", "efficient-models"),
        ("First", "Efficient", "first-2"),
        ("Account", "Efficient", "account-2"),
    ],
)
def test_an_address_left_empty_is_made_from_the_names(client, admin, short_name, title, slug):
    make_conference("first", short_name="Taken")
    client.post(NEW, {"title": title, "short_name": short_name, "slug": ""})
    assert Conference.objects.exclude(slug="first").get().slug == slug


def test_names_without_latin_letters_ask_for_an_address(client, admin):
    response = client.post(NEW, {"title": "効率", "short_name": "効率", "slug": ""})
    assert "no Latin letters to make one from" in response.content.decode()
    assert not Conference.objects.exists()


@pytest.mark.parametrize("name", ["SMALL", "small", " Small "])
def test_a_short_name_that_another_conference_has_is_refused(client, admin, name):
    make_conference("first", short_name="Small")
    response = client.post(NEW, {**FIELDS, "short_name": name})
    assert "Give each edition a short name of its own." in response.content.decode()
    assert 'value="Efficient Generative AI"' in response.content.decode()
    assert Conference.objects.count() == 1
    other = make_conference("other", short_name="Other")
    with pytest.raises(Refused, match="Another conference is called"):
        other.short_name = name
        update_settings(conference=other, fields=["short_name"], by=admin, at=NOW)
    other.refresh_from_db()
    assert other.short_name == "Other"


@pytest.mark.parametrize("slug", ["account", "conferences", "healthz", "readyz", "with space", "ü", "first"])
def test_an_address_that_is_taken_or_impossible_is_refused_and_nothing_typed_is_lost(client, admin, slug):
    make_conference("first")
    response = client.post(NEW, {**FIELDS, "slug": slug})
    assert response.status_code == 200
    assert 'value="Efficient Generative AI"' in response.content.decode()
    assert Conference.objects.count() == 1


def test_for_all_but_administrators_there_is_no_such_page(client):
    conference = make_conference("first")
    assert client.post(NEW, FIELDS)["Location"].startswith("/account/login/")
    for person in (make_user(), make_member(conference, Role.CHAIR)):
        client.force_login(person)
        assert client.get(NEW).status_code == 404
        assert client.post(NEW, FIELDS).status_code == 404
        assert client.post("/conferences/first/current/").status_code == 404
    assert Conference.objects.count() == 1
    assert not Conference.objects.filter(is_current=True).exists()
    assert not OutboundEmail.objects.exists()
    assert not AuditLine.objects.exists()


def test_an_administrator_chooses_what_is_shown_at_the_root(client, admin):
    make_conference("first", is_current=True)
    make_conference("second")
    client.post("/conferences/second/current/")
    assert Conference.objects.get(is_current=True).slug == "second"
    assert client.get("/")["Location"] == "/second/"


def test_every_app_fills_in_its_defaults_when_a_conference_is_created(client, admin):
    seen: list[Conference] = []
    ours = ConferenceDefaults(lambda conference, _: seen.append(conference))
    added = [*contributed(ConferenceDefaults), ours]
    with contributing(ConferenceDefaults, *added):
        client.post(NEW, FIELDS)
    assert seen == [Conference.objects.get()]


def create(*args):
    out = io.StringIO()
    call_command("create_conference", "--slug", "effgenai", "--title", "EffGenAI", *args, stdout=out)
    return out.getvalue()


def test_a_conference_is_created_from_the_shell_for_a_person_with_an_account():
    chair = make_user("Chair", "chair@example.org")
    assert "/effgenai/" in create("--chair", "chair@example.org")
    assert Conference.objects.get().memberships.get().user == chair
    assert User.objects.count() == 1


def test_a_chair_without_an_account_gets_one():
    assert "forgotten password" in create("--chair", "new@example.org")
    assert Conference.objects.get().memberships.get().user.email == "new@example.org"


@pytest.mark.parametrize("slug", ["effgenai", "admin", "with space"])
def test_the_shell_refuses_an_impossible_address_and_leaves_nothing_behind(slug):
    make_conference("effgenai")
    with pytest.raises(CommandError):
        call_command("create_conference", "--slug", slug, "--title", "T", "--chair", "new@example.org")
    assert Conference.objects.count() == 1
    assert not User.objects.exists()
