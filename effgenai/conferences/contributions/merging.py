"""What of a conference passes on when two accounts of one person are merged."""

from __future__ import annotations

from collections.abc import Iterator

from effgenai.accounts.identities.merging import Merge, MergePart, drop, hand_over
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Membership
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.models import CalendarKey, MilestoneException


def _memberships(merge: Merge, relation: str) -> None:
    """The roles of both, each since the earlier of both; the record of each conference tells of it."""
    known = {(row.conference_id, row.role): row for row in merge.kept.memberships.all()}
    theirs = list(merge.gone.memberships.select_related("conference"))
    for row in theirs:
        mine = known.get((row.conference_id, row.role))
        if mine is None:
            Membership.objects.filter(pk=row.pk).update(user=merge.kept)
            continue
        Membership.objects.filter(pk=mine.pk).update(since=min(mine.since, row.since))
        row.delete()
    for conference in dict.fromkeys(row.conference for row in theirs):
        _record(merge, conference)


def _record(merge: Merge, conference: Conference) -> None:
    summary = f"{merge.gone.email} is an address of {merge.kept} now; the roles of both accounts are theirs"
    record(action="member.merge", by=merge.by, at=merge.at, conference=conference, summary=summary)


def _exceptions(merge: Merge, relation: str) -> None:
    """Of two other dates of one person the later one holds."""
    known = {row.milestone_id: row for row in merge.kept.date_exceptions.all()}
    for row in list(merge.gone.date_exceptions.all()):
        mine = known.get(row.milestone_id)
        if mine and mine.instant >= row.instant:
            row.delete()
            continue
        if mine:
            mine.delete()
        MilestoneException.objects.filter(pk=row.pk).update(user=merge.kept)


def _calendars(merge: Merge, relation: str) -> None:
    """A calendar has one address: that of the kept account, if it has one."""
    theirs = CalendarKey.objects.filter(user=merge.gone)
    theirs.filter(conference__in=merge.kept.calendar_keys.values("conference")).delete()
    theirs.update(user=merge.kept)


def _unfinished_forms(merge: Merge, relation: str) -> None:
    """Of one form that both have begun, that of the kept account stays."""
    theirs = merge.gone.unfinished_forms.all()
    for row in merge.kept.unfinished_forms.all():
        theirs.filter(conference=row.conference_id, path=row.path).delete()
    theirs.update(by=merge.kept)


def _preview(stays: User, goes: User) -> Iterator[str]:
    for row in goes.memberships.select_related("conference").order_by("conference__slug", "role"):
        yield f"{row.conference.short_name}: your role as {Role(row.role).label.lower()} moves along."
    both = goes.calendar_keys.filter(conference__in=stays.calendar_keys.values("conference"))
    for key in both.select_related("conference"):
        yield (
            f"{key.conference.short_name}: the calendar address of the other account leads nowhere any more; "
            "that of the account that stays goes on."
        )


PART = MergePart(
    rows={
        "conferences.Membership.user": _memberships,
        "conferences.MilestoneException.user": _exceptions,
        "conferences.CalendarKey.user": _calendars,
        "conferences.UnfinishedForm.by": _unfinished_forms,
        "conferences.ChairProposal.user": drop,
        "conferences.ChairProposal.proposed_by": hand_over,
        "conferences.MilestoneException.created_by": hand_over,
        "conferences.MilestoneChange.changed_by": hand_over,
        "conferences.Image.stored_by": hand_over,
        "conferences.SiteVersion.saved_by": hand_over,
    },
    preview=_preview,
)
