"""Sponsors by tier, and editions that live elsewhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.site.models import PastEdition, Sponsor
from tests.support.factories import NOW, make_conference, make_member
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def editor(client, conference):
    person = make_member(conference, Role.SITE_EDITOR)
    client.force_login(person)
    return person


def url(conference, name="home", *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def text(client, conference, name="home", *args):
    response = client.get(url(conference, name, *args))
    assert response.status_code == 200
    return on_one_line(response.content)


def make_sponsor(conference, name, tier="Sponsors", position=0, **fields):
    return Sponsor.objects.create(conference=conference, name=name, tier=tier, position=position, **fields)


def test_tiers_stand_in_the_order_of_their_first_sponsor(client, conference):
    make_sponsor(conference, "Silver One", "Silver", 2)
    make_sponsor(conference, "Gold One", "Gold", 1, home_page="https://gold.example/")
    make_sponsor(conference, "Gold Two", "Gold", 3)
    html = text(client, conference)
    places = [
        html.index(words) for words in ("Gold</h3>", "Gold One", "Gold Two", "Silver</h3>", "Silver One")
    ]
    assert places == sorted(places)
    assert '<a href="https://gold.example/" rel="noopener sponsored">' in html


def test_a_logo_speaks_the_name_of_its_sponsor(client, conference):
    logo = Image.objects.create(
        conference=conference,
        name="l.png",
        sha256="1" * 64,
        width=300,
        height=100,
        widths=[300],
        stored_at=NOW,
    )
    make_sponsor(conference, "Foundry", logo=logo)
    html = text(client, conference)
    assert 'alt="Foundry" width="300" height="100"' in html
    assert "tier-name" not in html


def test_without_sponsors_there_is_no_such_block(client, conference):
    assert "sponsor" not in text(client, conference).lower()


def test_sponsors_need_the_same_queries_for_one_and_three(client):
    counts = []
    for number in (1, 3):
        conference = make_conference()
        for position in range(number):
            make_sponsor(conference, f"Sponsor {position}", f"Tier {position}", position)
            PastEdition.objects.create(conference=conference, title=f"Edition {position}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(conference)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_sponsors_are_added_changed_and_removed_at_the_desk(client, conference, editor):
    data = {"name": "Foundry", "tier": "Gold", "note": "", "home_page": "foundry.example", "position": 0}
    assert client.post(url(conference, "new_sponsor"), data).status_code == 302
    sponsor = Sponsor.objects.get()
    assert sponsor.home_page == "https://foundry.example"
    assert client.post(url(conference, "sponsor", sponsor.pk), {**data, "tier": "Silver"}).status_code == 302
    sponsor.refresh_from_db()
    assert sponsor.tier == "Silver"
    assert "Foundry" in text(client, conference, "sponsors")
    assert client.post(url(conference, "remove_sponsor", sponsor.pk)).status_code == 302
    assert not Sponsor.objects.exists()
    actions = AuditLine.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["sponsor.add", "sponsor.change", "sponsor.remove"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "not an address"])
def test_a_sponsor_leads_to_no_script(client, conference, editor, address):
    data = {"name": "Foundry", "tier": "Gold", "home_page": address, "position": 0}
    assert client.post(url(conference, "new_sponsor"), data).status_code == 200
    assert not Sponsor.objects.exists()


def test_an_edition_elsewhere_is_listed(client, conference, editor):
    data = {
        "title": "Seminar 2025",
        "when_and_where": "Graz, May 2025",
        "address": "https://old.example/",
        "position": 0,
    }
    assert client.post(url(conference, "new_edition"), data).status_code == 302
    edition = PastEdition.objects.get()
    assert "Seminar 2025" in text(client, conference, "editions")
    assert client.get(url(conference, "edition", edition.pk)).status_code == 200
    client.logout()
    html = text(client, conference)
    assert 'href="https://old.example/"' in html
    assert "Graz, May 2025" in html


def test_reviewers_edit_neither(client, conference):
    sponsor = make_sponsor(conference, "Foundry")
    client.force_login(make_member(conference, Role.REVIEWER))
    assert client.post(url(conference, "remove_sponsor", sponsor.pk)).status_code == 404
    assert client.post(url(conference, "new_edition"), {"title": "x", "position": 0}).status_code == 404
    assert Sponsor.objects.exists()
    assert not PastEdition.objects.exists()
