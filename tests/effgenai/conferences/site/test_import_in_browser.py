"""A file that is uploaded on the desk becomes a draft, and its editor lists what it lost."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.site.models import Page
from effgenai.conferences.site.queries.versions import draft_of
from tests.support.factories import NOW, make_conference, make_member

pytestmark = pytest.mark.django_db
ADDRESS = "/effgenai/chair/setup/pages/import/"


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def editor(conference, client):
    person = make_member(conference, Role.SITE_EDITOR)
    client.force_login(person)
    return person


def upload(
    client,
    text="# Venue\n\nBy boat.\n\n<iframe src='https://maps.example/'></iframe>",
    name="venue.md",
    **data,
):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return client.post(ADDRESS, {"upload": file, **data}, follow=True)


def test_a_new_page_is_a_draft_with_its_losses_beside_it(conference, editor, client):
    assert "Import a page" in client.get("/effgenai/chair/setup/pages/").content.decode()
    shown = html.unescape(upload(client).content.decode())
    page = Page.objects.get()
    assert (page.slug, page.title, page.body, page.is_published) == ("venue", "Venue", "By boat.", False)
    assert "Embedded page: https://maps.example/" in shown
    assert reverse("conferences:preview_page", args=["effgenai", page.pk]) in shown


def test_a_page_stays_and_a_typed_draft_is_replaced_only_if_ticked(conference, editor, client):
    values = {"title": "Venue", "body": "By train.", "updated_at": NOW, "is_published": True}
    page = Page.objects.create(conference=conference, slug="venue", **values)
    upload(client)
    page.refresh_from_db()
    assert page.body == "By train."
    assert draft_of(conference, page).content["body"] == "By boat."
    lines = AuditLine.objects.count()
    assert "would be lost" in upload(client, "# Venue\n\nBy tram.").content.decode()
    assert draft_of(conference, page).content["body"] == "By boat."
    assert AuditLine.objects.count() == lines
    upload(client, "# Venue\n\nBy tram.", replace_draft="on")
    assert draft_of(conference, page).content["body"] == "By tram."


def test_the_home_page_is_filled_as_a_draft(conference, editor, client):
    shown = upload(
        client, "# New title\n\n## Abstract\n\nOur words. {% include x %}", as_home="on"
    ).content.decode()
    assert "Left out of the imported file" in shown
    draft = draft_of(conference, None)
    assert (draft.content["abstract"], draft.content["title"], draft.saved_by) == (
        "Our words.",
        "New title",
        editor,
    )
    conference.refresh_from_db()
    assert conference.abstract == ""


@pytest.mark.parametrize(
    ("text", "name", "data", "says"),
    [
        ("Text alone", "venue.md", {}, "no title"),
        (b"# A\x00", "venue.md", {}, "NUL"),
        ("# A", "chair.md", {}, "address"),
        ("# A", "会場.md", {}, "address"),
        ("x" * 1_000_001, "venue.md", {}, "1 MB"),
        ("{% include x %}", "index.md", {"as_home": "on"}, "says nothing"),
    ],
)
def test_what_cannot_be_a_page_is_answered(conference, editor, client, text, name, data, says):
    answer = upload(client, text, name, **data)
    assert answer.status_code == 200
    assert says.lower() in answer.content.decode().lower()
    assert not Page.objects.exists()
    assert not AuditLine.objects.exists()


def test_who_does_not_edit_the_site_cannot_import(conference, client):
    client.force_login(make_member(conference, Role.REVIEWER))
    assert upload(client).status_code in {403, 404}
    assert not Page.objects.exists()
