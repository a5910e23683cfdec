"""Two people press at the same moment."""

import copy
import datetime as dt
import threading

import pytest
from django.db import connection

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Membership, Topic
from effgenai.conferences.core.services.members import remove_member
from effgenai.conferences.core.services.settings import update_settings
from effgenai.conferences.core.states import Role
from effgenai.conferences.desk.services.rows import save_row
from effgenai.conferences.site.blocks import HomeContent, usual_blocks
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.queries.versions import stamp_of_home
from effgenai.conferences.site.services.home import SAVED_SINCE, save_home_draft
from effgenai.conferences.site.services.pages import save_page
from tests.support.factories import NOW, make_conference, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Do all of it from threads that start together; return the sentences of those that were refused."""
    gate = threading.Barrier(len(acts))
    refused: list[str] = []
    broken: list[Exception] = []

    def run(act):
        gate.wait()
        try:
            act()
        except Refused as refusal:
            refused.append(str(refusal))
        except Exception as error:  # noqa: BLE001 - a thread must hand its failure to the test
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return refused


def test_two_chairs_who_step_down_at_once_leave_one():
    conference = make_conference()
    one, other = make_member(conference, Role.CHAIR), make_member(conference, Role.CHAIR)
    rows = {
        user: Membership.objects.select_related("conference", "user").get(user=user) for user in (one, other)
    }
    refused = at_once(
        lambda: remove_member(membership=rows[one], by=one, at=NOW),
        lambda: remove_member(membership=rows[other], by=other, at=NOW),
    )
    assert refused == ["A conference needs a chair: name another one first."]
    assert conference.memberships.filter(role=Role.CHAIR).count() == 1


def test_days_that_two_chairs_move_at_once_do_not_end_before_they_begin():
    conference = make_conference(starts_on=dt.date(2026, 12, 10), ends_on=dt.date(2026, 12, 14))
    chair = make_member(conference, Role.CHAIR)
    later, earlier = copy.copy(conference), copy.copy(conference)
    later.starts_on, earlier.ends_on = dt.date(2026, 12, 13), dt.date(2026, 12, 11)
    refused = at_once(
        lambda: update_settings(conference=later, fields=["starts_on"], by=chair, at=NOW),
        lambda: update_settings(conference=earlier, fields=["ends_on"], by=chair, at=NOW),
    )
    assert refused == ["The last day cannot be before the first."]
    conference.refresh_from_db()
    assert (conference.starts_on, conference.ends_on) in {
        (dt.date(2026, 12, 13), dt.date(2026, 12, 14)),
        (dt.date(2026, 12, 10), dt.date(2026, 12, 11)),
    }


def test_a_name_given_twice_at_once_is_given_once():
    conference = make_conference()
    chair = make_member(conference, Role.CHAIR)
    rows = [Topic(conference=conference, name="Agents") for _ in range(2)]
    refused = at_once(*(lambda row=row: save_row(row=row, fields=[], by=chair, at=NOW) for row in rows))
    assert refused == ["There is already a topic of this name."]
    assert conference.topics.filter(name="Agents").count() == 1


def test_a_page_made_twice_at_once_is_made_once():
    conference = make_conference()
    chair = make_member(conference, Role.CHAIR)
    pages = [Page(conference=conference, slug="faq", title="Questions", updated_at=NOW) for _ in range(2)]
    refused = at_once(*(lambda page=page: save_page(page=page, by=chair, at=NOW) for page in pages))
    assert refused == ["There is already a page at this address."]
    assert conference.pages.count() == 1


def test_of_two_drafts_begun_at_once_one_writer_is_told():
    conference = make_conference()
    chair = make_member(conference, Role.CHAIR)
    seen = stamp_of_home(conference)
    texts = [HomeContent(abstract=words, blocks=usual_blocks()) for words in ("One", "Two")]
    saved = {"conference": conference, "seen": seen, "by": chair, "at": NOW}
    refused = at_once(*(lambda text=text: save_home_draft(content=text, **saved) for text in texts))
    assert refused == [SAVED_SINCE]
    assert SiteVersion.objects.filter(published_at=None).count() == 1


def test_two_pages_put_below_each_other_at_once_make_no_circle():
    conference = make_conference()
    chair = make_member(conference, Role.CHAIR)
    one, other = (
        Page.objects.create(conference=conference, slug=slug, title=slug, updated_at=NOW)
        for slug in ("a", "b")
    )
    first, second = Page.objects.get(pk=one.pk), Page.objects.get(pk=other.pk)
    first.parent, second.parent = other, one
    refused = at_once(*(lambda page=page: save_page(page=page, by=chair, at=NOW) for page in (first, second)))
    assert len(refused) == 1
    assert Page.objects.exclude(parent=None).count() == 1
