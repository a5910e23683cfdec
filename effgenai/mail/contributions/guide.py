"""What the guide says of mail: what waits for a chair's approval, and what could not be delivered."""

from __future__ import annotations

from collections.abc import Iterator

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.desk.guide import GuideItem, GuideStage, GuideState
from effgenai.conferences.desk.guides.site import page_of
from effgenai.mail.delivery.undelivered import failed_mails, with_own_page
from effgenai.mail.queries import visible_mails
from effgenai.mail.states import EmailState
from effgenai.ui.text.numbers import counted


def mail_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Mails that are held back, and those that failed; a few queries."""
    held = visible_mails(viewer).filter(state=EmailState.HELD).count()
    if held:
        yield GuideItem(
            GuideStage.COMMITTEE,
            "Approve the mails that wait",
            f"{held} {'is' if held == 1 else 'are'} written and held back until a chair says go.",
            page_of(viewer.conference, "mail:desk"),
            GuideState.TODO,
            required=False,
        )
    yield from _failed(viewer)


def _failed(viewer: Viewer) -> Iterator[GuideItem]:
    failed = failed_mails(viewer)
    number, apart = failed.count(), with_own_page(failed).count()
    if number > apart:
        others = failed.exclude(pk__in=with_own_page(failed).values("pk"))
        first = others.order_by("pk").values_list("last_error", flat=True).first()
        yield GuideItem(
            GuideStage.COMMITTEE,
            f"{counted(number, 'mail')} could not be delivered",
            f"{_named_apart(apart)}The mail server said: {first} "
            "Correct the address where it was given, try again, or let it be.",
            f"{page_of(viewer.conference, 'mail:desk')}?q=state:failed",
            GuideState.WARNING,
        )


def _named_apart(number: int) -> str:
    """How many of the mails, such as invitations, have an item of their own."""
    if not number:
        return ""
    return f"{number} of them {'has an entry of its' if number == 1 else 'have an entry of their'} own here. "
