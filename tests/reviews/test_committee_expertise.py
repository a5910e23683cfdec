import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.duties import duties_of
from effgenai.conferences.states import Role
from effgenai.conferences.viewer import viewer_for
from reviews.bibliography import parse_papers
from reviews.models import PastPaper, Reviewer
from tests.factories import NOW, make_conference, make_member, make_user

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
        (r"Sampling Fast and Uber-fast with $\ell_1$ norms", "We sample, and then some.", 2024),
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


def duties(conference, user):
    viewer = viewer_for(user=user, conference=conference, at=NOW)
    return [duty for duty in duties_of(viewer) if duty.title == "Tell your expertise"]


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
    assert len(duties(conference, reviewer)) == 1
    row.topics.add(conference.topics.first())
    assert len(duties(conference, reviewer)) == 1
    PastPaper.objects.create(user=reviewer, title="Mine")
    assert duties(conference, reviewer) == []
    assert duties(conference, make_member(conference, Role.CHAIR)) == []


def test_the_number_of_queries_does_not_grow(client, conference, reviewer):
    counts = []
    for papers in (1, 2):
        for number in range(papers):
            PastPaper.objects.create(user=reviewer, title=f"Paper {papers}.{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(url(conference))
        counts.append(len(queries))
    assert counts[0] == counts[1]
