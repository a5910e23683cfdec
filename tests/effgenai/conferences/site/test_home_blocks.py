"""The home page drawn from blocks: their order, what is left out, and the layout in stored JSON."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from html5lib import HTMLParser
from hypothesis import given
from hypothesis import strategies as st

from effgenai.conferences.call.models import OpenQuestion
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.site.blocks import (
    HEADINGS,
    MAX_FREE_TEXTS,
    Block,
    HomeContent,
    moved,
    problems_of,
    read_blocks,
    read_home,
    usual_blocks,
    with_free_text,
    without,
    write_blocks,
    write_home,
)
from effgenai.conferences.site.models import PastEdition, Sponsor
from effgenai.conferences.web.public_pages import public_addresses
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)
from tests.support.pages import on_one_line

DAY = dt.timedelta(days=1)
KEYS = [block.key for block in usual_blocks()]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(KEYS),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["key", "kind", "heading", "shown", "text", "blocks"]), inner)
    ),
    max_leaves=12,
)


# --- The layout ------------------------------------------------------------------------------------------
@given(JSON)
def test_whatever_is_stored_every_kind_stands_once(stored) -> None:
    for blocks in (read_blocks(stored), read_home(stored).blocks):
        fixed = [block.key for block in blocks if block.kind != "text"]
        assert sorted(fixed) == sorted(HEADINGS)
        assert read_blocks(write_blocks(blocks)) == blocks


@given(st.permutations(KEYS), st.lists(st.text(max_size=20), max_size=3))
def test_what_is_written_is_read_again(keys, texts) -> None:
    blocks = [Block(key, key, heading=f"H {key}", shown=len(key) % 2 == 0) for key in keys]
    blocks += [Block(f"text-{number}", "text", "Free", text=text) for number, text in enumerate(texts)]
    content = HomeContent("One.", "A", "B", ("Why?",), tuple(blocks))
    assert read_home(write_home(content)) == content


def test_unknown_blocks_drop_out_doubles_too_and_missing_ones_stand_last() -> None:
    stored = [{"key": "dates"}, {"key": "clock"}, {"key": "dates", "heading": "Again"}, "x", {"key": "aims"}]
    blocks = read_blocks(stored)
    assert [block.key for block in blocks][:2] == ["dates", "aims"]
    assert [block.key for block in blocks][2:] == [key for key in KEYS if key not in {"dates", "aims"}]
    assert blocks[0].title == "Dates"


def test_the_usual_layout_is_kept_as_nothing_so_that_it_can_grow() -> None:
    assert write_blocks(usual_blocks()) == []
    assert read_blocks([]) == usual_blocks()
    assert write_blocks(moved(usual_blocks(), "aims", -1))[0]["key"] == "aims"


@pytest.mark.parametrize(
    ("key", "step", "order"),
    [
        *(("b", -1, "bacd"), ("b", 1, "acbd"), ("c", -9, "cabd")),
        *(("a", -1, "abcd"), ("d", 1, "abcd"), ("x", 1, "abcd")),
    ],
)
def test_a_block_moves_and_the_ends_are_walls(key, step, order) -> None:
    blocks = [Block(letter, "text") for letter in "abcd"]
    assert "".join(block.key for block in moved(blocks, key, step)) == order


def test_free_texts_come_and_go_but_there_is_an_end_to_them() -> None:
    blocks = usual_blocks()
    for number in range(MAX_FREE_TEXTS + 5):
        blocks = with_free_text(blocks, str(number))
    assert len(blocks) == len(HEADINGS) + MAX_FREE_TEXTS
    assert "text-0" not in [block.key for block in without(blocks, "text-0")]
    assert without(blocks, "dates") == blocks


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (HomeContent(summary="x" * 301), "summary"),
        (HomeContent(aims="x" * 50_001), "aims"),
        (HomeContent(questions=("x",) * 41), "questions"),
        (HomeContent(questions=("x" * 301,)), "questions"),
        (HomeContent(blocks=(Block("aims", "aims", heading="x" * 81),)), "heading-aims"),
        (HomeContent(blocks=(Block("text-1", "text", text="Words"),)), "heading-text-1"),
        (HomeContent(blocks=(Block("text-1", "text", "H", text="x" * 50_001),)), "body-text-1"),
    ],
)
def test_what_stands_against_publishing_names_its_field(content, field) -> None:
    assert [name for name, _ in problems_of(content)] == [field]


# --- The page --------------------------------------------------------------------------------------------
@pytest.fixture
def conference(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return make_conference("effgenai", title="Efficient Generative AI")


def home(client, conference):
    response = client.get(reverse("conferences:home", args=[conference.slug]))
    assert response.status_code == 200
    return on_one_line(response.content)


def arrange(conference, *blocks):
    Conference.objects.filter(pk=conference.pk).update(home_blocks=write_blocks(read_blocks(list(blocks))))


def fill(conference, number):
    """Rows for every block there is."""
    Conference.objects.filter(pk=conference.pk).update(
        summary="S", abstract="A", aims="B", contact_email="c@example.org"
    )
    arrange(conference, {"key": "committee"}, {"key": "text-one", "heading": "Free", "text": "*Words*"})
    make_milestone(conference, MilestoneKind.STARTS, NOW + 90 * DAY)
    for place in range(number):
        OpenQuestion.objects.create(conference=conference, text=f"Question {place}?", position=place)
        News.objects.create(conference=conference, title=f"News {place}", published_at=NOW, updated_at=NOW)
        Sponsor.objects.create(conference=conference, name=f"Sponsor {place}", tier=f"Tier {place}")
        PastEdition.objects.create(conference=conference, title=f"Edition {place}")
        for group in PeopleGroup:
            Person.objects.create(conference=conference, name=f"Person {place} {group}", group=group)
        make_member(conference, Role.REVIEWER, make_user(f"Reviewer {place}"))
        make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED, title=f"Paper {place}")
        earlier = make_conference(f"{conference.slug}-{place}", title=f"Earlier {place}")
        last = Conference.objects.get(pk=conference.pk)
        while last.previous:
            last = last.previous
        Conference.objects.filter(pk=last.pk).update(previous=earlier)


@pytest.mark.django_db
def test_the_page_needs_the_same_queries_for_one_row_and_three(client) -> None:
    counts = []
    for number in (1, 3):
        conference = make_conference(f"many{number}")
        fill(conference, number)
        with CaptureQueriesContext(connection) as queries:
            html = home(client, conference)
        assert f"Earlier {number - 1}" in html
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_block_has_its_place_and_the_page_is_valid(client, conference) -> None:
    fill(conference, 2)
    html = home(client, conference)
    HTMLParser(strict=True).parse(html)
    order = ("committee", "text-one", *KEYS[:9])
    places = [html.index(f'<section class="section" id="{key}"') for key in order]
    assert places == sorted(places)
    for heading in HEADINGS.values():
        assert html.count(f">{heading}</h2>") == 1
    rows = ("Question 1?", "News 1", "Sponsor 1", "Edition 1", "Paper 1", "Reviewer 1")
    for words in ("<em>Words</em>", *rows):
        assert words in html


def test_a_block_that_is_hidden_or_empty_is_left_out(client, conference) -> None:
    fill(conference, 1)
    arrange(conference, {"key": "news", "shown": False}, {"key": "text-none", "heading": "Nothing here"})
    html = home(client, conference)
    for words in ("News 0", 'id="news"', "Nothing here", "Reviewer 0"):
        assert words not in html


def test_the_editor_opens_the_blocks_that_are_not_written_yet(client, conference) -> None:
    client.force_login(make_member(conference, Role.CHAIR))
    editor = reverse("conferences:home_editor", args=[conference.slug])

    def opened() -> list[str]:
        blocks = re.findall(
            r'block-more" open.*?aria-label="([^"]+)"', client.get(editor).content.decode(), re.DOTALL
        )
        return sorted(blocks)

    assert opened() == ["Aims", "Open questions", "What it is about"]
    Conference.objects.update(abstract="A day.", aims="To meet.")
    assert opened() == ["Open questions"]


def test_a_hidden_block_asks_the_database_nothing(client, conference) -> None:
    arrange(conference, *({"key": key, "shown": False} for key in KEYS))
    home(client, conference)
    with CaptureQueriesContext(connection) as queries:
        html = home(client, conference)
    asked = "".join(query["sql"] for query in queries)
    assert "<h2" not in html
    for table in ("person", "news", "sponsor", "topic", "openquestion", "submission", "pastedition"):
        assert f'FROM "conferences_{table}"' not in asked
        assert f'FROM "submissions_{table}"' not in asked


def test_a_block_carries_the_heading_that_was_written(client, conference) -> None:
    arrange(conference, {"key": "topics", "heading": "What we read: $x^2$ <b>"})
    html = home(client, conference)
    assert "<math" in html
    assert "&lt;b&gt;</h2>" in html
    assert ">Topics</h2>" not in html


def test_news_of_tomorrow_and_editions_in_draft_are_not_told(client, conference) -> None:
    News.objects.create(conference=conference, title="Tomorrow", published_at=NOW + DAY, updated_at=NOW)
    News.objects.create(conference=conference, title="Unwritten", updated_at=NOW)
    first = make_conference("first", title="The first")
    second = make_conference("second", title="The second", public_state=PublicState.DRAFT, previous=first)
    Conference.objects.filter(pk=conference.pk).update(previous=second)
    html = home(client, conference)
    assert "The first" in html
    for words in ("Tomorrow", "Unwritten", "The second"):
        assert words not in html


def test_editions_in_a_circle_do_not_turn_for_ever(client, conference) -> None:
    other = make_conference("other", title="The other", previous=conference)
    Conference.objects.filter(pk=conference.pk).update(previous=other)
    html = home(client, conference)
    assert html.count("The other") == 1


def test_the_public_addresses_are_named(client, conference) -> None:
    conference.pages.create(slug="faq", title="FAQ", is_published=True, updated_at=NOW)
    conference.pages.create(slug="secret", title="No", updated_at=NOW)
    addresses = public_addresses(conference, timezone.now())
    for tail in ("", "call/", "dates/", "dates.ics", "people/", "theme.css", "faq/"):
        assert f"/effgenai/{tail}" in addresses
    assert "/effgenai/secret/" not in addresses
    for address in addresses:
        assert client.get(address).status_code == 200, address
