"""Files and links beside accepted papers: who may add, replace and hide them, and what visitors get."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.files.models import StoredFile
from effgenai.mail.models import OutboundEmail
from submissions.conflicts.models import Conflict
from submissions.core.states import SubmissionState
from submissions.materials.forms import MaterialsForm, as_address, state_of
from submissions.materials.models import Material
from tests.submissions.conftest import DAY, pdf, signed_in
from tests.support.factories import NOW, make_member, make_milestone, make_submission, make_user

pytestmark = pytest.mark.django_db
URL = "/ws/submissions/1/materials/"
PUBLIC_PDF = "/ws/papers/1/paper.pdf"


@pytest.fixture
def coauthor(db):
    return make_user("Björn Þórsson")


@pytest.fixture
def paper(conference, author, coauthor):
    return make_submission(
        conference, [author, coauthor], title="On the $x^2$ of Things", state=SubmissionState.ACCEPTED
    )


def said(paper, /, **values):
    """What the form sends: what was seen, and the values."""
    return {"seen": state_of(paper.materials.current()), **values}


def post(client, paper, /, **values):
    return client.post(f"/ws/submissions/{paper.number}/materials/", said(paper, **values))


def give(client, paper, *, public: bool = True):
    tick = {"paper_public": "on"} if public else {}
    answer = post(client, paper, paper=pdf(), **tick)
    assert answer.status_code == 302
    return paper.materials.get(kind="paper", is_current=True)


def everything():
    return (
        list(Material.objects.values()),
        StoredFile.objects.count(),
        AuditLine.objects.count(),
        OutboundEmail.objects.count(),
        len(mail.outbox),
    )


def get(client, url: str):
    """The answer, read to its end."""
    answer = client.get(url)
    answer.bytes = b"".join(answer) if answer.streaming else answer.content
    return answer


def test_an_author_adds_the_final_pdf_and_agrees_that_everyone_may_see_it(paper, client_of_author) -> None:
    material = give(client_of_author, paper)
    assert (material.is_public, material.file.pages, material.added_by.name) == (True, 1, "Ada Nwosu")
    line = AuditLine.objects.get(action="material.save")
    assert (line.paper, line.detail) == (paper.number, {"kinds": ["paper"]})
    answer = get(Client(), PUBLIC_PDF)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="nwosu-2026-on-the-of-things.pdf"'
    assert answer["ETag"] == f'"{material.file.sha256}"'
    assert answer["Cache-Control"].startswith("public")
    assert answer.bytes.startswith(b"%PDF-")
    assert Client().get(PUBLIC_PDF, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def test_every_author_with_an_account_and_a_chair_may_add(paper, coauthor, chair) -> None:
    give(signed_in(coauthor), paper)
    assert post(signed_in(chair), paper, paper_public="on", code="https://code.example/x").status_code == 302
    assert set(paper.materials.current().values_list("kind", flat=True)) == {"paper", "code"}


def test_without_the_word_of_its_authors_a_pdf_stays_among_them_and_the_chairs(
    paper, client_of_author, coauthor, chair
) -> None:
    give(client_of_author, paper, public=False)
    assert get(Client(), PUBLIC_PDF).status_code == 404
    for person in (coauthor, chair):
        assert get(signed_in(person), f"{URL}paper.pdf").status_code == 200
    page = Client().get("/ws/papers/1/").content.decode()
    assert "citation_pdf_url" not in page
    assert "paper.pdf" not in page
    assert "paper.pdf" not in Client().get("/ws/papers/papers.json").content.decode()


def test_authors_take_their_word_back_without_a_new_upload(paper, client_of_author) -> None:
    material = give(client_of_author, paper)
    assert post(client_of_author, paper).status_code == 302
    material.refresh_from_db()
    assert (material.is_current, material.is_public) == (True, False)
    assert get(Client(), PUBLIC_PDF).status_code == 404


def test_a_new_file_replaces_the_current_one_and_the_older_is_kept(paper, client_of_author) -> None:
    first = give(client_of_author, paper)
    post(client_of_author, paper, paper=pdf("A better paper"), paper_public="on")
    second = paper.materials.get(kind="paper", is_current=True)
    first.refresh_from_db()
    assert not first.is_current
    assert get(Client(), PUBLIC_PDF)["ETag"] == f'"{second.file.sha256}"'
    assert second.file.sha256 != first.file.sha256


def test_saving_what_is_there_already_changes_nothing(paper, client_of_author) -> None:
    give(client_of_author, paper)
    post(client_of_author, paper, paper_public="on", video="https://talks.example/1")
    before = everything()
    post(client_of_author, paper, paper_public="on", video="https://talks.example/1")
    assert everything() == before


def test_links_are_public_at_once_and_an_empty_field_takes_one_away(paper, client_of_author) -> None:
    post(client_of_author, paper, code="https://code.example/x", preprint="arXiv:2401.01234")
    page = Client().get("/ws/papers/1/").content.decode()
    assert 'href="https://code.example/x"' in page
    assert 'href="https://arxiv.org/abs/2401.01234"' in page
    post(client_of_author, paper, preprint="arXiv:2401.01234")
    page = Client().get("/ws/papers/1/").content.decode()
    assert "code.example" not in page
    assert paper.materials.filter(kind="code", is_current=False).exists()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://user:secret@example.org/",
        "https://bank.example@evil.example/",
        "https://example.org/a b",
        "//example.org/x",
        "/account/logout/",
        'https://example.org/" onmouseover="alert(1)',
        "https://example.org/" + "a" * 500,
    ],
)
def test_an_address_that_is_not_safe_is_refused_beside_its_field_and_stays_there(
    paper, client_of_author, address
) -> None:
    answer = post(client_of_author, paper, code=address, video="https://talks.example/1")
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"code"}
    assert answer.context["form"]["code"].value() == address
    assert list(paper.materials.values_list("kind", flat=True)) == ["video"], "what is right is kept"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("10.1145/3442188.3445922", "https://doi.org/10.1145/3442188.3445922"),
        ("doi:10.1145/3442188", "https://doi.org/10.1145/3442188"),
        ("http://dx.doi.org/10.1145/3442188", "https://doi.org/10.1145/3442188"),
        ("arxiv:2401.01234v2", "https://arxiv.org/abs/2401.01234v2"),
        ("https://arxiv.org/pdf/2401.01234.pdf", "https://arxiv.org/abs/2401.01234"),
        ("https://example.org/10.1145/3442188", "https://example.org/10.1145/3442188"),
    ],
)
def test_dois_and_arxiv_numbers_become_addresses(typed, address) -> None:
    assert as_address(typed) == address


def test_a_file_that_is_no_pdf_is_refused_and_the_rest_is_kept(paper, client_of_author) -> None:
    picture = pdf()
    picture.name, picture.file.getbuffer()[:5] = "poster.pdf", b"\x89PNG\r"
    answer = post(client_of_author, paper, poster=picture, paper=pdf(), code="https://code.example/x")
    assert "This is not a PDF" in answer.content.decode()
    assert set(paper.materials.values_list("kind", flat=True)) == {"paper", "code"}
    again = {"seen": answer.context["seen"], "code": "https://code.example/x", "poster": pdf()}
    assert client_of_author.post(URL, again).status_code == 302, "the next press is not taken for a late one"


def test_who_saves_late_loses_nothing_and_overwrites_nothing(paper, client_of_author, coauthor) -> None:
    seen = state_of(paper.materials.current())
    post(signed_in(coauthor), paper, code="https://code.example/x")
    answer = client_of_author.post(URL, {"seen": seen, "video": "https://talks.example/1", "slides": pdf()})
    assert "Somebody changed the files or links" in answer.content.decode()
    assert answer.context["form"]["video"].value() == "https://talks.example/1"
    assert set(paper.materials.current().values_list("kind", flat=True)) == {"code", "slides"}


def assert_denied(paper, person, status: int) -> None:
    client = signed_in(person) if person else Client()
    before = everything()
    url = f"/ws/submissions/{paper.number}/materials/"
    assert client.get(url).status_code == status
    sent = said(paper, paper=pdf(), paper_public="on", code="https://code.example/x")
    assert client.post(url, sent).status_code == status
    assert get(client, f"{url}paper.pdf").status_code == status
    for hide in ("yes", "no"):
        answer = client.post(f"/ws/chair/submissions/{paper.number}/materials/paper/", {"hidden": hide})
        assert answer.status_code in {302, 403, 404}
    assert everything() == before


@pytest.mark.parametrize(
    "state", sorted(set(SubmissionState) - {SubmissionState.ACCEPTED, SubmissionState.DRAFT})
)
def test_a_paper_that_is_not_accepted_takes_no_files_from_its_authors_or_chairs(
    conference, author, chair, state
) -> None:
    paper = make_submission(conference, [author], state=state)
    assert_denied(paper, author, 403)
    assert_denied(paper, chair, 403)


@pytest.mark.parametrize(
    "who", ["visitor", "stranger", "other_author", "reviewer", "area_chair", "in_conflict"]
)
def test_nobody_else_may(who, conference, paper, client_of_author) -> None:
    give(client_of_author, paper)
    people = {
        "visitor": lambda: None,
        "stranger": make_user,
        "other_author": lambda: (
            make_submission(conference, [make_user()], state="accepted").authorships.get().user
        ),
        "reviewer": lambda: make_member(conference, Role.REVIEWER),
        "area_chair": lambda: make_member(conference, Role.AREA_CHAIR),
        "in_conflict": lambda: in_conflict(conference, paper),
    }
    person = people[who]()
    assert_denied(paper, person, 404 if person else 302)


def author_of_another(conference):
    person = make_user()
    make_submission(conference, [person], state=SubmissionState.ACCEPTED)
    return person


def in_conflict(conference, paper):
    chair = make_member(conference, Role.CHAIR)
    Conflict.objects.create(submission=paper, user=chair, source="chair", created_at=NOW)
    return chair


def test_an_author_who_is_a_chair_may_add_but_not_hide(conference, paper, author, client_of_author) -> None:
    give(client_of_author, paper)
    make_member(conference, Role.CHAIR, author)
    answer = client_of_author.post("/ws/chair/submissions/1/materials/paper/", {"hidden": "yes"})
    assert answer.status_code == 404
    assert "For the chairs" not in client_of_author.get(URL).content.decode()
    assert not Material.objects.get().is_hidden


def test_what_a_chair_hides_stays_hidden_when_it_is_replaced(paper, client_of_author, chair) -> None:
    give(client_of_author, paper)
    url = "/ws/chair/submissions/1/materials/paper/"
    assert signed_in(chair).post(url, {"hidden": "yes"}).status_code == 302
    assert get(Client(), PUBLIC_PDF).status_code == 404
    post(client_of_author, paper, paper=pdf("Another"), paper_public="on")
    assert get(Client(), PUBLIC_PDF).status_code == 404
    assert "hidden by the chairs" in client_of_author.get(URL).content.decode()
    for sent in ({}, {"hidden": "perhaps"}):
        assert signed_in(chair).post(url, sent).status_code == 403
    assert get(Client(), PUBLIC_PDF).status_code == 404
    signed_in(chair).post(url, {"hidden": "no"})
    assert get(Client(), PUBLIC_PDF).status_code == 200
    actions = AuditLine.objects.filter(action__startswith="material.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "material.save",
        "material.hide",
        "material.save",
        "material.show",
    ]


def test_hiding_twice_or_what_is_not_there_changes_nothing(paper, client_of_author, chair) -> None:
    give(client_of_author, paper)
    client = signed_in(chair)
    client.post("/ws/chair/submissions/1/materials/paper/", {"hidden": "yes"})
    before = everything()
    client.post("/ws/chair/submissions/1/materials/paper/", {"hidden": "yes"})
    answer = client.post("/ws/chair/submissions/1/materials/slides/", {"hidden": "yes"})
    assert answer.status_code == 403
    assert "There is no such file or link beside this paper any more." in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("state", [SubmissionState.WITHDRAWN, SubmissionState.SUBMITTED])
def test_files_of_a_paper_that_is_no_longer_accepted_are_gone(paper, client_of_author, state) -> None:
    give(client_of_author, paper)
    times = {"withdrawn_at": NOW} if state == SubmissionState.WITHDRAWN else {"decided_at": None}
    type(paper).objects.filter(pk=paper.pk).update(state=state, **times)
    assert get(Client(), PUBLIC_PDF).status_code == 404
    assert Client().get("/ws/papers/1/").status_code == 404


def test_files_of_a_conference_that_is_not_published_are_for_its_members(
    paper, conference, client_of_author, chair
) -> None:
    give(client_of_author, paper)
    conference.public_state = PublicState.DRAFT
    conference.save()
    assert get(Client(), PUBLIC_PDF).status_code == 404
    answer = get(signed_in(chair), PUBLIC_PDF)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")


def test_the_reviewed_manuscript_is_never_public(conference, client_of_author, submitted) -> None:
    type(submitted).objects.filter(pk=submitted.pk).update(state="accepted", decided_at=NOW)
    assert Client().get(f"/ws/papers/{submitted.number}/").status_code == 200
    for kind in ("paper", "poster", "slides", "manuscript", "video"):
        assert Client().get(f"/ws/papers/{submitted.number}/{kind}.pdf").status_code == 404


def test_the_duties_name_the_final_pdf_until_it_is_there(conference, paper, client_of_author) -> None:
    due = make_milestone(conference, MilestoneKind.CAMERA_READY_DUE, timezone.now() + 10 * DAY)
    page = client_of_author.get("/ws/me/").content.decode()
    assert "Add your final PDF, poster, slides" in page
    assert due.instant.isoformat()[:10] in page
    give(client_of_author, paper)
    assert "Add your final PDF" not in client_of_author.get("/ws/me/").content.decode()


def test_nobody_is_asked_once_the_site_is_archived_or_by_a_paper_that_was_rejected(
    conference, paper, author, client_of_author
) -> None:
    rejected = make_user()
    make_submission(conference, [rejected], state=SubmissionState.REJECTED)
    assert "Add your final PDF" not in signed_in(rejected).get("/ws/me/").content.decode()
    conference.public_state = PublicState.ARCHIVED
    conference.save()
    assert "Add your final PDF" not in client_of_author.get("/ws/me/").content.decode()


def test_the_paper_page_leads_those_who_tend_them_to_the_files(conference, paper, client_of_author) -> None:
    assert URL in client_of_author.get("/ws/submissions/1/").content.decode()
    reader = signed_in(make_user())
    assert URL not in reader.get("/ws/submissions/1/").content.decode()


def test_the_form_asks_for_consent_and_never_assumes_it(paper) -> None:
    form = MaterialsForm(submission=paper)
    assert not any(form.fields[f"{kind}_public"].initial for kind in ("paper", "poster", "slides"))


def test_the_number_of_queries_of_the_duties_does_not_grow(conference, author, client_of_author) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client_of_author.get("/ws/me/").status_code == 200
        return len(captured)

    make_submission(conference, [author], state=SubmissionState.ACCEPTED)
    queries()
    before = queries()
    for _ in range(2):
        make_submission(conference, [author], state=SubmissionState.ACCEPTED)
    assert queries() == before
