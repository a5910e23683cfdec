"""The lease of a worker on a draft, in columns of its own.

Code of the release before knows it in `settings` alone. Both are written, since 0011_drafts_in_step by the
database: then code of before and of now leave a draft to one worker. See docs/decisions/0011 and 0013.
"""

from django.db import migrations, models
from django.db.models import Q

COPY = """
UPDATE reviews_assignmentrun
SET worker = settings->>'worker',
    attempts = (settings->>'attempts')::smallint,
    seen_at = (settings->>'seen_at')::timestamptz
WHERE state = 'running' AND settings ?& ARRAY['worker', 'attempts', 'seen_at']
"""


class Migration(migrations.Migration):

    dependencies = [("reviews", "0008_drafts_in_code")]

    operations = [
        migrations.AddField(
            model_name="assignmentdraft",
            name="worker",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="assignmentdraft",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="assignmentdraft",
            name="attempts",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="assignmentdraft",
            constraint=models.CheckConstraint(
                condition=Q(worker="") | Q(seen_at__isnull=False, attempts__gt=0),
                name="a_worker_of_a_draft_gave_a_sign_of_life",
                violation_error_message="A worker that has a draft was seen, and has tried it.",
            ),
        ),
    ]
