"""Receipts hold under every key that the site has had, and under no other."""

from __future__ import annotations

import pytest

from submissions.papers.services.revisions import is_genuine, receipts_that_do_not_hold, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision(submitted):
    return submitted.revisions.get()


def test_a_receipt_of_before_there_was_a_key_of_receipts_still_holds(revision, settings):
    settings.RECEIPT_KEY = "a key of its own"
    assert is_genuine(revision)
    assert sign(revision) != revision.receipt


@pytest.mark.parametrize("name", ["SECRET_KEY_FALLBACKS", "RECEIPT_KEY_FALLBACKS"])
def test_a_receipt_holds_after_the_keys_were_changed(revision, settings, name):
    old = settings.SECRET_KEY
    settings.SECRET_KEY = settings.RECEIPT_KEY = "another"
    assert not is_genuine(revision)
    setattr(settings, name, ["older still", old])
    assert is_genuine(revision)
    assert list(receipts_that_do_not_hold()) == []


def test_a_receipt_under_no_key_of_ours_is_named(revision, settings, client_of_author):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # so that the author stays signed in
    revision.receipt = "0" * 64
    revision.save()
    [sentence] = receipts_that_do_not_hold()
    assert "paper 1, version 1 (ws)" in sentence
    page = client_of_author.get(f"/ws/submissions/{revision.submission.number}/versions/1/")
    assert "the signature does not hold" in page.content.decode()
