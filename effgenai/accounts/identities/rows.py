"""How the rows of this app and of the sign-in move to the account that is kept."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from effgenai.accounts.identities.merging import Merge, MergePart, drop, hand_over, leave
from effgenai.accounts.models import Affiliation, MergeRequest, Profile, User
from effgenai.accounts.services import note_new_addresses
from effgenai.contributions import contributed

PROFILE_FIELDS = ("orcid", "home_page", "time_zone")


def _addresses(merge: Merge, relation: str) -> None:
    """Verified addresses lead to the kept account from now on; what was never verified is dropped."""
    theirs = EmailAddress.objects.filter(user=merge.gone)
    theirs.filter(verified=False).delete()
    proven = theirs.values_list("email", flat=True)
    EmailAddress.objects.filter(user=merge.kept, verified=False, email__in=list(proven)).delete()
    moved = list(theirs)
    theirs.update(user=merge.kept, primary=False)
    note_new_addresses(addresses=moved, at=merge.at)


def _profile(merge: Merge, relation: str) -> None:
    """What the kept profile leaves empty is filled from the other one."""
    theirs = Profile.objects.filter(user=merge.gone).first()
    if theirs is None:
        return
    mine, _ = Profile.objects.get_or_create(user=merge.kept)
    for name in PROFILE_FIELDS:
        setattr(mine, name, getattr(mine, name) or getattr(theirs, name))
    mine.save(update_fields=PROFILE_FIELDS)
    theirs.delete()


def _affiliations(merge: Merge, relation: str) -> None:
    """All of them, each once."""
    known = {_line(row) for row in merge.kept.affiliations.all()}
    for row in list(merge.gone.affiliations.all()):
        if _line(row) in known:
            row.delete()
        else:
            Affiliation.objects.filter(pk=row.pk).update(user=merge.kept)


def _line(row: Affiliation) -> tuple[str, int | None, int | None]:
    return row.institution.casefold(), row.start_year, row.end_year


def _open_questions(merge: Merge, relation: str) -> None:
    """Questions about the account that is gone are moot; that they were settled once is kept."""
    field = relation.rpartition(".")[2]
    MergeRequest.objects.filter(**{field: merge.gone}, merged_at=None).delete()


def _preview(kept: User, gone: User) -> Iterator[str]:
    addresses = EmailAddress.objects.filter(user=gone, verified=True).values_list("email", flat=True)
    yield f"You sign in as {kept.email}; {_listed(list(addresses))} becomes another address of yours."
    yield "The password of the other account no longer opens anything; it is signed out everywhere."
    if Authenticator.objects.filter(user=gone).exists():
        yield "Its passkeys and codes are dropped; those of the account that stays go on."
    if kept.affiliations.exists() or gone.affiliations.exists():
        yield "The affiliations of both are listed on one profile."


def _listed(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


OWN_PART = MergePart(
    rows={
        "account.EmailAddress.user": _addresses,
        "mfa.Authenticator.user": drop,
        "accounts.User_groups.user": drop,
        "accounts.User_user_permissions.user": drop,
        "accounts.User.merged_into": hand_over,
        "accounts.Profile.user": _profile,
        "accounts.Affiliation.user": _affiliations,
        "accounts.MergeRequest.kept": _open_questions,
        "accounts.MergeRequest.gone": _open_questions,
        "accounts.MergeRequest.asked_by": leave,
    },
    preview=_preview,
)


def merge_parts() -> list[MergePart]:
    """How the rows of all apps move: ours first, then those of apps above."""
    return [OWN_PART, *contributed(MergePart)]
