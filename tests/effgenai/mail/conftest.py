import itertools

import pytest

from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from tests.support.factories import NOW

_numbers = itertools.count(1)


@pytest.fixture
def make_mail(db):
    """Rows of the outbox, made directly."""

    def make(conference=None, **fields):
        number = next(_numbers)
        values = {
            "kind": "test",
            "dedupe_key": f"test:{number}",
            "message_id": f"<test{number}@effgenai.test>",
            "to_address": f"person{number}@example.org",
            "subject": f"Subject {number}",
            "body": f"Body {number}\n",
            "created_at": NOW,
            "due_at": NOW,
            "state": EmailState.QUEUED,
        }
        return OutboundEmail.objects.create(conference=conference, **{**values, **fields})

    return make
