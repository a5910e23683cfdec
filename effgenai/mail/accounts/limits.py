"""How many mails people can cause. Counted in the outbox: a cache that was emptied forgets nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models.functions import Lower

from effgenai.accounts.models import User
from effgenai.accounts.queries import verified_addresses
from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail

# Forms that everybody may fill in with any address. The links of earlier mails go on working meanwhile, so
# that nobody is kept from anything when a stranger uses these mails up.
ASKED_BY_ANYBODY = frozenset(
    f"account.{name}"
    for name in (
        "password_reset_key",
        "password_reset_waits",
        "unknown_account",
        "account_already_exists",
        "email_confirmation_signup",
        "email_confirmation",
    )
)
# Mails about accounts that go where somebody who is signed in chooses.
CHOSEN = frozenset(f"account.{name}" for name in ("email_confirmation", "merge_asked", "merge_suggested"))
OF_A_KIND = 3
WITHIN = dt.timedelta(hours=1)
A_DAY = dt.timedelta(days=1)


def has_enough(*, kind: str, address: str, at: dt.datetime) -> bool:
    """Whether an address got as many mails of a kind that everybody can ask for as it should."""
    if kind not in ASKED_BY_ANYBODY:
        return False
    mails = OutboundEmail.objects.filter(conference=None, kind=kind, to_address__iexact=address)
    return mails.filter(created_at__gt=at - WITHIN).count() >= OF_A_KIND


def why_not_reach(addresses: Iterable[str], *, by: User, at: dt.datetime) -> str | None:
    """The reason why a person may not cause mail to these addresses now, or None. Their own do not count."""
    new = {address.lower() for address in addresses} - verified_addresses(by)
    reached = _reached(by, at)
    most = _most(by)
    if not new - reached or len(new | reached) <= most:
        return None
    return (
        f"This would send mail to more than {most} people within a day in your name, which is more than one "
        "person may cause, so nothing was sent and nothing was changed. Please try again tomorrow, or ask "
        "the organisers of the conference to help."
    )


def _reached(by: User, at: dt.datetime) -> set[str]:
    mails = OutboundEmail.objects.filter(caused_by=by, created_at__gt=at - A_DAY)
    return set(mails.values_list(Lower("to_address"), flat=True).distinct())


def _most(by: User) -> int:
    is_chair = by.is_staff or Membership.objects.filter(user=by, role=Role.CHAIR).exists()
    return settings.MAIL_PEOPLE_PER_DAY_CHAIRS if is_chair else settings.MAIL_PEOPLE_PER_DAY
