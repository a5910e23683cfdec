"""Where bidding was opened before, conflicts bound as they were found: no second batch for it."""

from django.db import migrations

BATCHES = """
INSERT INTO submissions_conflictbatch (conference_id, bound_at)
SELECT bidding.conference_id, now() FROM reviews_biddinground bidding
WHERE bidding.is_open OR EXISTS (
    SELECT 1 FROM reviews_bid bid JOIN submissions_submission paper ON paper.id = bid.submission_id
    WHERE paper.conference_id = bidding.conference_id
)
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):

    dependencies = [("reviews", "0006_drafts"), ("submissions", "0004_keep_what_binds")]

    operations = [migrations.RunSQL(BATCHES, migrations.RunSQL.noop)]
