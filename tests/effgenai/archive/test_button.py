"""The chair's button: asking, the worker's steps, the result, and who may have it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from effgenai.archive import services
from effgenai.archive.models import SiteExport
from effgenai.archive.rules import why_not_export
from effgenai.archive.states import ExportState
from effgenai.archive.tasks import resume_exports
from effgenai.archive.work import runs
from effgenai.archive.writing.writer import Written
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.site.models import Page
from effgenai.storage.saving import Content
from tests.support.factories import NOW, make_conference, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("forever", is_current=True)


@pytest.fixture
def chair(conference, client):
    chair = make_member(conference, Role.CHAIR)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return chair


def address(name: str = "desk", *args: str) -> str:
    return reverse(f"archive:{name}", args=["forever", *args])


def asked_for(conference, chair, **fields) -> SiteExport:
    return SiteExport.objects.create(conference=conference, asked_at=NOW, asked_by=chair, **fields)


def test_only_a_writing_of_the_same_site_that_goes_on_keeps_another_from_being_asked_for(conference, chair):
    asked_for(make_conference("elsewhere"), chair)
    asked_for(conference, chair, state=ExportState.FAILED, finished_at=NOW, error="The disk was full.")
    assert why_not_export(conference) is None
    asked_for(conference, chair)
    assert why_not_export(conference) == "The site is being written already."


def test_a_chair_asks_a_worker_writes_and_the_chair_has_the_zip(client, conference, chair):
    assert "Not written yet" in client.get(address()).content.decode()
    assert client.post(address()).status_code == 302
    export = SiteExport.objects.get()
    assert export.state == ExportState.ASKED
    page = client.get(address()).content.decode()
    assert "waits for a worker" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page

    runs.run_export(pk=export.pk, clock=timezone.now)
    export.refresh_from_db()
    assert (export.state, export.problems, export.error) == (ExportState.DONE, [], "")
    assert export.pages >= 6
    assert export.files > export.pages
    assert export.done == export.total > 0
    page = client.get(address()).content.decode()
    assert "Every link in it leads somewhere" in page
    assert 'http-equiv="refresh"' not in page

    answer = client.get(address("download", export.key))
    assert answer["Content-Type"] == "application/zip"
    assert "forever-site-" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as packed:
        assert packed.testzip() is None
        assert "forever/index.html" in packed.namelist()
        assert len(packed.namelist()) == export.files + 1
    assert list(AuditLine.objects.order_by("pk").values_list("action", flat=True)) == [
        "site_export.ask",
        "site_export.finish",
    ]


def test_links_that_lead_nowhere_are_listed(client, conference, chair):
    Page.objects.create(
        conference=conference, slug="p", title="P", body="[x](#none)", is_published=True, updated_at=NOW
    )
    export = asked_for(conference, chair)
    runs.run_export(pk=export.pk, clock=timezone.now)
    page = client.get(address()).content.decode()
    assert "1 link leads nowhere" in page
    assert "p/index.html" in page


def test_only_one_at_a_time(client, conference, chair):
    asked_for(conference, chair)
    answer = client.post(address(), follow=True)
    assert "The site is being written already." in answer.content.decode()
    assert SiteExport.objects.count() == 1
    with pytest.raises(Refused):
        services.ask_for_export(conference=conference, by=chair, at=NOW)
    assert not AuditLine.objects.exists()


def test_a_draft_has_no_button_and_is_refused(client, conference, chair):
    conference.public_state = PublicState.DRAFT
    conference.save(update_fields=["public_state"])
    page = client.get(address()).content.decode()
    assert "Publish it first" in page
    assert "Write the site as files</button>" not in page
    client.post(address())
    assert not SiteExport.objects.exists()


def test_a_site_that_was_taken_back_meanwhile_fails_with_a_sentence(client, conference, chair):
    export = asked_for(conference, chair)
    conference.public_state = PublicState.DRAFT
    conference.save(update_fields=["public_state"])
    runs.run_export(pk=export.pk, clock=timezone.now)
    export.refresh_from_db()
    assert export.state == ExportState.FAILED
    assert "draft" in export.error
    assert AuditLine.objects.get().action == "site_export.fail"


def test_an_error_of_ours_is_noted_and_raised(conference, chair, monkeypatch):
    export = asked_for(conference, chair)
    monkeypatch.setattr(runs, "check_folder", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        runs.run_export(pk=export.pk, clock=timezone.now)
    export.refresh_from_db()
    assert (export.state, export.error) == (ExportState.FAILED, runs.UNEXPECTED)


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.CHAIR)])
def test_for_others_there_is_no_such_page_and_no_such_file(client, conference, chair, role):
    path = default_storage.save("site-exports/x.zip", io.BytesIO(b"x"))
    export = asked_for(conference, chair, state=ExportState.DONE, finished_at=NOW, path=path)
    client.logout()
    expected = 302
    if role:
        client.force_login(make_member(conference, role), backend="django.contrib.auth.backends.ModelBackend")
        expected = 404
    for answer in (
        client.get(address()),
        client.post(address()),
        client.get(address("download", export.key)),
    ):
        assert answer.status_code == expected
    assert SiteExport.objects.count() == 1


def test_a_chair_of_another_conference_does_not_get_the_zip(client, conference, chair):
    other = make_conference("other")
    path = default_storage.save("site-exports/y.zip", io.BytesIO(b"y"))
    export = asked_for(other, chair, state=ExportState.DONE, finished_at=NOW, path=path)
    assert client.get(address("download", export.key)).status_code == 404


def test_a_live_lease_is_respected_and_a_dead_one_is_taken_over(conference, chair):
    later = dt.timedelta(minutes=6)
    export = asked_for(conference, chair)
    taken = services.take_export(pk=export.pk, at=NOW)
    assert taken is not None
    assert services.take_export(pk=export.pk, at=NOW + dt.timedelta(minutes=1)) is None
    again = services.take_export(pk=export.pk, at=NOW + later)
    assert again is not None
    assert again.attempts == 2
    assert not services.note_progress(export=taken, done=5, total=9, at=NOW + later)
    assert services.note_progress(export=again, done=1, total=9, at=NOW + later)
    again.refresh_from_db()
    assert (again.done, again.total) == (1, 9)


def test_who_lost_the_export_stops_and_changes_nothing(conference, chair, monkeypatch, caplog):
    export = asked_for(conference, chair)
    monkeypatch.setattr(services, "note_progress", lambda **_: False)
    runs.run_export(pk=export.pk, clock=timezone.now)
    export.refresh_from_db()
    assert export.state == ExportState.RUNNING
    assert export.path == ""
    assert "taken over" in caplog.text


def test_one_that_kills_its_workers_is_given_up(conference, chair):
    export = asked_for(conference, chair)
    for attempt in range(services.MAX_ATTEMPTS):
        assert services.take_export(pk=export.pk, at=NOW + attempt * dt.timedelta(hours=1))
    assert services.take_export(pk=export.pk, at=NOW + dt.timedelta(days=1)) is None
    export.refresh_from_db()
    assert (export.state, export.error) == (ExportState.FAILED, services.GAVE_UP)


def test_those_that_wait_or_were_left_are_resumed_and_no_others(conference, chair, monkeypatch):
    nudged: list[int] = []
    monkeypatch.setattr("effgenai.archive.tasks.write_export.delay", nudged.append)
    waiting = asked_for(conference, chair)
    left = asked_for(make_conference(), chair, state=ExportState.RUNNING, leased_until=NOW)
    asked_for(make_conference(), chair, state=ExportState.RUNNING, leased_until=NOW + dt.timedelta(days=9999))
    asked_for(make_conference(), chair, state=ExportState.DONE, finished_at=NOW)
    resume_exports()
    assert sorted(nudged) == sorted([waiting.pk, left.pk])


def test_only_the_last_zips_are_kept(client, conference, chair):
    paths = []
    for number in range(services.SAVED_ZIPS + 1):
        export = asked_for(conference, chair)
        SiteExport.objects.filter(pk=export.pk).update(asked_at=NOW + dt.timedelta(hours=number))
        runs.run_export(pk=export.pk, clock=timezone.now)
        paths.append(SiteExport.objects.get(pk=export.pk).path)
    assert [default_storage.exists(path) for path in paths] == [False] + [True] * services.SAVED_ZIPS
    assert SiteExport.objects.filter(path="").count() == 1
    assert "not kept" in client.get(address()).content.decode()


def test_chairs_list_the_writings_of_their_conference_alone(conference, chair):
    ended = {"state": ExportState.DONE, "finished_at": NOW}
    here = asked_for(conference, chair, **ended)
    asked_for(make_conference(), chair, **ended)
    waits = asked_for(conference, chair)
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert set(SiteExport.objects.visible_to(viewer)) == {here, waits}
    assert list(SiteExport.objects.unfinished()) == [waits]
    editor = make_member(conference, Role.SITE_EDITOR)
    assert not SiteExport.objects.visible_to(viewer_for(user=editor, conference=conference, at=NOW)).exists()


def test_writings_without_a_zip_push_no_zip_out(conference, chair):
    ended = {"finished_at": NOW}
    zips = [
        asked_for(conference, chair, state=ExportState.DONE, path=f"{number}.zip", **ended)
        for number in range(services.SAVED_ZIPS - 1)
    ]
    for _ in range(services.SAVED_ZIPS):
        asked_for(conference, chair, state=ExportState.FAILED, error="No space left", **ended)
    last = asked_for(conference, chair, state=ExportState.RUNNING, leased_until=NOW)
    let_go = services.finish_export(
        export=last,
        written=Written(pages=1, files=1, size=1, problems=[]),
        problems=[],
        packed=services.Packed("last.zip", Content(1, "0" * 64)),
        at=NOW,
    )
    assert let_go == []
    assert set(SiteExport.objects.exclude(path="")) == {*zips, last}


def test_the_page_looks_again_while_it_is_being_written(client, conference, chair):
    export = asked_for(conference, chair)
    services.take_export(pk=export.pk, at=NOW)
    SiteExport.objects.update(done=3, total=9)
    answer = client.get(address(), headers={"hx-request": "true"})
    assert "3 / 9" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "HX-Refresh" not in answer
    SiteExport.objects.update(state=ExportState.DONE, finished_at=NOW)
    assert client.get(address(), headers={"hx-request": "true"})["HX-Refresh"] == "true"


def test_the_page_needs_the_same_queries_for_one_and_three(client, conference, chair):
    counts = []
    for number in range(3):
        asked_for(conference, make_member(conference, Role.CHAIR), state=ExportState.DONE, finished_at=NOW)
        with CaptureQueriesContext(connection) as queries:
            client.get(address())
        if number != 1:
            counts.append(len(queries))
    assert counts[0] == counts[1]
