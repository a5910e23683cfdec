"""While one chair's release is under way, nobody else waits for it: real connections, real locks."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.urls import reverse

from effgenai.conferences.core.states import PublicState, Role
from effgenai.mail.models import Mailing
from reviews.decisions.models import Decision
from reviews.decisions.services.classes import install_default_decisions
from reviews.decisions.services.releasing import release_decisions
from reviews.decisions.states import DecisionState
from tests.support.decisions import decided, look, put_in_conflict
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conference():
    return make_conference("effgenai", public_state=PublicState.PUBLISHED)


@pytest.fixture
def chairs(conference):
    return [make_member(conference, Role.CHAIR) for _ in range(2)]


@pytest.fixture
def paper(conference):
    kinds = install_default_decisions(conference, NOW)
    paper = make_submission(conference, [make_user()])
    decided(paper, kinds[0])
    return paper


@contextmanager
def under_way(act):
    """Let `act` stand done and uncommitted, in a connection of its own, for the length of the block."""
    is_done, may_end = threading.Event(), threading.Event()

    def stand():
        try:
            with transaction.atomic():
                act()
                is_done.set()
                may_end.wait(60)
        finally:
            is_done.set()
            connection.close()

    thread = threading.Thread(target=stand)
    thread.start()
    is_done.wait(60)
    with connection.cursor() as cursor:
        # Whoever had to wait would wait for ever.
        cursor.execute("SET lock_timeout = '3s'")
    try:
        yield
    finally:
        may_end.set()
        thread.join()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


@pytest.fixture
def released(conference, chairs, paper):
    """A release that holds its locks."""
    viewer = look(chairs[0], conference)
    with under_way(lambda: release_decisions(viewer=viewer, numbers=None, seal=None, at=NOW)):
        yield
    assert Decision.objects.get().state == DecisionState.RELEASED
    assert Mailing.objects.count() == 1


def test_a_visitor_reads_the_home_page(released, client):
    assert client.get("/effgenai/").status_code == 200


def test_another_chair_s_post_goes_through(released, conference, chairs, client):
    client.force_login(chairs[1])
    answer = client.post(reverse("program:rooms", args=[conference.slug]), {"name": "Hall A", "note": ""})
    assert answer.status_code == 302
    assert conference.rooms.get().name == "Hall A"


def test_an_author_begins_another_paper(released, conference):
    assert make_submission(conference, [make_user()]).number == 2


def test_rows_that_refer_to_a_locked_paper_are_written(released, paper, chairs):
    put_in_conflict(paper, chairs[1])
    assert paper.conflicts.count() == 1
