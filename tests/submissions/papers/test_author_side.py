"""What authors do, and what happens when something is wrong with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from demo.drawing.pdf import make_pdf
from effgenai.audit.models import AuditLine
from effgenai.files.models import StoredFile
from effgenai.files.services import store_upload
from effgenai.mail.models import OutboundEmail
from submissions.authors.models import Authorship
from submissions.core.models import Revision, Submission
from submissions.core.states import SubmissionState
from submissions.papers.services.revisions import is_genuine
from tests.submissions.conftest import DAY, edit_url, pdf, signed_in
from tests.support.factories import make_conference, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


def test_the_person_who_begins_a_paper_is_its_first_author_and_contact(draft, author) -> None:
    line = draft.authorships.get()
    assert (line.user, line.email, line.is_contact) == (author, author.email, True)
    assert draft.state == SubmissionState.DRAFT
    assert AuditLine.objects.get().action == "submission.start"


def test_a_draft_is_written_and_submitted_and_every_author_gets_the_receipt(submitted) -> None:
    revision = Revision.objects.get()
    assert (submitted.title, revision.title) == ("On Things", "On Things")
    assert revision.manuscript == submitted.manuscript
    assert is_genuine(revision)
    mails = OutboundEmail.objects.filter(kind="submission.receipt")
    assert {mail.to_address for mail in mails} == {"ada@uni.example", "bjorn@ice.example"}
    assert all(submitted.manuscript.sha256 in mail.body and revision.receipt in mail.body for mail in mails)


def test_a_second_press_on_submit_records_one_version_and_one_receipt(submitted, client_of_author) -> None:
    answer = client_of_author.post(f"/ws/submissions/{submitted.number}/submit/")
    assert answer.status_code == 302
    assert Revision.objects.count() == 1
    assert OutboundEmail.objects.filter(kind="submission.receipt").count() == 2


def test_nobody_mails_any_number_of_people_by_listing_them_as_authors(
    draft, client_of_author, paper_data, settings
) -> None:
    settings.MAIL_PEOPLE_PER_DAY = 1
    third = {"authors-TOTAL_FORMS": 3, "authors-2-name": "Cy", "authors-2-email": "cy@uni.example"}
    client_of_author.post(edit_url(draft), {**paper_data, **third, "manuscript": pdf(), "action": "submit"})
    page = client_of_author.post(f"/ws/submissions/{draft.number}/submit/").content.decode()
    assert "This would send mail to more than 1 people within a day" in page
    draft.refresh_from_db()
    assert draft.state == SubmissionState.DRAFT
    assert draft.authorships.count() == 3
    assert not OutboundEmail.objects.exists()
    settings.MAIL_PEOPLE_PER_DAY = 2
    client_of_author.post(f"/ws/submissions/{draft.number}/submit/")
    draft.refresh_from_db()
    assert draft.state == SubmissionState.SUBMITTED
    # The same people again are no more people; others are.
    again = {**paper_data, **third, "title": "Better", "version": draft.version, "action": "leave"}
    page = client_of_author.post(edit_url(draft), {**again, "authors-2-email": "dora@uni.example"})
    assert "more than 2 people within a day" in page.content.decode()
    assert Revision.objects.count() == 1
    client_of_author.post(edit_url(draft), again)
    assert Revision.objects.count() == 2


def test_what_a_draft_lacks_is_said_before_it_can_be_submitted(draft, client_of_author) -> None:
    page = client_of_author.get(f"/ws/submissions/{draft.number}/submit/").content.decode()
    assert "Write an abstract." in page
    assert "Upload the PDF." in page
    client_of_author.post(f"/ws/submissions/{draft.number}/submit/")
    draft.refresh_from_db()
    assert draft.state == SubmissionState.DRAFT
    assert not OutboundEmail.objects.exists()


def test_each_replacement_is_a_version_with_its_receipt(submitted, client_of_author, paper_data) -> None:
    changed = {**paper_data, "title": "On Better Things", "version": submitted.version, "action": "leave"}
    client_of_author.post(edit_url(submitted), {**changed, "manuscript": pdf("Second")})
    newest, oldest = Revision.objects.all()
    assert (newest.number, newest.title, newest.is_current) == (2, "On Better Things", True)
    assert (oldest.title, oldest.is_current) == ("On Things", False)
    assert newest.manuscript != oldest.manuscript
    page = client_of_author.get(f"/ws/submissions/{submitted.number}/versions/1/").content.decode()
    assert "the signature holds" in page
    assert "On Things" in page


def test_saving_without_a_change_makes_no_version(submitted, client_of_author, paper_data) -> None:
    client_of_author.post(edit_url(submitted), {**paper_data, "version": submitted.version})
    assert Revision.objects.count() == 1


def test_a_changed_version_is_told_from_a_genuine_one(submitted, client_of_author) -> None:
    Revision.objects.update(title="Forged")
    page = client_of_author.get(f"/ws/submissions/{submitted.number}/versions/1/").content.decode()
    assert "the signature does not hold" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty (0 bytes)"),
        (b"hello, I am a text", "This is not a PDF"),
        (make_pdf("T", "x", pages=3)[:400], "The end of this PDF is missing"),
        (b"%PDF-1.4\nnothing in here\n%%EOF", "This PDF is damaged"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_the_text_is_kept(
    draft, client_of_author, paper_data, content, sentence
) -> None:
    upload = SimpleUploadedFile("x.pdf", content, "application/pdf")
    answer = client_of_author.post(
        edit_url(draft), {**paper_data, "version": draft.version, "manuscript": upload}
    )
    draft.refresh_from_db()
    assert sentence in answer.content.decode()
    assert draft.title == "On Things"
    assert draft.manuscript is None
    assert not StoredFile.objects.exists()


def test_an_encrypted_pdf_is_refused(draft, client_of_author, paper_data, encrypted_pdf) -> None:
    upload = SimpleUploadedFile("x.pdf", encrypted_pdf, "application/pdf")
    answer = client_of_author.post(
        edit_url(draft), {**paper_data, "version": draft.version, "manuscript": upload}
    )
    assert "protected by a password" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(draft, client_of_author, paper_data, settings) -> None:
    settings.MAX_UPLOAD_BYTES = 500
    data = {**paper_data, "version": draft.version, "manuscript": pdf()}
    answer = client_of_author.post(edit_url(draft), data)
    assert "at most 0 MB are taken" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_the_same_address_twice_is_told_at_its_line_and_nothing_typed_is_lost(
    draft, client_of_author, paper_data
) -> None:
    data = {**paper_data, "version": draft.version, "authors-1-email": "ADA@uni.example"}
    answer = client_of_author.post(edit_url(draft), data, follow=True).content.decode()
    assert "This address is already on the author list." in answer
    assert "Björn Þórsson" in answer
    assert draft.authorships.count() == 1


def test_two_tabs_notice_each_other(draft, client_of_author, paper_data) -> None:
    data = {**paper_data, "version": draft.version}
    client_of_author.post(edit_url(draft), data)
    answer = client_of_author.post(edit_url(draft), {**data, "title": "Second tab"})
    draft.refresh_from_db()
    assert "Somebody saved this paper since you opened it." in answer.content.decode()
    assert "Second tab" in answer.content.decode()
    assert draft.title == "On Things"


def test_a_draft_saves_itself_and_tells_another_tab(draft, client_of_author, paper_data) -> None:
    url = f"/ws/submissions/{draft.number}/save/"
    data = {**paper_data, "version": draft.version}
    first = client_of_author.post(url, data)
    assert (first.status_code, first.json()["version"]) == (200, draft.version + 1)
    assert client_of_author.post(url, {**data, "title": "Other tab"}).status_code == 409
    forced = client_of_author.post(url, {**data, "title": "Other tab", "force": "1"})
    draft.refresh_from_db()
    assert forced.status_code == 200
    assert draft.title == "Other tab"


def test_an_unfinished_author_list_does_not_keep_the_text_from_being_saved(
    draft, client_of_author, paper_data
) -> None:
    data = {**paper_data, "version": draft.version, "authors-1-email": ""}
    answer = client_of_author.post(f"/ws/submissions/{draft.number}/save/", data)
    draft.refresh_from_db()
    assert answer.status_code == 422
    assert draft.title == "On Things"
    assert draft.authorships.count() == 1


def test_authors_are_added_moved_and_removed_without_scripts(draft, client_of_author, paper_data) -> None:
    def names(action: str) -> list[str]:
        page = client_of_author.post(edit_url(draft), {**paper_data, "action": action}, follow=True)
        return [form["name"].value() for form in page.context["authors"].forms]

    assert names("author-add") == ["Ada Nwosu", "Björn Þórsson", None]
    assert names("author-up-1") == ["Björn Þórsson", "Ada Nwosu"]
    assert names("author-down-0") == ["Björn Þórsson", "Ada Nwosu"]
    assert names("author-remove-0") == ["Björn Þórsson"]


@pytest.mark.parametrize("action", ["author-add", "preview"])
def test_a_file_that_arrived_with_another_button_becomes_part_of_the_paper_on_saving(
    draft, client_of_author, paper_data, action
) -> None:
    data = {**paper_data, "version": draft.version}
    sent = {**data, "manuscript": pdf(), "action": action}
    page = client_of_author.post(edit_url(draft), sent, follow=True)
    kept = page.context["kept"]
    assert "has arrived and is kept" in on_one_line(page.content)
    assert f'name="kept" value="{kept.key}"' in page.content.decode()
    client_of_author.post(edit_url(draft), {**data, "kept": kept.key})
    draft.refresh_from_db()
    assert draft.manuscript == kept


def test_nobody_takes_over_a_file_that_somebody_else_uploaded(submitted, paper_data, conference) -> None:
    other = signed_in(make_user())
    track = conference.tracks.first()
    other.post("/ws/submissions/new/", {"title": "Mine", "track": track.pk})
    mine = Submission.objects.get(title="Mine")
    other.post(edit_url(mine), {**paper_data, "version": mine.version, "kept": submitted.manuscript.key})
    mine.refresh_from_db()
    assert (mine.title, mine.manuscript) == ("On Things", None)


@pytest.mark.parametrize(
    "odd",
    [
        {"authors-TOTAL_FORMS": "1000000000"},
        {"authors-TOTAL_FORMS": "x"},
        {"version": "x"},
        {"topics": "99999999999999999999"},
    ],
)
def test_a_request_made_by_hand_changes_no_author_and_breaks_nothing(
    draft, client_of_author, paper_data, odd
) -> None:
    data = {**paper_data, "version": draft.version, "kept": "\x00", **odd}
    assert client_of_author.post(edit_url(draft), data, follow=True).status_code == 200
    assert client_of_author.post(f"/ws/submissions/{draft.number}/save/", data).status_code in {409, 422}
    assert [author.name for author in draft.authorships.all()] == ["Ada Nwosu"]


def test_what_a_clipboard_brings_along_is_left_out_and_the_rest_saved(
    draft, client_of_author, paper_data
) -> None:
    typed = {**paper_data, "version": draft.version, "title": "On\x00 \x02Things", "kept": "\x00"}
    assert client_of_author.post(edit_url(draft), typed).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "On Things"


def test_topics_and_tracks_of_another_conference_are_not_taken(draft, client_of_author, paper_data) -> None:
    other = make_conference("other")
    url = f"/ws/submissions/{draft.number}/save/"
    for odd in ({"topics": [other.topics.first().pk]}, {"track": other.tracks.first().pk}):
        answer = client_of_author.post(url, {**paper_data, "version": draft.version, **odd})
        assert (answer.status_code, set(answer.json()["errors"])) == (422, set(odd))
    draft.refresh_from_db()
    assert (draft.title, draft.topics.count()) == ("Working title", 0)


def test_a_preview_takes_no_longer_text_than_a_save(draft, client_of_author, paper_data) -> None:
    too_long = {**paper_data, "abstract": "$$x\n\n" * 1_200, "action": "preview"}
    page = client_of_author.post(edit_url(draft), too_long, follow=True).content.decode()
    assert "at most 5000 characters" in page
    assert 'id="preview"' not in page


def test_the_abstract_can_be_previewed_without_saving(draft, client_of_author, paper_data) -> None:
    typed = {**paper_data, "action": "preview"}
    page = client_of_author.post(edit_url(draft), typed, follow=True).content.decode()
    draft.refresh_from_db()
    assert "<math" in page
    assert draft.abstract == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"manuscript": SimpleUploadedFile("x.pdf", b"no PDF")},
        {"authors-1-email": "ada@uni.example"},
        {"title": ""},
    ],
)
def test_a_submitted_paper_changes_as_a_whole_or_not_at_all(
    submitted, client_of_author, paper_data, wrong
) -> None:
    mails, version = OutboundEmail.objects.count(), submitted.version
    data = {**paper_data, "title": "Other", "abstract": "New words", "version": submitted.version, **wrong}
    page = client_of_author.post(edit_url(submitted), data).content.decode()
    submitted.refresh_from_db()
    assert "New words" in page
    assert (submitted.title, submitted.version) == ("On Things", version)
    assert Revision.objects.count() == 1
    assert OutboundEmail.objects.count() == mails


def test_after_the_deadline_a_draft_is_kept_but_not_submitted(
    draft, client_of_author, paper_data, conference
) -> None:
    client_of_author.post(edit_url(draft), {**paper_data, "version": draft.version, "manuscript": pdf()})
    _close(conference)
    page = client_of_author.post(f"/ws/submissions/{draft.number}/submit/").content.decode()
    draft.refresh_from_db()
    assert "Papers were due" in page
    assert draft.state == SubmissionState.DRAFT
    assert draft.manuscript is not None
    assert not OutboundEmail.objects.exists()


def test_a_deadline_that_passes_while_a_new_version_is_on_its_way_changes_nothing(
    submitted, client_of_author, paper_data, conference
) -> None:
    _close(conference)
    data = {**paper_data, "title": "Late", "version": submitted.version, "manuscript": pdf("Late")}
    page = client_of_author.post(edit_url(submitted), data).content.decode()
    submitted.refresh_from_db()
    assert "“my name.pdf” (1 page" in page
    assert "has arrived and is kept" in on_one_line(page)
    assert "Late</textarea>" in page
    assert AuditLine.objects.filter(action="submission.late_file", paper=submitted.number).count() == 1
    assert submitted.title == "On Things"
    assert Revision.objects.count() == 1


def test_what_began_before_the_deadline_counts_even_if_its_upload_ends_after_it(
    submitted, client_of_author, paper_data, conference, monkeypatch
) -> None:
    due = timezone.now() + dt.timedelta(seconds=1)
    clock = [timezone.now()]

    def store_slowly(**upload: Any) -> StoredFile:
        stored = store_upload(**upload)
        clock.append(due + dt.timedelta(seconds=1))
        return stored

    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[-1])
    monkeypatch.setattr("submissions.papers.views.writing.store_upload", store_slowly)
    conference.milestones.update(instant=due)
    data = {**paper_data, "title": "In time", "version": submitted.version, "manuscript": pdf("New")}
    client_of_author.post(edit_url(submitted), data)
    submitted.refresh_from_db()
    assert timezone.now() > due
    assert submitted.title == "In time"
    assert Revision.objects.count() == 2


def test_the_hidden_grace_lets_a_late_submission_in(draft, client_of_author, paper_data, conference) -> None:
    client_of_author.post(edit_url(draft), {**paper_data, "version": draft.version, "manuscript": pdf()})
    _close(conference)
    conference.milestones.update(grace_minutes=3 * 24 * 60)
    client_of_author.post(f"/ws/submissions/{draft.number}/submit/")
    draft.refresh_from_db()
    assert draft.state == SubmissionState.SUBMITTED


def test_nothing_can_be_begun_after_the_deadline(closed, client_of_author) -> None:
    track = closed.tracks.first()
    page = client_of_author.post("/ws/submissions/new/", {"title": "Late", "track": track.pk})
    assert "Papers were due" in page.content.decode()
    assert not Submission.objects.exists()


def test_authors_withdraw_and_are_told(submitted, client_of_author) -> None:
    OutboundEmail.objects.all().delete()
    client_of_author.post(f"/ws/submissions/{submitted.number}/withdraw/", {"reason": ""})
    submitted.refresh_from_db()
    assert submitted.state == SubmissionState.WITHDRAWN
    assert OutboundEmail.objects.filter(kind="submission.withdraw").count() == 2
    page = client_of_author.get(f"/ws/submissions/{submitted.number}/withdraw/").content.decode()
    assert "it cannot be withdrawn" in page


def test_a_second_withdrawal_answers_kindly_and_tells_nobody_again(submitted, client_of_author) -> None:
    for _ in range(2):
        answer = client_of_author.post(f"/ws/submissions/{submitted.number}/withdraw/", {"reason": ""})
        assert answer.status_code == 302
    assert OutboundEmail.objects.filter(kind="submission.withdraw").count() == 2
    assert AuditLine.objects.filter(action="submission.withdraw").count() == 1


def test_a_coauthor_sees_the_paper_once_they_verify_their_address(submitted) -> None:
    from submissions.authors.services import link_authorships

    coauthor = make_user("Björn Þórsson", "bjorn@ice.example")
    client = signed_in(coauthor)
    assert link_authorships(user=coauthor, at=submitted.updated_at) in {0, 1}
    assert Authorship.objects.get(email="bjorn@ice.example").user == coauthor
    assert client.get(f"/ws/submissions/{submitted.number}/").status_code == 200


@pytest.mark.parametrize("page", ["", "edit/", "submit/", "withdraw/", "manuscript/", "versions/1/"])
def test_others_find_no_such_paper_and_change_nothing(submitted, page) -> None:
    url = f"/ws/submissions/{submitted.number}/{page}"
    before = AuditLine.objects.count(), OutboundEmail.objects.count()
    stranger = signed_in(make_user())
    assert stranger.get(url).status_code == 404
    assert stranger.post(url, {"reason": "x"}).status_code in {404, 405}
    assert "/account/login/" in Client().get(url).headers["Location"]
    assert Client().post(url, {"reason": "x"}).status_code in {302, 405}
    submitted.refresh_from_db()
    assert submitted.state == SubmissionState.SUBMITTED
    assert (AuditLine.objects.count(), OutboundEmail.objects.count()) == before


@pytest.mark.parametrize("page", ["", "new/", "1/", "1/edit/", "1/submit/", "1/withdraw/", "1/versions/1/"])
def test_every_link_leads_somewhere(draft, submitted, client_of_author, page) -> None:
    for number in (1, 2):
        client_of_author.post("/ws/submissions/new/", {"title": "Next", "track": submitted.track_id})
        path = f"/ws/submissions/{page.replace('1/', f'{number}/', 1)}"
        assert 'href=""' not in client_of_author.get(path, follow=True).content.decode()


def test_a_paper_is_not_found_under_another_conference(submitted, client_of_author) -> None:
    make_conference("other")
    assert client_of_author.get(f"/other/submissions/{submitted.number}/").status_code == 404


def test_authors_get_their_own_file_and_reviewers_a_copy_without_names(
    submitted, client_of_author, chair
) -> None:
    url = f"/ws/submissions/{submitted.number}/manuscript/"
    own, copy = client_of_author.get(url), signed_in(chair).get(url)
    assert b"Ada Nwosu" in b"".join(own)
    assert b"Ada Nwosu" not in b"".join(copy)
    assert "my name" not in str(own.headers)
    assert copy.headers["Content-Disposition"] == f'inline; filename="ws-paper-{submitted.number}.pdf"'
    assert client_of_author.get(url, headers={"If-None-Match": own.headers["ETag"]}).status_code == 304


def test_own_papers_are_listed_with_their_next_step(draft, conference, author, client_of_author) -> None:
    make_submission(conference, [author])
    page = client_of_author.get("/ws/submissions/").content.decode()
    assert "Write an abstract." in page
    assert "Paper 2" in page


def _close(conference) -> None:
    conference.milestones.update(instant=timezone.now() - DAY)
