import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.accounts.models import Affiliation, Profile
from effgenai.accounts.names.orcid import is_orcid, normalise_orcid
from tests.support.factories import make_user

pytestmark = pytest.mark.django_db
PROFILE = "/account/profile/"


@pytest.fixture
def person(client):
    user = make_user("Ada Nwosu", "ada@example.org")
    client.force_login(user)
    return user


def fields(**changes):
    return {"name": "Ada Nwosu", "orcid": "", "home_page": "", "time_zone": "", **changes}


@pytest.mark.parametrize(
    "pasted",
    [
        "0000-0002-1825-0097",
        " https://orcid.org/0000-0002-1825-0097/ ",
        "0000000218250097",
        "orcid.org/0000-0002-1825-0097",
    ],
)
def test_an_orcid_is_understood_however_it_was_pasted(pasted):
    assert normalise_orcid(pasted) == "0000-0002-1825-0097"
    assert is_orcid(normalise_orcid(pasted))


@pytest.mark.parametrize(
    ("orcid", "right"),
    [
        ("0000-0002-1825-0097", True),
        ("0000-0002-1694-233X", True),
        ("0000-0002-1825-0098", False),
        ("0000-0002-1694-2330", False),
        ("x", False),
    ],
)
def test_the_last_digit_of_an_orcid_is_checked(orcid, right):
    assert is_orcid(orcid) is right


def test_a_profile_is_kept(client, person):
    response = client.post(
        PROFILE,
        fields(
            name="Ada N.",
            orcid="https://orcid.org/0000-0002-1694-233x",
            home_page="ada.example.org",
            time_zone="Europe/Vienna",
        ),
    )
    assert response.status_code == 302
    profile = Profile.objects.get(user=person)
    person.refresh_from_db()
    assert person.name == "Ada N."
    assert (profile.orcid, profile.home_page) == ("0000-0002-1694-233X", "https://ada.example.org")
    assert profile.time_zone == "Europe/Vienna"


def test_a_wrong_orcid_is_refused_beside_its_field_and_nothing_typed_is_lost(client, person):
    response = client.post(PROFILE, fields(orcid="0000-0002-1825-0098", name="New Name"))
    html = response.content.decode()
    assert response.status_code == 200
    assert "This is no ORCID iD" in html
    assert 'value="0000-0002-1825-0098"' in html
    assert 'value="New Name"' in html
    assert not Profile.objects.filter(orcid__gt="").exists()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "not an address"])
def test_a_home_page_is_an_address_of_the_web(client, person, address):
    assert client.post(PROFILE, fields(home_page=address)).status_code == 200
    assert not Profile.objects.filter(home_page__gt="").exists()


def test_an_unknown_time_zone_is_refused(client, person):
    assert client.post(PROFILE, fields(time_zone="Mars/Base")).status_code == 200
    assert not Profile.objects.filter(time_zone__gt="").exists()


def test_affiliations_are_added_changed_and_removed(client, person):
    client.post(reverse("accounts:new_affiliation"), {"institution": "KTH", "start_year": "2019"})
    row = person.affiliations.get()
    client.post(
        reverse("accounts:affiliation", args=[row.pk]), {"institution": "KTH Stockholm", "end_year": "2024"}
    )
    row.refresh_from_db()
    assert (row.institution, row.start_year, row.end_year) == ("KTH Stockholm", None, 2024)
    client.post(reverse("accounts:remove_affiliation", args=[row.pk]))
    assert not person.affiliations.exists()


def test_an_affiliation_cannot_end_before_it_starts(client, person):
    response = client.post(
        reverse("accounts:new_affiliation"), {"institution": "KTH", "start_year": "2024", "end_year": "2019"}
    )
    assert "cannot end before it starts" in response.content.decode()
    assert not Affiliation.objects.exists()


@pytest.mark.parametrize("name", ["affiliation", "remove_affiliation"])
def test_the_affiliations_of_others_are_not_found(client, person, name):
    other = Affiliation.objects.create(user=make_user(), institution="Secret University")
    response = client.post(reverse(f"accounts:{name}", args=[other.pk]), {"institution": "Mine now"})
    assert response.status_code == 404
    other.refresh_from_db()
    assert other.institution == "Secret University"


def test_present_affiliations_come_first(client, person):
    for institution, years in (("Past", (2010, 2015)), ("Present", (2020, None)), ("Recent", (2015, 2020))):
        Affiliation.objects.create(
            user=person, institution=institution, start_year=years[0], end_year=years[1]
        )
    html = client.get(PROFILE).content.decode()
    assert html.index("Present") < html.index("Recent") < html.index("2010–2015")


def test_the_profile_needs_the_same_queries_for_one_affiliation_and_three(client, person):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            Affiliation.objects.create(user=person, institution="Place")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PROFILE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["profile", "new_affiliation"])
def test_visitors_are_asked_to_sign_in_and_change_nothing(client, name):
    response = client.post(reverse(f"accounts:{name}"), fields(institution="KTH"))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")
    assert not Profile.objects.exists()
    assert not Affiliation.objects.exists()
