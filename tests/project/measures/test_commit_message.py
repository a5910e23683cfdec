"""Commits have a short subject and a body apart from it; what every clone checks agrees with the Makefile."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

from measures.commit_message import faults_of
from measures.sources import ROOT


@pytest.mark.parametrize(
    "message",
    [
        "Tell chairs who gave a paper back\n\nThey asked each other by mail.\n",
        "A" * 72,
        "Tell chairs\n\nWhy.\n# Please enter the commit message\n# ------------------------ >8 ---\ndiff",
        "Merge branch 'main' of " + "x" * 80,
        "# comment above\nTell chairs\n",
    ],
)
def test_messages_as_we_write_them_pass(message):
    assert faults_of(message) == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("A" * 73, "The subject has 73 characters; at most 72."),
        ("", "The first line is the subject; it is empty."),
        ("tell chairs", "The subject begins with a capital letter."),
        ("Tell chairs.", "The subject ends without a full stop."),
        ("Tell chairs\nWhy.", "An empty line stands between subject and body."),
        ("Fix(mail): tell chairs", "The subject is a sentence, without a prefix."),
    ],
)
def test_other_messages_are_refused_with_a_reason(message, fault):
    assert faults_of(message) == [fault]


def test_the_hook_ends_with_1_and_says_why(tmp_path):
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text("tell chairs\n")
    answer = subprocess.run(
        [sys.executable, "-m", "measures.commit_message", file],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stderr == "The subject begins with a capital letter.\n"


def test_hooks_call_what_the_makefile_offers_and_download_nothing():
    [repository] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    made = {
        hook["entry"].removeprefix("make ") for hook in repository["hooks"] if hook["id"] != "commit-message"
    }
    assert {"lint", "types"} <= made <= targets
