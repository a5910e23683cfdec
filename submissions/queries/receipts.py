from __future__ import annotations

from collections.abc import Iterator

from submissions.models import Revision
from submissions.services.revisions import is_genuine


def receipts_that_do_not_hold() -> Iterator[str]:
    """A sentence for each receipt that no key of this site has signed. For whoever runs the site."""
    revisions = Revision.objects.select_related("submission__conference", "manuscript").order_by("pk")
    for revision in revisions.iterator():
        if not is_genuine(revision):
            paper = revision.submission
            yield (
                f"The receipt of paper {paper.number}, version {revision.number} ({paper.conference.slug}) "
                "does not hold: SECRET_KEY, RECEIPT_KEY and their fallbacks lack the key that signed it."
            )
