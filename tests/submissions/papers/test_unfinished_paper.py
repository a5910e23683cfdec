"""What authors typed and could not save yet: kept for them alone, and never sent again by a reload."""

from __future__ import annotations

from typing import Any

from effgenai.conferences.unfinished.models import UnfinishedForm
from submissions.core.models import Revision
from submissions.core.states import SubmissionState
from tests.submissions.conftest import edit_url, pdf, signed_in
from tests.support.factories import make_user

NO_ADDRESS = {"authors-1-email": ""}


def names(page) -> list[str | None]:
    return [form["name"].value() for form in page.context["authors"].forms]


def test_a_draft_is_saved_as_far_as_it_is_right_and_the_page_says_so(
    draft, client_of_author, paper_data
) -> None:
    data = {**paper_data, **NO_ADDRESS, "version": draft.version}
    answer = client_of_author.post(edit_url(draft), data)
    assert answer.status_code == 302
    page = client_of_author.get(answer.url).content.decode()
    draft.refresh_from_db()
    assert draft.title == "On Things"
    assert "This author needs an e-mail address." in page
    assert "Björn Þórsson" in page
    assert "Nothing is saved yet" not in page


def test_what_saved_itself_incomplete_is_there_when_the_page_is_opened_again(
    draft, client_of_author, paper_data
) -> None:
    data = {**paper_data, **NO_ADDRESS, "version": draft.version}
    saved = client_of_author.post(f"/ws/submissions/{draft.number}/save/", data).json()
    page = client_of_author.get(edit_url(draft))
    assert names(page) == ["Ada Nwosu", "Björn Þórsson"]
    assert "needs an e-mail address" not in page.content.decode()
    whole = {**paper_data, "version": saved["version"]}
    assert client_of_author.post(f"/ws/submissions/{draft.number}/save/", whole).status_code == 200
    assert not UnfinishedForm.objects.exists()
    assert [line.name for line in draft.authorships.all()] == ["Ada Nwosu", "Björn Þórsson"]


def test_nobody_else_meets_what_is_unfinished(draft, client_of_author, paper_data) -> None:
    bjorn = make_user("Björn Þórsson", "bjorn@ice.example")
    client_of_author.post(edit_url(draft), {**paper_data, "version": draft.version})
    draft.refresh_from_db()
    typed = {**paper_data, "title": "Zqtyped", "version": draft.version, "action": "author-add"}
    client_of_author.post(edit_url(draft), typed)
    assert UnfinishedForm.objects.count() == 1
    for client in (signed_in(bjorn), signed_in(make_user())):
        for query in ("", "?unfinished", "?unfinished&check"):
            assert b"Zqtyped" not in client.get(edit_url(draft) + query).content
    draft.refresh_from_db()
    assert draft.title == "On Things"


def test_what_somebody_saved_since_is_shown_and_what_was_typed_is_offered_beside_it(
    draft, client_of_author, paper_data
) -> None:
    data = {**paper_data, "version": draft.version}
    client_of_author.post(edit_url(draft), {**data, "title": "Typed", "action": "author-add"})
    client_of_author.post(f"/ws/submissions/{draft.number}/save/", {**data, "title": "Saved", "force": "1"})
    again = client_of_author.post(
        f"/ws/submissions/{draft.number}/save/",
        {**data, "title": "Saved since", "version": draft.version + 1},
    )
    assert again.status_code == 200
    client_of_author.post(edit_url(draft), {**data, "title": "Typed", "action": "author-add"})
    page = client_of_author.get(edit_url(draft)).content.decode()
    assert "Saved since</textarea>" in page
    assert "Show what you" in page
    typed = client_of_author.get(f"{edit_url(draft)}?unfinished")
    assert "Typed</textarea>" in typed.content.decode()
    overtaken = client_of_author.post(edit_url(draft), {**data, "title": "Typed"})
    assert "Somebody saved this paper since" in overtaken.content.decode()
    assert "data-autosave-url" not in overtaken.content.decode()
    client_of_author.post(edit_url(draft), {"action": "discard"})
    assert "Show what you" not in client_of_author.get(edit_url(draft)).content.decode()
    draft.refresh_from_db()
    assert draft.title == "Saved since"


def test_the_same_form_sent_again_is_no_second_opinion(draft, client_of_author, paper_data) -> None:
    data = {**paper_data, "version": draft.version}
    for _ in range(2):
        answer = client_of_author.post(edit_url(draft), data)
        assert (answer.status_code, answer.url) == (302, edit_url(draft))


def test_authors_of_a_submitted_paper_are_arranged_and_nothing_is_a_version_before_it_is_saved(
    submitted, client_of_author, paper_data
) -> None:
    data = {**paper_data, "version": submitted.version, "manuscript": pdf("New")}
    answer = client_of_author.post(edit_url(submitted), {**data, "action": "author-up-1"})
    assert answer.status_code == 302
    page = client_of_author.get(edit_url(submitted))
    assert names(page) == ["Björn Þórsson", "Ada Nwosu"]
    assert "Not saved as a version yet" in page.content.decode()
    assert Revision.objects.count() == 1
    assert [line.name for line in submitted.authorships.all()] == ["Ada Nwosu", "Björn Þórsson"]


def typed_while_writing(client, paper, data, seen: int) -> Any:
    return client.post(edit_url(paper), data, headers={"X-Autosave": str(seen)})


def test_what_is_typed_into_a_submitted_paper_is_kept_until_it_is_saved_as_a_version(
    submitted, client_of_author, paper_data
) -> None:
    data = {**paper_data, "title": "Zqtyped", "version": submitted.version}
    assert typed_while_writing(client_of_author, submitted, data, seen=0).json()["version"] == 1
    page = client_of_author.get(edit_url(submitted)).content.decode()
    assert "Zqtyped</textarea>" in page
    assert "Not saved as a version yet" in page
    assert 'data-autosave-version="1"' in page
    assert Revision.objects.count() == 1
    submitted.refresh_from_db()
    assert submitted.title == "On Things"
    client_of_author.post(edit_url(submitted), {**data, "action": "leave"})
    submitted.refresh_from_db()
    assert submitted.title == "Zqtyped"
    assert not UnfinishedForm.objects.exists()


def test_another_tab_does_not_overwrite_what_is_typed_into_a_submitted_paper(
    submitted, client_of_author, paper_data
) -> None:
    data = {**paper_data, "version": submitted.version}
    typed_while_writing(client_of_author, submitted, {**data, "title": "First"}, seen=0)
    answer = typed_while_writing(client_of_author, submitted, {**data, "title": "Second"}, seen=0)
    assert (answer.status_code, answer.json()["version"]) == (409, 1)
    assert "First</textarea>" in client_of_author.get(edit_url(submitted)).content.decode()


def test_a_wrong_form_of_a_submitted_paper_goes_on_saving_itself(
    submitted, client_of_author, paper_data
) -> None:
    data = {**paper_data, **NO_ADDRESS, "title": "Zqtyped", "version": submitted.version}
    typed_while_writing(client_of_author, submitted, data, seen=0)
    answer = client_of_author.post(edit_url(submitted), data)
    assert 'data-autosave-version="1"' in answer.content.decode()
    typed_while_writing(client_of_author, submitted, data, seen=1)
    assert Revision.objects.count() == 1


def test_nothing_is_kept_of_a_paper_that_cannot_be_changed_any_more(
    submitted, client_of_author, paper_data
) -> None:
    submitted.state, submitted.withdrawn_at = SubmissionState.WITHDRAWN, submitted.updated_at
    submitted.save()
    answer = typed_while_writing(client_of_author, submitted, paper_data, seen=0)
    assert answer.status_code == 403
    assert answer.json()["errors"]["__all__"]
    assert not UnfinishedForm.objects.exists()
    page = client_of_author.get(edit_url(submitted)).content.decode()
    assert "data-autosave-url" not in page


def test_a_button_leads_back_to_the_line_that_it_was_about(draft, client_of_author, paper_data) -> None:
    def leads_to(action: str) -> str:
        answer = client_of_author.post(edit_url(draft), {**paper_data, "action": action})
        return answer.url.partition("#")[2]

    assert leads_to("author-add") == "author-3"
    assert leads_to("author-up-1") == "author-1"
    assert leads_to("author-down-0") == "author-2"
    assert leads_to("author-remove-1") == "author-1"
    assert leads_to("author-up-9") == "authors"
