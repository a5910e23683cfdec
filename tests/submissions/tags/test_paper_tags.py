"""Tags that chairs put on papers: shared by those who handle a paper, and nobody else's."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.papers.queries.table import Filters, listed_numbers, paper_table
from submissions.tags.models import PaperTag
from submissions.tags.rules import read_tags, why_not_tags
from tests.submissions.conftest import signed_in
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
DESK = "/ws/chair/submissions/"
TICKED = f"{DESK}ticked/tags/"


@pytest.fixture
def papers(conference):
    return [make_submission(conference, [make_user(f"Author {n}")], title=f"Title {n}") for n in range(1, 5)]


@pytest.fixture
def blind(conference, papers):
    """A chair in conflict with the first paper."""
    person = make_member(conference, Role.CHAIR, make_user("Blind Chair"))
    facts = {"source": ConflictSource.DECLARED, "created_at": NOW}
    Conflict.objects.create(submission=papers[0], user=person, **facts)
    return person


def tag(paper, *words) -> None:
    for word in words:
        PaperTag.objects.create(submission=paper, word=word, added_at=NOW)


def stands() -> list[tuple[int, str]]:
    return list(PaperTag.objects.order_by("submission", "word").values_list("submission__number", "word"))


def lines() -> list[tuple[str, int, str]]:
    rows = AuditLine.objects.filter(action__startswith="tag.").order_by("pk")
    return list(rows.values_list("action", "paper", "summary"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Theory", ["theory"]),
        (" a, b;c\n#d  A ", ["a", "b", "c", "d"]),
        ("Üben e\u0301te", ["üben", "\u00e9te"]),
        ("हिन्दी 中文 best-paper v1.2", ["हिन्दी", "中文", "best-paper", "v1.2"]),
        (" , # ", []),
    ],
)
def test_tags_are_words_in_small_letters(typed, words) -> None:
    assert read_tags(typed) == words
    assert bool(words) is (why_not_tags(words) is None)


@pytest.mark.parametrize(
    "word", ["none", "-x", "a" * 31, "a:b", '"', "<b>", "--", "\u202eabc", "a\u200bb", "❤", "("]
)
def test_what_cannot_be_a_tag_is_refused_with_the_reason_and_stays_typed(papers, chair, word) -> None:
    answer = signed_in(chair).post(f"{DESK}1/tags/", {"tags": word}, follow=True)
    page = answer.content.decode()
    assert "cannot be a tag" in page or "too long" in page
    assert answer.context["request"].GET["tags"] == word
    assert stands() == []


def test_tags_are_added_and_removed_on_the_page_of_a_paper(papers, chair) -> None:
    client = signed_in(chair)
    client.post(f"{DESK}1/tags/", {"tags": "Theory, best"})
    page = client.post(f"{DESK}1/tags/", {"tags": "theory"}, follow=True).content.decode()
    assert stands() == [(1, "best"), (1, "theory")]
    assert 'aria-label="Remove the tag theory"' in page
    client.post(f"{DESK}1/tags/", {"remove": "best"})
    client.post(f"{DESK}1/tags/", {"remove": "best"})
    assert stands() == [(1, "theory")]
    assert lines() == [("tag.add", 1, "theory, best"), ("tag.remove", 1, "best")]


def test_a_tag_stands_once_on_a_paper(papers) -> None:
    tag(papers[0], "one")
    with pytest.raises(IntegrityError), transaction.atomic():
        tag(papers[0], "one")


def test_ticked_papers_are_tagged_together(papers, chair) -> None:
    tag(papers[1], "old", "new")
    client = signed_in(chair)
    page = on_one_line(client.post(TICKED, {"selected": [1, 2], "list": "sort=-title"}).content)
    assert "Tag 2 papers" in page
    assert '<option value="old">' in page
    words = {"numbers": "1-2", "add": "new", "remove": "old", "list": "sort=-title", "confirm": "yes"}
    answer = client.post(TICKED, words, follow=True)
    assert answer.redirect_chain == [(f"{DESK}?sort=-title", 302)]
    assert "Tags changed on 2 papers." in answer.content.decode()
    assert stands() == [(1, "new"), (2, "new")]
    assert lines() == [("tag.remove", 2, "old"), ("tag.add", 1, "new")]


@pytest.mark.parametrize("words", [{}, {"add": "<b>"}, {"remove": "a" * 31}])
def test_a_bulk_change_that_says_nothing_or_nonsense_is_shown_again(papers, chair, words) -> None:
    answer = signed_in(chair).post(TICKED, {"numbers": "1-2", "confirm": "yes", **words})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert stands() == []


def found(viewer, text) -> list[int]:
    return listed_numbers(viewer, Filters(text=text))


def test_papers_are_found_by_tags(papers, conference, chair) -> None:
    tag(papers[0], "theory", "late")
    tag(papers[1], "theory")
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert found(viewer, "tag:theory") == [1, 2]
    assert found(viewer, "TAG:Theory -tag:late") == [2]
    assert found(viewer, "tag:theory tag:late title") == [1]
    assert found(viewer, "tag:none") == [3, 4]
    assert found(viewer, "-tag:none title") == [1, 2]
    assert found(viewer, "tag:theo") == []
    assert found(viewer, "theory") == []


def test_tags_are_a_column_a_group_and_in_the_file(papers, chair) -> None:
    tag(papers[2], "b", "a")
    client = signed_in(chair)
    page = client.get(f"{DESK}?cols=tags&group=tags&sort=tags")
    assert [group.words for group in page.context["table"].groups] == ["a; b", "Tags: none"]
    answer = client.get(f"{DESK}export.csv?cols=tags&numbers=3")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows == [["No.", "Paper", "Tags"], ["3", "Title 3", "a; b"]]


def test_a_tag_is_renamed_and_removed_for_all(papers, chair) -> None:
    tag(papers[0], "old")
    tag(papers[1], "old", "new")
    client = signed_in(chair)
    client.post(f"{DESK}tags/", {"word": "old", "to": "New", "do": "rename"})
    assert stands() == [(1, "new"), (2, "new")]
    assert lines() == [("tag.rename", 1, "old → new"), ("tag.rename", 2, "old → new")]
    page = on_one_line(client.get(f"{DESK}tags/").content)
    assert "Remove from 2 papers" in page
    client.post(f"{DESK}tags/", {"word": "new", "do": "delete"})
    assert stands() == []
    assert "No tags yet" in client.get(f"{DESK}tags/").content.decode()


@pytest.mark.parametrize("to", ["", "two words", "<b>", "none"])
def test_a_wrong_new_word_is_said_and_stays_typed(papers, chair, to) -> None:
    tag(papers[0], "old")
    answer = signed_in(chair).post(f"{DESK}tags/", {"word": "old", "to": to, "do": "rename"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert stands() == [(1, "old")]


def test_a_tag_that_is_gone_is_said(papers, chair) -> None:
    answer = signed_in(chair).post(f"{DESK}tags/", {"word": "x", "to": "y", "do": "rename"}, follow=True)
    assert "No paper has the tag “x” any more." in answer.content.decode()


def test_a_chair_in_conflict_sees_neither_tags_nor_counts(papers, blind) -> None:
    tag(papers[0], "hiddenword", "both")
    tag(papers[1], "both")
    client = signed_in(blind)
    asked = [client.get(f"{DESK}tags/"), client.post(TICKED, {"selected": [2]})]
    asked += [client.get("/ws/submissions/2/"), client.get(f"{DESK}?cols=tags")]
    asked += [client.get("/ws/submissions/2/?suggest=tags"), client.get(f"{DESK}tags/words/")]
    for answer in asked:
        assert answer.status_code == 200
        assert "hiddenword" not in answer.content.decode()
    assert "Remove from 1 paper" in on_one_line(asked[0].content)
    assert client.get(f"{DESK}?q=tag:hiddenword").context["table"].papers == []


def test_a_paper_reads_the_tags_of_others_only_when_they_are_to_be_suggested(papers, chair) -> None:
    tag(papers[0], "b")
    tag(papers[1], "a", "b")
    client = signed_in(chair)
    page = client.get("/ws/submissions/1/?list=sort%3Dtitle")
    assert '<option value="a">' not in page.content.decode()
    assert f'data-words="{DESK}tags/words/"' in page.content.decode()
    assert "?list=sort%3Dtitle&amp;suggest=tags#tags" in page.content.decode()
    assert client.get(f"{DESK}tags/words/").json() == {"words": ["a", "b"]}
    suggested = on_one_line(client.get("/ws/submissions/1/?suggest=tags").content)
    assert '<option value="a"></option><option value="b"></option>' in suggested
    assert "Suggest tags" not in suggested


def test_a_chair_in_conflict_changes_no_tag_of_it(papers, blind) -> None:
    tag(papers[0], "old", "only")
    tag(papers[1], "old")
    client = signed_in(blind)
    assert client.post(f"{DESK}1/tags/", {"tags": "x"}).status_code == 404
    assert client.post(f"{DESK}1/tags/", {"remove": "old"}).status_code == 404
    for words in ({"selected": [1, 2]}, {"numbers": "1-2"}):
        client.post(TICKED, {**words, "add": "x", "remove": "old", "confirm": "yes"})
    client.post(f"{DESK}tags/", {"word": "only", "do": "delete"})
    client.post(f"{DESK}tags/", {"word": "only", "to": "x", "do": "rename"})
    assert stands() == [(1, "old"), (1, "only"), (2, "old")]
    assert lines() == []
    client.post(f"{DESK}tags/", {"word": "old", "to": "new", "do": "rename"})
    assert stands() == [(1, "old"), (1, "only"), (2, "new")]
    client.post(f"{DESK}tags/", {"word": "new", "do": "delete"})
    assert stands() == [(1, "old"), (1, "only")]
    assert not OutboundEmail.objects.exists()


def test_others_neither_see_nor_change_tags(papers, conference) -> None:
    tag(papers[0], "hiddenword")
    author = papers[0].authorships.get().user
    others = [author, make_member(conference, Role.REVIEWER), make_member(conference, Role.AREA_CHAIR)]
    others.append(make_member(make_conference("other"), Role.CHAIR))
    for person in others:
        client = signed_in(person)
        assert "hiddenword" not in client.get("/ws/submissions/1/").content.decode()
        assert client.get(f"{DESK}tags/").status_code == 404
        assert client.get(f"{DESK}tags/words/").status_code == 404
        assert "hiddenword" not in client.get("/ws/submissions/1/?suggest=tags").content.decode()
        for path, words in (("tags/", {"word": "hiddenword", "do": "delete"}), ("1/tags/", {"tags": "x"})):
            assert client.post(f"{DESK}{path}", words).status_code == 404
        assert client.post(TICKED, {"selected": [1], "add": "x", "confirm": "yes"}).status_code == 404
    assert stands() == [(1, "hiddenword")]
    assert lines() == []


def test_tags_cost_no_query_of_their_own_and_nothing_where_none_is_shown(papers, conference, chair) -> None:
    viewer = viewer_for(user=chair, conference=conference, at=NOW)

    def asked(**filters) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            paper_table(viewer, Filters(**filters))
        return [query["sql"] for query in captured]

    without = asked()
    assert not any("papertag" in sql for sql in without)
    for cols, text in (("tags", ""), ("", "tag:x"), ("tags", "-tag:x")):
        assert len(asked(cols=cols, text=text)) == len(without)
    for paper in papers:
        tag(paper, *(f"w{n}" for n in range(20)))
    assert len(asked(cols="tags")) == len(without)


def test_tagging_costs_the_same_queries_however_many_papers(conference, papers, chair) -> None:
    client = signed_in(chair)

    def queries(numbers, word) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post(TICKED, {"numbers": numbers, "add": word, "confirm": "yes"})
        return len(captured)

    queries("1", "a")
    before = queries("1-2", "b")
    for _ in range(30):
        make_submission(conference, [make_user()])
    assert queries("1-34", "c") == before
    assert PaperTag.objects.filter(word="c").count() == 34
