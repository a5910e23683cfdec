"""A worker that is killed while it sends loses no mail, and repeats at most the one it was sending."""

import random
import time
from collections import Counter

import pytest
from django.utils import timezone

from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from effgenai.mail.tasks import deliver_due_mail
from tests.plugins.mail import wait_until
from tests.support.factories import make_conference, make_submission

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

MAILS = 500
KILLS = 10
LEASE_SECONDS = 1.0


def decision_mails(conference):
    papers = [make_submission(conference) for _ in range(5)]
    now = timezone.now()
    return OutboundEmail.objects.bulk_create(
        OutboundEmail(
            conference=conference,
            kind="decision.letter",
            dedupe_key=f"decision:{number}",
            message_id=f"<decision{number}@effgenai.test>",
            to_name=f"Author {number}",
            to_address=f"author{number}@example.org",
            subject=f"Your paper {number}",
            body="We are glad to tell you.\n" * 20,
            paper=papers[number % len(papers)].number,
            created_at=now,
            due_at=now,
            state=EmailState.QUEUED,
        )
        for number in range(MAILS)
    )


def unsent():
    return OutboundEmail.objects.exclude(state=EmailState.SENT)


def kill_while_it_sends(worker, mail_catcher, more):
    """Kill the worker as soon as it has sent some more; the mails it was told of are not all gone then."""
    goal = len(mail_catcher.mails()) + more
    deadline = time.monotonic() + 20
    while len(mail_catcher.mails()) < goal:
        assert time.monotonic() < deadline, worker.output()
        time.sleep(0.002)
    worker.kill()
    assert unsent().exists()


def all_sent_after_the_next_round():
    deliver_due_mail.delay(LEASE_SECONDS)  # as beat does every minute
    time.sleep(0.3)
    return not unsent().exists()


def test_ten_kills_lose_no_mail_and_repeat_at_most_one_each(idle_worker, mail_catcher):
    decision_mails(make_conference("effgenai"))
    luck = random.Random(10)
    for _ in range(KILLS):
        deliver_due_mail.delay(LEASE_SECONDS)
        idle_worker.start()
        kill_while_it_sends(idle_worker, mail_catcher, luck.randint(5, 30))
    idle_worker.start()
    wait_until(all_sent_after_the_next_round, say=idle_worker.output)

    caught = mail_catcher.mails()
    assert len({mail.recipients for mail in caught}) == MAILS
    assert len({(mail.message_id, mail.recipients) for mail in caught}) == MAILS
    assert len(caught) - MAILS <= KILLS
    repeated = [count for count in Counter(mail.message_id for mail in caught).values() if count > 1]
    assert sum(repeated) - len(repeated) <= KILLS
    assert OutboundEmail.objects.filter(attempts__gt=1).count() <= KILLS
