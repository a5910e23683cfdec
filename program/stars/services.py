"""Stars are given, taken back and united; nothing of it is in the record, which would tell who goes where."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.identities.merging import Merge
from effgenai.accounts.keys import new_token
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from program.stars.models import Star, StarList
from program.stars.owners import StarOwner
from program.stars.queries import list_of

# Whoever has not come back for so long will not: the cookie is gone by then, too.
UNUSED_FOR = dt.timedelta(days=400)


@transaction.atomic
def set_star(
    *, conference: Conference, owner: StarOwner, item: str, is_starred: bool, at: dt.datetime
) -> None:
    """Star a talk or session, or take the star back; doing so twice changes nothing."""
    if is_starred:
        mine, _ = StarList.objects.get_or_create(
            conference=conference, user=owner.user, visitor=owner.visitor, defaults={"used_at": at}
        )
        Star.objects.bulk_create([Star(list=mine, item=item, at=at)], ignore_conflicts=True)
        StarList.objects.filter(pk=mine.pk).update(used_at=at)
    elif (found := list_of(conference, owner)) is not None:
        found.stars.filter(item=item).delete()


@transaction.atomic
def renew_feed(*, conference: Conference, owner: StarOwner) -> None:
    """Give the calendar of the list a new address; all old ones lead nowhere."""
    found = list_of(conference, owner)
    if found is not None:
        found.former.all().delete()
        StarList.objects.filter(pk=found.pk).update(feed_key=new_token())


@transaction.atomic
def take_over(*, visitor: str, user: User) -> None:
    """Let the lists of a visitor who signs in be those of the account; where it has one, both are united."""
    for theirs in StarList.objects.select_for_update(no_key=True).filter(visitor=visitor, user=None):
        _join(theirs, user)


def move_lists(merge: Merge, relation: str) -> None:
    """Of two accounts that are one person, the stars of both."""
    for theirs in StarList.objects.select_for_update(no_key=True).filter(user=merge.gone):
        _join(theirs, merge.kept)


def _join(theirs: StarList, user: User) -> None:
    own = StarList.objects.filter(conference=theirs.conference_id, user=user).first()
    if own is None:
        StarList.objects.filter(pk=theirs.pk).update(user=user, visitor="")
        return
    theirs.stars.exclude(item__in=own.stars.values("item")).update(list=own)
    theirs.stars.all().delete()
    theirs.former.update(united_with=own)
    StarList.objects.filter(pk=theirs.pk).update(user=None, visitor="", united_with=own)


def clear_unused(at: dt.datetime) -> int:
    """Delete the lists of visitors that nobody has used for long; how many rows went."""
    gone, _ = StarList.objects.filter(user=None, united_with=None, used_at__lt=at - UNUSED_FOR).delete()
    return gone
