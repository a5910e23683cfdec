"""All conflicts at a glance: who reads which of them, what is counted, searched, sorted and taken away."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.imports.files.conflicts import read_conflicts
from submissions.conflicts.models import Conflict
from submissions.conflicts.queries.overview import papers_overview, people_overview
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
POTENTIAL, CONFIRMED, DISMISSED = (
    ConflictStanding.POTENTIAL,
    ConflictStanding.CONFIRMED,
    ConflictStanding.DISMISSED,
)


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Cleo Chair", "cleo@ws.example"))


@pytest.fixture
def people(conference, chair):
    names = ("Ada Nwosu", "Bo Li", "Cy Ode")
    return [make_member(conference, Role.REVIEWER, make_user(name)) for name in names]


@pytest.fixture
def papers(conference):
    return [make_submission(conference, title=f"On {what}") for what in ("apples", "pears", "figs")]


def apart(paper, person, source=ConflictSource.INSTITUTION, standing=CONFIRMED, **fields):
    facts = {"source": source, "standing": standing, "created_at": NOW, **fields}
    return Conflict.objects.create(submission=paper, user=person, **facts)


def rows_by_paper(chair, conference, text="", sort=""):
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    return papers_overview(viewer, text, sort).rows


def listed(row):
    """What the row lists: names or numbers by source, a question mark behind what is potential."""
    return {
        label: [
            f"{one.subject.number or one.subject.name}{'?' if one.standing == POTENTIAL else ''}"
            for one in mentions
        ]
        for label, mentions in row.groups
    }


def page(user, name="conflicts_by_paper", query=""):
    return signed_in(user).get(reverse(f"submissions:{name}", args=["ws"]) + query)


def test_each_paper_lists_who_is_in_conflict_by_source(conference, chair, people, papers) -> None:
    ada, bo, cy = people
    apart(papers[0], bo)
    apart(papers[0], ada)
    apart(papers[0], ada, ConflictSource.COAUTHOR)
    apart(papers[0], cy, ConflictSource.NAMED, POTENTIAL)
    apart(papers[1], bo, ConflictSource.DECLARED, DISMISSED)
    first, second, third = rows_by_paper(chair, conference)
    assert listed(first) == {
        "Co-author": ["Ada Nwosu"],
        "Same institution": ["Ada Nwosu", "Bo Li"],
        "Named by authors": ["Cy Ode?"],
    }
    assert (first.confirmed, first.potential, first.free) == (2, 1, 0)
    assert (second.confirmed, second.potential, second.free, listed(second)) == (0, 0, 3, {})
    assert (third.free, listed(third)) == (3, {})


def test_each_person_lists_the_papers(conference, chair, people, papers) -> None:
    ada, bo, _ = people
    apart(papers[2], ada, ConflictSource.CHAIR)
    apart(papers[0], ada, ConflictSource.CHAIR)
    apart(papers[1], bo, ConflictSource.ADVANCE, POTENTIAL)
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    rows = {row.subject.name: row for row in people_overview(viewer, "", "").rows}
    assert list(rows) == ["Ada Nwosu", "Bo Li", "Cleo Chair", "Cy Ode"]
    assert listed(rows["Ada Nwosu"]) == {"Set by a chair": ["1", "3"]}
    assert (rows["Ada Nwosu"].confirmed, rows["Ada Nwosu"].free) == (2, 1)
    assert listed(rows["Bo Li"]) == {"Said in advance": ["2?"]}
    assert rows["Cleo Chair"].subject.note == "Chair"
    shown = page(chair, "conflicts_by_person").content.decode()
    assert 'aria-label="paper 3"' in shown
    assert reverse("reviews:member", args=["ws", ada.key]) in shown


def test_free_reviewers_are_those_who_review_and_can_sign_in(conference, chair, people, papers) -> None:
    make_member(conference, Role.AREA_CHAIR)
    people[2].is_active = False
    people[2].save()
    apart(papers[0], people[0], standing=POTENTIAL)
    assert [row.free for row in rows_by_paper(chair, conference)] == [1, 2, 2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("apples", {1: {"Same institution": ["Ada Nwosu"], "Co-author": ["Ada Nwosu"]}}),
        ("nwosu", {1: {"Same institution": ["Ada Nwosu"], "Co-author": ["Ada Nwosu"]}}),
        ("paper 2", {2: {"Named by authors": ["Bo Li?"]}}),
        ("2 bo", {2: {"Named by authors": ["Bo Li?"]}}),
        ("1 bo", {}),
        ("source:institution", {1: {"Same institution": ["Ada Nwosu"]}}),
        (
            "source:institution source:coauthor",
            {1: {"Same institution": ["Ada Nwosu"], "Co-author": ["Ada Nwosu"]}},
        ),
        ("is:potential", {2: {"Named by authors": ["Bo Li?"]}}),
        ("is:one-sided", {2: {"Named by authors": ["Bo Li?"]}}),
        ("is:confirmed bo", {}),
        ("is:dismissed", {3: {"Declared": ["Cy Ode"]}}),
        ("is:none", {3: {}}),
        ("is:none pears", {}),
        ("source:nonsense", {}),
        ("is:", {}),
    ],
)
def test_the_overview_is_filtered_by_paper_person_source_and_standing(
    conference, chair, people, papers, text, found
) -> None:
    ada, bo, cy = people
    apart(papers[0], ada)
    apart(papers[0], ada, ConflictSource.COAUTHOR)
    apart(papers[1], bo, ConflictSource.NAMED, POTENTIAL)
    apart(papers[2], cy, ConflictSource.DECLARED, DISMISSED)
    assert {row.subject.number: listed(row) for row in rows_by_paper(chair, conference, text)} == found


def test_papers_with_few_free_reviewers_come_first(conference, chair, people, papers) -> None:
    for person in people:
        apart(papers[1], person)
    apart(papers[2], people[0], standing=POTENTIAL)
    numbers = [row.subject.number for row in rows_by_paper(chair, conference, sort="free")]
    assert numbers == [2, 3, 1]
    assert [row.subject.number for row in rows_by_paper(chair, conference, sort="-potential")] == [3, 1, 2]
    assert [row.subject.number for row in rows_by_paper(chair, conference, sort="-number")] == [3, 2, 1]
    assert [row.subject.number for row in rows_by_paper(chair, conference, sort="name")] == [1, 3, 2]


def test_a_chair_in_conflict_with_a_paper_finds_it_in_no_row_and_no_number(
    conference, chair, people, papers
) -> None:
    apart(papers[1], people[0])
    addresses = [reverse(f"submissions:conflicts_by_{what}", args=["ws"]) for what in ("paper", "person")]
    addresses.append(reverse("submissions:export_conflicts", args=["ws"]))
    apart(papers[0], chair, ConflictSource.DECLARED)

    def seen():
        client = signed_in(chair)
        answers = [client.get(address) for address in addresses]
        texts = [b"".join(answer).decode() for answer in answers]
        return [
            re.sub(r'nonce="[^"]*"|csrf[^>]*>|"X-CSRFToken[^}]*|value="[^"]{64}"', "", text) for text in texts
        ]

    before = seen()
    assert "apples" not in "".join(before)
    apart(papers[0], people[1], ConflictSource.COAUTHOR, POTENTIAL)
    apart(papers[0], people[2], ConflictSource.CHAIR, detail="Their advisor")
    assert seen() == before
    papers[1].conflicts.create(user=people[1], source=ConflictSource.CHAIR, created_at=NOW)
    assert seen() != before


def test_nobody_is_told_of_a_potential_conflict_of_their_own(conference, chair, people, papers) -> None:
    apart(papers[0], chair, standing=POTENTIAL)
    assert [listed(row) for row in rows_by_paper(chair, conference)] == [{}, {}, {}]
    assert "Same institution" not in page(chair).content.decode()


def test_where_authors_are_hidden_no_reason_tells_them(conference, chair, people, papers) -> None:
    conference.hide_authors_from_chairs = True
    conference.save()
    ada, bo, _ = people
    apart(papers[0], ada, detail="Zoe Author")
    apart(papers[0], ada, ConflictSource.COAUTHOR, detail="Zoe Author")
    apart(papers[0], bo, ConflictSource.NAMED, POTENTIAL, detail="Zoe Author")
    apart(papers[1], bo, ConflictSource.DECLARED, detail="We share a flat")
    first, second, _ = rows_by_paper(chair, conference)
    assert listed(first) == {"Reason hidden": ["Ada Nwosu"]}
    assert (first.confirmed, first.potential, first.free) == (1, 0, 2)
    assert listed(second) == {"Declared": ["Bo Li"]}
    assert not rows_by_paper(chair, conference, "source:institution")
    assert not rows_by_paper(chair, conference, "source:coauthor")
    assert not rows_by_paper(chair, conference, "is:potential")
    text = page(chair).content.decode()
    assert "source:institution" not in text.replace(
        'placeholder="number, title, name, source:institution"', ""
    )
    assert "Authors are hidden from chairs here" in text
    (told,) = [mention for _, mentions in first.groups for mention in mentions]
    assert not told.url
    said = b"".join(signed_in(chair).get(reverse("submissions:export_conflicts", args=["ws"]))).decode()
    assert "Zoe" not in said
    assert "We share a flat" in said


def test_papers_that_left_and_people_who_left_are_not_listed(conference, chair, people, papers) -> None:
    gone = make_submission(conference, title="On plums", state=SubmissionState.WITHDRAWN)
    apart(gone, people[0])
    apart(papers[0], make_user("Former Member"))
    page_shown = page(chair).content.decode()
    assert "plums" not in page_shown
    assert "Former Member" not in page_shown
    assert [row.confirmed for row in rows_by_paper(chair, conference)] == [0, 0, 0]


@pytest.mark.parametrize("role", [Role.AREA_CHAIR, Role.REVIEWER, Role.PROGRAM_EDITOR, Role.SITE_EDITOR])
def test_only_chairs_find_the_overview(conference, role) -> None:
    person = make_member(conference, role)
    for name in ("conflicts_by_paper", "conflicts_by_person", "export_conflicts"):
        assert page(person, name).status_code == 404


def test_a_name_leads_to_where_the_conflict_is_decided(conference, chair, people, papers) -> None:
    row = apart(papers[0], people[0], standing=POTENTIAL)
    text = page(chair).content.decode()
    address = reverse("submissions:conflict", args=["ws", row.pk])
    assert f'<a href="{address}" dir="auto">Ada Nwosu</a>?' in text
    assert signed_in(chair).get(address).status_code == 200


def test_titles_and_names_are_escaped(conference, chair, people, papers) -> None:
    people[0].name = "<b>Bobby</b>"
    people[0].save()
    papers[0].title = "On <script>x</script> and $n^2$"
    papers[0].save()
    apart(papers[0], people[0])
    text = page(chair).content.decode()
    assert "&lt;b&gt;Bobby&lt;/b&gt;" in text
    assert "<script>x" not in text
    assert "<msup>" in text


def test_an_empty_conference_says_what_will_stand_there(chair) -> None:
    for name in ("conflicts_by_paper", "conflicts_by_person"):
        assert "Nothing to compare yet" in page(chair, name).content.decode()
    assert "Nothing matches" not in page(chair).content.decode()


def test_a_search_without_a_hit_says_so(chair, people, papers) -> None:
    assert "Nothing matches" in page(chair, query="?q=plums").content.decode()


def test_the_file_has_a_line_for_each_reason_of_the_search(conference, chair, people, papers) -> None:
    apart(papers[0], people[0], detail="=Zoe Author")
    apart(papers[0], people[0], ConflictSource.COAUTHOR)
    apart(papers[1], people[1], ConflictSource.CHAIR, standing=DISMISSED)
    answer = page(chair, "export_conflicts")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [(row["number"], row["name"], row["source"], row["standing"], row["reason"]) for row in rows] == [
        ("1", "Ada Nwosu", "Same institution", "Confirmed", "'=Zoe Author"),
        ("1", "Ada Nwosu", "Co-author", "Confirmed", ""),
    ]
    assert rows[0]["email"] == people[0].email
    found = b"".join(page(chair, "export_conflicts", "?q=source:coauthor")).decode()
    assert "Same institution" not in found


def test_the_file_can_be_imported_again(chair, people, papers) -> None:
    apart(papers[0], people[0], ConflictSource.DECLARED, detail="Advisor")
    apart(papers[1], people[1], ConflictSource.CHAIR, POTENTIAL)
    apart(papers[2], people[2], ConflictSource.CHAIR, DISMISSED)
    everything = b"".join(page(chair, "export_conflicts"))
    dismissed = b"".join(page(chair, "export_conflicts", "?q=is:dismissed"))
    read = read_conflicts(everything + dismissed.split(b"\n", 1)[1])
    assert [(one.paper, one.person, one.reason) for one in read.conflicts] == [
        ("1", people[0].email, "Advisor")
    ]
    assert not read.problems


def queries_of(read) -> int:
    with CaptureQueriesContext(connection) as found:
        read()
    return len(found)


@pytest.mark.parametrize("name", ["conflicts_by_paper", "conflicts_by_person", "export_conflicts"])
def test_the_queries_do_not_grow_with_papers_and_people(conference, chair, people, papers, name) -> None:
    client, address = signed_in(chair), reverse(f"submissions:{name}", args=["ws"])

    def read() -> None:
        answer = client.get(address)
        assert b"".join(answer)

    def more(number: int) -> None:
        for _ in range(number):
            paper = make_submission(conference)
            apart(paper, make_member(conference, Role.REVIEWER))
            apart(paper, people[0], ConflictSource.COAUTHOR, POTENTIAL)

    more(2)
    read()
    few = queries_of(read)
    more(20)
    assert queries_of(read) == few
