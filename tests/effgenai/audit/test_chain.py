"""The record cannot be changed by the application, and what its owner changes is found."""

from __future__ import annotations

import datetime as dt
import logging
import os

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction

from effgenai.audit.chain import Anchor, verify_chain
from effgenai.audit.models import AuditLine, AuditLink
from effgenai.audit.rights import grant_rights
from effgenai.audit.tasks import verify_record
from effgenai.conferences.core.records import record
from tests.support.factories import NOW, make_conference, make_user

pytestmark = pytest.mark.django_db
ROLE = f"application_{os.getpid()}"


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


@pytest.fixture
def lines():
    """Three lines with all that a line may hold, chained as at the end of a transaction."""
    person, conference = make_user("Ada Ångström"), make_conference()
    facts = {"old": None, "new": {"b": 1.50, "a": ["“x”", "\\"]}}
    record(action="test.first", by=person, at=NOW, conference=conference, paper=3, summary="Ω 'q'", **facts)
    record(action="test.second", by=None, at=NOW + dt.timedelta(microseconds=7), conference=None)
    record(action="test.third", by=person, at=NOW, conference=conference)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    return list(AuditLine.objects.order_by("id"))


def as_owner_of_the_database(change: str) -> None:
    """Do what only somebody can do who owns the tables: past every trigger."""
    sql("SET session_replication_role = replica")
    sql(change)
    sql("SET session_replication_role = DEFAULT")


def test_the_record_is_whole_and_tells_where_it_ends(lines, capsys):
    report = verify_chain()
    assert report.fault == ""
    assert report.head == Anchor(3, AuditLink.objects.get(line=lines[2]).hash)
    call_command("verify_record", "--through", str(report.head))
    assert capsys.readouterr().out.strip().endswith(f"ends at {report.head}")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            "UPDATE audit_auditline SET summary = 'x' WHERE action = 'test.first'",
            "Line 1 of the record is not",
        ),
        ("UPDATE audit_auditline SET at = at + interval '1 day' WHERE action = 'test.second'", "Line 2 "),
        ("UPDATE audit_auditline SET actor_id = NULL WHERE action = 'test.third'", "Line 3 "),
        ("UPDATE audit_auditline SET detail = '{}' WHERE action = 'test.first'", "Line 1 "),
        ("DELETE FROM audit_auditline WHERE action = 'test.second'", "Line 2 of the record is not"),
        ("DELETE FROM audit_auditlink WHERE number = 2", "Line 2 of the record is gone."),
        ("DELETE FROM audit_auditlink WHERE number = 3", "1 lines of the record stand outside its chain."),
        (
            "INSERT INTO audit_auditline (at, action, summary, detail) VALUES (now(), 'x', '', '{}')",
            "1 lines",
        ),
    ],
)
def test_whatever_the_owner_of_the_database_changes_is_found(lines, change, fault):
    as_owner_of_the_database(change)
    assert verify_chain().fault.startswith(fault)
    with pytest.raises(CommandError, match=fault[:7]):
        call_command("verify_record")


def test_a_chain_that_was_written_anew_or_cut_off_misses_a_noted_end(lines):
    noted = verify_chain().head
    as_owner_of_the_database("DELETE FROM audit_auditlink WHERE number = 3")
    as_owner_of_the_database("DELETE FROM audit_auditline WHERE action = 'test.third'")
    assert verify_chain().fault == ""
    assert "does not go through 3:" in verify_chain(noted).fault


@pytest.mark.parametrize("text", ["", "7", "x:" + "0" * 64, "7:abc"])
def test_an_end_that_cannot_be_read_is_a_sentence(text):
    with pytest.raises(CommandError, match=r"NUMBER:HASH|invalid"):
        call_command("verify_record", "--through", text)


def test_the_nightly_round_logs_the_end_or_raises_its_voice(lines, caplog):
    caplog.set_level(logging.INFO)
    verify_record()
    assert f"ends at {verify_chain().head}" in caplog.text
    as_owner_of_the_database("DELETE FROM audit_auditlink WHERE number = 2")
    verify_record()
    assert [entry.levelname for entry in caplog.records][-1] == "ERROR"


@pytest.mark.django_db(transaction=True)
def test_lines_are_chained_in_the_order_in_which_their_transactions_end():
    with transaction.atomic():
        record(action="test.one", by=None, at=NOW, conference=None)
        assert not AuditLink.objects.exists()
    with transaction.atomic():
        record(action="test.two", by=None, at=NOW, conference=None)
    assert [link.line.action for link in AuditLink.objects.order_by("number")] == ["test.one", "test.two"]


@pytest.mark.parametrize("table", ["audit_auditline", "audit_auditlink"])
def test_even_the_owner_cannot_empty_the_record_by_mistake(lines, table):
    sql(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        sql(f"TRUNCATE {table} CASCADE")
    assert AuditLine.objects.count() == AuditLink.objects.count() == 3


@pytest.fixture
def application(lines):
    """Speak to the database as the application does in production."""
    grant_rights(role=ROLE, password="of the application")
    sql(f"SET ROLE {ROLE}")
    yield
    sql("RESET ROLE")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_auditline SET summary = 'x'",
        "DELETE FROM audit_auditline",
        "TRUNCATE audit_auditline CASCADE",
        "ALTER TABLE audit_auditline DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_line_is_append_only ON audit_auditline",
        "SET session_replication_role = replica",
        "INSERT INTO audit_auditlink (number, line_id, hash) SELECT 9, id, '' FROM audit_auditline LIMIT 1",
        "UPDATE audit_auditlink SET hash = ''",
        "DELETE FROM audit_auditlink",
        "CREATE OR REPLACE FUNCTION audit_line_hash(text, audit_auditline) RETURNS text RETURN ''",
        "DROP TABLE audit_auditlink",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_application_cannot_touch_the_record(application, lines, attack):
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql(attack)
    assert AuditLine.objects.count() == 3
    assert verify_chain().fault == ""


def test_the_application_can_do_its_work_and_add_to_the_record(application):
    conference = make_conference("another")
    conference.title = "Another"
    conference.save()
    record(action="test.fourth", by=None, at=NOW, conference=conference)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    assert verify_chain().head.number == 4
    conference_of_nobody = make_conference("gone")
    conference_of_nobody.delete()


def test_rights_are_granted_again_after_each_migration_and_never_to_the_owner(monkeypatch, settings):
    for _ in range(2):
        grant_rights(role=ROLE)
    with pytest.raises(CommandError, match="must name the role"):
        call_command("grant_rights")
    owner = f"postgresql://{connection.settings_dict['USER']}@/x"
    monkeypatch.setenv("DATABASE_APP_URL", owner)
    settings.DATABASE_APP_URL = owner
    with pytest.raises(CommandError, match="a role of its own"):
        call_command("grant_rights")
