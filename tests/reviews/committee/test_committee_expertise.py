import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.drawing.pdf import make_pdf
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.web.todos import todos_of
from reviews.expertise.bibliography.sources import parse_papers
from reviews.expertise.models import PastPaper, Reviewer
from tests.support.factories import NOW, make_conference, make_member, make_user

BIBTEX = r"""
@comment{nothing}
@inproceedings{lovelace2024,
  title = {Sampling {Fast} and {\"U}ber-fast with $\ell_1$ norms},
  author = {Ada Lovelace},
  abstract = "We sample,
     and then some.",
  year = 2024,
}
@article{x, year={2023}, title="Nested {braces {here}} stay plain"}
@misc{untitled, year = {2020}}
"""


def test_bibtex_gives_title_abstract_and_year():
    papers = parse_papers(BIBTEX)
    assert [(paper.title, paper.abstract, paper.year) for paper in papers] == [
        (r"Sampling Fast and Über-fast with $\ell_1$ norms", "We sample, and then some.", 2024),
        ("Nested braces here stay plain", "", 2023),
    ]


def test_titles_come_one_a_line_without_their_numbering():
    papers = parse_papers("1. First paper\n\n- Second   paper\n[3] Third paper\nFIRST PAPER\n---\n")
    assert [paper.title for paper in papers] == ["First paper", "Second paper", "Third paper"]


@pytest.mark.parametrize(
    "text", ["", "{", "@", "@article{a, title={unclosed", "@article{a, title=", "===", "@x{,"]
)
def test_no_text_breaks_the_reader(text):
    assert all(paper.title for paper in parse_papers(text))


pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def reviewer(conference, client):
    person = make_member(conference, Role.REVIEWER)
    client.force_login(person)
    return person


def url(conference, name="expertise", *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def to_dos(conference, user):
    viewer = viewer_for(user=user, conference=conference, at=NOW)
    return [duty for duty in todos_of(viewer) if duty.title == "Describe your expertise"]


def test_topics_and_load_are_kept(client, conference, reviewer):
    topic = conference.topics.last()
    client.post(url(conference), {"topics": [topic.pk], "load": "6"})
    row = Reviewer.objects.get(user=reviewer)
    assert (row.load_max, list(row.topics.all())) == (6, [topic])
    assert 'value="6"' in client.get(url(conference)).content.decode()


def test_topics_of_another_conference_are_refused(client, conference, reviewer):
    foreign = make_conference().topics.first()
    client.post(url(conference), {"topics": [foreign.pk], "load": "6"})
    assert not Reviewer.objects.exists()


def test_a_wrong_paper_keeps_what_was_typed(client, conference, reviewer):
    page = client.post(url(conference, "add_past_paper"), {"title": "", "abstract": "Words.", "year": "24"})
    assert "Write the year as it is printed" in page.content.decode()
    assert "Words.</textarea>" in page.content.decode()
    assert not PastPaper.objects.exists()


def test_a_list_is_added_once(client, conference, reviewer):
    PastPaper.objects.create(user=reviewer, title="nested braces here stay plain")
    for _ in range(2):
        answer = client.post(url(conference, "add_past_papers"), {"papers": BIBTEX}, follow=True)
    assert "0 papers added; 2 stood there already." in answer.content.decode()
    assert reviewer.past_papers.count() == 2


def test_a_list_that_names_nothing_stays_in_the_box(client, conference, reviewer):
    page = client.post(url(conference, "add_past_papers"), {"papers": "123\n456"}).content.decode()
    assert "No title was found in this text." in page
    assert "123\n456</textarea>" in page


def upload(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def send(client, conference, text="", *files):
    return client.post(
        url(conference, "add_past_papers"), {"papers": text, "uploads": list(files)}, follow=True
    )


def test_several_files_of_any_kind_are_added_at_once(client, conference, reviewer):
    pdf = make_pdf("A paper as PDF", "Abstract. We look into what papers are made of, page by page.")
    export = json.dumps(
        {"notes": [{"content": {"title": {"value": "A note"}, "abstract": {"value": "Words."}}}]}
    )
    page = send(client, conference, "Pasted", upload("a.pdf", pdf), upload("b.json", export)).content.decode()
    assert "3 papers added." in page
    assert set(reviewer.past_papers.values_list("title", flat=True)) == {"A paper as PDF", "A note", "Pasted"}
    assert reviewer.past_papers.get(title="A paper as PDF").abstract.startswith("We look into")


def test_a_broken_file_is_named_and_keeps_nothing_else_away(client, conference, reviewer):
    page = send(
        client, conference, "", upload("good.txt", "Good"), upload("bad.pdf", b"%PDF-1.4")
    ).content.decode()
    assert "1 paper added." in page
    assert "bad.pdf: " in page
    assert reviewer.past_papers.get().title == "Good"


def test_files_that_hold_nothing_are_told_beside_the_field(client, conference, reviewer):
    page = send(client, conference, "", upload("bad.zip", b"PK\x03\x04")).content.decode()
    assert "bad.zip: This is neither a text nor a PDF." in page
    assert not PastPaper.objects.exists()


def test_nothing_at_all_is_refused(client, conference, reviewer):
    assert "Paste at least one title, or choose a file." in send(client, conference).content.decode()


def test_too_many_and_too_large_files_are_refused(client, conference, reviewer, monkeypatch):
    monkeypatch.setattr("reviews.expertise.forms.MAX_FILES", 1)
    page = send(client, conference, "", upload("a.txt", "A"), upload("b.txt", "B")).content.decode()
    assert "These are 2 files. Choose at most 1 at a time." in page
    monkeypatch.setattr("reviews.expertise.forms.MEGABYTE", 0)
    page = send(client, conference, "Kept", upload("a.txt", "A")).content.decode()
    assert "a.txt: It is larger than 20 MB." in page
    assert reviewer.past_papers.get().title == "Kept"


def test_a_list_too_large_to_be_ones_own_is_refused(client, conference, reviewer, monkeypatch):
    monkeypatch.setattr("reviews.expertise.forms.MAX_LIST_MB", 0)
    page = send(client, conference, "", upload("all.bib", "@a{x, title={All}}")).content.decode()
    assert "Export your own papers." in page
    assert not PastPaper.objects.exists()


def test_a_paper_known_by_its_title_takes_the_abstract(client, conference, reviewer):
    PastPaper.objects.create(user=reviewer, title="On things")
    PastPaper.objects.create(user=reviewer, title="Other", abstract="Mine.")
    page = send(
        client,
        conference,
        "@a{x, title={On Things.}, abstract={New.}, year=2020}\n@a{y, title={Other}, abstract={No.}}",
    )
    assert "0 papers added; 1 completed by an abstract; 1 stood there already." in page.content.decode()
    assert list(reviewer.past_papers.order_by("pk").values_list("title", "abstract", "year")) == [
        ("On things", "New.", 2020),
        ("Other", "Mine.", None),
    ]


def test_one_paper_is_added_and_removed(client, conference, reviewer):
    client.post(url(conference, "add_past_paper"), {"title": "Mine", "abstract": "Words.", "year": "2024"})
    paper = reviewer.past_papers.get()
    assert (paper.title, paper.abstract, paper.year) == ("Mine", "Words.", 2024)
    client.post(url(conference, "remove_past_paper", paper.pk))
    assert not PastPaper.objects.exists()


def test_nobody_removes_the_paper_of_another(client, conference, reviewer):
    theirs = PastPaper.objects.create(user=make_user(), title="Theirs")
    assert client.post(url(conference, "remove_past_paper", theirs.pk)).status_code == 404
    assert PastPaper.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("role", [Role.CHAIR, Role.PROGRAM_EDITOR])
def test_the_page_is_for_those_who_read_papers(client, conference, role):
    client.force_login(make_member(conference, role))
    assert client.get(url(conference)).status_code == 404


def test_it_is_a_duty_until_topics_and_papers_are_known(conference, reviewer):
    row = Reviewer.objects.create(conference=conference, user=reviewer, joined_at=NOW)
    assert len(to_dos(conference, reviewer)) == 1
    row.topics.add(conference.topics.first())
    assert len(to_dos(conference, reviewer)) == 1
    PastPaper.objects.create(user=reviewer, title="Mine")
    assert to_dos(conference, reviewer) == []
    assert to_dos(conference, make_member(conference, Role.CHAIR)) == []


def test_the_number_of_queries_does_not_grow(client, conference, reviewer):
    counts = []
    for papers in (1, 2):
        for number in range(papers):
            PastPaper.objects.create(user=reviewer, title=f"Paper {papers}.{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(url(conference))
        counts.append(len(queries))
    assert counts[0] == counts[1]
