"""Drafts, notified reviewers and enabled bidding are called so in the code.

Nothing changes in the database: tables and columns keep their names, so that old code lives with it.
"""

import django.db.models.deletion
from django.db import migrations, models

ONE_OF_A_KIND = "a_proposal_names_a_pair_once"


class Migration(migrations.Migration):

    dependencies = [("reviews", "0007_bound_where_bidding_was_open")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable("assignmentrun", "reviews_assignmentrun"),
                migrations.RenameModel("AssignmentRun", "AssignmentDraft"),
                migrations.RemoveConstraint("proposedpair", ONE_OF_A_KIND),
                migrations.RenameField("assignment", "run", "draft"),
                migrations.AlterField(
                    "assignment",
                    "draft",
                    models.ForeignKey(
                        db_column="run_id",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assignments",
                        to="reviews.assignmentdraft",
                    ),
                ),
                migrations.RenameField("proposedpair", "run", "draft"),
                migrations.AlterField(
                    "proposedpair",
                    "draft",
                    models.ForeignKey(
                        db_column="run_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pairs",
                        to="reviews.assignmentdraft",
                    ),
                ),
                migrations.RenameField("assignment", "told_at", "notified_at"),
                migrations.AlterField(
                    "assignment", "notified_at", models.DateTimeField(db_column="told_at", null=True)
                ),
                migrations.RenameField("biddinground", "is_open", "is_enabled"),
                migrations.AlterField(
                    "biddinground",
                    "is_enabled",
                    models.BooleanField(
                        db_column="is_open", default=False, verbose_name="bidding is open"
                    ),
                ),
                migrations.AddConstraint(
                    "proposedpair",
                    models.UniqueConstraint(
                        fields=["draft", "submission", "user"],
                        name=ONE_OF_A_KIND,
                        violation_error_message="The proposal names this pair already.",
                    ),
                ),
            ],
        ),
    ]
