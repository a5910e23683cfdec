"""The public site as files: what is in it, how its links lead, and what changes when something changes."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from effgenai.archive.writing.errors import ExportError
from effgenai.archive.writing.folder import files_of
from effgenai.archive.writing.links import check_folder
from effgenai.archive.writing.writer import write_site
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.site.models import Page
from effgenai.conferences.web.public_pages import public_addresses
from submissions.core.models import Submission
from tests.effgenai.archive.conftest import AN_HOUR_LATER
from tests.support.factories import NOW, make_conference, make_milestone

pytestmark = pytest.mark.django_db
NEW_TITLE = "A title nobody had before"


def text_of(folder, file: str) -> str:
    return (folder / file).read_text(encoding="utf-8")


def page_with(conference, body: str) -> None:
    Page.objects.update_or_create(
        conference=conference,
        slug="open",
        defaults={"title": "Open", "body": body, "is_published": True, "updated_at": NOW},
    )


def test_every_public_page_is_there_and_every_link_leads_somewhere(world, written):
    files = set(files_of(written))
    number = world.papers["a"].number
    expected = {"index.html", "call/index.html", "dates/index.html", "people/index.html", "open/index.html"}
    expected |= {"dates.ics", "theme.css", "program/index.html", "program/calendar.ics", "program/grid.css"}
    expected |= {"papers/index.html", f"papers/{number}/index.html", "404.html"}
    expected |= {f"program/{world.rows['session'].key}/index.html"}
    assert expected <= files
    assert any(re.fullmatch(r"assets/public\.\w+\.css", file) for file in files)
    assert check_folder(written) == []


def test_every_address_that_the_apps_name_has_its_file(world, written):
    found = write_site(world.conference, written, at=AN_HOUR_LATER)
    assert public_addresses(world.conference, timezone.now())
    assert found.problems == []
    assert found.files == len(files_of(written))
    assert found.size == sum((written / file).stat().st_size for file in files_of(written))


def test_links_are_relative_and_name_their_file(world, written):
    number = world.papers["a"].number
    listed = text_of(written, "papers/index.html")
    assert f'href="{number}/index.html"' in listed
    assert 'href="../dates/index.html"' in listed
    assert 'href="../theme.css"' in listed
    paper = text_of(written, f"papers/{number}/index.html")
    assert 'href="../index.html"' in paper
    assert '<link rel="canonical" href="http://testserver/leak/' in paper


def test_nothing_is_left_that_only_a_server_can_answer(written):
    for file in files_of(written):
        if file.endswith(".html"):
            text = text_of(written, file)
            assert "<form" not in text, file
            assert "Sign in" not in text, file
            assert 'type="module"' not in text, file


def test_only_what_visitors_see_is_asked_for(written):
    private = ("chair/", "me/", "submissions/", "reviewing/", "account/", "invitations/", "hidden/")
    assert [file for file in files_of(written) if file.startswith(private)] == []


def test_the_manifest_names_every_file_and_when_it_was_written(written):
    manifest = json.loads(text_of(written, "archive.json"))
    assert sorted(manifest["files"]) == files_of(written)
    assert manifest["exported_at"] == "2026-08-01T13:00:00+00:00"
    assert manifest["source"] == "http://testserver/leak/"


def test_a_link_to_a_page_for_members_becomes_plain_text(world, tmp_path):
    page_with(world.conference, "Go to [your papers](/leak/submissions/) or [the desk](/leak/chair/).")
    found = write_site(world.conference, tmp_path / "site", at=AN_HOUR_LATER)
    text = text_of(tmp_path / "site", "open/index.html")
    assert "your papers" in text
    assert "/leak/submissions/" not in text
    assert "chair/" not in text
    assert found.problems == []


def test_a_link_that_leads_nowhere_is_told_and_becomes_plain_text(world, tmp_path):
    page_with(world.conference, "See [this](/leak/nowhere/) and [that](#missing).")
    found = write_site(world.conference, tmp_path / "site", at=AN_HOUR_LATER)
    assert found.problems == ["/leak/open/ leads to /leak/nowhere/, which answers 404."]
    assert "<a>this</a>" in text_of(tmp_path / "site", "open/index.html")
    (missing,) = check_folder(tmp_path / "site")
    assert missing.file == "open/index.html"
    assert "“missing”" in missing.what


def test_questions_are_dropped_and_fragments_kept(world, tmp_path):
    page_with(world.conference, "[a](/leak/papers/?topic=1#main) [b](http://testserver/leak/dates/#main)")
    write_site(world.conference, tmp_path / "site", at=AN_HOUR_LATER)
    text = text_of(tmp_path / "site", "open/index.html")
    assert 'href="../papers/index.html#main"' in text
    assert 'href="../dates/index.html#main"' in text
    assert check_folder(tmp_path / "site") == []


def test_other_sites_and_other_editions_stay_links_to_the_living_web(world, tmp_path):
    make_conference("other")
    page_with(world.conference, "[a](https://example.org/x?y=1) [b](/other/papers/) [c](mailto:a@b.example)")
    write_site(world.conference, tmp_path / "site", at=AN_HOUR_LATER)
    text = text_of(tmp_path / "site", "open/index.html")
    assert 'href="https://example.org/x?y=1"' in text
    assert 'href="http://testserver/other/papers/"' in text
    assert 'href="mailto:a@b.example"' in text
    assert not (tmp_path / "site/other").exists()
    assert check_folder(tmp_path / "site") == []


@pytest.mark.parametrize("link", ["/leak/../../etc/passwd", "/static/../../../etc/passwd", "/leak/%2e%2e/x"])
def test_no_address_leads_out_of_the_folder(world, tmp_path, link):
    page_with(world.conference, f"[out]({link})")
    write_site(world.conference, tmp_path / "outer/site", at=AN_HOUR_LATER)
    assert sorted(file.name for file in (tmp_path / "outer").iterdir()) == ["site"]
    assert "passwd" not in " ".join(files_of(tmp_path / "outer/site"))


def facts(folder) -> dict[str, tuple[bytes, int, int]]:
    """Content, identity and time of each file."""
    found = {}
    for file in files_of(folder):
        stat = (folder / file).stat()
        found[file] = ((folder / file).read_bytes(), stat.st_ino, stat.st_mtime_ns)
    return found


@pytest.mark.parametrize("later", [dt.timedelta(), dt.timedelta(days=1), dt.timedelta(days=200)])
def test_the_same_content_gives_the_same_files_on_any_day(world, written, later):
    world.conference.milestones.all().delete()  # dates that pass are a change of what there is to tell
    make_milestone(world.conference, MilestoneKind.SUBMISSIONS_DUE, NOW - dt.timedelta(days=1))
    write_site(world.conference, written, at=AN_HOUR_LATER)
    before = facts(written)
    write_site(world.conference, written, at=AN_HOUR_LATER + later)
    assert facts(written) == before


def test_no_word_depends_on_the_day_on_which_it_is_read(written):
    for file in ("index.html", "call/index.html", "dates/index.html"):
        words = re.sub(r"<[^>]*>", "", text_of(written, file))
        assert not re.search(r"\bin \d+ (day|hour|minute|month)|\d+ (days?|hours?) ago", words), file


def test_a_changed_title_changes_only_the_files_that_show_it(world, written):
    before, number = facts(written), world.papers["a"].number
    Submission.objects.filter(pk=world.papers["a"].pk).update(title=NEW_TITLE)
    write_site(world.conference, written, at=AN_HOUR_LATER + dt.timedelta(days=1))
    after = facts(written)
    assert set(after) == set(before)
    changed = {file for file in after if after[file] != before[file]}
    assert {f"papers/{number}/index.html", "papers/index.html"} <= changed
    for file in changed - {f"papers/{number}/share.png"}:
        assert NEW_TITLE in after[file][0].decode(), file


def test_a_page_that_is_gone_is_gone_from_the_folder(world, written):
    Page.objects.filter(slug="open").update(is_published=False)
    write_site(world.conference, written, at=AN_HOUR_LATER)
    assert not (written / "open").exists()
    assert (written / "index.html").exists()


def test_a_draft_is_refused(world, tmp_path):
    world.conference.public_state = PublicState.DRAFT
    with pytest.raises(ExportError, match="draft"):
        write_site(world.conference, tmp_path / "site", at=AN_HOUR_LATER)
    assert not (tmp_path / "site").exists()


def test_a_page_that_fails_leaves_the_earlier_export_as_it_was(world, written, monkeypatch):
    before = facts(written)
    monkeypatch.setattr("program.schedule.views.schedule.public_schedule", lambda *_: 1 / 0)
    with pytest.raises(ExportError, match="fails at /leak/program/"):
        write_site(world.conference, written, at=AN_HOUR_LATER)
    assert facts(written) == before
    assert [file.name for file in written.parent.iterdir()] == ["site"]


def test_the_own_domain_of_a_conference_is_the_same_site(world, tmp_path):
    world.conference.domain = "workshop.example"
    world.conference.save(update_fields=["domain"])
    page_with(world.conference, "[a](https://workshop.example/leak/papers/) [b](http://workshop.example/)")
    write_site(world.conference, tmp_path / "site", at=AN_HOUR_LATER)
    text = text_of(tmp_path / "site", "open/index.html")
    assert 'href="../papers/index.html"' in text
    assert re.search(r'href="../index.html"[^>]*>b</a>', text)


def test_kept_pages_of_visitors_and_archived_ones_are_not_mixed_up(world, tmp_path, client, settings):
    settings.KEEP_PAGES_SECONDS = 60
    before = client.get("/leak/").content
    write_site(world.conference, tmp_path / "site", at=AN_HOUR_LATER)
    assert "Sign in" not in text_of(tmp_path / "site", "index.html")
    assert client.get("/leak/").content == before
    assert b"Sign in" in before


def test_progress_is_told_to_the_end(world, tmp_path):
    steps: list[tuple[int, int]] = []
    write_site(
        world.conference, tmp_path / "site", at=AN_HOUR_LATER, progress=lambda *step: steps.append(step)
    )
    assert steps[-1][0] == steps[-1][1] > 10
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
