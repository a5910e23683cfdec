"""Each line of the record carries a hash of the one before; the record cannot be emptied either."""

import django.db.models.deletion
from django.db import migrations, models

# The text that is hashed stands a second time in chain.py, which must not trust what the database defines.
FORWARDS = """
CREATE FUNCTION audit_line_hash(previous text, line audit_auditline) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(previous || chr(10) || jsonb_build_array(
        line.id, line.conference_id, to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
        line.actor_id, line.action, line.paper, line.summary, line.detail)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_line_is_chained() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last audit_auditlink;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_line_is_chained'));
    SELECT * INTO last FROM audit_auditlink ORDER BY number DESC LIMIT 1;
    INSERT INTO audit_auditlink (number, line_id, hash)
        VALUES (coalesce(last.number, 0) + 1, NEW.id, audit_line_hash(coalesce(last.hash, ''), NEW));
    RETURN NULL;
END $$;

DO $$
DECLARE
    line audit_auditline;
    place bigint := 0;
    previous text := '';
BEGIN
    FOR line IN SELECT * FROM audit_auditline ORDER BY id LOOP
        place := place + 1;
        previous := audit_line_hash(previous, line);
        INSERT INTO audit_auditlink (number, line_id, hash) VALUES (place, line.id, previous);
    END LOOP;
END $$;

CREATE CONSTRAINT TRIGGER audit_line_is_chained AFTER INSERT ON audit_auditline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_line_is_chained();
CREATE TRIGGER audit_link_is_append_only BEFORE UPDATE OR DELETE ON audit_auditlink
    FOR EACH ROW EXECUTE FUNCTION audit_line_is_append_only();
CREATE TRIGGER audit_line_is_never_emptied BEFORE TRUNCATE ON audit_auditline
    FOR EACH STATEMENT EXECUTE FUNCTION audit_line_is_append_only();
CREATE TRIGGER audit_link_is_never_emptied BEFORE TRUNCATE ON audit_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION audit_line_is_append_only();
"""

BACKWARDS = """
DROP TRIGGER audit_link_is_never_emptied ON audit_auditlink;
DROP TRIGGER audit_line_is_never_emptied ON audit_auditline;
DROP TRIGGER audit_link_is_append_only ON audit_auditlink;
DROP TRIGGER audit_line_is_chained ON audit_auditline;
DROP FUNCTION audit_line_is_chained();
DROP FUNCTION audit_line_hash(text, audit_auditline);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="link", to="audit.auditline"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
