"""The copies that Caddy serves while the site is down: renewed after a change, gone when not public."""

from __future__ import annotations

import datetime as dt
import fcntl
import os

import pytest

from effgenai.archive.tasks import renew_copies as renew_copies_task
from effgenai.archive.work.copies import renew_copies
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.web.caching import touch
from tests.support.factories import NOW, make_conference

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def copies(tmp_path, settings):
    settings.SITE_EXPORT_DIR = str(tmp_path / "copies")
    return tmp_path / "copies"


def change(conference, callbacks) -> None:
    with callbacks(execute=True):
        touch(conference.pk)


def test_without_a_place_nothing_is_kept(settings, tmp_path):
    settings.SITE_EXPORT_DIR = ""
    make_conference("a")
    assert renew_copies(at=NOW) == []
    renew_copies_task()
    assert list(tmp_path.iterdir()) == []


def test_each_public_site_is_written_once_and_again_after_a_change(
    copies, django_capture_on_commit_callbacks
):
    first, _ = make_conference("a"), make_conference("b")
    make_conference("secret", public_state=PublicState.DRAFT)
    assert renew_copies(at=NOW) == ["a", "b"]
    assert renew_copies(at=NOW + MINUTE) == []
    change(first, django_capture_on_commit_callbacks)
    assert renew_copies(at=NOW + 2 * MINUTE) == ["a"]
    assert (copies / "a/call/index.html").exists()
    assert not (copies / "secret").exists()


def test_a_round_that_takes_long_is_not_joined_by_the_next(copies):
    make_conference("a")
    copies.mkdir()
    with (copies / ".round").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert renew_copies(at=NOW) == []
    assert renew_copies(at=NOW) == ["a"]


def test_time_alone_renews_them_too(copies):
    make_conference("a")
    renew_copies(at=NOW)
    assert renew_copies(at=NOW + dt.timedelta(hours=4)) == ["a"]


def test_the_copy_of_a_site_taken_back_goes_at_the_next_round(copies):
    conference = make_conference("a")
    renew_copies(at=NOW)
    conference.public_state = PublicState.DRAFT
    conference.save(update_fields=["public_state"])
    renew_copies(at=NOW + MINUTE)
    assert not (copies / "a").exists()


def test_a_page_that_fails_keeps_the_last_good_copy(
    copies, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    conference = make_conference("a")
    renew_copies(at=NOW)
    before = (copies / "a/index.html").read_bytes()
    change(conference, django_capture_on_commit_callbacks)
    with monkeypatch.context() as broken:
        broken.setattr("program.schedule.views.schedule.public_schedule", lambda *_: 1 / 0)
        assert renew_copies(at=NOW + MINUTE) == []
    assert (copies / "a/index.html").read_bytes() == before
    assert "was not renewed" in caplog.text
    assert renew_copies(at=NOW + 2 * MINUTE) == ["a"]


def test_the_front_leads_to_the_current_conference_and_domains_to_theirs(copies):
    make_conference("old")
    make_conference("new", is_current=True, title="The new one", domain="workshop.example")
    renew_copies(at=NOW)
    front = (copies / "index.html").read_text()
    assert 'content="0; url=/new/"' in front
    assert 'href="/old/"' in front
    own = (copies / "by-domain/workshop.example/index.html").read_text()
    assert 'content="0; url=/new/"' in own
    assert "old" not in own


def test_without_a_current_one_the_front_lists_them(copies):
    make_conference("one")
    make_conference("two")
    renew_copies(at=NOW)
    front = (copies / "index.html").read_text()
    assert "refresh" not in front
    assert 'href="/one/"' in front


def test_what_killed_workers_left_goes_after_a_day_and_nothing_else(copies):
    make_conference("a")
    for name, age in ((".run-old", 2), (".run-new", 0), ("mine", 9)):
        (copies / name).mkdir(parents=True)
        then = (NOW - dt.timedelta(days=age)).timestamp()
        os.utime(copies / name, (then, then))
    renew_copies(at=NOW)
    assert {path.name for path in copies.iterdir()} == {"a", "index.html", ".round", ".run-new", "mine"}
