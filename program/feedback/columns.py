from __future__ import annotations

from effgenai.ui.tables import Column

FEEDBACK_COLUMNS = (
    Column("Talk"),
    Column("Feedback", look="num"),
    Column("Hidden", look="num"),
)
