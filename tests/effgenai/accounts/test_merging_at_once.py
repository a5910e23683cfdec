"""Two merges at the same moment, on a real database with real threads."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from effgenai.accounts.identities.services import ask_by_address, merge_accounts, merge_asked
from effgenai.accounts.models import User
from effgenai.accounts.services import NotMerged
from effgenai.mail.models import OutboundEmail
from tests.support.factories import NOW, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*merges: Callable[[], object]) -> int:
    """Start them together; return how many were carried out, the others being refused."""

    def run(merge: Callable[[], object]) -> bool:
        try:
            merge()
        except NotMerged:
            return False
        finally:
            connections.close_all()
        return True

    with concurrent.futures.ThreadPoolExecutor(len(merges)) as threads:
        return sum(threads.map(run, merges))


def merge(kept: User, gone: User) -> Callable[[], object]:
    return lambda: merge_accounts(kept=kept, gone=gone, by=kept, at=NOW)


def test_of_two_merges_the_other_way_round_one_is_carried_out() -> None:
    one, other = make_user("Ada", "a@x.example"), make_user("Ada", "a@y.example")
    assert at_once(merge(one, other), merge(other, one), merge(one, other)) == 1
    assert User.objects.filter(merged_into=None).count() == 1
    owner = User.objects.get(merged_into=None)
    assert set(EmailAddress.objects.values_list("user", flat=True)) == {owner.pk}


def test_a_chain_ends_in_one_account_whichever_comes_first() -> None:
    first, second, third = (make_user("Ada", f"a@{name}.example") for name in "xyz")
    carried_out = at_once(merge(second, first), merge(third, second))
    assert carried_out in {1, 2}
    assert User.objects.filter(merged_into=None).count() == 3 - carried_out
    chains = User.objects.filter(merged_into__merged_into__isnull=False)
    assert not chains.exists()


def test_a_question_is_settled_once() -> None:
    one, other = make_user("Ada", "a@x.example"), make_user("Ada", "a@y.example")
    question = ask_by_address(by=one, address=other.email, at=NOW)
    assert question is not None
    press = lambda: merge_asked(question=question, by=one, at=NOW)  # noqa: E731
    assert at_once(press, press, press) == 1
    assert OutboundEmail.objects.filter(kind="account.merge_done").count() == 2
