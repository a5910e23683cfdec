"""Exports of other services and PDFs, read as lists of papers."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.drawing.pdf import make_pdf
from reviews.expertise.bibliography.listed import BadSource, same_title
from reviews.expertise.bibliography.sources import MAX_PAPERS, parse_papers, read_file, read_text


def work(title, year=None, **more):
    dated = {"publication-date": {"year": {"value": str(year)}} if year else None}
    return {
        "title": {"title": {"value": title}, "subtitle": None},
        "type": "journal-article",
        **dated,
        **more,
    }


ORCID = {
    "last-modified-date": {"value": 1},
    "group": [
        {"work-summary": [work("On <i>Sampling</i> &amp; more", 2021), work("On sampling and more!", 2020)]},
        {"work-summary": [work("Second work")]},
        {"work-summary": [{"title": None}]},
    ],
    "path": "/0000-0000-0000-0000/works",
}
OPENREVIEW_1 = {
    "notes": [
        {"content": {"title": "First form", "abstract": "Words.", "authors": ["A"]}, "cdate": 1577836800000},
        {"content": {"title": "Review of it", "review": "Good.", "rating": "6"}},
    ],
    "count": 2,
}
OPENREVIEW_2 = [
    {
        "content": {"title": {"value": "Second form"}, "abstract": {"value": "Two\nlines."}},
        "pdate": 1609459200000,
    },
]
DBLP_HITS = {
    "result": {"hits": {"@total": "1", "hit": [{"info": {"title": "A hit.", "year": "2019", "venue": "X"}}]}}
}
DBLP_XML = """<?xml version="1.0" encoding="US-ASCII"?>
<dblpperson name="Ada Nwosu" n="3"><person key="homepages/1"><author>Ada Nwosu</author></person>
<r><article key="journals/x/1"><author>Ada Nwosu</author><title>Of H<sub>2</sub>O &#38; others.</title>
<year>2018</year></article></r>
<r><proceedings key="conf/x"><title>Proceedings of it</title><year>2018</year></proceedings></r>
<r><inproceedings key="conf/x/2"><year>2017</year></inproceedings></r></dblpperson>"""


def papers_of(reading):
    return [(paper.title, paper.abstract, paper.year) for paper in reading.papers]


@pytest.mark.parametrize(
    ("data", "papers", "problems"),
    [
        (ORCID, [("On Sampling & more", "", 2021), ("Second work", "", None)], 1),
        (
            {"activities-summary": {"works": ORCID}},
            [("On Sampling & more", "", 2021), ("Second work", "", None)],
            1,
        ),
        (
            {"bulk": [{"work": work("Whole", 2020, **{"short-description": "Why."})}]},
            [("Whole", "Why.", 2020)],
            0,
        ),
        (OPENREVIEW_1, [("First form", "Words.", 2020)], 1),
        (OPENREVIEW_2, [("Second form", "Two lines.", 2021)], 0),
        (DBLP_HITS, [("A hit", "", 2019)], 0),
        ([{"title": "Plain", "abstract": "A.", "year": 2022}], [("Plain", "A.", 2022)], 0),
        ([{"title": "CSL", "issued": {"date-parts": [[2023, 5]]}}], [("CSL", "", 2023)], 0),
        ([{"title": "CSL", "issued": {"date-parts": [[]]}}, {"title": "CSL"}], [("CSL", "", None)], 0),
    ],
)
def test_exports_are_told_by_their_content(data, papers, problems):
    reading = read_text(json.dumps(data))
    assert papers_of(reading) == papers
    assert len(reading.problems) == problems


def test_a_note_a_line_is_read_as_well():
    assert (
        len(read_text("\n".join(json.dumps(note) for note in OPENREVIEW_2 + OPENREVIEW_1["notes"])).papers)
        == 2
    )


def test_a_page_of_dblp_is_read():
    reading = read_text(DBLP_XML)
    assert papers_of(reading) == [("Of H2O & others", "", 2018)]
    assert reading.problems == ["“conf/x/2” has no title."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"group": [{"work-summary"', "breaks off or is damaged at line 1"),
        ("[" * 100_000, "nested too deeply|breaks off"),
        ("<!DOCTYPE html><html></html>", "This is a web page"),
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "This is a web page or"),
        (f"<!--{'x' * 3000}--><!DOCTYPE a><a/>", "This is a web page or"),
        ("<dblpperson>" + "<r/>" * 200_000 + "</dblpperson>", "a whole database"),
        ("<dblpperson><r>", "begins like XML, but breaks off"),
        ("<html><body>No</body></html>", "no list of papers of DBLP"),
    ],
)
def test_what_is_broken_is_told_in_a_sentence(text, sentence):
    with pytest.raises(BadSource, match=sentence):
        read_text(text)
    assert parse_papers(text) == []


def test_what_looks_like_an_export_but_is_a_list_stays_a_list():
    assert [paper.title for paper in read_text("[1] First paper\n{Braces} in a title").papers] == [
        "First paper",
        "{Braces} in a title",
    ]


def test_entries_without_title_and_lines_too_long_are_told():
    assert read_text("@misc{nobody, year = {2020}}\n@article{a, title={B}}").problems == [
        "The entry “nobody” has no title."
    ]
    assert "Line 2 is too long for a title" in read_text("A title\n" + "word " * 100).problems[0]


def test_of_copies_the_one_with_an_abstract_is_kept():
    reading = read_text("@a{x, title={On {T}hings}}\n@b{y, title={On things.}, abstract={Words.}}")
    assert papers_of(reading) == [("On things.", "Words.", None)]


def test_more_than_can_be_taken_is_told():
    reading = read_text("\n".join(f"Paper {number}" for number in range(MAX_PAPERS + 1)))
    assert len(reading.papers) == MAX_PAPERS
    assert reading.problems == [f"Only the first {MAX_PAPERS} of {MAX_PAPERS + 1} papers were taken."]


def test_titles_are_the_same_without_signs_accents_and_case():
    assert same_title("Über-fast: Sampling!") == same_title("uber fast sampling")
    assert same_title("!!") != same_title("??")


def test_a_pdf_gives_title_and_abstract():
    text = "Abstract. " + "We sample in fewer steps. " * 5
    [paper] = read_file(make_pdf("On fewer steps", text)).papers
    assert paper.title == "On fewer steps"
    assert paper.abstract.startswith("We sample in fewer steps. We")
    assert paper.abstract.endswith("steps.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b" \n", "empty"),
        (b"PK\x03\x04 an archive", "neither a text nor a PDF"),
        (b"a\0b", "neither a text nor a PDF"),
        (b"%PDF-1.4 and nothing more", "damaged"),
        (make_pdf("", ""), "pictures of pages, but no text"),
    ],
)
def test_files_that_hold_nothing_are_refused_with_a_reason(content, sentence):
    with pytest.raises(BadSource, match=sentence):
        read_file(content)


def test_signs_that_no_text_may_hold_are_left_out():
    [one, two] = (
        read_file(b"A" * 5000 + b"\0\n@a{x, title={B\0c}}").papers
        + read_text('[{"title": "D\\u0000e"}]').papers
    )
    assert (one.title, two.title) == ("Bc", "De")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_come_in_any_usual_encoding(encoding):
    assert [paper.title for paper in read_file("Über alles\nZweites".encode(encoding)).papers] == [
        "Über alles",
        "Zweites",
    ]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60), st.sampled_from([b"", b"@a{", b'{"', b"[{", b"<r>", b"%PDF-"]))
def test_no_file_breaks_the_reader(content, start):
    try:
        papers = read_file(start + content).papers
    except BadSource:
        papers = []
    assert all(paper.title for paper in papers)
