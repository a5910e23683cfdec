"""The record speaks words; codes stay where programs read them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from effgenai.audit.wording import WORDS, actions_saying, in_words

ROOT = Path(__file__).parents[3]
APPS = ("effgenai", "submissions", "reviews", "program")
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
# Kinds of mail and handlers of signals look like actions.
NO_CODES = {"emails.py", "apps.py", "wording.py", "unseen.py"}
NO_ACTIONS = {
    *("committee.invitation", "committee.reminder", "decision.letters", "milestone.moved"),
    "schedule.letters",
    *("assignment.back", "assignment.over", "milestone.more_time"),
    *("reviews.matching", "reviews.urls"),  # modules
    "submission.author_",  # how some of them begin
}
# The verbs of these are told to a helper of their module.
BY_VERB = {
    *("application", "call_file", "news", "page", "picture", "policy"),
    *("institution", "pastedition", "person", "sponsor", "topic", "track"),
}


def thing(action):
    return action.partition(".")[0]


def codes():
    """What looks like the code of an action in the code of the apps."""
    modules = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return {
        node.value
        for path in modules
        if path.name not in NO_CODES and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("submission.decide", "Paper decided"),
        ("submission.desk_reject", "Paper rejected without review"),
        ("account.profile", "Profile changed"),
        ("home.publish", "Home page published"),
        ("proposal.apply", "Assignment draft applied"),
        ("track.remove", "Track removed"),
        ("mailing.stop", "Mailing stopped"),
    ],
)
def test_an_action_is_told_in_words(action, words):
    assert in_words(action) == words


def test_what_has_no_words_yet_can_still_be_read():
    assert in_words("time_machine.switch_on") == "Time machine switch on"


def test_every_action_of_the_code_has_words():
    things = {thing(action) for action in WORDS}
    assert {code for code in codes() if thing(code) in things} - WORDS.keys() == NO_ACTIONS


def test_no_words_are_left_of_actions_that_are_gone():
    assert {action for action in WORDS.keys() - codes() if thing(action) not in BY_VERB} == set()


def test_no_two_actions_read_alike():
    assert len(set(WORDS.values())) == len(WORDS)


def test_actions_are_found_by_their_words_and_parts_of_them():
    assert "submission.desk_reject" in actions_saying("without")
    assert actions_saying("pApErS linked") == ["account.link_papers"]
    assert actions_saying("no such word") == []
