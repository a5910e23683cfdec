"""The record is append-only: the database itself refuses to change or delete a line."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION audit_line_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record is append-only: a line is never changed or deleted.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_line_is_append_only BEFORE UPDATE OR DELETE ON audit_auditline
    FOR EACH ROW EXECUTE FUNCTION audit_line_is_append_only();
"""

BACKWARDS = """
DROP TRIGGER audit_line_is_append_only ON audit_auditline;
DROP FUNCTION audit_line_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
