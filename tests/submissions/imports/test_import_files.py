"""Reading files of papers: what is understood, and every way in which a row can be wrong."""

from __future__ import annotations

import contextlib
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effgenai.accounts.names.made_up import is_made_up
from effgenai.ui.text.reading.tables import TOO_LARGE
from submissions.imports import files
from submissions.imports.files import read_papers
from submissions.imports.imported import BadImport, ImportedAuthor

CSV = (
    'number,title,abstract,authors,topics,ratings,confidences,decision\n'
    '7,"On $x^2$, and more","Two\nlines","Ada Nwosu <ada@uni.example> (Uni; Dept. 2); '
    'Björn Þórsson <b@ice.example>",Compression; theory,6; 7,4;3,Poster\n'
)  # fmt: skip
PERSON = {"person": "person-0001", "domain": "cs.toronto.edu"}
PAPER = {"number": 1, "title": "A", "authors": [PERSON]}


def problems_of(content: bytes) -> list[str]:
    with pytest.raises(BadImport) as bad:
        read_papers(content)
    return bad.value.problems


def as_json(*papers: object) -> bytes:
    return json.dumps({"papers": papers}).encode()


def test_a_line_of_csv_becomes_a_paper() -> None:
    (paper,) = read_papers(CSV.encode())
    assert (paper.external_id, paper.number, paper.title) == ("7", 7, "On $x^2$, and more")
    assert paper.abstract == "Two\nlines"
    assert paper.authors == (
        ImportedAuthor("Ada Nwosu", "ada@uni.example", "Uni; Dept. 2"),
        ImportedAuthor("Björn Þórsson", "b@ice.example"),
    )
    assert paper.topics == ("Compression", "theory")
    assert (paper.ratings, paper.confidences, paper.decision) == ((6, 7), (4, 3), "Poster")


@pytest.mark.parametrize(
    "content", [CSV.encode(), CSV.encode("utf-8-sig"), gzip.compress(CSV.encode(), mtime=0)]
)
def test_packing_and_byte_order_marks_make_no_difference(content) -> None:
    assert read_papers(content).papers == read_papers(CSV.encode()).papers


def test_an_entry_of_json_becomes_a_paper() -> None:
    known = {"name": "Ada", "email": "ada@uni.example", "affiliation": "Uni"}
    entry = {**PAPER, "id": "x-1", "keywords": ["Games", "games"], "authors": [known, PERSON], "ratings": [3]}
    (paper,) = read_papers(as_json(entry))
    assert (paper.external_id, paper.number, paper.topics) == ("x-1", 1, ("Games",))
    assert paper.authors == (
        ImportedAuthor("Ada", "ada@uni.example", "Uni"),
        ImportedAuthor("Person 0001", "person-0001@cs.toronto.edu.invalid"),
    )
    assert list(read_papers(json.dumps([entry]).encode())) == [paper]


def test_a_person_without_a_domain_has_an_address_where_no_mail_goes() -> None:
    (paper,) = read_papers(as_json({**PAPER, "authors": [{"person": "person-0002", "domain": ""}]}))
    assert paper.authors[0].email == "person-0002@unknown.invalid"


@pytest.mark.parametrize(
    ("author", "email"),
    [
        ({"name": "José  O'Bô", "domain": "uni.example"}, "jose.o.bo@uni.example.invalid"),
        ({"name": "Ada", "domain": ""}, "ada@unknown.invalid"),
        ({"name": "江常皓", "domain": "uni.example"}, "rutx82a61h@uni.example.invalid"),
    ],
)
def test_a_name_without_an_address_gets_one_of_its_name_and_domain(author, email) -> None:
    (paper,) = read_papers(as_json({**PAPER, "authors": [author]}))
    assert (paper.authors[0].name, paper.authors[0].email) == (" ".join(author["name"].split()), email)
    assert is_made_up(paper.authors[0].email)


def test_an_address_that_the_file_tells_is_taken_and_not_made_up() -> None:
    author = {"name": "Ada", "email": "a@lab.example", "domain": "uni.example"}
    (paper,) = read_papers(as_json({**PAPER, "authors": [author]}))
    assert paper.authors[0].email == "a@lab.example"


def test_a_name_that_makes_an_address_twice_on_a_paper_is_refused() -> None:
    author = {"name": "Ada", "domain": "uni.example"}
    entry = {**PAPER, "authors": [author, {**author, "name": "ADA"}]}
    assert problems_of(as_json(entry)) == [
        "entry 1: the address ada@uni.example.invalid stands twice among its authors."
    ]


def test_namesakes_of_whom_nothing_else_is_known_are_told_apart() -> None:
    names = [{"name": "Wei Wang"}, {"name": "Wei  Wang"}, {"name": "WEI WANG"}]
    (paper,) = read_papers(as_json({**PAPER, "authors": names}))
    assert [author.email for author in paper.authors] == [
        "wei.wang@unknown.invalid",
        "wei.wang.2@unknown.invalid",
        "wei.wang.3@unknown.invalid",
    ]


@pytest.mark.parametrize("name", ["—", "🙂"])
def test_a_name_without_letters_gets_an_address_too(name) -> None:
    (paper,) = read_papers(as_json({**PAPER, "authors": [{"name": name}]}))
    assert paper.authors[0].email == "someone@unknown.invalid"


@pytest.mark.parametrize("packed", [lambda content: content, gzip.compress])
def test_files_may_have_so_many_bytes_together_and_unpacked(packed) -> None:
    entry = as_json({**PAPER, "abstract": "x" * 1000})
    authors = b"paper,name,email\n1,A,a@u.example\n"
    contents = [packed(entry), packed(authors)]
    assert len(read_papers(*contents, limit=len(entry) + len(authors))) == 1
    with pytest.raises(BadImport, match="file 2: Unpacked, the files are too large"):
        read_papers(*contents, limit=len(entry) + len(authors) - 1)


def test_more_entries_than_a_server_can_hold_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(files, "MAX_ROWS", 2)
    assert len(read_papers(as_json(PAPER, {**PAPER, "number": 2}))) == 2
    assert problems_of(b"[{},{},{}]") == [TOO_LARGE]


def test_an_entry_that_tells_only_scores_is_taken_without_its_words() -> None:
    (paper,) = read_papers(as_json({"number": 303, "title": "", "authors": [], "ratings": [4]}))
    assert (paper.title, paper.authors, paper.is_withheld) == ("Untitled paper 303", (), True)


def test_every_bad_row_is_named_with_its_line_and_reason() -> None:
    rows = [
        "number,title,authors,ratings,confidences",
        "1,Fine,Ada <ada@uni.example>,5,3",
        "2,,Ada <ada@uni.example>,5,3",
        '3,"Over\ntwo lines",Ada,5,3',
        "4,Short",
        "5,Twice,Ada <a@uni.example>; Eve <A@uni.example>,five,3",
        "1,Again,Ada <ada@uni.example>,5,",
        "7,Address,Ada <ada at uni>,5;6,3",
    ]
    assert problems_of("\n".join(rows).encode()) == [
        "line 3: title is missing.",
        "line 4: the author “Ada” is not written as “Name <address> (Affiliation)”.",
        "line 6: it has 2 cells, the first line has 5.",
        "line 7: the address A@uni.example stands twice among its authors.",
        "line 7: ratings: “five” is not a number from -100 to 100.",
        "line 9: the author “Ada <ada at uni>” is not written as “Name <address> (Affiliation)”.",
        "line 9: there are not as many confidences as ratings.",
        "line 8: the id 1 stood before, at line 2.",
    ]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("text", "it is not an object."),
        ({**PAPER, "title": 5}, "title is not a text."),
        ({**PAPER, "title": "x" * 301}, "title has 301 characters; at most 300 are taken."),
        ({**PAPER, "authors": []}, "it has no authors."),
        ({**PAPER, "authors": "Ada"}, "authors is not a list."),
        ({**PAPER, "authors": [3]}, "the author “3” is not written as “Name <address> (Affiliation)”."),
        ({**PAPER, "authors": [{"name": "Ada", "email": "x"}]}, "the author Ada has no valid address: “x”."),
        ({**PAPER, "number": -1}, "number -1 is out of range."),
        ({**PAPER, "number": "one"}, "number: “one” is not a whole number."),
        ({**PAPER, "ratings": [True]}, "ratings: “True” is not a number from -100 to 100."),
        ({**PAPER, "ratings": [101]}, "ratings: “101” is not a number from -100 to 100."),
        ({**PAPER, "keywords": [""]}, "a topic is missing."),
        ({"title": "A", "authors": [PERSON]}, "it has neither an id nor a number."),
    ],
)
def test_a_bad_entry_of_json_is_named(entry, problem) -> None:
    assert problems_of(as_json(PAPER | {"number": 99}, entry)) == [f"entry 2: {problem}"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"{", "The file is not valid JSON"),
        (b"[" * 100_000, "The file is not valid JSON"),
        (b'{"rows": []}', "The file has no list of papers"),
        (b"\x81\x8d", "The file is not text in UTF-8, UTF-16 or Windows-1252."),
        (gzip.compress(b"number,title", mtime=0)[:-4], "The file is packed with gzip and damaged."),
        (b"number,title\n1,A", "line 1: there is no column “authors”."),
        (b"number,title,authors,title", "line 1: the column “title” comes twice."),
        (b'number,title,authors\n1,"A"x,B', "line 2: "),
        (b'number,title,authors\n1,"A', "line 2: a quotation mark opens a cell here and never closes it."),
    ],
)
def test_a_file_that_is_no_list_of_papers_is_refused(content, problem) -> None:
    assert problems_of(content)[0].startswith(problem)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_whatsoever_makes_more_than_a_sentence(content) -> None:
    with contextlib.suppress(BadImport):
        assert len(read_papers(content)) >= 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(PAPER)), inner),
    max_leaves=6,
)
NAMES = ["id", "number", "title", "abstract", "track", "keywords", "authors", "ratings", "decision"]


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), JSON), max_size=3))
def test_no_entry_whatsoever_makes_more_than_a_sentence(entries) -> None:
    with contextlib.suppress(BadImport):
        assert len(read_papers(json.dumps(entries).encode())) == len(entries)
