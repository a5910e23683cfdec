"""What kept people from papers before goes on doing so: no paper is opened to anybody by the new rules."""

from django.db import migrations

# Who stood on an author list with a verified address was in conflict with the paper.
SAID_SO = """
INSERT INTO submissions_authoranswer (submission_id, email, is_author, user_id, at)
SELECT line.submission_id, lower(line.email), true, line.user_id, paper.created_at
FROM submissions_authorship line JOIN submissions_submission paper ON paper.id = line.submission_id
WHERE line.user_id IS NOT NULL AND paper.state <> 'draft'
"""
BOUND = "UPDATE submissions_conflict SET standing = 'confirmed' WHERE standing = 'potential'"


class Migration(migrations.Migration):

    dependencies = [("submissions", "0003_author_answers")]

    operations = [
        migrations.RunSQL(SAID_SO, migrations.RunSQL.noop),
        migrations.RunSQL(BOUND, migrations.RunSQL.noop),
    ]
