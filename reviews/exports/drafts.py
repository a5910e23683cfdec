from __future__ import annotations

from django.http import StreamingHttpResponse

from effgenai.ui.csv import csv_response
from reviews.queries.drafts import RunPage

HEADER = ["paper", "title", "name", "e-mail", "fit", "made of", "new", "by hand"]


def draft_csv(slug: str, page: RunPage) -> StreamingHttpResponse:
    """A line for each pair of a draft on the papers the page lists; papers without anyone are left out."""
    rows = (
        [
            paper.submission.number,
            paper.submission.title,
            pair.user.name,
            pair.user.email,
            round(pair.score, 4),
            words,
            "yes" if pair.is_new else "",
            "yes" if pair.by_hand else "",
        ]
        for paper in page.papers
        for pair, words in paper.readers
    )
    return csv_response(f"{slug}-draft-{page.run.key}.csv", HEADER, rows)
