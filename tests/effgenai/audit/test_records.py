import csv
import datetime as dt
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.accounts.models import Affiliation
from effgenai.accounts.services import (
    end_sessions,
    remove_affiliation,
    save_affiliation,
    update_profile,
)
from effgenai.audit.models import AuditLine
from effgenai.audit.queries import LINES_A_PAGE
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Grace Chair"))
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def line(conference, summary="", *, at=NOW, by=None, action="test.do", **fields):
    return AuditLine.objects.create(
        conference=conference, at=at, actor=by, action=action, summary=summary, **fields
    )


def page(client, conference, **query):
    answer = client.get(reverse("audit:desk", args=[conference.slug]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client, conference, **query):
    answer = client.get(reverse("audit:export", args=[conference.slug]), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("what", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_a_line(conference, what):
    made = line(conference, "As it was")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        if what == "update":
            AuditLine.objects.filter(pk=made.pk).update(summary="As it never was")
        else:
            AuditLine.objects.filter(pk=made.pk).delete()
    assert AuditLine.objects.get().summary == "As it was"


@pytest.mark.django_db(transaction=True)
def test_a_line_without_the_transaction_of_its_change_is_an_error():
    with pytest.raises(RuntimeError):
        record(action="test.do", by=None, at=NOW, conference=None)
    assert not AuditLine.objects.exists()


def test_the_newest_line_stands_first_with_who_did_it(client, conference, chair):
    line(conference, "Older", by=chair)
    line(conference, "Newer", at=NOW + SECOND, paper=7)
    text = page(client, conference)
    assert text.index("Newer") < text.index("Older")
    assert "Grace Chair" in text
    assert "the software" in text
    assert ">7</a>" in text


@pytest.mark.parametrize(
    "role", [None, Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR, Role.SITE_EDITOR]
)
def test_nobody_but_chairs_reads_the_record(client, conference, role):
    line(conference, "Something")
    client.force_login(
        make_member(conference, role) if role else make_user(),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for name in ("audit:desk", "audit:export"):
        assert client.get(reverse(name, args=[conference.slug])).status_code == 404


def test_lines_about_papers_in_conflict_are_absent_unless_one_acted_oneself(client, conference, chair):
    conflict, own, draft = (make_submission(conference), make_submission(conference, [chair]), 99)
    Conflict.objects.create(submission=conflict, user=chair, source=ConflictSource.CHAIR, created_at=NOW)
    line(conference, "Hidden conflict", paper=conflict.number)
    line(conference, "Hidden own", paper=own.number)
    line(conference, "My own act", paper=own.number, by=chair)
    line(make_conference("elsewhere"), "Elsewhere", by=chair)
    line(conference, "Open", paper=draft)
    text = page(client, conference)
    assert "My own act" in text
    assert "Open" in text
    assert [row["summary"] for row in rows(client, conference)] == ["Open", "My own act"]
    for hidden in ("Hidden conflict", "Hidden own", "Elsewhere"):
        assert hidden not in text
    assert "No line fits" in page(client, conference, q=f"paper:{conflict.number}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("paper:3", {"C"}),
        ("action:mailing", {"B"}),
        ("by:ada", {"A", "B"}),
        ("ada mailing.approve", {"B"}),
        ("Paper withdrawn", {"C"}),
        ("paper ada", {"A"}),
        ("c", {"C"}),
        ("paper:99999999999999999999", set()),
        ("nothing-like-this", set()),
    ],
)
def test_the_record_is_searched_by_person_action_and_paper(client, conference, chair, text, found):
    ada = make_user("Ada", "ada@x.org")
    line(conference, "A", by=ada, action="submission.submit")
    line(conference, "B", by=ada, action="mailing.approve")
    line(conference, "C", paper=3, action="submission.withdraw", by=make_user("Bob", "bob@x.org"))
    assert {row["summary"] for row in rows(client, conference, q=text)} == found


def test_pages_of_lines_of_one_moment_leave_none_out_and_repeat_none(client, conference, chair):
    per_page = LINES_A_PAGE
    AuditLine.objects.bulk_create(
        AuditLine(
            conference=conference, at=NOW - (number // 250) * SECOND, action="test.do", summary=f"<{number}>"
        )
        for number in range(520)
    )
    seen: list[str] = []
    query: dict[str, str] = {}
    for _ in range(10):
        answer = client.get(reverse("audit:desk", args=[conference.slug]), query)
        found = answer.context["page"]
        seen += [one.summary for one in found.lines]
        if found.older is None:
            break
        query = {"from": found.older.at.isoformat(), "skip": str(found.older.skip)}
    assert len(seen) == len(set(seen)) == 520
    assert len(found.lines) == 520 % per_page


def test_the_address_of_older_lines_tells_nothing_of_hidden_ones(client, conference, chair):
    AuditLine.objects.bulk_create(
        # Numbers that nothing else on the page has.
        AuditLine(pk=70_000_000 + number, conference=conference, at=NOW, action="test.do")
        for number in range(LINES_A_PAGE + 1)
    )
    text = page(client, conference)
    assert f"skip={LINES_A_PAGE}" in text
    assert all(
        f"={one.pk}" not in text.replace(f"skip={LINES_A_PAGE}", "") for one in AuditLine.objects.all()
    )


@pytest.mark.parametrize(
    "query", [{"from": "yesterday"}, {"from": "2026-13-45T00:00:00"}, {"from": "2026-01-01"}]
)
def test_an_address_that_makes_no_sense_shows_the_newest_lines(client, conference, chair, query):
    line(conference, "Here")
    assert "Here" in page(client, conference, **query)


def test_the_export_holds_all_lines_and_starts_no_formula(client, conference, chair):
    line(conference, "=1+1", by=chair, paper=None)
    (row,) = rows(client, conference)
    assert row["summary"] == "'=1+1"
    assert (row["person"], row["address"]) == ("Grace Chair", chair.email)
    assert dt.datetime.fromisoformat(row["time"]) == NOW


def test_an_empty_record_says_what_will_appear(client, conference, chair):
    assert "Nothing on record yet" in page(client, conference)


def test_the_number_of_queries_does_not_grow_with_the_lines(client, conference, chair):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, conference)
        return len(captured)

    line(conference, by=make_user())
    page(client, conference)
    one = queries()
    for _ in range(2):
        line(conference, by=make_user())
    assert queries() == one


def test_what_people_say_of_their_accounts_leaves_lines_that_tell_nothing_and_no_page_shows(
    client, conference, chair
):
    member = make_member(conference, Role.REVIEWER, make_user("Ann Member"))
    for person in (member, chair):  # a chair's own lines are on the page of a conference, these are not
        update_profile(user=person, name=person.name, orcid="", home_page="", time_zone="UTC", at=NOW)
        end_sessions(user=person, at=NOW)
        work = Affiliation(user=person, institution="Secret University")
        save_affiliation(affiliation=work, at=NOW)
        remove_affiliation(affiliation=work, at=NOW)
    lines = AuditLine.objects.filter(action__startswith="account.")
    assert {(line.conference, line.summary, line.paper) for line in lines} == {(None, "", None)}
    assert [line.detail for line in lines if line.detail] == []
    assert sorted(line.action for line in lines if line.actor == member) == [
        "account.affiliation",
        "account.end_sessions",
        "account.profile",
        "account.remove_affiliation",
    ]
    chair.refresh_from_db()  # whose sessions have just been ended
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    assert "account." not in page(client, conference)
    assert "Secret University" not in page(client, conference)
