"""Asking about two accounts, and merging them."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from effgenai.accounts.identities.merging import Merge
from effgenai.accounts.identities.rows import merge_parts
from effgenai.accounts.identities.rules import objections_to, why_not_merge_for_others
from effgenai.accounts.keys import new_token
from effgenai.accounts.models import MergeRequest, User
from effgenai.accounts.queries import person_with
from effgenai.accounts.services import NotMerged, record_account
from effgenai.resilience.database.locks import lock, lock_all, lock_if_there

OPEN_FOR = dt.timedelta(days=14)
# So long nobody is mailed again about one pair, whoever asks: by themself, or by somebody who noticed.
OWN_REST = dt.timedelta(minutes=10)
REST = dt.timedelta(days=2)


@transaction.atomic
def ask_by_address(*, by: User, address: str, at: dt.datetime) -> MergeRequest | None:
    """Somebody says that this address is theirs too: a mail there lets them prove it.

    Where the address is nobody's, or already theirs, nothing happens; so the caller tells them the same
    in any case, and nobody learns who has an account here.
    """
    other = person_with(address)
    if other is None or other.pk == by.pk:
        return None
    question = _question(kept=by, gone=other, by=by, at=at, rest=OWN_REST)
    if question:
        _write(question, [(address.strip().lower(), question.gone, question.gone_token)], words="merge_asked")
        record_account("account.ask_to_merge", by=by, at=at)
    return question


@transaction.atomic
def ask_both(*, one: User, other: User, by: User, at: dt.datetime, why: str) -> MergeRequest | None:
    """Somebody who may know of both accounts, such as a chair, noticed them: a mail goes to each address.

    Neither mail tells anything of the other account. None if they were asked a moment ago, or declined.
    """
    kept, gone = stays_and_goes(one, other)
    question = _question(kept=kept, gone=gone, by=by, at=at, rest=REST)
    if question:
        sides = [(kept.email, kept, question.kept_token), (gone.email, gone, question.gone_token)]
        _write(question, sides, words="merge_suggested", why=why)
    return question


def stays_and_goes(one: User, other: User) -> tuple[User, User]:
    """Which of two accounts stays: an administrator's, else the one used last, else the older."""
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    ranked = sorted((one, other), key=lambda user: (user.is_staff, user.last_login or oldest, -user.pk))
    return ranked[1], ranked[0]


def _question(
    *, kept: User, gone: User, by: User, at: dt.datetime, rest: dt.timedelta
) -> MergeRequest | None:
    """The row of the question, with fresh secrets; None if nobody should be mailed about it now."""
    known = MergeRequest.objects.filter(kept__in=[kept, gone], gone__in=[kept, gone])
    for row in lock_all(known, to_delete=True):
        if row.declined_at or row.asked_at > at - rest:
            return None
    known.delete()
    return MergeRequest.objects.create(kept=kept, gone=gone, asked_by=by, asked_at=at)


def _write(question: MergeRequest, sides: list[tuple[str, User, str]], *, words: str, why: str = "") -> None:
    for address, user, token in sides:
        link = urljoin(settings.SITE_URL, reverse("accounts:merge", args=[token]))
        context = {"user": user, "merge_url": link, "question": question, "why": why}
        get_adapter().send_mail(f"account/email/{words}", address, context)


def question_of(token: str, at: dt.datetime) -> tuple[MergeRequest, User, User] | None:
    """The open question of a secret, the account that the secret proves, and the other one."""
    rows = MergeRequest.objects.select_related("kept", "gone", "asked_by")
    rows = rows.filter(merged_at=None, declined_at=None, asked_at__gt=at - OPEN_FOR)
    for side, other in (("kept", "gone"), ("gone", "kept")):
        found = rows.filter(**{f"{side}_token": token}).first()
        if found:
            return found, getattr(found, side), getattr(found, other)
    return None


@transaction.atomic
def question_by_mailbox(*, by: User, address: str, at: dt.datetime) -> MergeRequest | None:
    """The question about two accounts of which the caller knows that the person reads mail at `address`."""
    other = person_with(address)
    if other is None or other.pk == by.pk:
        return None
    MergeRequest.objects.filter(kept__in=[by, other], gone__in=[by, other]).delete()
    record_account("account.ask_to_merge", by=by, at=at)
    return MergeRequest.objects.create(kept=by, gone=other, asked_by=by, asked_at=at)


@transaction.atomic
def decline_merge(*, question: MergeRequest, at: dt.datetime) -> None:
    """Somebody says that the other account is not theirs. Nobody is asked about this pair again."""
    row = lock(question)
    if row.merged_at is None:
        row.declined_at, row.kept_token, row.gone_token = at, new_token(), new_token()
        row.save(update_fields=["declined_at", "kept_token", "gone_token"])
        record_account("account.decline_merge", by=None, at=at)  # whoever reads mail at one of the addresses


@transaction.atomic
def merge_asked(*, question: MergeRequest, by: User, at: dt.datetime) -> User:
    """Carry out what was asked, once one person has proved both accounts; return the one that stays.

    Raises NotMerged if the question was settled meanwhile.
    """
    _locked(question.kept, question.gone)  # accounts before questions, as everywhere
    row = lock_if_there(question)
    if row is None or row.merged_at or row.declined_at:
        raise NotMerged("It is settled already whether these accounts are one person's.")
    row.merged_at, row.kept_token, row.gone_token = at, new_token(), new_token()
    row.save(update_fields=["merged_at", "kept_token", "gone_token"])
    return merge_accounts(kept=row.kept, gone=row.gone, by=by, at=at)


@transaction.atomic
def merge_for_others(*, kept: User, gone: User, by: User, at: dt.datetime) -> User:
    """A site administrator merges two accounts of somebody else, who is told at both addresses.

    Raises NotMerged with the sentence of `why_not_merge_for_others`.
    """
    refusal = why_not_merge_for_others(by, kept, gone)
    if refusal:
        raise NotMerged(refusal)
    return merge_accounts(kept=kept, gone=gone, by=by, at=at)


@transaction.atomic
def merge_accounts(*, kept: User, gone: User, by: User, at: dt.datetime) -> User:
    """Give everything of the account `gone` to `kept`, close `gone`, and tell its owner at both addresses.

    All or nothing: what stands against it is refused before the first row moves. The kept account gains roles
    in conferences, never an office of the installation. Raises NotMerged with the first objection.
    """
    kept, gone = _locked(kept, gone)
    is_own = by.pk in {kept.pk, gone.pk}
    for objection in objections_to(kept, gone):
        raise NotMerged(objection.to_them if is_own else objection.to_others)
    merge = Merge(kept=kept, gone=gone, by=kept if by.pk == gone.pk else by, at=at)
    addresses = [kept.email, gone.email]
    for part in merge_parts():
        for relation, move in part.rows.items():
            move(merge, relation)
    _close(merge)
    for part in merge_parts():
        part.afterwards(merge)
    _tell(merge, addresses)
    return kept


def _locked(kept: User, gone: User) -> tuple[User, User]:
    """Both rows, locked in the order of their numbers, so that two merges never wait for each other.

    Nothing new may refer to the account that goes while its rows move.
    """
    numbers = [kept.pk, gone.pk]
    rows = {user.pk: user for user in lock_all(User.objects.filter(pk__in=numbers), to_delete=True)}
    return rows[kept.pk], rows[gone.pk]


def _close(merge: Merge) -> None:
    """Nobody signs in to it any more; its name stays for what the record tells."""
    gone = merge.gone
    gone.name = gone.name or gone.email
    gone.email = f"{gone.key}@merged.invalid"
    gone.is_active, gone.merged_into = False, merge.kept
    gone.set_unusable_password()  # which ends its sessions
    gone.save(update_fields=["name", "email", "is_active", "merged_into", "password"])


def _tell(merge: Merge, addresses: list[str]) -> None:
    for address in addresses:
        context = {"user": merge.kept, "addresses": addresses, "by_admin": merge.by.pk != merge.kept.pk}
        get_adapter().send_mail("account/email/merge_done", address, context)
