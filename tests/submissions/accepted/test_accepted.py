"""The public list of accepted papers and their pages."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from html import escape

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from pyld import jsonld

from effgenai.conferences.core.hooks import run_setup
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import PublicState
from program.core.models import Session, Talk
from program.releases.services import release_schedule
from submissions.accepted.addresses import public_addresses
from submissions.accepted.queries import highlights
from submissions.core.states import SubmissionState
from submissions.materials.models import Material
from tests.support.factories import NOW, make_conference, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(conference):
    kinds = {"state": SubmissionState.ACCEPTED}
    first = make_submission(
        conference,
        [make_user("Ada Nwosu"), make_user("Bo Li")],
        title="Alpha $x^2$",
        presentation="Oral",
        **kinds,
    )
    second = make_submission(conference, [make_user("Cy")], title="Beta", presentation="Poster", **kinds)
    second.topics.add(conference.topics.first())
    for state in set(SubmissionState) - {SubmissionState.ACCEPTED}:
        make_submission(conference, [make_user("Secret Author")], title=f"Secret {state}", state=state)
    make_submission(make_conference("other"), [make_user()], title="Other alpha", **kinds)
    return first, second


def found(query: str = "") -> list[str]:
    page = Client().get(f"/ws/papers/?{query}")
    assert page.status_code == 200
    return [paper.title for paper in page.context["page"].papers]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Alpha $x^2$", "Beta"]),
        ("q=alpha", ["Alpha $x^2$"]),
        ("q=bo+li", ["Alpha $x^2$"]),
        ("q=secret", []),
        ("presentation=Poster", ["Beta"]),
        ("topic=nonsense", ["Alpha $x^2$", "Beta"]),
        ("topic=99999999999999999999", []),
        ("topic=%C2%B2", ["Alpha $x^2$", "Beta"]),
    ],
)
def test_everyone_searches_accepted_papers_and_no_others(papers, query, titles) -> None:
    assert found(query) == titles


def test_they_are_filtered_by_topic(papers, conference) -> None:
    assert found(f"topic={conference.topics.first().pk}") == ["Beta"]


def test_a_paper_has_a_page_that_search_engines_of_scholars_understand(papers) -> None:
    page = Client().get("/ws/papers/1/").content.decode()
    assert '<meta name="citation_title" content="Alpha $x^2$">' in page
    assert page.index('content="Ada Nwosu"') < page.index('content="Bo Li"')
    assert '<meta name="citation_conference_title" content="Workshop ws">' in page
    assert "<math" in page
    assert "example.org" not in page


def test_no_other_paper_has_a_page(papers) -> None:
    answers = {Client().get(f"/ws/papers/{number}/").status_code for number in range(3, 9)}
    assert answers == {404}


def test_a_conference_that_is_not_published_shows_nothing(papers, conference) -> None:
    conference.public_state = PublicState.DRAFT
    conference.save()
    assert Client().get("/ws/papers/").status_code == 404
    assert Client().get("/ws/papers/1/").status_code == 404


def test_before_decisions_the_list_says_when_to_come_back(conference) -> None:
    page = Client().get("/ws/papers/").content.decode()
    assert "They appear here once decisions are released." in on_one_line(page)


PAGES = ["", "?q=paper+abstract", "1/", "1/cite.bib", "all.bib", "papers.json"]


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow(conference, page) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(f"/ws/papers/{page}").status_code == 200
        return len(captured)

    def add() -> None:
        paper = make_submission(conference, [make_user(), make_user()], state=SubmissionState.ACCEPTED)
        paper.topics.add(conference.topics.first())
        paper.awards.create(name="Best paper", given_at=NOW)
        add_link(paper, "code")

    add()
    change(conference)
    queries()
    change(conference)
    before = queries()
    add()
    add()
    change(conference)
    assert queries() == before


def change(conference) -> None:
    """Let the kept pages of the conference be forgotten."""
    with transaction.atomic():
        record(action="test.change", by=None, at=NOW, conference=conference)
    cache.clear()


def add_link(paper, kind: str, address: str = "https://code.example/x", **fields) -> Material:
    facts = {"is_public": True, "added_at": NOW, **fields}
    return Material.objects.create(submission=paper, kind=kind, address=address, **facts)


def groups(query: str = "") -> list[tuple[str, list[str]]]:
    page = Client().get(f"/ws/papers/?{query}").context["page"]
    return [(group.label, [row.paper.title for row in group.papers]) for group in page.groups]


def counts(name: str, query: str = "") -> dict[str, int]:
    page = Client().get(f"/ws/papers/?{query}").context["page"]
    return {choice.label: choice.count for choice in getattr(page, name)}


def accept(conference, title: str, presentation: str = "", authors=(), **fields):
    return make_submission(
        conference,
        list(authors) or [make_user()],
        title=title,
        presentation=presentation,
        state=SubmissionState.ACCEPTED,
        **fields,
    )


def test_kinds_stand_as_the_decisions_order_them_then_by_name_and_awards_come_first(conference) -> None:
    run_setup(conference, NOW)
    for title, kind in [
        ("A", ""),
        ("B", "Poster"),
        ("C", "Spotlight"),
        ("D", "Oral"),
        ("E", "Demo"),
        ("F", "Oral"),
    ]:
        paper = accept(conference, title, kind)
    paper.awards.create(name="Best paper", given_at=NOW)
    assert groups() == [
        ("Oral", ["F", "D"]),
        ("Poster", ["B"]),
        ("Demo", ["E"]),
        ("Spotlight", ["C"]),
        ("Further papers", ["A"]),
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=nunez", ["Café"]),
        ("q=N%C3%9A%C3%91EZ+cafe", ["Café"]),
        ("q=strasse", ["Café"]),
        ("q=tromso", ["Other"]),
        ("q=nunez+other", []),
        ("q=paper", ["Café", "Other"]),
        ("has=code", ["Other"]),
        ("has=code&has=award", []),
        ("has=award", ["Café"]),
        ("has=nonsense", ["Café", "Other"]),
        ("presentation=nonsense", []),
    ],
)
def test_a_search_finds_all_words_without_their_accents(conference, query, titles) -> None:
    first = accept(conference, "Café", authors=[make_user("Inés Núñez")])
    first.authorships.update(affiliation="Große Straße")
    first.awards.create(name="Best paper", given_at=NOW)
    second = accept(conference, "Other")
    second.authorships.update(affiliation="Tromsø")
    add_link(second, "code")
    assert found(query) == titles


def test_beside_each_choice_stands_how_many_papers_it_would_leave(conference) -> None:
    topic = conference.topics.first()
    for title, kind in [("Ant", "Oral"), ("Bee", "Poster"), ("Cow", "Poster")]:
        paper = accept(conference, title, kind)
        if kind == "Poster":
            paper.topics.add(topic)
            add_link(paper, "video")
    assert counts("presentations") == {"Oral": 1, "Poster": 2}
    assert counts("presentations", f"topic={topic.pk}") == {"Oral": 0, "Poster": 2}
    assert counts("topics", "presentation=Oral")[topic.name] == 0
    assert counts("topics", "q=bee")[topic.name] == 1
    assert counts("features", "presentation=Poster") == {"With video": 2}


def test_when_nothing_fits_the_page_says_so(papers) -> None:
    page = Client().get("/ws/papers/?q=nonsense").content.decode()
    assert "No accepted paper has all of that." in page
    assert 'value="nonsense"' in page


def test_three_hundred_papers_are_a_light_page(conference) -> None:
    people = [make_user(f"Firstname Familyname{number}") for number in range(4)]
    for number in range(60):
        paper = accept(
            conference,
            f"A title of the usual length for a paper, say eight or ten words {number}",
            "Oral",
            people,
        )
        paper.topics.set(conference.topics.all())
        for kind in ("video", "code", "preprint"):
            add_link(paper, kind, "https://code.example/organisation/repository")
    whole = len(Client().get("/ws/papers/").content)
    conference.submissions.filter(number__gt=10).update(state=SubmissionState.REJECTED)
    cache.clear()
    frame = len(Client().get("/ws/papers/").content)
    assert frame + (whole - frame) / 50 * 290 < 150_000


def test_authors_stand_with_the_numbers_of_their_affiliations(conference) -> None:
    paper = accept(conference, "T", authors=[make_user("Ada"), make_user("Bo"), make_user("Cy")])
    for position, place in enumerate(["Uni A", "Uni B", "Uni A"]):
        paper.authorships.filter(position=position).update(affiliation=place)
    page = on_one_line(Client().get("/ws/papers/1/").content)
    assert "Ada<sup>1</sup>" in page
    assert "Bo<sup>2</sup>" in page
    assert "Cy<sup>1</sup>" in page
    assert "<sup>2</sup> Uni B" in page


def test_one_affiliation_of_all_needs_no_number(conference) -> None:
    accept(conference, "T", authors=[make_user("Ada"), make_user("Bo")]).authorships.update(
        affiliation="Uni A"
    )
    page = on_one_line(Client().get("/ws/papers/1/").content)
    assert "<sup>" not in page
    assert page.count(">Uni A<") == 1


def test_neighbours_lead_through_the_list_in_its_order(conference) -> None:
    for title, kind in [("First poster", "Poster"), ("Talk", "Oral"), ("Second poster", "Poster")]:
        accept(conference, title, kind)
    seen = [Client().get(f"/ws/papers/{number}/").context["page"] for number in (2, 1, 3)]
    lines = [(page.previous and page.previous.title, page.next and page.next.title) for page in seen]
    assert lines == [(None, "First poster"), ("Talk", "Second poster"), ("First poster", None)]


def test_a_page_says_when_the_released_schedule_has_the_paper(conference, chair) -> None:
    paper = accept(conference, "T", "Oral")
    session = Session.objects.create(
        conference=conference, title="Morning", starts_at=NOW, ends_at=NOW + dt.timedelta(hours=1)
    )
    talk = Talk.objects.create(session=session, submission=paper)
    assert "Morning" not in Client().get("/ws/papers/1/").content.decode()
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    cache.clear()
    page = Client().get("/ws/papers/1/").content.decode()
    assert "Morning · Sat 1 Aug, 12:00" in page
    assert f"/ws/program/talks/{talk.key}/" in page


@pytest.mark.parametrize(("kind", "clock"), [("oral", "12:20"), ("poster", "12:00")])
def test_talks_follow_one_another_and_posters_hang_from_the_beginning(conference, chair, kind, clock) -> None:
    times = {"starts_at": NOW, "ends_at": NOW + dt.timedelta(hours=1)}
    session = Session.objects.create(conference=conference, title="Morning", kind=kind, **times)
    for position in range(2):
        paper = accept(conference, f"Paper {position}")
        Talk.objects.create(session=session, submission=paper, position=position, minutes=20)
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    assert f"Morning · Sat 1 Aug, {clock}" in Client().get("/ws/papers/2/").content.decode()


def test_machines_read_a_hostile_title_as_text(conference) -> None:
    title = '</script><script>alert("1")</script> & "quoted" \u2028'
    paper = accept(conference, title, authors=[make_user('Ada "</script>" Nwosu')])
    add_link(paper, "preprint", "https://doi.org/10.1/x")
    page = Client().get("/ws/papers/1/").content.decode()
    assert "<script>alert" not in page
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert text is not None
    data = json.loads(text[1])
    assert data["name"] == title.removesuffix(" \u2028")
    assert data["author"][0]["name"] == 'Ada "</script>" Nwosu'
    assert data["sameAs"] == ["https://doi.org/10.1/x"]


def test_the_description_of_a_paper_is_linked_data_that_strangers_can_expand(conference) -> None:
    accept(conference, "T", authors=[make_user("Ada")]).authorships.update(affiliation="Uni")
    page = Client().get("/ws/papers/1/").content.decode()
    data = json.loads(page.partition('ld+json">')[2].partition("</script>")[0])

    def vocabulary(url, options):
        return {
            "document": {"@context": {"@vocab": "https://schema.org/"}},
            "documentUrl": url,
            "contextUrl": None,
        }

    article = jsonld.expand(data, {"documentLoader": vocabulary})[0]
    assert article["@type"] == ["https://schema.org/ScholarlyArticle"]
    author = article["https://schema.org/author"][0]
    assert author["https://schema.org/affiliation"][0]["https://schema.org/name"] == [{"@value": "Uni"}]


def test_all_papers_are_there_as_data_and_nothing_else(papers) -> None:
    add_link(papers[0], "code")
    add_link(papers[0], "video", is_hidden=True)
    data = json.loads(Client().get("/ws/papers/papers.json").content)
    assert [paper["title"] for paper in data["papers"]] == ["Alpha $x^2$", "Beta"]
    first = data["papers"][0]
    assert first["authors"][0] == {"name": "Ada Nwosu", "affiliation": ""}
    assert first["links"] == {"code": "https://code.example/x"}
    assert first["key"] == "nwosu2026alpha"
    assert set(first) == {
        "number", "key", "title", "url", "authors", "presentation", "topics", "awards", "abstract", "links",
    }  # fmt: skip


def test_all_references_come_in_one_file(papers) -> None:
    answer = Client().get("/ws/papers/all.bib")
    assert answer["Content-Disposition"] == 'attachment; filename="ws-papers.bib"'
    assert answer.content.decode().count("@inproceedings{") == 2
    assert "title     = {{Alpha $x^2$}}" in answer.content.decode()
    assert "Secret" not in answer.content.decode()
    one = Client().get("/ws/papers/1/cite.bib").content.decode()
    assert one in answer.content.decode()
    assert escape(one) in Client().get("/ws/papers/1/").content.decode()


def test_a_shared_link_has_a_picture_of_the_usual_size(papers) -> None:
    answer = Client().get("/ws/papers/1/share.png")
    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    page = Client().get("/ws/papers/1/").content.decode()
    assert re.search(r'property="og:image" content="https?://[^"]+/ws/papers/1/share\.png"', page)
    assert Client().get("/ws/papers/3/share.png").status_code == 404


def test_every_public_address_is_known_and_answers(papers, conference) -> None:
    addresses = list(public_addresses(conference, timezone.now()))
    assert "/ws/papers/2/share.png" in addresses
    assert not any("/papers/3/" in address for address in addresses)
    assert {Client().get(address).status_code for address in addresses} == {200}


def test_the_home_page_shows_awards_before_talks_before_the_others(conference) -> None:
    run_setup(conference, NOW)
    for number in range(8):
        accept(conference, f"Title {number}", "Oral" if number == 3 else "Poster")
    conference.submissions.get(number=8).awards.create(name="Best poster", given_at=NOW)
    rows, total = highlights(conference, 6)
    assert ([row.paper.title for row in rows][:3], len(rows), total) == (
        ["Title 7", "Title 3", "Title 0"],
        6,
        8,
    )
    page = Client().get("/ws/").content.decode()
    assert page.index("Best poster") < page.index("Title 3") < page.index("Title 0")
    assert "All 8 accepted papers" in on_one_line(page)
