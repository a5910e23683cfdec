"""Which accounts look like one person's."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.accounts.identities.duplicate_accounts import (
    SAME_ADDRESS,
    SAME_LOCAL_PART,
    SAME_ORCID,
    SAME_PLACE,
    KnownAs,
    find_duplicate_accounts,
)
from effgenai.accounts.models import Affiliation, MergeRequest, Profile, User
from tests.support.factories import NOW, make_user

pytestmark = pytest.mark.django_db


def reasons(lines=()):
    found = find_duplicate_accounts(User.objects.all(), lines=lines)
    return [pair.reasons for pair in found]


def test_one_orcid_is_one_person_whatever_the_names():
    for name in ("Ada Nwosu", "Ada Married"):
        Profile.objects.create(user=make_user(name), orcid="0000-0002-1825-0097")
    assert reasons() == [(SAME_ORCID,)]


@pytest.mark.parametrize("other", ["Strauss, Ánna", "A. Strauß", "ANNA STRAUSS"])
def test_one_name_at_one_institution(other):
    make_user("Anna Strauß", "anna@cs.uni.example")
    Affiliation.objects.create(user=make_user("Anna Strauß", "x1@far.example"), institution="Elsewhere")
    make_user(other, "x2@uni.example")
    assert reasons() == [(SAME_PLACE,)]


def test_one_name_and_one_place_named_on_profiles():
    for name, address in (("王小明", "wang@qq.com"), ("小明 王", "ming@163.com")):
        Affiliation.objects.create(user=make_user(name, address), institution="Tsinghua University")
    assert reasons() == [(SAME_PLACE,)]


def test_one_name_and_addresses_that_begin_alike():
    make_user("Ada Nwosu", "ada.nwosu@uni.example")
    make_user("A. Nwosu", "AdaNwosu+reviews@gmail.com")
    assert reasons() == [(SAME_LOCAL_PART,)]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Ada Nwosu", "ada@gmail.com"),
        ("Ada Nwosu", "ada.n@far.example"),
        ("Ben Nwosu", "ben@uni.example"),
        ("Ben Nwosu", "nwosu@far.example"),
    ],
)
def test_a_name_or_a_place_alone_is_nothing(name, address):
    make_user("Ada Nwosu", "nwosu@uni.example")
    make_user(name, address)
    assert reasons() == []


def test_an_address_given_by_one_and_proven_by_the_other():
    one, other = make_user("Ada", "a@x.example"), make_user("Nwosu", "n@y.example")
    EmailAddress.objects.create(user=one, email=other.email, verified=False)
    assert reasons() == [(SAME_ADDRESS,)]


def test_a_line_of_an_author_list_with_the_address_of_another_account():
    one, _ = make_user("Ada", "a@x.example"), make_user("Nwosu", "n@y.example")
    assert reasons() == []
    assert reasons([KnownAs(one.pk, "Ada Nwosu", "N@y.example")]) == [(SAME_ADDRESS,)]


def test_an_author_line_names_a_person_in_another_way():
    one = make_user("ada", "a@x.example")
    Affiliation.objects.create(user=make_user("Ada Nwosu", "n@y.example"), institution="The Foundry")
    assert reasons([KnownAs(one.pk, "Ada Nwosu", "a@x.example", "Foundry")]) == [(SAME_PLACE,)]


def test_closed_accounts_and_declined_pairs_are_not_named_again():
    one, other = make_user("Ada Nwosu", "ada@x.example"), make_user("Ada Nwosu", "ada@y.example")
    question = MergeRequest.objects.create(kept=other, gone=one, asked_by=one, asked_at=NOW)
    assert reasons() == [(SAME_LOCAL_PART,)]
    MergeRequest.objects.update(declined_at=NOW)
    assert reasons() == []
    question.delete()
    User.objects.filter(pk=one.pk).update(is_active=False)
    assert reasons() == []


def test_it_takes_as_many_queries_for_a_hundred_as_for_two():
    counts = []
    for number in (1, 30):
        for n in range(number):
            make_user("Ada Nwosu", f"ada@x{number}-{n}.example")
        with CaptureQueriesContext(connection) as queries:
            assert find_duplicate_accounts(User.objects.all()) or number == 1
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
