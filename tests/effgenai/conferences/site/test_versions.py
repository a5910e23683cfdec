"""Drafts of the home page and of written pages: kept, published, compared, restored, and shown by link."""

import datetime as dt
import html as html_lib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from html5lib import HTMLParser
from PIL import Image as PillowImage

from effgenai.audit.models import AuditLine
from effgenai.conferences.call.models import OpenQuestion
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.pictures.services import store_image
from effgenai.conferences.site.blocks import read_blocks, read_home
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.versions import DiffLine, differences, home_parts
from effgenai.mail.models import OutboundEmail
from tests.support.factories import NOW, make_conference, make_member, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The time, which a test moves on."""

    class Clock:
        now = NOW

        def on(self) -> None:
            self.now += dt.timedelta(minutes=1)

    found = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


@pytest.fixture
def conference(clock):
    conference = make_conference("effgenai", summary="Old sentence.", abstract="Old abstract.")
    OpenQuestion.objects.create(conference=conference, text="Old?")
    return conference


@pytest.fixture
def editor(conference, client):
    person = make_member(conference, Role.SITE_EDITOR, make_user("Sita Editor"))
    client.force_login(person)
    return person


def url(conference, name, *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def get(client, conference, name, *args):
    response = client.get(url(conference, name, *args))
    assert response.status_code == 200
    return on_one_line(response.content)


def version_in(html):
    return re.findall(r'name="version" value="(\w+)"', html)[0]


def typed(client, conference, **changes):
    """What the editor's form would send, with changes."""
    html = get(client, conference, "home_editor")
    keys = re.findall(r'name="block" value="([\w-]+)"', html)
    values = {"version": version_in(html), "block": keys}
    for name, value in re.findall(r'<textarea name="([\w-]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        values[name] = html_lib.unescape(value)
    for name, value in re.findall(r'<input type="text" name="([\w-]+)"(?: value="([^"]*)")?', html):
        values[name] = html_lib.unescape(value)
    values |= dict.fromkeys(re.findall(r'name="(shown-[\w-]+)" checked', html), "on")
    return {**values, **changes}


def save(client, conference, **changes):
    return client.post(url(conference, "home_editor"), typed(client, conference, **changes))


def visitors_page(client, conference):
    client.logout()
    return get(client, conference, "home")


# --- The draft of the home page --------------------------------------------------------------------------
def test_a_draft_is_kept_and_visitors_see_the_page_as_it_was(client, conference, editor) -> None:
    answer = save(client, conference, abstract="New abstract.", questions="New?\r\n\r\n  Two? ")
    assert answer.status_code == 302
    html = get(client, conference, "home_editor")
    assert "New abstract." in html
    assert "New?\nTwo?" in html
    assert "New abstract." in get(client, conference, "preview_home")
    assert AuditLine.objects.get().action == "home.draft"
    assert "New abstract." not in visitors_page(client, conference)


def test_publishing_shows_the_draft_to_everyone_and_leaves_both_versions(client, conference, editor) -> None:
    save(client, conference, abstract="New abstract.")
    changes = {"questions": "New?", "aims": "Aim", "heading-aims": "Why"}
    answer = save(client, conference, do="publish", **changes)
    assert answer.status_code == 302
    conference.refresh_from_db()
    assert (conference.abstract, conference.aims) == ("New abstract.", "Aim")
    assert [block.heading for block in read_blocks(conference.home_blocks)][1] == "Why"
    assert list(conference.open_questions.values_list("text", flat=True)) == ["New?"]
    first, second = SiteVersion.objects.order_by("number")
    assert first.content["abstract"] == "Old abstract."
    assert (first.saved_by, second.saved_by) == (None, editor)
    assert all(version.published_at for version in (first, second))
    assert AuditLine.objects.latest("pk").summary == "abstract, aims, questions, blocks"
    html = visitors_page(client, conference)
    assert "New abstract." in html
    assert ">Why</h2>" in html


def test_saving_or_publishing_the_same_leaves_no_trace(client, conference, editor) -> None:
    Conference.objects.update(abstract="Two\r\nlines.\n")
    save(client, conference)
    save(client, conference, do="publish")
    assert not SiteVersion.objects.exists()
    assert not AuditLine.objects.exists()


def test_what_was_changed_elsewhere_meanwhile_is_kept_too(client, conference, editor, clock) -> None:
    save(client, conference, abstract="Two", do="publish")
    save(client, conference, abstract="Four")
    Conference.objects.update(abstract="Three, from elsewhere")
    clock.on()
    save(client, conference, do="publish")
    abstracts = [row.content["abstract"] for row in SiteVersion.objects.order_by("number")]
    assert abstracts == ["Old abstract.", "Two", "Three, from elsewhere", "Four"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"summary": "x" * 301}, "At most 300 characters"),
        ({"questions": "x" * 301}, "A question has at most 300 characters"),
        ({"heading-topics": "y" * 81}, "A heading has at most 80 characters"),
    ],
)
def test_what_is_too_long_stays_in_the_draft_and_is_not_published(
    client, conference, editor, changes, words
) -> None:
    html = save(client, conference, abstract="Fine", do="publish", **changes).content.decode()
    assert words in html
    assert next(iter(changes.values())) in html
    conference.refresh_from_db()
    assert conference.abstract == "Old abstract."
    assert save(client, conference, **changes).status_code == 302
    assert next(iter(changes.values())) in get(client, conference, "home_editor")


def test_blocks_are_moved_hidden_added_and_removed_with_plain_buttons(client, conference, editor) -> None:
    answer = save(client, conference, do="up:aims")
    assert answer["Location"].endswith("#edit-aims")
    values = typed(client, conference)
    assert values["block"][:2] == ["aims", "abstract"]
    save(client, conference, do="add")
    values = typed(client, conference)
    key = values["block"][-1]
    assert key.startswith("text-")
    del values["shown-topics"]
    values |= {f"heading-{key}": "Prize", f"body-{key}": "**Win**"}
    client.post(url(conference, "home_editor"), values)
    save(client, conference, do="publish")
    html = get(client, conference, "home")
    assert "<strong>Win</strong>" in html
    assert ">Topics</h2>" not in html
    save(client, conference, do=f"remove:{key}")
    assert key not in typed(client, conference)["block"]
    save(client, conference, do="remove:dates")
    assert "dates" in typed(client, conference)["block"]


def test_a_form_without_blocks_keeps_the_layout(client, conference, editor) -> None:
    save(client, conference, do="up:dates")
    before = typed(client, conference)["block"]
    version = typed(client, conference)["version"]
    client.post(url(conference, "home_editor"), {"version": version, "abstract": "Only this"})
    assert typed(client, conference)["block"] == before
    assert typed(client, conference)["abstract"] == "Only this"


def test_two_editors_notice_each_other_and_nothing_typed_is_lost(client, conference, editor) -> None:
    mine = typed(client, conference, abstract="Mine")
    save(client, conference, abstract="Theirs")
    for do in ("save", "publish"):
        html = client.post(url(conference, "home_editor"), {**mine, "do": do}).content.decode()
        assert "Somebody else saved the home page" in html
        assert "Mine" in html
        assert SiteVersion.objects.get(published_at=None).content["abstract"] == "Theirs"
        conference.refresh_from_db()
        assert conference.abstract == "Old abstract."
    mine["version"] = version_in(html)
    assert client.post(url(conference, "home_editor"), mine).status_code == 302
    assert SiteVersion.objects.get(published_at=None).content["abstract"] == "Mine"


def test_a_publication_since_is_noticed_too(client, conference, editor) -> None:
    save(client, conference, abstract="One", do="publish")
    mine = typed(client, conference, abstract="Mine")
    save(client, conference, abstract="Two", do="publish")
    answer = client.post(url(conference, "save_home"), mine)
    assert answer.status_code == 409
    assert not SiteVersion.objects.filter(published_at=None).exists()


def test_autosaving_answers_as_the_contract_says(client, conference, editor) -> None:
    mine = typed(client, conference, abstract="Mine")
    answer = client.post(url(conference, "save_home"), mine)
    assert answer.status_code == 200
    assert answer.json()["version"] == typed(client, conference)["version"] != mine["version"]
    again = client.post(url(conference, "save_home"), {**mine, "abstract": "Stale"})
    assert again.status_code == 409
    assert again.json() == answer.json()
    forced = client.post(url(conference, "save_home"), {**mine, "abstract": "Forced", "force": "1"})
    assert forced.status_code == 200
    assert typed(client, conference)["abstract"] == "Forced"
    long = typed(client, conference, summary="x" * 301)
    answer = client.post(url(conference, "save_home"), long)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["summary"]
    assert read_home(SiteVersion.objects.get(published_at=None).content).summary == "x" * 301


def test_discarding_asks_first(client, conference, editor) -> None:
    save(client, conference, abstract="Mine")
    assert "gone for good" in get(client, conference, "discard_home")
    assert SiteVersion.objects.filter(published_at=None).exists()
    for _ in range(2):
        assert client.post(url(conference, "discard_home")).status_code == 302
    assert not SiteVersion.objects.filter(published_at=None).exists()
    assert typed(client, conference)["abstract"] == "Old abstract."
    assert AuditLine.objects.filter(action="home.discard").count() == 1


def test_hostile_text_does_no_harm_in_the_editor_nor_in_the_preview(client, conference, editor) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)></textarea>"
    save(client, conference, abstract=hostile, **{"heading-topics": hostile[:70]})
    for name in ("home_editor", "preview_home"):
        html = get(client, conference, name)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        HTMLParser(strict=True).parse(html)


# --- The history -----------------------------------------------------------------------------------------
def test_the_history_tells_who_when_and_what(client, conference, editor, clock) -> None:
    save(client, conference, abstract="Same\n\nNew line", do="publish")
    clock.on()
    save(client, conference, abstract="Same\n\nNewer line")
    html = get(client, conference, "home_versions")
    HTMLParser(strict=True).parse(html)
    for words in ("Sita Editor", "as it stood before", "What it is about", "published", "draft"):
        assert words in html
    html = get(client, conference, "home_version", 3)
    HTMLParser(strict=True).parse(html)
    assert "<del>New line</del><ins>Newer line</ins>" in html
    assert "<p>Same</p>" in html


def test_an_old_version_is_looked_at_and_restored_as_a_draft(client, conference, editor) -> None:
    save(client, conference, abstract="New abstract.", do="publish")
    assert "Old abstract." in get(client, conference, "home_see_version", 1)
    answer = client.post(url(conference, "home_restore_version", 1))
    assert answer["Location"] == url(conference, "home_editor")
    assert "Old abstract." in get(client, conference, "home_editor")
    assert "New abstract." in visitors_page(client, conference)
    client.force_login(editor)
    save(client, conference, do="publish")
    assert "Old abstract." in visitors_page(client, conference)


def test_restoring_changes_nothing_by_looking(client, conference, editor) -> None:
    save(client, conference, abstract="New", do="publish")
    assert client.get(url(conference, "home_restore_version", 1)).status_code == 405
    assert not SiteVersion.objects.filter(published_at=None).exists()


def make_version(conference, page, number, **fields):
    times = {"saved_at": NOW, "published_at": NOW}
    values = {"conference": conference, "page": page, "number": number, "content": {}}
    return SiteVersion.objects.create(**values, **times, **fields)


@pytest.mark.parametrize("kind", ["home", "page"])
def test_the_history_needs_the_same_queries_for_one_version_and_three(client, kind) -> None:
    counts = []
    for number in (1, 3):
        conference = make_conference()
        client.force_login(make_member(conference, Role.CHAIR))
        page = make_page(conference) if kind == "page" else None
        for place in range(number):
            make_version(conference, page, place, saved_by=make_user())
        name, args = (f"{kind}_versions", [page.pk] if page else [])
        get(client, conference, name, *args)
        with CaptureQueriesContext(connection) as queries:
            get(client, conference, name, *args)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_comparison_shows_lines_around_what_changed_and_leaves_out_the_rest() -> None:
    old = {"Text": "\n".join("abcdefghijkl")}
    new = {"Text": "\n".join("abcdeXghijkl").replace("a", "A"), "Aims": "More"}
    text, aims = differences(old, new)
    assert aims.lines == [DiffLine("added", "More")]
    assert [(line.kind, line.text) for line in text.lines][:4] == [
        ("removed", "a"),
        ("added", "A"),
        ("same", "b"),
        ("same", "c"),
    ]
    kinds = [line.kind for line in text.lines]
    assert "gap" in kinds or len(text.lines) < 14
    assert differences(new, new) == []


def test_two_free_texts_of_one_heading_are_told_apart_and_ends_of_lines_are_no_change() -> None:
    def content(text):
        rows = [{"key": f"text-{n}", "heading": "Prize", "text": f"{text} {n}"} for n in (1, 2)]
        return home_parts({"blocks": rows, "abstract": "A\r\nB"})

    changes = differences({**content("Old"), "What it is about": "A\nB\n"}, content("New"))
    assert [change.part for change in changes] == ["Text “Prize”", "Text “Prize” (2)"]


def test_the_order_of_blocks_is_a_part_that_can_be_compared() -> None:
    before = home_parts({"blocks": []})
    after = home_parts({"blocks": [{"key": "dates", "shown": False}]})
    (change,) = differences(before, after)
    assert change.part == "Order of the blocks"
    assert DiffLine("added", "Dates (hidden)") in change.lines


# --- The link --------------------------------------------------------------------------------------------
def link_of(conference):
    conference.refresh_from_db()
    return url(conference, "preview_by_link", conference.preview_key)


def test_the_link_shows_the_draft_without_an_account_of_a_draft_site_too(client, conference, editor) -> None:
    Conference.objects.update(public_state=PublicState.DRAFT)
    save(client, conference, abstract="Secret draft")
    client.post(url(conference, "preview_link"), {"do": "make"})
    link = link_of(conference)
    assert link in get(client, conference, "home_editor")
    client.logout()
    answer = client.get(link)
    assert answer.status_code == 200
    assert "Secret draft" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.post(link).status_code == 405
    for name in ("home", "call", "preview_home"):
        assert client.get(url(conference, name)).status_code in {302, 404}


def test_the_preview_of_a_draft_site_comes_with_its_pictures_and_colours(client, conference, editor) -> None:
    shot = io.BytesIO()
    PillowImage.new("RGB", (640, 360), "teal").save(shot, "PNG")
    upload = SimpleUploadedFile("hero.png", shot.getvalue(), "image/png")
    picture = store_image(upload=upload, conference=conference, by=editor, at=NOW, alt="A fjord")
    Conference.objects.update(public_state=PublicState.DRAFT, hero_image=picture, preview_key="k" * 43)
    client.logout()
    theme = url(conference, "theme")
    assert client.get(theme).status_code == 404
    html = client.get(link_of(conference)).content.decode()
    drawn = re.findall(rf'src="(/{conference.slug}/images/[^"]+)"', html)
    assert drawn
    assert {client.get(address).status_code for address in [*drawn, theme]} == {200}
    client.cookies["preview"] = "another"
    assert {client.get(address).status_code for address in [*drawn, theme]} == {404}
    assert client.get(url(conference, "home")).status_code == 404


def test_renewing_and_revoking_make_the_old_link_void(client, conference, editor) -> None:
    client.post(url(conference, "preview_link"), {"do": "make"})
    first = link_of(conference)
    client.post(url(conference, "preview_link"), {"do": "renew"})
    second = link_of(conference)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    client.post(url(conference, "preview_link"), {"do": "revoke"})
    assert client.get(second).status_code == 404
    conference.refresh_from_db()
    assert conference.preview_key == ""
    assert [line.action for line in AuditLine.objects.all()] == ["home.link"] * 3


def test_a_link_stays_if_no_button_was_pressed(client, conference, editor) -> None:
    client.post(url(conference, "preview_link"), {"do": "make"})
    link = link_of(conference)
    assert client.post(url(conference, "preview_link"), {"do": "void"}).status_code == 403
    assert link_of(conference) == link


@pytest.mark.parametrize("state", PublicState.values)
@pytest.mark.parametrize("key", ["wrong", "preview_key", "é"])
def test_a_wrong_key_opens_nothing(client, conference, state, key) -> None:
    Conference.objects.update(public_state=state)
    assert client.get(url(conference, "preview_by_link", key)).status_code == 404
    Conference.objects.update(preview_key="k" * 43)
    assert client.get(url(conference, "preview_by_link", key)).status_code == 404


def test_the_key_of_one_conference_opens_no_other(client, conference) -> None:
    Conference.objects.update(preview_key="k" * 43)
    other = make_conference("other", preview_key="o" * 43, public_state=PublicState.DRAFT)
    assert client.get(url(other, "preview_by_link", "k" * 43)).status_code == 404
    assert client.get(url(other, "preview_by_link", "o" * 43)).status_code == 200


# --- Written pages ---------------------------------------------------------------------------------------
def make_page(conference, **fields):
    values = {"slug": "faq", "title": "Questions", "body": "Old", "updated_at": NOW, "is_published": True}
    return Page.objects.create(conference=conference, **{**values, **fields})


PAGE = {"title": "Questions", "slug": "faq", "format": "markdown", "position": "0", "is_published": "on"}


def write(client, conference, page, body, **more):
    html = get(client, conference, "edit_page", page.pk)
    seen = re.findall(r'name="version" value="([^"]*)"', html)[0]
    values = {**PAGE, "body": body, "in_menu": "on", "version": seen, **more}
    return client.post(url(conference, "edit_page", page.pk), values)


def test_the_draft_of_a_page_is_written_beside_it_and_published(client, conference, editor, clock) -> None:
    faq = make_page(conference)
    clock.on()
    assert write(client, conference, faq, "New", draft="1").status_code == 302
    assert "Old" in get(client, conference, "page", "faq")
    html = get(client, conference, "edit_page", faq.pk)
    assert "You are writing on a draft" in html
    assert "New</textarea>" in html
    assert "changes kept as a draft" in get(client, conference, "pages")
    clock.on()
    assert write(client, conference, faq, "Newer").status_code == 302
    assert "Newer" in get(client, conference, "page", "faq")
    bodies = [row.content["body"] for row in SiteVersion.objects.order_by("number")]
    assert bodies == ["Old", "Newer"]
    assert not SiteVersion.objects.filter(published_at=None).exists()
    actions = list(AuditLine.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["page.draft", "page.change"]


def test_who_began_before_the_draft_of_another_is_told(client, conference, editor, clock) -> None:
    faq = make_page(conference)
    clock.on()
    write(client, conference, faq, "Theirs", draft="1")
    stale = {**PAGE, "body": "Mine", "version": NOW.isoformat()}
    for more in ({}, {"draft": "1"}):
        html = client.post(url(conference, "edit_page", faq.pk), {**stale, **more}).content.decode()
        assert "Somebody else saved this page" in html
        assert "Mine" in html
    faq.refresh_from_db()
    assert faq.body == "Old"
    assert SiteVersion.objects.get(published_at=None).content["body"] == "Theirs"


def test_an_old_version_of_a_page_is_seen_and_restored(client, conference, editor, clock) -> None:
    faq = make_page(conference)
    clock.on()
    write(client, conference, faq, "New")
    html = get(client, conference, "page_see_version", faq.pk, 1)
    assert "Old" in html
    assert 'content="noindex"' in html
    assert "<del>Old</del><ins>New</ins>" in get(client, conference, "page_version", faq.pk, 2)
    clock.on()
    client.post(url(conference, "page_restore_version", faq.pk, 1))
    assert "Old</textarea>" in get(client, conference, "edit_page", faq.pk)
    faq.refresh_from_db()
    assert faq.body == "New"
    client.post(url(conference, "discard_page", faq.pk))
    assert "New</textarea>" in get(client, conference, "edit_page", faq.pk)


def test_a_page_that_is_not_published_has_a_draft_too(client, conference, editor, clock) -> None:
    faq = make_page(conference, is_published=False)
    clock.on()
    assert write(client, conference, faq, "New", draft="1").status_code == 302
    assert "New</textarea>" in get(client, conference, "edit_page", faq.pk)
    clock.on()
    write(client, conference, faq, "Newer", is_published="")
    faq.refresh_from_db()
    assert (faq.body, faq.is_published) == ("Newer", False)
    assert not SiteVersion.objects.exists()


def autosave(client, conference, page, body, **more):
    html = get(client, conference, "edit_page", page.pk)
    version = re.findall(r'name="version" value="([^"]*)"', html)[0]
    values = {**PAGE, "body": body, "version": version, **more}
    return client.post(url(conference, "autosave_page", page.pk), values)


def test_what_is_typed_is_kept_and_previewed_while_visitors_see_the_page(client, conference, editor, clock):
    faq = make_page(conference)
    clock.on()
    answer = autosave(client, conference, faq, "Typed **so far**")
    draft = SiteVersion.objects.get(published_at=None)
    assert answer.status_code == 200
    assert answer.json() == {"version": draft.saved_at.isoformat(), "saved_at": draft.saved_at.isoformat()}
    assert "<strong>so far</strong>" in get(client, conference, "preview_page", faq.pk)
    for address in (url(conference, "page", "faq"), url(conference, "home")):
        assert "so far" not in client.get(address).content.decode()
    clock.on()
    assert autosave(client, conference, faq, "Typed on").status_code == 200
    assert [line.action for line in AuditLine.objects.all()] == ["page.draft"]
    faq.refresh_from_db()
    assert (faq.body, faq.is_published) == ("Old", True)


def test_what_cannot_be_saved_yet_is_kept_all_the_same(client, conference, editor, clock) -> None:
    faq = make_page(conference)
    clock.on()
    answer = autosave(client, conference, faq, "A text", title="", slug="chair")
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"title", "slug"}
    content = SiteVersion.objects.get(published_at=None).content
    assert (content["body"], content["slug"]) == ("A text", "chair")
    faq.refresh_from_db()
    assert (faq.body, faq.slug) == ("Old", "faq")
    assert (
        "already a page of every conference"
        in write(client, conference, faq, "A text", slug="chair").content.decode()
    )


def test_two_windows_of_a_page_notice_each_other(client, conference, editor, clock) -> None:
    faq = make_page(conference)
    clock.on()
    autosave(client, conference, faq, "Theirs")
    stale = {**PAGE, "body": "Mine", "version": NOW.isoformat()}
    answer = client.post(url(conference, "autosave_page", faq.pk), stale)
    draft = SiteVersion.objects.get(published_at=None)
    assert answer.status_code == 409
    assert answer.json()["version"] == draft.saved_at.isoformat()
    assert draft.content["body"] == "Theirs"
    clock.on()
    assert client.post(url(conference, "autosave_page", faq.pk), {**stale, "force": "1"}).status_code == 200
    assert SiteVersion.objects.get(published_at=None).content["body"] == "Mine"


@pytest.mark.parametrize("name", ["autosave_page", "preview_page"])
def test_the_draft_of_a_page_is_for_those_who_write_the_site(client, conference, name) -> None:
    faq = make_page(conference)
    method = client.post if name == "autosave_page" else client.get
    for person in (None, make_member(conference, Role.REVIEWER)):
        if person:
            client.force_login(person)
        assert method(url(conference, name, faq.pk), {**PAGE, "body": "Mine"}).status_code in {302, 404}
    assert not SiteVersion.objects.exists()


@pytest.mark.parametrize("state", [PublicState.DRAFT, PublicState.PUBLISHED])
def test_who_has_the_preview_link_reads_the_drafts_of_pages(client, conference, clock, state) -> None:
    Conference.objects.update(preview_key="k" * 43, public_state=state)
    faq, plan = make_page(conference), make_page(conference, slug="plan", title="Plans", is_published=False)
    draft = {"title": "Answers", "body": "New"}
    SiteVersion.objects.create(conference=conference, page=faq, number=1, content=draft, saved_at=NOW)
    listed = on_one_line(client.get(url(conference, "preview_by_link", "k" * 43)).content)
    assert "Plans</a> (not published)" in listed
    for page, words in ((faq, "Answers"), (plan, "Plans")):
        address = url(conference, "preview_page_by_link", "k" * 43, page.slug)
        assert f'href="{page.slug}/"' in listed
        assert "k" * 43 not in listed
        answer = client.get(address)
        assert words in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert 'rel="canonical"' not in answer.content.decode()
        assert "k" * 43 not in answer.content.decode()
    assert client.get(url(conference, "preview_page_by_link", "k" * 43, "unknown")).status_code == 404
    for address in (url(conference, "page", "faq"), url(conference, "page", "plan")):
        assert "Answers" not in client.get(address).content.decode()
        assert "Plans" not in client.get(address).content.decode()
    for key in ("x" * 43, "k"):
        assert client.get(url(conference, "preview_page_by_link", key, "faq")).status_code == 404
    Conference.objects.update(preview_key="")
    assert client.get(url(conference, "preview_page_by_link", "k" * 43, "faq")).status_code == 404


def test_a_page_that_is_taken_back_keeps_what_it_said(client, conference, editor, clock) -> None:
    faq = make_page(conference)
    clock.on()
    write(client, conference, faq, "Rewritten")
    clock.on()
    values = {**PAGE, "body": "Rewritten again", "is_published": ""}
    client.post(url(conference, "edit_page", faq.pk), values)
    faq.refresh_from_db()
    assert not faq.is_published
    assert [row.content["body"] for row in SiteVersion.objects.order_by("number")] == ["Old", "Rewritten"]


# --- Who may ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
def test_for_others_there_is_no_such_page_and_nothing_changes(client, conference, editor, role) -> None:
    faq = make_page(conference)
    save(client, conference, abstract="Draft")
    before = list(SiteVersion.objects.values()), AuditLine.objects.count()
    person = make_member(conference, role) if role else make_user()
    make_member(make_conference("theirs"), Role.CHAIR, person)
    client.force_login(person)
    names = [
        *(("home_editor",), ("save_home",), ("preview_home",), ("preview_link",), ("discard_home",)),
        *(("home_versions",), ("home_version", 1), ("home_see_version", 1), ("home_restore_version", 1)),
        *(("discard_page", faq.pk), ("page_versions", faq.pk), ("page_restore_version", faq.pk, 1)),
    ]
    for name, *args in names:
        for ask in (client.get, client.post):
            assert ask(url(conference, name, *args)).status_code in {404, 405}
    assert (list(SiteVersion.objects.values()), AuditLine.objects.count()) == before
    conference.refresh_from_db()
    assert conference.preview_key == ""
    assert not OutboundEmail.objects.exists()


def test_versions_of_another_conference_are_not_found(client, conference, editor) -> None:
    other = make_conference("other")
    theirs = make_page(other)
    for page in (None, theirs):
        make_version(other, page, 7)
    for name in ("version", "see_version", "restore_version"):
        ask = client.post if name == "restore_version" else client.get
        assert ask(url(conference, f"home_{name}", 7)).status_code == 404
        assert ask(url(conference, f"page_{name}", theirs.pk, 7)).status_code == 404
    assert SiteVersion.objects.count() == 2
