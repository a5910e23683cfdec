"""The programme as a table for the host conference."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ADDRESS = "/ws/program/programme.csv"


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Client().get(ADDRESS).content.decode("utf-8-sig"))))


def test_both_ends_are_in_one_zone_that_is_named(programme, make_release, paper) -> None:
    make_release()
    first = rows()[0]
    assert (first["Begins"], first["Ends"]) == ("2026-12-12 12:00", "2026-12-12 12:25")
    assert (first["Time zone"], first["Minutes"]) == ("Europe/Vienna", "25")
    assert first["Title"] == paper.title
    assert first["Paper"].endswith(f"/ws/papers/{paper.number}/")


def test_breaks_are_in_it_with_their_kind_and_posters_with_their_board(programme, make_release) -> None:
    make_release()
    found = {row["Title"]: row for row in rows()}
    assert found["Coffee & cake"]["Kind"] == "Break"
    assert found["Party"]["Ends"] == "2026-12-13 02:00"
    boards = [row for row in rows() if row["Session"] == "Posters"]
    assert [row["Board"] for row in boards] == ["P1", "P2"]
    assert {row["Begins"] for row in boards} == {"2026-12-12 14:00"}


def test_no_cell_is_a_formula_and_spreadsheets_know_the_letters(programme, make_release) -> None:
    make_release()
    body = Client().get(ADDRESS).content
    assert body.startswith(b"\xef\xbb\xbf")
    (row,) = [row for row in rows() if "1+1" in row["Title"]]
    assert (row["Title"], row["People"]) == ("'=1+1", "'@Sum, Ada")
    assert "Ωmega Иван 1" in body.decode()
