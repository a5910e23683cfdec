import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0002_public_site"),
        ("reviews", "0005_bids"),
        ("submissions", "0002_materials_and_awards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PairRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("reviewer", "Reviewer"), ("area_chair", "Area chair")],
                        default="reviewer",
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("required", "Required"), ("forbidden", "Never")], max_length=10
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="assignmentrun",
            name="changes",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="assignmentrun",
            name="failure",
            field=models.CharField(blank=True, max_length=500, verbose_name="why it failed"),
        ),
        migrations.AddField(
            model_name="assignmentrun",
            name="name",
            field=models.CharField(blank=True, max_length=80, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="assignmentrun",
            name="role",
            field=models.CharField(
                choices=[("reviewer", "Reviewer"), ("area_chair", "Area chair")],
                default="reviewer",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="assignmentrun",
            name="share",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="how far it is, per cent"),
        ),
        migrations.AddField(
            model_name="assignmentrun",
            name="step",
            field=models.CharField(blank=True, max_length=120, verbose_name="what it does now"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="suggestions",
            field=models.TextField(blank=True, max_length=1000, verbose_name="who could do it instead"),
        ),
        migrations.AddField(
            model_name="proposedpair",
            name="by_hand",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="reviewer",
            name="away_from",
            field=models.DateField(blank=True, null=True, verbose_name="away from"),
        ),
        migrations.AddField(
            model_name="reviewer",
            name="away_until",
            field=models.DateField(blank=True, null=True, verbose_name="away until"),
        ),
        migrations.AddField(
            model_name="reviewer",
            name="is_senior",
            field=models.BooleanField(default=False, verbose_name="senior reviewer"),
        ),
        migrations.AddField(
            model_name="reviewer",
            name="load_min",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="at least this many papers"),
        ),
        migrations.AddField(
            model_name="reviewer",
            name="takes_emergencies",
            field=models.BooleanField(default=False, verbose_name="may be asked at short notice"),
        ),
        migrations.AlterField(
            model_name="assignmentrun",
            name="bound",
            field=models.FloatField(null=True),
        ),
        migrations.AlterField(
            model_name="assignmentrun",
            name="seconds",
            field=models.FloatField(null=True),
        ),
        migrations.AlterField(
            model_name="assignmentrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("running", "Running"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                    ("proposed", "Draft"),
                    ("applied", "Applied"),
                    ("discarded", "Discarded"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="assignmentrun",
            name="total",
            field=models.FloatField(null=True),
        ),
        migrations.AddConstraint(
            model_name="assignmentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["waiting", "running", "failed", "cancelled", "proposed", "applied", "discarded"],
                    )
                ),
                name="run_state_is_known",
                violation_error_message="That state of a draft does not exist.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("proposed", "applied")), _negated=True),
                    models.Q(("bound__isnull", False), ("seconds__isnull", False), ("total__isnull", False)),
                    _connector="OR",
                ),
                name="an_answered_run_has_its_figures",
                violation_error_message="A draft that is there has a total, a bound and a time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__lte", 100)),
                name="a_run_is_at_most_whole",
                violation_error_message="Progress is at most 100 per cent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewer",
            constraint=models.CheckConstraint(
                condition=models.Q(("load_min__lte", models.F("load_max"))),
                name="a_least_load_is_within_the_most",
                violation_error_message="The least number of papers is at most the greatest.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("away_from__isnull", True), ("away_until__isnull", True)),
                    models.Q(
                        ("away_from__isnull", False),
                        ("away_from__lte", models.F("away_until")),
                        ("away_until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="away_from_a_day_to_a_later_one",
                violation_error_message="Say both days, the first before the last.",
            ),
        ),
        migrations.AddField(
            model_name="pairrule",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pairrule",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pair_rules",
                to="submissions.submission",
            ),
        ),
        migrations.AddField(
            model_name="pairrule",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="pairrule",
            constraint=models.UniqueConstraint(
                fields=("submission", "user", "role"),
                name="one_rule_a_pair",
                violation_error_message="There is a rule for this pair already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pairrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["required", "forbidden"])),
                name="pair_rule_is_known",
                violation_error_message="A pair is required or forbidden; there is no such rule.",
            ),
        ),
    ]
