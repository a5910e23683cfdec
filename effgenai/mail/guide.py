"""What the guide says of mail: what waits for a chair's approval."""

from __future__ import annotations

from collections.abc import Iterator

from effgenai.conferences.guide import GuideItem, GuideStage, Standing
from effgenai.conferences.guides.site import page_of
from effgenai.conferences.viewer import Viewer
from effgenai.mail.services import visible_mails
from effgenai.mail.states import EmailState


def mail_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Mails that are held back; two queries."""
    held = visible_mails(viewer).filter(state=EmailState.HELD).count()
    if held:
        yield GuideItem(
            GuideStage.COMMITTEE,
            "Approve the mails that wait",
            f"{held} {'is' if held == 1 else 'are'} written and held back until a chair says go.",
            page_of(viewer.conference, "mail:desk"),
            Standing.TODO,
            required=False,
        )
