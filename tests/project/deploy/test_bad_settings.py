"""A setting that cannot be understood stops the start with a sentence that names it."""

from __future__ import annotations

import pytest

from effgenai import env


@pytest.mark.parametrize(
    ("written", "meant"), [("1", True), ("Yes", True), ("on", True), (" FALSE ", False), ("no", False)]
)
def test_yes_and_no_are_understood_in_their_usual_spellings(monkeypatch, written, meant) -> None:
    monkeypatch.setenv("SETTING", written)
    assert env.flag("SETTING", default=not meant) is meant


@pytest.mark.parametrize(
    ("read", "written", "sentence"),
    [
        (lambda: env.flag("SETTING", default=False), "maybe", "SETTING must be yes or no, not 'maybe'."),
        (lambda: env.integer("SETTING", 5), "12x", "SETTING must be a whole number, not '12x'."),
        (lambda: env.choice("SETTING", "a", {"a", "b"}), "c", "SETTING must be one of a, b, not 'c'."),
        (
            lambda: env.database("SETTING"),
            "mysql://x/y",
            "SETTING must start with postgresql://, not mysql://.",
        ),
        (
            lambda: env.smtp("SETTING", ""),
            "http://x",
            "SETTING must start with smtp://, smtps:// or smtp+starttls://.",
        ),
    ],
)
def test_a_bad_value_is_named_with_what_would_be_good(monkeypatch, read, written, sentence) -> None:
    monkeypatch.setenv("SETTING", written)
    with pytest.raises(env.SettingError) as error:
        read()
    assert str(error.value) == sentence


def test_a_missing_setting_is_named(monkeypatch) -> None:
    monkeypatch.delenv("SETTING", raising=False)
    with pytest.raises(env.SettingError, match=r"^SETTING must be set; see docs/settings\.md\.$"):
        env.text("SETTING")


def test_an_empty_value_means_the_default(monkeypatch) -> None:
    monkeypatch.setenv("SETTING", "")
    assert env.integer("SETTING", 5) == 5
    assert env.flag("SETTING", default=True) is True


def test_a_database_on_a_socket_and_one_with_a_password(monkeypatch) -> None:
    monkeypatch.setenv("SETTING", "postgresql:///site?host=/run/pg&sslmode=disable")
    found = env.database("SETTING")
    assert (found["NAME"], found["HOST"], found["OPTIONS"]) == ("site", "/run/pg", {"sslmode": "disable"})
    monkeypatch.setenv("SETTING", "postgresql://me:a%40b@db:5433/site")
    found = env.database("SETTING")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("me", "a@b", "db", "5433")
