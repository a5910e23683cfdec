"""The record speaks words; codes stay where programs read them."""

from __future__ import annotations

import pytest

from effgenai.audit.wording import has_words, in_words


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("submission.decide", "Paper decided"),
        ("submission.desk_reject", "Paper rejected without review"),
        ("home.publish", "Home page published"),
        ("proposal.apply", "Assignment draft applied"),
        ("mailing.stop", "Mailing stopped"),
    ],
)
def test_an_action_is_told_in_words(action, words):
    assert in_words(action) == words
    assert has_words(action)


def test_what_has_no_words_yet_can_still_be_read():
    assert in_words("time_machine.switch_on") == "Time machine switch on"
    assert not has_words("time_machine.switch_on")
