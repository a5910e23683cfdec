"""Every reader of text that people send, with its worst input: the work grows as the text does.

Markdown and BibTeX, which have most ways to be hostile, have tests of their own. Growth is told from two
sizes, in counted steps or by the processor's own clock, and holds up to a reader's own cap or a megabyte.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from effgenai.accounts.identities.names import name_marks
from effgenai.accounts.names.institutions import institution_name
from effgenai.conferences.pictures.share import drawable
from effgenai.conferences.site.importing.front_matter import UnreadablePage
from effgenai.conferences.site.importing.pages import read_page
from effgenai.files.opening import ABSTRACT, AFTER
from effgenai.ui.text.contents import with_anchors
from effgenai.ui.text.plain import Links, plain_markdown
from reviews.assignment_drafts.interchange import BadAssignmentFile, read_assignments
from reviews.committee.invitees import parse_invitees
from reviews.expertise.bibliography.listed import BadSource
from reviews.expertise.bibliography.sources import read_text
from reviews.reviewing.queries.search import SearchError, parse_search
from submissions.accepted.bibtex import escape_title
from submissions.authors.names import split_name
from submissions.imports.files import read_papers
from submissions.imports.imported import BadImport
from tests.support.growth import grows_evenly, matches_evenly

Reader = Callable[[str], Any]
MEGABYTE = 1_000_000
ANSWERS = (UnreadablePage, BadSource, BadAssignmentFile, BadImport, SearchError)
PAPER_ROW = "title,authors\nA title,"


def answered(read: Reader) -> Reader:
    """The reader, whose no is an answer like any other."""

    def reading(text: str) -> None:
        with contextlib.suppress(*ANSWERS):
            read(text)

    return reading


def _search(text: str) -> object:
    return parse_search(text, numbers=["mean"], texts=["decision"])


def _plain_lines(text: str) -> object:
    return plain_markdown(text, Links())


def _openings(text: str) -> object:
    return [*ABSTRACT.finditer(text), *AFTER.finditer(text)]


# The reader, the most it is ever given, what comes first, and what is repeated.
READERS: dict[str, tuple[Reader, int, str, list[str]]] = {
    "page to import": (
        read_page,
        MEGABYTE,
        "# A title\n",
        [
            "{%",
            "{{",
            "{% comment %}",
            "{:",
            "<script",
            "<style>",
            "<h1",
            "# a #",
            "{%-  ",
            "---\n",
            "<p>",
            "</h1",
        ],
    ),
    "page to import, HTML": (read_page, MEGABYTE, "<p>", ["<h1", "<h1>", "</h1", "<h1 a=", "<b>", "<!--"]),
    "page to import, short": (
        read_page,
        20_000,
        "# A title\n",
        [
            "{% for a %}",
            "{% raw %}",
            "{:#a}\n",
            "[TOC]\n\n",
            "# a {#a}\n",
            "`",
            "- {{a}}\n",
            "a\n=\n",
            "![a](b) ",
        ],
    ),
    "page to import, short HTML": (
        read_page,
        50_000,
        "<h2>A</h2>",
        ["</script>", "<svg><svg>", "<pre></pre>", "<a b=", "<head>", "<p id=a>", "{% for a %}"],
    ),
    "front matter": (read_page, MEGABYTE, "---\n", ["- ", "a: ", "[", "{", "\n", "  ", "--- \n", "&a [*a,"]),
    "list of papers": (
        read_text,
        MEGABYTE,
        "",
        ["1. ", "- ", " ", "\n", "[", "[1", "a", "<", "@", "@ a", "{", '{"'],
    ),
    "export of papers": (read_text, MEGABYTE, '[{"title":"a"},', ['{"a":', "[", '"', "\\", "{},", "1"]),
    "page of DBLP": (read_text, MEGABYTE, "<r>", ["<r>", "<a b='c'", "&", "<!--", "<![CDATA["]),
    "people to invite": (
        parse_invitees,
        MEGABYTE,
        "",
        ["(", "<", '"', ",", "a@b.c ", "\\", "a@b.c\n", "=?", "a@", "("],
    ),
    "assignments": (read_assignments, MEGABYTE, "paper,email\n", ['"', ",", "1,a@b.c\n", "\n", '""', ";"]),
    "papers to import": (
        lambda text: read_papers(text.encode()),
        MEGABYTE,
        PAPER_ROW,
        [";", "(", "a <", " ", "a;(", '"'],
    ),
    "authors to import": (
        lambda text: read_papers(text.encode()),
        MEGABYTE,
        f'{PAPER_ROW}"',
        ["; ", ";\n", "a ", "Ada <a@b.example> (C);", "(;", ");"],
    ),
    "search": (_search, 8_000, "", ['"a"', "a:", "-", "mean:>", "mean:1", "a ", ":", "decision:"]),
    "plain text": (
        _plain_lines,
        100_000,
        "",
        ["清", "a", "e\u0301", "\u200d", "* ", "> ", "[a](b) ", "（", "|a", "a "],
    ),
    "contents": (with_anchors, 100_000, "", ["<h2>a</h2>", "<h2>清</h2>", "<h2>a-2</h2>"]),
    "links in a page": (
        with_anchors,
        100_000,
        '<h2>A</h2><h3 id="s-b">B</h3>',
        [
            '<a href="#a">x</a>',
            '<i id="s-a">',
            '<a title="',
            ' id="a"',
            '<div class="text-contents"></div>',
            "<h2",
        ],
    ),
    "opening of a paper": (
        _openings,
        24_000,
        "",
        ["\n", " ", "1\n", "1. ", "abstract\n", "abstract ", "key "],
    ),
    "title to cite": (escape_title, 1_000, "", ["$", "\\", "$a", "{", "$a\\", "%"]),
    "title in words": (lambda text: drawable(text).text, 1_000, "", ["$", "^{", "_", "$x^", "\\", " ,", "<"]),
    "name": (split_name, 1_000, "", ["a ", ",", "Jr ", "-", "van ", "."]),
    "name to compare": (name_marks, 1_000, "", ["a ", "b-", "'", "."]),
    "institution": (institution_name, 200, "", ["a ", "大学", "-", "of ", ",", "a."]),
}


def _cases() -> Iterator[Any]:
    for name, (read, most, first, units) in READERS.items():
        yield pytest.param(answered(read), most, first, units, id=name)


@pytest.mark.parametrize(("read", "most", "first", "units"), list(_cases()))
def test_a_reader_works_as_much_more_as_the_text_is_longer(
    read: Reader, most: int, first: str, units: list[str]
) -> None:
    for unit in units:

        def worst(size: int, unit: str = unit) -> str:
            return first + (unit * size)[:size]

        assert grows_evenly(read, worst, min(most, 4_000)), repr(unit)
        assert matches_evenly(read, worst, min(most, 32_000)), repr(unit)


@pytest.mark.parametrize(
    "front",
    ["title: [a, b]", "title: 2026-99-99", "a: &a [x]\ntitle: *a", "[" * 5_000, "a: " * 9_000, "<<: [*a]"],
)
def test_front_matter_that_is_none_is_an_answer(front: str) -> None:
    with pytest.raises(UnreadablePage):
        read_page(f"---\n{front}\n---\n<p>Nothing here</p>")


def test_pages_are_read_as_before() -> None:
    body = "{% comment %} {{ a }} {% endcomment %}{% include x %}# Other #\n{: .big}\nText {{ b }}."
    text = f"---\ntitle: Call\n---\n{body}"
    page = read_page(text)
    assert (page.title, page.body) == ("Call", "# Other #\n\nText .")
    assert read_page("# Only ##\nText<script>x()</script>.").title == "Only"
    assert read_page("<h1 class='a'>Big <b>one</b></h1><p>Text</p>").title == "Big one"


def test_headings_of_one_name_are_told_apart() -> None:
    _, contents = with_anchors("<h2>A</h2><h2>A</h2><h2>A 2</h2><h2>A</h2>")
    assert [anchor.id for anchor in contents] == ["s-a", "s-a-2", "s-a-2-2", "s-a-3"]
