"""What addresses say is read without refusing anything."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict

from effgenai.ui.forms.asked import (
    AskedForm,
    InstantField,
    NumbersField,
    RowField,
    TextsField,
    number,
    one_of,
    sorted_by,
    words,
)

ENDLESS = "9" * 5_000


class Everything(AskedForm):
    q = words()
    page = number(initial=1)
    version = number()
    role = one_of(["reviewer", "chair"], "reviewer")
    sort = sorted_by(["title"], "-title")
    topic = RowField()
    selected = NumbersField()
    has = TextsField()
    at = InstantField()


def asked(name: str, query: str) -> object:
    return Everything(QueryDict(query)).asked(name)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=+two++words+", "two  words"),
        (f"q={ENDLESS}", ENDLESS),
        ("page=7", 7),
        ("version=0", 0),
        ("role=chair", "chair"),
        ("sort=title", "title"),
        ("topic=12", 12),
        ("selected=3&selected=1", [3, 1]),
        ("has=code&has=video", ["code", "video"]),
        ("at=2026-05-03T12:00:00%2B00:00", dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)),
    ],
)
def test_what_an_address_says_is_read(query: str, said: object) -> None:
    assert asked(query.partition("=")[0], query) == said


@pytest.mark.parametrize(
    "value", ["", "x", "-1", "%C2%B2", "1e400", "NaN", "%00", "9999-99-99", "2026-05-03"]
)
@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("page", 1),
        ("version", None),
        ("role", "reviewer"),
        ("sort", "-title"),
        ("topic", None),
        ("selected", ()),
        ("at", None),
    ],
)
def test_what_makes_no_sense_is_as_if_it_was_not_there(name: str, value: str, usual: object) -> None:
    assert asked(name, f"{name}={value}") == usual


@pytest.mark.parametrize(
    ("name", "usual"), [("page", 1), ("version", None), ("topic", 0), ("selected", ()), ("at", None)]
)
def test_a_number_larger_than_rows_have_is_none_and_finds_nothing(name: str, usual: object) -> None:
    assert asked(name, f"{name}={ENDLESS}") == usual


def test_a_thousand_boxes_are_read() -> None:
    query = "&".join(f"selected={number}" for number in [*range(1_000), ENDLESS])
    assert asked("selected", query) == list(range(1_000))
