"""Files of HotCRP, OpenReview, CMT and EasyChair, as these write them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.sax.saxutils import escape

import pytest

from effgenai.accounts.names.made_up import is_made_up
from submissions.imports.decisions import UnknownWords, settle
from submissions.imports.files import HALF_POINTS, read_papers
from submissions.imports.imported import BadImport, ImportedPaper, PaperFile
from submissions.imports.words import Dictionary
from tests.support.workbooks import workbook

HOTCRP_PAPERS = [
    {
        "object": "paper",
        "pid": 7,
        "title": "Über Größe",
        "abstract": "We measure.",
        "authors": [
            {"given_name": "Ada", "family_name": "Nwosu", "email": "ada@uni.example", "affiliation": "Uni"},
            {"first": "Bo", "last": "Li", "email": "bo@lab.example", "contact": True, "orcid": "0000"},
        ],
        "status": "submitted",
        "submitted": True,
        "submitted_at": 1785585600,
        "decision": "Accepted",
        "topics": {"Compression": True, "Games": False},
        "pc_conflicts": {"eve@pc.example": "collaborator"},
    },
    {
        "pid": 9,
        "title": "Gone",
        "authors": [{"name": "Cy Do", "affiliation": "Lab"}],
        "withdrawn": True,
        "topics": ["Games"],
    },
    {"pid": 11, "title": "", "authors": [], "draft": True, "submitted": False},
]


NO_PAPERS = "There is no table of papers: none has columns for a number and a title. The columns are: a, b."


def as_csv(*rows: list[Any], sign: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue()


def people(paper: ImportedPaper) -> list[tuple[str, str, str]]:
    return [(author.name, author.email, author.affiliation) for author in paper.authors]


def read(*texts: str | bytes) -> PaperFile:
    return read_papers(*[text if isinstance(text, bytes) else text.encode() for text in texts])


def problems_of(*texts: str | bytes) -> list[str]:
    with pytest.raises(BadImport) as bad:
        read(*texts)
    return bad.value.problems


def test_hotcrp_papers_as_json() -> None:
    found = read(json.dumps(HOTCRP_PAPERS))
    first, second, third = found
    assert (found.system, found.forms) == ("HotCRP", ("JSON, UTF-8",))
    assert (first.number, first.external_id, first.title) == (7, "7", "Über Größe")
    assert people(first) == [("Ada Nwosu", "ada@uni.example", "Uni"), ("Bo Li", "bo@lab.example", "")]
    assert [author.is_contact for author in first.authors] == [False, True]
    assert (first.decision, first.status, first.topics) == ("Accepted", "submitted", ("Compression",))
    assert first.submitted_at
    assert first.submitted_at.isoformat() == "2026-08-01T12:00:00+00:00"
    assert (second.status, second.topics) == ("withdrawn", ("Games",))
    assert people(second) == [("Cy Do", "cy.do@unknown.invalid", "Lab")]
    assert is_made_up(second.authors[0].email)
    assert (third.status, third.title, third.authors) == ("draft", "", ())
    assert first.conflicts == (("eve@pc.example", "collaborator"),)
    assert found.left_out == {"object": 1, "authors: orcid": 1}


def test_hotcrp_papers_by_number() -> None:
    found = read(json.dumps({str(paper["pid"]): paper for paper in HOTCRP_PAPERS}))
    assert [paper.number for paper in found] == [7, 9, 11]


@pytest.mark.parametrize(
    "keys",
    [
        ("given_name", "family_name"),
        ("given", "family"),
        ("first", "last"),
        ("firstName", "lastName"),
        ("First Name", "Last Name"),
        ("first_name", "surname"),
    ],
)
def test_names_in_parts_are_put_together(keys) -> None:
    author = {keys[0]: "Zoë", keys[1]: "van der Berg", "email": "z@u.example"}
    found = read(json.dumps([{"pid": 1, "title": "A", "authors": [author]}]))
    assert people(found.papers[0]) == [("Zoë van der Berg", "z@u.example", "")]
    assert not found.left_out


HOTCRP_LIST = as_csv(["ID", "Title", "Decision"], [7, "Über Größe", "Accepted"], [9, "Gone", "Rejected"])
HOTCRP_AUTHORS = as_csv(
    ["paper", "title", "first", "last", "email", "affiliation", "country", "iscontact"],
    [7, "Über Größe", "Ada", "Nwosu", "ada@uni.example", "Uni", "NG", "no"],
    [7, "Über Größe", "Bo", "Li", "bo@lab.example", "Lab; Dept. 2", "", "yes"],
    [7, "Über Größe", "Dean", "Oh", "dean@uni.example", "", "", "contact_only"],
    [9, "Gone", "Cy", "Do", "cy@lab.example", "", "", "yes"],
)
HOTCRP_REVIEWS = as_csv(
    ["paper", "title", "review", "reviewername", "email", "Overall merit", "Reviewer expertise", "Comments"],
    [7, "Über Größe", "7A", "Eve", "eve@pc.example", "4. Accept", "3. Knowledgeable", "Good."],
    [7, "Über Größe", "7B", "Joe", "joe@pc.example", "2. Weak reject", "1. None", "Bad,\nreally."],
)


def test_hotcrp_list_authors_and_reviews_as_csv() -> None:
    found = read(HOTCRP_LIST, HOTCRP_AUTHORS, HOTCRP_REVIEWS)
    first, second = found
    assert found.system == "HotCRP"
    assert (first.external_id, first.number, first.decision) == ("7", 7, "Accepted")
    assert people(first) == [
        ("Ada Nwosu", "ada@uni.example", "Uni"),
        ("Bo Li", "bo@lab.example", "Lab; Dept. 2"),
    ]
    assert (first.ratings, first.confidences) == ((4, 2), (3, 1))
    assert (second.decision, second.ratings, people(second)[0][0]) == ("Rejected", (), "Cy Do")
    assert found.left_out["country"] == 1
    assert found.left_out["Comments".lower()] == 2


def test_hotcrp_authors_alone_are_papers() -> None:
    found = read(HOTCRP_AUTHORS)
    assert [(paper.number, paper.title, len(paper.authors)) for paper in found] == [
        *((7, "Über Größe", 2), (9, "Gone", 1)),
    ]


@pytest.mark.parametrize("word", ["contact_only", "nonauthor"])
def test_hotcrp_contacts_who_are_no_authors_are_told(word) -> None:
    found = read(
        as_csv(
            ["paper", "title", "first", "last", "email", "iscontact"],
            [7, "On size", "Ada", "Nwosu", "ada@uni.example", "yes"],
            [7, "On size", "Bo", "Li", "bo@lab.example", word],
        )
    )
    assert [name for name, _, _ in people(found.papers[0])] == ["Ada Nwosu"]
    assert found.left_out == {"contacts who are no authors": 1}


def test_a_row_about_a_paper_that_no_file_has_is_named() -> None:
    reviews = as_csv(["paper", "reviewername", "Overall merit"], [8, "Eve", 3], [8, "Joe", 3])
    assert problems_of(HOTCRP_LIST, HOTCRP_AUTHORS, reviews) == [
        "file 3, line 2: no table of papers has paper “8”."
    ]


def note(number: int, *, wrapped: bool, **content: Any) -> dict[str, Any]:
    usual = {
        "title": f"Paper {number}",
        "abstract": "We try.",
        "keywords": ["Games"],
        "authors": ["Ada Nwosu", "Bo Li"],
        "authorids": ["~Ada_Nwosu1", "bo@lab.example"],
        "TL;DR": "Short.",
    } | content
    return {
        "id": f"x{number}",
        "forum": f"x{number}",
        "number": number,
        "content": {key: {"value": value} if wrapped else value for key, value in usual.items()},
        "signatures": ["~Ada_Nwosu1"],
    }


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("named", [False, True])
def test_openreview_notes_of_both_apis(wrapped, named) -> None:
    notes = [note(3, wrapped=wrapped)]
    found = read(json.dumps({"notes": notes, "count": 1} if named else notes))
    (paper,) = found
    assert found.system == "OpenReview"
    assert (paper.external_id, paper.number, paper.title, paper.topics) == ("x3", 3, "Paper 3", ("Games",))
    assert people(paper) == [
        ("Ada Nwosu", "ada.nwosu1@unknown.invalid", ""),
        ("Bo Li", "bo@lab.example", ""),
    ]
    assert [is_made_up(author.email) for author in paper.authors] == [True, False]
    assert found.left_out == {"TL;DR": 1}


@pytest.mark.parametrize("wrapped", [False, True])
def test_openreview_replies_are_ratings_and_decisions(wrapped) -> None:
    def reply(**content: Any) -> dict[str, Any]:
        return {"content": {key: {"value": value} if wrapped else value for key, value in content.items()}}

    replies = [
        reply(rating="8: accept, good paper", confidence="4: You are confident"),
        reply(rating="3: reject, not good enough", confidence="2: You are willing"),
        reply(comment="Thanks"),
        reply(decision="Accept (poster)", comment="Fine."),
    ]
    details = {"replies" if wrapped else "directReplies": replies}
    (paper,) = read(json.dumps([note(3, wrapped=wrapped) | {"details": details}]))
    assert (paper.ratings, paper.confidences, paper.decision) == ((8, 3), (4, 2), "Accept (poster)")


@pytest.mark.parametrize(
    ("venue", "venueid", "words"),
    [
        ("ICLR 2024 poster", "ICLR.cc/2024/Conference", ("", "poster")),
        ("NeurIPS 2023 Spotlight", "NeurIPS.cc/2023/Conference", ("", "Spotlight")),
        ("Submitted to ICLR 2024", "ICLR.cc/2024/Conference/Rejected_Submission", ("Rejected", "")),
        ("Submitted to ICLR 2024", "ICLR.cc/2024/Conference/Submission", ("", "Undecided")),
        ("ICLR 2024 Withdrawn", "ICLR.cc/2024/Conference/Withdrawn_Submission", ("Withdrawn", "")),
        ("ICLR 2024", "ICLR.cc/2024/Conference/Desk_Rejected_Submission", ("Desk rejected", "")),
        ("ICLR 2023 notable top 5%", "ICLR.cc/2023/Conference", ("", "notable top 5%")),
        ("ICML 2025 spotlightposter", "ICML.cc/2025/Conference", ("", "spotlightposter")),
        ("ICLR 2025 Conference Withdrawn Submission", "", ("", "Withdrawn Submission")),
        ("ICLR 2024 accepted", "", ("", "accepted")),
        ("ICLR 2024 not accepted", "", ("", "not accepted")),
        ("ICLR 2024 hardly accepted", "", ("", "")),
        ("Accepted by TMLR", "", ("", "")),
        ("ICLR 2024 poster ✅", "", ("", "")),
    ],
)  # fmt: skip
def test_openreview_states_stand_in_the_venue(venue, venueid, words) -> None:
    (paper,) = read(json.dumps([note(3, wrapped=True, venue=venue, venueid=venueid)]))
    assert (paper.status, paper.decision) == words


def test_an_openreview_venue_that_says_nothing_known_is_told() -> None:
    assert read(json.dumps([note(3, wrapped=True, venue="ICLR 2024 hardly accepted")])).left_out["venue"] == 1
    assert "venue" not in read(json.dumps([note(3, wrapped=True, venue="ICLR 2024 poster")])).left_out


def replied(*contents: Any) -> ImportedPaper:
    details = {"replies": [{"content": content} for content in contents]}
    (paper,) = read(json.dumps([note(3, wrapped=True) | {"details": details}]))
    return paper


def test_openreview_scores_are_taken_under_any_of_their_names() -> None:
    paper = replied(
        {"overall_recommendation": {"value": "3: Weak accept"}, "reviewer_confidence": {"value": 4}},
        {"overall_recommendation": {"value": "2: Weak reject"}, "reviewer_confidence": {"value": 5}},
        {"recommendation": {"value": "Accept"}, "metareview": {"value": "Fine."}},
    )
    assert (paper.ratings, paper.confidences) == ((3, 2), (4, 5))


def test_openreview_decisions_that_differ_are_left_to_whoever_imports() -> None:
    paper = replied({"decision": {"value": "Reject"}}, {"decision": {"value": "Accept (Oral)"}})
    assert paper.decision == "Reject; Accept (Oral)"
    with pytest.raises(UnknownWords):
        settle([paper], Dictionary())


@pytest.mark.parametrize("replies", [5, "x", {"a": 1}, [None, 3, {"content": 4}]])
def test_openreview_replies_of_no_known_shape_are_none(replies) -> None:
    (paper,) = read(json.dumps([note(3, wrapped=True) | {"details": {"replies": replies}}]))
    assert (paper.ratings, paper.decision) == ((), "")


def test_openreview_notes_a_line_each_and_one_alone() -> None:
    notes = [note(3, wrapped=True), note(4, wrapped=True)]
    for end in ("\n", "\r\n", "\r"):
        assert [paper.number for paper in read(end.join(map(json.dumps, notes)) + end)] == [3, 4]
    assert [paper.number for paper in read(json.dumps(notes[0]))] == [3]


def test_openreview_states_of_the_first_api_stand_in_the_invitation() -> None:
    blind = note(3, wrapped=False) | {"invitation": "ICLR.cc/2021/Conference/-/Withdrawn_Submission"}
    (paper,) = read(json.dumps([blind]))
    assert paper.status == "Withdrawn"


def test_openreview_status_as_csv() -> None:
    status = as_csv(
        ["number", "forum", "title", "authors", "decision", "average rating"],
        [3, "x3", "Paper 3", "Ada <ada@u.example>", "Accept (Oral)", 6.5],
    )
    found = read(status)
    assert (found.system, found.papers[0].external_id, found.papers[0].decision) == (
        "OpenReview",
        "x3",
        "Accept (Oral)",
    )
    assert found.left_out == {"average rating": 1}


@pytest.mark.parametrize("is_list", [False, True])
def test_decisions_in_a_file_of_their_own_fill_in_what_is_open(is_list) -> None:
    papers = as_csv(
        ["number", "title", "authors", "decision"],
        [1, "A", "A <a@u.example>", ""],
        [2, "B", "B <b@u.example>", "Reject"],
    )
    notes = [{"number": n, "title": "T", "authors": [{"name": "A", "email": "a@u.example"}]} for n in (1, 2)]
    decisions = as_csv(["paper", "decision", "scores"], [1, "Accept (Oral)", "6 7"], [2, "Reject", "-1 2"])
    first, second = read(json.dumps(notes) if is_list else papers, decisions)
    assert (first.decision, second.decision) == ("Accept (Oral)", "Reject")
    assert (first.ratings, second.ratings) == ((6, 7), (-1, 2))


def test_decisions_of_two_files_that_differ_are_named() -> None:
    papers = as_csv(["number", "title", "authors", "decision"], [1, "A", "A <a@u.example>", "Reject"])
    assert problems_of(papers, as_csv(["paper", "decision"], ["1.0", "Accept"])) == [
        "file 2, line 2: the decision of paper “1” is “Accept” here, but “Reject” at file 1, line 2."
    ]
    assert len(read(papers, as_csv(["paper", "decision"], ["#1", "REJECT"]))) == 1


def test_topics_in_a_file_of_their_own_come_a_row_each() -> None:
    papers = as_csv(["number", "title", "authors"], [1, "A", "A <a@u.example>"])
    found = read(papers, as_csv(["submission #", "topic"], [1, "Games"], [1, "Theory"], [1, "games"]))
    assert found.papers[0].topics == ("Games", "Theory")


def test_reviews_without_a_score_are_counted() -> None:
    reviews = as_csv(["paper", "reviewername", "Overall merit"], [7, "Eve", ""], [7, "Joe", 3])
    found = read(HOTCRP_AUTHORS, reviews)
    assert found.papers[0].ratings == (3,)
    assert found.left_out["reviews without a score"] == 1


CMT_HEADING = [
    *("Paper ID", "Created", "Paper Title", "Abstract", "Primary Contact Author Name", "Authors"),
    *("Author Emails", "Track Name", "Primary Subject Area", "Secondary Subject Areas", "Status"),
]
CMT_ROW = [
    *(12, "8/1/2026", 'On "Größe"', "We measure; much.", "Bo Li", "Ada Nwosu (Uni; Dept. 2); Bo Li (Lab)*"),
    *("ada@uni.example; bo@lab.example*", "Main", "Games", "Theory; Compression", "Awaiting Decision"),
]


def assert_cmt(found: PaperFile) -> None:
    (paper,) = found
    assert found.system == "CMT"
    assert (paper.external_id, paper.number, paper.title, paper.track) == ("12", 12, 'On "Größe"', "Main")
    assert people(paper) == [
        ("Ada Nwosu", "ada@uni.example", "Uni; Dept. 2"),
        ("Bo Li", "bo@lab.example", "Lab"),
    ]
    assert [author.is_contact for author in paper.authors] == [False, True]
    assert (paper.topics, paper.status) == (("Games", "Theory", "Compression"), "Awaiting Decision")
    assert found.left_out == {"created": 1, "primary contact author name": 1}


def test_cmt_tab_text_in_utf16() -> None:
    found = read(as_csv(CMT_HEADING, CMT_ROW, sign="\t").encode("utf-16"))
    assert found.forms == ("UTF-16, cells between tabs",)
    assert_cmt(found)


def test_cmt_tab_text_with_marks_of_quotation_inside() -> None:
    rows = [
        ["Paper ID", "Paper Title", "Authors", "Author Emails"],
        ["1", '"Foo" bar', "A (U)*", "a@u.example*"],
    ]
    found = read("\n".join("\t".join(row) for row in rows).encode("utf-16"))
    assert found.papers[0].title == '"Foo" bar'


def test_cmt_workbook_with_a_title_above() -> None:
    assert_cmt(read(workbook(Papers=[["Submissions of the workshop"], [], CMT_HEADING, CMT_ROW])))


def test_cmt_xml_of_excel_2003() -> None:
    def cells(row: list[Any]) -> str:
        data = "".join(f'<Cell><Data ss:Type="String">{escape(str(cell))}</Data></Cell>' for cell in row)
        return f"<Row>{data}</Row>"

    space = "urn:schemas-microsoft-com:office:spreadsheet"
    head = f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Papers">'
    assert_cmt(read(f"{head}<Table>{cells(CMT_HEADING)}{cells(CMT_ROW)}</Table></Worksheet></Workbook>"))


def test_cmt_authors_and_addresses_that_do_not_match_are_refused() -> None:
    row = [*CMT_ROW[:6], "ada@uni.example", *CMT_ROW[7:]]
    assert problems_of(as_csv(CMT_HEADING, row)) == ["line 2: it has 2 authors, but 1 emails."]


EASYCHAIR = {
    "Submissions": [
        [
            "#",
            "title",
            "authors",
            "submitted",
            "last updated",
            "form fields",
            "keywords",
            "decision",
            "deleted?",
        ],
        [
            3,
            "On size",
            "Ada Nwosu and Bo Li",
            "2026-08-01 12:00",
            "",
            "(track) x",
            "Games\nTheory",
            "accept",
            "",
        ],
        [4, "Gone", "Cy Do", "2026-08-02 12:00", "", "", "Games", "no decision", "✔"],
    ],
    "Authors": [
        [
            "submission #",
            "first name",
            "last name",
            "email",
            "country",
            "affiliation",
            "person #",
            "corresponding?",
        ],
        [3, "Ada", "Nwosu", "ada@uni.example", "NG", "Uni", 1, ""],
        [3, "Bo", "Li", "bo@lab.example", "", "Lab", 2, "✔"],
        [4, "Cy", "Do", "cy@lab.example", "", "", 3, "✔"],
    ],
    "Reviews": [
        [
            "#",
            "submission #",
            "member #",
            "member name",
            "number",
            "version",
            "text",
            "scores",
            "total score",
        ],
        [1, 3, 8, "Eve", 1, 1, "Good.", "Overall evaluation: 2.5", 2.5],
        [2, 3, 9, "Joe", 2, 1, "Bad.", "Overall evaluation: -3", -3],
    ],
    "Committee": [
        ["#", "person #", "first name", "last name", "email"],
        [8, 4, "Eve", "Oh", "eve@pc.example"],
    ],
}


def assert_easychair(found: PaperFile) -> None:
    first, second = found
    assert found.system == "EasyChair"
    assert (first.number, first.title, first.decision) == (3, "On size", "accept")
    assert people(first) == [("Ada Nwosu", "ada@uni.example", "Uni"), ("Bo Li", "bo@lab.example", "Lab")]
    assert [author.is_contact for author in first.authors] == [False, True]
    assert first.topics == ("Games", "Theory")
    assert (second.status, people(second)[0][0]) == ("withdrawn", "Cy Do")
    assert (first.ratings, found.notes) == ((5, -6), (HALF_POINTS,))


def test_easychair_submissions_authors_and_reviews_as_csv() -> None:
    parts = [as_csv(*rows) for name, rows in EASYCHAIR.items() if name != "Committee"]
    assert_easychair(read(*parts))
    assert_easychair(read(*reversed(parts)))


def test_easychair_workbook_with_all_sheets() -> None:
    found = read(workbook(**EASYCHAIR))
    assert_easychair(found)
    assert "Committee" in " ".join(found.left_out)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_sheets_of_people_s_own_in_every_encoding(sign, encoding) -> None:
    rows = [
        ["Paper Number", "Title", "Authors", "Ratings", "Colour", ""],
        ["8.0", "Größe", "Zoë O <z@u.example>", "6,5; 7", "red", ""],
    ]
    found = read(as_csv(*rows, sign=sign).encode(encoding))
    (paper,) = found
    assert (found.system, paper.number, paper.external_id, paper.title) == ("", 8, "8", "Größe")
    assert paper.ratings == (13, 14)
    assert found.left_out == {"colour": 1}


@pytest.mark.parametrize(
    "authors",
    [
        "Ada <a@u.example> (Uni (Main), X), Bo <b@u.example>",
        "Ada <a@u.example> (Uni (Main), X); Bo <b@u.example>",
        "Ada <a@u.example> (Uni (Main), X)\nBo <b@u.example>",
    ],
)
def test_authors_of_a_cell_are_parted_where_people_part_them(authors) -> None:
    found = read(as_csv(["number", "title", "authors"], [1, " On\n  size ", authors]))
    assert people(found.papers[0])[0] == ("Ada", "a@u.example", "Uni (Main), X")
    assert people(found.papers[0])[1] == ("Bo", "b@u.example", "")
    assert found.papers[0].title == "On size"


def test_unknown_keys_are_counted_in_json_as_in_tables() -> None:
    author = {"name": "A", "email": "a@u.example", "shoe": 42}
    rows = [{"number": n, "title": "T", "authors": [author], "colour": "red", "empty": ""} for n in (1, 2)]
    assert read(json.dumps(rows)).left_out == {"colour": 2, "authors: shoe": 2}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[{"number": 1, "title": "a\\ud800", "authors": []}]', "entry 1: title holds half of a sign"),
        ('[{"number": 1, "title": "a", "title": "b"}]', "The file is not valid JSON: the key “title” stands"),
        ('[{"\\ud800x": 1, "\\ud800x": 2}]', "The file is not valid JSON: the key “x” stands"),
        ("a,b\n1,2", NO_PAPERS),
        ("paper,email\n1,a@b.example", "line 2: title is missing."),
        ("number,title,authors\n1,A", "line 2: it has 2 cells, the first line has 3."),
        ("number,title,authors\n1," + "x" * 131_073, "line 2: a cell has more than 131,072 characters"),
        ('number,title,authors\r1,A,B <b@c.de>\r2,"A', "line 3: a quotation mark opens a cell"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_sentence(content, problem) -> None:
    assert problems_of(content)[0].startswith(problem)


def test_no_line_is_lost_whatever_the_ends_of_lines() -> None:
    rows = [["number", "title", "authors"], *([n, f"Title {n}", f"A <a{n}@u.example>"] for n in range(1, 13))]
    for end in ("\n", "\r\n", "\r"):
        text = as_csv(*rows).replace("\r\n", end)
        assert len(read(text)) == 12


SITE = {
    "contacts": [{"name": "Ada Nwosu", "email": "ada@u.example", "roles": ["pc"]}],
    "papers": [
        {
            "_id_": 3,
            "title": "Timers",
            "authors": [{"name": "Bo Li", "email": "bo@lab.example"}],
            "decision": "Accepted",
            "submitted": True,
            "reviews": [
                {"reviewer_email": "ada@u.example", "ready": True, "OveMer": 4, "RevExp": 2},
                {"reviewer_email": "cy@u.example", "ready": False, "OveMer": 1, "RevExp": 1},
            ],
        },
        {"_id_": 4, "title": "Routes", "authors": [{"name": "Cy Kim", "email": "cy@lab.example"}]},
    ],
    "reviews": {"4A": {"reviewer": "Ada Nwosu", "fields": {"Overall merit": "2. Reject"}}},
    "assignments_1": "paper,action,email\n3,primary,ada@u.example\n",
}


def test_a_whole_hotcrp_site_brings_papers_decisions_and_scores() -> None:
    found = read(json.dumps(SITE))
    assert found.system == "HotCRP"
    assert [(paper.number, paper.decision) for paper in found.papers] == [(3, "Accepted"), (4, "")]
    assert [paper.ratings for paper in found.papers] == [(4,), (2,)]
    assert found.papers[0].confidences == (2,)
    assert set(found.left_out) == {
        "contacts, which tells nothing of papers",
        "assignments_1, which tells nothing of papers",
    }
