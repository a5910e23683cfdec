"""Decisions and states of imported papers: known exactly, or said by who imports, and never guessed."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.services.classes import install_default_decisions
from submissions.core.models import Revision, Submission
from tests.support.factories import NOW, make_conference

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def import_words(tmp_path, conference):
    """Import one paper for each word, or each row of facts; their states by number afterwards."""

    def import_words(*facts: str | dict[str, object], **options: object) -> str:
        rows = [
            {"number": number, "title": f"Paper {number}", "authors": [{"name": "A", "email": "a@u.example"}]}
            | (fact if isinstance(fact, dict) else {"decision": fact})
            for number, fact in enumerate(facts, start=1)
        ]
        file = tmp_path / "papers.json"
        file.write_text(json.dumps(rows), encoding="utf-8")
        out = io.StringIO()
        call_command("import_papers", file, conference=conference.slug, stdout=out, **options)
        return out.getvalue()

    return import_words


def states() -> list[str]:
    return list(Submission.objects.order_by("number").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Desk rejected", "desk_rejected"),
        ("Withdrawn", "withdrawn"),
        ("no decision", "submitted"),
        ("Awaiting decision", "submitted"),
        ("Not accepted", "rejected"),
        ("Declined", "rejected"),
        ("Accept (Oral)", "accepted"),
        ("Draft", "draft"),
    ],
)
def test_a_release_makes_nothing_public_but_what_was_accepted(import_words, word, state) -> None:
    import_words(word, release=True)
    assert states() == [state]
    assert Client().get("/ws/papers/1/").status_code == (200 if state == "accepted" else 404)


def test_unknown_words_are_listed_with_how_often_they_come_and_nothing_is_written(import_words) -> None:
    words = ["Strong reject", "Poster", "Weak accept", "Strong reject", "strong reject"]
    with pytest.raises(CommandError) as error:
        import_words(*words, release=True)
    assert str(error.value) == (
        "Nothing was imported.\nThese decisions or states are not known: “Strong reject” (2), "
        '“Weak accept” (1), “strong reject” (1). Say what each of them is, with --accept "Word", '
        '--reject "Word" or --undecided "Word", as often as needed, and import the file again.'
    )
    assert not Submission.objects.exists()
    assert not DecisionClass.objects.exists()


def test_who_imports_says_what_a_word_is(import_words) -> None:
    report = import_words(
        *("Strong reject", "Weak accept", "Borderline", "Poster"),
        accept=["WEAK ACCEPT"],
        reject=["strong-reject"],
        undecided=["borderline"],
        release=True,
    )
    assert states() == ["rejected", "accepted", "submitted", "accepted"]
    assert "Decisions (released): Strong reject 1, Weak accept 1, Accept as poster 1." in report
    assert Submission.objects.get(number=2).presentation == "Weak accept"


def test_a_word_with_two_meanings_is_refused(import_words) -> None:
    with pytest.raises(CommandError, match="“maybe” cannot be several of accept, reject and undecided"):
        import_words("Maybe", accept=["Maybe"], reject=["maybe"])
    assert not Submission.objects.exists()


def test_words_go_to_the_decisions_that_the_conference_has(import_words, conference) -> None:
    report = import_words("Accept (Oral)", "Rejected", "Accepted", "Accept (Spotlight)", "Oral")
    assert "“Accept (Oral)” was taken as “Accept as oral”." in report
    assert "“Rejected” was taken as “Reject”." in report
    names = dict(Decision.objects.values_list("submission__number", "outcome__name"))
    assert names == {
        1: "Accept as oral",
        2: "Reject",
        3: "Accept",
        4: "Accept as spotlight",
        5: "Accept as oral",
    }
    added = dict(conference.decision_classes.values_list("name", "presentation"))
    assert (added["Accept"], added["Accept as spotlight"]) == ("", "Spotlight")
    letters = {one.name: one.mail_body for one in conference.decision_classes.filter(accepts=True)}
    assert "for {conference}. Congratulations" in letters["Accept"]
    assert "for {conference}, as Spotlight. Congratulations" in letters["Accept as spotlight"]


def test_decisions_that_the_conference_has_are_known_by_name_and_presentation(
    import_words, conference
) -> None:
    install_default_decisions(conference, NOW)
    for name, accepts, shown in (("Workshop track", True, "Lightning"), ("Resubmit", False, "")):
        DecisionClass.objects.create(
            conference=conference, name=name, accepts=accepts, presentation=shown, position=9
        )
    import_words("workshop track", "Lightning", "RESUBMIT", release=True)
    assert states() == ["accepted", "accepted", "rejected"]


def test_a_decision_that_says_the_opposite_here_is_refused(import_words, conference) -> None:
    install_default_decisions(conference, NOW)
    conference.decision_classes.filter(name="Reject").update(accepts=True)
    with pytest.raises(CommandError, match="“Reject” rejects papers in this file, but accepts them in this"):
        import_words("Reject", release=True)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"withdrawn": True}, "withdrawn"),
        ({"withdrawn": True, "decision": "Accept"}, "withdrawn"),
        ({"withdrawn": False, "status": "submitted"}, "submitted"),
        ({"status": "withdrawn"}, "withdrawn"),
        ({"state": "Rejected without review"}, "desk_rejected"),
        ({"draft": True}, "draft"),
        ({"draft": True, "title": "", "authors": []}, "draft"),
        ({"submitted": False}, "draft"),
        ({"status": "accepted"}, "accepted"),
        ({"status": "accepted", "decision": "Poster"}, "accepted"),
        ({"status": "Rejected", "decision": "no decision"}, "rejected"),
    ],
)
def test_states_of_papers_stay(import_words, facts, state) -> None:
    report = import_words(facts, release=True)
    assert states() == [state]
    assert Revision.objects.count() == (state != "draft")
    assert ("Papers by their state:" in report) == (state in {"withdrawn", "desk_rejected", "draft"})


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "Rejected", "decision": "Accept"},
        {"status": "Desk rejected", "decision": "Poster"},
        {"draft": True, "decision": "Accept"},
    ],
)
def test_a_state_and_a_decision_that_contradict_each_other_are_refused(import_words, facts) -> None:
    with pytest.raises(CommandError, match=r"entry 1: its state is “.*”, but its decision"):
        import_words(facts)
    assert not Submission.objects.exists()
