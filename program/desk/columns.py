"""The columns of the tables that editors of the programme see."""

from __future__ import annotations

from effgenai.ui.tables import Column

SESSION_COLUMNS = (
    Column("Time"),
    Column("Session"),
    Column("Kind", phone=False),
    Column("Room"),
    Column("Talks", look="num", phone=False),
)

ROOM_COLUMNS = (
    Column("Name"),
    Column("Places", look="num"),
    Column("How to get there"),
    Column("Action"),
)

TALK_COLUMNS = (
    Column("Begins"),
    Column("Talk"),
    Column("Minutes"),
    Column("Order"),
)

PASTED_COLUMNS = (
    Column("Name"),
    Column("How to get there"),
    Column("What happens"),
)

POSTER_COLUMNS = (
    Column("Poster"),
    Column("Board"),
    Column("Order"),
)

AWAY_COLUMNS = (
    Column("Who or what"),
    Column("When"),
    Column("Reason", phone=False),
    Column("Action"),
)

STAR_COLUMNS = (
    Column("Title"),
    Column("What", phone=False),
    Column("Room"),
    Column("Stars", look="num"),
)
