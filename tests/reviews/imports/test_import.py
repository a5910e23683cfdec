"""Importing papers with scores and decisions: all or none, once, and without a mail."""

from __future__ import annotations

import io
import json

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Topic, Track
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.decisions.models import Decision
from reviews.reviewing.models import Review
from submissions.authors.models import Authorship
from submissions.conflicts.models import Conflict, NamedConflict
from submissions.core.models import Revision, Submission
from submissions.papers.services.revisions import is_genuine
from tests.support.factories import make_conference, make_member, make_submission, make_user
from tests.support.records import lines_besides_defaults

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws")


def entry(number: int, **fields: object) -> dict[str, object]:
    usual = {
        "number": number,
        "title": f"Paper of $x^{number}$ Þ",
        "abstract": "We study formulas: $O(n)$.",
        "keywords": ["compression", "Games"],
        "authors": [{"name": f"Ada {number}", "email": f"ada{number}@uni.example"}],
        "ratings": [4, 6, 5],
        "confidences": [3, 4, 5],
        "decision": "Poster",
    }
    return usual | fields


@pytest.fixture
def import_papers(tmp_path, conference):
    def import_papers(*entries: dict[str, object], **options: object) -> str:
        file = tmp_path / "papers.json"
        file.write_text(json.dumps({"papers": entries}), encoding="utf-8")
        out = io.StringIO()
        call_command("import_papers", file, conference=conference.slug, stdout=out, **options)
        return out.getvalue()

    return import_papers


def test_papers_come_with_authors_topics_and_a_receipt(import_papers, conference) -> None:
    known = make_user("Ada", "ada1@uni.example")
    assert "Papers: 2 new, 0 unchanged." in import_papers(entry(1), entry(5))
    first, second = Submission.objects.all()
    assert (first.number, first.title, first.state) == (1, "Paper of $x^1$ Þ", "submitted")
    assert (second.number, second.external_id) == (5, "5")
    assert list(first.topics.values_list("name", flat=True)) == ["Compression", "Games"]
    assert Topic.objects.filter(conference=conference).count() == 3
    author = first.authorships.get()
    assert (author.user, author.is_contact) == (known, True)
    assert all(is_genuine(revision) for revision in Revision.objects.all())
    assert set(lines_besides_defaults().values_list("action", "paper")) == {
        ("submission.import", 1),
        ("submission.import", 5),
        ("decision.import", 1),
        ("decision.import", 5),
        ("member.import", None),
        ("review.import", 1),
        ("review.import", 5),
    }


def test_scores_become_reviews_of_made_up_reviewers_whom_nobody_can_be(import_papers, conference) -> None:
    assert "Reviews: 6, by 3 made-up reviewers." in import_papers(entry(1), entry(2))
    reviews = Review.objects.filter(assignment__submission__number=1)
    assert {review.overall for review in reviews} == {4, 5, 6}
    assert {(r.answers["overall"], r.answers["confidence"]) for r in reviews} == {(4, 3), (6, 4), (5, 5)}
    reviewers = {task.reviewer for task in Assignment.objects.all()}
    assert len(reviewers) == 3
    assert all(not user.has_usable_password() and not user.is_active for user in reviewers)
    assert all(user.email.endswith("@ws.invalid") for user in reviewers)
    assert "ws.invalid" not in Client().get("/ws/people/").content.decode()


def test_made_up_reviewers_share_the_load(import_papers) -> None:
    report = import_papers(*[entry(number) for number in range(1, 14)])
    assert "by 4 made-up reviewers" in report
    loads = [user.assignments.count() for user in {task.reviewer for task in Assignment.objects.all()}]
    assert (min(loads), max(loads)) == (9, 10)


def test_decisions_are_provisional_unless_they_are_released(import_papers) -> None:
    report = import_papers(
        *(entry(1), entry(2, decision="Reject"), entry(3, decision="Workshop"), entry(4, decision="")),
        accept=["Workshop"],
    )
    assert "Decisions (provisional): Accept as poster 1, Reject 1, Workshop 1." in report
    assert set(Submission.objects.values_list("state", flat=True)) == {"submitted"}
    accepts = dict(Decision.objects.values_list("submission__number", "outcome__accepts"))
    assert accepts == {1: True, 2: False, 3: True}
    assert Client().get("/ws/papers/1/").status_code == 404


def test_released_decisions_are_the_state_of_their_papers(import_papers) -> None:
    import_papers(entry(1), entry(2, decision="Workshop"), release=True, reject=["workshop"])
    states = dict(Submission.objects.values_list("number", "state"))
    assert states == {1: "accepted", 2: "rejected"}
    assert Submission.objects.get(number=1).presentation == "Poster"
    assert set(Decision.objects.values_list("state", flat=True)) == {"released"}
    assert Client().get("/ws/papers/1/").status_code == 200


def test_a_second_import_changes_nothing(import_papers) -> None:
    import_papers(entry(1), entry(2))
    counts = [model.objects.count() for model in (Submission, Review, Decision, AuditLine, Authorship)]
    assert import_papers(entry(1), entry(2)).startswith("Papers: 0 new, 2 unchanged.\nRead: JSON, UTF-8.")
    assert counts == [
        model.objects.count() for model in (Submission, Review, Decision, AuditLine, Authorship)
    ]


def test_a_paper_that_changed_since_stays_as_it_is_and_is_named(import_papers) -> None:
    import_papers(entry(1), entry(2))
    Submission.objects.filter(number=2).update(title="Better")
    report = import_papers(entry(1), entry(2), entry(3))
    assert "Papers: 1 new, 1 unchanged." in report
    assert "left as they are: 2." in report
    assert Submission.objects.get(number=2).title == "Better"


def test_nobody_gets_a_mail(import_papers) -> None:
    import_papers(entry(1), entry(2, decision="Reject"), release=True)
    assert not OutboundEmail.objects.exists()


def test_numbers_that_are_taken_make_way(import_papers, conference) -> None:
    make_submission(conference)
    import_papers(entry(1), entry(2))
    assert dict(Submission.objects.values_list("external_id", "number")) == {"": 1, "1": 3, "2": 2}


def test_conflicts_of_the_committee_are_known_at_once(import_papers, conference) -> None:
    chair = make_member(conference, Role.CHAIR, make_user("Chair", "chair@cs.uni.example"))
    import_papers(entry(1))
    assert Conflict.objects.get().user == chair
    assert (
        not Submission.objects.filter(pk__in=chair.conflicts.values("submission")).exclude(number=1).exists()
    )


def test_a_scale_that_reaches_higher_becomes_the_scale_of_the_form(import_papers, conference) -> None:
    report = import_papers(entry(1, ratings=[9], confidences=[0]))
    assert "“Overall recommendation” goes from 1 to 9 now" in report
    assert AuditLine.objects.filter(action="review_form.change").count() == 2
    form = {question.name: question.anchors for question in conference.review_fields.all()}
    assert [step for step, _ in form["overall"]] == list(range(1, 10))
    assert form["confidence"][0] == [0, "0: as imported"]
    assert form["confidence"][1][1].startswith("A guess")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"track": "Demos"}, "entry 2: there is no track “Demos”. There are: Papers."),
        ({"ratings": [9], "confidences": []}, "entry 2: “Overall recommendation” goes from 1 to 6"),
        ({"title": ""}, "entry 2: title is missing."),
    ],
)
def test_one_bad_row_keeps_everything_out(import_papers, fields, problem) -> None:
    import_papers(entry(1))
    with pytest.raises(CommandError) as error:
        import_papers(entry(2), entry(3, **fields))
    assert str(error.value).startswith("Nothing was imported.")
    assert problem in str(error.value)
    assert Submission.objects.count() == 1
    assert Review.objects.count() == 3


def test_a_form_without_an_overall_score_takes_no_ratings(import_papers, conference) -> None:
    import_papers(entry(1))
    conference.review_fields.update(is_overall=False)
    with pytest.raises(CommandError, match="has no overall score"):
        import_papers(entry(2))
    assert Submission.objects.count() == 1


def test_papers_without_a_track_go_where_the_command_says(import_papers, conference) -> None:
    for name in ("Demos", "Posters"):
        Track.objects.create(conference=conference, name=name, page_limit=2)
    import_papers(entry(1), entry(2, track="posters"), track="demos")
    assert dict(Submission.objects.values_list("number", "track__name")) == {1: "Demos", 2: "Posters"}


def test_a_track_that_is_not_there_is_told_once(import_papers) -> None:
    with pytest.raises(CommandError) as error:
        import_papers(entry(1), entry(2), track="Talks")
    assert str(error.value) == "Nothing was imported.\nThere is no track “Talks”. There are: Papers."
    assert not Submission.objects.exists()


def test_made_up_addresses_are_counted(import_papers) -> None:
    authors = [{"name": "Ada", "domain": "uni.example"}, {"name": "Bo", "email": "bo@uni.example"}]
    assert "Addresses made up: 1 of 2." in import_papers(entry(1, authors=authors))


def test_one_person_under_two_addresses_stands_on_a_paper_linked_once(import_papers) -> None:
    user = make_user("Ada", "ada@uni.example")
    EmailAddress.objects.create(user=user, email="ada@lab.example", verified=True)
    import_papers(entry(1, authors=[{"name": "Ada", "email": f"ada@{at}.example"} for at in ("uni", "lab")]))
    assert list(Authorship.objects.values_list("email", "user")) == [
        ("ada@uni.example", user.pk),
        ("ada@lab.example", None),
    ]


def test_a_conference_without_tracks_takes_no_papers(import_papers, conference) -> None:
    conference.tracks.all().delete()
    with pytest.raises(CommandError, match="has no track yet"):
        import_papers(entry(1))
    assert not Submission.objects.exists()


def test_a_file_or_conference_that_is_not_there_is_told(tmp_path, conference) -> None:
    with pytest.raises(CommandError, match="There is no conference at “nowhere”"):
        call_command("import_papers", tmp_path / "x.csv", conference="nowhere")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_papers", tmp_path / "x.csv", conference="ws")


@pytest.fixture
def import_bytes(tmp_path, conference):
    def import_bytes(*contents: bytes, **options: object) -> str:
        files = [tmp_path / f"{place}.csv" for place, _ in enumerate(contents)]
        for file, content in zip(files, contents, strict=True):
            file.write_bytes(content)
        out = io.StringIO()
        call_command("import_papers", *files, conference=conference.slug, stdout=out, **options)
        return out.getvalue()

    return import_bytes


PAPERS_CSV = "paper;title;authors;colour\n8.0;Größe;Zoë O <z@u.example>;red\n"


def test_the_command_tells_how_it_read_and_what_it_left(import_bytes) -> None:
    report = import_bytes(PAPERS_CSV.encode("cp1252"))
    assert "Read: Windows-1252, cells between semicolons." in report
    assert "Not taken, with how often it came: colour (1)." in report
    assert Submission.objects.get().number == 8


def test_encoding_and_delimiter_can_be_given(import_bytes) -> None:
    content = "number;title;authors\n1;Размер;Зоя <z@u.example>\n".encode("cp1251")
    with pytest.raises(CommandError, match="is not text in UTF-8, UTF-16 or Windows-1252"):
        import_bytes(content)
    import_bytes(content, encoding="windows-1251", delimiter="semicolon")
    assert Submission.objects.get().title == "Размер"


def test_authors_and_reviews_come_in_files_of_their_own(import_bytes) -> None:
    report = import_bytes(
        b"submission #,first name,last name,email,contact\n1,Ada,Li,a@u.example,\n1,Bo,Li,b@u.example,yes\n",
        b"#,title,authors,decision\n1,On size,Ada and Bo Li,accept\n",
        b"#,submission #,member name,total score\n1,1,Eve,-2\n2,1,Joe,2.5\n",
    )
    assert "Read as files of EasyChair" in report
    assert "The scores have half points" in report
    assert "“Overall recommendation” goes from -4 to" in report
    assert list(Authorship.objects.values_list("name", "is_contact")) == [("Ada Li", False), ("Bo Li", True)]
    assert list(Review.objects.order_by("overall").values_list("overall", flat=True)) == [-4, 5]


def test_a_damaged_file_among_several_is_named_and_nothing_imported(import_bytes) -> None:
    with pytest.raises(CommandError, match="file 2: line 2: a quotation mark opens a cell here"):
        import_bytes(PAPERS_CSV.encode(), b'paper,decision\n8,"Acc')
    assert not Submission.objects.exists()


def test_conflicts_that_authors_named_hold_for_members_and_stand_as_lines_for_others(
    import_papers, conference
) -> None:
    eve = make_member(conference, Role.REVIEWER, make_user("Eve", "eve@pc.example"))
    said = {"Eve@pc.example": "collaborator", "joe@else.example": "advisor", "no@pc.example": "none"}
    import_papers(
        entry(1, pc_conflicts=said), entry(2, pc_conflicts=["eve@pc.example"], draft=True, decision="")
    )
    named = NamedConflict.objects.order_by("pk").values_list(
        "submission__number", "user", "text", "kind", "word"
    )
    assert list(named) == [
        (1, eve.pk, "", "other", "collaborator"),
        (1, None, "joe@else.example", "advisor", ""),
        (2, eve.pk, "", "other", "in conflict"),
    ]
    conflict = Conflict.objects.get(source="named")
    assert (conflict.submission.number, conflict.user, conflict.standing) == (1, eve, "confirmed")


def test_an_import_of_conflicts_that_are_no_addresses_is_refused(import_papers) -> None:
    with pytest.raises(CommandError, match="entry 1: pc_conflicts is neither a list of addresses"):
        import_papers(entry(1, pc_conflicts=5))
